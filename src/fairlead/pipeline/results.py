"""Outputs and cache keys of a run: what a task reads, and which stored result may stand for running it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Any

from fairlead.blobs import Blobs, digest_of
from fairlead.errors import StoredOutputMissingError
from fairlead.pipeline.artifacts import Artifact, fingerprint, is_stored
from fairlead.pipeline.cache import Parts, key_parts
from fairlead.pipeline.manifest import read_manifest
from fairlead.pipeline.spec import Graph, TaskSpec
from fairlead.store import Store

Output = Artifact | list[Artifact | None] | None
"""One stored output; one a part for a mapped task; None for a task that gave none."""


class Results:
    """Hold what the tasks of a run gave, and look up what earlier ones gave under the same key."""

    def __init__(self, run: Mapping[str, Any], graph: Graph, store: Store, blobs: Blobs) -> None:
        self.run = run
        # A step of another scheduler's run is a run of its own here; what its tasks are told is the whole.
        self.run_id: str = (run.get("options") or {}).get("within") or run["id"]
        self.graph = graph
        self.store = store
        self.blobs = blobs
        self.outputs: dict[str, Output] = {}
        self.keys: dict[str, str] = {}
        self.items: dict[str, Artifact] = {}
        self._marks: dict[tuple[str, int, int, int], str] = {}

    def parts(self, task_id: str, spec: TaskSpec) -> Parts:
        """Collect everything that decides about the result of a task that can start."""
        item = self.items.get(task_id)
        # An effect is done once however its code looks, unless a person says cache=False: then once a run.
        keeps_results = spec.cache and (spec.effect or not spec.code["unknown"])
        parts = key_parts(
            spec,
            inputs={name: digest_of_output(self.outputs.get(name)) for name in spec.reads(is_part=item is not None)},
            before={name: self.keys.get(name, "") for name in spec.order_only},
            files={name: self._mark(path) for name, path in spec.files.items()},
            run={name: self.provided(name, spec) for name in spec.provided if name != "idempotency_key"},
            item=item.digest if item else None,
            salt=None if keeps_results else self.run_id,
        )
        if spec.idempotency_key:
            parts["effect"] = self._filled(spec)
        return parts

    def _mark(self, path: str) -> str:
        """Fingerprint an input file; it is read once as long as it is not touched."""
        try:
            status = os.stat(path)
        except OSError:
            return "missing"
        seen = (path, status.st_ino, status.st_size, status.st_mtime_ns)
        if seen not in self._marks or os.path.isdir(path):
            self._marks[seen] = fingerprint(path)
        return self._marks[seen]

    def provided(self, name: str, spec: TaskSpec) -> Any:
        """Return the value of a parameter that the run itself supplies."""
        return {
            "run_id": self.run_id,
            "logical_date": self.run["logical_date"],
            "seed": self.graph.seed,
        }[name]

    def effect_key(self, task_id: str, spec: TaskSpec, cache_key: str | None = None) -> str:
        """Return the name of a side effect: equal names are one effect, which happens once.

        A part of a mapped task is known by its item: its number changes when the list does.

        Parameters
        ----------
        cache_key : of an earlier attempt, where that may be another one than now.
        """
        if not spec.idempotency_key:
            return f"{self.graph.name}/{spec.id}/{cache_key or self.keys[task_id]}"
        item = self.items.get(task_id)
        return f"{self.graph.name}/{spec.id}/{self._filled(spec)}{f'/{item.digest[:16]}' if item else ''}"

    def _filled(self, spec: TaskSpec) -> str:
        assert spec.idempotency_key is not None
        known = {name: str(value) for name, value in spec.params.items()}
        known |= {"run_id": self.run_id, "logical_date": self.run["logical_date"] or "", "task": spec.id}
        return spec.idempotency_key.format(**known)

    def stored(self, spec: TaskSpec, key: str, *, forced: bool, now: float) -> tuple[Artifact, str] | None:
        """Return the result under a key and the run that stored it, if it may be used.

        A forced task, or one whose result has reached its `cache_age`, takes only what this same run has stored
        (before it was cut off).
        """
        manifest = read_manifest(self.blobs, key)
        if manifest is None:
            return None
        too_old = spec.cache_age is not None and now - manifest["created"] > spec.cache_age
        if manifest["run"] != self.run_id and (too_old or forced):
            return None
        artifact = Artifact.from_dict(manifest["artifact"])
        return (artifact, manifest["run"]) if is_stored(artifact, self.blobs) else None

    def latest(self, name: str, follower: str) -> tuple[Output, str, str]:
        """Return a task's latest stored output, its key and its run, whatever the code is now.

        Raises
        ------
        StoredOutputMissingError
            There is none.
        """
        row = self.store.runs.last_task(self.graph.name, name, before=self.run["created"], succeeded=True)
        output = None if row is None else self.output_of(row)
        if row is None or output is None:
            raise StoredOutputMissingError.of(follower, name)
        return output, row["cache_key"], row["source_run"] or row["run_id"]

    def output_of(self, row: Mapping[str, Any]) -> Output:
        """Return the output that a task's row names; None if not all of it is stored."""
        if row["artifact"] is not None:
            artifact = Artifact.from_dict(row["artifact"])
            return artifact if is_stored(artifact, self.blobs) else None
        rows = self.store.runs.tasks(row["source_run"] or row["run_id"])
        # A part without a key was dropped from the list.
        parts = [one for one in rows if one["name"] == row["name"] != one["task_id"] and one["cache_key"]]
        parts.sort(key=lambda part: int(part["task_id"].rpartition("[")[2][:-1]))
        if map_key(part["cache_key"] for part in parts) != row["cache_key"]:
            return None  # these are not the parts that it had: their rows were removed
        outputs = [Artifact.from_dict(part["artifact"]) if part["artifact"] else None for part in parts]
        return outputs if all(one is not None and is_stored(one, self.blobs) for one in outputs) else None

    def rows_in(self, spec: TaskSpec) -> int | None:
        """Count the rows of the tables that a task reads."""
        known = [count for name in spec.data if (count := rows_of(self.outputs.get(name))) is not None]
        return sum(known) if known else None


def map_key(keys: Iterable[str | None]) -> str:
    """Return the key of a mapped task as a whole from those of its parts."""
    return digest_of("".join(key or "-" for key in keys).encode())


def digest_of_output(output: Output) -> str:
    """Return what stands for an output in the cache key of the tasks that read it."""
    if output is None:
        return "none"
    if isinstance(output, Artifact):
        return output.digest
    return digest_of("".join(one.digest if one else "-" for one in output).encode())


def as_message(output: Output) -> Any:
    """Return an output as plain values, for an order."""
    if isinstance(output, list):
        return [one.to_dict() if one else None for one in output]
    return output.to_dict() if output else None


def rows_of(output: Output) -> int | None:
    """Count the rows of an output that is a table, or of the tables that a mapped task gave."""
    if isinstance(output, list):
        known = [one.rows for one in output if one and one.rows is not None]
        return sum(known) if known else None
    return output.rows if output else None
