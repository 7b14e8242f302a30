"""Tell those whom a pipeline names how a run has ended: `DAG(notify=[webhook(...), command(...)])`.

A notification is a courtesy: it is sent at most once, and whatever becomes of it, the run stays as it ended.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fairlead.clock import SystemClock, timestamp
from fairlead.errors import StoreError
from fairlead.pipeline.owner import is_dead
from fairlead.project.orphans import mark_orphans
from fairlead.store import Store

if TYPE_CHECKING:
    from fairlead.pipeline.notify import Delivery, Notifier

Event = dict[str, Any]

TRIES = 2
TRY = 4.0
PAUSE = 0.5
PATIENCE = 9.0
"""Seconds: two tries, each cut off after TRY, end within PATIENCE: the end of a run waits less than 10 s."""

FAILURES_TOLD = 10
"""A message is read on a telephone; `fairlead show` lists every failed task."""

clock = SystemClock()


def tell_of_end(
    store: Store,
    run_id: str,
    *,
    project: str,
    folder: Path,
    notify: Sequence[Mapping[str, Any]] | None = None,
    on_event: Callable[[Event], None] = lambda event: None,
) -> list[Event]:
    """Tell how a run has ended, note in its events who was told, and return those events.

    Parameters
    ----------
    project : the project's name; `folder` is where it lies.
    notify : what the pipeline says of notifications, see `Graph.notify`; read from the store when not given.
    on_event : told every event once it is committed.

    Raises
    ------
    StoreError
        The run cannot be read. That an event cannot be written is no error: the message is out by then.
    """
    notify = store.runs.graph(run_id).get("notify", ()) if notify is None else notify
    if not notify:
        return []
    run = store.runs.get(run_id)
    wanting = [values for values in notify if run["state"] in values["on"]]
    if not wanting:
        return []
    from fairlead.pipeline.notify import notifier_from_dict  # most runs notify nobody

    message = message_of(run, store.runs.tasks(run_id), project=project, folder=folder)
    deliveries = deliver([notifier_from_dict(values) for values in wanting], message)
    try:
        with store.transaction():
            owner = run["owner"] if run["owner"] and is_dead(run["owner"]) else None
            events = store.runs.append_events(run_id, [_event(delivery) for delivery in deliveries], owner)
    except StoreError:
        return []
    for event in events:
        on_event(event)
    return events


def mark_and_tell(store: Store, *, project: str, folder: Path) -> list[str]:
    """Mark the runs whose owner has died as interrupted, tell of each, and return their ids.

    Only the process that marked a run tells of it, so that each is told once.
    """
    marked = mark_orphans(store)
    for run_id in marked:
        tell_of_end(store, run_id, project=project, folder=folder)
    return marked


def message_of(
    run: Mapping[str, Any], tasks: Iterable[Mapping[str, Any]], *, project: str, folder: Path
) -> dict[str, Any]:
    """Return what is told of a run: plain values, ready for JSON; times in ISO 8601, lengths in seconds."""
    failed = [task for task in tasks if task["state"] == "failed"]
    began, ended = run["started"], run["ended"]
    return {
        "project": project,
        "pipeline": run["pipeline"],
        "run": run["id"],
        "state": run["state"],
        "reason": run["reason"],
        "logical_date": run["logical_date"],
        "failed": [_failure(task) for task in failed[:FAILURES_TOLD]],
        "failed_tasks": len(failed),
        "started": None if began is None else timestamp(began),
        "ended": None if ended is None else timestamp(ended),
        "seconds": None if began is None or ended is None else round(max(0.0, ended - began), 3),
        "more": f"cd {folder} && fairlead show {run['id']}",
    }


def _failure(task: Mapping[str, Any]) -> dict[str, Any]:
    error = task["error"] or {}
    return {"task": task["task_id"], "type": error.get("type"), "message": error.get("message")}


def deliver(notifiers: Sequence[Notifier], message: Mapping[str, Any]) -> list[Delivery]:
    """Send a message to all, side by side, and return in less than 10 s what became of each.

    >>> from fairlead.pipeline import command
    >>> [one.error for one in deliver([command(["true"])], {"run": "r1", "state": "failed"})]
    [None]
    """
    from threading import Thread  # most runs notify nobody

    from fairlead.pipeline.notify import Delivery, Outbox

    # Each has an outbox, that is a thread, of its own: a server that hangs must not hold up the next one.
    reports: list[list[Delivery]] = [[] for _ in notifiers]
    boxes = [Outbox(report.append, tries=TRIES, first_delay=PAUSE, timeout=TRY) for report in reports]
    for box, notifier in zip(boxes, notifiers, strict=True):
        box.put(notifier, message)
    closers = [Thread(target=box.close, args=(PATIENCE,), daemon=True) for box in boxes]
    for closer in closers:
        closer.start()
    for closer in closers:
        closer.join()
    late = f"no answer within {PATIENCE:g} s"
    return [
        report[0] if report else Delivery(notifier, message, 1, late)
        for notifier, report in zip(notifiers, reports, strict=True)
    ]


def _event(delivery: Delivery) -> Event:
    kind = "notified" if delivery.error is None else "notify_failed"
    data = {"who": _name_of(delivery.notifier), "tries": delivery.tries}
    if delivery.error is not None:
        data["reason"] = delivery.error
    return {"at": clock.now(), "kind": kind, "task_id": None, "attempt": None, "data": data}


def _name_of(notifier: Notifier) -> str:
    """Return how a notifier is called in events: of an address only the host, as the rest may be a secret.

    >>> from fairlead.pipeline import command, webhook
    >>> _name_of(webhook("https://user:pass@chat.example/hooks/T0/s3cret")), _name_of(webhook("${CHAT_HOOK}"))
    ('https://chat.example', '${CHAT_HOOK}')
    >>> _name_of(command(["/usr/bin/notify-send", "done"]))
    'notify-send'
    """
    from urllib.parse import urlsplit  # it is loaded already where a webhook was called

    from fairlead.pipeline.notify import Command

    if isinstance(notifier, Command):
        return Path(notifier.argv[0]).name
    if notifier.url.startswith("${"):
        return notifier.url.partition("}")[0] + "}"
    address = urlsplit(notifier.url)
    return f"{address.scheme}://{address.netloc.rpartition('@')[2]}"
