"""Columns of a table that lies in another engine, DuckDB or Spark: words are counted there, numbers are fetched.

One column at a time, so that what is held here is eight bytes a row and not the table. The distribution of a column of
numbers needs its values; how often each word occurs does not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from fairlead.errors import MissingExtraError
from fairlead.monitor.profiles.categories import CategoryProfile

ENGINES = ("duckdb", "pyspark")

COUNT = "fairlead_count"


def is_far(table: Any) -> bool:
    """Tell whether a table lies in another engine: a relation of DuckDB, a DataFrame of PySpark.

    >>> is_far([1, 2])
    False
    """
    module = type(table).__module__
    return module.partition(".")[0].lstrip("_") in ENGINES and hasattr(table, "columns")


def far_columns(table: Any, names: Sequence[str] | None = None) -> Iterator[tuple[str, Any]]:
    """Give each column with its name: of words how often each occurs, of anything else its values.

    Parameters
    ----------
    names : the columns that are wanted, in this order; all if not given. One that is not there is left out.

    Yields
    ------
    a name, and a `CategoryProfile` or a series of Narwhals
    """
    try:
        import narwhals as nw  # 0.1 CPU s, and only who reads a table needs it
    except ImportError as error:
        raise MissingExtraError.needs("narwhals", "monitor", "Profiling a table") from error

    frame: Any = nw.from_native(table)
    schema = frame.collect_schema()
    for name in schema if names is None else [one for one in names if one in schema]:
        if str(schema[name]) in ("String", "Boolean"):
            yield str(name), _counted(nw, frame, name)
        else:
            yield str(name), frame.select(name).collect("pyarrow")[name]


def far_rows(table: Any) -> int:
    """Return how many rows a table has."""
    import narwhals as nw

    frame: Any = nw.from_native(table)
    return int(frame.select(nw.len().alias(COUNT)).collect("pyarrow")[COUNT].to_list()[0])


def _counted(nw: Any, frame: Any, name: str) -> CategoryProfile:
    """Count the values of a column where it lies; only the counts are fetched."""
    found = frame.group_by(name).agg(nw.len().alias(COUNT)).collect("pyarrow")
    counts: Counter[str] = Counter()
    nulls = 0
    for value, count in zip(found[name].to_list(), found[COUNT].to_list(), strict=True):
        if value is None:
            nulls += count
        else:
            counts[str(value)] += count
    return CategoryProfile.of(counts, nulls)
