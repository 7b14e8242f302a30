"""Scan a table with Polars: turn conditions and metrics into few queries, and run them.

Not everything can be had in one scan with little memory, so there are stages:

1. what stands for a whole column in a condition: statistics, and which keys are repeated (`repeated`);
2. everything that can be added up, and every condition on single rows, in one streaming query;
3. what needs all values of a column: different values, quantiles (`quantile`), one column at a time;
4. rows to be shown: most are found near the top of the table, and a whole scan is made only for the others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from fairlead.data.expr import Expr
from fairlead.data.metric import Metric
from fairlead.data.simplify import simplified
from fairlead.data.table import WHOLE_COLUMN, Progress, Rows, Wanted, statistic_metric
from fairlead.data.with_polars.collecting import RowCounter, collected, guarded
from fairlead.data.with_polars.emit import emit, emit_column, emit_metric, emit_values, schema_of
from fairlead.data.with_polars.parts import (
    ROWS_COPIED,
    Part,
    can_be_pooled,
    is_parquet,
    needed_for_pooling,
    parts_of,
    pooled,
)
from fairlead.data.with_polars.quantile import quantiles
from fairlead.data.with_polars.repeated import Key, passes_of, repeated
from fairlead.data.with_polars.rows import ROW, Source, fetch

if TYPE_CHECKING:
    import polars as pl

__all__ = ["ROW", "PolarsTable", "schema_of"]

BYTES_HELD = 256_000_000
"""Bytes of columns that are read once and kept, for a suite that needs more than one query."""
ROWS_THAT_TELL_SIZE = 1000
ROWS_OF_ONE_COUNT = 8_000_000
"""Different values that are counted in one go, in 0.6 GB if they are texts; more are counted in parts."""
_ROWS = Metric("rows")


class PolarsTable:
    """Answer questions about a polars table.

    Parameters
    ----------
    lazy : polars.LazyFrame; it is collected as often as there are queries, so it should be the scan of a file or
        a table in memory.

    Attributes
    ----------
    lazy : the same.
    schema : Schema
    """

    def __init__(self, lazy: pl.LazyFrame) -> None:
        self.lazy = lazy
        self.schema = guarded(lambda: schema_of(lazy))
        self._known: dict[str, Any] = {}  # by the text of a `statistic` or `duplicated`: what stands for it
        self._needs_all_rows: set[str] = set()  # texts of those that only the whole table can answer
        self._hits: dict[str, int] = {}  # by the text of a condition: for how many rows it is true
        self._n_rows: int | None = None
        self._held: pl.DataFrame | None = None  # columns that several queries need, if they are small

    def measure(self, metrics: Iterable[Metric], on_progress: Progress | None = None) -> dict[str, Any]:
        """Compute metrics and return them by their keys.

        Parameters
        ----------
        on_progress : is told how many rows are done, and how many there are in all.
        """
        wanted = {metric.key: metric for metric in metrics}
        counted = [Metric("count", one.of, one.where) for one in wanted.values() if one.name == "quantile"]
        self._hold(wanted.values())
        counter = None if on_progress is None else self._counter(wanted.values(), on_progress)
        self._learn([part for metric in wanted.values() for part in metric.expressions], counter)
        values = self._aggregated([*wanted.values(), *counted], counter)
        values |= self._quantiles([one for one in wanted.values() if one.name == "quantile"], values)
        for key, metric in wanted.items():
            if key not in values:
                values[key] = self._holistic(metric)
        if counter is not None:
            counter.finish()
        return values

    def additive(self, metrics: Iterable[Metric]) -> dict[str, pl.Expr]:
        """Give the aggregates of metrics that can be added up, by their keys, for a query of one's own."""
        wanted = list(metrics)
        self._learn([part for metric in wanted for part in metric.expressions])
        return {metric.key: emit_metric(metric, self.schema, self._known) for metric in wanted}

    def numbered(self, conditions: Mapping[str, Expr]) -> pl.LazyFrame:
        """Give the table with the number of each row and a column of true or false for each condition.

        A Parquet file is read in parts, one after the other: with as much of it in memory as the engine reads ahead, a
        split of ten million rows of 27 columns took a seventh more processor time and five times the memory.
        """
        import polars as pl

        self._learn(list(conditions.values()))
        flags = {name: self._emit(condition) for name, condition in conditions.items()}
        is_cut = is_parquet(self.lazy)
        parts = parts_of(self.lazy, self._rows_in_all(), ROWS_COPIED) if is_cut else [Part(self.lazy, 0)]
        whole = pl.concat([part.lazy.with_row_index(ROW, offset=part.first) for part in parts])
        return whole.with_columns(**flags)

    def rows(self, wanted: Sequence[Wanted], limit: int | None) -> list[Rows]:
        """Fetch the first rows for which each condition is true, with their numbers.

        Parameters
        ----------
        wanted : conditions, each with the columns to be fetched.
        limit : int or None, rows of each condition at the most.
        """
        self._learn([one.condition for one in wanted])
        source = Source(
            self.schema,
            self._lazy_with,
            self._parts_with,
            self._known,
            frozenset(self._needs_all_rows),
            self._hits,
            self._n_rows,
        )
        return fetch(source, wanted, limit)

    def _parts_with(self, columns: Iterable[str]) -> list[Part]:
        """Give the table in parts, if it is not in memory."""
        lazy = self._lazy_with(columns)
        return parts_of(lazy, self._rows_in_all()) if lazy is self.lazy else [Part(lazy, 0)]

    def _is_right_for_parts(self, metrics: Iterable[Metric]) -> bool:
        """Tell whether what stands for whole columns in metrics holds for a part of the table too."""
        parts = [part for expr in _expressions(metrics) for part in expr.walk() if part.op == "duplicated"]
        return not any(part.key in self._needs_all_rows for part in parts)

    def _emit(self, expr: Expr) -> pl.Expr:
        return emit(expr, self.schema, self._known)

    def _counter(self, metrics: Iterable[Metric], on_progress: Progress) -> RowCounter:
        keys = {p.key for one in metrics for expr in one.expressions for p in expr.walk() if p.op == "duplicated"}
        scans = 1 + passes_of(self._rows_in_all(), len(keys))
        return RowCounter(self._rows_in_all(), scans, on_progress)

    def _hold(self, metrics: Iterable[Metric]) -> None:
        """Read the columns of a small file into memory, if more than one query will go through them."""
        wanted = list(metrics)
        is_for_several = any(not metric.is_additive for metric in wanted) or any(
            part.op in WHOLE_COLUMN for expr in _expressions(wanted) for part in expr.walk()
        )
        names = sorted({name for metric in wanted for name in metric.columns})
        if self._held is not None or not is_for_several or not names or not is_parquet(self.lazy):
            return
        table = self.lazy.select(names)
        top = collected(table.head(ROWS_THAT_TELL_SIZE))
        if top.estimated_size() * self._rows_in_all() <= BYTES_HELD * max(1, top.height):
            self._held = collected(table)

    def _lazy_with(self, columns: Iterable[str]) -> pl.LazyFrame:
        """Give the table, from memory if these columns are there."""
        is_held = self._held is not None and set(columns) <= set(self._held.columns)
        return self._held.lazy() if is_held and self._held is not None else self.lazy

    def _rows_in_all(self) -> int:
        import polars as pl

        if self._n_rows is None:
            self._n_rows = collected(self.lazy.select(pl.len())).item()  # Parquet has it in its footer
        return self._n_rows

    def _aggregated(self, metrics: Sequence[Metric], counter: RowCounter | None) -> dict[str, Any]:
        """Compute what can be added up, in one streaming query."""
        wanted = list({metric.key: metric for metric in metrics if metric.is_additive}.values())
        if not wanted:
            return {}
        names = {name for metric in wanted for name in metric.columns}
        is_cut = can_be_pooled(wanted, self.schema) and self._is_right_for_parts(wanted)
        parts = self._parts_with(names) if is_cut else [Part(self._lazy_with(names), 0)]
        if len(parts) > 1:
            wanted = needed_for_pooling(wanted)
        computed = [self._of_part(part, wanted, counter) for part in parts]
        values = computed[0] if len(computed) == 1 else pooled(wanted, computed)
        hits = {one.key: one.of for one in wanted if one.name == "hits" and one.of is not None}
        self._hits |= {of.key: int(values[key] or 0) for key, of in hits.items()}
        if _ROWS.key in values:
            self._n_rows = values[_ROWS.key]
        return values

    def _of_part(self, part: Part, metrics: Sequence[Metric], counter: RowCounter | None) -> dict[str, Any]:
        aggregates = [
            emit_metric(metric, self.schema, self._known).alias(str(place)) for place, metric in enumerate(metrics)
        ]
        columns = sorted({name for metric in metrics for name in metric.columns})
        if counter is None or not columns:
            row = collected(part.lazy.select(aggregates)).row(0)
        else:
            query = part.lazy.select(*aggregates, counter.tap(columns[0]).alias("__done"))
            row = counter.watch(lambda: collected(query)).row(0)[:-1]
        return dict(zip((metric.key for metric in metrics), row, strict=True))

    def _quantiles(self, metrics: Sequence[Metric], values: Mapping[str, Any]) -> dict[str, Any]:
        """Find quantiles, those of one column together."""
        by_column: dict[str, list[Metric]] = defaultdict(list)
        for metric in metrics:
            by_column[Metric("count", metric.of, metric.where).key].append(metric)
        found: dict[str, Any] = {}
        for key, alike in by_column.items():
            pairs = quantiles(self._present(alike[0]), values[key], [one.options for one in alike])  # type: ignore[misc]
            found |= {one.key: {"value": pairs[one.options], "method": "exact"} for one in alike}  # type: ignore[index]
        return found

    def _present(self, metric: Metric) -> pl.LazyFrame:
        """Give the values that a metric is about as one column, without missing ones."""
        value = emit_values(metric, self.schema, self._known).alias("value")
        return self._lazy_with(metric.columns).select(value).drop_nulls()

    def _holistic(self, metric: Metric) -> Any:
        """Compute a metric that needs all values at once."""
        if metric.name == "pair_counts":
            other = metric.options[0]
            assert isinstance(other, Expr)
            value = emit_values(metric, self.schema, self._known).alias("value")
            both = self.lazy.select(value, self._emit(other).alias("other")).drop_nulls()
            return collected(both.group_by("value", "other").len()).rows()
        values = self._present(metric)
        if metric.name == "n_unique":
            return self._count_different(values)
        if metric.name == "value_counts":
            return collected(values.group_by("value").len()).rows()
        assert metric.name == "values", metric.name
        return collected(values).to_series().to_list()

    def _count_different(self, values: pl.LazyFrame) -> int:
        """Count different values; of a large table with many of them, a part at a time."""
        import polars as pl

        parts = 1
        if self._rows_in_all() > ROWS_OF_ONE_COUNT:
            about = collected(values.select(pl.col("value").approx_n_unique())).item()
            parts = max(1, -(-about // ROWS_OF_ONE_COUNT))
        own = [values] if parts == 1 else [values.filter(pl.col("value").hash() % parts == n) for n in range(parts)]
        return sum(collected(one.select(pl.col("value").n_unique())).item() for one in own)

    def _learn(self, expressions: Sequence[Expr], counter: RowCounter | None = None) -> None:
        """Compute what stands for a whole column in the expressions."""
        parts = {part.key: part for expr in expressions for part in expr.walk() if part.op in WHOLE_COLUMN}
        unknown = {text: part for text, part in parts.items() if text not in self._known}
        statistics = {text: statistic_metric(part) for text, part in unknown.items() if part.op == "statistic"}
        values = self.measure(statistics.values()) if statistics else {}
        for text, metric in statistics.items():
            found = values[metric.key]
            self._known[text] = found["value"] if isinstance(found, dict) else found
        self._learn_repeated([part for part in unknown.values() if part.op == "duplicated"], counter)

    def _learn_repeated(self, parts: Sequence[Expr], counter: RowCounter | None) -> None:
        if not parts:
            return
        keys = [self._key(part) for part in parts]
        after_pass = (lambda: None) if counter is None else counter.pass_done
        lazy = self._lazy_with(name for part in parts for name in part.columns | part.args[1].columns)
        found = repeated(lazy, keys, self._rows_in_all(), after_pass)
        for part, flag in zip(parts, found, strict=True):
            self._known[part.key] = False if flag is None else flag.expression
            if flag is not None and flag.needs_all_rows:
                self._needs_all_rows.add(part.key)

    def _key(self, part: Expr) -> Key:
        columns, where = part.args
        condition = simplified(where, self._known) if where is not None else None
        is_everywhere = condition is None or (condition.op == "literal" and condition.args[0] is True)
        family = self.schema.by_name[columns[0]].family if len(columns) == 1 else "nested"
        is_number = family in ("integer", "date", "datetime", "time", "duration")
        return Key(
            [emit_column(name, self.schema) for name in columns],
            None if is_everywhere or condition is None else self._emit(condition),
            is_number and condition is not None and _rules_out_missing(condition, columns[0]),
        )


def _rules_out_missing(condition: Expr, column: str) -> bool:
    """Tell whether a condition is only true where the column has a value."""
    if condition.op == "and":
        return any(_rules_out_missing(arg, column) for arg in condition.args)
    if condition.op != "not" or condition.args[0].op != "missing":
        return False
    (value,) = condition.args[0].args
    return bool(value.op == "column" and value.args[0] == column)


def _expressions(metrics: Iterable[Metric]) -> list[Expr]:
    return [expr for metric in metrics for expr in metric.expressions]
