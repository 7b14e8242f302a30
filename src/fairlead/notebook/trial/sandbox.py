"""Limits of the process that runs a notebook: time, memory, and where it may write.

This keeps an honest notebook from doing harm by accident: filling the memory, overwriting its data, posting to a
server. It is no wall against code that wants to break out; such code should not be run at all.
"""

from __future__ import annotations

import os
import resource
import shutil
import sys
from pathlib import Path
from typing import Any

COPIED = 200_000_000
"""Bytes of files beside the notebook that are copied; larger ones can be read where they are."""

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
CHANGING = ("os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.truncate", "os.symlink", "os.link", "shutil.rmtree")
LEAVING = ("socket.connect", "socket.sendto", "subprocess.Popen", "os.system", "os.posix_spawn", "os.exec", "os.fork")


def furnish(folder: Path, beside: Path) -> None:
    """Put what lies beside a notebook into a folder of its own: small files as copies, large ones as links."""
    left = COPIED
    for entry in sorted(beside.iterdir()):
        if entry.name.startswith("."):
            continue
        size = entry.stat().st_size if entry.is_file() else COPIED + 1
        if size <= left:
            shutil.copy2(entry, folder / entry.name)
            left -= size
        else:
            (folder / entry.name).symlink_to(entry.resolve())


def confine(folder: Path, seconds: int, memory: int) -> None:
    """Set limits to this process, for good: CPU seconds, bytes of memory, and writing outside of a folder."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    allowed = (os.path.realpath(folder) + os.sep, "/dev/null", "/dev/shm/", "/dev/tty")

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" and _is_writing(arguments) and not _is_inside(arguments[0], allowed):
            raise PermissionError(f"a trial run may not write {arguments[0]!r}")
        if event in CHANGING and not _is_inside(arguments[0], allowed):
            raise PermissionError(f"a trial run may not change {arguments[0]!r}")
        if event in LEAVING:
            raise PermissionError(f"a trial run may not do this: {event}")

    sys.addaudithook(watch)


def _is_writing(arguments: tuple[Any, ...]) -> bool:
    _, mode, flags = (*arguments, None, None)[:3]
    if isinstance(mode, str):
        return any(letter in mode for letter in "wax+")
    return bool(isinstance(flags, int) and flags & WRITING)


def _is_inside(path: Any, allowed: tuple[str, ...]) -> bool:
    if isinstance(path, int):  # a file that is open already
        return True
    try:
        real = os.path.realpath(os.fsdecode(path))
    except (TypeError, ValueError):
        return False
    return any(real == one.rstrip(os.sep) or real.startswith(one) for one in allowed)
