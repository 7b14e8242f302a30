"""Text of a certain length."""

from __future__ import annotations

from typing import Any

from fairlead.data.expectations.bounds import BOUNDS, bounds_in_words, check_bounds, check_count, within
from fairlead.data.expr import Expr
from fairlead.data.kind import Example, Kind, Parameter, column_kind
from fairlead.errors import SuiteError

CHARACTERS = "a number of characters"


def _sentence(column: str, **bounds: Any) -> str:
    return f"the length of {column} is {bounds_in_words(**bounds)}"


@column_kind(
    "expect_column_value_lengths_to_be_between",
    "length_between",
    *BOUNDS,
    sentence=_sentence,
    example=Example(
        {"code": ["AB", "ABC", "", None]}, {"column": "code", "min_value": 2, "max_value": 3}, unexpected=(2,)
    ),
)
def length_between(value: Expr, min_value: Any, max_value: Any, strict_min: bool, strict_max: bool) -> Expr:
    """Text has a number of characters between two bounds.

    Characters are counted, not bytes: ``"é"`` has one, or two if it is written as a letter and an accent. Both
    bounds are allowed lengths unless `strict_min` or `strict_max` says otherwise. Missing values are left out; the
    empty text, of length 0, is not.
    """
    check_count("length_between", "min_value", min_value, CHARACTERS)
    check_count("length_between", "max_value", max_value, CHARACTERS)
    check_bounds("length_between", min_value, max_value)
    return within(value.length(), min_value, max_value, strict_min, strict_max)


@column_kind(
    "expect_column_value_lengths_to_equal",
    "length_equals",
    Parameter("value", "number", "the number of characters"),
    sentence="the length of {column} is {value}",
    example=Example({"iata": ["JFK", "EWR1", None]}, {"column": "iata", "value": 3}, unexpected=(1,)),
)
def length_equals(text: Expr, value: float | None) -> Expr:
    """Text has a certain number of characters. Missing values are left out."""
    check_count("length_equals", "value", value, CHARACTERS)
    if value is None or value % 1 != 0:
        raise SuiteError.bad_argument("length_equals", "value", value, CHARACTERS)
    return text.length() == value


__all__ = ["Kind", "length_between", "length_equals"]
