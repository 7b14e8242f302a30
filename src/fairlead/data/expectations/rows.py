"""The number of rows of a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fairlead.data.expectations.bounds import BOUNDS, check_count
from fairlead.data.expectations.statistics import checked_range, judge_within, range_sentence
from fairlead.data.kind import Example, Judgement, Kind, Measure, Parameter, measure_kind, shown
from fairlead.data.members import row_count
from fairlead.data.metric import Metric
from fairlead.errors import SuiteError

_TABLE = {"name": ["Ada", "Alan", "Grace"]}
_ROWS = {"rows": Metric("rows")}


def check_whole(alias: str, name: str, value: Any) -> None:
    """Refuse what can never be a count.

    Raises
    ------
    SuiteError
        It is no whole number from 0 on.
    """
    check_count(alias, name, value)
    if value is None or value % 1 != 0:
        raise SuiteError.bad_argument(alias, name, value, "a whole number from 0 on")


def counted(alias: str, bounds: Mapping[str, Any]) -> None:
    """Refuse bounds of a count that are no numbers, or the wrong way round."""
    for name in ("min_value", "max_value"):
        check_count(alias, name, bounds[name])
    checked_range(alias, bounds["min_value"], bounds["max_value"])


@measure_kind(
    "expect_table_row_count_to_be_between",
    "row_count_between",
    *BOUNDS,
    sentence=range_sentence("the number of rows"),
    example=Example(_TABLE, {"min_value": 1, "max_value": 10}, True, None, 3),
)
def row_count_between(**bounds: Any) -> Measure:
    """The number of rows lies between two bounds.

    Both bounds are allowed unless `strict_min` or `strict_max` says otherwise; without any, it is only reported. With
    a row condition the rows are counted for which it holds.
    """
    counted("row_count_between", bounds)
    return Measure(_ROWS, lambda values: judge_within("row_count_between", values["rows"] or 0, bounds))


@measure_kind(
    "expect_table_row_count_to_equal",
    "row_count_equals",
    Parameter("value", "number", "the number of rows"),
    sentence="the number of rows is {value}",
    example=Example(_TABLE, {"value": 4}, False, None, 3),
)
def row_count_equals(value: Any) -> Measure:
    """The number of rows is a certain one. With a row condition the rows are counted for which it holds."""
    check_whole("row_count_equals", "value", value)
    return Measure(_ROWS, lambda values: Judgement((values["rows"] or 0) == value, values["rows"] or 0))


@measure_kind(
    "expect_table_row_count_to_equal_other_table",
    "row_count_equals_table",
    Parameter("other_table_name", "table", "the other table: its path, the table itself, or the number of its rows"),
    sentence=lambda other_table_name: f"the number of rows is that of {shown(other_table_name)}",
    example=Example(_TABLE, {"other_table_name": 3}, True, None, {"self": 3, "other": 3}),
)
def row_count_equals_table(other_table_name: Any) -> Measure:
    """The table has as many rows as another one.

    There is no database to look a name up in: the other table is given by the path of a file, as a table in memory,
    or by the number of its rows. A row condition is about this table only.
    """
    is_negative = isinstance(other_table_name, int) and other_table_name < 0
    if other_table_name is None or is_negative or isinstance(other_table_name, (bool, float, list, dict)):
        expected = "a table, the path of one, or its number of rows"
        raise SuiteError.bad_argument("row_count_equals_table", "other_table_name", other_table_name, expected)

    def judge(values: Mapping[str, Any]) -> Judgement:
        own, other = values["rows"] or 0, row_count(other_table_name)
        return Judgement(own == other, {"self": own, "other": other})

    return Measure(_ROWS, judge)


__all__ = ["Kind", "row_count_between", "row_count_equals", "row_count_equals_table"]
