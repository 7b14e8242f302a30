"""Open any table as one of Polars, value for value, to be split: a column comes out as it went in."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fairlead.data.source import open_table
from fairlead.data.with_polars.scan import PolarsTable
from fairlead.errors import SplitError, TableError
from fairlead.frame.libraries import ARROW_ERRORS, first_line, load, with_plain_index

if TYPE_CHECKING:
    import polars as pl

_ROWS_OF_A_BATCH = 100_000


@contextlib.contextmanager
def polars_table(table: Any, spare: Path, *, needed: frozenset[str] | None = None) -> Iterator[PolarsTable]:
    """Open a table of any library.

    A DuckDB relation is read once, batch by batch, into a Parquet file for the time of the split.

    Parameters
    ----------
    spare : path for that file; its folder need not be there yet.
    needed : columns that have to be as they are; any other one of a pandas table that cannot be converted is left
        empty. None: all columns.

    Raises
    ------
    TableError
        It is no table, or cannot be read.
    SplitError
        It is one that cannot be streamed from here.
    """
    native = table.to_native() if "narwhals" in _libraries_of(table) and hasattr(table, "to_native") else table
    libraries = _libraries_of(native)
    if "pyspark" in libraries:
        written = 'write it with table.write.parquet("folder") and split "folder/*.parquet".'
        raise SplitError.unsupported_table("PySpark", written)
    if "pandas" in libraries and hasattr(native, "columns"):
        native = _from_pandas(native, needed)
    if "duckdb" not in libraries:
        yield _opened(native)
        return
    try:
        _write_relation(native, spare)
        yield _opened(spare)
    finally:
        spare.unlink(missing_ok=True)


def _libraries_of(value: Any) -> set[str]:
    """Name the libraries of a value and of the classes that it is derived from."""
    return {parent.__module__.partition(".")[0].lstrip("_") for parent in type(value).__mro__}


def _opened(table: Any) -> PolarsTable:
    opened = open_table(table)
    if isinstance(opened, PolarsTable):
        return opened
    kind = f"{type(table).__module__}.{type(table).__qualname__}"
    raise SplitError.unsupported_table(kind, "write it to a Parquet file, and split that.")


def _from_pandas(table: Any, needed: frozenset[str] | None) -> pl.DataFrame:
    """Convert column by column: NaN stays NaN in float columns, where Arrow would make it null."""
    import polars as pl

    plain = with_plain_index(table)
    names = [str(name) for name in plain.columns]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise TableError.duplicate_column(twice)
    series = [_from_series(name, plain.iloc[:, place], needed) for place, name in enumerate(names)]
    return pl.DataFrame(series) if series else pl.DataFrame(height=len(plain))


def _from_series(name: str, column: Any, needed: frozenset[str] | None) -> pl.Series:
    import polars as pl

    arrow = load("pyarrow", "Splitting a pandas table")
    is_numpy_float = type(column.dtype).__module__.startswith("numpy") and column.dtype.kind == "f"
    try:
        if is_numpy_float and column.dtype.itemsize <= 8:  # of longer ones Polars makes objects
            return pl.Series(name, column.to_numpy())
        return pl.Series(name, pl.from_arrow(arrow.array(column, from_pandas=True)))
    except (*ARROW_ERRORS, pl.exceptions.PolarsError) as error:
        if needed is not None and name not in needed:
            return pl.Series(name, [None] * len(column), dtype=pl.Null)  # lines about the columns find its name
        raise TableError.not_writable(name, "Parquet", first_line(error)) from error


def _write_relation(relation: Any, path: Path) -> None:
    load("pyarrow", "Splitting a DuckDB table")
    import duckdb  # the relation is its own, so it is loaded already
    from pyarrow import parquet

    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        reader = relation.to_arrow_reader(_ROWS_OF_A_BATCH)
        with parquet.ParquetWriter(path, reader.schema, compression="zstd", compression_level=1) as writer:
            for batch in reader:
                writer.write_batch(batch)
    except (duckdb.Error, *ARROW_ERRORS) as error:
        raise TableError.failed_query("duckdb", first_line(error)) from error
