"""`fairlead show --task`: how a task went, what its output was made from, and what it made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fairlead.cli.ending import short
from fairlead.cli.found import findings_text
from fairlead.cli.screen import Screen, count, one_line, size_text, state_of, time_of
from fairlead.clock import show_duration
from fairlead.project import Project
from fairlead.project.looking import parts_of

Row = Mapping[str, Any]


def show_task(project: Project, run_id: str, task: str, *, as_json: bool) -> None:
    """Print what is known of a task of a run."""
    with project.open_store() as store:
        tasks = {row["task_id"]: row for row in store.runs.tasks(run_id)}
        tried = [row for row in store.runs.attempts(run_id) if row["task_id"] == task]
        specs = {one["id"]: one for one in store.runs.graph(run_id)["tasks"]}
    row = tasks[task]
    spec = specs[row["name"]]
    parts = parts_of(project, row, spec, tasks)
    if as_json:
        from fairlead.cli.documents import attempt_document, lineage_document, print_document, task_document

        document = {"run_id": run_id, **task_document(row), "tried": [attempt_document(one) for one in tried]}
        print_document({**document, "lineage": lineage_document(row, parts)})
    else:
        screen = Screen()
        screen.write(*_lines(screen, row, spec, parts), *_tries(screen, tried), *findings_text(screen, [row]))
        if row["attempt"]:
            screen.write("", f"What it printed: fairlead logs {short(run_id)} {task}")


def _lines(screen: Screen, row: Row, spec: Row, parts: Row) -> Iterator[str]:
    """Yield how the task went and what its output was made from."""
    about = {
        "why": row["reason"],
        "code": spec.get("location"),
        "took": "" if row["cached"] else time_of(row),
        "CPU": show_duration(row["cpu"]) if row["cpu"] is not None and not row["cached"] else "",
        "output": output_text(row["artifact"]),
        "key": row["cache_key"][:12] if row["cache_key"] else "",
    }
    yield f"{screen.strong(row['task_id'])}  {screen.state(state_of(row))}  in run {row['run_id']}"
    yield from (f"  {name:8}  {one_line(text)}" for name, text in about.items() if text)
    made_from = [("task", name, f"sha256 {digest[:12]}") for name, digest in parts.get("inputs", {}).items()]
    made_from += [("file", name, str(mark)[:60]) for name, mark in parts.get("files", {}).items()]
    made_from += [("parameter", name, repr(value)) for name, value in parts.get("params", {}).items()]
    made_from += [("version", name, str(value)) for name, value in parts.get("versions", {}).items()]
    if made_from:
        yield from ("", *screen.columns(["made from", "name", "value"], made_from))


def _tries(screen: Screen, tried: Sequence[Row]) -> Iterator[str]:
    if len(tried) > 1:
        heads = ["attempt", "state", "took", "why"]
        table = [
            [str(one["attempt"]), one["state"], time_of(one), (one["error"] or {}).get("message", "")] for one in tried
        ]
        yield from ("", *screen.columns(heads, table, right={"took"}, state=1))


def output_text(artifact: Row | None) -> str:
    """Return a stored output in words.

    >>> output_text({"digest": "0123456789abcdef", "size": 4096, "format": "arrow", "rows": 12, "columns": 3})
    '12 rows × 3, 4.1 kB, arrow, sha256 0123456789ab'
    """
    if artifact is None:
        return ""
    shape = count(artifact["rows"], "row") if artifact.get("rows") is not None else ""
    shape += f" × {artifact['columns']}" if shape and artifact.get("columns") is not None else ""
    about = [shape, size_text(artifact["size"]), artifact["format"], f"sha256 {artifact['digest'][:12]}"]
    return ", ".join(filter(None, about))
