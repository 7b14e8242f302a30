"""Columns as any library of tables holds them, read as plain numbers or as counts of words."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from fairlead.errors import MissingExtraError
from fairlead.frame.libraries import library_and_table
from fairlead.monitor.profiles.categories import VALUES_KEPT
from fairlead.monitor.profiles.views import counts_by_view

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEAST_ROWS, SAMPLE, FEW_WORDS = 50_000, 100, 4
MANY_WORDS = 100_000

Kind = Literal["number", "time", "category", "empty"]


def table_columns(table: Any, names: Sequence[str] | None = None) -> Iterator[tuple[str, Any]]:
    """Give each column of a table with its name, as a series of Narwhals.

    Parameters
    ----------
    table : polars (eager or lazy), pandas or PyArrow table.
    names : the columns that are wanted, in this order; all if not given. One that is not there is left out.

    Raises
    ------
    TableError
        The value is no table.
    """
    try:
        import narwhals as nw  # 0.1 CPU s, and only who reads a table needs it
    except ImportError as error:
        raise MissingExtraError.needs("narwhals", "monitor", "Profiling a table") from error

    frame = nw.from_native(library_and_table(table)[1], eager_only=True)
    for name in frame.columns if names is None else [one for one in names if one in frame.columns]:
        yield str(name), frame.get_column(name)


def file_columns(path: str, names: Sequence[str] | None = None) -> Iterator[tuple[str, Any]]:
    """Give each column of a file as `table_columns` does; of Parquet and Arrow files only one is in memory at a time.

    Raises
    ------
    TableError
        There is no such file, or it cannot be read.
    """
    from fairlead.frame import read_table, scan_table
    from fairlead.frame.read import format_of_name

    if format_of_name(path) not in ("parquet", "ipc"):
        yield from table_columns(read_table(path), names)
        return
    there = scan_table(path).collect_schema().names()
    for name in there if names is None else [one for one in names if one in there]:
        yield from table_columns(read_table(path, columns=[name]))


def kind_of(series: Any) -> Kind | None:
    """Tell how a column is profiled; None if its values are neither numbers, times nor words."""
    kind = series.dtype
    if kind.is_numeric():
        return "number"
    name = str(kind)
    if kind.is_temporal() and name != "Time":
        return "time"
    if name in ("String", "Boolean", "Categorical") or name.startswith("Enum"):
        return "category"
    present = series.drop_nulls()
    if not len(present) or name == "Unknown":
        return "empty"
    if name == "Object" and all(isinstance(one, str | bool) for one in present.head(1000).to_list()):
        return "category"
    return None


def present_of(series: Any) -> Any:
    """Return the values of a column that are not missing: without any, the column itself, as Polars copies it."""
    return series.drop_nulls() if series.null_count() else series


def numbers_of(series: Any) -> NDArray[Any]:
    """Return a column of numbers or times as float64 array of shape (rows,); missing values are NaN.

    Times are seconds since 1970-01-01 UTC; one without a time zone is taken as UTC. Durations are seconds.
    """
    import narwhals as nw
    import numpy

    kind = series.dtype
    if kind.is_temporal():
        moments = series if kind == nw.Duration else series.cast(_instant(nw, kind))
        ticks = moments.dt.total_microseconds() if kind == nw.Duration else moments.dt.timestamp("us")
        return numpy.asarray(ticks.cast(nw.Float64).to_numpy(), dtype=float) / 1e6
    numbers = series.cast(nw.Float64)
    if numbers.implementation.is_polars() and numbers.null_count():
        numbers = numbers.fill_null(math.nan)  # in a third of the time that `to_numpy` takes for it
    found = numpy.asarray(numbers.to_numpy(), dtype=float)
    return found if found.flags.c_contiguous else numpy.ascontiguousarray(found)


class Counts(NamedTuple):
    """How often values occur, by their text; how many are missing, are `others`, and are different."""

    counts: Counter[str]
    nulls: int
    others: int
    values: int


def counts_of(series: Any) -> Counts:
    """Return how often each value of a column occurs; of many different texts, only of the most frequent ones."""
    present = present_of(series)
    nulls = len(series) - len(present)
    few = _counts_of_few(present)
    if few is not None:
        return Counts(few, nulls, 0, len(few))
    found = present.alias("word").value_counts(name="rows")  # of a column named "count" too
    values = len(found)
    if values > MANY_WORDS and str(series.dtype) == "String":
        # In order, so that every library keeps the same: they are not made texts of Python, of which a row is one.
        found = found.top_k(VALUES_KEPT, by=["rows", "word"], reverse=[False, True])
    words, times = (one.to_list() for one in found.iter_columns())
    counts: Counter[str] = Counter()
    if all(type(word) is str for word in words):
        counts.update(dict(zip(words, times, strict=True)))
    else:
        for word, count in zip(words, times, strict=True):
            counts[str(word)] += count
    others = len(present) - sum(counts.values())
    return Counts(counts, nulls, others, values if others else len(counts))


def _counts_of_few(present: Any) -> Counter[str] | None:
    """Count a long column of few words of Polars in half the time; None of any other.

    Each of very few words is compared with all rows.
    """
    if len(present) < LEAST_ROWS or not present.implementation.is_polars() or str(present.dtype) != "String":
        return None
    words = set(present.head(SAMPLE).to_list())
    if len(words) <= FEW_WORDS:
        counts = Counter({word: int((present == word).sum()) for word in words})
        if counts.total() == len(present):
            return counts
    return counts_by_view(present.to_native())


def _instant(nw: Any, kind: Any) -> Any:
    """Return the type in which a date or a moment is counted: microseconds, in the zone that it has."""
    return nw.Datetime("us", getattr(kind, "time_zone", None))
