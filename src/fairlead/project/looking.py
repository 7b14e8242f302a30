"""What is known of a run and of the tasks in it, for whoever shows it: the terminal, the studio."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from fairlead.finding import Finding
from fairlead.pipeline.gantt import Bar
from fairlead.pipeline.manifest import read_manifest
from fairlead.project.settings import Project, log_path
from fairlead.store import Store

Row = Mapping[str, Any]

TAIL = 16_384
"""Bytes of the end of a log that are read for its last lines."""


@dataclass(frozen=True, slots=True)
class LogTail:
    """Hold the end of what an attempt of a task has printed.

    Attributes
    ----------
    run_id : the run it was printed in; an earlier one, if the task's output was taken from the store.
    is_whole : whether nothing stands before it.
    """

    run_id: str
    attempt: int
    text: str
    is_whole: bool


def bars_of(tasks: Sequence[Row], attempts: Sequence[Row]) -> list[Bar]:
    """Return the bars of a Gantt chart: every attempt, what runs now, and what came from the store."""
    cached = {row["task_id"] for row in tasks if row["cached"]}
    ended = {(row["task_id"], row["attempt"]) for row in attempts}
    mapped = {row["name"] for row in tasks if row["task_id"] != row["name"]}
    bars = [
        Bar(row["task_id"], row["attempt"], row["started"], row["ended"], row["state"])
        for row in attempts
        if row["started"] is not None and row["task_id"] not in mapped
    ]
    for row in tasks:
        runs_now = row["state"] == "running" and (row["task_id"], row["attempt"]) not in ended
        if row["started"] is not None and row["task_id"] not in mapped and (runs_now or row["task_id"] in cached):
            bars.append(
                Bar(
                    row["task_id"],
                    row["attempt"],
                    row["started"],
                    row["ended"],
                    row["state"],
                    bool(row["cached"]),
                )
            )
    return bars


def findings_of(tasks: Iterable[Row]) -> list[Finding]:
    """Return the findings that are kept with the outputs and errors of tasks, each with its task.

    >>> findings_of([{"task_id": "extract", "artifact": None, "error": None}])
    []
    """
    found = []
    for row in tasks:
        kept = (row["artifact"] or row["error"] or {}).get("findings") or ()
        for values in kept:
            finding = Finding.from_dict(values)
            found.append(replace(finding, where=replace(finding.where, task=row["task_id"])))
    return found


def parts_of(project: Project, row: Row, spec: Row, tasks: Mapping[str, Row]) -> dict[str, Any]:
    """Return the parts of a task's cache key as they were stored with its result.

    A task without a stored result has none; what is known of its inputs then comes from the run.
    """
    manifest = read_manifest(project.open_blobs(), row["cache_key"]) if row["cache_key"] else None
    if manifest is not None:
        stored = manifest["parts"]
        parts: dict[str, Any] = json.loads(stored) if isinstance(stored, str) else stored
        return parts
    outputs = {name: tasks[name]["artifact"] for name in spec.get("data", ()) if name in tasks}
    return {
        "inputs": {name: output["digest"] for name, output in outputs.items() if output},
        "params": spec.get("params", {}),
        "versions": spec.get("versions", {}),
        "seed": spec.get("seed"),
    }


def log_tail(project: Project, store: Store, row: Row, attempt: int | None = None) -> LogTail | None:
    """Return the end of the log of an attempt; of the last one that has printed something, if none is named.

    A task whose output was taken from the store has its log in the run that made it.
    """
    run_id, last = row["run_id"], row["attempt"]
    if row["cached"] and row["source_run"]:
        run_id = row["source_run"]
        earlier = {one["task_id"]: one["attempt"] for one in store.runs.tasks(run_id)}
        last = earlier.get(row["task_id"], 0)
    for number in range(last, 0, -1) if attempt is None else [attempt]:
        runs_now = row["state"] == "running" and number == row["attempt"] and run_id == row["run_id"]
        path = log_path(project, run_id, row["task_id"], number, row["pid"] if runs_now else None)
        found = _end_of(path)
        if found is not None and found[0].strip():
            return LogTail(run_id, number, *found)
    return None


def _end_of(path: Path) -> tuple[str, bool] | None:
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            file.seek(max(0, size - TAIL))
            text = file.read().decode("utf-8", "replace")
    except FileNotFoundError:
        return None
    if size <= TAIL:
        return text, True
    return text.partition("\n")[2], False  # the first line is cut somewhere
