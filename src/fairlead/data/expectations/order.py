"""Values that rise or fall from row to row."""

from __future__ import annotations

from fairlead.data.expr import Expr, col, previous
from fairlead.data.kind import COLUMN, Condition, Example, Kind, Parameter, row_kind

STRICTLY = Parameter("strictly", "true or false", "whether two equal values in a row break the rule", None)


def _after(column: str) -> tuple[Expr, Expr, Expr]:
    """Give the value, the one before it, and the condition that there is one."""
    value = col(column)
    before = previous(value, value.is_not_null())
    return value, before, value.is_not_null()


@row_kind(
    "expect_column_values_to_be_increasing",
    "increasing",
    COLUMN,
    STRICTLY,
    sentence=lambda column, strictly: f"{column} {'rises' if strictly else 'never falls'} from row to row",
    example=Example({"day": [1, 2, None, 2, 1, 3]}, {"column": "day"}, unexpected=(4,)),
)
def increasing(column: str, strictly: bool | None) -> Condition:
    """Each value is at least the one before it; with `strictly`, more than it.

    Missing values are skipped: a value is compared with the nearest above it that is there. The first one keeps the
    rule. The rows are taken in the order that they have in the table, so the table must have one. Text is compared
    letter by letter.
    """
    value, before, present = _after(column)
    return Condition(present, before.is_null() | (value > before if strictly else value >= before))


@row_kind(
    "expect_column_values_to_be_decreasing",
    "decreasing",
    COLUMN,
    STRICTLY,
    sentence=lambda column, strictly: f"{column} {'falls' if strictly else 'never rises'} from row to row",
    example=Example({"stock": [9, 7, 7, 8]}, {"column": "stock", "strictly": True}, unexpected=(2, 3)),
)
def decreasing(column: str, strictly: bool | None) -> Condition:
    """Each value is at most the one before it; with `strictly`, less than it.

    Missing values are skipped, the first value keeps the rule, and the order is that of the rows; see `increasing`.
    """
    value, before, present = _after(column)
    return Condition(present, before.is_null() | (value < before if strictly else value <= before))


__all__ = ["Kind", "decreasing", "increasing"]
