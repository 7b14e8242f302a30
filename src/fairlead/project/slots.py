"""Do the run of one slot, whatever has become of it before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fairlead.errors import FairleadError, FencedError, NothingToResumeError, RunOwnedError, StoreError
from fairlead.pipeline.spec import Graph
from fairlead.project.runs import Outcome, resume, run
from fairlead.project.schedule import STARTED, find_schedule, logical_date, run_of
from fairlead.project.settings import Project


def finish_slot(
    project: Project,
    name: str,
    at: float,
    *,
    on_event: Callable[[dict[str, Any]], None] = lambda event: None,
    on_graph: Callable[[str, Graph], None] = lambda run_id, graph: None,
) -> Outcome | None:
    """Begin the run of an open slot, or finish it if it was cut off; None if there is nothing to do.

    This may be called any number of times, by several processes at once: the run's id was decided when the
    slot was taken, a run is written once, and one process owns it. A pipeline that cannot run settles its
    slot as failed; what another day may mend (the store, the disk) leaves it open.

    Raises
    ------
    FairleadError
        The run could not begin, or could not go on.
    """
    with project.open_store() as store:
        slot, schedule = store.schedules.slot(name, at), find_schedule(store, name)
        before = run_of(store, slot) if slot else None
    if slot is None or schedule is None or slot["state"] != STARTED:
        return None
    has_begun = False

    def begin(run_id: str, graph: Graph) -> None:
        nonlocal has_begun
        has_begun = True
        on_graph(run_id, graph)

    try:
        if before is None:
            return run(
                project,
                dag=schedule["dag"],
                logical_date=logical_date(at, schedule["timezone"]),
                run_id=slot["run_id"],
                on_event=on_event,
                on_graph=begin,
            )
        if before["state"] in ("pending", "interrupted"):
            return resume(project, slot["run_id"], on_event=on_event, on_graph=begin)
    except (RunOwnedError, FencedError, NothingToResumeError):
        return None  # another process is at it, or was faster
    except StoreError:
        if before is None and not has_begun and _is_written(project, slot["run_id"]):
            return None  # by another process, in the meantime
        raise
    except FairleadError as error:
        with project.open_store() as store:
            store.schedules.settle(name, at, "failed", slot["run_id"], str(error))
        raise
    return None


def _is_written(project: Project, run_id: str) -> bool:
    with project.open_store() as store:
        return run_of(store, {"run_id": run_id}) is not None
