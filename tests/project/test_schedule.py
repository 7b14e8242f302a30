"""When slots are taken and what is done about them: with a clock that is moved by hand, on a real store."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.clock import ManualClock, parse_timestamp
from fairlead.errors import PipelineImportError, ScheduleError
from fairlead.pipeline.owner import this_process
from fairlead.pipeline.spec import Graph
from fairlead.project import Project
from fairlead.project.schedule import (
    MISSED,
    STARTED,
    STARTS,
    logical_date,
    new_schedule,
    next_slots,
    next_step,
    register,
    schedule_of,
    standing_of,
    take_due,
)
from fairlead.project.scheduler import LONGEST_WAIT, Happening, Scheduler
from fairlead.project.slots import finish_slot
from fairlead.store import Store

NOON = parse_timestamp("2026-11-23T12:00")
HOUR = 3600.0


def graph(schedule: str | None = "@hourly", name: str = "p", file: str = "/p.py", **rest: Any) -> Graph:
    return Graph(name=name, file=file, tasks={}, schedule=schedule, **rest)


@pytest.fixture
def store() -> Store:
    return Store(":memory:")


def states(store: Store, name: str = "p") -> dict[str, str]:
    """Return the states of the slots that were taken, by their hour."""
    return {logical_date(row["at"], "UTC")[11:16]: row["state"] for row in reversed(store.schedules.slots(name))}


def finish(store: Store, name: str = "p") -> None:
    for slot in store.schedules.slots(name, [STARTED]):
        store.schedules.settle(name, slot["at"], "succeeded", slot["run_id"])


class TestRegister:
    def test_a_pipeline_without_a_start_date_counts_from_when_it_was_first_seen(self, store: Store) -> None:
        assert register(store, graph(), NOON + 60)
        assert register(store, graph(), NOON + 9 * HOUR)
        (row,) = store.schedules.all()
        assert (row["start"], row["dag"], row["catchup"]) == (NOON + 60, "p", 0)

    def test_an_interval_without_a_start_date_keeps_to_the_quarters_of_the_hour(self, store: Store) -> None:
        register(store, graph("every 15m"), NOON + 60)
        assert next_slots(store.schedules.all()[0], NOON + 60, 2) == [NOON + 900, NOON + 1800]

    def test_a_start_date_is_read_on_the_clock_of_the_time_zone(self, store: Store) -> None:
        dates = {
            "2026-11-23": "2026-11-22T23:00",
            "2026-11-23T06:00": "2026-11-23T05:00",
            "2026-11-23T06:00+00:00": "2026-11-23T06:00",
        }
        for text, moment in dates.items():
            row = new_schedule(graph(start_date=text, timezone="Europe/Rome"), None, NOON)
            assert row["start"] == parse_timestamp(moment), text

    def test_a_changed_start_date_counts_and_takes_no_slot_twice(self, store: Store) -> None:
        register(store, graph(start_date="2026-11-23T10:00", catchup=True), NOON)
        assert len(take_due(store, "p", NOON, at_once=9).started) == 3
        register(store, graph(start_date="2026-11-23T09:00", catchup=True), NOON)
        assert take_due(store, "p", NOON, at_once=9).started == ()
        register(store, graph(start_date="2026-11-24T00:00", catchup=True), NOON)
        finish(store)
        assert take_due(store, "p", NOON + 2 * HOUR).started == ()

    def test_another_expression_counts_from_when_it_was_first_seen(self, store: Store) -> None:
        register(store, graph("@daily", catchup=True), NOON - 90 * HOUR)
        register(store, graph("@hourly", catchup=True), NOON)
        assert [slot["at"] for slot in take_due(store, "p", NOON + HOUR, at_once=9).started] == [
            NOON,
            NOON + HOUR,
        ]

    def test_a_pipeline_that_has_no_schedule_any_more_is_not_due(self, store: Store) -> None:
        assert not register(store, graph(None), NOON)
        assert store.schedules.all() == []
        register(store, graph(catchup=True), NOON)
        assert not register(store, graph(None), NOON)
        assert take_due(store, "p", NOON + 9 * HOUR).started == ()
        assert standing_of(store, store.schedules.all()[0], NOON).words == "only when started by hand"

    def test_one_name_in_two_files_is_refused_unless_the_first_is_gone(self, store: Store, tmp_path: Path) -> None:
        first = tmp_path / "a.py"
        first.touch()
        register(store, graph(file=str(first)), NOON)
        with pytest.raises(ScheduleError, match="has the name of one in"):
            register(store, graph(file="/b.py"), NOON)
        first.unlink()
        assert register(store, graph(file="/b.py"), NOON)

    def test_what_cannot_be_understood_is_refused_and_nothing_is_written(self, store: Store) -> None:
        for wrong in (graph("@dayly"), graph(timezone="Europe/Rom"), graph(start_date="yesterday")):
            with pytest.raises(ScheduleError):
                register(store, wrong, NOON)
        assert store.schedules.all() == []


class TestTake:
    def test_with_catchup_every_slot_is_taken_in_order_as_there_is_room(self, store: Store) -> None:
        register(store, graph(catchup=True), NOON)
        for hour in ("12:00", "13:00", "14:00"):
            (slot,) = take_due(store, "p", NOON + 2 * HOUR).started
            assert logical_date(slot["at"], "UTC")[11:16] == hour
            assert take_due(store, "p", NOON + 2 * HOUR).started == ()
            finish(store)
        assert states(store) == {"12:00": "succeeded", "13:00": "succeeded", "14:00": "succeeded"}

    def test_without_catchup_the_latest_slot_is_taken_and_the_others_are_recorded_as_missed(self, store: Store) -> None:
        register(store, graph(), NOON)
        taken = take_due(store, "p", NOON + 2 * HOUR)
        assert (len(taken.started), taken.missed) == (1, (NOON, NOON + HOUR))
        assert states(store) == {"12:00": MISSED, "13:00": MISSED, "14:00": STARTED}
        (missed, _) = store.schedules.slots("p", [MISSED])
        assert "catchup=False" in missed["reason"]

    def test_a_run_that_takes_longer_than_its_interval_makes_slots_missed_and_not_a_queue(self, store: Store) -> None:
        register(store, graph(), NOON)
        take_due(store, "p", NOON)
        for hours in (1, 2, 3):
            assert take_due(store, "p", NOON + hours * HOUR).started == ()
        finish(store)
        take_due(store, "p", NOON + 3 * HOUR)
        assert states(store) == {"12:00": "succeeded", "13:00": MISSED, "14:00": MISSED, "15:00": STARTED}

    def test_more_runs_side_by_side_take_as_many_slots(self, store: Store) -> None:
        register(store, graph(catchup=True), NOON)
        taken = take_due(store, "p", NOON + 9 * HOUR, at_once=3)
        assert [slot["at"] for slot in taken.started] == [NOON, NOON + HOUR, NOON + 2 * HOUR]
        assert len({slot["run_id"] for slot in taken.started}) == 3

    def test_a_paused_schedule_takes_nothing_and_goes_on_where_it_was(self, store: Store) -> None:
        register(store, graph(catchup=True), NOON)
        store.schedules.pause("p", True)
        assert take_due(store, "p", NOON + HOUR).started == ()
        store.schedules.pause("p", False)
        assert take_due(store, "p", NOON + HOUR).started[0]["at"] == NOON

    def test_an_unknown_schedule_takes_nothing(self, store: Store) -> None:
        assert take_due(store, "removed", NOON).started == ()

    def test_a_clock_that_is_put_back_makes_nothing_due_again(self, store: Store) -> None:
        register(store, graph(catchup=True), NOON)
        take_due(store, "p", NOON + HOUR, at_once=9)
        finish(store)
        for back in (10.0, HOUR, 48 * HOUR):
            assert take_due(store, "p", NOON + HOUR - back, at_once=9).started == ()
        assert take_due(store, "p", NOON + 2 * HOUR, at_once=9).started[0]["at"] == NOON + 2 * HOUR

    @pytest.mark.parametrize("catchup", [True, False])
    def test_a_clock_that_was_a_year_ahead_for_a_moment_costs_one_slot_and_no_year(
        self, store: Store, catchup: bool
    ) -> None:
        register(store, graph(catchup=catchup), NOON)
        take_due(store, "p", NOON)
        finish(store)
        wrong = take_due(store, "p", NOON + 365 * 24 * HOUR)
        while not wrong.started:
            wrong = take_due(store, "p", NOON + 365 * 24 * HOUR)
        finish(store)
        assert take_due(store, "p", NOON + 60).started == ()
        right = [at for n in range(1, 25) for at in self.taken_at(store, NOON + n * HOUR)]
        # With catchup it was the slot after noon that ran too early; without, one that is a year away.
        first = NOON + (2 if catchup else 1) * HOUR
        assert right == [first + n * HOUR for n in range(len(right))]
        assert right[-1] == NOON + 24 * HOUR

    @staticmethod
    def taken_at(store: Store, now: float) -> list[float]:
        taken = take_due(store, "p", now)
        finish(store)
        return [slot["at"] for slot in taken.started]

    @given(
        catchup=st.booleans(),
        steps=st.lists(st.floats(min_value=-3 * HOUR, max_value=6 * HOUR, allow_nan=False), max_size=30),
    )
    def test_however_the_clock_jumps_no_slot_is_left_out_and_none_is_taken_twice(
        self, catchup: bool, steps: list[float]
    ) -> None:
        with Store(":memory:") as store:
            register(store, graph("every 17m", catchup=catchup), NOON)
            now, latest, started = NOON, NOON, list[float]()
            for step in steps:
                now = max(now + step, NOON)
                latest = max(latest, now)
                taken = take_due(store, "p", now, at_once=1000)
                started += [slot["at"] for slot in taken.started]
                finish(store)
            take_due(store, "p", latest, at_once=1000)
            finish(store)
            slots = [row["at"] for row in store.schedules.slots("p", limit=10_000)]
            first = store.schedules.all()[0]["start"]
            due = [first + n * 17 * 60 for n in range(int((latest - first) // (17 * 60)) + 1)]
            assert sorted(slots) == due
            assert len(started) == len(set(started))
            assert catchup is False or not store.schedules.slots("p", [MISSED])


class TestStep:
    SLOT = {"decided": NOON, "run_id": "r"}

    @staticmethod
    def run(state: str, **rest: Any) -> dict[str, Any]:
        empty = {"owner": None, "lease": 0.0, "created": NOON, "ended": None, "fence": 1}
        return {**empty, "state": state, **rest}

    def test_a_slot_that_another_scheduler_has_just_taken_is_left_to_it_for_a_moment(self) -> None:
        assert next_step(self.SLOT, None, NOON + 0.5) == "wait"
        assert next_step(self.SLOT, None, NOON + 5) == "start"

    def test_my_own_process_that_ended_without_a_run_is_started_again_at_once(self) -> None:
        assert next_step(self.SLOT, None, NOON + 0.5, is_mine=True) == "start"

    def test_a_clock_that_was_put_back_does_not_make_a_slot_wait(self) -> None:
        assert next_step(self.SLOT, None, NOON - HOUR) == "start"

    @pytest.mark.parametrize("state", ["pending", "interrupted"])
    def test_a_run_that_never_began_or_was_cut_off_goes_on(self, state: str) -> None:
        assert next_step(self.SLOT, self.run(state), NOON + 5) == "start"

    def test_a_running_run_is_waited_for_as_long_as_its_owner_lives(self) -> None:
        living = this_process()
        assert next_step(self.SLOT, self.run("running", owner=living), NOON + HOUR) == "wait"
        dead = {**living, "started": "1"}
        assert next_step(self.SLOT, self.run("running", owner=dead), NOON + HOUR) == "start"
        elsewhere = {**living, "host": "elsewhere", "boot": "another"}
        assert next_step(self.SLOT, self.run("running", owner=elsewhere, lease=NOON + 9), NOON + 5) == "wait"
        assert next_step(self.SLOT, self.run("running", owner=elsewhere, lease=NOON + 1), NOON + 5) == "start"

    @pytest.mark.parametrize("state", ["succeeded", "failed", "cancelled"])
    def test_a_run_that_ended_settles_its_slot(self, state: str) -> None:
        assert next_step(self.SLOT, self.run(state, ended=NOON), NOON + 5) == "settle"

    def test_a_run_that_is_cut_off_again_and_again_is_given_up(self) -> None:
        assert next_step(self.SLOT, self.run("interrupted", fence=STARTS - 1), NOON + 5) == "start"
        assert next_step(self.SLOT, self.run("interrupted", fence=STARTS), NOON + 5) == "give up"


def test_a_logical_date_is_on_the_clock_of_the_time_zone() -> None:
    winter, summer = parse_timestamp("2026-01-01T05:00"), parse_timestamp("2026-07-01T04:00")
    assert logical_date(winter, "Europe/Rome") == "2026-01-01T06:00:00+01:00"
    assert logical_date(summer, "Europe/Rome") == "2026-07-01T06:00:00+02:00"
    assert logical_date(winter, "UTC") == "2026-01-01T05:00:00+00:00"


def test_a_schedule_stands_as_its_slots_and_runs_do(store: Store) -> None:
    register(store, graph(catchup=True), NOON)
    take_due(store, "p", NOON)
    one = standing_of(store, store.schedules.all()[0], NOON + 2 * HOUR)
    assert (one.next, one.waiting) == (NOON + 3 * HOUR, 2)
    assert one.last is not None and (one.last["at"], one.last["state"]) == (NOON, STARTED)
    store.schedules.pause("p", True)
    assert standing_of(store, store.schedules.all()[0], NOON).next is None


PIPELINE = """
from pathlib import Path
from fairlead import DAG, PythonOperator
def note(logical_date, run_id):
    with open(Path(__file__).with_name("notes"), "a") as file:
        file.write(f"{logical_date} {run_id}\\n")
