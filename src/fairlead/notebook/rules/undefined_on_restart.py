"""A name that is used before any cell has defined it."""

from __future__ import annotations

from collections.abc import Iterator

from fairlead.errors import nearest
from fairlead.notebook.facts import Facts
from fairlead.notebook.rules.rule import Hit, rule
from fairlead.notebook.threads import Thread


@rule("state", "error")
def undefined_on_restart(facts: Facts) -> Iterator[Hit]:
    """Find names that are used before any cell above has defined them.

    What it does
    ------------
    Follows the cells from top to bottom, as *Restart and run all* does, and reports a name that a cell uses while no
    cell above it defines it: because the definition stands further down, because its cell was deleted, because ``del``
    has taken it away, or because it is misspelt.

    Why it hurts in production
    --------------------------
    On your screen the name is still there, in the memory of the kernel. A pipeline begins with an empty memory and
    stops at this line with a NameError.

    Example
    -------
    Bad::

        # %%
        import pandas as pd
        # %%
        print(orders.shape)
        # %%
        orders = pd.read_csv("orders.csv")

    Good::

        # %%
        import pandas as pd
        # %%
        orders = pd.read_csv("orders.csv")
        # %%
        print(orders.shape)

    Fix
    ---
    Move the cell that defines the name above the first that uses it, or write the definition again if its cell is gone.

    Known limits
    ------------
    Names that ``from module import *``, ``%pylab``, ``exec`` or a cell in another language may bring are not reported
    below such a line. A name defined in one branch of an ``if``, in a loop or in a ``try`` counts as defined. What only
    a function needs is looked for where the function is used.
    """
    unseen = min((uses.cell for uses in facts.uses if uses.unseen), default=None)
    told: set[str] = set()
    for thread in facts.threads:
        if thread.source is not None or thread.name in told or (unseen is not None and thread.reader >= unseen):
            continue
        told.add(thread.name)
        yield Hit(
            facts.index.place_of(thread.node, thread.reader),
            _message(facts, thread),
            fix=_fix(thread),
            evidence={"name": thread.name, "defined_below": thread.below},
        )


def _message(facts: Facts, thread: Thread) -> str:
    said = f"`{thread.name}` is used in cell {thread.reader}"
    if thread.below is not None:
        return f"{said}, but only cell {thread.below} below defines it."
    if thread.deleted is not None:
        return f"{said}, but `del` has taken it away in cell {thread.deleted}."
    known = {name for uses in facts.uses for name in uses.binds}
    if thread.name in known:
        return f"{said}, before the line of that cell which defines it."
    near = nearest(thread.name, known) if len(thread.name) > 3 else None
    return f"{said}, but no cell defines it{f'; did you mean `{near}`?' if near else '.'}"


def _fix(thread: Thread) -> str | None:
    if thread.below is not None:
        return f"Move cell {thread.below}, or the line in it that defines `{thread.name}`, above cell {thread.reader}."
    return None
