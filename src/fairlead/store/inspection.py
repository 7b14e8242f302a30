"""Look at a database as it is, without making or migrating anything in it."""

from __future__ import annotations

import os
import sqlite3
from dataclasses import dataclass

from fairlead.clock import Clock, SystemClock
from fairlead.errors import StoreError
from fairlead.store.drivers import Driver, ServerDriver, open_driver
from fairlead.store.schema import VERSION, version_of


@dataclass(frozen=True, slots=True)
class Inspection:
    """Say what a database is like.

    Attributes
    ----------
    kind : "sqlite" or "postgresql".
    exists : whether there is one yet; it is made with the first run.
    version : of its tables; 0 if it has none. `wanted` is the version of this Fairlead.
    journal : how SQLite keeps its changes, such as "wal"; "" of a server.
    trouble : why nothing can be written, in words; None if it can.
    ahead : float, seconds by which the clock of a server is ahead of the one here; None without a server.
    seconds : float, how long one question and its answer take.
    others : how many connections other processes have; None without a server. `limit` is how many there may be.
    """

    kind: str
    exists: bool
    version: int = 0
    wanted: int = VERSION
    journal: str = ""
    trouble: str | None = None
    ahead: float | None = None
    seconds: float = 0.0
    others: int | None = None
    limit: int | None = None


def inspect(location: str, clock: Clock | None = None) -> Inspection:
    """Look at a database, and really write something in it that is undone at once.

    Raises
    ------
    StoreError, MissingExtraError
        It cannot be reached, or what speaks to it is not installed.
    """
    clock = clock or SystemClock()
    is_server = "://" in location and not location.startswith("sqlite://")
    path = location.removeprefix("sqlite:///")
    if not is_server and not os.path.exists(path):
        return Inspection("sqlite", exists=False, trouble=_folder_trouble(os.path.dirname(os.path.abspath(path))))
    if not is_server:
        return _of_file(path, clock)
    driver = open_driver(location, durable=False)
    try:
        began = clock.monotonic()
        before = clock.now()
        found = driver.query(
            """SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) AS DOUBLE PRECISION) AS now,
                   (SELECT COUNT(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid()) AS others,
                   CAST(current_setting('max_connections') AS BIGINT) AS limits"""
        )[0]
        seconds = clock.monotonic() - began
        return Inspection(
            "postgresql",
            exists=True,
            version=version_of(driver),
            trouble=_write_trouble(driver),
            ahead=found["now"] - (before + seconds / 2),
            seconds=seconds,
            others=found["others"],
            limit=found["limits"],
        )
    finally:
        driver.close()


def _of_file(path: str, clock: Clock) -> Inspection:
    """Look at an SQLite file without the driver, which would switch its journal."""
    began = clock.monotonic()
    try:
        connection = sqlite3.connect(f"file:{path}?mode=rw", uri=True, timeout=2.0, isolation_level=None)
        try:
            journal = connection.execute("PRAGMA journal_mode").fetchone()[0]
            seconds = clock.monotonic() - began
            has_tables = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone()
            row = connection.execute("SELECT value FROM meta WHERE name = 'version'").fetchone() if has_tables else None
            trouble = None
            try:
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("CREATE TABLE doctor_was_here (x)")
                connection.execute("ROLLBACK")
            except sqlite3.Error as error:
                trouble = str(error)
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise StoreError.failed(path, str(error)) from error
    version = int(row[0]) if row else 0
    return Inspection("sqlite", True, version, journal=journal, trouble=trouble, seconds=seconds)


def _write_trouble(driver: Driver) -> str | None:
    """Return why nothing can be written on a server; None if it can."""
    assert isinstance(driver, ServerDriver)
    try:
        with driver.transaction():
            driver.execute("CREATE TABLE doctor_was_here (x BIGINT)")
            driver.execute("DROP TABLE doctor_was_here")
    except StoreError as error:
        return error.message
    return None


def _folder_trouble(folder: str) -> str | None:
    """Return why a folder, or the nearest one above it that exists, cannot be written."""
    while not os.path.isdir(folder) and folder != os.path.dirname(folder):
        folder = os.path.dirname(folder)
    return None if os.access(folder, os.W_OK | os.X_OK) else f"the folder {folder} cannot be written"
