"""Progress where no terminal shows it: one plain line an event."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, Self

from fairlead.cli.progress import note_of
from fairlead.cli.screen import ICONS, Screen, count, one_line
from fairlead.clock import show_duration
from fairlead.pipeline.spec import Graph
from fairlead.pipeline.states import STATE_AFTER

ABOUT_THE_RUN: Mapping[str, str] = {
    "published": "→ {path} written",
    "publish_failed": "✗ {path} could not be written",
    "engine_restarted": "↻ the engine was started again: {reason}",
    "cancel_requested": "■ cancel was asked for",
    "run_interrupted": "■ {reason}",
    "notified": "✉ {who} was told",
    "notify_failed": "✗ {who} could not be told: {reason}",
}


class PlainReport:
    """Print each event of a run as it happens."""

    def __init__(self, screen: Screen) -> None:
        self.screen = screen
        self.run_id: str | None = None
        self._width = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def on_graph(self, run_id: str, graph: Graph) -> None:
        """Print what begins."""
        self.run_id = run_id
        self._width = max(map(len, graph.tasks))
        self.screen.write(f"Run {run_id} of {graph.name}: {count(len(graph.tasks), 'task')}")

    def on_event(self, event: dict[str, Any]) -> None:
        """Print one event."""
        text = event_text(event, self._width)
        if text:
            self.screen.write(f"{time.strftime('%H:%M:%S', time.localtime(event['at']))} {text}")


class SilentReport:
    """Only remember which run it is: for ``--json`` and ``--quiet``."""

    def __init__(self) -> None:
        self.run_id: str | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def on_graph(self, run_id: str, graph: Graph) -> None:
        """Remember the run."""
        self.run_id = run_id

    def on_event(self, event: dict[str, Any]) -> None:
        """Say nothing."""


def event_text(event: Mapping[str, Any], width: int = 0) -> str:
    """Return an event as a line; nothing for events that only programs read.

    Parameters
    ----------
    width : int, columns that names of tasks are given

    >>> event_text({"kind": "task_skipped", "task_id": "deploy", "data": {"reason": "`load` was skipped"}})
    '– deploy  skipped: `load` was skipped'
    """
    kind, data = event["kind"], event["data"] or {}
    if kind in ABOUT_THE_RUN:
        return ABOUT_THE_RUN[kind].format(**{"path": "", "reason": "", "who": "", **data})
    name = event["task_id"] or ""
    if kind == "finding":
        return f"! {name:{width}}  {one_line(data['severity'])}: {one_line(data['message'])}"
    if kind == "task_expanded":
        return f"▶ {name:{width}}  {count(data['parts'], 'part')}"
    if kind not in STATE_AFTER:
        return ""
    state = "lost" if kind == "task_lost" else STATE_AFTER[kind]
    return f"{ICONS[state]} {name:{width}}  {_what(kind, state, event, data)}".rstrip()


def _what(kind: str, state: str, event: Mapping[str, Any], data: Mapping[str, Any]) -> str:
    if state == "running":
        return f"attempt {event['attempt']}" if event["attempt"] > 1 else ""
    note = note_of(event)
    if kind == "task_succeeded" and "seconds" in data:
        rows = data.get("rows_out")
        return show_duration(data["seconds"]) + (f"  {count(rows, 'row')}" if rows is not None else "")
    return f"{state.replace('_', ' ')}{': ' if note else ''}{note}"
