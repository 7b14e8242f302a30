"""Which rules have a mend, and what it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from fairlead.notebook.facts import Facts
from fairlead.notebook.fix.behind_split import moved_behind_split
from fairlead.notebook.fix.edit import Edit
from fairlead.notebook.fix.model_card import saved_with_card
from fairlead.notebook.fix.paths import folder_named
from fairlead.notebook.fix.refit import transformed_only
from fairlead.notebook.fix.resampled_behind import resampled_behind
from fairlead.notebook.fix.saved_pipeline import saved_with_preparation
from fairlead.notebook.fix.seeds import seed_given
from fairlead.notebook.rules.rule import Hit

Mend = Callable[[Facts, Hit], Sequence[Edit] | str]
"""What turns a hit into edits, or says why it keeps its hands off."""

MENDS: Mapping[str, Mend] = {
    "no-seed-split": seed_given,
    "no-seed-model": seed_given,
    "abs-path": folder_named,
    "refit-on-test": transformed_only,
    "resample-before-split": resampled_behind,
    "preprocess-before-split": moved_behind_split,
    "preprocess-not-persisted": saved_with_preparation,
    "model-not-versioned": saved_with_card,
}
"""In the order in which they are made: what is saved is settled before it gets its card."""
