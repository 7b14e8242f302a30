"""Two ways to the same SQL: sqlite3 for the embedded database, SQLAlchemy for a server."""

from __future__ import annotations

import contextlib
import errno
import functools
import operator
import os
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from fairlead.clock import SystemClock
from fairlead.errors import (
    DiskFullError,
    MissingExtraError,
    StoreError,
    StoreLockedError,
    StoreReadOnlyError,
    StoreUnreachableError,
)

Row = dict[str, Any]
Values = Mapping[str, Any]

BUSY_SECONDS = 10.0
"""How long a writer waits for another; a transaction here takes milliseconds."""

MIGRATION_LOCK = 7_231_004
CLAIM_LOCK = 7_231_005
MODEL_LOCK = 7_231_006
"""Advisory locks of a server, where locked rows are not enough: new tables, counting; any numbers do."""

CONNECTION: Mapping[str, str] = {
    "connect_timeout": "10",
    "keepalives_idle": "30",
    "tcp_user_timeout": "30000",
}
"""How long a silent network is believed (seconds, seconds, milliseconds); the URL may say otherwise."""

LOCK_SECONDS = 20.0
"""How long a statement waits for rows that another process on a server holds."""

SESSION = f"SET idle_in_transaction_session_timeout = '10s'; SET lock_timeout = '{LOCK_SECONDS:.0f}s'"
"""A process that is suspended in the middle of a transaction must not keep others out of its rows for ever."""

DISK_FULL, READ_ONLY, LOCKED = "53100", "25006", "55P03"
"""SQLSTATE codes of PostgreSQL, Appendix A of its manual."""


class Driver(Protocol):
    """Run SQL on one connection."""

    location: str

    def execute(self, sql: str, values: Values | None = None) -> int:
        """Run a statement and return the number of rows it touched."""
        ...

    def execute_many(self, sql: str, rows: Sequence[Values]) -> None:
        """Run a statement once per row of values."""
        ...

    def query(self, sql: str, values: Values | None = None) -> list[Row]:
        """Return the rows of a question."""
        ...

    def transaction(self) -> contextlib.AbstractContextManager[None]:
        """Commit at the end, undo on an error."""
        ...

    def lock(self, number: int) -> None:
        """Keep out, until the end of the transaction, every other one that asks for the same lock."""
        ...

    def has_table(self, name: str) -> bool:
        """Tell whether a table exists."""
        ...

    def changed(self) -> bool:
        """Tell whether another connection may have written since the last call; cheap enough for a loop."""
        ...

    def close(self) -> None:
        """Close the connection."""
        ...


def open_driver(location: str, *, durable: bool) -> Driver:
    """Open a database by path or URL.

    Raises
    ------
    StoreError
        It cannot be opened.
    """
    if "://" in location and not location.startswith("sqlite://"):
        return ServerDriver(location)
    return SQLiteDriver(location.removeprefix("sqlite:///"), durable=durable)