with DAG("p", schedule="@hourly", start_date="2026-11-23T12:00", catchup=True) as dag:
    PythonOperator(note)
"""


@dataclass(slots=True)
class Fake:
    """Stands for the process of a slot: a test ends it, and does its work with `finish_slot`."""

    slot: Any
    code: int | None = None

    def poll(self) -> int | None:
        return self.code


@dataclass(slots=True)
class Bench:
    """A scheduler whose clock and processes a test holds in its hand; project and store are real."""

    project: Project
    clock: ManualClock = field(default_factory=lambda: ManualClock(NOON))
    processes: list[Fake] = field(default_factory=list)
    happened: list[Happening] = field(default_factory=list)

    def scheduler(self, **rest: Any) -> Scheduler:
        made = Scheduler(self.project, self.start, clock=self.clock, report=self.happened.append, **rest)
        made.register()
        return made

    def start(self, schedule: Any, slot: Any) -> Fake:
        self.processes.append(Fake(slot))
        return self.processes[-1]

    def tick(self, scheduler: Scheduler, seconds: float = 0.0) -> list[str]:
        """Let time pass, let the scheduler look once, and return what happened."""
        self.clock.advance(seconds)
        seen = len(self.happened)
        with self.project.open_store() as store:
            scheduler.tick(store)
        return [f"{one.kind} {(one.slot or '')[11:16]}".strip() for one in self.happened[seen:]]

    def finish(self, process: Fake) -> None:
        finish_slot(self.project, process.slot["schedule"], process.slot["at"])
        process.code = 0

    def runs(self) -> list[Any]:
        with self.project.open_store() as store:
            return store.runs.recent()


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    (tmp_path / "pipeline.py").write_text(PIPELINE)
    return Bench(Project.find(tmp_path))


class TestScheduler:
    def test_slots_are_started_one_after_the_other_and_settled(self, bench: Bench) -> None:
        scheduler = bench.scheduler()
        assert bench.tick(scheduler, HOUR) == ["started 12:00"]
        assert bench.tick(scheduler) == []
        bench.finish(bench.processes[0])
        assert bench.tick(scheduler) == ["ended 12:00", "started 13:00"]
        bench.finish(bench.processes[1])
        assert bench.tick(scheduler) == ["ended 13:00"]
        dates = ["2026-11-23T13:00:00+00:00", "2026-11-23T12:00:00+00:00"]
        assert [(run["logical_date"], run["state"]) for run in bench.runs()] == [(one, "succeeded") for one in dates]

    def test_a_scheduler_that_comes_after_a_crash_starts_the_same_run_again(self, bench: Bench) -> None:
        assert bench.tick(bench.scheduler()) == ["started 12:00"]
        later = bench.scheduler()
        assert bench.tick(later) == []  # the process of the crashed one may be about to begin
        assert bench.tick(later, 5.0) == ["started 12:00"]
        assert bench.processes[0].slot["run_id"] == bench.processes[1].slot["run_id"]
        bench.finish(bench.processes[0])
        bench.finish(bench.processes[1])
        assert [run["id"] for run in bench.runs()] == [bench.processes[0].slot["run_id"]]
        assert len((bench.project.folder / "notes").read_text().splitlines()) == 1

    def test_a_process_that_dies_before_its_run_begins_is_started_again_more_and_more_slowly(
        self, bench: Bench
    ) -> None:
        scheduler = bench.scheduler()
        bench.tick(scheduler)
        waits = list[float]()
        for _ in range(9):
            bench.processes[-1].code, waited = -9, 0.0
            while not bench.tick(scheduler, 0.5):
                waited += 0.5
            waits.append(waited + 0.5)
        assert waits == sorted(waits)
        assert (waits[0], waits[-1]) == (1.0, LONGEST_WAIT)
        assert len({process.slot["run_id"] for process in bench.processes}) == 1

    def test_a_run_that_was_cut_off_is_resumed(self, bench: Bench) -> None:
        scheduler = bench.scheduler()
        bench.tick(scheduler)
        process = bench.processes[0]
        bench.finish(process)
        with bench.project.open_store() as store:
            store.driver.execute("UPDATE run SET state = 'interrupted'")
        assert bench.tick(scheduler, 5.0) == ["resumed 12:00"]
        bench.finish(bench.processes[1])
        assert bench.tick(scheduler) == ["ended 12:00"]
        assert [(run["state"], run["fence"]) for run in bench.runs()] == [("succeeded", 2)]

    def test_a_run_that_is_cut_off_too_often_settles_its_slot_as_failed(self, bench: Bench) -> None:
        scheduler = bench.scheduler()
        bench.tick(scheduler)
        bench.finish(bench.processes[0])
        with bench.project.open_store() as store:
            store.driver.execute(f"UPDATE run SET state = 'interrupted', fence = {STARTS}")
        assert bench.tick(scheduler, 5.0) == ["ended 12:00"]
        assert bench.happened[-1].state == "failed"
        assert "fairlead resume" in (bench.happened[-1].reason or "")

    def test_a_pipeline_that_cannot_be_loaded_fails_its_slot_with_the_reason(self, bench: Bench) -> None:
        scheduler = bench.scheduler()
        bench.tick(scheduler)
        (bench.project.folder / "pipeline.py").write_text("import no_such_module_at_all")
        with pytest.raises(PipelineImportError):
            bench.finish(bench.processes[0])
        bench.processes[0].code = 2
        assert bench.tick(scheduler, HOUR) == ["ended 12:00", "started 13:00"]
        ended = bench.happened[-2]
        assert ended.state == "failed" and "no_such_module_at_all" in (ended.reason or "")
        assert bench.runs() == []

    def test_slots_of_a_schedule_that_was_removed_are_forgotten(self, bench: Bench) -> None:
        scheduler = bench.scheduler()
        bench.tick(scheduler)
        with bench.project.open_store() as store:
            store.schedules.remove("p")
        assert finish_slot(bench.project, "p", NOON) is None
        bench.processes[0].code = 0
        assert bench.tick(scheduler, HOUR) == []
        assert (scheduler.running, bench.runs()) == (0, [])

    def test_a_scheduler_settles_what_another_one_has_left(self, bench: Bench) -> None:
        bench.tick(bench.scheduler())
        bench.finish(bench.processes[0])
        later = bench.scheduler()
        with bench.project.open_store() as store:
            store.driver.execute("UPDATE run SET ended = :now", {"now": bench.clock.now()})
        assert bench.tick(later) == []
        assert bench.tick(later, 5.0) == ["ended 12:00"]

    def test_two_that_work_on_one_slot_at_once_make_one_run(self, bench: Bench) -> None:
        bench.tick(bench.scheduler())
        for _ in range(3):
            bench.finish(bench.processes[0])
        assert len((bench.project.folder / "notes").read_text().splitlines()) == 1

    def test_a_process_that_cannot_be_started_is_a_problem_and_tried_again(self, bench: Bench) -> None:
        def refuse(schedule: Any, slot: Any) -> Fake:
            raise OSError(12, "Cannot allocate memory")

        scheduler = Scheduler(bench.project, refuse, clock=bench.clock, report=bench.happened.append)
        scheduler.register()
        assert bench.tick(scheduler) == ["problem 12:00"]
        assert bench.tick(scheduler, 5.0) == ["problem 12:00"]

    def test_more_than_one_run_at_once_if_that_is_wanted(self, bench: Bench) -> None:
        scheduler = bench.scheduler(at_once=2)
        assert bench.tick(scheduler, 5 * HOUR) == ["started 12:00", "started 13:00"]
        assert scheduler.running == 2

    def test_an_interval_of_many_days_is_read_as_it_was_written(self, bench: Bench) -> None:
        file = bench.project.folder / "pipeline.py"
        days = "__import__('datetime').timedelta(days=30, seconds=1)"
        file.write_text(PIPELINE.replace('"@hourly"', days))
        bench.scheduler()
        with bench.project.open_store() as store:
            assert schedule_of(store.schedules.all()[0]).interval == 30 * 24 * HOUR + 1

    def test_a_pipeline_without_a_schedule_is_refused(self, bench: Bench) -> None:
        file = bench.project.folder / "pipeline.py"
        file.write_text(PIPELINE.replace('schedule="@hourly", ', ""))
        with pytest.raises(ScheduleError, match="The DAG 'p' has no schedule"):
            bench.scheduler()

    def test_of_a_file_with_several_dags_those_that_are_named_are_remembered(self, bench: Bench) -> None:
        file = bench.project.folder / "pipeline.py"
        again = PIPELINE.split("with")[-1].replace('"p"', '"q"').replace("as dag", "as other")
        file.write_text(f"{PIPELINE}\nwith{again}")
        scheduler = Scheduler(bench.project, bench.start, clock=bench.clock)
        with pytest.raises(PipelineImportError, match="There are 2 DAGs"):
            scheduler.register()
        scheduler.register(dags=["q"])
        assert scheduler.names == ["q"]
        again_later = Scheduler(bench.project, bench.start, clock=bench.clock)
        again_later.register()
        assert again_later.names == ["q"]

    def test_other_files_of_the_project_that_have_a_schedule_are_remembered(self, bench: Bench) -> None:
        other = bench.project.folder / "other.py"
        other.write_text(PIPELINE.replace('DAG("p"', 'DAG("other"'))
        scheduler = Scheduler(bench.project, bench.start, clock=bench.clock)
        scheduler.register([str(other)])
        assert scheduler.names == ["other"]
        scheduler.register()
        assert scheduler.names == ["p", "other"]
        other.unlink()
        scheduler.register()
        assert scheduler.names == ["p"]

    def test_a_file_of_another_project_is_refused(self, bench: Bench, tmp_path: Path) -> None:
        elsewhere = tmp_path / "elsewhere" / "pipeline.py"
        elsewhere.parent.mkdir()
        elsewhere.write_text(PIPELINE)
        scheduler = Scheduler(bench.project, bench.start)
        with pytest.raises(ScheduleError, match="belongs to another project"):
            scheduler.register([str(elsewhere)])

    def test_a_renamed_dag_leaves_its_old_schedule_and_says_so(self, bench: Bench) -> None:
        bench.scheduler()
        file = bench.project.folder / "pipeline.py"
        file.write_text(PIPELINE.replace('DAG("p"', 'DAG("renamed"'))
        assert bench.scheduler().names == ["renamed"]
        (problem,) = bench.happened
        assert (problem.kind, problem.schedule) == ("problem", "p")
        assert "fairlead schedule remove p" in (problem.reason or "")


def serve_until(bench: Bench, scheduler: Scheduler, stop: Callable[[int], bool]) -> None:
    """Let a scheduler serve until `stop` says so; it is asked after each look, and may change things."""

    class Enough(Exception):
        pass

    looks = 0

    def sleep(seconds: float) -> None:
        nonlocal looks
        looks += 1
        bench.clock.advance(seconds)
        if stop(looks):
            raise Enough

    bench.clock.sleep = sleep  # type: ignore[method-assign]
    with pytest.raises(Enough):
        scheduler.serve()


def test_a_changed_schedule_is_taken_over_while_the_scheduler_runs(bench: Bench) -> None:
    file = bench.project.folder / "pipeline.py"

    def change(looks: int) -> bool:
        if looks == 1:
            file.write_text(PIPELINE.replace("@hourly", "@daily"))
        if looks == 2:
            file.write_text("this is no Python")
        if looks in (1, 2):
            os.utime(file, (looks, looks))
        return looks == 3

    scheduler = bench.scheduler()
    serve_until(bench, scheduler, change)
    with bench.project.open_store() as store:
        assert store.schedules.all()[0]["expression"] == "@daily"
    assert bench.happened[-1].kind == "problem"
    assert "its schedule stays as it was" in (bench.happened[-1].reason or "")


def test_a_store_that_fails_for_a_while_does_not_end_the_scheduler(bench: Bench) -> None:
    scheduler = bench.scheduler()

    def break_and_mend(looks: int) -> bool:
        if looks == 1:
            with bench.project.open_store() as store:
                store.driver.execute("ALTER TABLE slot RENAME TO away")
        if looks == 2:
            with bench.project.open_store() as store:
                store.driver.execute("ALTER TABLE away RENAME TO slot")
        return looks == 4

    serve_until(bench, scheduler, break_and_mend)
    assert [one.kind for one in bench.happened] == ["started", "problem"]
    assert "no such table" in (bench.happened[1].reason or "")
