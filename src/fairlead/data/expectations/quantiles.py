"""Quantiles of a column that lie within ranges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fairlead.data.expectations.statistics import checked_range, judge_within
from fairlead.data.expr import col
from fairlead.data.kind import COLUMN, Example, Judgement, Kind, Measure, Parameter, measure_kind, shown
from fairlead.data.metric import Metric
from fairlead.errors import SuiteError

INTERPOLATIONS = ("linear", "lower", "higher", "midpoint", "nearest")


def _sentence(column: str, quantile_ranges: Mapping[str, Any], allow_relative_error: Any) -> str:
    pairs = zip(quantile_ranges["quantiles"], quantile_ranges["value_ranges"], strict=False)
    said = [f"the {shown(q)} quantile of {column} is {_range_in_words(low, high)}" for q, (low, high) in pairs]
    return ", and ".join(said) or f"the quantiles of {column} are anything"


def _range_in_words(low: Any, high: Any) -> str:
    words = [f"at least {shown(low)}"] * (low is not None) + [f"at most {shown(high)}"] * (high is not None)
    return " and ".join(words) or "any number"


@measure_kind(
    "expect_column_quantile_values_to_be_between",
    "quantiles_between",
    COLUMN,
    Parameter(
        "quantile_ranges", "table of values", "quantiles, and value_ranges: for each a least and a greatest value"
    ),
    Parameter(
        "allow_relative_error", "text", "how a quantile between two values is found, if not by the nearest", False
    ),
    sentence=_sentence,
    example=Example(
        {"age": [20, 30, 40, 50, None]},
        {"column": "age", "quantile_ranges": {"quantiles": [0.5, 0.9], "value_ranges": [[30, 45], [None, 45]]}},
        False,
        None,
        {"quantiles": [0.5, 0.9], "values": [40, 50]},
    ),
)
def quantiles_between(column: str, quantile_ranges: Any, allow_relative_error: Any) -> Measure:
    """Each of several quantiles of a column lies within its range.

    A range is a list of a least and a greatest value, both of them allowed; None leaves one open. The quantile q of n
    values is the one at place q * (n - 1), counted from 0 in sorted order. Between two places the nearest value
    is taken, of two equally near that at the even place, as NumPy does. Give `allow_relative_error` the name of
    another way of NumPy: linear, lower, higher or midpoint. Missing values are left out; without any value the rule
    is broken.
    """
    quantiles, ranges = _checked(quantile_ranges)
    interpolation = "nearest" if allow_relative_error in (False, None) else allow_relative_error
    if interpolation not in INTERPOLATIONS:
        expected = f"False or one of {', '.join(INTERPOLATIONS)}"
        raise SuiteError.bad_argument("quantiles_between", "allow_relative_error", allow_relative_error, expected)
    metrics = {str(i): Metric("quantile", col(column), options=(q, interpolation)) for i, q in enumerate(quantiles)}

    def judge(values: Mapping[str, Any]) -> Judgement:
        found = [values[str(i)] for i in range(len(quantiles))]
        kept = [_is_kept(one["value"], low, high) for one, (low, high) in zip(found, ranges, strict=True)]
        details = {"success_details": kept, "method": found[0]["method"] if found else "exact"}
        return Judgement(all(kept), {"quantiles": quantiles, "values": [one["value"] for one in found]}, details)

    return Measure(metrics, judge)


def _is_kept(found: Any, low: Any, high: Any) -> bool:
    bounds = {"min_value": low, "max_value": high, "strict_min": False, "strict_max": False}
    return judge_within("quantiles_between", found, bounds).success


def _checked(given: Any) -> tuple[list[float], list[Sequence[Any]]]:
    """Take quantiles and ranges apart, and refuse what is no such thing."""
    is_whole = isinstance(given, Mapping) and all(
        isinstance(given.get(name), (list, tuple)) for name in ("quantiles", "value_ranges")
    )
    if not is_whole or len(given["quantiles"]) != len(given["value_ranges"]):
        expected = 'as many value_ranges as quantiles: {"quantiles": [0.5], "value_ranges": [[30, 45]]}'
        raise SuiteError.bad_argument("quantiles_between", "quantile_ranges", given, expected)
    for q in given["quantiles"]:
        if isinstance(q, bool) or not isinstance(q, (int, float)) or not 0 <= q <= 1:
            raise SuiteError.bad_argument("quantiles_between", "quantiles", q, "numbers from 0 to 1")
    for one in given["value_ranges"]:
        if not isinstance(one, (list, tuple)) or len(one) != 2:
            raise SuiteError.bad_argument("quantiles_between", "value_ranges", one, "lists of two: [least, greatest]")
        checked_range("quantiles_between", *one)
    return [float(q) for q in given["quantiles"]], list(given["value_ranges"])


__all__ = ["Kind", "quantiles_between"]
