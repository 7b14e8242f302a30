"""A profile of a table: what is kept of a batch for ever, so that any two can be compared without their rows."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Self

from fairlead.errors import MonitorError
from fairlead.monitor.profiles.answers import answer_columns
from fairlead.monitor.profiles.categories import CategoryProfile
from fairlead.monitor.profiles.columns import counts_of, file_columns, kind_of, numbers_of, present_of, table_columns
from fairlead.monitor.profiles.far import far_columns, far_rows, is_far
from fairlead.monitor.profiles.numbers import NumberProfile

ColumnProfile = NumberProfile | CategoryProfile

FORMAT = 1
MAGIC = b"FLPR"
KEPT = 1 << 22
"""Bytes of freed memory that are used for the next column."""

HEADER = "profile"
"""The name of the document among the arrays of the file."""


@dataclass(frozen=True, slots=True, eq=False)
class Profile(Mapping[str, ColumnProfile]):
    """Hold what the columns of a table look like: a mapping from names to profiles.

    Parameters
    ----------
    rows : of the table.
    columns : the profile of each column.
    unread : columns that are neither numbers, times nor words, with their types.

    >>> import polars
    >>> seen = profile(polars.DataFrame({"age": [20, 30, None], "plan": ["a", "b", "a"]}))
    >>> seen.rows, list(seen), seen["age"].nulls, seen["plan"].counts
    (3, ['age', 'plan'], 1, {'a': 2, 'b': 1})
    """

    rows: int
    columns: Mapping[str, ColumnProfile]
    unread: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> ColumnProfile:
        return self.columns[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.columns)

    def __len__(self) -> int:
        return len(self.columns)

    def merge(self, other: Profile) -> Self:
        """Return the profile of the rows of both tables: of two days one of both, without their rows.

        Raises
        ------
        MonitorError
            They have different columns, or a column is numbers in one and words in the other.
        """
        if set(self.columns) != set(other.columns):
            raise MonitorError.other_columns(sorted(set(self.columns) ^ set(other.columns)))
        merged = {name: _merged(name, one, other.columns[name]) for name, one in self.columns.items()}
        return type(self)(self.rows + other.rows, merged, {**self.unread, **other.unread})

    def to_bytes(self) -> bytes:
        """Write it as a compressed file of arrays, some 12 kB for a column of numbers.

        >>> import polars
        >>> kept = profile(polars.DataFrame({"age": [20, 30, None]})).to_bytes()
        >>> Profile.from_bytes(kept)["age"].knots.tolist()
        [20.0, 30.0]
        """
        import numpy

        columns = list(self.columns.items())
        document = {
            "format": FORMAT,
            "rows": self.rows,
            "columns": [[name, one.to_document()] for name, one in columns],
            "unread": dict(self.unread),
        }
        arrays = {
            f"{place}.{part}": array
            for place, (_, one) in enumerate(columns)
            if isinstance(one, NumberProfile)
            for part, array in one.to_arrays().items()
        }
        header = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
        file = io.BytesIO()
        numpy.savez_compressed(file, allow_pickle=False, **{HEADER: numpy.frombuffer(header, numpy.uint8)}, **arrays)
        return MAGIC + file.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Read what `to_bytes` has written.

        Raises
        ------
        MonitorError
            The bytes are no profile, or one of a later release.
        """
        import zipfile
        import zlib

        import numpy

        if not data.startswith(MAGIC):
            raise MonitorError.no_profile("it does not begin as a profile does")
        try:
            with numpy.load(io.BytesIO(data[len(MAGIC) :]), allow_pickle=False) as file:
                arrays = {name: file[name] for name in file.files}
            document = json.loads(arrays[HEADER].tobytes())
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error) as error:
            raise MonitorError.no_profile(f"its bytes are damaged ({type(error).__name__})") from error
        if document["format"] != FORMAT:
            raise MonitorError.no_profile(f"it has the format {document['format']}; this release reads {FORMAT}")
        columns = {
            name: _read(one, {part: arrays.get(f"{place}.{part}") for part in ("knots", "counts")})
            for place, (name, one) in enumerate(document["columns"])
        }
        return cls(document["rows"], columns, document["unread"])


