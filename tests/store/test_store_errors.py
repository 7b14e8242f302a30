"""What a person reads when the store cannot do its work: real failures, no made-up ones."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fairlead.errors import (
    DiskFullError,
    FairleadError,
    StoreError,
    StoreLockedError,
    StoreReadOnlyError,
    StoreUnreachableError,
)
from fairlead.store import Store

RUN = {
    "pipeline": "p",
    "file": "p.py",
    "state": "pending",
    "created": 1.0,
    "logical_date": None,
    "options": {},
}


def add_run(store: Store, name: str, size: int = 0) -> None:
    with store.transaction():
        store.runs.create(RUN | {"id": name, "graph": {"x": "y" * size}}, [])


def everything(error: FairleadError) -> str:
    """Return all that a person may get to read of an error, its causes included."""
    shown, cause = [str(error), repr(error), str(error.to_dict())], error.__cause__
    while cause is not None:
        shown.append(str(cause))
        cause = cause.__cause__
    return "\n".join(shown)


def in_process(code: str, *arguments: str) -> str:
    """Run code in a Python of its own and return what it printed."""
    command = [sys.executable, "-c", textwrap.dedent(code), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


OPEN = """
    import os, sys
    from fairlead.errors import FairleadError
    from fairlead.store import Store
    if len(sys.argv) > 2:
        os.setgroups([]), os.setgid(65534), os.setuid(65534)
    try:
        with Store(sys.argv[1]) as store, store.transaction():
            store.runs.request("q", "r", "cancel", None, 0.0)
    except FairleadError as error:
        print(type(error).__name__, error, sep=chr(10))
"""


class TestServer:
    def test_a_server_that_is_down_is_unreachable(self) -> None:
        with socket.socket() as held:
            held.bind(("127.0.0.1", 0))  # taken, so that nobody else listens there
            port = held.getsockname()[1]
            with pytest.raises(StoreUnreachableError, match="refused") as caught:
                Store(f"postgresql://ann:secret-word@127.0.0.1:{port}/runs")
        assert "secret-word" not in everything(caught.value)
        assert caught.value.where == f"postgresql://ann@127.0.0.1:{port}/runs"

    def test_a_server_that_does_not_answer_is_not_waited_for_for_ever(self) -> None:
        with socket.socket() as silent:
            silent.bind(("127.0.0.1", 0))
            silent.listen()
            began = time.monotonic()
            with pytest.raises(StoreUnreachableError, match="timeout"):
                Store(f"postgresql://ann@127.0.0.1:{silent.getsockname()[1]}/runs?connect_timeout=2")
        assert time.monotonic() - began < 8.0

    @pytest.mark.postgres
    def test_a_wrong_password_is_not_repeated_in_the_message(self, server: Any) -> None:
        url = server.url(password="wrong-word")
        with pytest.raises(StoreUnreachableError, match="password authentication failed") as caught:
            Store(url)
        assert "wrong-word" not in everything(caught.value)

    @pytest.mark.parametrize(
        ("url", "words"),
        [
            ("mysql://ann:secret-word@db/runs", "'mysql' is not supported"),
            ("postgresql://ann:secret-word@db:port/runs", "port"),
            ("postgresql://ann:secret-word@127.0.0.1/runs?no_such_option=1", "no_such_option"),
        ],
    )
    def test_a_url_that_cannot_work_is_refused_in_words(self, url: str, words: str) -> None:
        with pytest.raises(StoreUnreachableError, match=words) as caught:
            Store(url)
        assert "secret-word" not in everything(caught.value)

    @pytest.mark.postgres
    def test_a_connection_that_is_cut_is_unreachable_and_undone(self, database: str) -> None:
        with Store(database) as store, Store(database) as other:
            with pytest.raises(StoreUnreachableError), store.transaction():
                store.runs.request("q", "r", "cancel", None, 0.0)
                pid = store.driver.query("SELECT pg_backend_pid() AS pid")[0]["pid"]
                other.driver.query("SELECT pg_terminate_backend(:pid, 5000)", {"pid": pid})
                store.runs.request("q2", "r", "cancel", None, 0.0)
            assert other.runs.requests("r") == []

    @pytest.mark.postgres
    def test_a_server_that_takes_no_writes_is_read_only(self, database: str) -> None:
        Store(database).close()
        with Store(f"{database}%20-cdefault_transaction_read_only%3Don") as store:
            assert store.runs.recent() == []
            with pytest.raises(StoreReadOnlyError):
                add_run(store, "r1")

    @pytest.mark.parametrize("module", ["sqlalchemy", "psycopg"])
    def test_a_missing_package_is_named_with_its_extra(self, module: str) -> None:
        hook = f"""
    import sys

    class Missing:
        def find_spec(self, name, path=None, target=None):
            if name.partition(".")[0] == "{module}":
                raise ModuleNotFoundError("No module named " + name, name=name)

    sys.meta_path.insert(0, Missing())
