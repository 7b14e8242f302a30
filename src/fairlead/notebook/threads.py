"""Which cell each name that a cell needs comes from, when the cells are run from top to bottom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from fairlead.notebook.record import new
from fairlead.notebook.uses import CellUses


class Thread(NamedTuple):
    """Tie a cell to the one from which it takes a name.

    Parameters
    ----------
    reader : number of the cell that needs the name; `node` is the part of it that does.
    source : the nearest cell above that binds it; None if there is none.
    below : the nearest cell below that binds it, where there is no source.
    deleted : the cell above in which ``del`` has taken it away, where that is why there is no source.
    """

    name: str
    reader: int
    node: Any
    source: int | None
    below: int | None = None
    deleted: int | None = None


def threads_of(uses: Sequence[CellUses]) -> tuple[Thread, ...]:
    """Return the threads of a notebook, in the order of the readers.

    >>> node = None  # in earnest, what stands in the cell
    >>> cells = [CellUses(1, needs={"y": node}, binds={"x": node}), CellUses(2, needs={"x": node}, binds={"y": node})]
    >>> [(one.name, one.reader, one.source, one.below) for one in threads_of(cells)]
    [('y', 1, None, 2), ('x', 2, 1, None)]
    """
    binders: dict[str, list[int]] | None = None
    source: dict[str, int] = {}
    deleted: dict[str, int] = {}
    found = []
    for cell in uses:
        reader = cell.cell
        for name, node in cell.needs.items():
            above = source.get(name)
            if above is not None:
                found.append(new(Thread, (name, reader, node, above, None, None)))
                continue
            if binders is None:
                binders = _binders(uses)
            below = next((number for number in binders.get(name, ()) if number > reader), None)
            found.append(new(Thread, (name, reader, node, None, below, deleted.get(name))))
        source.update(dict.fromkeys(cell.binds, reader))
        if deleted:
            for name in cell.binds:
                deleted.pop(name, None)
        for name in cell.deletes:
            source.pop(name, None)
            deleted[name] = reader
    return tuple(found)


def _binders(uses: Sequence[CellUses]) -> dict[str, list[int]]:
    """Return the numbers of the cells that bind each name."""
    binders: dict[str, list[int]] = {}
    for cell in uses:
        for name in cell.binds:
            binders.setdefault(name, []).append(cell.cell)
    return binders
