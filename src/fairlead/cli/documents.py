"""Values for programs: what ``--json`` prints."""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from fairlead.cli.screen import seconds_of
from fairlead.clock import timestamp
from fairlead.project.looking import findings_of


def print_document(values: Mapping[str, Any]) -> None:
    """Print one JSON document; numbers that JSON has no word for (NaN, infinity) become null."""
    print(document_text(values))


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
        "findings": [finding.to_dict() for finding in findings_of([row])],
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


def document_text(value: Any, margin: str = "\n") -> str:
    """Write a value as JSON, indented: what `json.dumps` does with an indent, in half of its time.

    >>> print(document_text({"n": [1, math.nan], "none": {}}))
    {
      "n": [
        1,
        null
      ],
      "none": {}
    }
    """
    if write := _WORDS.get(type(value)):
        return write(value)
    deeper = margin + "  "
    if isinstance(value, Mapping):
        lines = [f"{_name(str(name))}: {document_text(item, deeper)}" for name, item in value.items()]
        return f"{{{deeper}{f',{deeper}'.join(lines)}{margin}}}" if lines else "{}"
    if isinstance(value, (list, tuple)):
        lines = [document_text(item, deeper) for item in value]
        return f"[{deeper}{f',{deeper}'.join(lines)}{margin}]" if lines else "[]"
    return _number(float(value)) if isinstance(value, float) else _word(value)


def _number(value: float) -> str:
    return repr(value) if math.isfinite(value) else "null"


_word = json.JSONEncoder(ensure_ascii=False, default=str).encode
_name = functools.lru_cache(maxsize=256)(_word)  # each task of a run has the same ones
_WORDS: Mapping[type, Callable[[Any], str]] = {
    str: _word,
    int: repr,
    float: _number,
    bool: lambda value: "true" if value else "false",
    type(None): lambda value: "null",
}
