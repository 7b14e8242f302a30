"""The months of a simulated year: which rows come, and how they turn out."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fairlead.errors import MonitorError
from fairlead.monitor.profiles.columns import kind_of, numbers_of, table_columns
from fairlead.monitor.simulation.drifts import Drift, parsed

if TYPE_CHECKING:
    from numpy.typing import NDArray

COMPARISONS: Mapping[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq, "!=": operator.ne,
}  # fmt: skip

NEW_WORD = "(new)"
"""What a broken column of words is written as."""


@dataclass(frozen=True, slots=True, eq=False)
class Month:
    """Hold the rows of a month by their places, so that nothing is copied.

    Parameters
    ----------
    rows : int64 array of shape (n,), places in the table.
    outcomes : int8 array of shape (n,), 0 or 1.
    is_broken : bool array of shape (n,), whether the broken column of the row is written wrongly.
    """

    rows: NDArray[Any]
    outcomes: NDArray[Any]
    is_broken: NDArray[Any]


def months_of(
    table: Any, outcomes: NDArray[Any], pool: NDArray[Any], drift: Drift, months: int, rows: int, seed: int
) -> list[Month]:
    """Draw the months of a year.

    Parameters
    ----------
    table : the rows, of any library.
    outcomes : int8 array, 0 or 1, of the whole table.
    pool : int64 array, places of the rows that may come.
    rows : of each month; a row comes once in it, if there are enough, and may come again in the next.

    Raises
    ------
    MonitorError
        The drift is about a column that is not there, or that has no numbers.
    """
    import numpy

    draw = numpy.random.default_rng(seed)
    under_rule = _under_rule(table, drift) if drift.mechanism == "concept" and drift.rule else None
    places = _standardised(table, drift.column) if drift.mechanism == "covariate" and drift.column else None
    made = []
    for month in range(1, months + 1):
        far = drift.at(month)
        # Of a gradual change some rows are of the new world; of any other all rows have gone a part of the way.
        is_new = draw.random(rows) < far if drift.pattern == "gradual" else numpy.full(rows, far > 0)
        way = 1.0 if drift.pattern == "gradual" else far
        chosen = _drawn(draw, pool, rows)
        if places is not None and is_new.any():
            chosen[is_new] = _drawn(draw, pool, int(is_new.sum()), way * drift.strength * places[pool])
        if drift.mechanism == "prior" and is_new.any():
            chosen[is_new] = _of_share(draw, pool, outcomes, int(is_new.sum()), way, drift.strength)
        turned = outcomes[chosen].copy()
        if under_rule is not None:
            flips = is_new & under_rule[chosen] & (draw.random(rows) < way * drift.strength)
            turned[flips] = 1 - turned[flips]
        is_broken = is_new & (draw.random(rows) < way) if drift.mechanism == "broken" else numpy.zeros(rows, bool)
        made.append(Month(chosen, turned, is_broken))
    return made


def as_written(table: Any, is_broken: Any, drift: Drift) -> Any:
    """Return the table as it is written where a column is broken: numbers in another unit, words as a new one.

    Parameters
    ----------
    is_broken : bool array, one for each row.

    Raises
    ------
    MonitorError
        There is no such column.
    """
    import narwhals as nw

    name = str(drift.column)
    frame = nw.from_native(table, eager_only=True)
    if name not in frame.columns:
        raise MonitorError.no_such_column(name, frame.columns)
    wrong = nw.col(name) * drift.strength if frame[name].dtype.is_numeric() else nw.lit(NEW_WORD)
    mark = nw.new_series("is broken", is_broken.tolist(), nw.Boolean, backend=frame.implementation)
    written = nw.when(nw.col("is broken")).then(wrong).otherwise(nw.col(name)).alias(name)
    return frame.with_columns(mark).with_columns(written).drop("is broken").to_native()


def _of_share(
    draw: Any, pool: NDArray[Any], outcomes: NDArray[Any], count: int, way: float, share: float
) -> NDArray[Any]:
    """Draw rows of which a share has the second outcome, a part of the way from what the pool has."""
    import numpy

    usual = float(outcomes[pool].mean())
    is_second = draw.random(count) < usual + way * (share - usual)
    chosen = numpy.empty(count, dtype=pool.dtype)
    for wanted, value in ((is_second, 1), (~is_second, 0)):
        chosen[wanted] = _drawn(draw, pool[outcomes[pool] == value], int(wanted.sum()))
    return chosen


def _drawn(draw: Any, pool: NDArray[Any], count: int, log_weights: Any = 0.0) -> NDArray[Any]:
    """Draw rows by weights, none of them twice while there are enough: a customer comes once a month.

    The greatest of the logarithms of the weights plus Gumbel noise are such a draw (Efraimidis and Spirakis 2006,
    Information Processing Letters 97).
    """
    import numpy

    keys = draw.gumbel(size=len(pool)) + log_weights
    found: NDArray[Any] = pool[numpy.argsort(-keys, kind="stable")[:count]]
    if count > len(pool):
        found = numpy.concatenate([found, draw.choice(pool, count - len(pool))])
    return draw.permutation(found)  # type: ignore[no-any-return]


def _column(table: Any, name: str) -> Any:
    for _, series in table_columns(table, [name]):
        return series
    raise MonitorError.no_such_column(name, [one for one, _ in table_columns(table)])


def _standardised(table: Any, name: str) -> NDArray[Any]:
    """Return a column of numbers with mean 0 and deviation 1; missing values as the mean."""
    import numpy

    series = _column(table, name)
    if kind_of(series) not in ("number", "time"):
        raise MonitorError.bad_policy("Drift", "column", name, "a column of numbers")
    values = numbers_of(series)
    spread = float(numpy.nanstd(values))
    if not spread > 0:
        raise MonitorError.bad_policy("Drift", "column", name, "a column that is not constant")
    found: NDArray[Any] = numpy.nan_to_num((values - numpy.nanmean(values)) / spread).clip(-4, 4)
    return found


def _under_rule(table: Any, drift: Drift) -> NDArray[Any]:
    import numpy

    name, sign, value = parsed(str(drift.rule))
    series = _column(table, name)
    values = (
        numbers_of(series) if kind_of(series) in ("number", "time") else numpy.array(series.to_list(), dtype=object)
    )
    if isinstance(value, str) != (values.dtype == object):
        raise MonitorError.bad_policy("Drift", "rule", drift.rule, f"a value like those of '{name}'")
    found: NDArray[Any] = numpy.asarray(COMPARISONS[sign](values, value), dtype=bool)
    return found