def profile(
    table: Any, columns: Sequence[str] | None = None, *, predictions: Any = None, outcomes: Any = None
) -> Profile:
    """Profile a table in one pass: one sort or count for each column of numbers, one count for each column of words.

    Parameters
    ----------
    table : polars (eager or lazy), pandas or PyArrow table, a relation of DuckDB, a DataFrame of PySpark, or the path
        of a file that `fairlead.frame` reads. The library does not matter: the same values give the same profile.
        DuckDB and Spark count words themselves; numbers are fetched from them, and columns of a file are read, one at a
        time.
    columns : the columns to profile; all if not given.
    predictions : what a model has answered, one for each row: numbers, such as probabilities, or classes. They are one
        more column, "(prediction)".
    outcomes : how each row turned out, None or NaN where nobody knows yet. "(target)" and, with predictions, "(error)"
        are two more columns, of the rows whose outcome is known: the outcome less the prediction, or of classes "right"
        and "wrong".

    Raises
    ------
    TableError
        The value is no table, or two columns have the same name.
    MonitorError
        There is no such column, or not one prediction or outcome for each row.

    Notes
    -----
    Missing values are counted, NaN among them; infinities are counted apart. Booleans count as words. A column without
    any value is profiled as words, of which there are none.
    """
    import os

    _keep_freed_memory()
    found: dict[str, ColumnProfile] = {}
    unread: dict[str, str] = {}
    rows = far_rows(table) if is_far(table) else 0
    give: Any = far_columns if is_far(table) else table_columns
    if isinstance(table, str | os.PathLike):
        table, give = os.fspath(table), file_columns
    for name, series in give(table, columns):
        if isinstance(series, CategoryProfile):
            found[name] = series
            continue
        rows = len(series)
        seen = _profiled(series)
        if seen is None:
            unread[name] = str(series.dtype)
        else:
            found[name] = seen
    for name in columns or ():
        if name not in found and name not in unread:
            raise MonitorError.no_such_column(name, [one for one, _ in give(table, None)])
    for name, series in answer_columns(predictions, outcomes, rows):
        found[name] = _profiled(series) or CategoryProfile.of({}, len(series))
    return Profile(rows, found, unread)


@cache
def _keep_freed_memory() -> None:
    """Free once as much as a column needs for a moment: glibc then keeps that much, and asks the system no more for it.

    Fresh pages for each column cost a fifth of the profile; mallopt(3), M_MMAP_THRESHOLD, says what moves the limit.
    """
    import numpy

    numpy.empty(KEPT, dtype=numpy.uint8)


def _profiled(series: Any) -> ColumnProfile | None:
    kind = kind_of(series)
    if kind is None:
        return None
    if kind in ("number", "time"):
        present = present_of(series)
        return NumberProfile.of(numbers_of(present), nulls=len(series) - len(present), is_time=kind == "time")
    found = counts_of(series)
    return CategoryProfile.of(found.counts, found.nulls, others=found.others, values=found.values)


def _merged(name: str, one: ColumnProfile, other: ColumnProfile) -> ColumnProfile:
    if isinstance(one, NumberProfile) and isinstance(other, NumberProfile):
        return one.merged(other)
    if isinstance(one, CategoryProfile) and isinstance(other, CategoryProfile):
        return one.merged(other)
    # A batch in which a column has no value at all says nothing about its kind.
    for first, second in ((one, other), (other, one)):
        if isinstance(first, CategoryProfile) and first.nulls == first.rows and isinstance(second, NumberProfile):
            return second.merged(_nothing_but_nulls(first.rows))
    raise MonitorError.other_kind(name)


def _nothing_but_nulls(rows: int) -> NumberProfile:
    import numpy

    return NumberProfile.of(numpy.full(rows, numpy.nan))


def _read(document: Mapping[str, Any], arrays: Mapping[str, Any]) -> ColumnProfile:
    if document["kind"] == "number":
        return NumberProfile.from_document(document, arrays)
    return CategoryProfile.from_document(document)