"""
        said = in_process(hook + OPEN, "postgresql://ann@127.0.0.1:1/runs")
        assert said.startswith("MissingExtraError\nA store on ")
        assert f"needs the package '{module}'" in said
        assert 'pip install "fairlead[postgres]"' in said


class TestFile:
    def test_folders_on_the_way_are_made(self, tmp_path: Path) -> None:
        Store(tmp_path / "a" / "b" / "store.db").close()
        assert (tmp_path / "a" / "b" / "store.db").is_file()

    def test_a_url_of_a_file_is_a_path(self, tmp_path: Path) -> None:
        Store(f"sqlite:///{tmp_path}/store.db").close()
        assert (tmp_path / "store.db").is_file()

    def test_a_folder_in_the_place_of_the_file_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(StoreError):
            Store(tmp_path)

    def test_a_file_in_the_place_of_a_folder_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        with pytest.raises(StoreError):
            Store(tmp_path / "file" / "store.db")

    @pytest.mark.parametrize("exists", [False, True])
    def test_a_folder_that_may_only_be_read_is_named(self, foreign_folder: Path, exists: bool) -> None:
        path = foreign_folder / "store.db"
        if exists:
            with Store(path) as store:
                add_run(store, "r1")
        as_nobody = () if os.geteuid() else ("as nobody",)  # root may write everywhere
        foreign_folder.chmod(0o555)
        if exists:
            path.chmod(0o444)
        said = in_process(OPEN, str(path), *as_nobody)
        assert said.startswith("StoreReadOnlyError\n")
        assert str(path) in said

    def test_a_file_that_another_process_keeps_locked_is_waited_for_and_then_named(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = tmp_path / "store.db"
        monkeypatch.setattr("fairlead.store.drivers.BUSY_SECONDS", 0.3)
        with Store(path) as store, holding(path):
            began = time.monotonic()
            with pytest.raises(StoreLockedError, match=r"0\.3 s"):
                add_run(store, "r1")
            assert 0.2 < time.monotonic() - began < 5.0
            assert store.runs.recent() == []  # reading goes on
        with Store(path) as store:
            add_run(store, "r1")

    def test_a_new_file_that_another_process_keeps_locked_is_named(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("fairlead.store.drivers.BUSY_SECONDS", 0.3)
        path = tmp_path / "store.db"
        with holding(path), pytest.raises(StoreLockedError):
            Store(path)

    @pytest.mark.parametrize("data", [b"These are my notes.\n" * 500, b"SQLite format 3\0" + b"\xff" * 9000])
    def test_a_file_that_is_no_database_is_left_as_it_is(self, tmp_path: Path, data: bytes) -> None:
        path = tmp_path / "store.db"
        path.write_bytes(data)
        with pytest.raises(StoreError, match="not a database") as caught:
            Store(path)
        assert "move it away" in str(caught.value.hint)
        assert path.read_bytes() == data

    def test_a_database_of_another_program_is_left_as_it_is(self, tmp_path: Path) -> None:
        path = tmp_path / "store.db"
        with sqlite3.connect(path) as other:
            other.execute("CREATE TABLE task (title TEXT)")
        with pytest.raises(StoreError, match="already exists"):
            Store(path)
        with sqlite3.connect(path) as other:
            assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("task",)]

    def test_a_damaged_database_says_what_to_do(self, tmp_path: Path) -> None:
        path = tmp_path / "store.db"
        with Store(path) as store:
            for n in range(50):
                add_run(store, f"r{n}", 3000)
        data = bytearray(path.read_bytes())
        data[4096:-4096] = os.urandom(len(data) - 8192)
        path.write_bytes(data)
        with pytest.raises(StoreError, match="malformed") as caught, Store(path) as store:
            store.runs.recent(100)
            add_run(store, "new")
        assert "move it away" in str(caught.value.hint)

    def test_a_database_that_may_not_grow_is_full_and_can_still_be_read(self, tmp_path: Path) -> None:
        with Store(tmp_path / "store.db") as store:
            add_run(store, "r1")
            pages = store.driver.query("PRAGMA page_count")[0]["page_count"]
            store.driver.query(f"PRAGMA max_page_count = {pages + 2}")
            with pytest.raises(DiskFullError):
                add_run(store, "r2", 100_000)
            assert [row["id"] for row in store.runs.recent()] == ["r1"]
            add_run(store, "r3")

    @pytest.mark.parametrize("kilobytes", [20, 60, 120, 400])
    def test_a_disk_that_is_full_is_called_so(self, tmp_path: Path, kilobytes: int) -> None:
        mount = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c"]
        if subprocess.run([*mount, f"mount -t tmpfs tmpfs {tmp_path}"], capture_output=True).returncode:
            pytest.skip("this machine does not let a test mount a small disk")
        code = """
            import sys
            from fairlead.errors import FairleadError
            from fairlead.store import Store
            sys.path.insert(0, sys.argv[2])
            from test_store_errors import add_run
            written = 0
            try:
                with Store(sys.argv[1]) as store:
                    while True:
                        add_run(store, f"r{written}", 3000)
                        written += 1
            except FairleadError as error:
                print(type(error).__name__)
            try:
                with Store(sys.argv[1]) as store:
                    print(len(store.runs.recent(1000)) == written)
            except FairleadError as error:
                print(type(error).__name__)
        """
        script = f'mount -t tmpfs -o size={kilobytes}k tmpfs "$0" && exec "$1" -c "$2" "$0/store.db" "$3"'
        done = subprocess.run(
            [
                *mount,
                script,
                str(tmp_path),
                sys.executable,
                textwrap.dedent(code),
                str(Path(__file__).parent),
            ],
            capture_output=True,
            text=True,
            timeout=60,
        )
        first, second = done.stdout.split()
        assert first == "DiskFullError", done.stderr
        assert second in ("True", "DiskFullError"), done.stderr


HOLD = """
    import sqlite3, sys
    connection = sqlite3.connect(sys.argv[1])
    connection.execute("BEGIN EXCLUSIVE")
    print("held", flush=True)
    sys.stdin.read()
"""


@contextlib.contextmanager
def holding(path: Path) -> Iterator[None]:
    """Keep a database locked from another process for a while."""
    command = [sys.executable, "-c", textwrap.dedent(HOLD), str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        try:
            yield
        finally:
            process.communicate(timeout=10)


@pytest.fixture
def foreign_folder() -> Iterator[Path]:
    """Return a folder that everybody can reach, which one below the tests' own temporary folder is not."""
    folder = Path(tempfile.mkdtemp(prefix="fairlead-"))
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)
