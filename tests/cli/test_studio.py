"""`fairlead studio` and `fairlead learn`: a real process that prints an address, answers and ends."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest


def begin(folder: Path, *words: str) -> subprocess.Popen[str]:
    environ = {**os.environ, "FAIRLEAD_LESSON": str(folder / "lesson")}
    command = [sys.executable, "-m", "fairlead", *words, "--no-browser"]
    return subprocess.Popen(
        command, cwd=folder, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def address_of(process: subprocess.Popen[str]) -> str:
    """Read what is printed until the address stands there."""
    assert process.stdout is not None
    for line in process.stdout:
        if "http://" in line:
            return line[line.index("http://") :].strip()
    raise AssertionError("no address was printed")


def status_of(address: str) -> tuple[int, str]:
    place = urlsplit(address)
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=30)
    connection.request("GET", f"{place.path}?{place.query}")
    answer = connection.getresponse()
    return answer.status, answer.getheader("location") or ""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_prints_an_address_that_answers_and_ends_when_asked(tmp_path: Path, number: signal.Signals) -> None:
    process = begin(tmp_path, "studio", "--port", "0")
    try:
        address = address_of(process)
        assert status_of(address) == (303, "/")
        assert status_of(address.partition("?")[0])[0] == 403
        process.send_signal(number)
        assert process.wait(30) == 0
    finally:
        process.kill()
    assert not (tmp_path / "lesson").exists(), "the lesson is made when it is asked for"
    assert sorted(one.name for one in tmp_path.iterdir()) == [], "looking at a folder writes nothing into it"


def test_learn_copies_the_project_of_the_lesson_and_says_so(tmp_path: Path) -> None:
    process = begin(tmp_path, "learn", "--port", "0")
    try:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("Copying the lesson's project")
        address_of(process)
        assert (tmp_path / "lesson" / "pipeline.py").is_file()
    finally:
        process.kill()
        process.wait(30)


def test_a_port_that_is_taken_is_an_error_with_a_hint(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        process = begin(tmp_path, "studio", "--port", str(other.getsockname()[1]))
        said, _ = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "FL800 The studio cannot listen at 127.0.0.1:" in said and "leave out --port" in said


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    process = begin(tmp_path, "studio", "--project", "nothing")
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 2 and "FL001 There is no folder 'nothing'." in said
