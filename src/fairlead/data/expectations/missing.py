"""Values that are there, or are not."""

from __future__ import annotations

from fairlead.data.expr import all_of, col
from fairlead.data.kind import COLUMN, Condition, Example, Kind, row_kind


@row_kind(
    "expect_column_values_to_not_be_null",
    "not_null",
    COLUMN,
    sentence="{column} is not missing",
    example=Example({"name": ["Ada", None, "Alan"]}, {"column": "name"}, unexpected=(1,)),
)
def not_null(column: str) -> Condition:
    """Every value is there.

    A value is missing if it is null or, in a column of floats, NaN.
    """
    return Condition(all_of([]), col(column).is_not_null())


@row_kind(
    "expect_column_values_to_be_null",
    "null",
    COLUMN,
    sentence="{column} is missing",
    example=Example({"deleted_at": [None, "2026-11-23"]}, {"column": "deleted_at"}, unexpected=(1,)),
)
def null(column: str) -> Condition:
    """Every value is missing: of a column that is not in use yet, or no longer."""
    return Condition(all_of([]), col(column).is_null())


__all__ = ["Kind", "not_null", "null"]
