"""Read tables from files."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NoReturn

from fairlead.errors import TableError, nearest
from fairlead.frame.libraries import first_line, load

if TYPE_CHECKING:
    import polars as pl

SUFFIXES: Mapping[str, str] = {
    ".parquet": "parquet",
    ".pq": "parquet",
    ".csv": "csv",
    ".csv.gz": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".arrow": "ipc",
    ".feather": "ipc",
    ".ipc": "ipc",
}
"""What the end of a file's name says about its format."""

# Rows from which the types of a CSV or JSONL file are guessed. Looking at all of them costs ten times as much
# as the reading itself (3.1 against 0.3 CPU s on 3 million rows), so it is done only when this guess fails.
ROWS_FOR_TYPES = 10_000


def read_table(
    path: str | os.PathLike[str], *, columns: list[str] | None = None, format: str | None = None
) -> pl.DataFrame:
    r"""Read a Parquet, CSV, JSONL or Arrow IPC file into a polars table.

    Parameters
    ----------
    path : str or path; ``.csv.gz`` is unpacked on the way
    columns : list of str, the only columns to read, in this order
    format : {"parquet", "csv", "jsonl", "ipc"}, instead of what the end of the name says

    Raises
    ------
    TableError
        When there is no such file, its format is not known, its content is not of that format, or a column is
        not in it.
    MissingExtraError
        When polars is not installed.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with open(f"{folder}/people.csv", "w") as file:
    ...         _ = file.write("name,age\nAda,36\nAlan,41\n")
    ...     read_table(f"{folder}/people.csv", columns=["age"]).to_dict(as_series=False)
    {'age': [36, 41]}
    """
    polars = load("polars", "Reading a table")
    place = os.fspath(path)
    kind = _format_of(place, format)
    try:
        return _select(_scan(polars, place, kind, ROWS_FOR_TYPES), columns, kind).collect()
    except (polars.exceptions.PolarsError, OSError) as error:
        if kind not in {"csv", "jsonl"}:
            _unreadable(place, error)
    try:
        # A column may turn from whole to decimal numbers below the rows that were looked at.
        return _select(_scan(polars, place, kind, None), columns, kind).collect()
    except (polars.exceptions.PolarsError, OSError) as error:
        _unreadable(place, error, _header(polars, place) if kind == "csv" else ())


def scan_table(
    path: str | os.PathLike[str],
    *,
    format: str | None = None,
    rows_for_types: int | None = ROWS_FOR_TYPES,
    texts: Collection[str] = (),
) -> pl.LazyFrame:
    r"""Open a table without reading its rows; polars reads what a query needs.

    Parameters
    ----------
    path, format
        As in `read_table`.
    rows_for_types : int or None, rows of a CSV or JSONL file from which types are guessed; None for all
    texts : columns of a CSV file that are text, also where they look like numbers: "007" stays as it is

    Raises
    ------
    TableError, MissingExtraError
        As `read_table` does; content that is broken further down is met when the query is collected.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with open(f"{folder}/people.csv", "w") as file:
    ...         _ = file.write("name,age\nAda,36\nAlan,41\n")
    ...     scan_table(f"{folder}/people.csv").select("age").sum().collect().item()
    77
    """
    polars = load("polars", "Reading a table")
    place = os.fspath(path)
    try:
        lazy = _scan(polars, place, _format_of(place, format), rows_for_types, texts)
        lazy.collect_schema()
    except (polars.exceptions.PolarsError, OSError) as error:
        _unreadable(place, error)
    return lazy


def format_of_name(place: str) -> str:
    """Give the format that the end of a file's name says.

    Raises
    ------
    TableError
        When the end of the name is not known.

    >>> format_of_name("people.CSV.gz")
    'csv'
    """
    name = os.path.basename(place).lower()
    for suffix, kind in SUFFIXES.items():
        if name.endswith(suffix):
            return kind
    raise TableError.unsupported_format(place, SUFFIXES)


def _format_of(place: str, format: str | None) -> str:
    """Give the format of a file that is there and is not empty."""
    if format is not None and format not in SUFFIXES.values():
        raise TableError.unsupported_format(place, dict.fromkeys(SUFFIXES.values()))
    try:
        status = os.stat(place)
    except (FileNotFoundError, NotADirectoryError):
        raise not_found(place) from None
    except OSError as error:
        raise TableError.unreadable(place, error.strerror or str(error)) from error
    if os.path.isdir(place):
        raise TableError.unreadable(place, "it is a folder, and one file is expected")
    kind = format or format_of_name(place)
    if status.st_size == 0:
        raise TableError.unreadable(place, "it is empty (0 bytes)")
    return kind


def _scan(polars: Any, place: str, kind: str, rows_for_types: int | None, texts: Collection[str] = ()) -> pl.LazyFrame:
    # glob=False: a name such as "sales[1].csv" is one file, not a pattern.
    lazy: pl.LazyFrame
    if kind == "parquet":
        lazy = polars.scan_parquet(place, glob=False)
    elif kind == "csv":
        known = dict.fromkeys(texts, polars.String)
        lazy = polars.scan_csv(place, infer_schema_length=rows_for_types, glob=False, schema_overrides=known)
    elif kind == "jsonl":
        lazy = polars.scan_ndjson(_without_pattern(place), infer_schema_length=rows_for_types)
    elif _is_ipc_stream(place):
        lazy = polars.read_ipc_stream(place).lazy()
    else:
        lazy = polars.scan_ipc(place, glob=False)
    return lazy


def with_all_columns(lazy: pl.LazyFrame) -> pl.LazyFrame:
    """Let polars read every column of a CSV file, also those that a query does not need.

    If it leaves columns out, it takes a row with more fields than the header has for a good one. Reading 2 columns
    of 18 takes twice as long so (0.8 against 0.4 s for 290 MB), reading all of them 5 % longer: once is enough.
    """
    return lazy.map_batches(_unchanged, slice_pushdown=True, validate_output_schema=False, streamable=True)


def _unchanged(rows: pl.DataFrame) -> pl.DataFrame:
    return rows


def _without_pattern(place: str) -> Any:
    """Give the content instead of the name where polars would take the name for a pattern."""
    if not set(place) & set("*?["):
        return place
    with open(place, "rb") as file:
        return file.read()


def _is_ipc_stream(place: str) -> bool:
    """Say whether an Arrow file is a stream, which has no footer and begins with a message."""
    with open(place, "rb") as file:
        return file.read(4) == b"\xff\xff\xff\xff"


def _select(lazy: pl.LazyFrame, columns: list[str] | None, kind: str) -> pl.LazyFrame:
    if columns is None:
        return lazy
    names = lazy.collect_schema().names()
    for column in columns:
        if column not in names:
            raise TableError.missing_column(column, names)
    return (with_all_columns(lazy) if kind == "csv" else lazy).select(columns)


def not_found(place: str) -> TableError:
    """Give the error for a missing file, with the name of the nearest one in its folder."""
    folder, name = os.path.split(os.path.abspath(place))
    try:
        near = nearest(name, sorted(os.listdir(folder)))
    except OSError:
        near = None
    return TableError.not_found(place, near and os.path.join(os.path.dirname(place), near))


def _header(polars: Any, place: str) -> list[str]:
    """Give the columns that the first line of a CSV file names; none if it has no such line."""
    try:
        return list(polars.scan_csv(place, infer_schema_length=0, glob=False).collect_schema())
    except (polars.exceptions.PolarsError, OSError):
        return []


def _unreadable(place: str, error: Exception, columns: Sequence[str] = ()) -> NoReturn:
    raise TableError.unreadable(place, first_line(error), columns) from error
