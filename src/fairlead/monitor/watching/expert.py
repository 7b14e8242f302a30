"""Rows as plain numbers, for the second model that learns how large the errors of a regression are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from fairlead.monitor.batches.answered import Answered
from fairlead.monitor.estimates.dle import LEAST_ROWS, METRICS, Dle
from fairlead.monitor.estimates.estimate import Estimate

if TYPE_CHECKING:
    import polars as pl

VALUES = 250
"""Words beyond so many of the most frequent of a column are one; trees split no more bins."""


@dataclass(frozen=True, slots=True, eq=False)
class Earlier:
    """Hold rows of earlier batches whose outcomes are known, with what was answered.

    Parameters
    ----------
    table : the inputs; answered : in the order of the rows, every outcome known.
    """

    table: pl.DataFrame
    answered: Answered


@dataclass(frozen=True, slots=True)
class Encoding:
    """Turn the columns of a table into numbers: words by their rank among the most frequent, times by their seconds.

    >>> import polars
    >>> encoding = Encoding.of(polars.DataFrame({"plan": ["b", "a", "a"], "age": [1, 2, None]}))
    >>> encoding.matrix(polars.DataFrame({"plan": ["a", "c"], "age": [7, 8]})).tolist()
    [[0.0, 7.0], [nan, 8.0]]
    """

    columns: Mapping[str, Mapping[str, int] | None]

    @classmethod
    def of(cls, table: pl.DataFrame) -> Self:
        """Learn which words each column has."""
        import polars as pl

        found: dict[str, Mapping[str, int] | None] = {}
        for name in table.columns:
            values = table[name]
            if values.dtype.is_numeric() or values.dtype.is_temporal() or values.dtype == pl.Boolean:
                found[name] = None
            elif values.dtype in (pl.String, pl.Categorical, pl.Enum):
                counts = values.cast(pl.String).drop_nulls().value_counts(name="n").rows()
                ordered = sorted(counts, key=lambda row: (-row[1], row[0]))[:VALUES]
                found[name] = {word: place for place, (word, _) in enumerate(ordered)}
        return cls(found)

    def matrix(self, table: pl.DataFrame) -> Any:
        """Return the rows, float array of shape (rows, columns); NaN where a value is missing or new."""
        import numpy
        import polars as pl

        columns = []
        for name, words in self.columns.items():
            if name not in table.columns:
                columns.append(numpy.full(table.height, numpy.nan))
                continue
            values = table[name]
            if words is None:
                physical = values.to_physical() if values.dtype.is_temporal() else values
                columns.append(physical.cast(pl.Float64, strict=False).fill_null(float("nan")).to_numpy())
            else:
                codes = [words.get(one) if isinstance(one, str) else None for one in values.cast(pl.String)]
                columns.append(numpy.array([numpy.nan if one is None else one for one in codes], dtype=float))
        return numpy.column_stack(columns) if columns else numpy.empty((table.height, 0))


def estimated_error(
    metric: str, table: pl.DataFrame, said: Any, earlier: Earlier | None
) -> tuple[Estimate | None, str | None]:
    """Estimate the error of a regression without outcomes, or say why it cannot be.

    Parameters
    ----------
    metric : "mae" or "rmse"; "mae" stands for any other.
    said : float array of shape (rows,), what was answered.
    """
    if earlier is None or not earlier.table.height:
        return None, "no earlier rows with outcomes are in the log to learn from"
    if earlier.table.height < LEAST_ROWS:
        return None, f"{earlier.table.height} earlier rows have outcomes, {LEAST_ROWS} needed"
    encoding = Encoding.of(earlier.table)
    learned = Dle.fit(encoding.matrix(earlier.table), earlier.answered.said, earlier.answered.truth)
    return learned.estimate(metric if metric in METRICS else "mae", encoding.matrix(table), said), None
