"""A server in a process of its own, as `fairlead serve` starts it."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PATIENCE = 60.0


@dataclass(slots=True)
class Process:
    process: subprocess.Popen[str]
    port: int
    log: Path

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)

    def ask(self, document: Any = None, path: str = "/predict", **headers: str) -> tuple[int, Any]:
        """Ask over a connection of its own; a GET without a document."""
        with contextlib.closing(self.connect()) as connection:
            return ask(connection, document, path, **headers)

    def workers(self) -> list[int]:
        """Return the processes that this one has started."""
        return [
            int(one) for one in Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        ]

    def stop(self) -> int:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(PATIENCE)
        if self.process.stdout is not None:
            self.process.stdout.close()
        return code


def ask(
    connection: http.client.HTTPConnection, document: Any = None, path: str = "/predict", **headers: str
) -> tuple[int, Any]:
    """Ask over a connection that stays open."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    if document is None:
        connection.request("GET", path, headers=named)
    else:
        connection.request("POST", path, json.dumps(document), {"Content-Type": "application/json", **named})
    answer = connection.getresponse()
    body = answer.read()
    return answer.status, json.loads(body) if "json" in answer.headers["content-type"] else body.decode()


def start(folder: Path, model: str, *options: str) -> Process:
    """Start a server on any free port, and wait until it says that it serves."""
    log = folder / "server.log"
    plain = {name: value for name, value in os.environ.items() if not name.startswith("FAIRLEAD_")}
    with log.open("w") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "fairlead", "serve", model, "--port", "0", *options],
            cwd=folder, env=plain, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors, text=True,
        )  # fmt: skip
    assert process.stdout is not None
    line = process.stdout.readline()
    found = re.search(r":(\d+) \(", line)
    assert found, line + log.read_text()
    return Process(process, int(found[1]), log)


def wait_for(what: Callable[[], bool], seconds: float = PATIENCE) -> float:
    """Wait until something is so, and return how long that took, seconds."""
    began = time.monotonic()
    while not what():
        assert time.monotonic() - began < seconds, "it never came"
        time.sleep(0.02)
    return time.monotonic() - began
