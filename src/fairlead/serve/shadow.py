"""The version in the shadow: it answers what the champion answers, but later, and only the log hears of it."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fairlead.serve.arms import Arm
from fairlead.serve.metrics import Meter

MOST_WAITING = 5_000
"""Rows that may wait; what comes while so many do is dropped and counted, so that memory stays bounded."""

MOST_TOGETHER = 256
"""Rows answered in one call."""

say = logging.getLogger("fairlead.serve")


@dataclass(frozen=True, slots=True)
class Overheard:
    """Hold rows that the champion was asked, as its domain has read them."""

    arm: Arm
    rows: Sequence[Mapping[str, Any]]
    ids: Sequence[str]


class Shadow:
    """Answer rows in a thread of its own, as long as it keeps up.

    Parameters
    ----------
    answer : answers what was overheard, and logs it.
    """

    def __init__(self, answer: Callable[[Overheard], None], meter: Meter) -> None:
        self._answer = answer
        self._meter = meter
        self._waiting: deque[Overheard] = deque()
        self._rows = 0
        self._state = threading.Condition()
        self._is_closing = False
        self._thread: threading.Thread | None = None

    def offer(self, heard: Overheard) -> None:
        """Take rows to be answered later, or drop them if too many wait."""
        with self._state:
            if self._rows + len(heard.rows) > MOST_WAITING:
                self._meter.add("fairlead_shadow_dropped_total", len(heard.rows))
                return
            self._waiting.append(heard)
            self._rows += len(heard.rows)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="fairlead-shadow", daemon=True)
                self._thread.start()
            self._state.notify()

    def close(self) -> None:
        """Answer what waits, and end."""
        with self._state:
            self._is_closing = True
            self._state.notify()
        if self._thread is not None:
            self._thread.join()

    def _work(self) -> None:
        while (heard := self._next()) is not None:
            try:
                self._answer(heard)
            except Exception:  # nobody waits for it: the log of the server tells
                say.exception("version %d in the shadow failed at %d rows", heard.arm.version, len(heard.rows))

    def _next(self) -> Overheard | None:
        """Return what waits of one version together; None once there is no more to come."""
        with self._state:
            while not self._waiting:
                if self._is_closing:
                    return None
                self._state.wait()
            first = self._waiting.popleft()
            rows, ids = list(first.rows), list(first.ids)
            while self._waiting and self._waiting[0].arm is first.arm and len(rows) < MOST_TOGETHER:
                more = self._waiting.popleft()
                rows += more.rows
                ids += more.ids
            self._rows -= len(rows)
        return Overheard(first.arm, rows, ids)
