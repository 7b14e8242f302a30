"""The loop that starts runs by the clock: one process in the foreground, which may be killed at any moment.

Everything that it must not forget is in the store before it acts. Each run is a process of its own, so that
neither can harm the other: a run outlives its scheduler, and the next scheduler finds it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from fairlead.clock import Clock, SystemClock
from fairlead.errors import FairleadError, PipelineImportError, ScheduleError, StoreError
from fairlead.project.schedule import (
    STARTED,
    STARTS,
    Row,
    due_of,
    find_schedule,
    logical_date,
    next_step,
    register,
    run_of,
    take_due,
)
from fairlead.project.settings import Project
from fairlead.store import Store

TICK = 0.2
"""Seconds between looks at clock and store: so much later than its slot may a run begin."""

STORE_WAIT = 5.0
"""Seconds before a store that cannot be reached is opened again."""

LONGEST_WAIT = 60.0
"""Seconds; a run that does not come to its end is tried again after 1 s, 2 s, 4 s, ... up to this."""

Kind = Literal["started", "resumed", "ended", "missed", "problem"]


@dataclass(frozen=True, slots=True)
class Happening:
    """Report one thing that a scheduler did or saw.

    Attributes
    ----------
    slot : the logical date; of several missed ones the first, and `count` says how many there are.
    state, reason : how a slot ended, or what the problem is.
    """

    kind: Kind
    schedule: str
    slot: str | None = None
    run_id: str | None = None
    state: str | None = None
    reason: str | None = None
    count: int = 1


class Process(Protocol):
    """A process that was started."""

    def poll(self) -> int | None:
        """Return its exit code, None while it runs."""
        ...


Start = Callable[[Row, Row], Process]
"""Start a process that calls `finish_slot`, given the rows of schedule and slot."""


@dataclass(slots=True)
class Work:
    """Hold the process that is at work on a slot, and how often one was."""

    process: Process | None = None
    tries: int = 0
    next_try: float = 0.0

    @property
    def is_going_on(self) -> bool:
        """Tell whether the process lives."""
        return self.process is not None and self.process.poll() is None


@dataclass(slots=True)
class Source:
    """Hold a pipeline that is looked after: where it is written, and the schedule that it was last seen with.

    Attributes
    ----------
    project : as seen from the pipeline's file; `dag` names the pipeline where the file has several.
    changed : when the file had been changed, seconds since 1970.
    """

    project: Project
    dag: str | None = None
    name: str = ""
    changed: float = 0.0


class Scheduler:
    """Look after the schedules of some pipelines of a project.

    Parameters
    ----------
    start : starts the process of a slot, and does not wait for it.
    at_once : how many runs of one pipeline may go on side by side.
    report : told what happens.
    """

    def __init__(
        self,
        project: Project,
        start: Start,
        *,
        at_once: int = 1,
        clock: Clock | None = None,
        report: Callable[[Happening], None] = lambda happening: None,
    ) -> None:
        self.project = project
        self.sources: list[Source] = []
        self.at_once = at_once
        self.clock = clock or SystemClock()
        self._start = start
        self._report = report
        self._works: dict[tuple[str, float], Work] = {}

    @property
    def names(self) -> list[str]:
        """Return the names of the schedules that are looked after."""
        return list(dict.fromkeys(source.name for source in self.sources if source.name))

    @property
    def running(self) -> int:
        """Return how many processes are at work that this scheduler has started."""
        return sum(work.is_going_on for work in self._works.values())

    def register(self, files: Sequence[str] = (), dags: Sequence[str] = ()) -> None:
        """Write the schedules of pipelines into the store, to look after them from now on.

        Parameters
        ----------
        files, dags : which pipelines, see `sources_of`.

        Raises
        ------
        ScheduleError
            None of the pipelines has a schedule, or a file belongs to another project.
        FairleadError
            A pipeline cannot be loaded.
        """
        with self.project.open_store() as store:
            sources = sources_of(store, self.project, files, dags)
            self.sources = [one for source in sources for one in self._registered(store, source)]
            rows = [row for row in store.schedules.all() if row["name"] in self.names]
        if not any(row["expression"] for row in rows):
            raise ScheduleError.no_schedule(self.names[0])

    def _registered(self, store: Store, source: Source) -> list[Source]:
        """Register a pipeline, or those of a file with several that have a schedule already."""
        try:
            self._register(store, source)
        except PipelineImportError:
            file = str(source.project.pipeline)
            known = [row["name"] for row in store.schedules.all() if row["file"] == file]
            if source.dag is not None or not known:
                raise
            several = [Source(source.project, name) for name in known]
            for one in several:
                self._register(store, one)
            return several
        return [source]

    def _register(self, store: Store, source: Source) -> None:
        source.changed = _changed(source)
        graph = source.project.describe(dag=source.dag)
        source.name = graph.name
        register(store, graph, self.clock.now())
        if source.dag is None:
            others = [row["name"] for row in store.schedules.all() if row["file"] == graph.file]
            for name in set(others) - {graph.name}:
                reason = f"there is no such DAG in {graph.file} any more; `fairlead schedule remove {name}`"
                self._report(Happening("problem", name, reason=reason))

    def serve(self) -> None:
        """Start what is due, for ever; a store that cannot be reached for a while is waited for."""
        while True:
            try:
                with self.project.open_store() as store:
                    while True:
                        self._follow_changes(store)
                        self.tick(store)
                        self.clock.sleep(TICK)
            except StoreError as error:
                self._report(Happening("problem", "", reason=str(error)))
                self.clock.sleep(STORE_WAIT)

    def catch_up(self) -> None:
        """Start what is due by now, and return when all of it is done."""
        until = self.clock.now()
        with self.project.open_store() as store:
            self.tick(store, until)
            while not self._is_done(store, until):
                self.clock.sleep(TICK)
                self.tick(store, until)

    def tick(self, store: Store, until: float | None = None) -> None:
        """Look once at every schedule: follow the slots that are open, and take those that are due.

        Parameters
        ----------
        until : the last slot that counts, seconds since 1970; those up to now when not given.
        """
        self._follow_settled(store)
        for name in self.names:
            schedule = find_schedule(store, name)
            if schedule is None:
                continue  # it was removed in the meantime
            for slot in reversed(store.schedules.slots(name, [STARTED])):
                self._follow(store, schedule, slot)
            now = self.clock.now() if until is None else min(self.clock.now(), until)
            taken = take_due(store, name, now, at_once=self.at_once)
            if taken.missed:
                first = logical_date(taken.missed[0], schedule["timezone"])
                self._report(Happening("missed", name, first, count=len(taken.missed)))
            for begun in taken.started:
                self._launch(schedule, begun, None)

    def _is_done(self, store: Store, until: float) -> bool:
        rows = [row for row in store.schedules.all() if row["name"] in self.names]
        return not any(
            store.schedules.slots(row["name"], [STARTED]) or (not row["paused"] and due_of(row, until).start)
            for row in rows
        )

    def _follow_changes(self, store: Store) -> None:
        """Take over a schedule that was changed in its file; if that cannot be loaded, the old one stays."""
        for source in self.sources:
            if _changed(source) == source.changed:
                continue
            try:
                self._register(store, source)
            except StoreError:
                raise
            except FairleadError as error:
                self._report(Happening("problem", source.name, reason=f"its schedule stays as it was: {error}"))

    def _follow_settled(self, store: Store) -> None:
        """Report slots that the process at work on them, or another scheduler, has settled."""
        for (name, at), work in list(self._works.items()):
            if work.is_going_on:
                continue
            slot = store.schedules.slot(name, at)
            if slot is None or slot["state"] != STARTED:
                del self._works[name, at]
                if slot is not None and work.process is not None:
                    self._report_end(store, slot)

    def _follow(self, store: Store, schedule: Row, slot: Row) -> None:
        """Do what is to be done about an open slot."""
        work = self._works.setdefault((slot["schedule"], slot["at"]), Work())
        if work.is_going_on:
            return
        run = run_of(store, slot)
        step = next_step(slot, run, self.clock.now(), is_mine=work.process is not None)
        if step == "settle" and run is not None:
            self._settle(store, slot, run["state"], run["reason"])
        elif step == "give up":
            reason = f"its run was cut off {STARTS} times; `fairlead resume {slot['run_id']}` tries once more"
            self._settle(store, slot, "failed", reason)
        elif step == "start" and self.clock.monotonic() >= work.next_try:
            self._launch(schedule, slot, run)

    def _settle(self, store: Store, slot: Row, state: str, reason: str | None) -> None:
        store.schedules.settle(slot["schedule"], slot["at"], state, slot["run_id"], reason)
        del self._works[slot["schedule"], slot["at"]]
        self._report_end(store, {**slot, "state": state, "reason": reason})

    def _report_end(self, store: Store, slot: Row) -> None:
        schedule = find_schedule(store, slot["schedule"])
        date = logical_date(slot["at"], schedule["timezone"] if schedule else "UTC")
        self._report(Happening("ended", slot["schedule"], date, slot["run_id"], slot["state"], slot["reason"]))

    def _launch(self, schedule: Row, slot: Row, run: Row | None) -> None:
        work = self._works.setdefault((slot["schedule"], slot["at"]), Work())
        work.next_try = self.clock.monotonic() + min(2.0**work.tries, LONGEST_WAIT)
        work.tries += 1
        date = logical_date(slot["at"], schedule["timezone"])
        try:
            work.process = self._start(schedule, slot)
        except OSError as error:  # no memory, or no place in the table of processes: another time there is
            self._report(Happening("problem", slot["schedule"], date, slot["run_id"], reason=str(error)))
            return
        kind: Kind = "started" if run is None else "resumed"
        self._report(Happening(kind, slot["schedule"], date, slot["run_id"]))


def _changed(source: Source) -> float:
    """Return when a pipeline file was changed; 0 if it is gone."""
    with contextlib.suppress(OSError):
        return source.project.pipeline.stat().st_mtime
    return 0.0


def sources_of(store: Store, project: Project, files: Sequence[str], dags: Sequence[str]) -> list[Source]:
    """Return the pipelines that a scheduler is to look after.

    Parameters
    ----------
    files : pipeline files of the project; if none, its own one and each other that has a schedule.
    dags : the DAGs in them, for files with several.

    Raises
    ------
    ScheduleError
        A file belongs to another project.
    ProjectError
        A file is not there.
    """
    found = [Project.find(file) for file in files] or list(_known(store, project))
    for one in found:
        if one.store_location != project.store_location:
            raise ScheduleError.other_project(one.pipeline, project.folder)
    return [Source(one, dag) for one in found for dag in dags or (None,)]


def _known(store: Store, project: Project) -> Iterator[Project]:
    """Yield the project as seen from its pipeline file, and from each other file that has a schedule."""
    yield project
    for file in dict.fromkeys(row["file"] for row in store.schedules.all()):
        with contextlib.suppress(FairleadError):  # a file that is gone
            one = Project.find(file)
            if one.folder == project.folder and one.pipeline != project.pipeline:
                yield one
