"""Run a pipeline, or finish a run that was cut off."""

from __future__ import annotations

import os
import resource
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any, Literal

from fairlead.blobs import Blobs
from fairlead.clock import SystemClock, new_run_id, parse_timestamp
from fairlead.errors import (
    FencedError,
    NothingToResumeError,
    RunError,
    ShapeChangedError,
    StoredOutputMissingError,
)
from fairlead.pipeline.capture import remove_worker_logs
from fairlead.pipeline.choice import Choice
from fairlead.pipeline.crash import crash_point
from fairlead.pipeline.engines.local import LocalEngine
from fairlead.pipeline.journal import LEASE, Row, new_row
from fairlead.pipeline.owner import this_process
from fairlead.pipeline.plan import closest
from fairlead.pipeline.run import Coordinator
from fairlead.pipeline.spec import Graph
from fairlead.project.notices import tell_of_end
from fairlead.project.orphans import find_run, refuse_if_owned
from fairlead.project.settings import Project
from fairlead.store import Store

clock = SystemClock()


@dataclass(frozen=True, slots=True)
class Selection:
    """Say which part of a pipeline a person wants to run: names of tasks."""

    start: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    until: tuple[str, ...] = ()
    force: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """Report how a run went."""

    run_id: str
    state: str
    reason: str | None
    usage: Mapping[str, float]


def run(
    project: Project,
    *,
    dag: str | None = None,
    overrides: Sequence[str] = (),
    selection: Selection | None = None,
    logical_date: str | None = None,
    on_event: Callable[[dict[str, Any]], None] = lambda event: None,
    on_graph: Callable[[str, Graph], None] = lambda run_id, graph: None,
    run_id: str | None = None,
) -> Outcome:
    """Run the project's pipeline from its beginning; stored results are taken where they still hold.

    Parameters
    ----------
    overrides : parameters from the command line, ``"train.n=5"``.
    logical_date : the date that the run is about, given to tasks that have such a parameter.
    on_event : told every event of the run; on_graph : told the run's id and graph before the first event.

    Raises
    ------
    FairleadError
        Something is wrong with project, pipeline, parameters or store; no task has run.
    """
    if logical_date is not None:
        parse_timestamp(logical_date)
    blobs = project.open_blobs()
    # The engine before the store: its loader may be a fork, which must not inherit an open database.
    with project.engine(blobs, {"dag": dag, "overrides": list(overrides)}) as engine:
        graph = engine.load()
        choice = choose(graph, selection or Selection())
        with project.open_store() as store:
            refuse_without_outputs(store, graph, choice)
            now = clock.now()
            name = run_id or new_run_id(now)
            options = {
                "dag": dag,
                "overrides": list(overrides),
                "frozen": graph.frozen,
                "seed": graph.seed,
                "choice": choice.to_dict(),
            }
            rows, fence = create(
                store,
                name,
                graph,
                engine.graph_text,
                choice,
                now=now,
                file=os.path.relpath(project.pipeline, project.folder),  # another machine has another folder
                logical_date=logical_date,
                options=options,
            )
            return _drive(project, store, blobs, engine, graph, name, rows, fence, choice, on_event, on_graph)


