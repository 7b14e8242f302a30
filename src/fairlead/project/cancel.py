"""Stop a run, or one task of it, from another process."""

from __future__ import annotations

import os

from fairlead.clock import SystemClock
from fairlead.errors import RunError, UnknownTaskError
from fairlead.pipeline.journal import LEASE
from fairlead.pipeline.owner import this_process
from fairlead.project.notices import tell_of_end
from fairlead.project.orphans import find_run
from fairlead.project.settings import Project
from fairlead.store import Store

ENDED = ("succeeded", "failed", "cancelled")

clock = SystemClock()


def cancel(project: Project, run_id: str | None = None, task: str | None = None) -> str:
    """Ask the owner of a run to stop it or one of its tasks; a run without a living owner is marked here.

    Returns
    -------
    str, a sentence that says what was done.

    Raises
    ------
    RunError
        The run has ended already.
    UnknownTaskError
        The run has no such task.
    """
    with project.open_store() as store:
        name = find_run(store, run_id)
        row = store.runs.get(name)
        if row["state"] in ENDED:
            raise RunError.already_ended(name, row["state"])
        if task is not None:
            known = [one["task_id"] for one in store.runs.tasks(name)]
            if task not in known:
                raise UnknownTaskError.of(task, known)
        if row["state"] == "running":
            with store.transaction():
                store.runs.request(os.urandom(8).hex(), name, "cancel", task, clock.now())
            return f"Asked run {name} to cancel {f'task {task}' if task else 'everything'}."
        if task is not None:
            raise RunError.already_ended(name, row["state"])
        _mark(store, name)
        tell_of_end(store, name, project=project.name, folder=project.folder)
        return f"Run {name} was not running; it is marked as cancelled."


def _mark(store: Store, run_id: str) -> None:
    with store.transaction():
        fence = store.runs.take(run_id, this_process(), None, clock.now(), LEASE)
        if not fence:
            raise RunError.already_ended(run_id, "running again")
        rows = [row for row in store.runs.tasks(run_id) if row["state"] in ("pending", "running", "retrying")]
        for row in rows:
            row.update(state="cancelled", reason="cancelled on request")
        store.runs.write_tasks(rows)
        store.runs.end(run_id, fence, "cancelled", "cancelled on request", clock.now())
