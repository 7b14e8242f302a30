"""Names that come from nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from fairlead.notebook.facts import Facts
from fairlead.notebook.rules.rule import Hit, rule


@rule("hygiene", "info", on_by_default=False)
def star_import(facts: Facts) -> Iterator[Hit]:
    """Find imports of everything that a module has.

    What it does
    ------------
    Reports every ``from module import *``.

    Why it hurts in production
    --------------------------
    Nobody can see where a name comes from, two modules can quietly overwrite each other's names, and the next version
    of a library may bring a name that is yours. Fairlead, too, sees less in such a notebook.

    Example
    -------
    Bad::

        # %%
        from sklearn.metrics import *

    Good::

        # %%
        from sklearn.metrics import f1_score, roc_auc_score

    Fix
    ---
    Import the names that you use, or the module under a short name.

    Known limits
    ------------
    Libraries that are made for it (``from fastai.vision.all import *``) are reported too.
    """
    for one in facts.index.imports:
        if one.name == "*":
            message = f"Everything is imported from `{one.module}`: where a name comes from cannot be seen."
            yield Hit(facts.index.place_of(one.node, one.cell), message, evidence={"module": one.module})
