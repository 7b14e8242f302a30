"""Draw rows to prove a plan on: likely ones, and ones that nobody would think of."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from fairlead.model import Column, Model

ODD_NUMBERS = (
    0.0, -0.0, 5e-324, -5e-324, 2.2250738585072014e-308, 1e-300, 1e-16, 0.1, 1 / 3, 1.0, -1.0, 1e15, 2.0**53,
    2.0**53 + 2, 2.0**63, 1e19, 3.4028234663852886e38, 3.5e38, 1e300, -1e300, 1.7976931348623157e308,
)  # fmt: skip
ODD_INTEGERS = (0, 1, -1, 2, 255, 2**24 + 1, 2**31, 2**53, 2**53 + 1, -(2**53) - 1, 2**63 - 1, -(2**63), 2**64, 10**30)
ODD_TEXTS = ("", " ", "nan", "None", "0", "1.0", "Ünseen ✓", "a\x00b", "x" * 300, "no such value")

Accepts = Callable[[str, Any], bool]
"""Whether a value may stand in a column."""


def drawn_rows(model: Model, accepts: Accepts, count: int, seed: int) -> Iterator[dict[str, Any]]:
    """Yield rows that a model may be asked, each a few values away from what training has seen.

    Parameters
    ----------
    accepts : tells whether a value may stand in a column; others are not drawn.
    """
    dice = random.Random(seed)
    columns = [_Draw(one, model.reference["columns"][one.name], accepts) for one in model.schema.columns]
    golden = [dict(row) for row in model.golden.rows]
    for _ in range(count):
        row = {one.name: one.likely(dice) for one in columns}
        if golden and dice.random() < 0.2:
            row = dict(dice.choice(golden))
        for one in dice.sample(columns, min(len(columns), dice.choice((0, 0, 1, 1, 2, 3, len(columns))))):
            row[one.name] = one.odd(dice)
        yield row


class _Draw:
    """Draw the values of one column."""

    def __init__(self, column: Column, reference: Mapping[str, Any], accepts: Accepts) -> None:
        self.name = column.name
        seen = [value for value in _seen(column, reference) if accepts(column.name, value)]
        odd = [value for value in (*_odd(column, seen), None) if accepts(column.name, value)]
        self._seen = seen or odd or [None]
        self._odd = odd or self._seen
        self._is_measured = column.kind == "float"

    def likely(self, dice: random.Random) -> Any:
        one = dice.choice(self._seen)
        if self._is_measured and dice.random() < 0.5:
            return one + (dice.choice(self._seen) - one) * dice.random()
        return one

    def odd(self, dice: random.Random) -> Any:
        return dice.choice(self._odd)


def _seen(column: Column, reference: Mapping[str, Any]) -> Sequence[Any]:
    if column.kind in ("date", "datetime"):
        return [value for value in (column.low, column.high) if value is not None]
    if column.kind == "bool":
        return [True, False]
    if column.kind == "string":
        return list(column.categories or reference["counts"])
    if column.kind == "int":
        return [int(value) for value in reference["quantiles"]]
    return [float(value) for value in reference["quantiles"]]


def _odd(column: Column, seen: Sequence[Any]) -> list[Any]:
    if column.kind == "string":
        return [*ODD_TEXTS, *(f"{value} " for value in seen[:5]), *(str(value).upper() for value in seen[:5])]
    if column.kind in ("date", "datetime"):
        time = "" if column.kind == "date" else "T00:00:00"
        zone = "" if column.kind == "date" or str(column.low)[-6:-5] not in ("+", "-") else "+00:00"
        return [f"{day}{time}{zone}" for day in ("1970-01-01", "1999-12-31", "2000-02-29", "2100-06-30")]
    if column.kind == "bool":
        return [True, False]
    edges = [value + step for value in (*seen[:1], *seen[-1:]) for step in (-1, 1)]
    if column.kind == "int":
        return [*ODD_INTEGERS, *(int(value) for value in edges)]
    return [*ODD_NUMBERS, *ODD_INTEGERS, *edges, *(value + 1e-9 for value in seen[::100]), *seen[::50]]
