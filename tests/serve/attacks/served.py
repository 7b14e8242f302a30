"""A project whose champion is served by a process of its own, and a client without manners."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from fairlead.model import Model
from fairlead.project import Project

ROWS = 200
PATIENCE = 60.0


def customers() -> tuple[pandas.DataFrame, list[str]]:
    """Return rows of every kind of value, and who has left."""
    chance = random.Random(5)
    table = pandas.DataFrame(
        {
            "tenure": [chance.randint(1, 60) for _ in range(ROWS)],
            "charge": [None if n == 3 else round(chance.gauss(60, 20), 2) for n in range(ROWS)],
            "plan": [chance.choice(["basic", "pro", "team"]) for _ in range(ROWS)],
            "paperless": [chance.random() < 0.5 for _ in range(ROWS)],
        }
    )
    return table, ["yes" if months < 20 + chance.gauss(0, 8) else "no" for months in table["tenure"]]


def trained(strength: float = 1.0) -> Model:
    """Fit a model; another strength gives other answers."""
    numbers = make_pipeline(SimpleImputer(strategy="median"), StandardScaler())
    columns = ColumnTransformer(
        [
            ("numbers", numbers, ["tenure", "charge"]),
            ("words", OneHotEncoder(handle_unknown="ignore"), ["plan"]),
            ("flags", "passthrough", ["paperless"]),
        ]
    )
    recipe = Pipeline([("columns", columns), ("model", LogisticRegression(C=strength))])
    return Model.fit("churn", recipe, *customers(), seed=7)


def make_project(folder: Path, settings: str = "") -> Project:
    """Make a project whose champion is version 1."""
    (folder / "fairlead.toml").write_text(f'[project]\nname = "churn"\n{settings}')
    project = Project.find(folder, needs_pipeline=False)
    with project.open_registry() as registry:
        registry.promote("churn", registry.put(trained()).version, expect=None, why="first")
    return project


@dataclass(frozen=True, slots=True)
class Answer:
    """Hold what came back."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def document(self) -> Any:
        return json.loads(self.body)


@dataclass(slots=True)
class Served:
    """A server that runs."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def connect(self, seconds: float = 30.0) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=seconds)

    def ask(self, body: bytes | str = b"", *, path: str = "/predict", method: str = "POST", **headers: str) -> Answer:
        """Ask over a connection of its own."""
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            names = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, {"Content-Type": "application/json", **names})
            answer = connection.getresponse()
            return Answer(answer.status, answer.read(), {name.lower(): value for name, value in answer.getheaders()})

    def raw(self, data: bytes, seconds: float = 5.0) -> bytes:
        """Send bytes and return all that comes until the server closes, or says nothing for some seconds."""
        with self.connect(seconds) as connection:
            with contextlib.suppress(ConnectionError):
                connection.sendall(data)
            return read_all(connection)

    def family(self) -> list[int]:
        found = [self.process.pid]
        for pid in found:
            for thread in Path(f"/proc/{pid}/task").glob("*/children"):
                with contextlib.suppress(OSError):
                    found += [int(child) for child in thread.read_text().split()]
        return found

    def memory(self) -> float:
        """Return the memory of all its processes that nobody shares and no file backs, MB (10^6 bytes)."""
        return sum(numbers_of(pid)["RssAnon"] * 1024 / 1e6 for pid in self.family())

    def threads(self) -> int:
        return sum(numbers_of(pid)["Threads"] for pid in self.family())

    def files(self) -> int:
        """Count what its processes hold open."""
        return sum(len(os.listdir(f"/proc/{pid}/fd")) for pid in self.family())

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def stop(self, seconds: float = PATIENCE) -> int:
        """End it politely and return its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            for pid in self.family():
                os.kill(pid, signal.SIGKILL)
            self.process.wait()
            raise


def numbers_of(pid: int) -> dict[str, int]:
    """Return the numbers in /proc/PID/status by name; sizes are in kB."""
    lines = (line.split() for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    return {words[0].rstrip(":"): int(words[1]) for words in lines if len(words) > 1 and words[1].isdigit()}


def read_all(connection: socket.socket) -> bytes:
    """Return what comes until the other side closes or falls silent."""
    parts: list[bytes] = []
    with contextlib.suppress(TimeoutError, ConnectionError):
        while part := connection.recv(65536):
            parts.append(part)
    return b"".join(parts)


def statuses(data: bytes) -> list[int]:
    """Return the status of each answer in what a server sent.

    >>> statuses(b"HTTP/1.1 400 Bad Request\\r\\n\\r\\nHTTP/1.1 200 OK\\r\\n\\r\\n")
    [400, 200]
    """
    return [int(part[2:5]) for part in data.split(b"HTTP/1.")[1:]]


def request(body: bytes, *lines: str, path: str = "/predict", length: int | None = None) -> bytes:
    """Return the bytes of a request."""
    head = [f"POST {path} HTTP/1.1", "Host: localhost", "Content-Type: application/json", *lines]
    if length != -1:
        head.append(f"Content-Length: {len(body) if length is None else length}")
    return "\r\n".join([*head, "", ""]).encode() + body


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextlib.contextmanager
def serving(folder: Path, *options: str, port: int | None = None) -> Iterator[Served]:
    """Start a server on a project, wait until it is ready, and end it."""
    port = port or free_port()
    log = folder / f"server-{port}.log"
    plain = {name: value for name, value in os.environ.items() if not name.startswith("FAIRLEAD_")}
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "fairlead", "serve", "churn", "--port", str(port), *options],
            cwd=folder,
            env={**plain, "OMP_NUM_THREADS": "1"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    served = Served(process, port, log)
    try:
        wait_until_ready(served)
        yield served
    finally:
        served.stop()


def wait_until_ready(served: Served) -> None:
    """Wait until the server says that it is ready.

    Raises
    ------
    AssertionError
        It ends, or never is.
    """
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert served.process.poll() is None, served.said()
        with contextlib.suppress(OSError):
            if served.ask(path="/ready", method="GET").status == 200:
                return
        time.sleep(0.05)
    raise AssertionError(f"It is not ready after {PATIENCE:g} s: {served.said()}")
