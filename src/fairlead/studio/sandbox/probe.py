"""Find out which level works on this machine, by running code at it that tries to get out."""

from __future__ import annotations

import json
import os
import shutil
import socket
import sys
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fairlead.errors import SandboxError
from fairlead.studio.sandbox.levels import LEVELS, Level
from fairlead.studio.sandbox.limits import Limits
from fairlead.studio.sandbox.running import run_program

ATTEMPTS: Mapping[str, str] = {
    "reading": "reading a file of yours",
    "writing": "changing a file of yours",
    "network": "using the network",
    "signals": "ending your other programs",
    "survivors": "leaving a program behind",
}
"""What code may be kept from, in words."""

TRIES = """
import json, os, socket, sys
told = json.loads(sys.argv[1])
got = {}
def tried(name, act):
    try:
        act()
        got[name] = True
    except Exception:
        got[name] = False
tried("reading", lambda: open(told["secret"]).read())
tried("writing", lambda: open(told["outside"], "w").close())
tried("network", lambda: socket.create_connection(("127.0.0.1", told["port"]), 2).close())
tried("signals", lambda: os.kill(told["studio"], 0))
open("mine", "w").write("x")
os.write(3, json.dumps(got).encode())
"""
"""A small program that tries four ways out, and whether it can write where it may."""

QUICK = Limits(cpu=5, wall=10.0)


@dataclass(frozen=True, slots=True)
class Probe:
    """Hold which level works here.

    Parameters
    ----------
    level : the strongest that works; None if none does.
    tried : level -> why it does not work, of those that are stronger, or of all.
    """

    level: Level | None
    tried: Mapping[str, str]

    def require(self) -> Level:
        """Return the level.

        Raises
        ------
        SandboxError
            None works here: then no code is run.
        """
        if self.level is None:
            raise SandboxError.no_level(self.tried)
        return self.level


_lock = threading.Lock()
_found: list[Probe] = []


def level_here() -> Probe:
    """Return which level works here; it is tried out once for each process."""
    with _lock:
        if not _found:
            _found.append(probe())
        return _found[0]


def probe(levels: tuple[Level, ...] = LEVELS) -> Probe:
    """Try levels, the strongest first, until one holds what it says."""
    tried: dict[str, str] = {}
    for level in levels:
        why = trouble_with(level)
        if why is None:
            return Probe(level, tried)
        tried[level.name] = why
    return Probe(None, tried)


def trouble_with(level: Level) -> str | None:
    """Return why a level cannot be used here, or None if it holds all that it says."""
    if os.name != "posix":
        return "it needs Linux or macOS"
    if level.name != "limits" and sys.platform != "linux":
        return "it needs Linux"
    if level.name == "bubblewrap" and shutil.which("bwrap") is None:
        return "there is no program bwrap"
    try:
        got = attempts_at(level)
    except SandboxError as error:
        return error.message
    open_ways = [ATTEMPTS[name] for name in level.contains if got.get(name)]
    return f"it does not keep code from {' and '.join(open_ways)}" if open_ways else None


def attempts_at(level: Level) -> dict[str, bool]:
    """Run code that tries to get out, and return in what it had success.

    Raises
    ------
    SandboxError
        The level cannot be set up, or the code cannot run at it.
    """
    with tempfile.TemporaryDirectory(prefix="fairlead-probe-") as name:
        outside = Path(name).resolve() / "outside"
        inside = Path(name).resolve() / "inside"
        for folder in (outside, inside):
            folder.mkdir()
        os.chmod(name, 0o711)  # so that only the level keeps code out, not that it may run as another user
        outside.chmod(0o777)
        secret = outside / "secret.txt"
        secret.write_text("secret", encoding="utf-8")
        with socket.create_server(("127.0.0.1", 0)) as server:
            told = {
                "secret": str(secret), "outside": str(outside / "written"), "port": server.getsockname()[1],
                "studio": os.getpid(),
            }  # fmt: skip
            program = [sys.executable, "-I", "-S", "-c", TRIES, json.dumps(told)]
            ran = run_program(program, level, QUICK, inside)
        if ran.report is None:
            raise SandboxError.not_held(level.name, (ran.complained.strip() or ran.said).splitlines()[-1])
        got = {name: bool(value) for name, value in ran.report.items()}
        got["writing"] = (outside / "written").exists()  # what a program believes may be in a world of its own
        return got
