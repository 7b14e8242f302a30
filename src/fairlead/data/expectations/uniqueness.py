"""Values, or combinations of values, that occur only once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from fairlead.data.expr import Expr, all_of, any_of, col, duplicated
from fairlead.data.kind import COLUMN, Condition, Example, Kind, record_kind, row_kind
from fairlead.errors import SuiteError


def check_two(alias: str, columns: Sequence[object]) -> None:
    """Refuse a rule about several columns that is given one.

    Raises
    ------
    SuiteError
        There are fewer than two.
    """
    if len(columns) < 2:
        raise SuiteError.bad_argument(alias, "column_list", list(columns), "two columns or more")


@row_kind(
    "expect_column_values_to_be_unique",
    "unique",
    COLUMN,
    sentence="{column} occurs only once",
    example=Example({"id": [1, 2, 2, None, None]}, {"column": "id"}, unexpected=(1, 2)),
)
def unique(column: str) -> Condition:
    """Each value occurs once.

    Of a value that is repeated every row breaks the rule, the first one too. Missing values are left out: two of them
    are no repetition.
    """
    present = col(column).is_not_null()
    return Condition(present, ~duplicated([column], present))


@record_kind(
    "expect_compound_columns_to_be_unique",
    "compound_unique",
    sentence="the combination of {column_list} occurs only once",
    example=Example(
        {"day": [1, 1, 2, 2], "shop": ["A", "B", "A", "A"]}, {"column_list": ["day", "shop"]}, unexpected=(2, 3)
    ),
)
def compound_unique(values: list[Expr], considered: Expr) -> Expr:
    """Each combination of values of several columns occurs once.

    Of a combination that is repeated every row breaks the rule. A row is left out if all values are missing, or as
    `ignore_row_if` says; in those that stay, a missing value is equal to a missing one.
    """
    check_two("compound_unique", values)
    return ~duplicated([str(value.args[0]) for value in values], considered)


def all_differ(values: Sequence[Expr]) -> Expr:
    """Give the condition that no two values of a row are the same; two missing ones are."""
    return all_of(_differ(a, b) for a, b in combinations(values, 2))


def _differ(a: Expr, b: Expr) -> Expr:
    return any_of([a != b, a.is_null() & b.is_not_null(), a.is_not_null() & b.is_null()])


@record_kind(
    "expect_select_column_values_to_be_unique_within_record",
    "distinct_within_row",
    sentence="no two of {column_list} are the same",
    example=Example(
        {"first": ["a", "a", "a"], "second": ["b", "a", None]}, {"column_list": ["first", "second"]}, unexpected=(1,)
    ),
)
def distinct_within_row(values: list[Expr]) -> Expr:
    """No two of several columns have the same value in a row.

    A missing value differs from every other, and two missing ones are the same. Rows where all values are missing
    are left out, unless `ignore_row_if` says otherwise.
    """
    check_two("distinct_within_row", values)
    return all_differ(values)


@record_kind(
    "expect_multicolumn_values_to_be_unique",
    "multicolumn_unique",
    sentence="no two of {column_list} are the same",
    example=Example({"home": ["A", "B"], "away": ["B", "B"]}, {"column_list": ["home", "away"]}, unexpected=(1,)),
)
def multicolumn_unique(values: list[Expr]) -> Expr:
    """No two of several columns have the same value in a row: the older name of `distinct_within_row`."""
    check_two("multicolumn_unique", values)
    return all_differ(values)


__all__ = ["Kind", "compound_unique", "distinct_within_row", "multicolumn_unique", "unique"]
