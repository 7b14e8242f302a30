"""Cells that need each other."""

from __future__ import annotations

from collections.abc import Iterator

from fairlead.notebook.facts import Facts
from fairlead.notebook.rules.rule import Hit, Step, rule
from fairlead.notebook.threads import Thread


@rule("state", "error")
def cell_cycle(facts: Facts) -> Iterator[Hit]:
    """Find cells that need each other, so that in no order all of them can run.

    What it does
    ------------
    Follows which cell takes a name from which. A cell that needs a name from a cell below it, while that cell needs,
    directly or through others, a name that only the first one defines, stands in a circle with it.

    Why it hurts in production
    --------------------------
    Moving cells does not help: whichever comes first stops with a NameError. The notebook only ever worked because an
    earlier version of one of the cells had left its value in memory, and that value cannot be made again.

    Example
    -------
    Bad::

        # %%
        rates = {"north": 0.2, "south": 0.3}
        # %%
        adjusted = {region: rate * factor for region, rate in rates.items()}
        # %%
        factor = 1 / sum(adjusted.values())

    Good::

        # %%
        rates = {"north": 0.2, "south": 0.3}
        # %%
        factor = 1 / sum(rates.values())
        # %%
        adjusted = {region: rate * factor for region, rate in rates.items()}

    Fix
    ---
    Find out what the value in the middle was the first time, and write down in a cell above where it comes from.

    Known limits
    ------------
    Functions may name each other freely; only what a cell needs while it runs counts. Of cells that need each other in
    several ways one is reported.
    """
    below = [thread for thread in facts.threads if thread.source is None and thread.below is not None]
    if not below:
        return
    needs: dict[int, list[Thread]] = {}
    for thread in facts.threads:
        needs.setdefault(thread.reader, []).append(thread)
    told: set[frozenset[int]] = set()
    for thread in below:
        way = _way(needs, thread.below or 0, thread.reader)
        cells = frozenset((thread.reader, *(step.reader for step in way)))
        if not way or cells in told:
            continue
        told.add(cells)
        names = ", ".join(f"`{step.name}`" for step in way)
        message = (
            f"Cell {thread.reader} needs `{thread.name}` from cell {thread.below} below, which in turn needs {names}"
            f" from {'it' if len(way) == 1 else f'cells up to {thread.reader}'}."
        )
        where = [facts.index.place_of(one.node, one.reader) for one in (thread, *way)]
        steps = [
            Step("needs", place, f"cell {one.reader} needs {one.name}")
            for place, one in zip(where, (thread, *way), strict=True)
        ]
        yield Hit(
            facts.index.place_of(thread.node, thread.reader),
            message,
            path=tuple(steps),
            evidence={"cells": sorted(cells)},
        )


def _way(needs: dict[int, list[Thread]], begin: int, end: int) -> list[Thread]:
    """Return the threads by which a cell depends on another one; none means that it does not."""
    came_by: dict[int, tuple[int, Thread]] = {}
    waiting = [begin]
    while waiting:
        cell = waiting.pop(0)
        for thread in needs.get(cell, ()):
            source = thread.source or thread.below
            if source is None or source in came_by or source == begin:
                continue
            came_by[source] = (cell, thread)
            if source == end:
                return _traced(came_by, begin, end)
            waiting.append(source)
    return []


def _traced(came_by: dict[int, tuple[int, Thread]], begin: int, end: int) -> list[Thread]:
    way = []
    while end != begin:
        end, thread = came_by[end]
        way.append(thread)
    return way[::-1]
