"""Values that are, or are not, among given ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fairlead.data.expr import Expr, col
from fairlead.data.kind import COLUMN, Condition, Example, Kind, Parameter, column_kind, row_kind, shown
from fairlead.data.members import Members
from fairlead.errors import SuiteError

VALUE_SET = Parameter("value_set", "list", "the values")
TABLE = Parameter("table", "table", "the other table: its path, the table itself, or a list of values")
OTHER_COLUMN = Parameter("other_column", "text", "the column of the other table; the same name if not given", None)


def check_set(alias: str, value_set: Any) -> None:
    """Refuse what is no list of values.

    Raises
    ------
    SuiteError
        It is None, a text or a single value.
    """
    if not isinstance(value_set, (list, tuple)):
        raise SuiteError.bad_argument(alias, "value_set", value_set, "a list of values")


@column_kind(
    "expect_column_values_to_be_in_set",
    "in_set",
    VALUE_SET,
    sentence="{column} is one of {value_set}",
    example=Example(
        {"plan": ["basic", "pro", None, "Pro"]}, {"column": "plan", "value_set": ["basic", "pro"]}, unexpected=(3,)
    ),
)
def in_set(value: Expr, value_set: Sequence[Any]) -> Expr:
    """Values are among those of a set.

    Missing values are left out. A member of another type than the column, such as the text ``"1"`` beside whole
    numbers, is equal to none of its values; the numbers 1 and 1.0 are equal, and so are a date and its text. No
    value is in the empty set. An open set, such as the products of a shop, is better kept in a table: see `in_table`.
    """
    check_set("in_set", value_set)
    return value.is_in(value_set)


@column_kind(
    "expect_column_values_to_not_be_in_set",
    "not_in_set",
    VALUE_SET,
    sentence="{column} is none of {value_set}",
    example=Example(
        {"email": ["ada@example.org", "test", None]},
        {"column": "email", "value_set": ["test", "none"]},
        unexpected=(1,),
    ),
)
def not_in_set(value: Expr, value_set: Sequence[Any]) -> Expr:
    """Values are not among those of a set: codes for "unknown", test data.

    Missing values are left out, also if the set has one in it.
    """
    check_set("not_in_set", value_set)
    return ~value.is_in(value_set)


def _sentence(column: str, table: Any, other_column: str | None) -> str:
    if isinstance(table, list):
        return f"{column} is one of {shown(table)}"
    return f"{column} is a value of {other_column or column} in {shown(table)}"


@row_kind(
    "expect_column_values_to_be_in_table",
    "in_table",
    COLUMN,
    TABLE,
    OTHER_COLUMN,
    sentence=_sentence,
    default_on_row="flag",
    example=Example(
        {"dest": ["JFK", "SJU", None]}, {"column": "dest", "table": ["JFK", "LGA", "EWR"]}, unexpected=(1,)
    ),
)
def in_table(column: str, table: Any, other_column: str | None) -> Condition:
    """Values are found in a column of another table.

    The other table is given by the path of a file, as a table in memory, or as a plain list of values. It is read
    once, when the suite is put to a table, and of it only the different values of the one column.

    Missing values are left out. As a gap in the reference table is as likely as a wrong row, rows that break the
    rule are flagged and not taken out, unless `on_row` says otherwise. Great Expectations has no such expectation.
    """
    value = col(column)
    if isinstance(table, list):
        return Condition(value.is_not_null(), value.is_in(table))
    if table is None or isinstance(table, (int, float, dict)):
        raise SuiteError.bad_argument("in_table", "table", table, "a table, the path of one, or a list of values")
    return Condition(value.is_not_null(), Expr("in", (value, Members(table, other_column or column))))


__all__ = ["Kind", "in_set", "in_table", "not_in_set"]
