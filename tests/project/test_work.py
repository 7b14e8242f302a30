"""Work in a process of its own: begun once, followed, stopped with its children, known after its end."""

from __future__ import annotations

import json
import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from fairlead.pipeline.owner import start_time
from fairlead.project import work
from fairlead.project.work import Work

TESTS = "import time, subprocess, sys\n\ndef test_slow():\n    subprocess.run([sys.executable, '-c', {code!r}])\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "fairlead.toml").write_text("")
    return tmp_path


def slow(project: Path) -> None:
    """Give the project a test that starts a process, writes down its id, and sleeps."""
    code = "import os, time; open('pid', 'w').write(str(os.getpid())); time.sleep(60)"
    (project / "test_slow.py").write_text(TESTS.format(code=code))


def until(project: Path, is_so: Any, seconds: float = 60.0) -> Work:
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        found = work.work_of(project, "tests", "all")
        if found is not None and is_so(found):
            return found
        time.sleep(0.05)
    raise AssertionError(f"it never was so: {found}")


def child_of(project: Path) -> int:
    ends = time.monotonic() + 60
    while time.monotonic() < ends:
        if (project / "pid").exists() and (project / "pid").read_text():
            return int((project / "pid").read_text())
        time.sleep(0.05)
    raise AssertionError("the test did not begin")


def test_what_was_never_begun_is_not_known(project: Path) -> None:
    assert work.work_of(project, "tests", "all") is None
    assert not work.stop(project, "tests", "all")


def test_it_ends_with_its_result_and_what_it_told(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)  # a quiet pytest says less
    (project / "test_quick.py").write_text("def test_quick():\n    pass\n")
    begun = work.begin(project, "tests", "all", {"layers": []})
    assert begun.is_running and begun.asked == {"layers": []}
    ended = until(project, lambda one: not one.is_running)
    assert (ended.state, ended.result["tests"], ended.result["passed"]) == ("done", 1, 1)
    assert {"total": 1} in ended.told and ended.told[-1]["outcome"] == "passed"
    assert "1 passed" in ended.said


def test_a_failure_is_told_with_its_hint(project: Path) -> None:
    work.begin(project, "trial", "x", {"name": "nothing.ipynb", "chosen": {}})
    ends = time.monotonic() + 60
    while (found := work.work_of(project, "trial", "x")) is not None and found.is_running and time.monotonic() < ends:
        time.sleep(0.05)
    assert found is not None and found.state == "failed"
    assert found.error["code"] == "FL560" and "nothing.ipynb" in found.error["message"] and found.error["hint"]


def test_it_is_begun_once_while_it_goes_on(project: Path) -> None:
    slow(project)
    first = work.begin(project, "tests", "all", {"layers": []})
    again = work.begin(project, "tests", "all", {"layers": ["data"]})
    assert (again.at, again.asked) == (first.at, {"layers": []})
    assert work.stop(project, "tests", "all")


def test_a_stop_takes_its_children_with_it(project: Path) -> None:
    slow(project)
    work.begin(project, "tests", "all", {"layers": []})
    child = child_of(project)
    assert start_time(child) is not None
    assert work.stop(project, "tests", "all")
    ends = time.monotonic() + 10
    while start_time(child) is not None and time.monotonic() < ends:
        time.sleep(0.05)
    assert start_time(child) is None
    assert until(project, lambda one: True).state == "stopped"


def test_a_process_that_was_killed_counts_as_stopped(project: Path) -> None:
    slow(project)
    work.begin(project, "tests", "all", {"layers": []})
    child_of(project)
    owner = json.loads((project / ".fairlead/work/tests-all/owner.json").read_text())
    os.killpg(owner["pid"], signal.SIGKILL)
    assert until(project, lambda one: not one.is_running, 10).state == "stopped"


def test_what_came_of_it_before_is_forgotten_when_it_begins_anew(project: Path) -> None:
    (project / "test_quick.py").write_text("def test_quick():\n    assert False\n")
    work.begin(project, "tests", "all", {"layers": []})
    assert until(project, lambda one: not one.is_running).result["failed"] == 1
    (project / "test_quick.py").write_text("def test_quick():\n    assert True\n")
    begun = work.begin(project, "tests", "all", {"layers": []})
    assert begun.result is None and begun.told == ()
    assert until(project, lambda one: not one.is_running).result["failed"] == 0


def test_work_that_was_forgotten_is_not_known(project: Path) -> None:
    (project / "test_quick.py").write_text("")
    work.begin(project, "tests", "all", {"layers": []})
    until(project, lambda one: not one.is_running)
    work.forget(project, "tests", "all")
    assert work.work_of(project, "tests", "all") is None
