"""A bar on stderr that shows how far a long scan is."""

from __future__ import annotations

import sys
from typing import Any, Self

from fairlead.clock import SystemClock

SECONDS_WITHOUT = 0.5
"""A scan that is done sooner shows no bar: it would only flicker."""


class ScanBar:
    """Show how far a scan is; nothing where stderr is no terminal.

    Parameters
    ----------
    name : str, what is scanned.
    unit : str, what is counted.
    """

    def __init__(self, name: str, unit: str = "rows") -> None:
        self._name = name
        self._unit = unit
        self._clock = SystemClock()
        self._began: float | None = None  # when the first were counted: starting up is not the scan
        self._bar: Any = None
        self._is_wanted = sys.stderr.isatty()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def advance(self, done: int, rows: int) -> None:
        """Take note of how much is done, of how much in all."""
        now = self._clock.monotonic()
        self._began = now if self._began is None else self._began
        if not self._is_wanted or now - self._began < SECONDS_WITHOUT:
            return
        if self._bar is None:
            self._bar = _started(self._unit)
            self._task = self._bar.add_task(self._name, total=rows)
        self._bar.update(self._task, completed=done, total=rows)


def _started(unit: str) -> Any:
    from rich.console import Console  # Rich alone would double the time of a short command
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    numbers = TextColumn("{task.completed:,.0f} of {task.total:,.0f} " + unit)
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), numbers, TimeRemainingColumn())
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    bar.start()
    return bar
