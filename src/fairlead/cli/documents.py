"""Values for programs: what ``--json`` prints."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

from fairlead.cli.screen import seconds_of
from fairlead.clock import timestamp


def print_document(values: Mapping[str, Any]) -> None:
    """Print one JSON document; numbers that JSON has no word for (NaN, infinity) become null."""
    print(json.dumps(_finite(values), indent=2, ensure_ascii=False, default=str, allow_nan=False))


def run_document(row: Mapping[str, Any], tasks: Sequence[Mapping[str, Any]] | None = None) -> dict[str, Any]:
    """Return a run, with its tasks where they are given."""
    document = {
        "run_id": row["id"],
        "pipeline": row["pipeline"],
        "file": row["file"],
        "state": row["state"],
        "reason": row["reason"],
        "created": _time(row["created"]),
        "started": _time(row["started"]),
        "ended": _time(row["ended"]),
        "seconds": _rounded(seconds_of(row)),
        "logical_date": row["logical_date"],
        "usage": row["usage"],
    }
    return document if tasks is None else {**document, "tasks": [task_document(task) for task in tasks]}


def task_document(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a task of a run."""
    artifact = row["artifact"] or {}
    return {
        "task": row["task_id"],
        "state": row["state"],
        "cached": bool(row["cached"]),
        "reason": row["reason"],
        "attempts": row["attempt"],
        "started": _time(row["started"]),
        "ended": _time(row["ended"]),
        "seconds": _rounded(seconds_of(row)),
        "cpu_seconds": row["cpu"],
        "rows_in": row["rows_in"],
        "rows_out": row["rows_out"],
        "output": {name: artifact[name] for name in OUTPUT if name in artifact} or None,
        "source_run": row["source_run"],
        "error": {name: row["error"].get(name) for name in ERROR} if row["error"] else None,
    }


OUTPUT = ("digest", "size", "format", "rows", "columns")
ERROR = ("type", "message", "where", "hint", "traceback")


def attempt_document(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return one attempt of a task."""
    return {
        "task": row["task_id"],
        "attempt": row["attempt"],
        "state": row["state"],
        "started": _time(row["started"]),
        "ended": _time(row["ended"]),
        "seconds": _rounded(seconds_of(row)),
        "error": {name: row["error"].get(name) for name in ERROR} if row["error"] else None,
    }


def lineage_document(row: Mapping[str, Any], parts: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a task's output was made from: digests of inputs, parameters, versions, the key.

    Parameters
    ----------
    parts : the parts of the task's cache key, see `key_parts`.
    """
    return {
        "cache_key": row["cache_key"],
        "inputs": parts.get("inputs", {}),
        "files": parts.get("files", {}),
        "parameters": parts.get("params", {}),
        "versions": parts.get("versions", {}),
        "seed": parts.get("seed"),
    }


def _time(seconds: float | None) -> str | None:
    return None if seconds is None else timestamp(seconds)


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 4)


def _finite(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, Mapping):
        return {name: _finite(item) for name, item in value.items()}
    return [_finite(item) for item in value] if isinstance(value, (list, tuple)) else value
