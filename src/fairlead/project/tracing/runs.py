"""A run as a trace: a span for it, for each of its tasks, and for each attempt at one, made from its events."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from fairlead.errors import StoreError
from fairlead.project.settings import Project
from fairlead.project.tracing.ids import trace_id_of
from fairlead.store import Store

Event = dict[str, Any]

ENDED = {
    "task_succeeded": "succeeded",
    "task_failed": "failed",
    "task_cancelled": "cancelled",
    "task_cached": "cached",
    "task_recovered": "recovered",
    "task_skipped": "skipped",
    "task_upstream_failed": "upstream_failed",
}
"""The events with which a task ends, and its state then."""

AGAIN = {"task_retrying": "failed", "task_lost": "lost"}
"""The events with which an attempt ends and its task does not."""

BAD = frozenset({"failed", "lost", "upstream_failed", "interrupted"})


@contextlib.contextmanager
def traced(
    project: Project, run: Mapping[str, Any], store: Store, on_event: Callable[[Event], None]
) -> Iterator[Callable[[Event], None]]:
    """Trace a run while it goes on; yield what is to be told its events instead of `on_event`.

    Parameters
    ----------
    run : its row as this process has taken it.
    """
    from fairlead.project.tracing.sending import Telemetry  # only where a collector is named

    telemetry = Telemetry(
        project.traces,
        project.traces_service or project.name,
        trace_id=trace_id_of(run["id"]),
        attributes={"fairlead.project": project.name},
    )
    trace = RunTrace(telemetry, run)

    def tell(event: Event) -> None:
        on_event(event)
        trace.take(event)

    try:
        yield tell
    finally:
        with contextlib.suppress(StoreError):  # the error that led here is the one to tell
            run = store.runs.get(run["id"])
        trace.end(run)
        telemetry.close()


class RunTrace:
    """Turn the events of a run into spans and metrics; times are those of the events.

    Parameters
    ----------
    telemetry : makes and sends them, see `Telemetry`.
    """

    def __init__(self, telemetry: Any, run: Mapping[str, Any]) -> None:
        from opentelemetry import trace  # it is loaded already

        self._otel = trace
        self._tracer = telemetry.tracer
        self._pipeline = run["pipeline"]
        known = {"fairlead.run.id": run["id"], "fairlead.pipeline": run["pipeline"], "fairlead.fence": run["fence"]}
        if run["logical_date"]:
            known["fairlead.logical_date"] = run["logical_date"]
        self._began = run["started"] or run["created"]
        self._run = self._tracer.start_span(f"run {run['pipeline']}", start_time=_nano(self._began), attributes=known)
        self._tasks: dict[str, Any] = {}
        self._attempts: dict[tuple[str, int], tuple[Any, float]] = {}
        self._last = self._began
        meter = telemetry.meter
        self._ended = meter.create_counter("fairlead.tasks", description="Tasks that have ended, by state.")
        self._seconds = meter.create_histogram("fairlead.task.duration", "s", "Time of an attempt at a task.")
        self._run_seconds = meter.create_histogram("fairlead.run.duration", "s", "Time of a run.")

    def take(self, event: Event) -> None:
        """Take note of an event."""
        kind, task, at, data = event["kind"], event["task_id"], event["at"], event["data"] or {}
        self._last = max(self._last, at)
        if kind == "task_started":
            span = self._child(self._task(task, at), f"attempt {task}", at, {"fairlead.worker.pid": data.get("pid", 0)})
            span.set_attribute("fairlead.attempt", event["attempt"])
            self._attempts[task, event["attempt"]] = span, at
        elif kind in AGAIN:
            self._end_attempt(event, AGAIN[kind], data)
        elif kind in ENDED:
            state = ENDED[kind]
            self._end_attempt(event, state, data)
            span = self._task(task, at)
            for name in ("rows_in", "rows_out"):
                if isinstance(data.get(name), int):
                    span.set_attribute(f"fairlead.{name}", data[name])
            self._end(span, state, data, at)
            del self._tasks[task]
            self._ended.add(1, {"fairlead.pipeline": self._pipeline, "fairlead.state": state})
        elif kind != "finding":
            self._run.add_event(kind, {"fairlead.task": task} if task else {}, timestamp=_nano(at))
        else:
            said = {"code": data.get("code", ""), "severity": data.get("severity", "")}
            self._task(task, at).add_event("finding", said, timestamp=_nano(at))

    def end(self, run: Mapping[str, Any]) -> None:
        """End what is still open, with the run's own row."""
        at = max(run["ended"] or self._last, self._last)
        for span, _ in self._attempts.values():
            self._end(span, "interrupted", {}, at)
        for span in self._tasks.values():
            self._end(span, "interrupted", {}, at)
        self._end(self._run, run["state"], {"reason": run["reason"]}, at)
        named = {"fairlead.pipeline": self._pipeline, "fairlead.state": run["state"]}
        self._run_seconds.record(max(0.0, at - self._began), named)

    def _task(self, task: str, at: float) -> Any:
        """Return the span of a task, begun now if nothing was heard of it before."""
        if task not in self._tasks:
            self._tasks[task] = self._child(self._run, f"task {task}", at, {"fairlead.task": task})
        return self._tasks[task]

    def _child(self, parent: Any, name: str, at: float, attributes: Mapping[str, Any]) -> Any:
        context = self._otel.set_span_in_context(parent)
        return self._tracer.start_span(name, context, start_time=_nano(at), attributes=attributes)

    def _end_attempt(self, event: Event, state: str, data: Mapping[str, Any]) -> None:
        span, began = self._attempts.pop((event["task_id"], event["attempt"]), (None, 0.0))
        if span is None:
            return
        self._end(span, state, data, event["at"])
        named = {"fairlead.pipeline": self._pipeline, "fairlead.state": state}
        self._seconds.record(max(0.0, event["at"] - began), named)

    def _end(self, span: Any, state: str, data: Mapping[str, Any], at: float) -> None:
        span.set_attribute("fairlead.state", state)
        error = data.get("error") or {}
        reason = error.get("message") or data.get("reason")
        if reason:
            span.set_attribute("fairlead.reason", str(reason)[:500])
        if error:
            what = {"exception.type": str(error.get("type")), "exception.message": str(error.get("message"))[:500]}
            span.add_event("exception", what, timestamp=_nano(at))
        if state in BAD:
            status = self._otel.Status(self._otel.StatusCode.ERROR, str(reason or state)[:500])
            span.set_status(status)
        span.end(end_time=_nano(at))


def _nano(seconds: float) -> int:
    return int(seconds * 1e9)
