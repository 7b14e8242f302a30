"""Servers in processes of their own: many workers, changes under load, an end in order, keys, bounds on headers."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from models import ROW, promote, registry_of
from processes import Process, ask, wait_for

from fairlead.project import Project
from fairlead.project.serving import add_key, log_folder, revoke_key
from fairlead.serve.log import read_log

Serve = Callable[..., Process]
FAIRLEAD = [sys.executable, "-m", "fairlead"]


def fairlead(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*FAIRLEAD, *words], cwd=folder, capture_output=True, text=True, timeout=60)


def logged(folder: Path) -> Any:
    return read_log(log_folder(Project.find(folder, needs_pipeline=False), "churn")).collect()


def test_it_says_what_it_serves_and_its_example_works(served: Serve) -> None:
    server = served()
    assert server.process.stdout is not None
    plan = server.process.stdout.readline()
    assert re.match(
        r"  Answers by a compiled plan of \d+ steps, equal to the pipeline, to the last bit, "
        r"on \d+ golden and [\d,]+ drawn rows",
        plan,
    )
    lines = [server.process.stdout.readline() for _ in range(3)]
    words = shlex.split("".join(lines[1:]))
    assert words[0] == "curl"
    done = subprocess.run([*words, "--silent"], capture_output=True, text=True, timeout=30)
    assert json.loads(done.stdout)["prediction"] in ("no", "yes")


def test_promotions_under_load_drop_no_request_and_every_answer_is_in_the_log(served: Serve, folder: Path) -> None:
    server = served("--workers", "2")
    stop = threading.Event()
    answers: list[tuple[str, int]] = []
    failures: list[Any] = []

    def load(name: str) -> None:
        with contextlib.closing(server.connect()) as connection:
            for n in range(1_000_000):
                if stop.is_set():
                    return
                status, found = ask(connection, ROW, x_request_id=f"{name}-{n}")
                if status == 200:
                    answers.append((found["id"], found["version"]))
                else:
                    failures.append((status, found))

    threads = [threading.Thread(target=load, args=(f"client{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    try:
        for version in (2, 3, 1, 3):
            promote(folder, version)
            wait_for(lambda version=version: {found for _, found in answers[-40:]} == {version})
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert not failures
    assert {version for _, version in answers} == {1, 2, 3}
    assert server.stop() == 0
    kept = logged(folder)
    assert sorted(zip(kept["id"], kept["version"], strict=True)) == sorted(answers)


def test_sigterm_answers_what_is_in_work_and_takes_nothing_new(served: Serve, folder: Path) -> None:
    server = served("--no-plan", "--linger", "1.5")
    body = json.dumps(ROW).encode()
    head = f"POST /predict HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as half:
        half.sendall(head.encode() + body[:10])
        time.sleep(0.2)
        server.process.send_signal(signal.SIGTERM)
        wait_for(lambda: server.ask(path="/ready")[0] == 503)
        assert server.ask(path="/health")[0] == 200
        assert server.ask(ROW)[0] == 503
        half.sendall(body[10:])
        assert half.recv(65536).startswith(b"HTTP/1.1 200")
    assert server.process.wait(30) == 0
    with pytest.raises(ConnectionRefusedError):
        server.ask(path="/ready")
    assert len(logged(folder)) == 1
    assert "Traceback" not in server.log.read_text()


@pytest.mark.heavy
def test_a_worker_that_dies_is_replaced_and_the_numbers_go_on(served: Serve) -> None:
    server = served("--no-plan", "--workers", "2")
    wait_for(lambda: len(server.workers()) == 2)
    for _ in range(20):
        assert server.ask(ROW)[0] == 200
    before = server.workers()
    os.kill(before[0], signal.SIGKILL)
    wait_for(lambda: len(server.workers()) == 2 and before[0] not in server.workers())
    counted: Counter[int] = Counter()
    for _ in range(20):
        with contextlib.suppress(ConnectionError):
            counted[server.ask(ROW)[0]] += 1
    assert counted[200] >= 19
    text = server.ask(path="/metrics")[1]
    found = re.search(r'requests_total\{route="/predict",status="200"\} (\d+)', text)
    assert found and int(found[1]) >= 39
    assert server.stop() == 0
    assert not any(Path(f"/proc/{pid}").exists() for pid in before)


@pytest.mark.heavy
def test_workers_whose_parent_is_killed_end(served: Serve) -> None:
    server = served("--no-plan", "--workers", "2")
    wait_for(lambda: len(server.workers()) == 2)
    workers = server.workers()
    server.process.kill()
    server.process.wait()
    wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers))


def test_keys_are_asked_for_and_a_revoked_one_is_refused_a_moment_later(served: Serve, folder: Path) -> None:
    project = Project.find(folder, needs_pipeline=False)
    token, other = add_key(project, "web-shop"), add_key(project, "robot")
    server = served("--no-plan", "--auth", "--workers", "2")
    assert server.ask(ROW)[0] == 401
    assert server.ask(ROW, Authorization="Bearer guess")[0] == 401
    assert server.ask(path="/metrics")[0] == 401
    assert server.ask(path="/ready")[0] == 200
    assert server.ask(ROW, Authorization=f"Bearer {token}")[0] == 200
    assert server.ask(path="/model", X_API_Key=other)[0] == 200
    revoke_key(project, "web-shop")
    took = wait_for(lambda: {server.ask(ROW, Authorization=f"Bearer {token}")[0] for _ in range(10)} == {401})
    assert took < 5.0
    assert server.ask(ROW, X_API_Key=other)[0] == 200
    assert server.stop() == 0
    with project.open_store() as store:
        assert [row["name"] for row in store.keys.all() if row["used"]] == ["robot", "web-shop"]
        kept = json.dumps(store.keys.all())
    assert token not in kept and token.removeprefix("fairlead_") not in kept


def test_errors_at_the_start_say_what_to_do(folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        busy = fairlead(folder, "serve", "churn", "--port", str(port))
    assert busy.returncode == 2
    assert f"FL585 Nothing can be served at 127.0.0.1:{port}: Address already in use." in busy.stderr
    opened = fairlead(folder, "serve", "churn", "--host", "0.0.0.0", "--port", "0")
    assert opened.returncode == 2 and "FL586" in opened.stderr and "fairlead keys add NAME" in opened.stderr
    unsaid = fairlead(folder, "serve")
    assert unsaid.returncode == 2 and "FL585 The registry has 5 models" in unsaid.stderr
    wrong = fairlead(folder, "serve", "chrun")
    assert wrong.returncode == 2 and "did you mean 'churn'?" in wrong.stderr
    nobody = fairlead(folder, "serve", "churn@challenger")
    assert nobody.returncode == 2 and "FL540" in nobody.stderr


def test_workers_that_cannot_begin_end_it_all(folder: Path) -> None:
    from test_live import tamper

    tamper(folder, 1)
    done = fairlead(folder, "serve", "churn", "--port", "0", "--workers", "2")
    assert done.returncode == 2
    assert "FL533" in done.stderr and "Traceback" not in done.stderr


def test_keys_are_made_listed_and_revoked(folder: Path) -> None:
    made = fairlead(folder, "keys", "add", "web-shop")
    assert re.fullmatch(r"fairlead_[\w-]{43}\n", made.stdout)
    assert "web-shop" in made.stderr
    twice = fairlead(folder, "keys", "add", "web-shop")
    assert twice.returncode == 2 and "FL586" in twice.stderr
    assert fairlead(folder, "keys", "add", "no spaces").returncode == 2
    assert fairlead(folder, "keys", "list").stdout.splitlines()[1].startswith("web-shop  ")
    gone = fairlead(folder, "keys", "revoke", "web-shop")
    assert gone.returncode == 0
    assert fairlead(folder, "keys", "revoke", "web-shop").returncode == 2
    listed = json.loads(fairlead(folder, "keys", "list", "--json").stdout)["keys"]
    assert [(row["name"], row["revoked"] is None) for row in listed] == [("web-shop", False)]
    assert made.stdout.strip() not in json.dumps(listed)


def test_headers_are_bounded_in_length_and_time_and_a_refused_body_is_not_read_for_ever(served: Serve) -> None:
    server = served("--no-plan", "--timeout", "0.5", "--max-body", "1000")

    def raw(*parts: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", server.port), timeout=20) as one:
            said = b""
            with contextlib.suppress(ConnectionError):
                for part in parts:
                    one.sendall(part)
                while data := one.recv(65536):
                    said += data
            return said

    start = b"POST /predict HTTP/1.1\r\nHost: x\r\n"
    assert raw(start, *[b"X-A: " + b"a" * 60_000 + b"\r\n"] * 50)[:13] in (b"HTTP/1.1 431 ", b"")
    assert raw(start + b"X-A: " + b"a" * 70_000 + b"\r\n\r\n").startswith(b"HTTP/1.1 431 ")
    assert raw(start).startswith(b"HTTP/1.1 408 ")
    assert raw(b"").startswith(b"HTTP/1.1 408 ")
    for odd in (b"what is this\r\n\r\n", start + b"Content-Length: -5\r\n\r\n"):
        head, _, body = raw(odd).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 400 ") and b"content-type: application/json" in head
        assert json.loads(body) == {"error": "The request is not valid HTTP."}
    large = [b"Content-Type: application/json\r\nContent-Length: 90000000\r\n\r\n", *[b"x" * 1_000_000] * 90]
    began = time.monotonic()
    assert raw(start, *large)[:13] in (b"HTTP/1.1 413 ", b"")
    assert time.monotonic() - began < 15
    assert server.ask(ROW)[0] == 200


def test_requests_are_written_to_stderr_if_asked_for(served: Serve, folder: Path) -> None:
    server = served("--no-plan", "--access-log", "--no-log")
    server.ask(ROW, x_request_id="r1")
    server.ask(path="/no%0Awhere")
    server.stop()
    text = server.log.read_text()
    assert re.search(r"INFO POST /predict 200 [\d.]+ ms r1\n", text)
    assert r"GET /no\nwhere 404" in text
    assert not log_folder(Project.find(folder, needs_pipeline=False), "churn").exists()


def test_another_alias_can_be_served(served: Serve, folder: Path) -> None:
    with registry_of(folder) as registry:
        registry.promote("churn", 2, "challenger", expect=None, why="next")
    server = served("--no-plan", model="churn@challenger")
    assert server.ask(ROW)[1]["version"] == 2
