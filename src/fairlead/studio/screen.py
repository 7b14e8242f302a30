"""What the screen of a run shows: its graph, its bars and one stage, gathered in one visit to the store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fairlead.clock import SystemClock
from fairlead.errors import FairleadError
from fairlead.finding import Finding
from fairlead.finding.finding import most_severe_first
from fairlead.pipeline.gantt import Bar
from fairlead.pipeline.spec import Graph, TaskSpec
from fairlead.project.definition import Definition, Source, source_of
from fairlead.project.history import Explanation, explain
from fairlead.project.looking import LogTail, bars_of, findings_of, log_tail, parts_of
from fairlead.project.settings import Project
from fairlead.project.starting import Begun, begun, taken_up
from fairlead.store import Store
from fairlead.studio.views.dag import Stage
from fairlead.studio.views.words import duration

Row = Mapping[str, Any]
DONE = frozenset({"succeeded", "cached", "failed", "skipped", "upstream_failed", "cancelled"})
LIVE = frozenset({"pending", "running", "starting"})


@dataclass(frozen=True, slots=True)
class Detail:
    """Hold what is known of one stage.

    Attributes
    ----------
    row : None if it has not been part of a run.
    explanation : why it ran, did not run, or failed.
    made_from : what its output was made of: kind, name, value.
    parts : of a mapped task, the rows of its parts.
    """

    spec: TaskSpec
    row: Row | None
    state: str
    explanation: Explanation | None
    attempts: Sequence[Row]
    log: LogTail | None
    source: Source | None
    findings: Sequence[Finding]
    made_from: Sequence[tuple[str, str, str]]
    parts: Sequence[Row]
    before: Sequence[str]
    after: Sequence[str]


@dataclass(frozen=True, slots=True)
class Screen:
    """Hold what the screen shows.

    Attributes
    ----------
    run : None if the pipeline has not run, or the run is about to begin.
    state : of the run; "starting" before its row is there, "" if there is none.
    rows : of the tasks of the run, by id; parts of mapped tasks are among them.
    said : what the process of a run has printed that could not begin.
    """

    run_id: str | None
    run: Row | None
    state: str
    graph: Graph | None
    rows: Mapping[str, Row]
    bars: Sequence[Bar]
    now: float
    chosen: str | None = None
    detail: Detail | None = None
    said: str = ""
    findings: Sequence[Finding] = ()
    stages: Sequence[Stage] = field(default=())

    @property
    def is_live(self) -> bool:
        """Tell whether there is more to come."""
        return self.state in LIVE

    @property
    def edges(self) -> list[tuple[str, str]]:
        """Return the edges of the graph."""
        return list(self.graph.edges()) if self.graph else []

    @property
    def failed(self) -> list[Row]:
        """Return the tasks that failed; of a mapped task its parts, and not the whole of it."""
        rows = [row for row in self.rows.values() if row["state"] == "failed"]
        wholes = {row["name"] for row in rows if row["task_id"] != row["name"]}
        return [row for row in rows if row["task_id"] not in wholes]

    @property
    def counts(self) -> dict[str, int]:
        """Return how many stages are in each state; a mapped task counts once."""
        found: dict[str, int] = {}
        for stage in self.stages:
            found[stage.state or "pending"] = found.get(stage.state or "pending", 0) + 1
        return found

    @property
    def done(self) -> int:
        """Return how many stages have ended."""
        return sum(number for state, number in self.counts.items() if state in DONE)


def screen_of(project: Project, run_id: str, chosen: str | None) -> Screen | None:
    """Return the screen of a run; None if there is no such run and none was started under this id."""
    now = SystemClock().now()
    with project.open_store() as store:
        try:
            run = store.runs.get(run_id)
        except KeyError:
            return _before_it_began(project, store, run_id, now)
        graph = Graph.from_dict(store.runs.graph(run_id))
        return _screen(project, store, run, graph, chosen, now)


def screen_of_pipeline(project: Project, written: Definition, chosen: str | None) -> Screen:
    """Return the screen of a pipeline as it is written now, with how its latest run went."""
    now, graph = SystemClock().now(), written.graph
    with project.open_store() as store:
        rows = [row for row in store.runs.recent(20) if row["file"] == written.file]
        latest = next((row for row in rows if graph is None or row["pipeline"] == graph.name), None)
        if latest is not None:
            drawn = graph or Graph.from_dict(store.runs.graph(latest["id"]))
            return _screen(project, store, store.runs.get(latest["id"]), drawn, chosen, now)
    if graph is None:
        return Screen(None, None, "", None, {}, [], now)
    stages = stages_of(graph, {}, now)
    detail = _bare(project, graph, chosen) if chosen in graph.tasks else None
    return Screen(None, None, "", graph, {}, [], now, chosen if detail else None, detail, stages=stages)


def _bare(project: Project, graph: Graph, chosen: str | None) -> Detail:
    """Return what is known of a stage that has not been part of a run."""
    spec = graph.tasks[chosen or ""]
    return Detail(
        spec=spec, row=None, state="", explanation=None, attempts=[], log=None,
        source=source_of(project.folder, spec.location), findings=[], made_from=_given(spec), parts=[],
        before=spec.upstream, after=_after(graph, spec.id),
    )  # fmt: skip


def _before_it_began(project: Project, store: Store, run_id: str, now: float) -> Screen | None:
    known = begun(project, run_id)
    if not known.is_alive and not known.said:
        return None
    # It may have ended between the two looks: then its row is there now.
    if not known.is_alive and store.runs.matching(run_id):
        return screen_of(project, run_id, None)
    state = "starting" if known.is_alive else "failed"
    return Screen(run_id, None, state, None, {}, [], now, said=_said(known))


def _said(known: Begun) -> str:
    return "" if known.is_alive else known.said


def _screen(project: Project, store: Store, run: Row, graph: Graph, chosen: str | None, now: float) -> Screen:
    rows = {row["task_id"]: row for row in store.runs.tasks(run["id"])}
    attempts = store.runs.attempts(run["id"])
    detail = None
    if chosen is not None and chosen in graph.tasks:
        detail = _detail(project, store, graph, rows, attempts, chosen)
    known = taken_up(project, run)
    return Screen(
        run_id=run["id"],
        run=run,
        state="starting" if known is not None and known.is_alive else run["state"],
        said=_said(known) if known is not None else "",
        graph=graph,
        rows=rows,
        bars=bars_of(list(rows.values()), attempts),
        now=now,
        chosen=chosen if detail else None,
        detail=detail,
        findings=most_severe_first(findings_of(rows.values())),
        stages=stages_of(graph, rows, now),
    )


def stages_of(graph: Graph, rows: Mapping[str, Row], now: float) -> list[Stage]:
    """Return the tasks of a graph as they are drawn."""
    return [_stage(spec, rows.get(name), now) for name, spec in graph.tasks.items()]


def _stage(spec: TaskSpec, row: Row | None, now: float) -> Stage:
    conditional, mapped = spec.condition is not None, spec.mapped is not None
    if row is None:
        return Stage(spec.id, conditional=conditional, mapped=mapped)
    state = state_of(row)
    took = "" if state in ("cached", "pending", "skipped", "upstream_failed") else duration_of(row, now)
    return Stage(spec.id, state, took, conditional, mapped, max(row["attempt"], 1))


def state_of(row: Row) -> str:
    """Return the state of a task's row; a success from the store is called ``cached``."""
    return "cached" if row["state"] == "succeeded" and row["cached"] else str(row["state"])