def resume(
    project: Project,
    run_id: str | None = None,
    *,
    repeat_effects: Sequence[str] = (),
    assume_done: Sequence[str] = (),
    on_event: Callable[[dict[str, Any]], None] = lambda event: None,
    on_graph: Callable[[str, Graph], None] = lambda run_id, graph: None,
) -> Outcome:
    """Finish a run that was killed, stopped, cancelled or failed: with its own parameters, from where it was.

    Raises
    ------
    NothingToResumeError
        No run is left to be finished.
    RunOwnedError
        Another process is at work on it.
    ShapeChangedError
        The pipeline has other tasks now.
    """
    blobs = project.open_blobs()
    with project.open_store() as store:
        row = store.runs.get(find_run(store, run_id, unfinished=True))
        refuse_if_owned(row)
        before = {spec["id"] for spec in store.runs.graph(row["id"])["tasks"]}
    options = row["options"]
    request = {
        "dag": options.get("dag"),
        "frozen": options["frozen"],
        "seed": options.get("seed"),
        "file": str(project.folder / row["file"]),
    }
    with project.engine(blobs, request) as engine:
        graph = engine.load()
        if before != graph.tasks.keys():
            raise ShapeChangedError.of(
                row["id"], sorted(graph.tasks.keys() - before), sorted(before - graph.tasks.keys())
            )
        choice = Choice.from_dict(
            options.get("choice", {}),
            repeat_effects=frozenset(closest(repeat_effects, graph)),
            assume_done=frozenset(closest(assume_done, graph)),
        )
        with project.open_store() as store:
            name = row["id"]
            fence = take(store, name, row["owner"])
            rows = store.runs.tasks(name)
            return _drive(project, store, blobs, engine, graph, name, rows, fence, choice, on_event, on_graph)


def refuse_without_outputs(store: Store, graph: Graph, choice: Choice) -> None:
    """Raise, before a run exists, if a task that is to be used as it is has never given an output.

    Raises
    ------
    StoredOutputMissingError
        Which task, and what to run first.
    """
    for name in sorted(choice.reused):
        if store.runs.last_task(graph.name, name, before=clock.now(), succeeded=True) is None:
            followers = [one for one in choice.tasks or () if name in graph.tasks[one].upstream]
            raise StoredOutputMissingError.of(followers[0], name)


def create(
    store: Store,
    run_id: str,
    graph: Graph,
    graph_text: str,
    choice: Choice,
    *,
    now: float,
    file: str,
    logical_date: str | None,
    options: Mapping[str, Any],
) -> tuple[list[Row], int]:
    """Commit a run and all its tasks, owned by this process, before anything of it runs.

    Returns
    -------
    the rows of the tasks, and the fence.
    """
    rows = [new_row(run_id, name, spec, n) for n, (name, spec) in enumerate(graph.tasks.items())]
    for row in rows:
        if choice.tasks is not None and row["task_id"] not in choice.tasks | choice.reused:
            row["state"] = "skipped"
    with store.transaction():
        store.runs.create(
            {
                "id": run_id,
                "pipeline": graph.name,
                "file": file,
                "state": "pending",
                "created": now,
                "logical_date": logical_date,
                "options": options,
                "graph": graph_text,
            },
            rows,
        )
        fence = store.runs.take(run_id, this_process(), None, now, LEASE)
    crash_point("run-committed")
    return rows, fence


def take(store: Store, run_id: str, seen: Mapping[str, Any] | None) -> int:
    """Become the owner of a run that another process has left; return the fence.

    Raises
    ------
    NothingToResumeError, RunOwnedError
        Another process was faster: to the end of the run, or to its ownership.
    """
    with store.transaction():
        if store.runs.get(run_id)["state"] == "succeeded":
            raise NothingToResumeError.finished(run_id, "succeeded")
        fence = store.runs.take(run_id, this_process(), seen, clock.now(), LEASE)
        if fence:  # what an earlier owner was asked, and did not live to do, is not meant for this one
            store.runs.answered([request["id"] for request in store.runs.requests(run_id)])
    if not fence:
        refuse_if_owned(store.runs.get(run_id), certain=True)
    return fence


def _drive(
    project: Project,
    store: Store,
    blobs: Blobs,
    engine: LocalEngine,
    graph: Graph,
    run_id: str,
    rows: list[Row],
    fence: int,
    choice: Choice,
    on_event: Callable[[dict[str, Any]], None],
    on_graph: Callable[[str, Graph], None],
) -> Outcome:
    crash_point("owner-taken")
    row = store.runs.get(run_id)
    on_graph(run_id, graph)
    with _traced(project, row, store, on_event) as told:
        return _pump(project, store, blobs, engine, graph, row, rows, fence, choice, told)


