"""Give a process a network without anything in it, and processes that it may see and that end with it."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from fairlead.studio.sandbox.kernel import (
    CAP_DAC_READ_SEARCH,
    CLONE_NEWIPC,
    CLONE_NEWNET,
    CLONE_NEWPID,
    CLONE_NEWUSER,
    CLONE_NEWUTS,
    PR_CAP_AMBIENT,
    PR_CAP_AMBIENT_RAISE,
    PR_SET_DUMPABLE,
    PR_SET_KEEPCAPS,
    PR_SET_PDEATHSIG,
    process_control,
    set_capabilities,
    unshare,
)

NOBODY = 65534
"""The user that root's runs become: no limit on processes holds for root."""


def leave_namespaces() -> None:
    """Move into new namespaces; the next child is the first process there. Root needs no namespace of users."""
    rest = CLONE_NEWNET | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS
    if os.geteuid() == 0:
        unshare(rest)
        return
    user, group = os.getuid(), os.getgid()
    unshare(CLONE_NEWUSER | rest)
    Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1", encoding="ascii")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1", encoding="ascii")


def as_first_process() -> None:
    """Go on as the only child of the first process of the namespace, which waits for it and then ends all others.

    Returns in that child alone; the process that calls it, and the first process, end as the child ends.
    """
    first = os.fork()
    if first:
        _end_as(first)
    process_control(PR_SET_PDEATHSIG, signal.SIGKILL)
    child = os.fork()
    if child:
        _end_as(child)


def become_nobody(*, may_search: bool) -> None:
    """Give up being root.

    Parameters
    ----------
    may_search : whether folders of root may still be passed through, where Python itself may lie. What can be read
        there is then decided by Landlock.
    """
    process_control(PR_SET_KEEPCAPS, 1)
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)
    set_capabilities(1 << CAP_DAC_READ_SEARCH if may_search else 0)
    if may_search:
        process_control(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_READ_SEARCH)
    process_control(PR_SET_DUMPABLE, 1)


def _end_as(child: int) -> None:
    """Wait for a child and end with its status; others that end meanwhile are put away."""
    for place in (0, 1, 2):  # a pipe that is held here would look as if the program still wrote
        os.close(place)
    while True:
        pid, status = os.waitpid(-1, 0)
        if pid == child:
            os._exit(os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status))
