"""Several columns of a row, taken together."""

from __future__ import annotations

from functools import reduce
from operator import add

from fairlead.data.expectations.uniqueness import check_two
from fairlead.data.expr import Expr, all_of
from fairlead.data.kind import Example, Kind, Parameter, record_kind
from fairlead.errors import SuiteError


@record_kind(
    "expect_multicolumn_sum_to_equal",
    "sum_equals",
    Parameter("sum_total", "number", "what the values of each row add up to"),
    sentence="the sum of {column_list} is {sum_total}",
    example=Example(
        {"yes": [60, 50, 100], "no": [40, 40, None]},
        {"column_list": ["yes", "no"], "sum_total": 100},
        unexpected=(1, 2),
    ),
)
def sum_equals(values: list[Expr], sum_total: float) -> Expr:
    """The values of several columns add up to a total in each row.

    A row where a value is missing has no sum and breaks the rule; one where all are missing is left out. With the
    `ignore_row_if` of ``any_value_is_missing`` only whole rows are looked at.

    The sum must be equal to the last digit: of fractions that a float cannot hold, 0.1 + 0.2 is not 0.3.
    """
    if isinstance(sum_total, bool) or not isinstance(sum_total, (int, float)):
        raise SuiteError.bad_argument("sum_equals", "sum_total", sum_total, "a number")
    return reduce(add, values) == sum_total


@record_kind(
    "expect_multicolumn_values_to_be_equal",
    "columns_equal",
    sentence="{column_list} are equal",
    example=Example(
        {"a": [1, 1, 1], "b": [1, 2, 1], "c": [1, 1, None]}, {"column_list": ["a", "b", "c"]}, unexpected=(1, 2)
    ),
)
def columns_equal(values: list[Expr]) -> Expr:
    """The values of several columns are equal in each row.

    A missing value equals no other, but a missing one. Rows where all are missing are left out, unless
    `ignore_row_if` says otherwise.
    """
    check_two("columns_equal", values)
    first, *others = values
    return all_of(_same(first, other) for other in others)


def _same(a: Expr, b: Expr) -> Expr:
    return (a == b) | (a.is_null() & b.is_null())


__all__ = ["Kind", "columns_equal", "sum_equals"]
