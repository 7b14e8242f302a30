"""Write tables to files: a whole file appears at once, or none."""

from __future__ import annotations

import contextlib
import errno
import itertools
import os
import sys
from collections.abc import Iterator
from typing import Any

from fairlead.errors import DiskFullError, TableError
from fairlead.frame.libraries import ARROW_ERRORS, first_line, library_and_table, load, with_plain_index
from fairlead.frame.read import format_of_name
from fairlead.frame.shape import library_of

_parts = itertools.count()


def write_parquet(table: Any, path: str | os.PathLike[str]) -> None:
    """Write a polars, pandas or pyarrow table as Parquet (zstd): the whole file appears at once, or none.

    Parameters
    ----------
    table : table; a pandas index is kept as pandas keeps it
    path : str or path; its folder is made when it is not there

    Raises
    ------
    TableError
        When the value is not a table, or a column holds values that Parquet cannot keep.
    DiskFullError
        When there is no room; nothing is left behind.
    MissingExtraError
        When a package that writes Parquet is not installed.

    Examples
    --------
    >>> import polars, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_parquet(polars.DataFrame({"age": [36, 41]}), f"{folder}/people.parquet")
    ...     polars.read_parquet(f"{folder}/people.parquet").shape
    (2, 1)
    """
    place = os.fspath(path)
    library, table = library_and_table(table)
    with _appearing(place) as part, _telling_the_column(table, place):
        if library == "polars":
            table.write_parquet(part, compression="zstd")
        elif library == "pandas":
            load("pyarrow", "Writing a pandas table as Parquet")
            table.to_parquet(part, engine="pyarrow", compression="zstd")
        else:
            import pyarrow as pa  # the table is pyarrow's own, so it is loaded already
            from pyarrow import parquet

            whole = table if isinstance(table, pa.Table) else pa.Table.from_batches([table])
            parquet.write_table(whole, part, compression="zstd")


def write_table(table: Any, path: str | os.PathLike[str]) -> None:
    r"""Write a polars, pandas or pyarrow table in the format that the end of the name says.

    Parameters
    ----------
    table : table; outside Parquet, a pandas index with a name or with other values than whole numbers becomes
        ordinary columns, any other index is left out
    path : str or path, ending in one of `SUFFIXES`

    Raises
    ------
    TableError, DiskFullError, MissingExtraError
        As `write_parquet` does, and when the end of the name is not known.

    Examples
    --------
    >>> import polars, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_table(polars.DataFrame({"age": [36, 41]}), f"{folder}/people.jsonl")
    ...     open(f"{folder}/people.jsonl").read()
    '{"age":36}\n{"age":41}\n'
    """
    place = os.fspath(path)
    kind = format_of_name(place)
    if kind == "parquet":
        write_parquet(table, path)
        return
    with _appearing(place) as part, _telling_the_column(table, place):
        frame = _as_polars(table)
        if kind == "csv":
            packed = "gzip" if place.lower().endswith(".gz") else "uncompressed"
            frame.write_csv(part, compression=packed, check_extension=False)
        elif kind == "jsonl":
            frame.write_ndjson(part)
        else:
            frame.write_ipc(part)


def _as_polars(table: Any) -> Any:
    library, table = library_and_table(table)
    if library == "polars":
        return table
    polars = load("polars", "Writing a table")
    load("pyarrow", "Writing a table")
    return polars.from_pandas(with_plain_index(table)) if library == "pandas" else polars.from_arrow(table)


@contextlib.contextmanager
def _appearing(place: str) -> Iterator[str]:
    """Give a temporary name beside the file, and rename it once it is written without an error."""
    folder, name = os.path.split(os.path.abspath(place))
    part = os.path.join(folder, f".{name}.part-{os.getpid()}-{next(_parts)}")
    try:
        os.makedirs(folder, exist_ok=True)
        yield part
        os.replace(part, place)
    except BaseException as error:
        with contextlib.suppress(OSError):
            os.unlink(part)
        if is_disk_full(error):
            raise DiskFullError.of(place) from error
        raise


def is_disk_full(error: BaseException) -> bool:
    """Tell whether an error of the system, or of polars, says that there is no room left."""
    # polars gives the system's message and not always its number.
    full = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
    return getattr(error, "errno", None) in full or "No space left on device" in str(error)


@contextlib.contextmanager
def _telling_the_column(table: Any, place: str) -> Iterator[None]:
    """Turn a library's refusal of a table into an error that names the column."""
    polars = sys.modules.get("polars")  # unless it is loaded, no error can be of its kind
    kinds = (polars.exceptions.PolarsError,) if polars else ()
    try:
        yield
    except (*ARROW_ERRORS, *kinds) as error:
        if is_disk_full(error):
            raise
        name = _refused_column(table)
        raise TableError.not_writable(name, f"'{place}'", first_line(error)) from error


def _refused_column(table: Any) -> str | None:
    """Name the first column with values that a file cannot keep, or None if it is not one column's fault."""
    if library_of(table) == "polars":
        types = table.collect_schema().items()
        return next((name for name, kind in types if str(kind) == "Object" or kind.is_nested()), None)
    if library_of(table) == "pandas":
        pyarrow = load("pyarrow", "Writing a pandas table")
        for position, name in enumerate(table.columns):
            try:
                pyarrow.array(table.iloc[:, position], from_pandas=True)
            except ARROW_ERRORS:
                return str(name)
    return None
