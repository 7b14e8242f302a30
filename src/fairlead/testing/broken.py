"""How a failed check reads: a sentence, and the rows that broke it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

ROWS_SHOWN = 3
CELLS_SHOWN = 8
CELL_WIDTH = 24


@dataclass(frozen=True, slots=True)
class Broken:
    """Say what does not hold, and for which rows.

    Parameters
    ----------
    sentence : what was found, with the numbers.
    rows : the worst of the rows that broke it, as plain values; what a reader needs to see comes first in each.
    count : how many rows broke it; None of what is not about rows.
    numbers : behind the sentence, by name.

    >>> print(Broken("2 of 3 rows changed.", ({"id": 7, "was": 0.1, "is": 0.9},), 2))
    2 of 3 rows changed.
      id  was   is
       7  0.1  0.9
      ... and 1 row more
    """

    sentence: str
    rows: Sequence[Mapping[str, Any]] = ()
    count: int | None = None
    numbers: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return "\n".join([self.sentence, *self._table()])

    def _table(self) -> list[str]:
        shown = self.rows[:ROWS_SHOWN]
        if not shown:
            return []
        names = list(shown[0])[:CELLS_SHOWN]
        cells = [[_cell(row.get(name)) for name in names] for row in shown]
        widths = [max(len(name), *(len(row[n]) for row in cells)) for n, name in enumerate(names)]
        lines = [
            "  ".join(text.rjust(width) for text, width in zip(row, widths, strict=True)) for row in [names, *cells]
        ]
        more = (self.count or len(self.rows)) - len(shown)
        rest = [f"  ... and {more} row{'s' if more > 1 else ''} more"] if more > 0 else []
        return [*(f"  {line}" for line in lines), *rest]


def require(broken: Broken | None) -> None:
    """Fail a test if something is broken.

    Raises
    ------
    AssertionError
        With the sentence and the rows.
    """
    __tracebackhide__ = True  # pytest shows the line of the test, not this one
    if broken is not None:
        raise AssertionError(str(broken))


def _cell(value: Any) -> str:
    text = f"{value:.4g}" if isinstance(value, float) else str(value)
    return text if len(text) <= CELL_WIDTH else f"{text[: CELL_WIDTH - 1]}…"
