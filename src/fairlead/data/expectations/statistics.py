"""Numbers about a whole column that lie between two bounds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from fairlead.data.expectations.bounds import BOUNDS, bounds_in_words, is_within
from fairlead.data.expr import col
from fairlead.data.kind import COLUMN, Example, Judgement, Kind, Measure, Parameter, measure_kind, shown
from fairlead.data.metric import Metric
from fairlead.data.schema import family_of_value, fitting_value
from fairlead.errors import SuiteError

_FARES = {"fare": [10.0, 20.0, 30.0, None]}


def checked_range(alias: str, min_value: Any, max_value: Any) -> None:
    """Refuse bounds that no number lies between; none at all are allowed, and every number lies between them.

    Raises
    ------
    SuiteError
        They are of different types, of a type that has no order, or the least is above the greatest.
    """
    for name, value in (("min_value", min_value), ("max_value", max_value)):
        if isinstance(value, (bool, list, dict)):
            raise SuiteError.bad_argument(alias, name, value, "a number or a date")
    if min_value is None or max_value is None:
        return
    try:
        is_empty = min_value > max_value
    except TypeError:
        expected = f"something that compares with {min_value!r}"
        raise SuiteError.bad_argument(alias, "max_value", max_value, expected) from None
    if is_empty:
        raise SuiteError.bad_bounds(alias, min_value, max_value)


def judge_within(
    alias: str, found: Any, bounds: Mapping[str, Any], details: Mapping[str, Any] | None = None
) -> Judgement:
    """Judge a number, or a date, by bounds; the bounds are read as what was found is, so a date may be text.

    Raises
    ------
    SuiteError
        A bound cannot be compared with what was found.
    """
    family = family_of_value(found)
    read = {name: _read(alias, name, bounds[name], found, family) for name in ("min_value", "max_value")}
    is_kept = found == found and is_within(found, **{**bounds, **read})  # NaN is within no bounds
    return Judgement(is_kept, found, dict(details or {}))


def _read(alias: str, name: str, bound: Any, found: Any, family: Any) -> Any:
    if bound is None or family is None:
        return None
    if family == "boolean":
        family = "integer"
    read = fitting_value(bound, family)
    if read is None:
        raise SuiteError.bad_argument(alias, name, bound, f"something that compares with {shown(found)}")
    if getattr(found, "tzinfo", None) is not None and read.tzinfo is None:
        return read.replace(tzinfo=found.tzinfo)
    return read


def _between(alias: str, metric: Callable[[str], Metric], may_be_open: bool) -> Callable[..., Measure]:
    def decide(column: str, min_value: Any, max_value: Any, strict_min: bool, strict_max: bool) -> Measure:
        checked_range(alias, min_value, max_value)
        if min_value is None and max_value is None and not may_be_open:
            raise SuiteError.no_bounds(alias)
        bounds = {"min_value": min_value, "max_value": max_value, "strict_min": strict_min, "strict_max": strict_max}

        def judge(values: Mapping[str, Any]) -> Judgement:
            found = values["found"]
            if isinstance(found, Mapping):  # a quantile says how it was found
                return judge_within(alias, found["value"], bounds, {"method": found["method"]})
            return judge_within(alias, found, bounds)

        return Measure({"found": metric(column)}, judge)

    return decide


def range_sentence(says: str) -> Callable[..., str]:
    """Give the sentence of a number that lies between bounds; ``{column}`` stands for the column."""

    def sentence(column: str | None = None, **bounds: Any) -> str:
        words = bounds_in_words(**bounds) or "any number"
        return f"{says.format(column=column)} is {words}"

    return sentence


def _define(
    name: str,
    alias: str,
    says: str,
    metric: Callable[[str], Metric],
    example: Example,
    doc: str,
    *,
    may_be_open: bool = False,
) -> Kind:
    decide = _between(alias, metric, may_be_open)
    decide.__doc__ = doc
    register = measure_kind(
        f"expect_column_{name}_to_be_between", alias, COLUMN, *BOUNDS, sentence=range_sentence(says), example=example
    )
    return register(decide)


def _of_fare(low: Any, high: Any, success: bool, observed_value: Any) -> Example:
    return Example(_FARES, {"column": "fare", "min_value": low, "max_value": high}, success, None, observed_value)


_BOUNDS_DOC = """
Both bounds are allowed unless `strict_min` or `strict_max` says otherwise, and one of them may be left out.
"""

mean_between = _define(
    "mean", "mean_between", "the mean of {column}", lambda column: Metric("mean", col(column)),
    _of_fare(15, 25, True, 20.0),
    "The mean of a column lies between two bounds.\n\nMissing values are left out. A column without any value has no "
    f"mean, and breaks the rule.\n{_BOUNDS_DOC}",
)  # fmt: skip
median_between = _define(
    "median", "median_between", "the median of {column}",
    lambda column: Metric("quantile", col(column), options=(0.5, "linear")),
    _of_fare(None, 15, False, 20.0),
    "The median of a column lies between two bounds.\n\nMissing values are left out. Of an even number of values it is "
    "the middle between the two in the middle. A column without any value has no median, and breaks the rule. Without "
    f"bounds any median will do, and it is only reported.\n{_BOUNDS_DOC}",
    may_be_open=True,
)  # fmt: skip
stdev_between = _define(
    "stdev", "stdev_between", "the standard deviation of {column}", lambda column: Metric("std", col(column)),
    _of_fare(5, 15, True, 10.0),
    "The standard deviation of a column lies between two bounds.\n\nIt has n - 1 below the sum of squares. Missing "
    f"values are left out. A column with fewer than two values has none, and breaks the rule.\n{_BOUNDS_DOC}",
)  # fmt: skip
sum_between = _define(
    "sum", "sum_between", "the sum of {column}", lambda column: Metric("sum", col(column)),
    _of_fare(100, None, False, 60.0),
    "The sum of a column lies between two bounds.\n\nMissing values are left out. The sum of no values is 0."
    f"\n{_BOUNDS_DOC}",
)  # fmt: skip
min_between = _define(
    "min", "min_between", "the least value of {column}", lambda column: Metric("min", col(column)),
    _of_fare(0, 5, False, 10.0),
    "The least value of a column lies between two bounds.\n\nMissing values are left out. It may be a number, a date "
    "or a time; bounds for a date may be written as text. A column without any value has none, and breaks the rule. "
    f"That it is at least some bound says the same as `between` says, without naming the rows.\n{_BOUNDS_DOC}",
)  # fmt: skip
max_between = _define(
    "max", "max_between", "the greatest value of {column}", lambda column: Metric("max", col(column)),
    _of_fare(30, 30, True, 30.0),
    "The greatest value of a column lies between two bounds.\n\nMissing values are left out. It may be a "
    "number, a date or a time; bounds for a date may be written as text. A column without any value has none, and "
    "breaks the rule."
    f"\n{_BOUNDS_DOC}",
)  # fmt: skip

__all__ = [
    "Parameter", "max_between", "mean_between", "median_between", "min_between", "stdev_between", "sum_between",
]  # fmt: skip
