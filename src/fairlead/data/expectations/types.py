"""Columns, or single Python values, of certain types."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from typing import Any

from fairlead.data.expectations.patterns import check_text
from fairlead.data.expectations.type_names import accepts, has_type, nearest_name
from fairlead.data.expr import col
from fairlead.data.kind import COLUMN, Condition, Example, Judgement, Kind, Parameter, schema_kind
from fairlead.data.schema import Column, Schema
from fairlead.errors import SuiteError, TableError

TYPE = Parameter("type_", "text", "the name of the type")


@schema_kind(
    "expect_column_values_to_be_of_type",
    "of_type",
    COLUMN,
    TYPE,
    sentence="{column} is of type {type_}",
    example=Example({"age": [36, 41, None]}, {"column": "age", "type_": "int"}, success=True, observed_value="Int64"),
)
def of_type(schema: Schema, column: str, type_: str) -> Judgement | Condition:
    """The column is of a type.

    The type may be called as in Python, NumPy and pandas (``int``, ``int64``), in SQL (``BIGINT``), Spark
    (``LongType``) or Polars (``Int64``); upper and lower case differ. A name without a width, such as ``int`` or
    ``INTEGER``, stands for all widths. A name that is not known is compared with the column's type as it is written.

    A column of a table has one type, so all rows keep the rule or none does, and `mostly` changes nothing. In a
    column of pandas that holds Python objects each value is looked at: missing ones are left out, and True is also an
    ``int``. In the columns of pandas that are held by NumPy ``int`` means 64 bits, as in Great Expectations. The names
    ``integer``, ``number``, ``string``, ``boolean``, ``date`` and ``datetime`` mean the same in every library: use
    them where a suite is for tables of several. A column that has no type of its own, as every value is missing, is
    of any type. A name that looks like that of a type and is none, such as ``int46``, is an error.
    """
    _check_name("of_type", type_)
    return _judged(schema, column, (type_,))


@schema_kind(
    "expect_column_values_to_be_in_type_list",
    "in_type_list",
    COLUMN,
    Parameter("type_list", "list of text", "the names of the types; any type if None", None),
    sentence=lambda column, type_list: (
        f"{column} is of {'any type' if type_list is None else 'one of the types ' + ', '.join(type_list)}"
    ),
    example=Example(
        {"age": ["36", "41"]},
        {"column": "age", "type_list": ["int", "float"]},
        success=False,
        observed_value="String",
    ),
)
def in_type_list(schema: Schema, column: str, type_list: Sequence[str] | None) -> Judgement | Condition:
    """The column is of one of several types; see `of_type` for their names. Without a list any type will do."""
    if type_list is None:
        return Judgement(True, _found(schema, column, "in_type_list").dtype)
    if not isinstance(type_list, (list, tuple)) or not all(isinstance(name, str) for name in type_list):
        raise SuiteError.bad_argument("in_type_list", "type_list", type_list, "a list of names of types")
    meant = [nearest_name(name) for name in type_list]
    if type_list and None not in meant:  # lists of Great Expectations name types of many libraries
        raise SuiteError.unknown_type("in_type_list", "type_list", type_list[0], str(meant[0]))
    return _judged(schema, column, tuple(type_list))


@schema_kind(
    "expect_column_type_to_be",
    "column_type",
    COLUMN,
    TYPE,
    sentence="the column {column} is of type {type_}",
    example=Example(
        {"fare": [9.5, 12.0]}, {"column": "fare", "type_": "Float64"}, success=True, observed_value="Float64"
    ),
)
def column_type(schema: Schema, column: str, type_: str) -> Judgement:
    """The column itself is of a type, whatever single values in it are; see `of_type` for the names."""
    _check_name("column_type", type_)
    found = _found(schema, column, "column_type")
    return Judgement(has_type(found, [type_], schema.library), found.dtype)


def _check_name(alias: str, type_: Any) -> None:
    check_text(alias, "type_", type_)
    meant = nearest_name(type_)
    if meant is not None:
        raise SuiteError.unknown_type(alias, "type_", type_, meant)


def _judged(schema: Schema, column: str, names: tuple[str, ...]) -> Judgement | Condition:
    found = _found(schema, column, "of_type")
    if has_type(found, names, schema.library):
        return Judgement(True, found.dtype)
    if found.family == "object" or (schema.library == "pandas" and found.dtype == "object"):
        value = col(column)
        return Condition(value.is_not_null(), value.satisfies(_acceptor(names), f"type {', '.join(names)}"))
    return Judgement(False, found.dtype)


@lru_cache(maxsize=256)  # one function for one list of names: equal conditions are computed once
def _acceptor(names: tuple[str, ...]) -> Callable[[Any], bool]:
    return partial(accepts, names)


def _found(schema: Schema, column: str, alias: str) -> Column:
    if column not in schema.by_name:
        raise TableError.missing_column(column, schema.names, where=f"expectation {alias}({column})")
    return schema.by_name[column]


__all__ = ["Kind", "column_type", "in_type_list", "of_type"]
