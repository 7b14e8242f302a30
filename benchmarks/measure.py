"""Run one command and count what its whole family of processes costs: CPU seconds, wall seconds, memory.

Linux only: orphans are adopted with `PR_SET_CHILD_SUBREAPER`, so a server that a tool starts in the
background is counted, and ended, like any other child.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36  # from <linux/prctl.h>
SHORTEST_PAUSE = 0.02  # seconds between two looks at the memory
GRACE = 5.0  # seconds that left-over processes get to end by themselves, then again after SIGTERM


@dataclass(frozen=True, slots=True)
class Usage:
    """Hold what one command cost.

    Attributes
    ----------
    exit_code : int, negative for a signal
    cpu : float, user + system seconds of the command and of every process that came from it
    wall : float, seconds from start to the exit of the command itself
    peak : float, largest sum of the proportional set sizes (PSS) that was seen, in MB (10^6 bytes)
    processes : int, how many different processes were seen
    leftovers : int, processes that outlived the command by more than the grace period and were ended
    timed_out : bool
    """

    exit_code: int
    cpu: float
    wall: float
    peak: float
    processes: int
    leftovers: int
    timed_out: bool


def measure(
    command: Sequence[str | Path],
    *,
    folder: Path,
    environment: Mapping[str, str],
    limit: float,
    log: Path,
    memory: bool = True,
) -> Usage:
    """Run a command to its end, or to its time limit, and return what it cost.

    Parameters
    ----------
    command : program and arguments
    folder : working folder
    environment : the whole environment of the command
    limit : float, seconds; after it the command and all its descendants are killed
    log : file that receives both output streams
    memory : bool, whether to sample memory (reading it slows the command's wall time a little, not its CPU)

    Raises
    ------
    OSError
        When the command cannot be started.
    """
    _adopt_orphans()
    before = _cpu_of_children()
    started = time.monotonic()
    with log.open("wb") as output:
        child = subprocess.Popen(
            [str(part) for part in command],
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        exit_code, wall, peak, seen = _watch(child.pid, started, limit, memory=memory)
    except BaseException:  # also Ctrl-C: nothing that was started here may stay behind
        _end_family(grace=0.0)
        raise
    timed_out = exit_code is None
    leftovers = _end_family(grace=0.0 if timed_out else GRACE)
    return Usage(
        exit_code=-signal.SIGKILL if exit_code is None else exit_code,
        cpu=_cpu_of_children() - before,
        wall=wall,
        peak=peak / 1e6,
        processes=seen,
        leftovers=leftovers,
        timed_out=timed_out,
    )


def descendants() -> list[int]:
    """Return the process ids of every living descendant of this process."""
    parents = dict(_parents())
    family = {os.getpid()}
    found: list[int] = []
    grew = True
    while grew:
        fresh = [pid for pid, parent in parents.items() if parent in family and pid not in family]
        family.update(fresh)
        found.extend(fresh)
        grew = bool(fresh)
    return found


def _watch(pid: int, started: float, limit: float, *, memory: bool) -> tuple[int | None, float, float, int]:
    """Wait for a command; return its exit code (None: too late), wall seconds, peak bytes, processes seen."""
    seen = {pid}
    peak, wall, exit_code = 0.0, 0.0, None
    while exit_code is None and wall < limit:
        looked = time.monotonic()
        family = descendants()
        seen.update(family)
        if memory:
            peak = max(peak, sum(map(_proportional_set_size, family)))
        pause = max(SHORTEST_PAUSE, 9 * (time.monotonic() - looked))  # look at most a tenth of the time
        exit_code = _wait(pid, min(pause, 1.0))
        wall = time.monotonic() - started
    return exit_code, wall, peak, len(seen)


def _parents() -> Iterator[tuple[int, int]]:
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            stat = Path("/proc", name, "stat").read_text(errors="replace")
        except OSError:  # it ended between the listing and the reading
            continue
        # The command's name stands in brackets and may hold spaces or brackets itself.
        yield int(name), int(stat[stat.rindex(")") + 2 :].split()[1])


def _proportional_set_size(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:  # it ended, or has no memory of its own any more
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)


def _wait(pid: int, seconds: float) -> int | None:
    """Reap whatever ends within some seconds; return the exit code of `pid` once it has ended."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            ended, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return None
        if ended == pid:
            return os.waitstatus_to_exitcode(status)
        if ended == 0:
            if time.monotonic() >= deadline:
                return None
            time.sleep(0.001)


def _end_family(*, grace: float) -> int:
    """Wait for the rest of the family, then end it; return how many processes had to be ended."""
    _reap_all(grace)
    leftovers = len(descendants())
    for number, seconds in ((signal.SIGTERM, grace), (signal.SIGKILL, GRACE)):
        for pid in descendants():
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                continue
        _reap_all(seconds)
    return leftovers


def _reap_all(seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while descendants() and time.monotonic() < deadline:
        _wait(0, 0.02)
    _wait(0, 0.0)


def _cpu_of_children() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _adopt_orphans() -> None:
    library = ctypes.CDLL(None, use_errno=True)
    if library.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "this system cannot adopt orphans (prctl PR_SET_CHILD_SUBREAPER)")
