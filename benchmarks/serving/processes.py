"""What a server and everything that it started has used, as Linux counts it."""

from __future__ import annotations

import os
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def family(pid: int) -> list[int]:
    """Return a process and its living descendants."""
    found = [pid]
    for one in found:
        for thread in Path(f"/proc/{one}/task").glob("*/children"):
            try:
                found += [int(child) for child in thread.read_text().split()]
            except OSError:  # it ended meanwhile
                continue
    return found


def cpu_seconds(pid: int) -> float:
    """Return user and system seconds of a family, those of its members that have ended included."""
    total = 0
    for one in family(pid):
        try:
            stat = Path(f"/proc/{one}/stat").read_text()
        except OSError:
            continue
        # The name in brackets may hold anything; utime, stime, cutime and cstime are the fields 14 to 17.
        total += sum(map(int, stat[stat.rindex(")") + 2 :].split()[11:15]))
    return total / TICKS


def memory(pid: int) -> float:
    """Return the proportional set size of a family in MB (10^6 bytes)."""
    total = 0
    for one in family(pid):
        try:
            lines = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
    return total * 1024 / 1e6
