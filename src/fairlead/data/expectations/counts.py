"""How many different values a column has, and how many are there at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fairlead.data.expectations.bounds import BOUNDS
from fairlead.data.expectations.statistics import checked_range, judge_within, range_sentence
from fairlead.data.expr import col
from fairlead.data.kind import COLUMN, Example, Judgement, Kind, Measure, measure_kind
from fairlead.data.metric import Metric


@measure_kind(
    "expect_column_unique_value_count_to_be_between",
    "unique_count_between",
    COLUMN,
    *BOUNDS,
    sentence=range_sentence("the number of different values of {column}"),
    example=Example(
        {"plan": ["basic", "pro", "pro", None]}, {"column": "plan", "min_value": 2, "max_value": 2}, True, None, 2
    ),
)
def unique_count_between(column: str, **bounds: Any) -> Measure:
    """The number of different values of a column lies between two bounds.

    Missing values are not counted. Both bounds are allowed unless `strict_min` or `strict_max` says otherwise.
    """
    checked_range("unique_count_between", bounds["min_value"], bounds["max_value"])
    metrics = {"different": Metric("n_unique", col(column))}
    return Measure(metrics, lambda values: judge_within("unique_count_between", values["different"] or 0, bounds))


@measure_kind(
    "expect_column_proportion_of_unique_values_to_be_between",
    "unique_proportion_between",
    COLUMN,
    *BOUNDS,
    sentence=range_sentence("the share of different values among those of {column}"),
    example=Example({"id": [1, 2, 3, 3, None]}, {"column": "id", "min_value": 0.9, "max_value": 1}, False, None, 0.75),
)
def unique_proportion_between(column: str, **bounds: Any) -> Measure:
    """The number of different values, divided by that of all values, lies between two bounds.

    Missing values are not counted on either side. It is 1 if no value is repeated, and 0 if there is none. Both
    bounds are allowed unless `strict_min` or `strict_max` says otherwise.
    """
    checked_range("unique_proportion_between", bounds["min_value"], bounds["max_value"])
    metrics = {"different": Metric("n_unique", col(column)), "present": Metric("count", col(column))}

    def judge(values: Mapping[str, Any]) -> Judgement:
        return judge_within("unique_proportion_between", _share(values["different"], values["present"]), bounds)

    return Measure(metrics, judge)


@measure_kind(
    "expect_column_proportion_of_non_null_values_to_be_between",
    "non_null_proportion_between",
    COLUMN,
    *BOUNDS,
    sentence=range_sentence("the share of rows where {column} is there"),
    example=Example({"phone": ["1", None, "2", "3"]}, {"column": "phone", "min_value": 0.5}, True, None, 0.75),
)
def non_null_proportion_between(column: str, **bounds: Any) -> Measure:
    """The share of rows in which a column has a value lies between two bounds.

    It is 0 for a table without rows. Both bounds are allowed unless `strict_min` or `strict_max` says otherwise. To
    name the rows where it is missing, use `not_null` with `mostly`.
    """
    checked_range("non_null_proportion_between", bounds["min_value"], bounds["max_value"])
    metrics = {"present": Metric("count", col(column)), "rows": Metric("rows")}

    def judge(values: Mapping[str, Any]) -> Judgement:
        return judge_within("non_null_proportion_between", _share(values["present"], values["rows"]), bounds)

    return Measure(metrics, judge)


def _share(part: int | None, whole: int | None) -> float:
    return (part or 0) / whole if whole else 0.0


__all__ = ["Kind", "non_null_proportion_between", "unique_count_between", "unique_proportion_between"]
