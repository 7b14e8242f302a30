"""Steps in the words of Airflow: what the operators of a file from `fairlead export airflow` call.

No parameter has a name of Airflow's own (task, dag, logical_date): those it fills in itself, and refuses as arguments.
"""

from __future__ import annotations

from typing import Any, NoReturn

from fairlead.errors import StepError
from fairlead.pipeline.export.names import entry_of
from fairlead.project.settings import Project
from fairlead.project.steps.step import Step, holds, run_task

MISSING = ("", "None")
"""What a template leaves where a run has no date."""


def step(
    name: str, project: str, run: str, date: str = "", pipeline: str | None = None, item: str | None = None
) -> str:
    """Carry out the task of a name and return the digest of its output.

    Raises
    ------
    AirflowSkipException
        The task does not run in this run.
    AirflowFailException
        It failed and is not to be repeated; a StepError where it may be.
    """
    return str(_done(name, project, run, date, pipeline, item).digest)


def items(name: str, project: str, run: str, date: str = "", pipeline: str | None = None) -> list[dict[str, str]]:
    """List what a mapped task runs over: for each item its digest, as what `step` is told besides."""
    return [{"item": digest} for digest in _done(name, project, run, date, pipeline, "").items]


def gate(name: str, project: str, run: str, date: str = "", pipeline: str | None = None) -> bool:
    """Tell whether the conditions of a task hold; the reason stands in the log where they do not."""
    found = holds(project, name, run=run, logical_date=_date(date), dag=pipeline)
    if found.state == "skipped":
        print(found.reason)
    return found.state == "succeeded"


def branch(name: str, project: str, run: str, date: str = "", pipeline: str | None = None) -> list[str]:
    """Carry out a task that chooses, and return the ids of the operators that go on."""
    found = _done(name, project, run, date, pipeline)
    tasks = Project.find(project).describe(dag=pipeline).tasks
    return [entry_of(tasks[one]) for one in found.chosen]


def short_circuit(name: str, project: str, run: str, date: str = "", pipeline: str | None = None) -> bool:
    """Carry out a task after which nothing runs unless it returned something true, and tell that."""
    return bool(_done(name, project, run, date, pipeline).chosen)


def _date(text: str) -> str | None:
    return None if text in MISSING else text


def _done(name: str, project: str, run: str, date: str, pipeline: str | None, item: str | None = None) -> Step:
    found = run_task(project, name, run=run, logical_date=_date(date), item=item, dag=pipeline)
    if found.state == "succeeded":
        return found
    if found.state == "skipped":
        _raise("AirflowSkipException", found.reason)
    error = StepError.failed(found.task, run, found.reason or found.state)
    if found.final:
        _raise("AirflowFailException", str(error))
    raise error


def _raise(name: str, message: str | None) -> NoReturn:
    from airflow.sdk import exceptions  # only where Airflow has called

    kinds: Any = exceptions
    raise getattr(kinds, name)(message)
