"""The values of a column of another table, loaded once and shared by all who ask whether a value is among them."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

from fairlead.errors import SuiteError, TableError

if TYPE_CHECKING:
    import polars as pl

_FAMILY_OF = {"String": "text", "Boolean": "boolean"}


class OtherTable:
    """Name a table in memory that an expectation refers to; of a file the path is enough.

    Parameters
    ----------
    table : whatever `Suite.run` takes, in memory.
    """

    __slots__ = ("table",)

    def __init__(self, table: Any) -> None:
        self.table = table

    def __eq__(self, other: object) -> bool:
        return isinstance(other, OtherTable) and self.table is other.table

    def __hash__(self) -> int:
        return id(self.table)

    def __repr__(self) -> str:
        return f"a {type(self.table).__module__.partition('.')[0]} table"


def other_table(given: Any) -> Any:
    """Return an argument that stands for another table, in a form that can be compared and shown.

    >>> other_table("airports.parquet"), other_table(["JFK", "LGA"])
    ('airports.parquet', ['JFK', 'LGA'])
    """
    if isinstance(given, os.PathLike):
        return os.fspath(given)
    is_plain = given is None or isinstance(given, (str, list, int, float, dict, OtherTable))
    return given if is_plain else OtherTable(given)


class _Loaded:
    """Hold the different values of a column, none of them missing."""

    __slots__ = ("__weakref__", "series", "values")

    def __init__(self, series: pl.Series) -> None:
        self.series = series
        self.values: frozenset[Any] | None = None  # made when one row is asked about


_LOADED: WeakValueDictionary[tuple[Any, ...], _Loaded] = WeakValueDictionary()
"""What is in use now, by the file and its state: two lines, or a thousand requests, share one copy."""


class Members:
    """Stand for the values of a column of another table; they are loaded when they are first needed.

    Parameters
    ----------
    table : path or `OtherTable`.
    column : str, of that table.
    """

    __slots__ = ("_loaded", "column", "table", "text")

    def __init__(self, table: Any, column: str, loaded: _Loaded | None = None) -> None:
        self.table, self.column = table, column
        self._loaded = loaded
        name = f"{table!r} {id(table.table)}" if isinstance(table, OtherTable) else repr(table)
        self.text = f"[{column} of {name}]"

    def __iter__(self) -> Iterator[Any]:
        return iter(self.series.to_list())

    def __len__(self) -> int:
        return len(self.series)

    def __contains__(self, value: object) -> bool:
        loaded = self._load()
        if loaded.values is None:
            loaded.values = frozenset(loaded.series.to_list())
        return value in loaded.values

    def __repr__(self) -> str:
        return self.text

    @property
    def series(self) -> pl.Series:
        """Give the values as a polars Series: each once, none missing."""
        return self._load().series

    def fitted(self, family: str | None) -> Members | None:
        """Return the members as a column of this family holds them; None if that has to be done one by one."""
        import polars as pl

        series = self.series
        if family is None or (family == _FAMILY_OF.get(str(series.dtype))):
            return self
        if family == "integer" and series.dtype.is_integer():
            return self
        if family == "integer" and series.dtype.is_float():
            return self._with(series.filter(series == series.floor()).cast(pl.Int64, strict=False).drop_nulls())
        if family == "float" and series.dtype.is_numeric() and not series.dtype.is_decimal():
            return self._with(series.cast(pl.Float64))
        if family == "text" and type(series.dtype).__name__ in ("Categorical", "Enum"):
            return self._with(series.cast(pl.String))
        return None

    def _with(self, series: pl.Series) -> Members:
        return Members(self.table, self.column, _Loaded(series.unique()))

    def _load(self) -> _Loaded:
        if self._loaded is None:
            key = (*_state(self.table), self.column)
            found = _LOADED.get(key)
            if found is None:
                found = _LOADED[key] = _Loaded(_different(self.table, self.column))
            self._loaded = found
        return self._loaded


def row_count(table: Any) -> int:
    """Count the rows of another table.

    Parameters
    ----------
    table : path, `OtherTable`, or the number itself.
    """
    from fairlead.data.metric import Metric

    if isinstance(table, int):
        return table
    rows = Metric("rows")
    return int(_opened(table).measure([rows])[rows.key])


def _opened(table: Any) -> Any:
    from fairlead.data.source import open_table  # which loads Polars

    return open_table(table.table if isinstance(table, OtherTable) else table)


def _different(table: Any, column: str) -> pl.Series:
    """Read the different values of a column."""
    import polars as pl

    from fairlead.data.expr import col
    from fairlead.data.metric import Metric

    opened = _opened(table)
    if column not in opened.schema.by_name:
        raise TableError.missing_column(column, opened.schema.names, where=f"table {table!r}")
    lazy = getattr(opened, "lazy", None)
    if lazy is not None:
        values: pl.Series = (
            lazy.select(pl.col(column).alias("value")).unique().collect(engine="streaming")["value"].drop_nulls()
        )
        return values.drop_nans() if values.dtype.is_float() else values
    counts = Metric("value_counts", col(column))
    found = opened.measure([counts])[counts.key]
    return pl.Series([value for value, _ in found], strict=False)


def _state(table: Any) -> tuple[Any, ...]:
    """Tell a table from another one, and a file from what it was before it was written again."""
    if isinstance(table, OtherTable):
        return (id(table.table),)
    if not isinstance(table, str):
        raise SuiteError.bad_argument("in_table", "table", table, "a table, the path of one, or a list")
    found = sorted(glob.glob(table)) or [table]
    states = ((path, os.stat(path)) for path in found if os.path.exists(path))
    return (table, *((path, state.st_mtime_ns, state.st_size) for path, state in states))
