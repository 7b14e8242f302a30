"""Who owns a run: one process on one machine, and whether it still lives."""

from __future__ import annotations

import functools
import os
import socket
from collections.abc import Mapping
from typing import Any

Owner = Mapping[str, Any]


def this_process() -> dict[str, Any]:
    """Return the identity of this process.

    The pid alone is not one, because pids are used again: the time at which the process started tells two
    apart, the boot id and the namespace of pids tell two machines or containers apart.

    >>> is_dead(this_process()) is False
    True
    """
    return {**_place(), "pid": os.getpid(), "started": start_time(os.getpid())}


@functools.cache
def _place() -> dict[str, str]:
    return {
        "host": socket.gethostname(),
        "boot": _read("/proc/sys/kernel/random/boot_id"),
        "pids": _pid_namespace(),
    }


def is_dead(owner: Owner) -> bool | None:
    """Tell whether the process has ended; None if that cannot be seen from here (another machine).

    A machine that was started again since has no process of before.
    """
    place = _place()
    if owner["host"] == place["host"] and owner["boot"] != place["boot"] and owner["boot"] and place["boot"]:
        return True
    if any(owner[name] != place[name] for name in place):
        return None
    started = start_time(owner["pid"])
    return started is None or started != owner["started"]


def start_time(pid: int) -> str | None:
    """Return when a process started, in clock ticks since boot; None if there is none (a zombie counts as none).

    >>> start_time(os.getpid()) is not None
    True
    """
    stat = _read(f"/proc/{pid}/stat")
    if stat:
        # The name of the command, in brackets, may itself hold blanks and brackets.
        fields = stat[stat.rindex(")") + 2 :].split()
        return None if fields[0] in "ZX" else fields[19]
    if os.path.isdir("/proc/self"):
        return None
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return None
    except PermissionError:
        pass
    return "unknown"


def _read(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read().strip()
    except OSError:
        return ""


def _pid_namespace() -> str:
    try:
        return os.readlink("/proc/self/ns/pid")
    except OSError:
        return ""
