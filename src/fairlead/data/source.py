"""Open whatever a person calls a table, so that a suite can ask it questions."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from fairlead.data.table import Table
from fairlead.data.with_polars.collecting import guarded
from fairlead.errors import TableError
from fairlead.frame.libraries import ARROW_ERRORS, first_line, load

if TYPE_CHECKING:
    import polars as pl


def source_name(table: Any) -> str:
    """Return what a table is called in a record: its path, or its type.

    >>> source_name("days/1.csv"), source_name({"age": [36]})
    ('days/1.csv', 'dict')
    """
    return os.fspath(table) if isinstance(table, (str, os.PathLike)) else type(table).__name__


def open_table(table: Any) -> Table:
    """Open a table in memory, of a database, or in files.

    Parameters
    ----------
    table : polars (eager or lazy), pandas or pyarrow table, pyarrow dataset, DuckDB relation, PySpark data frame, one
        of these that Narwhals wraps; path of a file, folder or pattern of paths; lists of values by column, or a list
        of rows.

    Raises
    ------
    TableError
        It is no table, or cannot be read.
    """
    if isinstance(table, (str, os.PathLike)):
        from fairlead.data.with_polars.files import FileTable

        return FileTable(table)
    if isinstance(table, (Mapping, list, tuple)):
        return _opened_polars(_from_python(table))
    library = _library_of(table)
    if library == "narwhals" and hasattr(table, "to_native"):
        return open_table(table.to_native())
    opened = _OPENERS[library](table) if library in _OPENERS else None
    if opened is None:
        raise TableError.not_checkable(f"{type(table).__module__}.{type(table).__qualname__}".removeprefix("builtins."))
    return opened


def _library_of(table: Any) -> str:
    """Name the library of a value; a table of a class that someone derived from pandas' is one of pandas."""
    modules = [parent.__module__.partition(".")[0].lstrip("_") for parent in type(table).__mro__]
    return next((module for module in modules if module in _OPENERS or module == "narwhals"), modules[0])


def _polars(table: Any) -> Table | None:
    if not hasattr(table, "collect_schema"):
        return None
    for name, dtype in guarded(table.collect_schema).items():
        if str(dtype) == "Object":
            value = table[name].drop_nulls().head(1).to_list() if hasattr(table, "height") else [None]
            raise TableError.object_column(name, *value)
    return _opened_polars(table.lazy())


def _opened_polars(lazy: pl.LazyFrame) -> Table:
    from fairlead.data.with_polars.scan import PolarsTable

    return PolarsTable(lazy)


def _pandas(table: Any) -> Table | None:
    if not hasattr(table, "iloc") or not hasattr(table, "columns"):
        return None
    load("narwhals", "Checking a pandas table")
    from fairlead.data.with_narwhals.pandas_quick import QuickPandasTable

    return QuickPandasTable(table)


def _pyarrow(table: Any) -> Table | None:
    polars = load("polars", "Checking a pyarrow table")
    names = getattr(getattr(table, "schema", None), "names", None)
    if names is None:
        return None
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise TableError.duplicate_column(twice)
    if hasattr(table, "scanner"):
        return _opened_polars(polars.scan_pyarrow_dataset(table))
    whole = table.read_all() if hasattr(table, "read_all") else table
    try:
        return _opened_polars(polars.DataFrame(whole).lazy())
    except (*ARROW_ERRORS, polars.exceptions.PolarsError, polars.exceptions.PanicException) as error:
        raise TableError.failed_query("polars", first_line(error)) from error


def _lazy(table: Any) -> Table | None:
    from fairlead.data.with_narwhals.native import telling

    with telling(_library_of(table)):  # its connection may be closed
        return _opened_lazy(table)


def _opened_lazy(table: Any) -> Table | None:
    if not hasattr(table, "columns") or not (hasattr(table, "types") or hasattr(table, "dtypes")):
        return None
    names = list(table.columns)
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise TableError.duplicate_column(twice)
    load("narwhals", "Checking a table of a database")
    from fairlead.data.with_narwhals.scan import NarwhalsTable

    return NarwhalsTable(table)


def _from_python(table: Any) -> pl.LazyFrame:
    """Make a table of lists by column, or of rows."""
    polars = load("polars", "Checking a table")
    if not isinstance(table, Mapping) and not all(isinstance(row, Mapping) for row in table):
        raise TableError.not_checkable("a list of something else than rows by column")
    columns = table if isinstance(table, Mapping) else _columns_of(table)
    try:
        return polars.DataFrame(dict(columns), strict=True).lazy()  # type: ignore[no-any-return]
    except (polars.exceptions.PolarsError, TypeError, ValueError, OverflowError) as error:
        raise TableError.failed_query("polars", first_line(error)) from error


def _columns_of(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """Turn rows into columns; as rows, polars would read a date among numbers as one of them."""
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: [row.get(name) for row in rows] for name in names}


_OPENERS: dict[str, Callable[[Any], Table | None]] = {
    "polars": _polars, "pandas": _pandas, "pyarrow": _pyarrow, "duckdb": _lazy, "pyspark": _lazy,
}  # fmt: skip
