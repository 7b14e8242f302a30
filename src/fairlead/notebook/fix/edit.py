"""A change of a cell's source: a span of characters becomes another text, and nothing else moves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Put a text in the place of a span.

    Parameters
    ----------
    cell : int, number of the cell.
    start, end : characters of its source from 0, the end exclusive; equal where only something is added.
    text : what stands there from now on.
    """

    cell: int
    start: int
    end: int
    text: str


def edited(source: str, edits: Iterable[Edit]) -> str:
    """Return the source of a cell with its edits made; those at one place come in the order in which they are given.

    Raises
    ------
    ValueError
        Two edits overlap.

    >>> edited("fit(X)", [Edit(1, 5, 5, ", y"), Edit(1, 0, 3, "score")])
    'score(X, y)'
    """
    pieces, reached = [], 0
    for edit in sorted(edits, key=lambda one: (one.start, one.end)):
        if edit.start < reached:
            raise ValueError(f"edits overlap at character {edit.start}")
        pieces += [source[reached : edit.start], edit.text]
        reached = edit.end
    return "".join([*pieces, source[reached:]])


def lines_touched(source: str, edit: Edit) -> set[int]:
    """Return the lines, from 1, whose own text an edit changes; whole lines put between two change neither.

    >>> source = "a = 1" + chr(10) + "b = 2"
    >>> lines_touched(source, Edit(1, 4, 5, "7")), lines_touched(source, Edit(1, 6, 6, "c = 3" + chr(10)))
    ({1}, set())
    """
    at_start = edit.start == 0 or source[edit.start - 1] == "\n"
    at_end = edit.start == len(source) or source[edit.start] == "\n"
    if edit.start == edit.end and (at_start and edit.text.endswith("\n") or at_end and edit.text.startswith("\n")):
        return set()
    first = source.count("\n", 0, edit.start) + 1
    return set(range(first, first + source.count("\n", edit.start, edit.end) + 1))
