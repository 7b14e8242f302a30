"""What can hold a learner's code, from the strongest to the weakest, and what each of them holds."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from fairlead.studio.sandbox.limits import Limits
from fairlead.studio.sandbox.places import ROOT, readable

AMOUNTS = ("time", "memory", "output", "size of files", "processes")
"""What every level limits."""


@dataclass(frozen=True, slots=True)
class Level:
    """Hold what a level is, and what it keeps code from.

    Parameters
    ----------
    name : ``bubblewrap``, ``landlock`` or ``limits``.
    sentence : what it does, as it is shown beside the button.
    contains : what it keeps code from, beside `AMOUNTS`; the names are those of `ATTEMPTS` in `probe`.
    leaves : what it does not keep code from, in words.
    """

    name: str
    sentence: str
    contains: tuple[str, ...]
    leaves: tuple[str, ...] = ()


LEVELS = (
    Level(
        "bubblewrap",
        "bubblewrap: own files, own processes, no network",
        ("reading", "writing", "network", "signals", "survivors"),
    ),
    Level(
        "landlock",
        "Landlock and namespaces: own files, own processes, no network",
        ("reading", "writing", "network", "signals", "survivors"),
        ("it sees the names of files that it may not read",),
    ),
    Level(
        "limits",
        "limits alone: time, memory, output and processes",
        ("survivors",) if sys.platform == "linux" else (),
        (
            "it can read every file that you can read",
            "it can change every file that you can change",
            "it can use the network",
            "it can end your other programs",
        ),
    ),
)
"""The strongest first."""


def command(
    level: Level, limits: Limits, folder: str, *, program: Sequence[str], report: int, environment: Mapping[str, str]
) -> list[str]:
    """Return the command that starts a program at a level.

    Parameters
    ----------
    folder : the only one that the program may write.
    program : command of the program, with the whole path of its first word.
    report : number of the open file that the program reports on.
    environment : all that the program finds in its environment.
    """
    is_root = os.geteuid() == 0
    spec = {
        "level": level.name,
        "limits": limits.to_dict(),
        "counts_from": _processes(is_root) if level.name == "limits" or is_root else 0,
        "becomes_nobody": is_root,
        "folder": folder,
        "reading": [*readable(), *_DEVICES] if level.name == "landlock" else [],
        "writing": [folder, "/dev/null"] if level.name == "landlock" else [],
        "listing": [str(ROOT)] if level.name == "landlock" else [],
        "report": report,
        "command": list(program),
        "environment": dict(environment),
    }
    start = "import sys; sys.path.insert(0, sys.argv.pop(1)); from fairlead.studio.sandbox.launcher import main; main()"
    launch = [sys.executable, "-I", "-S", "-c", start, str(ROOT), json.dumps(spec)]
    return [*_bubblewrap(folder, is_root), *launch] if level.name == "bubblewrap" else launch


_DEVICES = [path for path in ("/dev/zero", "/dev/urandom", "/dev/random") if os.path.exists(path)]


def _bubblewrap(folder: str, is_root: bool) -> list[str]:
    """Return the words before a command that let bubblewrap start it: read-only copies of what Python needs."""
    spaces = ["--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"]
    words = [shutil.which("bwrap") or "bwrap", *spaces, *([] if is_root else ["--unshare-user"])]
    words += ["--die-with-parent", "--new-session", "--proc", "/proc", "--dev", "/dev"]
    parents = {str(parent) for path in (*readable(), folder) for parent in PurePath(path).parents}
    for parent in sorted(parents - {os.sep}):  # made here, those of the way to a file are open to their owner alone
        words += ["--perms", "0755", "--dir", parent]
    for path in readable():
        words += ["--ro-bind", path, path]
    return [*words, "--bind", folder, folder, "--chdir", folder, "--"]


def _processes(is_root: bool) -> int:
    """Count the processes and threads of the user that a run belongs to: outside of a namespace the kernel counts all.

    Where that cannot be counted, as many are taken for granted as one person's desktop has.
    """
    from fairlead.studio.sandbox.namespaces import NOBODY

    user, found = NOBODY if is_root else os.geteuid(), 0
    try:
        names = [name for name in os.listdir("/proc") if name.isdecimal()]
    except OSError:
        return 2_000
    for name in names:
        try:
            if os.stat(f"/proc/{name}").st_uid == user:
                found += len(os.listdir(f"/proc/{name}/task"))
        except OSError:  # it has ended meanwhile
            continue
    return found
