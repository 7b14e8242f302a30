"""Notifications at the end of a run: to a real server on loopback, and to real commands."""

from __future__ import annotations

import contextlib
import json
import signal
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from fairlead.project import Outcome, Project, cancel, notices, resume, run
from fairlead.project.notices import message_of

ALWAYS = '("succeeded", "failed", "cancelled", "interrupted")'


class Server:
    """A server on loopback that remembers what it was sent, and answers with the status that a test sets."""

    def __init__(self) -> None:
        self.got: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.status = 200
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.got.append(json.loads(body))
                outer.headers.append(dict(self.headers))
                self.send_response(outer.status)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def server() -> Iterator[Server]:
    opened = Server()
    yield opened
    opened.close()


@pytest.fixture
def hanging() -> Iterator[str]:
    """Return the address of a server that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=16) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/hook"


@pytest.fixture
def dripping() -> Iterator[str]:
    """Return the address of a server that answers a letter at a time and never comes to an end."""

    def drip(connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            while True:
                connection.sendall(b"x")
                time.sleep(0.3)

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                Thread(target=drip, args=(listener.accept()[0],), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0), backlog=16) as listener:
        Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/hook"


def write(folder: Path, notify: str, body: str = "return 1") -> Project:
    """Write a pipeline of one task, whose DAG tells `notify`."""
    (folder / "pipeline.py").write_text(
        textwrap.dedent(f"""
            import time
            from pathlib import Path
            from fairlead import DAG, PythonOperator
            from fairlead.pipeline import command, webhook
            ALWAYS = {ALWAYS}
            def work():
                {body}
            with DAG("nightly", notify=[{notify}]) as dag:
                PythonOperator(work)
        """)
    )
    return Project.find(folder)


def watched(act: Callable[..., Outcome], project: Project, **rest: Any) -> tuple[Outcome, list[dict[str, Any]]]:
    """Run or resume, and return what became of it with the events about notifications that were shown."""
    events: list[dict[str, Any]] = []
    outcome = act(project, on_event=events.append, **rest)
    return outcome, [event for event in events if event["kind"].startswith("notif")]


def stored(project: Project, run_id: str) -> list[dict[str, Any]]:
    with project.open_store() as store:
        return store.runs.events(run_id)


def test_a_server_and_a_command_are_told_how_a_run_failed(tmp_path: Path, server: Server) -> None:
    save = "import pathlib, sys; pathlib.Path(sys.argv[1]).write_text(sys.stdin.read())"
    saver = [sys.executable, "-c", save, str(tmp_path / "told.json")]
    project = write(tmp_path, f"webhook('{server.url}/hook'), command({saver})", "raise ValueError('no rows of today')")
    outcome, shown = watched(run, project, logical_date="2026-11-23")
    assert outcome.state == "failed"
    (told,) = server.got
    assert json.loads((tmp_path / "told.json").read_text()) == told
    assert told["failed"] == [{"task": "work", "type": "ValueError", "message": "no rows of today"}]
    assert (told["project"], told["pipeline"], told["run"]) == (tmp_path.name, "nightly", outcome.run_id)
    assert (told["state"], told["reason"]) == ("failed", "failed: work")
    assert (told["logical_date"], told["failed_tasks"]) == ("2026-11-23", 1)
    assert told["started"] < told["ended"] and told["seconds"] > 0
    assert told["more"] == f"cd {tmp_path} && fairlead show {outcome.run_id}"
    assert [(event["kind"], event["data"]["who"]) for event in shown] == [
        ("notified", server.url),
        ("notified", Path(sys.executable).name),
    ]


def test_who_was_told_is_written_behind_the_events_of_the_run(tmp_path: Path, server: Server) -> None:
    project = write(tmp_path, f"webhook('{server.url}')")
    outcome, shown = watched(run, project)
    events = stored(project, outcome.run_id)
    assert [event["number"] for event in events] == list(range(1, len(events) + 1))
    assert events[-1]["kind"] == "notified"
    assert {**shown[0], "run_id": outcome.run_id} == events[-1]


def test_a_run_is_told_only_to_those_who_want_its_state(tmp_path: Path, server: Server) -> None:
    notify = f"webhook('{server.url}', on='failed'), webhook('{server.url}/all', on=['succeeded'])"
    outcome, shown = watched(run, write(tmp_path, notify))
    assert (outcome.state, len(server.got), len(shown)) == ("succeeded", 1, 1)


def test_a_failing_delivery_leaves_the_run_as_it_is(tmp_path: Path, server: Server) -> None:
    server.status = 500
    project = write(tmp_path, f"webhook('{server.url}'), command(['no-such-program'])")
    outcome, shown = watched(run, project)
    with project.open_store() as store:
        assert store.runs.get(outcome.run_id)["state"] == outcome.state == "succeeded"
    assert [event["kind"] for event in shown] == ["notify_failed", "notify_failed"]
    assert shown[0]["data"]["reason"] == "the webhook answered 500 Internal Server Error"
    assert "no-such-program" in shown[1]["data"]["reason"]
    assert [event["kind"] for event in stored(project, outcome.run_id)][-2:] == ["notify_failed"] * 2


def test_whoever_hangs_holds_the_end_of_a_run_for_less_than_ten_seconds_all_together(
    tmp_path: Path, hanging: str, dripping: str, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert notices.TRIES * notices.TRY + notices.PAUSE < notices.PATIENCE <= 9
    for name, seconds in (("TRY", 0.7), ("PAUSE", 0.1), ("PATIENCE", 1.6)):  # shortened for the test
        monkeypatch.setattr(notices, name, seconds)
    urls = (hanging, dripping, dripping, server.url)
    notify = ", ".join([*(f"webhook('{url}')" for url in urls), "command(['sleep', '60'])"])
    project = write(tmp_path, notify)
    outcome, shown = watched(run, project)
    returned = time.time()
    with project.open_store() as store:
        row = store.runs.get(outcome.run_id)
    assert row["state"] == "succeeded"
    assert 1.4 < returned - row["ended"] < 3  # one after the other, three would take longer
    assert [event["kind"] for event in shown] == [*["notify_failed"] * 3, "notified", "notify_failed"]
    reasons = [event["data"].get("reason", "") for event in shown]
    assert "timed out" in reasons[0]
    assert reasons[1] == reasons[2] == "no answer within 1.6 s"
    assert "did not end within 0.7 s" in reasons[4]


def test_a_secret_is_read_when_it_is_sent_and_stored_nowhere(
    tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOOK", f"{server.url}/services/s3cr3t-path")
    monkeypatch.setenv("TOKEN", "s3cr3t-token")
    notify = "webhook('${HOOK}', headers={'Authorization': 'Bearer ${TOKEN}'})"
    _, shown = watched(run, write(tmp_path, notify))
    assert server.headers[0]["Authorization"] == "Bearer s3cr3t-token"
    assert shown[0]["data"]["who"] == "${HOOK}"
    files = [path for path in (tmp_path / ".fairlead").rglob("*") if path.is_file()]
    assert any(path.name == "store.db" for path in files)
    assert not [path for path in files if b"s3cr3t" in path.read_bytes()]


def test_an_address_is_named_without_its_secret_part(tmp_path: Path, server: Server) -> None:
    _, shown = watched(run, write(tmp_path, f"webhook('{server.url}/hooks/s3cr3t')"))
    assert shown[0]["data"]["who"] == server.url


def test_a_resumed_run_is_told_again_as_it_ends_again(tmp_path: Path, server: Server) -> None:
    body = "assert Path(__file__).with_name('mended').exists()"
    project = write(tmp_path, f"webhook('{server.url}')", body)
    outcome, _ = watched(run, project)
    (tmp_path / "mended").touch()
    again, _ = watched(resume, project)
    assert again.run_id == outcome.run_id
    assert [told["state"] for told in server.got] == ["failed", "succeeded"]
    events = stored(project, outcome.run_id)
    assert [event["number"] for event in events] == list(range(1, len(events) + 1))


def start(folder: Path) -> subprocess.Popen[bytes]:
    """Start a run in a process of its own and wait until its task has begun."""
    process = subprocess.Popen([sys.executable, "-m", "fairlead", "run"], cwd=folder, stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 30
    while not (folder / "begun").exists():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return process


SLOW = "Path(__file__).with_name('begun').touch(); time.sleep(60)"


def test_a_run_that_a_person_stops_is_told_as_interrupted(tmp_path: Path, server: Server) -> None:
    project = write(tmp_path, f"webhook('{server.url}', on=ALWAYS)", SLOW)
    process = start(tmp_path)
    process.send_signal(signal.SIGINT)
    assert process.wait(20) == 130
    assert [(told["state"], told["reason"]) for told in server.got] == [("interrupted", "stopped by a person")]
    with project.open_store() as store:
        assert store.runs.events(store.runs.recent(1)[0]["id"])[-1]["kind"] == "notified"
    assert len(server.got) == 1


def test_a_run_whose_owner_died_is_told_once_by_whoever_notices(tmp_path: Path, server: Server) -> None:
    project = write(tmp_path, f"webhook('{server.url}', on=ALWAYS)", SLOW)
    process = start(tmp_path)
    process.kill()
    process.wait()
    look = "from fairlead.project import Project\nwith Project.find().open_store(): pass"
    lookers = [subprocess.Popen([sys.executable, "-c", look], cwd=tmp_path) for _ in range(4)]
    assert [looker.wait(60) for looker in lookers] == [0] * 4
    assert [(told["state"], told["reason"]) for told in server.got] == [("interrupted", "its process died")]
    with project.open_store() as store:
        events = store.runs.events(store.runs.recent(1)[0]["id"])
    assert [event["kind"] for event in events].count("notified") == 1
    assert cancel(project).endswith("it is marked as cancelled.")
    assert [told["state"] for told in server.got] == ["interrupted", "cancelled"]


def test_nothing_is_appended_to_a_run_whose_owner_may_live(tmp_path: Path) -> None:
    project = write(tmp_path, "", "return 1")
    run_id = run(project).run_id
    owner = {"host": "elsewhere", "boot": "", "pids": "", "pid": 1, "started": "1"}
    event = {"at": 1.0, "kind": "notified", "task_id": None, "attempt": None, "data": None}
    with project.open_store() as store:
        before = store.runs.events(run_id)
        store.runs.take(run_id, owner, None, 0.0, 9e9)
        assert store.runs.append_events(run_id, [event]) == []
        assert store.runs.append_events(run_id, [event], owner) == []
        store.runs.interrupt(run_id, owner, "its process gave no sign of life", 1.0)
        assert store.runs.append_events(run_id, [event]) == []
        assert store.runs.events(run_id) == before
        assert len(store.runs.append_events(run_id, [event], owner)) == 1


def test_a_long_list_of_failures_is_cut_and_counted() -> None:
    row = {
        "pipeline": "p", "id": "r", "state": "failed", "reason": None, "logical_date": None,
        "started": None, "ended": 5.0,
    }  # fmt: skip
    tasks = [{"task_id": f"t{n}", "state": "failed", "error": None} for n in range(25)]
    told = message_of(row, tasks, project="p", folder=Path("/p"))
    assert (len(told["failed"]), told["failed_tasks"], told["seconds"]) == (10, 25, None)
    assert told["failed"][0] == {"task": "t0", "type": None, "message": None}


def test_a_run_that_tells_nobody_loads_nothing_for_it(tmp_path: Path) -> None:
    write(tmp_path, "")
    code = (
        "import sys; from fairlead.project import Project, run; run(Project.find());"
        "print([name for name in sys.modules if name in ('urllib.request', 'fairlead.pipeline.notify')])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout.strip().endswith("[]"), done.stderr


def test_the_command_line_says_who_was_told_and_who_was_not(tmp_path: Path, server: Server) -> None:
    write(tmp_path, f"webhook('{server.url}'), command(['false'])")
    done = subprocess.run([sys.executable, "-m", "fairlead", "run"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0
    assert f"✉ {server.url} was told" in done.stdout
    assert "✗ false could not be told: the command 'false' ended with 1" in done.stdout
