"""Scan a pandas table through Narwhals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any

from fairlead.data.expr import Expr
from fairlead.data.metric import Metric
from fairlead.data.plain import plain, plain_number
from fairlead.data.table import Progress, Rows, Wanted
from fairlead.data.with_narwhals.numbers_of import Numbers
from fairlead.data.with_narwhals.pandas_columns import schema_of
from fairlead.data.with_narwhals.pandas_terms import PandasTerms
from fairlead.data.with_narwhals.picked import picked
from fairlead.data.with_narwhals.terms import Mask, both
from fairlead.errors import SuiteError

_WITHOUT_VALUES: dict[str, Any] = {"count": 0, "n_unique": 0, "sum": 0, "value_counts": [], "values": []}
"""What comes out where there is no value; None for all others."""


class PandasTable:
    """Answer questions about a pandas table.

    Parameters
    ----------
    frame : pandas.DataFrame; a row is known by the label of its index.
    """

    def __init__(self, frame: Any) -> None:
        self.schema = schema_of(frame)
        self._frame = frame
        self._terms = PandasTerms(frame, self.schema)
        self._numbers = Numbers(self.measure)

    def measure(self, metrics: Iterable[Metric], on_progress: Progress | None = None) -> dict[str, Any]:
        """Compute metrics and return them by their keys."""
        wanted = {metric.key: metric for metric in metrics}
        values = {key: self._measured(metric) for key, metric in self._numbers.in_metrics(wanted).items()}
        if on_progress is not None:
            on_progress(len(self._frame), len(self._frame))
        return values

    def rows(self, wanted: Sequence[Wanted], limit: int | None) -> list[Rows]:
        """Fetch the first rows for which each condition is true, with their labels."""
        return [self._rows(self._terms.true(self._numbers.put_in(one.condition)), one.columns, limit) for one in wanted]

    def _rows(self, mask: Mask, columns: tuple[str, ...], limit: int | None) -> Rows:
        return self.rows_at(self._terms.array(mask).nonzero()[0][:limit], columns)

    def rows_at(self, places: Sequence[int], columns: tuple[str, ...]) -> Rows:
        """Fetch rows by their places, counted from 0."""
        labels = tuple(plain(label) for label in self._frame.index[places])
        values = [[plain(one) for one in self._terms.native(name).iloc[places].array] for name in columns]
        return Rows(labels, tuple(zip(*values, strict=True)) if values else ((),) * len(labels))

    def _measured(self, metric: Metric) -> Any:
        where = True if metric.where is None else self._terms.true(metric.where)
        if metric.name in ("rows", "hits"):
            return self._count(where if metric.of is None else both(where, self._terms.true(metric.of)))
        assert metric.of is not None
        value = self._terms.value(metric.of)
        mask = both(where, value.valid)
        if metric.name == "pair_counts":
            return self._pair_counts(metric.of, metric.options[0], mask)
        n = self._count(mask)
        if n == 0:
            return {"value": None, "method": "exact"} if metric.name == "quantile" else _WITHOUT_VALUES.get(metric.name)
        if isinstance(value.of, list):
            inside = self._terms.array(mask)
            return _of_objects(metric, [one for one, is_in in zip(value.of, inside, strict=True) if is_in])
        values = value.of if mask is True else value.of.filter(mask)
        return _of_series(metric, values, n, is_whole=value.family in ("integer", "boolean"))

    def _count(self, mask: Mask) -> int:
        return len(self._frame) * mask if isinstance(mask, bool) else int(mask.sum())

    def _pair_counts(self, of: Expr, other: Any, mask: Mask) -> list[tuple[Any, Any, int]]:
        b = self._numbers.put_in(other)
        inside = self._terms.array(both(mask, self._terms.valid(b)))
        pairs = zip(self._terms.listed(of), self._terms.listed(b), inside, strict=True)
        counts = Counter((one, another) for one, another, is_in in pairs if is_in)
        return [(one, another, n) for (one, another), n in counts.items()]


def _of_series(metric: Metric, values: Any, n: int, is_whole: bool) -> Any:
    """Compute a metric of a series without missing values."""
    import narwhals as nw

    if metric.name == "count":
        return n
    if metric.name == "value_counts":
        counts = values.to_native().value_counts()
        return [(plain(value), int(times)) for value, times in zip(counts.index, counts.array, strict=True)]
    if metric.name == "values":
        return [plain(value) for value in values.to_native().array]
    if metric.name == "quantile":
        listed = values.to_native().sort_values(ignore_index=True)
        return {"value": _quantile(n, metric, lambda place: plain(listed.iloc[place])), "method": "exact"}
    numbers = values.cast(nw.Int64) if values.dtype == nw.Boolean and metric.name != "n_unique" else values
    return plain_number(getattr(numbers, metric.name)(), is_whole)  # Narwhals has all others by these names


def _quantile(n: int, metric: Metric, value_at: Callable[[int], Any]) -> Any:
    q, interpolation = metric.options
    return picked(n, q, interpolation, value_at)


def _of_objects(metric: Metric, values: list[Any]) -> Any:
    """Compute a metric of Python objects, as far as they are of types that go together."""
    import pandas as pd

    try:
        if metric.name == "n_unique":
            return len(set(values))
        if metric.name == "value_counts":
            return list(Counter(values).items())
        if metric.name in ("min", "max"):
            return (min if metric.name == "min" else max)(values)
        if metric.name in ("count", "values"):
            return len(values) if metric.name == "count" else values
        if metric.name == "quantile":
            listed = sorted(values)
            return {"value": _quantile(len(listed), metric, listed.__getitem__), "method": "exact"}
        if metric.name == "sum" and all(isinstance(one, Decimal) for one in values):
            return sum(values)  # exactly, as elsewhere
        return plain(getattr(pd.Series(values, dtype="float64"), metric.name)())
    except (TypeError, ValueError):
        assert metric.of is not None
        other = next((one for one in values if type(one) is not type(values[0])), values[0])
        raise SuiteError.mixed_types(metric.of.text, values[0], repr(other)[:80]) from None
