"""`fairlead logs`: what a task printed."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fairlead.cli.options import Json, RunOrTask, TaskOfRun
from fairlead.errors import FairleadError, RunError

if TYPE_CHECKING:
    from fairlead.project import Project

Row = Mapping[str, Any]
POLL = 0.2
"""Seconds between looks at a log that is followed."""


@dataclass(frozen=True, slots=True)
class Log:
    """Hold what one attempt of a task printed.

    Attributes
    ----------
    run_id : the run it was printed in; an earlier one, where the task's output was taken from the store.
    """

    run_id: str
    task: str
    attempt: int
    path: Path

    @property
    def text(self) -> str:
        """Return what was printed."""
        return self.path.read_text(encoding="utf-8", errors="replace")

    def heading(self, run_id: str) -> str:
        """Return the line above the text, where `run_id` is the run that is looked at."""
        where = "" if self.run_id == run_id else f", from run {self.run_id}, whose output was used again"
        return f"── {self.task}, attempt {self.attempt}{where} ──"

    def to_dict(self) -> dict[str, str | int]:
        """Return plain values for JSON."""
        values: dict[str, str | int] = {"run_id": self.run_id, "task": self.task, "attempt": self.attempt}
        return {**values, "path": str(self.path), "text": self.text}


def logs(
    run: RunOrTask = None,
    task: TaskOfRun = None,
    attempt: Annotated[
        int | None, typer.Option("--attempt", metavar="N", min=1, help="This attempt, not the last one.")
    ] = None,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on until the task ends.")] = False,
    as_json: Json = False,
) -> int:
    """Print what tasks printed. The traceback of a task that failed is the end of its log."""
    from fairlead.cli.documents import print_document
    from fairlead.cli.target import target
    from fairlead.project import Project

    if follow and as_json:
        raise FairleadError("--json prints one document, and --follow goes on.", hint="leave out one of them.")
    project = Project.find()
    with project.open_store() as store:
        run_id, task = target(store, run, task)
        rows = [row for row in store.runs.tasks(run_id) if task in (None, row["task_id"], row["name"])]
    if follow:
        _follow(project, run_id, task)
        return 0
    found = [one for row in rows for one in _last_log(project, row, attempt)]
    if as_json:
        print_document({"run_id": run_id, "logs": [one.to_dict() for one in found]})
    else:
        print(_together(found, run_id, task) or _why_nothing(rows, run_id, task))
    return 0


def _last_log(project: Project, row: Row, attempt: int | None) -> Iterator[Log]:
    """Yield the log of the attempt that is asked for, or of the last one that printed something."""
    if attempt is not None and attempt > row["attempt"]:
        raise RunError(
            f"Task '{row['task_id']}' has no attempt {attempt}; there were {row['attempt']}.",
            where=f"run {row['run_id']}",
            hint="leave out --attempt to see the last one.",
        )
    run_id, last = row["run_id"], row["attempt"]
    if row["cached"] and row["source_run"]:
        run_id = row["source_run"]
        with project.open_store() as store:
            tasks = store.runs.tasks(run_id)
        last = next((one["attempt"] for one in tasks if one["task_id"] == row["task_id"]), 0)
    for n in range(last, 0, -1) if attempt is None else [attempt]:
        log = Log(run_id, row["task_id"], n, _path(project, row, run_id, n))
        if log.path.is_file():
            yield log
            return


def _path(project: Project, row: Row, run_id: str, attempt: int) -> Path:
    """Return where the output of an attempt lies; as long as it runs, that is a file of its worker."""
    from fairlead.project.settings import log_path

    is_running = row["state"] == "running" and attempt == row["attempt"] and run_id == row["run_id"]
    return log_path(project, run_id, row["task_id"], attempt, row["pid"] if is_running else None)


def _together(found: Sequence[Log], run_id: str, task: str | None) -> str:
    """Return all logs in one text, each under a heading where it is not plain whose it is."""
    if [(one.run_id, one.task) for one in found] == [(run_id, task)]:
        return found[0].text.removesuffix("\n")
    return "\n".join(f"{one.heading(run_id)}\n{one.text}" for one in found).removesuffix("\n")


def _why_nothing(rows: Sequence[Row], run_id: str, task: str | None) -> str:
    """Say why there is no log."""
    from fairlead.cli.ending import short

    if task is None:
        return f"No task of run {run_id} has printed anything."
    if all(row["attempt"] == 0 and not row["cached"] for row in rows):
        state = rows[0]["state"].replace("_", " ")
        return f"{task} has not run ({state}). Why: fairlead explain {short(run_id)} {task}"
    return f"{task} has printed nothing."


def _follow(project: Project, run_id: str, task: str | None) -> None:
    """Print what is written until the task, or the run, has ended."""
    read: dict[tuple[str, int], int] = {}
    last = None
    while True:
        with project.open_store() as store:
            run = store.runs.get(run_id)
            rows = [row for row in store.runs.tasks(run_id) if task in (None, row["task_id"], row["name"])]
        ended = run["state"] != "running" or (task is not None and all(_has_ended(row) for row in rows))
        for row in rows:
            for n in range(1, row["attempt"] + 1):
                log = Log(run_id, row["task_id"], n, _path(project, row, run_id, n))
                text = _new_text(log, read)
                if text and (log.task, n) != last:
                    print(log.heading(run_id))
                    last = log.task, n
                print(text, end="", flush=True)
        if ended:
            return
        time.sleep(POLL)


def _has_ended(row: Row) -> bool:
    return row["state"] not in ("pending", "running", "retrying")


def _new_text(log: Log, read: dict[tuple[str, int], int]) -> str:
    """Return what was added to a log since it was last read; `read` holds how many bytes that were."""
    known = read.get((log.task, log.attempt), 0)
    try:
        with log.path.open("rb") as file:
            file.seek(known)
            data = file.read()
    except FileNotFoundError:
        return ""
    read[log.task, log.attempt] = known + len(data)
    return data.decode("utf-8", "replace")
