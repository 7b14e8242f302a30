"""Named points of the crash protocol, at which a drill can stop a process dead."""

from __future__ import annotations

import os
import signal

POINTS = (
    "run-committed",
    "owner-taken",
    "claim-committed",
    "order-sent",
    "order-received",
    "task-called",
    "task-returned",
    "blob-part-written",
    "blob-renamed",
    "manifest-part-written",
    "manifest-renamed",
    "result-reported",
    "result-received",
    "result-committed",
    "run-ended",
)
"""Every point, in the order in which a task passes them."""

VARIABLE = "FAIRLEAD_CRASH_AT"
"""Environment variable ``point`` or ``point:n``: the n-th passage (in one process) ends with SIGKILL."""

TOKEN = "FAIRLEAD_CRASH_TOKEN"
"""Environment variable with the path of a file: only the process that removes it dies, so one crash a token."""


def _plan(text: str | None) -> tuple[str, int]:
    point, _, count = (text or "").partition(":")
    return point, int(count or 1)


_point, _left = _plan(os.environ.get(VARIABLE))


def crash_point(name: str) -> None:
    """Pass a named point; the process ends here if a drill asked for it."""
    global _left
    if name == _point:
        _left -= 1
        if _left <= 0 and _takes_token(os.environ.get(TOKEN)):
            os.kill(os.getpid(), signal.SIGKILL)


def _takes_token(path: str | None) -> bool:
    if path is None:
        return True
    try:
        os.unlink(path)
    except FileNotFoundError:
        return False
    return True
