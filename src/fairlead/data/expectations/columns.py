"""The names of the columns of a table, their number and their order."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

from fairlead.data.expectations.bounds import check_count
from fairlead.data.expectations.rows import check_whole, counted
from fairlead.data.expectations.statistics import judge_within, range_sentence
from fairlead.data.kind import Example, Judgement, Kind, Parameter, schema_kind, shown
from fairlead.data.schema import Schema
from fairlead.errors import SuiteError

_TABLE: dict[str, list[Any]] = {"name": ["Ada"], "age": [36]}
_MIN = Parameter("min_value", "number", "the least number; none if not given", None)
_MAX = Parameter("max_value", "number", "the greatest number; none if not given", None)


@schema_kind(
    "expect_table_column_count_to_be_between",
    "column_count_between",
    _MIN,
    _MAX,
    sentence=range_sentence("the number of columns"),
    example=Example(_TABLE, {"min_value": 3}, False, None, 2),
)
def column_count_between(schema: Schema, min_value: Any, max_value: Any) -> Judgement:
    """The number of columns lies between two bounds, both of them allowed."""
    bounds = {"min_value": min_value, "max_value": max_value, "strict_min": False, "strict_max": False}
    counted("column_count_between", bounds)
    return judge_within("column_count_between", len(schema.columns), bounds)


@schema_kind(
    "expect_table_column_count_to_equal",
    "column_count_equals",
    Parameter("value", "number", "the number of columns"),
    sentence="the number of columns is {value}",
    example=Example(_TABLE, {"value": 2}, True, None, 2),
)
def column_count_equals(schema: Schema, value: Any) -> Judgement:
    """The number of columns is a certain one."""
    check_whole("column_count_equals", "value", value)
    return Judgement(len(schema.columns) == value, len(schema.columns))


@schema_kind(
    "expect_column_to_exist",
    "column_exists",
    Parameter("column", "text", "the name of the column"),
    Parameter("column_index", "number", "its place, counted from 0; any place if not given", None),
    sentence=lambda column, column_index: (
        f"there is a column {column}" + ("" if column_index is None else f" at place {column_index}")
    ),
    example=Example(_TABLE, {"column": "age", "column_index": 0}, False, None, ["name", "age"]),
)
def column_exists(schema: Schema, column: str, column_index: int | None) -> Judgement:
    """A column is there; with `column_index`, at a certain place counted from 0."""
    if not isinstance(column, str):
        raise SuiteError.bad_argument("column_exists", "column", column, "the name of a column")
    check_count("column_exists", "column_index", column_index)
    is_there = column in schema.by_name and (column_index is None or schema.names.index(column) == column_index)
    return Judgement(is_there, schema.names)


def _check_names(alias: str, name: str, given: Any) -> None:
    if given is not None and not (isinstance(given, (list, tuple)) and all(isinstance(one, str) for one in given)):
        raise SuiteError.bad_argument(alias, name, given, "a list of names of columns")


@schema_kind(
    "expect_table_columns_to_match_ordered_list",
    "columns_in_order",
    Parameter("column_list", "list of text", "the names of all columns in their order; None allows any"),
    sentence=lambda column_list: f"the columns are {'any' if column_list is None else shown(column_list)}",
    example=Example(_TABLE, {"column_list": ["age", "name"]}, False, None, ["name", "age"]),
)
def columns_in_order(schema: Schema, column_list: Sequence[str] | None) -> Judgement:
    """The columns are exactly these, in this order. What stands where is in the details of the result."""
    _check_names("columns_in_order", "column_list", column_list)
    names = schema.names
    if column_list is None or list(column_list) == names:
        return Judgement(True, names)
    mismatched = [
        {"Expected Column Position": place, "Expected": expected, "Found": found}
        for place, (expected, found) in enumerate(zip_longest(column_list, names))
        if expected != found
    ]
    return Judgement(False, names, {"mismatched": mismatched})


@schema_kind(
    "expect_table_columns_to_match_set",
    "columns_match_set",
    Parameter("column_set", "list of text", "the names of the columns, in any order"),
    Parameter("exact_match", "true or false", "whether there may be no other columns", True),
    sentence=lambda column_set, exact_match: (
        f"the columns are {'' if exact_match in (True, None) else 'at least '}{shown(column_set or [])}"
    ),
    example=Example(_TABLE, {"column_set": ["age", "city"]}, False, None, ["age", "name"]),
)
def columns_match_set(schema: Schema, column_set: Sequence[str] | None, exact_match: bool | None) -> Judgement:
    """The columns are these, in any order; without `exact_match`, others may be there as well.

    Which are missing and which were not expected is in the details of the result.
    """
    _check_names("columns_match_set", "column_set", column_set)
    expected, found = set(column_set or ()), set(schema.names)
    mismatched = {
        what: sorted(names)
        for what, names in (("unexpected", found - expected), ("missing", expected - found))
        if names
    }
    success = not (expected - found) and (exact_match is False or not (found - expected))
    return Judgement(success, sorted(found), {"mismatched": mismatched} if mismatched else {})


__all__ = [
    "Kind", "column_count_between", "column_count_equals", "column_exists", "columns_in_order", "columns_match_set",
]  # fmt: skip
