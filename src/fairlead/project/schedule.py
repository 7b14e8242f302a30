"""When the pipelines of a project are due, which slots are taken, and what is to be done about each of them.

A slot is taken in the store, with the id of its run, before the run begins: so it is started by one process
only, and whoever comes after a crash knows which run it was. From then on it is open (``started``) until the
state of its run is written into it. `scheduler` is the loop that does this by the clock.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from fairlead.clock import new_run_id
from fairlead.errors import ScheduleError
from fairlead.pipeline.cron import DueSlots, Schedule, due_slots, parse_schedule
from fairlead.pipeline.owner import is_dead

if TYPE_CHECKING:
    from fairlead.pipeline.spec import Graph
    from fairlead.store import Store

Row = Mapping[str, Any]
Step = Literal["wait", "start", "settle", "give up"]

STARTED, MISSED = "started", "missed"
ENDED = ("succeeded", "failed", "cancelled")

MISSED_REASON = "a later slot was due before this one could be started, and catchup=False gives it up"

CLOCK_SKEW = 60.0
"""Seconds by which a clock must have been put back before decisions about the future are taken back.

Two machines that share a store may differ by less.
"""

PATIENCE = 2.0
"""Seconds for another process to begin what it has taken; a run writes its row after a fifth of that."""

STARTS = 10
"""So often a run may be started and cut off: it may itself be what kills its process."""


def new_schedule(graph: Graph, known: Row | None, now: float) -> dict[str, Any]:
    """Return what the store is to know of a pipeline's schedule.

    Parameters
    ----------
    known : what the store knows of it so far. A pipeline without a ``start_date`` counts from the moment in
        which it, or another expression for it, was first seen here.

    Raises
    ------
    ScheduleError
        The expression, the time zone or the start date cannot be understood.
    """
    schedule = parse_schedule(graph.schedule, graph.timezone)
    return {
        "name": graph.name,
        "file": graph.file,
        "dag": graph.name,
        "expression": graph.schedule or "",
        "timezone": graph.timezone,
        "start": _start(graph, schedule, known, now),
        "catchup": graph.catchup,
    }


def _start(graph: Graph, schedule: Schedule, known: Row | None, now: float) -> float:
    if graph.start_date is not None:
        return _moment(graph.start_date, graph.timezone)
    if known is not None and (known["expression"], known["timezone"]) == (graph.schedule, graph.timezone):
        return float(known["start"])
    # "every 15m" without a start date means the quarters of the hour.
    return schedule.next_after(now) if schedule.interval else now


def _moment(text: str, timezone: str) -> float:
    """Read a date or a time; without an offset it is the clock on the wall in the time zone."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ScheduleError.bad_time(text) from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=_zone(timezone))).timestamp()


def _zone(timezone: str) -> Any:
    from zoneinfo import ZoneInfo  # only where there is a schedule

    return ZoneInfo(timezone)


def logical_date(at: float, timezone: str) -> str:
    """Return a slot as an ISO date and time on the clock of a time zone: the logical date of its run.

    >>> logical_date(1795445100.0, "Europe/Rome")
    '2026-11-23T15:45:00+01:00'
    """
    return datetime.fromtimestamp(at, _zone(timezone)).isoformat()


def register(store: Store, graph: Graph, now: float) -> bool:
    """Write a pipeline's schedule into the store and say whether it has one.

    A pipeline that has one no longer stays known, and is not due.

    Raises
    ------
    ScheduleError
        The schedule cannot be understood, or another file's pipeline has the same name.
    """
    known = find_schedule(store, graph.name)
    if known is None and graph.schedule is None:
        return False
    if known is not None and known["file"] != graph.file and Path(known["file"]).is_file():
        raise ScheduleError.name_taken(graph.name, graph.file, known["file"])
    row = new_schedule(graph, known, now)
    with store.transaction():
        store.schedules.put(row)
        store.schedules.begin_at(graph.name, row["start"])
    return graph.schedule is not None


def find_schedule(store: Store, name: str) -> dict[str, Any] | None:
    """Return what the store knows of a schedule."""
    return next((row for row in store.schedules.all() if row["name"] == name), None)


def schedule_of(row: Row) -> Schedule:
    """Return when a pipeline is due, from its row in the store."""
    return parse_schedule(row["expression"] or None, row["timezone"], anchor=row["start"])


def due_of(row: Row, now: float) -> DueSlots:
    """Return which slots of a schedule are to be started and which to be given up."""
    return due_slots(
        schedule_of(row),
        start=row["start"],
        last_slot=row["last_slot"],
        now=now,
        catchup=bool(row["catchup"]),
    )


