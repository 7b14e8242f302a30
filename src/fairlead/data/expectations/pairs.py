"""Two columns of a row, compared with each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fairlead.data.expr import Expr, lit
from fairlead.data.kind import Example, Kind, Parameter, pair_kind, shown
from fairlead.errors import SuiteError


@pair_kind(
    "expect_column_pair_values_a_to_be_greater_than_b",
    "greater_than",
    Parameter("or_equal", "true or false", "whether the two may be equal", None),
    sentence=lambda column_A, column_B, or_equal, ignore_row_if: (
        f"{column_A} is {'at least' if or_equal else 'greater than'} {column_B}"
    ),
    example=Example(
        {"arrival": [5, 3, None], "departure": [3, 3, 1]},
        {"column_A": "arrival", "column_B": "departure"},
        unexpected=(1, 2),
    ),
)
def greater_than(a: Expr, b: Expr, or_equal: bool | None) -> Expr:
    """A value is greater than another one of the same row; with `or_equal`, at least as great.

    A row where one of the two is missing breaks the rule; one where both are is left out. `ignore_row_if` changes
    that: with ``either_value_is_missing`` only whole pairs are looked at.
    """
    return a >= b if or_equal else a > b


@pair_kind(
    "expect_column_pair_values_to_be_equal",
    "pair_equal",
    sentence="{column_A} equals {column_B}",
    example=Example(
        {"billed": [10, 20, 5], "paid": [10, 15, None]}, {"column_A": "billed", "column_B": "paid"}, unexpected=(1, 2)
    ),
)
def pair_equal(a: Expr, b: Expr) -> Expr:
    """Two values of a row are equal.

    A row where one of the two is missing breaks the rule; one where both are is left out, unless `ignore_row_if` says
    otherwise: a missing value does not equal a missing one.
    """
    return a == b


@pair_kind(
    "expect_column_pair_values_to_be_in_set",
    "pair_in_set",
    Parameter("value_pairs_set", "list of pairs", "the pairs that are allowed"),
    sentence=lambda column_A, column_B, value_pairs_set, ignore_row_if: (
        f"({column_A}, {column_B}) is one of {shown([f'({shown(pair)})' for pair in value_pairs_set])}"
    ),
    example=Example(
        {"country": ["DE", "DE", "FR"], "currency": ["EUR", "USD", None]},
        {"column_A": "country", "column_B": "currency", "value_pairs_set": [["DE", "EUR"], ["FR", "EUR"]]},
        unexpected=(1, 2),
    ),
)
def pair_in_set(a: Expr, b: Expr, value_pairs_set: Sequence[Any]) -> Expr:
    """The two values of a row are a pair of the set.

    None in a pair stands for a missing value. A row where both are missing is left out, unless `ignore_row_if` says
    otherwise.
    """
    allowed: dict[Any, list[Any]] = {}
    for pair in _checked_pairs(value_pairs_set):
        allowed.setdefault(_key(pair[0]), []).append(pair[1])
    found = [_among(a, [first]) & _among(b, second) for (_, first), second in allowed.items()]
    return _either(found)


def _key(value: Any) -> tuple[type, Any]:
    return (type(value), value)  # 1 and True are different values here


def _checked_pairs(given: Any) -> list[Any]:
    is_list = isinstance(given, list) and all(isinstance(pair, (list, tuple)) and len(pair) == 2 for pair in given)
    if not is_list:
        raise SuiteError.bad_argument("pair_in_set", "value_pairs_set", given, "a list of pairs")
    return list(given)


def _among(value: Expr, members: Sequence[Any]) -> Expr:
    present = [member for member in members if member is not None]
    inside = value.is_in(present)
    return inside if len(present) == len(members) else inside | value.is_null()


def _either(conditions: list[Expr]) -> Expr:
    """Join conditions as a tree of little depth: a set may have thousands of pairs."""
    if not conditions:
        return lit(False)
    if len(conditions) == 1:
        return conditions[0]
    half = len(conditions) // 2
    return _either(conditions[:half]) | _either(conditions[half:])


__all__ = ["Kind", "greater_than", "pair_equal", "pair_in_set"]
