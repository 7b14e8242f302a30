"""Values that lie between two bounds."""

from __future__ import annotations

from typing import Any

from fairlead.data.expr import Expr, all_of
from fairlead.data.kind import Example, Kind, Parameter, column_kind, shown
from fairlead.errors import SuiteError

MIN = Parameter("min_value", "number or date", "the least value; none if not given", None)
MAX = Parameter("max_value", "number or date", "the greatest value; none if not given", None)
STRICT_MIN = Parameter("strict_min", "true or false", "whether the least value itself is too small", False)
STRICT_MAX = Parameter("strict_max", "true or false", "whether the greatest value itself is too great", False)
BOUNDS = (MIN, MAX, STRICT_MIN, STRICT_MAX)


def bounds_in_words(min_value: Any, max_value: Any, strict_min: bool = False, strict_max: bool = False) -> str:
    """Say what lies between the bounds.

    >>> bounds_in_words(0, 120), bounds_in_words(None, 1, strict_max=True)
    ('at least 0 and at most 120', 'less than 1')
    """
    if min_value is not None and min_value == max_value and not (strict_min or strict_max):
        return f"exactly {shown(min_value)}"
    parts = []
    if min_value is not None:
        parts.append(f"{'more than' if strict_min else 'at least'} {shown(min_value)}")
    if max_value is not None:
        parts.append(f"{'less than' if strict_max else 'at most'} {shown(max_value)}")
    return " and ".join(parts)


def check_bounds(alias: str, min_value: Any, max_value: Any) -> None:
    """Refuse bounds that nothing can lie between.

    Raises
    ------
    SuiteError
        Neither is given, they are of different types, or the least is above the greatest.
    """
    if min_value is None and max_value is None:
        raise SuiteError.no_bounds(alias)
    if min_value is None or max_value is None:
        return
    try:
        is_empty = min_value > max_value
    except TypeError:
        raise SuiteError.bad_argument(
            alias, "max_value", max_value, f"something that compares with {min_value!r}"
        ) from None
    if is_empty:
        raise SuiteError.bad_bounds(alias, min_value, max_value)


def check_count(alias: str, name: str, value: Any, expected: str = "a number from 0 on") -> None:
    """Refuse what is no number to count by.

    Raises
    ------
    SuiteError
        It is neither a number from 0 on nor None.
    """
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not value >= 0:
        raise SuiteError.bad_argument(alias, name, value, expected)


def within(value: Expr, min_value: Any, max_value: Any, strict_min: bool, strict_max: bool) -> Expr:
    """Give the condition that a value lies between two bounds."""
    parts = []
    if min_value is not None:
        parts.append(value > min_value if strict_min else value >= min_value)
    if max_value is not None:
        parts.append(value < max_value if strict_max else value <= max_value)
    return all_of(parts)


def is_within(value: Any, min_value: Any, max_value: Any, strict_min: bool = False, strict_max: bool = False) -> bool:
    """Tell whether a number lies between two bounds; a missing one does not."""
    if value is None:
        return False
    is_above = min_value is None or (value > min_value if strict_min else value >= min_value)
    is_below = max_value is None or (value < max_value if strict_max else value <= max_value)
    return bool(is_above and is_below)


def _sentence(column: str, **bounds: Any) -> str:
    return f"{column} is {bounds_in_words(**bounds)}"


@column_kind(
    "expect_column_values_to_be_between",
    "between",
    *BOUNDS,
    sentence=_sentence,
    example=Example(
        {"age": [25, None, 45, -5, 150]}, {"column": "age", "min_value": 0, "max_value": 120}, unexpected=(3, 4)
    ),
)
def between(value: Expr, min_value: Any, max_value: Any, strict_min: bool, strict_max: bool) -> Expr:
    """Values lie between two bounds.

    Both bounds are allowed values unless `strict_min` or `strict_max` says otherwise; one of them may be left out.
    Bounds of a column of dates may be written as text: ``"2026-11-23"``.
    """
    check_bounds("between", min_value, max_value)
    return within(value, min_value, max_value, strict_min, strict_max)


__all__ = ["Kind", "between"]
