"""Programs that try to get out, run at each level that works on this machine."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from fairlead.studio.sandbox.levels import LEVELS, Level
from fairlead.studio.sandbox.limits import Limits
from fairlead.studio.sandbox.probe import trouble_with
from fairlead.studio.sandbox.running import Ran, run_program

Run = Callable[..., Ran]


@pytest.fixture(scope="session", params=[level.name for level in LEVELS])
def level(request: pytest.FixtureRequest) -> Level:
    """Return a level; tests of one that does not work here are left out, and say why."""
    found = next(one for one in LEVELS if one.name == request.param)
    why = trouble_with(found)
    if why is not None:
        pytest.skip(f"{found.name} does not work here: {why}")
    return found


@pytest.fixture
def attack(level: Level, tmp_path: Path) -> Run:
    """Run a program at the level; its command line holds the test's folder, by which `left` finds its processes."""

    def run(code: str, *arguments: object, **limits: float) -> Ran:
        folder = tmp_path / "mine"
        folder.mkdir(exist_ok=True)
        program = [sys.executable, "-I", "-S", "-c", code, *map(str, arguments), str(folder)]
        return run_program(program, level, Limits(**{"cpu": 10, "wall": 10.0, **limits}), folder)

    return run


@pytest.fixture
def left(tmp_path: Path) -> Callable[[], list[str]]:
    """List the processes of the test that are still there after a while."""

    def found() -> list[str]:
        deadline = time.monotonic() + 5
        while (living := processes_of(tmp_path)) and time.monotonic() < deadline:
            time.sleep(0.05)
        return living

    return found


@pytest.fixture
def count(tmp_path: Path) -> Callable[[], int]:
    """Count the living processes of the test."""
    return lambda: len(processes_of(tmp_path))


def processes_of(folder: Path) -> list[str]:
    """List the living processes whose command line names a folder; a dead one has no command line."""
    found = []
    for name in filter(str.isdecimal, os.listdir("/proc")):
        try:
            words = Path(f"/proc/{name}/cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if int(name) != os.getpid() and str(folder).encode() in b" ".join(words):
            found.append(name)
    return found
