"""One step: a task of a pipeline, carried out when another scheduler says so.

That scheduler decides when and where; everything else stays as on a laptop. The task runs in a process of its own that
has the pipeline loaded, its inputs come from the project's store and blobs, its output goes there under the same cache
key, and each step leaves a run of one task, so that logs, findings, effects, pools and ownership hold as ever.
A step that is asked for again takes the same run up: a finished one gives its digest at once, unless its code or its
inputs have changed since.
"""

from __future__ import annotations

import json
import os
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from fairlead.blobs import Blobs, digest_of
from fairlead.clock import SystemClock
from fairlead.errors import FencedError, StepError, StoredOutputMissingError, UnknownTaskError
from fairlead.pipeline.artifacts import Artifact, load_output
from fairlead.pipeline.capture import remove_worker_logs
from fairlead.pipeline.choice import Choice
from fairlead.pipeline.condition import chosen_ids
from fairlead.pipeline.engines.local import LocalEngine
from fairlead.pipeline.journal import LEASE, Row, new_row
from fairlead.pipeline.owner import this_process
from fairlead.pipeline.plan import SETTLED, allowed_retries
from fairlead.pipeline.results import Results, as_message, digest_of_output
from fairlead.pipeline.rules import verdict
from fairlead.pipeline.run import Coordinator, Given
from fairlead.pipeline.spec import Graph, TaskSpec
from fairlead.project.orphans import refuse_if_owned
from fairlead.project.runs import usage
from fairlead.project.settings import Project, log_path
from fairlead.store import Store

State = Literal["succeeded", "skipped", "failed", "upstream_failed"]

clock = SystemClock()


@dataclass(frozen=True, slots=True)
class Step:
    """Report how a step ended.

    Attributes
    ----------
    digest : of its output, 64 hexadecimal digits; of a mapped task, the digest of those of its parts.
    final : whether to repeat it would be against the pipeline: its retries are used up, or not for this error.
    items : for a mapped task, the digests of the items that it runs over.
    chosen : for a task that chooses, the ids of the tasks after it that may run.
    """

    state: State
    task: str
    digest: str | None = None
    reason: str | None = None
    final: bool = False
    items: tuple[str, ...] = ()
    chosen: tuple[str, ...] = ()


def run_task(
    project: str | Path,
    task: str,
    *,
    run: str,
    logical_date: str | None = None,
    item: str | None = None,
    dag: str | None = None,
    latest: bool = False,
) -> Step:
    """Carry out one task of a project's pipeline, and print what it printed.

    Parameters
    ----------
    project : the project's folder, or its pipeline file.
    run : what the other scheduler calls its run; steps with the same name belong together.
    logical_date : the date that the run is about.
    item : digest of the one item that a mapped task runs for; "" to only list the items; all of them if not given.
    latest : take the latest result of a task before this one that is not part of the run, of whatever run it is.

    Raises
    ------
    StepError
        A task before this one has left nothing in this run.
    FairleadError
        Project, pipeline or store cannot be used.
    """
    here = _found(project)
    with _loaded(here, dag) as (engine, graph, blobs), here.open_store() as store:
        spec = _spec(graph, task)
        within = within_of(graph.name, run)
        before = {one: _row_before(store, within, one, spec, graph.name if latest else "") for one in spec.upstream}
        part = _part_of(graph, spec)
        name = step_id(within, task, item)
        fence = _enrol(store, here, name, part, within, logical_date, dag)
        decided = verdict(spec.rule, {one: row["state"] for one, row in before.items()})
        if decided is not None:
            return _pass_over(store, name, fence, task, *decided)
        coordinator = Coordinator(
            run=store.runs.get(name),
            rows=store.runs.tasks(name),
            fence=fence,
            graph=part,
            engine=engine,
            store=store,
            blobs=blobs,
            logs=str(here.state / "logs" / name),
            folder=str(here.folder),
            choice=Choice(tasks=frozenset({task}), reused=frozenset(spec.upstream), item=item),
            given={one: given_of(store, graph, blobs, row, task) for one, row in before.items()},
            clock=clock,
        )
        return _carried_out(coordinator, here, graph, spec)


