"""Leave findings out where the person has said so, and tell of what was said without need or reason.

On a line: ``# fairlead: ignore[rule-a, rule-b] reason``; alone on a line it stands for the next one too. In a cell:
``# fairlead: ignore-cell[rule] reason``. As a tag of a cell: ``fairlead-ignore`` or ``fairlead-ignore:rule``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from fairlead.notebook.notebook import Cell, Notebook, Place
from fairlead.notebook.record import record

_COMMENT = re.compile(r"#\s*fairlead:\s*(?P<what>ignore-cell|ignore)\b(?:\s*\[(?P<rules>[^\]]*)\])?(?P<reason>.*)")
_TAG = "fairlead-ignore"


@record()
class Suppression:
    """Hold one place where a person says that findings are to be left out.

    Parameters
    ----------
    rules : names of rules; empty means all.
    lines : of the cell, that it holds for; None means the whole cell.
    reason : why; "" if nothing is said. A tag has no room for one and needs none.
    """

    place: Place
    rules: tuple[str, ...]
    lines: frozenset[int] | None
    reason: str
    is_tag: bool = False

    def covers(self, rule: str, place: Place) -> bool:
        """Tell whether a finding of this rule at this place is to be left out."""
        if place.cell != self.place.cell or (self.rules and rule not in self.rules):
            return False
        return self.lines is None or any(place.line <= line <= max(place.line, place.end_line) for line in self.lines)


def suppressions_of(notebook: Notebook) -> list[Suppression]:
    """Return every suppression of a notebook in order."""
    return [one for cell in notebook.cells if cell.tags or "fairlead:" in cell.source for one in _of_cell(cell)]


def _of_cell(cell: Cell) -> Iterator[Suppression]:
    for tag in sorted(cell.tags):
        if tag == _TAG or tag.startswith(_TAG + ":"):
            rules = _rules(tag.partition(":")[2])
            yield Suppression(Place(cell.number, 1, 0, 1, 0), rules, None, "", is_tag=True)
    for number, line in enumerate(cell.source.split("\n"), 1):
        found = _COMMENT.search(line)
        if found is None:
            continue
        place = Place(cell.number, number, found.start(), number, len(line))
        alone = not line[: found.start()].strip()
        lines = frozenset((number, number + 1) if alone else (number,))
        whole = found["what"] == "ignore-cell"
        reason = found["reason"].strip(" \t:-–—")
        yield Suppression(place, _rules(found["rules"] or ""), None if whole else lines, reason)


def _rules(text: str) -> tuple[str, ...]:
    return tuple(name for name in re.split(r"[\s,]+", text) if name)


def covering(suppressions: Iterable[Suppression], rule: str, place: Place) -> list[Suppression]:
    """Return the suppressions that leave a finding out; none means that it stays."""
    return [one for one in suppressions if one.covers(rule, place)]
