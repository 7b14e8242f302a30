"""`fairlead run`: run the pipeline, or a part of it."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from fairlead.cli.options import Dag, Engine, File, Json, LogFormat, Tasks, task_option
from fairlead.errors import ProjectError, RunError, ScheduleError

if TYPE_CHECKING:
    from fairlead.project import Project

Every = Literal["hour", "day", "week", "month"]


def run(
    file: File = None,
    param: Annotated[
        list[str] | None,
        typer.Option(
            "--param",
            "-p",
            metavar="NAME=VALUE",
            help="Set a parameter: n=5 for all tasks, train.n=5 for one.",
        ),
    ] = None,
    start: Annotated[Tasks, task_option("--from", "Run this task again, and what follows it.")] = None,
    only: Annotated[Tasks, task_option("--only", "Run this task alone, on stored outputs of those before it.")] = None,
    until: Annotated[Tasks, task_option("--until", "Run this task and what it needs.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Run every task, even if its result is stored.")] = False,
    dag: Dag = None,
    date: Annotated[
        str | None,
        typer.Option("--date", metavar="DATE", help="The date that the run is about (logical_date)."),
    ] = None,
    backfill: Annotated[
        str | None,
        typer.Option("--backfill", metavar="START..END", help="One run for each date from START to END."),
    ] = None,
    every: Annotated[Every, typer.Option("--every", help="Steps of --backfill.")] = "day",
    engine: Engine = None,
    log_format: LogFormat = None,
    as_json: Json = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print only how the run ended.")] = False,
) -> int:
    """Run the pipeline. What is stored and still holds is not computed again."""
    from fairlead.project import Selection
    from fairlead.project import run as run_project

    project = find_project(file)
    if engine is not None:
        project = replace(project, runs_on=engine)
    if log_format is not None:
        project = replace(project, log_format=log_format)
    wanted: dict[str, Any] = {
        "dag": dag,
        "overrides": param or [],
        "selection": Selection(tuple(start or ()), tuple(only or ()), tuple(until or ()), force),
    }
    if backfill is not None:
        if date is not None:
            raise RunError("--date and --backfill exclude each other.", hint="leave out --date.")
        return _backfill(project, backfill, every, wanted, as_json)
    from fairlead.cli.watch import watch

    return watch(
        project,
        lambda report: run_project(
            project, logical_date=date, on_event=report.on_event, on_graph=report.on_graph, **wanted
        ),
        as_json=as_json,
        quiet=quiet,
    )


def find_project(file: str | None) -> Project:
    """Return the project of a file or folder that a person named.

    Raises
    ------
    ProjectError
        It is not there, or is no pipeline.
    """
    from fairlead.project import Project

    if file is None or file.endswith(".py") or os.path.isdir(file):
        return Project.find(file, may_fork=True)
    if os.path.isfile(file):
        if file.endswith(".ipynb"):
            hint = "write its steps as functions in a pipeline.py; `fairlead init` makes one to begin with."
        else:
            hint = "give the file with the pipeline in it, such as pipeline.py."
        raise ProjectError(f"'{file}' is not a Python file.", hint=hint)
    if not Path(file).suffix and os.sep not in file:
        raise ProjectError(
            f"There is no file or folder '{file}'.",
            hint=f"give a pipeline file; if '{file}' is a task: `fairlead run --only {file}`.",
        )
    return Project.find(file, may_fork=True)


def _backfill(project: Project, dates: str, every: Every, wanted: dict[str, Any], as_json: bool) -> int:
    """Run once for each date, a line a run; stop in order when asked to."""
    from fairlead.cli.documents import print_document, run_document
    from fairlead.cli.edge import Stopped, stoppable
    from fairlead.cli.ending import command, in_counts, short
    from fairlead.cli.plain import SilentReport
    from fairlead.cli.screen import Screen, time_of
    from fairlead.cli.watch import read_run
    from fairlead.project import backfill

    first, dots, last = dates.partition("..")
    if not dots or not first or not last:
        raise ScheduleError(
            f"'{dates}' is not START..END.", hint="write for instance --backfill 2026-11-01..2026-11-07."
        )
    screen, report, documents, code = Screen(), SilentReport(), [], 0
    try:
        with stoppable():
            for date, outcome in backfill(project, first, last, every, on_graph=report.on_graph, **wanted):
                row, tasks, _ = read_run(project, outcome.run_id)
                documents.append(run_document(row, tasks))
                code = code if outcome.state == "succeeded" else 1
                if not as_json:
                    state = screen.state(outcome.state)
                    screen.write(f"{date}  {state}  {time_of(row):>7}  {short(outcome.run_id)}  {in_counts(tasks)}")
    except Stopped as stopped:
        code = stopped.exit_code
    if as_json:
        print_document({"runs": documents})
    elif code >= 128:
        resume = f"; {command(project, f'resume {short(report.run_id)}')} finishes that run" if report.run_id else ""
        screen.write(
            "",
            f"Stopped after {len(documents)} runs{resume}. Give the same command again for the other dates.",
        )
    elif code:
        screen.write("", f"Some runs failed: {command(project, 'runs --state failed')}")
    return code
