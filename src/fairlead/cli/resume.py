"""`fairlead resume`: finish a run that was killed, stopped, cancelled or failed."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from fairlead.cli.options import Engine, Json, LogFormat, RunId, Tasks, task_option


def resume(
    run_id: RunId = None,
    repeat_effect: Annotated[
        Tasks,
        task_option("--repeat-effect", "Do this task's side effect again, as you know it did not happen."),
    ] = None,
    assume_done: Annotated[
        Tasks,
        task_option("--assume-done", "Take this task's side effect for done, as you know it happened."),
    ] = None,
    engine: Engine = None,
    log_format: LogFormat = None,
    as_json: Json = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print only how the run ended.")] = False,
) -> int:
    """Finish a run that was cut off. It may have been killed, stopped, cancelled, or have failed.

    What it had finished stays finished, and its parameters stay its own. Code that you have mended is used.
    """
    from fairlead.cli.watch import watch
    from fairlead.project import Project
    from fairlead.project import resume as resume_run

    project = Project.find()
    if engine is not None:
        project = replace(project, runs_on=engine)
    if log_format is not None:
        project = replace(project, log_format=log_format)
    return watch(
        project,
        lambda report: resume_run(
            project,
            run_id,
            repeat_effects=repeat_effect or (),
            assume_done=assume_done or (),
            on_event=report.on_event,
            on_graph=report.on_graph,
        ),
        as_json=as_json,
        quiet=quiet,
        resumed=True,
    )
