"""Why a task ran, did not run, or failed: read from what its runs have left."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fairlead.blobs import Blobs
from fairlead.errors import UnknownTaskError
from fairlead.pipeline.cache import differences
from fairlead.pipeline.manifest import read_manifest
from fairlead.pipeline.spec import Graph, TaskSpec
from fairlead.store import Store


@dataclass(frozen=True, slots=True)
class Explanation:
    """Say what became of a task in a run, and why.

    Attributes
    ----------
    verdict : one sentence; reasons : what changed since the task last ran, or what led to the verdict.
    """

    task: str
    state: str
    verdict: str
    reasons: tuple[str, ...] = ()


def explain(store: Store, blobs: Blobs, run_id: str, task: str | None = None) -> list[Explanation]:
    """Explain every task of a run, or one.

    Raises
    ------
    UnknownTaskError
        The run has no such task.
    """
    run = store.runs.get(run_id)
    graph = Graph.from_dict(store.runs.graph(run_id))
    rows = store.runs.tasks(run_id)
    if task is not None and task not in {row["task_id"] for row in rows}:
        raise UnknownTaskError.of(task, [row["task_id"] for row in rows])
    return [_explain(store, blobs, run, graph, row) for row in rows if task in (None, row["task_id"])]


def _explain(store: Store, blobs: Blobs, run: Mapping[str, Any], graph: Graph, row: Mapping[str, Any]) -> Explanation:
    name, state = row["task_id"], row["state"]
    spec = graph.tasks[row["name"]]
    if state in ("skipped", "upstream_failed", "cancelled"):
        return Explanation(name, state, WORDS[state].format(reason=row["reason"] or "it is not part of this run"))
    if state == "failed":
        error = row["error"] or {}
        reasons = tuple(str(error[part]) for part in ("where", "hint") if error.get(part))
        return Explanation(name, state, f"failed in attempt {row['attempt']}: {row['reason']}", reasons)
    if state == "pending":
        return Explanation(name, state, f"has not run: {row['reason'] or 'it waits for the tasks before it'}")
    if row["cached"]:
        return Explanation(name, state, f"did not run: {row['reason']}")
    if spec.mapped and name == row["name"]:
        return Explanation(name, state, f"ran once per item: {row['reason']}", _parts_that_ran(store, row))
    return Explanation(name, state, *_why_it_ran(store, blobs, run, graph, row, spec))


def _parts_that_ran(store: Store, row: Mapping[str, Any]) -> tuple[str, ...]:
    parts = [one for one in store.runs.tasks(row["run_id"]) if one["name"] == row["name"] != one["task_id"]]
    ran = [one["task_id"] for one in parts if one["attempt"] and not one["cached"]]
    shown = ", ".join(ran[:3]) + (", …" if len(ran) > 3 else "")
    return (f"{len(ran)} of {len(parts)} ran, the others were stored: {shown}",) if ran else ()


WORDS = {
    "skipped": "was skipped: {reason}",
    "upstream_failed": "could not run: {reason}",
    "cancelled": "was cancelled: {reason}",
}


def _why_it_ran(
    store: Store, blobs: Blobs, run: Mapping[str, Any], graph: Graph, row: Mapping[str, Any], spec: TaskSpec
) -> tuple[str, tuple[str, ...]]:
    name = row["task_id"]
    if name in run["options"].get("choice", {}).get("forced", ()):
        return "ran because it was asked for (--force, --from or --only)", ()
    unknown = spec.code["unknown"]
    if not spec.cache:
        return "ran because it is marked cache=False", ()
    if unknown:
        names = ", ".join(f"`{one}`" for one in unknown)
        return f"ran because what it uses cannot be followed, so no result is kept: {names}", ()
    before = store.runs.last_task(graph.name, name, before=run["created"])
    if before is None:
        return "ran for the first time", ()
    old, new = _parts(blobs, before), _parts(blobs, row)
    changes = tuple(differences(old, new)) if old and new else ()
    if changes:
        return f"ran again because {changes[0]}", changes[1:]
    if before["state"] != "succeeded":
        return f"ran again because in run {before['run_id']} it did not succeed ({before['state']})", ()
    return "ran again because its stored output was gone or too old", ()


def _parts(blobs: Blobs, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parts of a task's key, from the manifest under it."""
    manifest = read_manifest(blobs, row["cache_key"]) if row["cache_key"] else None
    found: dict[str, Any] = json.loads(manifest["parts"]) if manifest else {}
    return found
