"""Progress for programs: one JSON object an event, a line each."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Self

from fairlead.cli.screen import Screen, seconds_of
from fairlead.clock import SystemClock, timestamp
from fairlead.pipeline.spec import Graph
from fairlead.project.tracing.ids import trace_id_of


class EventLines:
    """Print each event of a run as it happens; a line has the run, and the trace that it belongs to."""

    def __init__(self, screen: Screen) -> None:
        self.screen = screen
        self.run_id: str | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def on_graph(self, run_id: str, graph: Graph) -> None:
        """Print what begins."""
        self.run_id = run_id
        about = {"pipeline": graph.name, "tasks": len(graph.tasks)}
        now = timestamp(SystemClock().now())
        self.screen.write(_line({"at": now, "kind": "run_started", **_of_run(run_id), **about}))

    def on_event(self, event: dict[str, Any]) -> None:
        """Print one event, with the names that events have in the store."""
        named = {"task": event["task_id"], "attempt": event["attempt"]}
        known = {name: value for name, value in named.items() if value is not None}
        values = {"at": timestamp(event["at"]), "kind": event["kind"], **_of_run(self.run_id or ""), **known}
        self.screen.write(_line({**values, **({"data": event["data"]} if event["data"] else {})}))


def ended(row: Mapping[str, Any]) -> str:
    """Return the line with which a run ends."""
    values = {"at": timestamp(row["ended"]) if row["ended"] else None, "kind": "run_ended", **_of_run(row["id"])}
    return _line({**values, "state": row["state"], "reason": row["reason"], "seconds": seconds_of(row)})


def _of_run(run_id: str) -> dict[str, str]:
    return {"run": run_id, "trace_id": trace_id_of(run_id)}


def _line(values: Mapping[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, default=str)
