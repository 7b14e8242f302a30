"""How a run ended: its state, what parallelism saved, what failed and what to do next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from fairlead.cli.found import findings_text
from fairlead.cli.screen import ICONS, Screen, count, one_line, seconds_of, state_of
from fairlead.clock import show_duration
from fairlead.pipeline.gantt import saved_by_parallelism
from fairlead.project import Project
from fairlead.project.looking import bars_of
from fairlead.project.settings import log_path

Row = Mapping[str, Any]
FAILURES_SHOWN = 3
LOG_LINES = 8
WORKER = '/fairlead/pipeline/worker.py"'
SHORT = 6
"""Characters at the end of a run's id that tell it from others."""


def ending(screen: Screen, project: Project, run: Row, tasks: Sequence[Row], attempts: Sequence[Row]) -> None:
    """Print how a run ended and what to do next."""
    screen.write("", *_headline(screen, run, tasks, attempts))
    failed = [row for row in tasks if row["state"] == "failed"]
    parts = {row["name"] for row in failed if row["task_id"] != row["name"]}
    shown = [row for row in failed if row["task_id"] not in parts]
    for row in shown[:FAILURES_SHOWN]:
        screen.write("", *failure(screen, project, row))
    if len(shown) > FAILURES_SHOWN:
        screen.write("", f"{count(len(shown) - FAILURES_SHOWN, 'more task')} failed: {command(project, 'show')}")
    screen.write(*findings_text(screen, tasks))
    screen.write(*_next_steps(project, run, tasks))


def _headline(screen: Screen, run: Row, tasks: Sequence[Row], attempts: Sequence[Row]) -> Iterator[str]:
    state = run["state"]
    seconds = seconds_of(run)
    saving = saved_by_parallelism(bars_of(tasks, attempts))
    saved = f"; running side by side saved {show_duration(saving.saved)}" if saving.saved >= 0.01 else ""
    took = show_duration(seconds) if seconds is not None else ""
    mark = screen.paint(ICONS.get(state, "·"), state)
    yield f"{mark} Run {run['id']} {ENDS.get(state, state)} {took}{saved}".rstrip()
    if run["reason"] and state != "failed":
        yield f"  {one_line(run['reason'])}"
    yield f"  {in_counts(tasks)}"


ENDS = {
    "succeeded": "succeeded in",
    "failed": "failed after",
    "interrupted": "was stopped after",
    "cancelled": "was cancelled after",
}
COUNTED = {
    "succeeded": "computed",
    "cached": "from the store",
    "skipped": "skipped",
    "empty": "with nothing to do",
    "failed": "failed",
    "upstream_failed": "could not run",
    "cancelled": "cancelled",
    "open": "not done",
}


def in_counts(tasks: Iterable[Row]) -> str:
    """Return how many tasks went which way; a mapped task counts once.

    >>> in_counts([{"task_id": "a", "name": "a", "state": "succeeded", "cached": 1, "reason": None}])
    '1 task: 1 from the store'
    """
    states = [_counted_as(row) for row in tasks if row["task_id"] == row["name"]]
    found = [f"{states.count(state)} {word}" for state, word in COUNTED.items() if state in states]
    return f"{count(len(states), 'task')}: {', '.join(found)}"


def _counted_as(row: Row) -> str:
    state = state_of(row)
    if state == "succeeded" and row["reason"] == "0 parts":
        return "empty"
    return state if state in COUNTED else "open"


def failure(screen: Screen, project: Project, row: Row) -> Iterator[str]:
    """Yield what is known of a failed task: its error, the place, the end of its log."""
    error = row["error"] or {}
    message = str(error.get("message") or "").split("\n")
    said = one_line(f"{error.get('type', 'Error')}: {message[0]}").removesuffix(": ")
    yield f"{screen.paint('✗', 'failed')} {screen.strong(row['task_id'])}: {said}"
    yield from (f"    {one_line(line)}" for line in message[1:12] if not line.startswith(("Hint: ", "Where: ")))
    if error.get("where"):
        yield f"  Where: {error['where']}"
    if error.get("hint"):
        yield f"  Hint: {error['hint']}"
    last = last_lines(log_path(project, row["run_id"], row["task_id"], row["attempt"]))
    if last:
        yield "  Its log ends:"
        yield from (f"  │ {one_line(line)}" for line in last)
        words = f"logs {short(row['run_id'])} {row['task_id']}"
        yield f"  The whole log: {command(project, words)}"


def last_lines(path: Path, n: int = LOG_LINES) -> list[str]:
    """Return the last lines of a log without those that are empty; none if there is no file."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - 16_384))
            text = file.read().decode("utf-8", "replace")
    except FileNotFoundError:
        return []
    lines = [line.rstrip() for line in text.splitlines() if line.strip()]
    return list(_without_the_engine(lines))[-n:]


def _without_the_engine(lines: Iterable[str]) -> Iterator[str]:
    """Leave out what a traceback says of the worker that called the task: nobody can mend anything there."""
    inside = False
    for line in lines:
        if line.startswith("  File "):
            inside = WORKER in line
        elif not line.startswith("    "):
            inside = False
        if not inside:
            yield line


def _next_steps(project: Project, run: Row, tasks: Sequence[Row]) -> Iterator[str]:
    run_id = short(run["id"])
    if run["state"] == "failed" and not any(row["state"] == "failed" for row in tasks):
        yield f"  {run['reason']}"
    if run["state"] == "failed":
        yield from (
            "",
            f"Mend it, then go on: {command(project, f'resume {run_id}')}   (what is done stays done)",
        )
    elif run["state"] in ("interrupted", "cancelled", "running", "pending"):
        yield from ("", f"Finish it: {command(project, f'resume {run_id}')}")


def command(project: Project, words: str) -> str:
    """Return a command as it is typed here: with `cd` first where the project is another folder."""
    here = Path.cwd()
    inside = here == project.folder or project.folder in here.parents
    if inside:
        return f"fairlead {words}"
    try:
        folder = project.folder.relative_to(here)
    except ValueError:
        folder = project.folder
    return f"cd {folder} && fairlead {words}"


def short(run_id: str) -> str:
    """Return the end of a run's id, which is enough to name it.

    >>> short("20261123-144512-gkaqmt")
    'gkaqmt'
    """
    return run_id[-SHORT:]