def holds(project: str | Path, task: str, *, run: str, logical_date: str | None = None, dag: str | None = None) -> Step:
    """Tell whether the conditions of a task hold, and do not run it: ``succeeded``, or ``skipped`` with the reason.

    Parameters and errors are those of `run_task`; a condition that cannot be decided is a StepError too.
    """
    here = _found(project)
    with _loaded(here, dag) as (engine, graph, blobs), here.open_store() as store:
        spec = _spec(graph, task)
        before = {one: _row_before(store, within_of(graph.name, run), one, spec) for one in spec.data}
        inputs = {one: as_message(given_of(store, graph, blobs, row, task)[0]) for one, row in before.items()}
        engine.submit(
            engine.start_worker("process"), {"do": "ask", "task": task, "name": task, "attempt": 1, "inputs": inputs}
        )
        while True:
            for _, message in engine.wait(1.0):
                if message["event"] == "died":
                    raise StepError.died(task, run)
                if message["event"] == "ended" and message["state"] == "failed":
                    raise StepError.undecided(task, run, message["error"]["message"])
                if message["event"] == "ended":
                    return Step(message["state"], task, reason=message["reason"])


def within_of(pipeline: str, run: str) -> str:
    """Return what a run of another scheduler is called here: fit for a file's name, and of this pipeline only.

    >>> within_of("churn", "backfill-7")
    'churn.backfill-7'
    >>> within_of("churn", "manual__2026-11-26T23:15:34+00:00")
    'churn.manual__2026-11-26T23_15_34_00_00-7c73'
    """
    plain = re.sub(r"[^A-Za-z0-9_-]+", "_", run)[:80]
    return f"{pipeline}.{plain}" if plain == run else f"{pipeline}.{plain}-{digest_of(run.encode())[:4]}"


def step_id(within: str, task: str, item: str | None = None) -> str:
    """Return the id of the run that a step leaves.

    >>> step_id("churn.7", "train"), step_id("churn.7", "read", ""), step_id("churn.7", "read", "ab" * 32)
    ('churn.7.train', 'churn.7.read.items', 'churn.7.read.abababababab')
    """
    return f"{within}.{task}" if item is None else f"{within}.{task}.{item[:12] or 'items'}"


def _found(project: str | Path) -> Project:
    return replace(Project.find(project), runs_on="local", may_fork=False)


@contextmanager
def _loaded(here: Project, dag: str | None) -> Iterator[tuple[LocalEngine, Graph, Blobs]]:
    blobs = here.open_blobs()
    # A log of its own: steps of one process may be under way side by side, in threads.
    with here.engine(blobs, {"dag": dag, "overrides": []}) as engine:
        engine.loader_log = f"{engine.loader_log.removesuffix('.log')}-{threading.get_ident()}.log"
        yield engine, engine.load(), blobs


def _spec(graph: Graph, task: str) -> TaskSpec:
    if task not in graph.tasks:
        raise UnknownTaskError.of(task, graph.tasks)
    return graph.tasks[task]


def _row_before(store: Store, within: str, name: str, spec: TaskSpec, pipeline: str = "") -> Row:
    """Return the row of a task before this one in the same run, or in the latest run of a pipeline.

    Raises
    ------
    StepError
        It has left none, although this task must not run without.
    """
    row = next((one for one in store.runs.tasks(step_id(within, name)) if one["task_id"] == name), None)
    if row is not None and row["state"] in SETTLED:
        return row
    found = store.runs.last_task(pipeline, name, before=clock.now(), succeeded=True) if pipeline else None
    if found is not None:
        return found
    if spec.rule == "all_success":
        raise StepError.nothing_before(spec.id, name, within)
    # The other scheduler has let this task run, so the one before was passed over or has failed there.
    return {"task_id": name, "name": name, "run_id": within, "source_run": None, "state": "skipped", "artifact": None,
            "cache_key": None}  # fmt: skip


def given_of(store: Store, graph: Graph, blobs: Blobs, row: Row, follower: str) -> Given:
    """Return what a task before has given; nothing if it did not succeed.

    Raises
    ------
    StoredOutputMissingError
        It has given something that is no longer stored.
    """
    if row["state"] != "succeeded":
        return None, row["cache_key"] or "", row["run_id"]
    output = Results(row | {"id": row["run_id"]}, graph, store, blobs).output_of(row)
    if output is None:
        raise StoredOutputMissingError.of(follower, row["name"])
    return output, row["cache_key"], row["source_run"] or row["run_id"]


def _part_of(graph: Graph, spec: TaskSpec) -> Graph:
    """Return the pipeline as a step knows it: the task, and those right before it.

    To repeat a failed task is for the other scheduler, which shows it; `_final` tells it when that is enough.
    """
    before = {one: graph.tasks[one]._replace(data=(), order_only=(), aside=()) for one in spec.upstream}
    return replace(graph, tasks={**before, spec.id: spec._replace(retries={})}, notify=())


