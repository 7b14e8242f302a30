"""Run a query of Polars: in the streaming engine, with errors of ours, and with news of how far it is."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from fairlead.data.table import Progress as Progress
from fairlead.errors import REASON_LEFT_OUT, FairleadError, TableError
from fairlead.frame.libraries import first_line

if TYPE_CHECKING:
    import polars as pl

Result = TypeVar("Result")
SECONDS_BETWEEN_NEWS = 0.1
SORTED_ALONE = 4_000_000
_ADDED_BY_POLARS = "\n\nThis error occurred in the following"


def collected(query: pl.LazyFrame) -> pl.DataFrame:
    """Run a query.

    Raises
    ------
    TableError
        The table cannot be read, or a value in it cannot be computed with.
    """
    return guarded(lambda: query.collect(engine="streaming"))


def collected_all(queries: Sequence[pl.LazyFrame]) -> list[pl.DataFrame]:
    """Run queries side by side; what they have in common is read once."""
    import polars as pl

    return guarded(lambda: pl.collect_all(queries, engine="streaming")) if queries else []


def guarded(run: Callable[[], Result]) -> Result:
    """Run something of Polars, and turn its errors into ours.

    Raises
    ------
    TableError
        The table cannot be read, or a value in it cannot be computed with.
    """
    import polars as pl

    try:
        return run()
    except FairleadError as error:  # from a function of ours that Polars has called
        raise _restored(error) from None
    except (Exception, pl.exceptions.PanicException) as error:  # a person's function in a lazy table may raise anything
        raise TableError.scan_failed(first_line(error)) from error


def ordered(values: pl.Series) -> pl.Series:
    """Sort values, few of them in this thread alone: that takes half the processor time, and about as long."""
    return values.sort(multithreaded=len(values) > SORTED_ALONE)


class RowCounter:
    """Count rows as they pass through the engine, and tell how many there were.

    Parameters
    ----------
    rows : int, of the table.
    scans : int, how often the table is read in all; a row is done when it was read that often.
    on_progress : is called in the caller's own thread, at most ten times a second and once at the end.
    """

    def __init__(self, rows: int, scans: int, on_progress: Progress) -> None:
        self._rows, self._scans, self._on_progress = rows, scans, on_progress
        self._done = 0
        self._lock = threading.Lock()  # the engine works in several threads

    def tap(self, column: str) -> pl.Expr:
        """Give an aggregate that counts the rows of the query that it is put into."""
        import polars as pl

        def count(values: pl.Series) -> pl.Series:
            with self._lock:
                self._done += len(values)
            return values

        counted = pl.col(column).map_batches(count, return_dtype=pl.self_dtype(), is_elementwise=True)
        return counted.null_count()

    def watch(self, run: Callable[[], Result]) -> Result:
        """Run a query in a thread, so that this one can tell how far it is.

        The thread does not outlive an interrupted program.
        """
        outcome: list[Result | BaseException] = []

        def work() -> None:
            try:
                outcome.append(run())
            except BaseException as error:  # raised again in the caller's thread
                outcome.append(error)

        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        while thread.is_alive():
            thread.join(SECONDS_BETWEEN_NEWS)
            self._tell()
        (result,) = outcome
        if isinstance(result, BaseException):
            raise result
        return result

    def pass_done(self) -> None:
        """Take note that all rows were read once more, and tell."""
        with self._lock:
            self._done += self._rows
        self._tell()

    def finish(self) -> None:
        """Tell that all rows are done."""
        self._on_progress(self._rows, self._rows)

    def _tell(self) -> None:
        self._on_progress(min(self._done // self._scans, self._rows), self._rows)


def _restored(error: FairleadError) -> FairleadError:
    """Take out of the message what Polars put behind it."""
    own, added, _ = error.message.partition(_ADDED_BY_POLARS)
    if not added:
        return error
    message, _, hint = own.partition("\nHint: ")
    restored = type(error)(message, hint=hint or error.hint, where=error.where)
    restored.discreet = f"A function that looks at single values failed; {REASON_LEFT_OUT}."  # Polars drops its own
    return restored
