"""Real databases: an SQLite file, and a PostgreSQL server on loopback that lives as long as the tests."""

from __future__ import annotations

import glob
import itertools
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from fairlead.store import Store

WITHOUT = "FAIRLEAD_WITHOUT_POSTGRES"
IS_WITHOUT = bool(os.environ.get(WITHOUT))  # read here, because each test runs without FAIRLEAD_* settings
PASSWORD = "correct-horse"
RACERS = Path(__file__).parent / "racers.py"


@dataclass(frozen=True, slots=True)
class Server:
    """A PostgreSQL server of the tests' own."""

    port: int
    process: subprocess.Popen[bytes]

    def url(self, schema: str = "public", password: str = PASSWORD) -> str:
        """Return where one test keeps its tables: making a schema is ten times faster than a database."""
        place = f"127.0.0.1:{self.port}/postgres?options=-csearch_path%3D{schema}"
        return f"postgresql://fairlead:{password}@{place}"

    def run(self, sql: str) -> None:
        """Run one statement as the server's owner."""
        import psycopg

        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(sql.encode())


def programs() -> Path:
    """Return the folder of the server's programs; a test fails, and says what to do, where there are none."""
    if IS_WITHOUT:
        pytest.skip(f"{WITHOUT} is set")
    found = shutil.which("initdb")
    newest_last = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"), key=lambda name: float(name.split("/")[4]))
    if found is None and not newest_last:
        pytest.fail(
            "These tests need a PostgreSQL server's programs, and there is no `initdb`. On Debian or Ubuntu: "
            f"sudo apt-get install postgresql. To go without these tests: {WITHOUT}=1.",
            pytrace=False,
        )
    return Path(found or newest_last[-1]).resolve().parent


def other_user() -> dict[str, Any]:
    """Return as whom the server runs, for `subprocess`: PostgreSQL refuses to be run by root."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name for entry in pwd.getpwall()}
    user = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def start_server(folder: Path) -> Server:
    """Make a cluster of databases in a folder and start its server."""
    commands, user = programs(), other_user()
    data, secret = folder / "data", folder / "password"
    secret.write_text(PASSWORD)
    if user:
        for path in (folder, secret):
            os.chown(path, user["user"], user["group"])
    options = ["--username=fairlead", f"--pwfile={secret}", "--auth=scram-sha-256", "--encoding=UTF8"]
    subprocess.run(
        [commands / "initdb", f"--pgdata={data}", *options, "--locale=C", "--no-sync"],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        check=True,
        **user,
    )
    port = free_port()
    # What a test loses in a power cut nobody misses.
    settings = {
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "fsync": "off",
        "full_page_writes": "off",
        "synchronous_commit": "off",
    }
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [
                commands / "postgres",
                "-D",
                data,
                "-p",
                str(port),
                *[f"--{k}={v}" for k, v in settings.items()],
            ],
            cwd=folder,
            stdout=log,
            stderr=log,
            **user,
        )
    return Server(port, process)


def await_server(server: Server, folder: Path, seconds: float = 60.0) -> None:
    import psycopg

    deadline = time.monotonic() + seconds
    while True:
        try:
            psycopg.connect(server.url()).close()
            return
        except psycopg.OperationalError:
            if server.process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"The server did not start:\n{(folder / 'log').read_text()}") from None
            time.sleep(0.05)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """Start a PostgreSQL server, and stop it when the last test that needs it has ended."""
    folder = Path(tempfile.mkdtemp(prefix="fairlead-postgres-"))
    try:
        running = start_server(folder)
        try:
            await_server(running, folder)
            yield running
        finally:
            running.process.send_signal(signal.SIGINT)  # "fast shutdown": do not wait for connections to end
            running.process.wait(30)
    finally:
        shutil.rmtree(folder)


numbers = itertools.count(1)


@pytest.fixture
def database(server: Server) -> Iterator[str]:
    """Make an empty place on the server and return its URL."""
    name = f"fairlead_{next(numbers)}"
    server.run(f"CREATE SCHEMA {name}")
    yield server.url(name)
    server.run(f"DROP SCHEMA {name} CASCADE")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def location(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return where a store may be made, once for each database that Fairlead supports."""
    if request.param == "sqlite":
        return str(tmp_path / "store.db")
    found: str = request.getfixturevalue("database")
    return found


@pytest.fixture
def store(location: str) -> Iterator[Store]:
    """Return an empty store."""
    with Store(location) as opened:
        yield opened


@pytest.fixture
def race(location: str) -> Callable[..., list[Any]]:
    """Return a function that lets many processes do the same at once, and returns what each got."""

    def at_once(name: str, count: int, **arguments: Any) -> list[Any]:
        done = subprocess.run(
            [sys.executable, str(RACERS), name, location, str(count), json.dumps(arguments)],
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        answers: list[Any] = json.loads(done.stdout)
        return answers

    return at_once
