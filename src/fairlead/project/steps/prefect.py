"""Steps in the words of Prefect: what the flow of a file from `fairlead export prefect` submits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fairlead.errors import StepError
from fairlead.project.steps.step import Step, run_task


@dataclass(frozen=True, slots=True)
class Run:
    """Hold what every step is told: the project, the flow run, and the date that the run is about."""

    project: str
    name: str
    logical_date: str | None = None
    dag: str | None = None


def this_run(project: str, logical_date: str | None = None, dag: str | None = None) -> Run:
    """Return what the steps of the flow run that is under way are told."""
    from prefect.runtime import flow_run  # only where Prefect has called

    known: Any = flow_run
    return Run(project, str(known.get_id()), logical_date, dag)


def step(task: str, run: Run, item: str | None = None) -> Any:
    """Carry out a task and return the digest of its output, or a completed state "Skipped".

    Raises
    ------
    StepError
        The task failed; `repeats` tells whether it is to be repeated.
    """
    found = run_task(run.project, task, run=run.name, logical_date=run.logical_date, item=item, dag=run.dag)
    return _skipped(found) if found.state == "skipped" else _succeeded(found, run).digest


def items(task: str, run: Run) -> Any:
    """List the digests of what a mapped task runs over: nothing if it is skipped."""
    found = run_task(run.project, task, run=run.name, logical_date=run.logical_date, item="", dag=run.dag)
    return [] if found.state == "skipped" else list(_succeeded(found, run).items)


def repeats(task: Any, task_run: Any, state: Any) -> bool:
    """Tell whether a failed step is to be repeated: not if the pipeline's own retries are used up."""
    try:
        state.result(raise_on_failure=True)
    except StepError as error:
        return not error.final
    except Exception:  # the edge of Prefect: whatever else went wrong is a trouble of its own
        return True
    return False


def _skipped(found: Step) -> Any:
    from prefect.states import Completed  # only where Prefect has called

    return Completed(name="Skipped", message=found.reason)


def _succeeded(found: Step, run: Run) -> Step:
    if found.state != "succeeded":
        raise StepError.failed(found.task, run.name, found.reason or found.state, final=found.final)
    return found
