"""Scan a table of DuckDB or Spark through Narwhals: as few queries as can be, and no row but the wanted comes here.

The stages are those of `fairlead.data.with_polars.scan`; what SQL cannot decide is in `added`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

from fairlead.data.expr import Expr
from fairlead.data.metric import Metric
from fairlead.data.plain import plain_number
from fairlead.data.table import Progress, Rows, Wanted
from fairlead.data.with_narwhals.added import Added, LazyTerms, where
from fairlead.data.with_narwhals.native import collected, fetched, telling
from fairlead.data.with_narwhals.numbers_of import Numbers
from fairlead.data.with_narwhals.picked import picked
from fairlead.data.with_narwhals.schema import schema_of
from fairlead.data.with_narwhals.terms import Mask, both


class NarwhalsTable:
    """Answer questions about a table of DuckDB or Spark.

    Parameters
    ----------
    native : DuckDB relation or PySpark data frame.
    """

    def __init__(self, native: Any) -> None:
        import narwhals as nw

        lazy = nw.from_native(native).lazy()
        self.schema = schema_of(lazy)
        self._terms = LazyTerms(self.schema)
        self._added = Added(lazy, self._terms)
        self._numbers = Numbers(self.measure)

    def measure(self, metrics: Iterable[Metric], on_progress: Progress | None = None) -> dict[str, Any]:
        """Compute metrics and return them by their keys; how far it is cannot be told before the end."""
        wanted = {metric.key: metric for metric in metrics}
        with telling(self.schema.library):
            resolved = self._numbers.in_metrics(wanted)
            self._added.learn(part for metric in resolved.values() for part in metric.expressions)
            additive = {key: one for key, one in resolved.items() if one.is_additive or one.name == "n_unique"}
            values = self._aggregate(additive)
            for key, metric in resolved.items():
                if key not in values:
                    values[key] = self._holistic(metric)
        rows = values.get(Metric("rows").key)
        if on_progress is not None and rows is not None:
            on_progress(rows, rows)
        return values

    def rows(self, wanted: Sequence[Wanted], limit: int | None) -> list[Rows]:
        """Fetch rows for which each condition is true; they have no order, so the numbers are None."""
        with telling(self.schema.library):
            conditions = [self._numbers.put_in(one.condition) for one in wanted]
            self._added.learn(conditions)
            return [
                self._rows(condition, one.columns, limit) for condition, one in zip(conditions, wanted, strict=True)
            ]

    def _rows(self, condition: Expr, columns: tuple[str, ...], limit: int | None) -> Rows:
        import narwhals as nw

        found = where(self._added.beside(condition), self._terms.true(condition))
        found = found.select(*(nw.col(name).alias(f"v{place}") for place, name in enumerate(columns)))
        values = tuple(collected(found if limit is None else found.head(limit)))
        return Rows((None,) * len(values), values)

    def _values(self, metric: Metric) -> tuple[Any, Mask]:
        """Give what a metric is about, and over which rows."""
        import narwhals as nw

        assert metric.of is not None
        value = self._terms.value(metric.of)
        mask = value.valid if metric.where is None else both(self._terms.true(metric.where), value.valid)
        is_added_up = value.family == "boolean" and metric.name in ("sum", "mean", "std")
        return value.of.cast(nw.Int64) if is_added_up else value.of, mask

    def _aggregate(self, metrics: dict[str, Metric]) -> dict[str, Any]:
        """Compute aggregates in one query."""
        import narwhals as nw

        chosen = {f"a{place}": expr for place, expr in enumerate(map(self._emit, metrics.values())) if expr is not None}
        lazy = self._added.beside(*(expr for metric in metrics.values() for expr in metric.expressions))
        ((rows, *found),) = fetched(lazy.select(nw.len().alias("rows"), **chosen))
        by_place = dict(zip(chosen, found, strict=True))
        return {
            key: self._read(metric, by_place.get(f"a{place}"), rows)
            for place, (key, metric) in enumerate(metrics.items())
        }

    def _emit(self, metric: Metric) -> Any:
        """Give the expression for a metric; None for one that the number of rows decides."""
        import narwhals as nw

        if metric.name in ("rows", "hits"):
            mask = self._mask(metric)
            return None if isinstance(mask, bool) else mask.cast(nw.Int64).sum()
        value, mask = self._values(metric)
        if mask is False:
            return None
        inside = value if mask is True else nw.when(mask).then(value)
        if metric.name == "n_unique":  # a missing value counts as one more
            return inside.n_unique() - inside.is_null().cast(nw.Int64).max()
        return getattr(inside, metric.name)()  # Narwhals has all others by these names

    def _mask(self, metric: Metric) -> Mask:
        where = True if metric.where is None else self._terms.true(metric.where)
        return where if metric.of is None else both(where, self._terms.true(metric.of))

    def _read(self, metric: Metric, found: Any, rows: int) -> Any:
        if metric.name in ("rows", "hits"):
            mask = self._mask(metric)
            return rows * mask if isinstance(mask, bool) else int(found or 0)
        if metric.name in ("count", "n_unique"):
            return int(found or 0)
        is_whole = metric.of is not None and self._terms.value(metric.of).family in ("integer", "boolean")
        # Of no values a database has no sum; of infinities that cancel each other it has one, not a number.
        return 0 if metric.name == "sum" and found is None else plain_number(found, is_whole)

    def _holistic(self, metric: Metric) -> Any:
        """Compute a metric that needs all values at once."""
        import narwhals as nw

        value, mask = self._values(metric)
        lazy = self._added.beside(*metric.expressions)
        if metric.name == "pair_counts":
            other = self._terms.value(self._numbers.put_in(metric.options[0]))  # type: ignore[arg-type]  # an expression
            pairs = where(lazy, both(mask, other.valid)).select(value.alias("a"), other.of.alias("b"))
            return collected(pairs.group_by("a", "b").agg(nw.len().alias("n")))
        values = where(lazy, mask).select(value.alias("value"))
        if metric.name == "value_counts":
            return collected(values.group_by("value").agg(nw.len().alias("n")))
        if metric.name == "values":
            return [one for (one,) in collected(values)]
        return {"value": _quantile(values, *metric.options), "method": "exact"}


def _quantile(values: Any, q: Any, interpolation: Any) -> Any:
    """Pick the values around the place of a quantile; no library but pandas knows all five interpolations."""
    import narwhals as nw

    if interpolation == "linear":
        ((found,),) = collected(values.select(nw.col("value").cast(nw.Float64).quantile(q, "linear")))
        if found is not None:  # it is none too where an infinite value has got in the way
            return found
    ((n,),) = collected(values.select(nw.len().alias("n")))
    places = sorted({math.floor(q * (n - 1)), math.ceil(q * (n - 1))}) if n else []
    numbered = values.with_row_index("place", order_by="value")
    found = dict(collected(numbered.filter(nw.col("place").is_in(places)).select("place", "value"))) if n else {}
    return picked(n, q, interpolation, found.__getitem__)