def duration_of(row: Row, now: float) -> str:
    """Return how long a task or a run took, or takes until now; empty if it has not begun."""
    if row["started"] is None:
        return ""
    return duration(max(0.0, (now if row["ended"] is None else row["ended"]) - row["started"]))


def _detail(
    project: Project, store: Store, graph: Graph, rows: Mapping[str, Row], attempts: Sequence[Row], chosen: str
) -> Detail:
    spec, row = graph.tasks[chosen], rows.get(chosen)
    if row is None:
        return _bare(project, graph, chosen)
    parts = [one for one in rows.values() if one["name"] == chosen != one["task_id"]]
    failed = [one for one in parts if one["state"] == "failed"]
    logged = failed[0] if failed else row
    return Detail(
        spec=spec,
        row=row,
        state=state_of(row),
        explanation=_explained(project, store, row),
        attempts=[one for one in attempts if one["task_id"] == chosen],
        log=log_tail(project, store, logged),
        source=source_of(project.folder, spec.location),
        findings=most_severe_first(findings_of([row, *parts])),
        made_from=_made_from(project, row, spec, rows),
        parts=parts,
        before=spec.upstream,
        after=_after(graph, chosen),
    )


def _explained(project: Project, store: Store, row: Row) -> Explanation | None:
    if row["state"] in ("running", "retrying"):
        return None
    try:
        return explain(store, project.open_blobs(), row["run_id"], row["task_id"])[0]
    except FairleadError:  # what a manifest held is gone or damaged: the stage can be shown without it
        return None


def _after(graph: Graph, name: str) -> list[str]:
    return [spec.id for spec in graph.tasks.values() if name in spec.upstream]


def _given(spec: TaskSpec) -> list[tuple[str, str, str]]:
    found = [("parameter", name, repr(value)) for name, value in spec.params.items()]
    return found + [("version", name, str(value)) for name, value in spec.versions.items()]


def _made_from(project: Project, row: Row, spec: TaskSpec, rows: Mapping[str, Row]) -> list[tuple[str, str, str]]:
    about = {"data": spec.data, "params": spec.params, "versions": spec.versions, "seed": spec.seed}
    try:
        parts = parts_of(project, row, about, rows)
    except FairleadError:  # the manifest is gone or damaged
        return _given(spec)
    found = [("output of", name, f"sha256 {digest[:12]}") for name, digest in parts.get("inputs", {}).items()]
    found += [("file", name, str(mark)[:60]) for name, mark in parts.get("files", {}).items()]
    found += [("parameter", name, repr(value)) for name, value in parts.get("params", {}).items()]
    return found + [("version", name, str(value)) for name, value in parts.get("versions", {}).items()]
