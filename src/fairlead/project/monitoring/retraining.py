"""Start the pipeline because a policy asks for a new model: once for a cause, never two at a time.

The cause is written into the store, with the id of its run, before the run begins. So two monitors start one run, and
whoever comes after a crash knows which run it was.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from fairlead.clock import Clock, SystemClock, new_run_id, show_duration, timestamp
from fairlead.errors import FairleadError
from fairlead.finding import Finding
from fairlead.model.retention import CHAMPION
from fairlead.monitor.watching.look import Look
from fairlead.pipeline.spec import Graph
from fairlead.project.runs import run
from fairlead.project.settings import Project
from fairlead.store import Store

State = Literal["started", "succeeded", "failed", "cancelled", "interrupted", "advised", "held back"]

ENDS = {
    "succeeded": "has succeeded",
    "failed": "has failed",
    "cancelled": "was cancelled",
    "interrupted": "was cut off: `fairlead resume` finishes it",
}
UNFINISHED = frozenset({"pending", "running"})
BEGIN_SECONDS = 60.0
"""So long a claim without a run counts as one that is about to begin; a run writes its row in a fifth of a second."""


@dataclass(frozen=True, slots=True)
class Retraining:
    """Say what became of the wish for a new model.

    Parameters
    ----------
    state : how the run ended; "advised" if nothing is started by the settings; "held back" if `said` says why not.
    said : in a sentence.
    version : the champion afterwards.
    """

    state: State
    said: str
    run_id: str | None = None
    version: int | None = None


def retrain(
    project: Project,
    look: Look,
    finding: Finding,
    *,
    on_event: Callable[[dict[str, Any]], None] = lambda event: None,
    on_graph: Callable[[str, Graph], None] = lambda run_id, graph: None,
    clock: Clock | None = None,
) -> Retraining:
    """Start the pipeline for a finding, and wait until it has ended.

    Parameters
    ----------
    on_event, on_graph : see `run`.

    Raises
    ------
    FairleadError
        There is no pipeline, or the run could not begin. The cause is free again, so that the next look tries again.
    """
    time = clock or SystemClock()
    if not look.watched.starts:
        return Retraining("advised", 'Nothing was started: set `retrain = "start"` under [monitor], or `fairlead run`.')
    project = Project.find(project.folder)  # there must be a pipeline now
    cause, now = str(finding.evidence["cause"]), time.now()
    run_id = new_run_id(now)
    with project.open_store() as store:
        held = claimed(store, look, cause, str(finding.evidence["reason"]), run_id, now)
        before = _champion(store, look.model)
    if held is not None:
        return held
    has_begun = False

    def begin(run_id: str, graph: Graph) -> None:
        nonlocal has_begun
        has_begun = True
        on_graph(run_id, graph)

    try:
        outcome = run(project, run_id=run_id, logical_date=_date(look), on_event=on_event, on_graph=begin)
    except FairleadError:
        if not has_begun:
            with project.open_store() as store, store.transaction():
                store.monitoring.forget(look.model, cause)
        raise
    except KeyboardInterrupt:
        with project.open_store() as store, store.transaction():
            store.monitoring.settle(look.model, cause, "interrupted", "stopped", time.now())
        raise
    with project.open_store() as store:
        after = _champion(store, look.model)
        said = _said(outcome.run_id, outcome.state, before, after)
        with store.transaction():
            store.monitoring.settle(look.model, cause, outcome.state, said, time.now())
    state: Any = outcome.state
    return Retraining(state, said, outcome.run_id, after)


def claimed(store: Store, look: Look, cause: str, reason: str, run_id: str, now: float) -> Retraining | None:
    """Write that a run is started for a cause; return why not, if one may not be. Of several that ask, one may."""
    with store.transaction():
        store.monitoring.take_turns()
        rows = store.monitoring.retrainings(look.model)
        for row in rows:
            state = _state(store, row, now)
            if state in UNFINISHED:
                return Retraining("held back", f"The run {row['run_id']} of this model is still at it.", row["run_id"])
            if row["cause"] == cause:
                ended = ENDS.get(state, state)
                said = f"For this cause ({cause}) the run {row['run_id']} was started already; it {ended}."
                return Retraining("held back", said, row["run_id"])
        latest = max((row["at"] for row in rows), default=None)
        if latest is not None and now - latest < look.watched.cool_down:
            left = show_duration(look.watched.cool_down - (now - latest))
            return Retraining("held back", f"The last run began {show_duration(now - latest)} ago; {left} to wait.")
        store.monitoring.claim(
            {
                "model": look.model, "cause": cause, "at": now, "run_id": run_id, "reason": reason,
                "version": look.batch.version,
            }
        )  # fmt: skip
    return None


def _state(store: Store, row: Mapping[str, Any], now: float) -> str:
    """Return how the run of a retraining stands, by the run itself: whoever started it may have died."""
    try:
        return str(store.runs.get(row["run_id"])["state"])
    except KeyError:
        if row["state"] != "started":
            return str(row["state"])
        return "pending" if now - row["at"] < BEGIN_SECONDS else "interrupted"


def _champion(store: Store, model: str) -> int | None:
    row = store.models.alias(model, CHAMPION)
    return None if row is None else int(row["version"])


def _date(look: Look) -> str | None:
    """Return the end of the batch as the date that the run is about."""
    return None if look.batch.ended is None else timestamp(look.batch.ended)


def _said(run_id: str, state: str, before: int | None, after: int | None) -> str:
    if state != "succeeded":
        return f"The run {run_id} {state}; version {before} stays in use."
    if after == before:
        return f"The run {run_id} succeeded; version {before} stays in use: the new one was refused, or is the same."
    return f"The run {run_id} succeeded; version {after} is in use instead of {before}."