class SQLiteDriver:
    """Run SQL on an SQLite file: write-ahead log, one writer at a time, readers never wait.

    ``import sqlalchemy`` takes as much CPU as a whole run of eight tasks may take, so it is not used here.
    """

    def __init__(self, path: str, *, durable: bool) -> None:
        self.location = path
        self._seen = -1
        try:
            if path != ":memory:":
                os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
            # isolation_level=None: transactions begin where the code says so, and with the right kind.
            self._connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
            self._write_ahead()
            self._connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
            # Moving pages from the log into the database costs an fsync; a quarter as often as by default.
            self._connection.execute("PRAGMA wal_autocheckpoint = 4000")
        except (OSError, sqlite3.Error) as error:
            raise self._translated(error) from error

    def _write_ahead(self) -> None:
        """Switch a new file to its write-ahead log.

        SQLite waits for other processes everywhere but here, where two that open a new file may meet.
        """
        clock = SystemClock()
        deadline = clock.monotonic() + BUSY_SECONDS
        while True:
            try:
                self._connection.execute("PRAGMA journal_mode = WAL")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or clock.monotonic() > deadline:
                    raise
                clock.sleep(0.01)

    def execute(self, sql: str, values: Values | None = None) -> int:
        """Run a statement and return the number of rows it touched."""
        try:
            return self._connection.execute(sql, values or {}).rowcount
        except sqlite3.Error as error:
            raise self._translated(error) from error

    def execute_many(self, sql: str, rows: Sequence[Values]) -> None:
        """Run a statement once per row of values."""
        if not rows:
            return
        try:
            by_place, values_of = _by_place(sql)
            self._connection.executemany(by_place, map(values_of, rows))
        except sqlite3.Error as error:
            raise self._translated(error) from error

    def query(self, sql: str, values: Values | None = None) -> list[Row]:
        """Return the rows of a question."""
        try:
            cursor = self._connection.execute(sql, values or {})
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor]
        except sqlite3.Error as error:
            raise self._translated(error) from error

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit at the end, undo on an error."""
        try:
            # IMMEDIATE takes the write lock first: one that reads and then writes cannot be refused midway.
            self.execute("BEGIN IMMEDIATE")
            yield
            self.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:  # SQLite itself has undone it after some errors (a full disk)
                self._connection.execute("ROLLBACK")
            raise

    def lock(self, number: int) -> None:
        """Do nothing: a transaction here keeps every other writer out anyway."""

    def has_table(self, name: str) -> bool:
        """Tell whether a table exists."""
        sql = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = :name"
        return bool(self.query(sql, {"name": name}))

    def changed(self) -> bool:
        """Tell whether another connection has committed since the last call."""
        seen = int(self.query("PRAGMA data_version")[0]["data_version"])
        changed, self._seen = seen != self._seen, seen
        return changed

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _translated(self, error: Exception) -> StoreError:
        extended = getattr(error, "sqlite_errorcode", None)
        code = extended & 0xFF if extended is not None else None  # the low byte is the kind of error
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return StoreLockedError.of(self.location, BUSY_SECONDS)
        if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN) or isinstance(error, PermissionError):
            return StoreReadOnlyError.of(self.location)
        # The shared index of the log cannot grow: the one sign of a full disk that SQLite does not call so.
        if code == sqlite3.SQLITE_FULL or extended == sqlite3.SQLITE_IOERR_SHMSIZE:
            return DiskFullError.of(self.location)
        if getattr(error, "errno", None) == errno.ENOSPC:
            return DiskFullError.of(self.location)
        return StoreError.failed(self.location, str(error))


@functools.cache  # there are as many as there are statements in this package
def _by_place(sql: str) -> tuple[str, Callable[[Values], tuple[Any, ...]]]:
    """Return a statement with ``?`` for its parameters, and what takes their values from a row, in order.

    sqlite3 looks a name up slowly, once a value: for the row of a task that takes longer than to write it.

    >>> sql, values_of = _by_place("UPDATE t SET a = :a WHERE b = :b")
    >>> sql, values_of({"b": 2, "a": 1})
    ('UPDATE t SET a = ? WHERE b = ?', (1, 2))
    """
    names = re.findall(r":(\w+)", sql)
    by_place = re.sub(r":\w+", "?", sql)
    if len(names) == 1:
        return by_place, lambda row: (row[names[0]],)
    return by_place, operator.itemgetter(*names)


class ServerDriver:
    """Run SQL on a PostgreSQL server through SQLAlchemy.

    Raises
    ------
    MissingExtraError
        SQLAlchemy or the server's Python driver is not installed.
    StoreUnreachableError
        The server does not answer, or refuses the connection.
    """

    def __init__(self, url: str) -> None:
        try:
            import sqlalchemy  # 0.25 CPU s to import; only a shared store needs it
            import sqlalchemy.exc
        except ImportError as error:
            raise MissingExtraError.needs("sqlalchemy", "postgres", "A store on a database server") from error
        self._text = sqlalchemy.text
        self._errors = sqlalchemy.exc.SQLAlchemyError
        self._statements: dict[str, Any] = {}
        scheme, _, rest = url.partition("://")
        if not scheme.startswith("postgres"):
            raise StoreUnreachableError.of(url, f"'{scheme}' is not supported, postgresql://user@host/name is")
        name = "postgresql+psycopg" if scheme in ("postgres", "postgresql") else scheme
        try:
            address = sqlalchemy.make_url(f"{name}://{rest}")
            self.location = address.render_as_string(hide_password=True)
            settings = {key: value for key, value in CONNECTION.items() if key not in address.query}
            engine = sqlalchemy.create_engine(address, isolation_level="AUTOCOMMIT", pool_size=1, connect_args=settings)
            self._engine, self._connection = engine, engine.connect()
            self._connection.exec_driver_sql(SESSION)
            self._raw = self._connection.connection.driver_connection
        except ImportError as error:
            raise MissingExtraError.needs("psycopg", "postgres", "A store on PostgreSQL") from error
        except TypeError as error:  # texts come as bytes, which SQLAlchemy does not expect
            raise StoreUnreachableError.of(url, "the database's encoding is not UTF8") from error
        except (self._errors, ValueError) as error:  # ValueError: a port that is not a number
            raise StoreUnreachableError.of(url, _reason(error).split("\n")[0]) from error

    def _statement(self, sql: str) -> Any:
        if sql not in self._statements:
            self._statements[sql] = self._text(sql)
        return self._statements[sql]

    def _run(self, sql: str, values: Any) -> Any:
        try:
            return self._connection.execute(self._statement(sql), values)
        except self._errors as error:
            raise self._translated(error) from error

    def _translated(self, error: Exception) -> StoreError:
        state = getattr(getattr(error, "orig", None), "sqlstate", None)
        if getattr(error, "connection_invalidated", False) or getattr(self._raw, "closed", False):
            return StoreUnreachableError.of(self.location, _reason(error))
        if state == DISK_FULL:
            return DiskFullError.of(self.location)
        if state == READ_ONLY:
            return StoreReadOnlyError.of(self.location)
        if state == LOCKED:
            return StoreLockedError.of(self.location, LOCK_SECONDS)
        return StoreError.failed(self.location, _reason(error))

    def execute(self, sql: str, values: Values | None = None) -> int:
        """Run a statement and return the number of rows it touched."""
        return int(self._run(sql, dict(values or {})).rowcount)

    def execute_many(self, sql: str, rows: Sequence[Values]) -> None:
        """Run a statement once per row of values."""
        if rows:
            self._run(sql, list(rows))

    def query(self, sql: str, values: Values | None = None) -> list[Row]:
        """Return the rows of a question."""
        return [dict(row) for row in self._run(sql, dict(values or {})).mappings()]

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit at the end, undo on an error."""
        try:
            # Each statement sees what others have committed by then, whatever the server's default is.
            self.execute("BEGIN ISOLATION LEVEL READ COMMITTED")
            yield
            self.execute("COMMIT")
        except BaseException:
            with contextlib.suppress(StoreError):  # the first error is the one to tell
                self.execute("ROLLBACK")
            raise

    def lock(self, number: int) -> None:
        """Keep out, until the end of the transaction, every other one that asks for the same lock."""
        self.query("SELECT pg_advisory_xact_lock(:number)", {"number": number})

    def has_table(self, name: str) -> bool:
        """Tell whether a table exists."""
        sql = "SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = :name"
        return bool(self.query(sql, {"name": name}))

    def changed(self) -> bool:
        """Return True: a server does not tell cheaply, and the question itself is cheap there."""
        return True

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()
        self._engine.dispose()


def _reason(error: Exception) -> str:
    """Return the database's own words, without what SQLAlchemy adds to them."""
    return str(getattr(error, "orig", None) or error).strip()