def _enrol(
    store: Store, here: Project, name: str, part: Graph, within: str, logical_date: str | None, dag: str | None
) -> int:
    """Write the run of a step, or take it up again, and return the fence.

    Raises
    ------
    RunOwnedError
        A living process is at this very step.
    """
    now = clock.now()
    rows = [new_row(name, one, spec, n) for n, (one, spec) in enumerate(part.tasks.items())]
    with store.transaction():
        if not _is_known(store, name):
            about = {
                "id": name,
                "pipeline": part.name,
                "file": os.path.relpath(here.pipeline, here.folder),
                "state": "pending",
                "created": now,
                "logical_date": logical_date or None,
                "options": {"dag": dag, "within": within, "frozen": part.frozen, "seed": part.seed},
                "graph": json.dumps(part.to_dict()),
            }
            store.runs.create(about, rows)
        row = store.runs.get(name)
        refuse_if_owned(row)
        known = {one["task_id"] for one in store.runs.tasks(name)}
        store.runs.write_tasks([one for one in rows if one["task_id"] not in known])
        fence = store.runs.take(name, this_process(), row["owner"], now, LEASE)
    if not fence:
        refuse_if_owned(store.runs.get(name), certain=True)
    return fence


def _is_known(store: Store, name: str) -> bool:
    try:
        store.runs.get(name)
    except KeyError:
        return False
    return True


def _pass_over(store: Store, name: str, fence: int, task: str, state: str, reason: str) -> Step:
    """Write that a task does not run, because of how those before it ended."""
    row = next(one for one in store.runs.tasks(name) if one["task_id"] == task)
    ended = "succeeded" if state == "skipped" else "failed"
    with store.transaction():
        store.runs.write_tasks([{**row, "state": state, "reason": reason, "ended": clock.now(), "artifact": None}])
        store.runs.end(name, fence, ended, reason, clock.now())
    return Step("skipped" if state == "skipped" else "upstream_failed", task, reason=reason, final=True)


def _carried_out(coordinator: Coordinator, here: Project, graph: Graph, spec: TaskSpec) -> Step:
    store, name, fence = coordinator.store, coordinator.id, coordinator.journal.fence
    before = {row["task_id"]: row["attempt"] for row in coordinator.journal.rows.values()}
    try:
        state, reason = coordinator.pump()
    except FencedError:
        raise
    except BaseException as error:  # the run must not stay "running", whatever stopped it
        reason = str(error) or type(error).__name__
        coordinator.engine.close()
        coordinator.interrupt(reason)
        with store.transaction():
            store.runs.end(name, fence, "interrupted", reason, clock.now(), usage())
        raise
    finally:
        remove_worker_logs(coordinator.logs)
        _print_logs(coordinator, here, before)
    with store.transaction():
        store.runs.end(name, fence, state, reason, clock.now(), usage())
    return _reported(coordinator, graph, spec, state, reason)


def _print_logs(coordinator: Coordinator, here: Project, before: Mapping[str, int]) -> None:
    """Print what the attempts of this step printed, so that it stands in the other scheduler's log."""
    for row in coordinator.journal.rows.values():
        path = log_path(here, coordinator.id, row["task_id"], row["attempt"])
        if row["attempt"] > before.get(row["task_id"], 0) and path.is_file():
            print(path.read_text(errors="replace"), end="", flush=True)


def _reported(coordinator: Coordinator, graph: Graph, spec: TaskSpec, state: str, reason: str | None) -> Step:
    row = coordinator.journal.rows[spec.id]
    listed = tuple(coordinator.outcomes.listed)
    if state == "succeeded" and row["state"] == "skipped":
        return Step("skipped", spec.id, reason=row["reason"], final=True)
    if state == "succeeded":
        output = coordinator.results.outputs[spec.id]
        if coordinator.choice.item and isinstance(output, list) and output and output[0] is not None:
            output = output[0]
        digest = digest_of_output(output)
        return Step("succeeded", spec.id, digest, row["reason"], items=listed, chosen=_chosen(coordinator, graph, spec))
    failed = [one for one in coordinator.journal.rows.values() if one["state"] == "failed" and one["error"]]
    error = failed[-1]["error"] if failed else {}
    spent = bool(failed) and failed[-1]["attempt"] > allowed_retries(spec, error.get("kinds", ()))
    words = f"{error['type']}: {error['message']}" if error else reason
    return Step("failed", spec.id, reason=words, final=spent or state == "cancelled")


def _chosen(coordinator: Coordinator, graph: Graph, spec: TaskSpec) -> tuple[str, ...]:
    """Return which of the tasks right after a choosing one may run, by what it gave."""
    output = coordinator.results.outputs[spec.id]
    if spec.chooses is None or not isinstance(output, Artifact):
        return ()
    value = load_output(output, coordinator.blobs)
    after = [one.id for one in graph.tasks.values() if spec.id in one.upstream]
    return tuple(chosen_ids(value)) if spec.chooses == "branch" else tuple(after if value else ())
