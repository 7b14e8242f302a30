"""Steps in the words of Dagster: what the assets of a file from `fairlead export dagster` give."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fairlead.project.steps.step import run_task


def step(context: Any, task: str, project: str, *, dag: str | None = None) -> Iterator[Any]:
    """Carry out a task and yield its materialization, with the digest in its metadata; nothing if it is skipped.

    In a run that materializes only some assets, the others stand for their latest results.

    Raises
    ------
    dagster.Failure
        The task failed; Dagster repeats it only if the pipeline's own retries are not used up.
    """
    import dagster  # only where Dagster has called

    run = context.run.root_run_id or context.run_id
    found = run_task(project, task, run=run, dag=dag, latest=True)
    if found.state == "skipped":
        context.log.info(f"{task} is skipped: {found.reason}")
        return
    if found.state != "succeeded":
        raise dagster.Failure(description=found.reason, allow_retries=not found.final)
    yield dagster.MaterializeResult(metadata={"digest": found.digest or ""})
