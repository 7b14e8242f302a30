"""A table in files: its errors name the file, however late in it something is wrong."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from fairlead.data.metric import Metric
from fairlead.data.schema import NUMBERS, Schema
from fairlead.data.table import Rows, Wanted
from fairlead.data.with_polars.scan import PolarsTable
from fairlead.errors import TableError
from fairlead.frame.files import ScannedFiles, scan_files
from fairlead.frame.libraries import first_line
from fairlead.frame.read import with_all_columns

if TYPE_CHECKING:
    from fairlead.data.with_polars.collecting import Progress

Answer = TypeVar("Answer")


class FileTable(PolarsTable):
    """Answer questions about a table in one or more files.

    Parameters
    ----------
    path : of a file, a folder, or a pattern.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path = path
        self._files = scan_files(path)
        self._is_read = False
        super().__init__(self._files.lazy)

    def measure(self, metrics: Iterable[Metric], on_progress: Progress | None = None) -> dict[str, Any]:
        """Compute metrics and return them by their keys."""
        wanted = list(metrics)
        needed = frozenset[str]().union(*(metric.columns for metric in wanted))
        found = self.telling(lambda: self._measured(wanted, on_progress), needed)
        self._is_read = self._is_read or bool(wanted)
        return found

    def _measured(self, wanted: list[Metric], on_progress: Progress | None) -> dict[str, Any]:
        """Compute metrics; read a CSV file as a whole the first time, so that a broken row is met."""
        lazy = self.lazy
        if self._files.kind == "csv" and not self._is_read:
            self._rows_in_all()  # is kept, and for the number of rows alone no field need be read
            self.lazy = with_all_columns(lazy)
        try:
            return super().measure(wanted, on_progress)
        finally:
            self.lazy = lazy

    def rows(self, wanted: Sequence[Wanted], limit: int | None) -> list[Rows]:
        """Fetch the first rows for which each condition is true."""
        rows = super().rows
        needed = frozenset[str]().union(*(one.condition.columns for one in wanted))
        return self.telling(lambda: rows(wanted, limit), needed)

    def telling(self, ask: Callable[[], Answer], needed: frozenset[str] | None = None) -> Answer:
        """Name the file that cannot be read; of text, guess the types once more from all rows.

        Parameters
        ----------
        needed : columns whose types matter to what is asked; all if not given.
        """
        try:
            return ask()
        except TableError as error:
            if error.__cause__ is None:
                raise
            cause = error.__cause__
        if self._files.kind in ("csv", "jsonl") and self._is_guessed_again(needed):
            return self.telling(ask, needed)
        raise _named(self._files, cause) from cause

    def _is_guessed_again(self, needed: frozenset[str] | None) -> bool:
        """Read the types from all rows instead of the first; a whole number may turn out to be a decimal one."""
        try:
            whole = scan_files(self._path, rows_for_types=None)
        except TableError:
            return False
        before = self.schema
        if whole.lazy.collect_schema() == self.lazy.collect_schema():
            return False
        self._files = whole
        super().__init__(whole.lazy)
        names = self.schema.names if needed is None else needed
        _check_still_fits(before, self.schema, names, whole.files[0])
        return True


def _check_still_fits(before: Schema, after: Schema, names: Iterable[str], file: str) -> None:
    """Refuse a column that is of another family than the suite was fitted to."""
    for column in (after.by_name[name] for name in names):
        guessed = before.by_name[column.name].family
        if guessed != column.family and not {guessed, column.family} <= NUMBERS:
            raise TableError.unreadable(
                file, f"column '{column.name}' is {guessed} in its first rows, and {column.family} further down"
            )


def _named(files: ScannedFiles, cause: Any) -> TableError:
    """Find the file that is broken by reading each."""
    import polars as pl

    for file in files.files if len(files.files) > 1 else ():
        try:
            scan_files(file).lazy.select(pl.all().count()).collect(engine="streaming")
        except TableError as error:
            return error
        except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
            return TableError.unreadable(file, first_line(error))
    return TableError.unreadable(files.files[0], first_line(cause))
