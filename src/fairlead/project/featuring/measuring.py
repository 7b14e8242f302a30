"""Measure what each round of work on the features has brought, one after the other, and say how far it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from fairlead.clock import SystemClock
from fairlead.project.place import STATE_FOLDER

FOLDER = "curves"
"""Where the numbers of each step and split are kept, below the project's state; as the churn example does."""

Tell = Callable[[Mapping[str, Any]], None]


def measure(home: Path, given: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    """Measure the curve of a project; a step that was measured before, and has not changed, is not measured again.

    Raises
    ------
    FairleadError
        As `subject_of` and `curve` do.
    """
    from fairlead.features.investment.curve import curve
    from fairlead.features.investment.growing import growing
    from fairlead.project.featuring.subject import settings_of, subject_of

    del given
    tell({"said": "loading the project's code and rows"})
    subject = subject_of(home)
    steps = list(growing(subject.steps) if hasattr(subject.steps, "steps") else subject.steps)
    settings = settings_of(home) or {}
    chosen = {name: settings[name] for name in ("metric", "cv", "repeats", "seed") if name in settings}
    cache = home / STATE_FOLDER / FOLDER
    # A step at a time: what is kept of the steps before makes each call as long as its last step.
    for count in range(1, len(steps) + 1):
        tell({"step": count, "of": len(steps), "said": f"measuring {steps[count - 1][0]}"})
        found = curve(
            steps[:count], subject.rows, subject.target, costs=subject.costs, time=subject.time, cache=cache, **chosen
        )
    sentence = None if subject.costs is None else subject.costs.sentence
    return {**found.to_dict(), "at": SystemClock().now(), "cost_sentence": sentence, "subject": subject.said}