@dataclass(frozen=True, slots=True)
class Taken:
    """Report the slots that were taken: rows of those to be started, and the times of those given up."""

    started: tuple[Row, ...] = ()
    missed: tuple[float, ...] = ()


def take_due(store: Store, name: str, now: float, *, at_once: int = 1) -> Taken:
    """Take the slots of a schedule that are due, as far as there is room for their runs, oldest first.

    A slot for which there is no room is not taken: it stays due, or is given up when its time comes.

    Parameters
    ----------
    at_once : how many slots of the schedule may be open.
    """
    row = find_schedule(store, name)
    if row is None or row["paused"] or not _may_be_due(row, now):
        return Taken()  # nearly always; the transaction below keeps other writers out
    with store.transaction():
        store.runs.take_turns()
        row = find_schedule(store, name)
        if row is None or row["paused"]:
            return Taken()
        if _is_ahead(row, now):
            store.schedules.rewind(name, now, MISSED)
            row = find_schedule(store, name) or row
        room = at_once - len(store.schedules.slots(name, [STARTED]))
        if room <= 0:
            return Taken()
        due = due_of(row, now)
        claim = store.schedules.claim
        missed = [at for at in due.skip if claim(name, at, MISSED, None, now, MISSED_REASON)]
        started: list[Row] = []
        for at in due.start:
            if len(started) == room:
                break
            if claim(name, at, STARTED, new_run_id(now), now):
                started.append(store.schedules.slot(name, at) or {})
    return Taken(tuple(started), tuple(missed))


def _may_be_due(row: Row, now: float) -> bool:
    due = due_of(row, now)
    return bool(due.start or due.skip) or _is_ahead(row, now)


def _is_ahead(row: Row, now: float) -> bool:
    """Tell whether slots were taken whose time, by the clock of now, is yet to come."""
    return row["last_slot"] is not None and row["last_slot"] > now + CLOCK_SKEW


def next_step(slot: Row, run: Row | None, now: float, *, is_mine: bool = False) -> Step:
    """Say what is to be done about an open slot on which no process of this scheduler is at work.

    Parameters
    ----------
    run : the run of the slot as the store has it; None if it has not begun.
    is_mine : whether a process of this scheduler was at work on it and has ended; otherwise another
        scheduler may be about to do what is to be done.
    """
    if run is not None and run["state"] == "running":
        dead = is_dead(run["owner"]) if run["owner"] else None
        return "start" if dead or (dead is None and run["lease"] < now) else "wait"
    since = slot["decided"] if run is None else run["ended"] or run["created"]
    if not is_mine and 0 <= now - since < PATIENCE:
        return "wait"
    if run is None or run["state"] not in ENDED:
        return "give up" if run is not None and run["fence"] >= STARTS else "start"
    return "settle"


@dataclass(frozen=True, slots=True)
class Standing:
    """Say how a schedule stands.

    Attributes
    ----------
    row : what the store knows of it; `words` says when it is due.
    next : the next slot that is still to come, None if there is none or the schedule is paused.
    waiting : how many slots are due and not yet started; 1000 stands for that many or more.
    last : the latest slot that was taken, with the state of its run; None if there is none.
    """

    row: Row
    words: str
    next: float | None
    waiting: int
    last: Row | None


def standing_of(store: Store, row: Row, now: float) -> Standing:
    """Return how a schedule stands."""
    schedule = schedule_of(row)
    slots = store.schedules.slots(row["name"], limit=1)
    coming = next_slots(row, now, 1)
    return Standing(
        row=row,
        words=schedule.describe(),
        next=None if row["paused"] or not coming else coming[0],
        waiting=len(due_of(row, now).start),
        last=_with_run(store, slots[0]) if slots else None,
    )


def next_slots(row: Row, now: float, count: int) -> list[float]:
    """Return the next slots of a schedule that are still to come."""
    dealt_with = now if row["last_slot"] is None else row["last_slot"]
    # Slots are whole seconds: one at the start is later than this.
    after = max(now, dealt_with, math.ceil(row["start"]) - 1.0)
    return schedule_of(row).slots_between(after, math.inf, count)


def _with_run(store: Store, slot: Row) -> Row:
    """Return a slot with the state of its run: while the slot is open, and if somebody has mended the run."""
    run = run_of(store, slot)
    if run is None or (slot["state"] != STARTED and run["state"] not in ENDED):
        return slot
    return {**slot, "state": run["state"], "reason": run["reason"]}


def run_of(store: Store, slot: Row) -> Row | None:
    """Return the run of a slot; None if it has not begun, or is forgotten by now."""
    try:
        return store.runs.get(slot["run_id"])
    except KeyError:
        return None
