"""Open several files as one table: those of a folder, or those that match a pattern."""

from __future__ import annotations

import csv
import glob
import gzip
import os
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fairlead.errors import TableError
from fairlead.frame.libraries import load
from fairlead.frame.read import ROWS_FOR_TYPES, SUFFIXES, format_of_name, not_found, scan_table

if TYPE_CHECKING:
    import polars as pl

_PATTERN = frozenset("*?[")


@dataclass(frozen=True, slots=True)
class ScannedFiles:
    """Hold a table in files, of which no row has been read.

    Parameters
    ----------
    lazy : polars.LazyFrame
    files : paths, in the order of the rows.
    kind : str, format of the files.
    """

    lazy: pl.LazyFrame
    files: tuple[str, ...]
    kind: str


def files_of(path: str | os.PathLike[str]) -> list[str]:
    """List the files of a table in the order of their names.

    Parameters
    ----------
    path : of a file; of a folder, for all files in it, and in the folders in it, that have the ending of a table; or a
        pattern, such as ``data/*.parquet``. Names that begin with a dot or an underscore are left out of a folder.

    Raises
    ------
    TableError
        There is none.
    """
    place = os.fspath(path)
    if os.path.isdir(place):
        found = _in_folder(place)
        if not found:
            raise TableError.no_files(os.path.join(place, "*"))
        return found
    if os.path.exists(place) or not _PATTERN & set(place):
        if not os.path.exists(place):
            raise not_found(place)
        return [place]
    found = sorted(name for name in glob.glob(place, recursive=True) if os.path.isfile(name))
    if not found:
        raise TableError.no_files(place)
    return found


def _in_folder(folder: str) -> list[str]:
    found = []
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name[0] not in "._"]
        found += [os.path.join(parent, name) for name in names if name[0] not in "._" and _has_suffix(name)]
    return sorted(found)


def _has_suffix(name: str) -> bool:
    return name.lower().endswith(tuple(SUFFIXES))


def scan_files(
    path: str | os.PathLike[str], *, rows_for_types: int | None = ROWS_FOR_TYPES, texts: Collection[str] = ()
) -> ScannedFiles:
    r"""Open a file, a folder or a pattern of files as one table, without reading its rows.

    Parameters
    ----------
    path : see `files_of`.
    rows_for_types : int or None, rows of a CSV or JSONL file from which types are guessed; None for all.
    texts : columns of CSV files that are text, also where they look like numbers.

    Raises
    ------
    TableError
        There is no such file, one cannot be read, two columns have one name, or one file has other columns than the
        first.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     for year in (2025, 2026):
    ...         with open(f"{folder}/{year}.csv", "w") as file:
    ...             _ = file.write(f"year,n\n{year},1\n")
    ...     scan_files(f"{folder}/*.csv").lazy.collect().rows()
    [(2025, 1), (2026, 1)]
    """
    files = files_of(path)
    kinds = {format_of_name(file): file for file in reversed(files)}
    kind = format_of_name(files[0])
    if len(kinds) > 1:
        other = next(file for found, file in kinds.items() if found != kind)
        raise TableError.other_columns(other, files[0], "it has another format")
    scans = [_scanned(file, kind, rows_for_types, texts) for file in files]
    if len(files) == 1:
        return ScannedFiles(scans[0], tuple(files), kind)
    _check_alike(files, [dict(scan.collect_schema()) for scan in scans])
    return ScannedFiles(_together(os.fspath(path), files, scans, kind), tuple(files), kind)


def _scanned(file: str, kind: str, rows_for_types: int | None, texts: Collection[str]) -> pl.LazyFrame:
    if kind == "csv":
        _check_header(file)
    return scan_table(file, rows_for_types=rows_for_types, texts=texts)


def _check_header(file: str) -> None:
    """Refuse a CSV file with two columns of one name, of which polars would rename one."""
    try:
        with gzip.open(file, "rt", newline="") if file.lower().endswith(".gz") else open(file, newline="") as lines:
            header = next(csv.reader(lines), [])
    except (OSError, UnicodeDecodeError, csv.Error, EOFError):
        return  # what is wrong with the file is said when it is read
    twice = next((name for name in header if name and header.count(name) > 1), None)
    if twice is not None:
        raise TableError.duplicate_column(twice, file)


def _check_alike(files: list[str], schemas: list[dict[str, Any]]) -> None:
    first = schemas[0]
    for file, schema in zip(files[1:], schemas[1:], strict=True):
        lacking = next((name for name in first if name not in schema), None)
        surplus = next((name for name in schema if name not in first), None)
        if lacking is not None or surplus is not None:
            said = f"it has no column '{lacking}'" if surplus is None else f"it also has a column '{surplus}'"
            raise TableError.other_columns(file, files[0], said)
        for name, dtype in schema.items():
            is_number = dtype.is_numeric() and first[name].is_numeric()
            if dtype != first[name] and not is_number:
                raise TableError.other_columns(file, files[0], f"column '{name}' is {dtype} there, not {first[name]}")


def _together(place: str, files: list[str], scans: list[pl.LazyFrame], kind: str) -> pl.LazyFrame:
    polars = load("polars", "Reading a table")
    lazy: pl.LazyFrame
    schemas = [scan.collect_schema() for scan in scans]
    is_same = all(schema == schemas[0] for schema in schemas)
    base = place if os.path.isdir(place) else os.path.dirname(place.split("*")[0])
    has_partitions = any("=" in os.path.dirname(os.path.relpath(file, base or ".")) for file in files)
    if kind == "parquet" and is_same:
        lazy = polars.scan_parquet(files, glob=False, hive_partitioning=has_partitions)
        return lazy
    names = list(schemas[0])
    lazy = polars.concat([scan.select(names) for scan in scans], how="vertical_relaxed")
    return lazy
