"""The log of predictions: what a model was asked, and what it answered."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Self, get_args

from fairlead.clock import Clock, SystemClock
from fairlead.errors import LogError
from fairlead.frame.libraries import load
from fairlead.serve.log.journal import Journal, Orphan, journals, sync_folder, whole_lines
from fairlead.serve.log.read import declare_kinds, read_kinds
from fairlead.serve.log.record import Record, line_of
from fairlead.serve.log.segments import retire, write_segment
from fairlead.serve.log.table import table_of_lines

if TYPE_CHECKING:
    from fairlead.model.schema import InputSchema

OnFailure = Literal["refuse", "answer"]

ROLL_BYTES = 16_000_000
"""About 25,000 records of 20 inputs, which cost 0.3 CPU s to make into a segment, or to read from a journal."""
ROLL_SECONDS = 3600.0
BEHIND_BYTES = 512_000_000
_ROUND_SECONDS = 5.0
"""How often the age of the journal is looked at, what has failed is tried again, and orphans are looked for."""

_DAY = 86_400.0

_speak = logging.getLogger("fairlead.serve.log")


class PredictionLog:
    """Append records so that killing the process loses none; several processes may write one log.

    Each process appends to a journal of its own. In the background the journal is made into a Parquet segment, and so
    are journals that died processes have left.

    Parameters
    ----------
    folder : of the log; it is made if it is not there.
    fsync : bool, whether a record also survives a power cut before `append` returns. Threads that wait share a call.
    on_failure : what `append` does when a record cannot be written: "refuse" raises, so that the caller does not give
        an answer that monitoring would never hear of; "answer" counts the record in `lost` and goes on.
    roll_bytes, roll_seconds : size and age at which a journal becomes a segment. A day of UTC that ends does so too.
    keep_days, keep_bytes : age and size of all segments above which the oldest go; None keeps them.
    behind_bytes : of journals that wait to become segments, above which `append` waits.
    clock : tells the time.

    Attributes
    ----------
    lost : int, records that were not written and not refused.

    Raises
    ------
    LogError
        The folder cannot be written, or a setting means nothing.
    MissingExtraError
        Polars is not installed.

    Examples
    --------
    >>> import tempfile
    >>> from fairlead.serve.log import Record, read_log
    >>> with tempfile.TemporaryDirectory() as folder, PredictionLog(folder) as log:
    ...     log.append([Record("a1", 7.5, "churn", 3, {"age": 36}, [0.25, 0.75], "yes")])
    ...     read_log(folder).select("id", "input.age", "prediction").collect().rows()
    [('a1', 36, 'yes')]
    """

    def __init__(
        self,
        folder: str | os.PathLike[str],
        *,
        fsync: bool = False,
        on_failure: OnFailure = "refuse",
        roll_bytes: int = ROLL_BYTES,
        roll_seconds: float = ROLL_SECONDS,
        keep_days: float | None = None,
        keep_bytes: int | None = None,
        behind_bytes: int = BEHIND_BYTES,
        clock: Clock | None = None,
    ) -> None:
        if on_failure not in get_args(OnFailure):
            raise LogError.bad_setting("on_failure", on_failure, '"refuse" or "answer"')
        load("polars", "Logging predictions")
        self.folder = Path(folder)
        self.lost = 0
        self._fsync = fsync
        self._on_failure = on_failure
        self._roll_bytes, self._roll_seconds = roll_bytes, roll_seconds
        self._keep_days, self._keep_bytes = keep_days, keep_bytes
        self._behind_bytes = behind_bytes
        self._clock = clock or SystemClock()
        self._retired = 0.0
        self._sealed: list[Journal] = []
        self._trouble: Exception | None = None
        self._is_closing = False
        self._state = threading.Condition()
        try:
            self._journal = self._new_journal()
        except OSError as error:
            raise LogError.not_writable(self.folder, error.strerror or error) from error
        self._roller = threading.Thread(target=self._roll_on, name="fairlead-log", daemon=True)
        self._roller.start()

    def declare(self, model: str, version: int, schema: InputSchema) -> None:
        """Say what the inputs of a version are, so that its segments have the types of its training.

        Raises
        ------
        LogError
            It cannot be written.
        """
        try:
            declare_kinds(self.folder, model, version, schema)
        except OSError as error:
            raise LogError.not_writable(self.folder, error.strerror or error) from error

    def append(self, records: Iterable[Record]) -> None:
        """Return once the records survive the end of this process; wait while the disk is behind.

        Raises
        ------
        LogError
            They could not be written, and `on_failure` is "refuse".
        """
        lines = [line_of(record) for record in records]
        try:
            self._write(b"".join(lines))
        except (OSError, LogError) as error:
            if self._on_failure == "refuse":
                if isinstance(error, LogError):
                    raise
                raise LogError.not_written(self.folder, len(lines), error.strerror or error) from error
            if not self.lost:
                _speak.error("Predictions are answered and not logged: %s", error)
            self.lost += len(lines)

    async def append_async(self, records: Iterable[Record]) -> None:
        """Append without holding up other requests where it would wait; see `append`."""
        if self._fsync or self.is_behind:
            await asyncio.to_thread(self.append, records)
        else:
            self.append(records)

    @property
    def waiting_bytes(self) -> int:
        """Return how much lies in journals of this process that are to become segments."""
        return sum(journal.size for journal in self._sealed)

    @property
    def is_behind(self) -> bool:
        """Tell whether `append` would wait."""
        return bool(self._sealed) and self.waiting_bytes > self._behind_bytes

    def close(self) -> None:
        """Make all that was appended into segments; what cannot be stays in its journal and is read from there."""
        with self._state:
            if self._is_closing:
                return
            self._is_closing = True
            self._state.notify_all()
        self._roller.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- in the request

    def _write(self, text: bytes) -> None:
        with self._state:
            while self.is_behind and not self._is_closing:
                if self._trouble is not None:
                    raise LogError.behind(self.folder, self.waiting_bytes, self._trouble)
                self._state.wait()
            if self._is_closing:
                raise LogError.closed(self.folder)
            journal = self._journal
            size = journal.write(text)
            if size >= self._roll_bytes:
                self._seal()
        if self._fsync:
            journal.sync(size)

    def _seal(self) -> None:
        """Begin a new journal, and leave the one of now to the thread that makes segments."""
        with contextlib.suppress(OSError):  # no room for a new one: the one of now gets longer
            sealed, self._journal = self._journal, self._new_journal()
            self._leave(sealed)

    def _leave(self, journal: Journal) -> None:
        if self._fsync:
            journal.sync(journal.size)  # who has written to it need not ask a file that may be gone
        self._sealed.append(journal)
        self._state.notify_all()

    def _new_journal(self) -> Journal:
        journal = Journal(self.folder, self._clock.now())
        if self._fsync:
            sync_folder(journal.path.parent)
        return journal

    # --- in the background

    def _roll_on(self) -> None:
        is_last = False
        while not is_last:
            with self._state:
                if not self._sealed and not self._is_closing:
                    self._state.wait(_ROUND_SECONDS)
                is_last = self._is_closing
                if is_last:
                    self._leave(self._journal)
                elif self._journal.size and self._is_old(self._journal):
                    self._seal()
            try:
                self._tidy()
            except Exception as error:  # the thread goes on: what has failed is tried again in the next round
                if self._trouble is None:
                    _speak.error("The log of predictions cannot be tidied: %s", error, exc_info=True)
                with self._state:
                    self._trouble = error
                    self._state.notify_all()
                    if not self._is_closing:
                        self._state.wait(_ROUND_SECONDS)
            else:
                self._trouble = None
        for journal in self._sealed:
            journal.close()

    def _is_old(self, journal: Journal) -> bool:
        now = self._clock.now()
        return now - journal.opened >= self._roll_seconds or int(now // _DAY) != int(journal.opened // _DAY)

    def _tidy(self) -> None:
        has_rolled = False
        while self._sealed:
            journal = self._sealed[0]
            try:
                self._roll(journal)
            except FileNotFoundError:
                if journal.path.exists():  # it is the segment that cannot be written
                    raise
                _speak.error("The journal %s was removed, and what was in it is lost.", journal.path)
                journal.close()
            with self._state:
                self._sealed.pop(0)
                self._state.notify_all()
            has_rolled = True
        for path in journals(self.folder):
            with contextlib.suppress(BlockingIOError, PermissionError, FileNotFoundError):  # somebody's, or gone
                orphan = Orphan(path)
                try:
                    self._roll(orphan)
                    has_rolled = True
                except Exception:
                    orphan.close()
                    raise
        if has_rolled or self._clock.now() - self._retired >= ROLL_SECONDS:
            self._retired = self._clock.now()
            retire(self.folder, self._retired, days=self._keep_days, most_bytes=self._keep_bytes)

    def _roll(self, journal: Journal | Orphan) -> None:
        """Make a journal into a segment; doing so twice makes the same one."""
        data = whole_lines(journal.path.read_bytes())
        table = table_of_lines(data, read_kinds(self.folder)) if data else None
        if table is not None and len(table):
            write_segment(self.folder, journal.path.stem, table)
        journal.discard()
