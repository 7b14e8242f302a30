"""What a run does at the moment, gathered from its events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, Self

from fairlead.cli.screen import one_line, state_of
from fairlead.clock import show_duration
from fairlead.pipeline.spec import Graph
from fairlead.pipeline.states import STATE_AFTER

DONE = frozenset({"succeeded", "cached", "failed", "skipped", "upstream_failed", "cancelled"})


class Report(Protocol):
    """Show a run while it goes on."""

    run_id: str | None

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...

    def on_graph(self, run_id: str, graph: Graph) -> None:
        """Take note of the run and its tasks, before the first event."""
        ...

    def on_event(self, event: dict[str, Any]) -> None:
        """Take note of an event."""
        ...


@dataclass(slots=True)
class Line:
    """Hold what is shown of one task."""

    state: str = "pending"
    started: float | None = None
    ended: float | None = None
    rows_in: int | None = None
    rows_out: int | None = None
    note: str = ""
    parts: int | None = None
    parts_done: int = 0


@dataclass(slots=True)
class Progress:
    """Follow a run by its events.

    >>> progress = Progress({"train": Line()})
    >>> progress.take({"kind": "task_started", "task_id": "train", "attempt": 1, "at": 5.0, "data": None})
    >>> progress.lines["train"].state, progress.counts()
    ('running', {'running': 1})
    """

    lines: dict[str, Line] = field(default_factory=dict)

    @classmethod
    def of(cls, tasks: Iterable[str], rows: Iterable[Mapping[str, Any]] = ()) -> Progress:
        """Begin with the tasks of a graph, those in the state that an earlier process has left them in."""
        progress = cls({name: Line() for name in tasks})
        for row in rows:
            if row["task_id"] in progress.lines and row["state"] in DONE:
                note = one_line(row["reason"] or "") or "finished before"
                progress.lines[row["task_id"]] = Line(
                    state_of(row), row["started"], row["ended"], row["rows_in"], row["rows_out"], note
                )
        return progress

    def take(self, event: Mapping[str, Any]) -> None:
        """Take note of one event."""
        name, data = event["task_id"], event["data"] or {}
        if name is None:
            return
        line = self.lines.get(name)
        if line is None:
            self._take_part(name, event["kind"])
        elif event["kind"] == "task_expanded":
            line.state, line.parts, line.started = "running", data["parts"], line.started or event["at"]
        elif event["kind"] in STATE_AFTER:
            self._change(line, STATE_AFTER[event["kind"]], event, data)

    def _change(self, line: Line, state: str, event: Mapping[str, Any], data: Mapping[str, Any]) -> None:
        line.state = state
        if state == "running":
            line.started, line.ended = event["at"], None
            line.note = f"attempt {event['attempt']}" if event["attempt"] > 1 else ""
            return
        if state in DONE:
            line.ended = event["at"]
        line.rows_in, line.rows_out = data.get("rows_in", line.rows_in), data.get("rows_out", line.rows_out)
        retried = line.note if line.note.startswith("attempt") else ""
        line.note = note_of(event) or retried

    def _take_part(self, name: str, kind: str) -> None:
        """Count the parts of a mapped task in its line."""
        whole = self.lines.get(name.rpartition("[")[0])
        if whole is not None and whole.parts is not None and STATE_AFTER.get(kind) in DONE:
            whole.parts_done += 1
            whole.note = f"{whole.parts_done:,} of {whole.parts:,} parts"

    def counts(self) -> dict[str, int]:
        """Return how many tasks are in each state."""
        found: dict[str, int] = {}
        for line in list(self.lines.values()):
            found[line.state] = found.get(line.state, 0) + 1
        return found

    @property
    def done(self) -> int:
        """Return how many tasks have ended."""
        return sum(line.state in DONE for line in list(self.lines.values()))


def note_of(event: Mapping[str, Any]) -> str:
    """Return why, in words: the reason of an event or its error.

    >>> note_of({"kind": "task_skipped", "data": {"reason": "evaluate.passed does not hold"}})
    'evaluate.passed does not hold'
    """
    data = event["data"] or {}
    error = data.get("error")
    if error is None:
        return one_line(str(data.get("reason") or ""))
    said = one_line(f"{error.get('type', 'Error')}: {error.get('message', '')}".rstrip(": "))
    return f"again in {show_duration(data['wait'])}: {said}" if "wait" in data else said
