"""What every test stands on: no setting of the person's own shell leaks in, and slow machines are fine."""

from __future__ import annotations

import contextlib
import http.client
import itertools
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings

# The workers of pytest share the cores already, and a thread of OpenMP that waits for another turns in a circle.
for _library in ("OMP", "OPENBLAS"):
    os.environ.setdefault(f"{_library}_NUM_THREADS", "1")

# A shared machine makes one example slow now and then; that is no bug of the code under test.
settings.register_profile("fairlead", deadline=None, print_blob=True)
settings.load_profile("fairlead")

S3_SERVER = Path(__file__).parents[1] / "build" / "s3" / "bin" / "moto_server"
S3_KEYS = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing", "AWS_REGION": "us-east-1"}
"""What the server takes for keys: anything."""


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Run each test without the shell's own FAIRLEAD_* settings and without forced colours."""
    forced_colours = {"CLICOLOR_FORCE", "FORCE_COLOR", "GITHUB_ACTIONS"}
    for name in list(os.environ):
        if name.startswith(("FAIRLEAD_", "AWS_", "OTEL_")) or name in forced_colours:
            monkeypatch.delenv(name)
    yield


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket of an S3 server that the tests have started on loopback."""

    name: str
    port: int

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def location(self) -> str:
        """Return what `open_blobs` takes."""
        return f"s3://{self.name}/runs?endpoint={self.endpoint}"

    def ask(self, method: str, key: str = "", body: bytes | None = None) -> tuple[int, bytes]:
        """Ask the server without Fairlead, and without a client of S3."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        with contextlib.closing(connection):
            connection.request(method, f"/{self.name}/{key}" if key else f"/{self.name}", body)
            answer = connection.getresponse()
            return answer.status, answer.read()


@pytest.fixture(scope="session")
def s3_port() -> Iterator[int]:
    """Start an S3 server in a process of its own, and end it after the last test that needs it."""
    if not S3_SERVER.exists():
        pytest.fail("These tests need an S3 server in build/s3: bash .ci/s3", pytrace=False)
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = int(one.getsockname()[1])
    command = [str(S3_SERVER), "-H", "127.0.0.1", "-p", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 60
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            assert process.poll() is None and time.monotonic() < deadline, "the S3 server did not start"
            time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait(30)


_buckets = itertools.count(1)


@pytest.fixture
def bucket(s3_port: int, monkeypatch: pytest.MonkeyPatch) -> Bucket:
    """Make an empty bucket, and put the keys to it into the environment."""
    for name, value in S3_KEYS.items():
        monkeypatch.setenv(name, value)
    made = Bucket(f"bucket-{next(_buckets)}", s3_port)
    assert made.ask("PUT")[0] == 200
    return made
