"""Compare the table before a step with the table after it, column by column and cell by cell."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from fairlead.features.table import Plain, Table

Status = Literal["added", "changed", "dropped", "untouched"]


@dataclass(frozen=True, slots=True)
class Change:
    """Say what a step does to a column.

    Parameters
    ----------
    name : after the step; of a dropped column before it.
    status : str
    was : its name before the step if the step only adds a prefix (``numbers__tenure`` was ``tenure``), else the same.
    cells : number of cells that are other than before, of the rows that were looked at. A number that was only rounded
        to 32 bits counts as the same: 0.1 and what float32 makes of it.
    """

    name: str
    status: Status
    was: str
    cells: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Return the change as plain values."""
        return {"name": self.name, "status": self.status, "was": self.was, "cells": self.cells}


def changes(before: Table, after: Table) -> tuple[tuple[Change, ...], tuple[tuple[bool, ...], ...]]:
    """Return what became of each column, dropped ones last, and which cells after the step are new or other.

    >>> made, cells = changes(Table(("a", "b"), ((1, None),)), Table(("b", "c"), ((0, 5),)))
    >>> [(one.name, one.status) for one in made], cells
    ([('b', 'changed'), ('c', 'added'), ('a', 'dropped')], ((True, True),))
    """
    is_aligned = len(before.rows) == len(after.rows)
    marks: list[list[bool]] = []
    made: list[Change] = []
    for place, name in enumerate(after.columns):
        was = _name_before(name, before.columns)
        if was is None:
            marks.append([True] * len(after.rows))
            made.append(Change(name, "added", name, len(after.rows)))
            continue
        old = before.columns.index(was)
        column = [not is_aligned or _differs(before.rows[n][old], row[place]) for n, row in enumerate(after.rows)]
        marks.append(column)
        made.append(Change(name, "changed" if any(column) else "untouched", was, sum(column)))
    kept = {one.was for one in made if one.status != "added"}
    made += [Change(name, "dropped", name) for name in before.columns if name not in kept]
    return tuple(made), tuple(zip(*marks, strict=True)) if marks else ()


def _name_before(name: str, names: Sequence[str]) -> str | None:
    """Return the column that has this name, or that has it without the prefix of its block."""
    if name in names:
        return name
    rest = name.partition("__")[2]
    return rest if rest in names else None


def _differs(one: Plain, other: Plain) -> bool:
    if isinstance(one, bool) != isinstance(other, bool):
        return True  # 1 and True are equal in Python, and not what a person sees
    if isinstance(one, float) and isinstance(other, float):
        return one != other and _as_float32(one) != other
    return one != other


def _as_float32(number: float) -> float:
    """Return a number as it is once it was kept in 32 bits: a step that only does that changes no cell."""
    try:
        found: float = struct.unpack("f", struct.pack("f", number))[0]
    except OverflowError:  # it has no place there
        return number
    return found
