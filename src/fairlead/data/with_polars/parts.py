"""Go through a large table part by part, and put together what was computed of each.

Polars reads a Parquet file many row groups ahead, so that a scan of a wide one takes as much memory as they do. Asked
for a million rows at a time, it takes a third of that, and no longer. What can be added up is added up here.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from fairlead.data.metric import Metric
from fairlead.data.schema import Schema

if TYPE_CHECKING:
    import polars as pl

ROWS_OF_A_PART = 1_000_000
ROWS_COPIED = 250_000
"""Rows of a part of a table that is written again: fewer need less memory, and more pages are read twice."""
MOST_PARTS = 200
"""Each part opens the files anew, so there must not be too many."""
_NEEDED_FOR = {"mean": ("count", "sum"), "std": ("count", "mean", "sum")}
_PLAIN_NUMBERS = frozenset({"integer", "float", "boolean"})


class Part(NamedTuple):
    """Hold some rows of a table, and the number of the first one."""

    lazy: pl.LazyFrame
    first: int


def parts_of(lazy: pl.LazyFrame, rows: int, size: int | None = None) -> list[Part]:
    """Cut a table into parts, if it is large and a part can be read without what is before it.

    Parameters
    ----------
    rows : int, of the table; should there be more by now, they are in the last part.
    size : int, rows of a part, unless there would be too many of them; `ROWS_OF_A_PART` if not given.
    """
    size = max(size or ROWS_OF_A_PART, math.ceil(rows / MOST_PARTS))
    if rows < 2 * size or not is_parquet(lazy):
        return [Part(lazy, 0)]
    return [Part(lazy.slice(n, size if n + size < rows else None), n) for n in range(0, rows, size)]


def is_parquet(lazy: pl.LazyFrame) -> bool:
    """Tell whether a table is nothing but the scan of Parquet files, of which any rows can be read at once."""
    return lazy.explain(optimized=False).lstrip().startswith("Parquet SCAN")


def can_be_pooled(metrics: Iterable[Metric], schema: Schema) -> bool:
    """Tell whether metrics of a table can be told from those of its parts."""
    return all(_can_be_pooled(metric, schema) for metric in metrics)


def _can_be_pooled(metric: Metric, schema: Schema) -> bool:
    looks_back = any(part.op == "previous" for expr in metric.expressions for part in expr.walk())
    is_number = all(schema.by_name[name].family in _PLAIN_NUMBERS for name in metric.columns)
    return not looks_back and (is_number or metric.name not in _NEEDED_FOR)


def needed_for_pooling(metrics: Iterable[Metric]) -> list[Metric]:
    """List metrics with those that are needed to put them together.

    A mean goes with the sum and the count, so that it is the same however the table is cut as far as sums are; a
    deviation goes with the count and the mean.
    """
    found: dict[str, Metric] = {}
    for metric in metrics:
        found[metric.key] = metric
        for name in _NEEDED_FOR.get(metric.name, ()):
            beside = Metric(name, metric.of, metric.where)  # type: ignore[arg-type]  # names of metrics
            found[beside.key] = beside
    return list(found.values())


def pooled(metrics: Sequence[Metric], parts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Put together what was computed of each part.

    Parameters
    ----------
    metrics : with those that `needed_for_pooling` adds.
    parts : their values by their keys, one mapping a part.

    >>> from fairlead.data.expr import col
    >>> metrics = needed_for_pooling([Metric("mean", col("age"))])
    >>> parts = [{"sum(age)": 1.0, "count(age)": 1}, {"sum(age)": 8.0, "count(age)": 2}]
    >>> pooled(metrics, parts)["mean(age)"]
    3.0
    """
    return {metric.key: _pooled(metric, parts) for metric in metrics}


def _pooled(metric: Metric, parts: Sequence[Mapping[str, Any]]) -> Any:
    if metric.name in _NEEDED_FOR:
        return _pooled_mean(metric, parts) if metric.name == "mean" else _pooled_deviation(metric, parts)
    values = [part[metric.key] for part in parts if part[metric.key] is not None]
    if not values:
        return None
    if metric.name in ("min", "max"):
        return min(values) if metric.name == "min" else max(values)
    return sum(values[1:], start=values[0])


def _pooled_mean(metric: Metric, parts: Sequence[Mapping[str, Any]]) -> float | None:
    count_key, sum_key = (Metric(name, metric.of, metric.where).key for name in ("count", "sum"))
    n = sum(part[count_key] for part in parts)
    return float(sum(part[sum_key] for part in parts if part[count_key]) / n) if n else None


def _pooled_deviation(metric: Metric, parts: Sequence[Mapping[str, Any]]) -> float | None:
    """Pool sums of squares about the mean.

    Chan, Golub and LeVeque (1983), Algorithms for computing the sample variance, The American Statistician 37(3),
    equation 1.5.
    """
    count_key, mean_key = (Metric(name, metric.of, metric.where).key for name in ("count", "mean"))
    n, mean, squares = 0, 0.0, 0.0
    for part in parts:
        m = part[count_key]
        if not m:
            continue
        difference = part[mean_key] - mean
        deviation = part[metric.key] or 0.0
        # Products, as the power of a large float is an error where its product is infinite.
        squares += deviation * deviation * (m - 1)
        if n > 0:
            squares += difference * difference * n * m / (n + m)
        mean = part[mean_key] if n == 0 else mean + difference * m / (n + m)
        n += m
    if n < 2:
        return None
    return math.sqrt(squares / (n - 1)) if math.isfinite(mean) else math.nan