def _traced(
    project: Project, row: Mapping[str, Any], store: Store, on_event: Callable[[dict[str, Any]], None]
) -> AbstractContextManager[Callable[[dict[str, Any]], None]]:
    """Return what traces a run while it goes on, where a collector is named."""
    if not project.traces:
        return nullcontext(on_event)
    from fairlead.project.tracing.runs import traced  # most runs are traced by nobody

    return traced(project, row, store, on_event)


def _pump(
    project: Project,
    store: Store,
    blobs: Blobs,
    engine: LocalEngine,
    graph: Graph,
    row: Mapping[str, Any],
    rows: list[Row],
    fence: int,
    choice: Choice,
    on_event: Callable[[dict[str, Any]], None],
) -> Outcome:
    run_id: str = row["id"]
    logs = str(project.state / "logs" / run_id)
    coordinator = Coordinator(
        run=row,
        rows=rows,
        fence=fence,
        graph=graph,
        engine=engine,
        store=store,
        blobs=blobs,
        logs=logs,
        folder=str(project.folder),
        choice=choice,
        clock=clock,
        on_event=on_event,
    )

    def tell() -> None:
        tell_of_end(store, run_id, project=project.name, folder=project.folder, notify=graph.notify, on_event=on_event)

    try:
        state, reason = coordinator.pump()
    except FencedError:
        raise
    except BaseException as error:
        # Whatever stopped it, the run must not stay "running": it is marked, and can be resumed.
        by_person = isinstance(error, KeyboardInterrupt)
        reason = str(error) or "stopped by a person" if by_person else f"{type(error).__name__}: {error}"
        engine.close()
        coordinator.interrupt(reason)
        remove_worker_logs(logs)
        with store.transaction():
            store.runs.end(run_id, fence, "interrupted", reason, clock.now(), usage())
        tell()
        raise
    engine.close()
    remove_worker_logs(logs)
    with store.transaction():
        store.runs.end(run_id, fence, state, reason, clock.now(), usage())
    crash_point("run-ended")
    tell()
    return Outcome(run_id, state, reason, usage())


def choose(graph: Graph, selection: Selection) -> Choice:
    """Turn the names that a person gave into what runs, what is forced, and what is taken as it is.

    Raises
    ------
    UnknownTaskError
        A name is not that of a task.
    """
    tasks = set(graph.tasks)
    forced = set(graph.tasks) if selection.force else set()
    reused: set[str] = set()
    if selection.until:
        tasks &= graph.ancestors(closest(selection.until, graph))
    if selection.start:
        follows = graph.descendants(closest(selection.start, graph))
        forced |= follows & tasks
        tasks &= graph.ancestors(follows & tasks)
    if selection.only:
        chosen = closest(selection.only, graph)
        forced |= chosen
        tasks &= chosen
        reused = {name for one in chosen for name in graph.tasks[one].upstream} - tasks
    if not tasks:
        raise RunError.nothing_selected(str(selection))
    return Choice(
        tasks=frozenset(tasks) if tasks != graph.tasks.keys() else None,
        forced=frozenset(forced & tasks),
        reused=frozenset(reused),
    )


def backfill(
    project: Project,
    first: str,
    last: str,
    every: Literal["hour", "day", "week", "month"] = "day",
    **rest: Any,
) -> Iterator[tuple[str, Outcome]]:
    """Run the pipeline once for each date of a range, the last one included; yield date and outcome.

    Parameters
    ----------
    first, last : ISO dates; every : "hour", "day", "week" or "month".
    **rest : as `run`.

    Raises
    ------
    ScheduleError
        The range is empty or not made of dates.
    """
    from fairlead.pipeline.cron import dates_between  # only backfills reckon with dates

    for date in dates_between(first, last, every):
        yield date, run(project, logical_date=date, **rest)


def usage() -> dict[str, float]:
    """Return what this process and its ended children have used: CPU seconds and peak memory in MB."""
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "coordinator_cpu_seconds": round(own.ru_utime + own.ru_stime, 4),
        "workers_cpu_seconds": round(children.ru_utime + children.ru_stime, 4),
        "coordinator_peak_mb": round(own.ru_maxrss / 1024, 1),
    }
