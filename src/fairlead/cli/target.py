"""Which run and which task a person means by the words after a command."""

from __future__ import annotations

from fairlead.errors import RunNotFoundError, UnknownTaskError
from fairlead.project.orphans import find_run
from fairlead.store import Store


def target(store: Store, run: str | None, task: str | None = None) -> tuple[str, str | None]:
    """Return the run and the task that are meant.

    Parameters
    ----------
    run : beginning or end of a run's id, or a task of the latest run; None for the latest run.

    Raises
    ------
    RunNotFoundError
        There is no such run, or none at all.
    UnknownTaskError
        The run has no such task; the nearest is named.
    """
    if not store.runs.recent(1):
        raise RunNotFoundError("No runs yet.", hint="start one: `fairlead run`.")
    latest = find_run(store, None)
    if run is not None and task is None:
        known = _tasks(store, latest)
        if run in known:
            return latest, run
        if not run[:1].isdigit() and not store.runs.matching(run):
            raise UnknownTaskError.of(run, known, where=f"run {latest}, the latest one")
    run_id = latest if run is None else find_run(store, run)
    if task is not None and task not in _tasks(store, run_id):
        raise UnknownTaskError.of(task, _tasks(store, run_id))
    return run_id, task


def _tasks(store: Store, run_id: str) -> list[str]:
    return [row["task_id"] for row in store.runs.tasks(run_id)]
