"""Measure one call in this process, and print what it took and found as the last line of the output."""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path


def cpu_seconds() -> float:
    """Return the user and system seconds of this process."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def peak_megabytes() -> float:
    """Return the largest resident set that this process has had, in MB (10^6 bytes)."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) * 1024 / 1e6


def report(run: Callable[[], Mapping[str, object]]) -> None:
    """Run, and print what came out; what was imported before does not count."""
    before, started = cpu_seconds(), time.monotonic()
    found = run()
    usage = {"cpu": cpu_seconds() - before, "wall": time.monotonic() - started, "peak": peak_megabytes()}
    print(json.dumps({**usage, "found": dict(found)}))


def arguments() -> tuple[str, list[str], str]:
    """Return the file, the rules and the option of the command line."""
    path, rules, *option = sys.argv[1:]
    return path, rules.split(","), option[0] if option else ""
