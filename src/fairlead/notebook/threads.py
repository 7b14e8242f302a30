"""Which cell each name that a cell needs comes from, when the cells are run from top to bottom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from fairlead.notebook.notebook import Place
from fairlead.notebook.record import new
from fairlead.notebook.uses import CellUses


class Thread(NamedTuple):
    """Tie a cell to the one from which it takes a name.

    Parameters
    ----------
    reader : number of the cell that needs the name; `place` is where.
    source : the nearest cell above that binds it; None if there is none.
    below : the nearest cell below that binds it, where there is no source.
    deleted : the cell above in which ``del`` has taken it away, where that is why there is no source.
    """

    name: str
    reader: int
    place: Place
    source: int | None
    below: int | None = None
    deleted: int | None = None


def threads_of(uses: Sequence[CellUses]) -> tuple[Thread, ...]:
    """Return the threads of a notebook, in the order of the readers.

    >>> at = Place(1, 1)
    >>> cells = [CellUses(1, needs={"y": at}, binds={"x": at}), CellUses(2, needs={"x": at}, binds={"y": at})]
    >>> [(one.name, one.reader, one.source, one.below) for one in threads_of(cells)]
    [('y', 1, None, 2), ('x', 2, 1, None)]
    """
    binders: dict[str, list[int]] = {}
    for cell in uses:
        for name in cell.binds:
            binders.setdefault(name, []).append(cell.cell)
    source: dict[str, int] = {}
    deleted: dict[str, int] = {}
    found = []
    for cell in uses:
        for name, place in cell.needs.items():
            below = None
            if name not in source:
                below = next((number for number in binders.get(name, ()) if number > cell.cell), None)
            found.append(new(Thread, (name, cell.cell, place, source.get(name), below, deleted.get(name))))
        for name in cell.binds:
            source[name] = cell.cell
            deleted.pop(name, None)
        for name in cell.deletes:
            source.pop(name, None)
            deleted[name] = cell.cell
    return tuple(found)
