"""Set limits to this process, then become the program. Imports nothing heavy; runs before each program.

A process that has threads must not run Python between fork and exec, so the studio starts this instead. It says on the
pipe of the report when all limits are set; without that word the run counts as not held, and what it gives is thrown
away.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import signal
import sys
from typing import Any

READY = b"held\n"
"""The first line of the report, written when all limits are set."""

FAILED = 97
"""How the launcher ends if a limit cannot be set."""

REPORT = 3
"""The open file on which the program reports."""


def main() -> None:
    """Do what the first argument says, as JSON: see `levels.launch`."""
    spec = json.loads(sys.argv[1])
    try:
        hold(spec)
    except Exception as error:  # the edge: whatever it is, the program must not start
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        sys.stderr.flush()
        os._exit(FAILED)
    os.write(REPORT, READY)
    os.execve(spec["command"][0], spec["command"], spec["environment"])


def hold(spec: dict[str, Any]) -> None:
    """Set all limits, the number of open files last: the other steps open files themselves."""
    move_report(spec["report"])
    if spec["level"] == "landlock":
        from fairlead.studio.sandbox import landlock, namespaces

        namespaces.leave_namespaces()
        namespaces.as_first_process()
        if os.geteuid() == 0:
            namespaces.become_nobody(may_search=True)
        set_limits(spec["limits"], spec["counts_from"])
        landlock.restrict(spec["reading"], spec["writing"], spec["listing"])
    else:
        if spec["level"] == "limits":
            guard_children()
        if spec["becomes_nobody"]:
            from fairlead.studio.sandbox import namespaces

            namespaces.become_nobody(may_search=spec["level"] == "limits")
        set_limits(spec["limits"], spec["counts_from"])
    os.chdir(spec["folder"])
    resource.setrlimit(resource.RLIMIT_NOFILE, (spec["limits"]["files"], spec["limits"]["files"]))


def move_report(place: int) -> None:
    """Put the pipe of the report to its place, and close everything else that may be open."""
    if place != REPORT:
        os.dup2(place, REPORT)
    os.set_inheritable(REPORT, True)
    os.closerange(REPORT + 1, 4096)


def set_limits(limits: dict[str, float], counts_from: int) -> None:
    """Set what the kernel counts for a process.

    Parameters
    ----------
    counts_from : processes that the user has anyway: the kernel counts all of a user.
    """
    cpu, processes = int(limits["cpu"]), counts_from + int(limits["processes"])
    for which, soft, hard in (
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_CPU, cpu, cpu + 1),
        (resource.RLIMIT_FSIZE, int(limits["file_size"]), int(limits["file_size"])),
        (resource.RLIMIT_AS, int(limits["memory"]), int(limits["memory"])),
        (resource.RLIMIT_NPROC, processes, processes),
    ):
        resource.setrlimit(which, (soft, hard))


def guard_children() -> None:
    """Go on in a child; the parent waits for it, and ends all that it has left behind, detached or not.

    Returns in the child alone. Where the kernel cannot hand orphans over, only those of the process group are ended.
    """
    if sys.platform == "linux":
        from fairlead.studio.sandbox.kernel import PR_SET_CHILD_SUBREAPER, process_control

        process_control(PR_SET_CHILD_SUBREAPER, 1)
    child = os.fork()
    if not child:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        return
    signal.signal(signal.SIGTERM, lambda *_: end_descendants(128 + signal.SIGTERM))
    for place in (0, 1, 2, REPORT):  # a pipe that is held here would look as if the program still wrote
        os.close(place)
    while True:
        pid, status = os.waitpid(-1, 0)
        if pid == child:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            end_descendants(os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status))


def end_descendants(status: int) -> None:
    """End all processes below this one, then this one."""
    while found := descendants(os.getpid()):
        for pid in found:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
    os._exit(status)


def descendants(top: int) -> list[int]:
    """List the living processes below one, by what /proc says; none where there is no /proc."""
    parents: dict[int, int] = {}
    try:
        names = [name for name in os.listdir("/proc") if name.isdecimal()]
    except OSError:
        return []
    for name in names:
        with contextlib.suppress(OSError, IndexError, ValueError), open(f"/proc/{name}/stat", encoding="utf-8") as file:
            state, parent = file.read().rpartition(") ")[2].split()[:2]
            if state != "Z" or int(parent) == top:  # a dead child of ours is still to be put away
                parents[int(name)] = int(parent)
    below: list[int] = []
    ring = [top]
    while ring:
        ring = [pid for pid, parent in parents.items() if parent in ring]
        below += ring
    return below


if __name__ == "__main__":
    main()
