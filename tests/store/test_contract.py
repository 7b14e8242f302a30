"""What every store must do, on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from fairlead.errors import FencedError, StoreError, StoreVersionError
from fairlead.pipeline.journal import new_row
from fairlead.pipeline.spec import TaskSpec
from fairlead.store import Store
from fairlead.store.drivers import open_driver
from fairlead.store.schema import MIGRATIONS, VERSION, migrate, version_of

NOW = 1_795_445_112.25
ME, OTHER = {"host": "here", "pid": 1}, {"host": "there", "pid": 2}

Race = Callable[..., list[Any]]


def add_run(store: Store, name: str = "r1", *tasks: str, created: float = NOW, **values: Any) -> None:
    """Write a run with tasks `a`, `b` or those that are named."""
    run = {"id": name, "pipeline": "p", "file": "p.py", "state": "pending", "created": created}
    run |= {"logical_date": None, "options": {}, "graph": {"tasks": []}} | values
    rows = [new_row(name, task, TaskSpec(task), n) for n, task in enumerate(tasks or ("a", "b"))]
    with store.transaction():
        store.runs.create(run, rows)


def change(store: Store, run: str, task: str, **values: Any) -> None:
    """Change one task of a run."""
    row = next(row for row in store.runs.tasks(run) if row["task_id"] == task)
    store.runs.write_tasks([row | values])


def take(store: Store, run: str = "r1", now: float = NOW, owner: Any = ME, seen: Any = None) -> int:
    with store.transaction():
        return store.runs.take(run, owner, seen, now, 10.0)


def effect(run: str, state: str, task: str = "deploy", **values: Any) -> dict[str, Any]:
    row = {"effect_key": "p/deploy/v1", "run_id": run, "task_id": task, "attempt": 1, "state": state}
    return row | {"intended": NOW, "settled": None, "artifact": None} | values


class TestTables:
    def test_a_store_is_made_from_nothing(self, store: Store) -> None:
        assert version_of(store.driver) == VERSION == len(MIGRATIONS)
        assert store.runs.recent() == store.schedules.all() == []

    def test_opening_again_changes_nothing(self, location: str) -> None:
        with Store(location) as store:
            add_run(store)
        with Store(location) as store:
            assert [row["id"] for row in store.runs.recent()] == ["r1"]

    def test_a_store_of_the_first_version_is_brought_up_with_what_it_holds(self, location: str) -> None:
        driver = open_driver(location, durable=False)
        migrate(driver, 1)
        driver.execute("INSERT INTO slot (schedule, at, state, decided) VALUES ('daily', 1.5, 'started', 2)")
        driver.close()
        with Store(location) as store:
            assert version_of(store.driver) == VERSION
            (slot,) = store.schedules.slots("daily")
        assert (slot["at"], slot["state"], slot["reason"]) == (1.5, "started", None)

    def test_a_store_of_a_newer_version_is_refused_and_left_alone(self, location: str) -> None:
        with Store(location) as store:
            store.driver.execute("UPDATE meta SET value = '99' WHERE name = 'version'")
            with pytest.raises(StoreVersionError, match="layout 99"):
                Store(location)
            assert version_of(store.driver) == 99

    def test_an_upgrade_that_another_process_finished_first_is_not_undone(
        self, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        store.driver.execute("UPDATE meta SET value = '0' WHERE name = 'version'")
        newer = "UPDATE meta SET value = '99' WHERE name = 'version'"
        monkeypatch.setattr(store.driver, "lock", lambda number: store.driver.execute(newer))
        with pytest.raises(StoreVersionError):
            migrate(store.driver)

    def test_a_failing_migration_leaves_no_table_behind(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        broken = (*MIGRATIONS, ("CREATE TABLE extra (n BIGINT)", "CREATE TABLE run (n BIGINT)"))
        monkeypatch.setattr("fairlead.store.schema.MIGRATIONS", broken)
        with pytest.raises(StoreError, match="already exists"):
            migrate(store.driver, VERSION + 1)
        assert not store.driver.has_table("extra")
        assert version_of(store.driver) == VERSION

    def test_eight_processes_can_open_a_new_store_at_once(self, race: Race) -> None:
        assert race("open_new", 8) == [0] * 8


class TestTransactions:
    def test_an_error_inside_undoes_everything(self, store: Store) -> None:
        with pytest.raises(ZeroDivisionError), store.transaction():
            store.runs.request("q1", "r1", "cancel", None, NOW)
            raise ZeroDivisionError
        assert store.runs.requests("r1") == []

    def test_a_refused_statement_undoes_everything_before_it(self, store: Store) -> None:
        add_run(store)
        with pytest.raises(StoreError):
            add_run(store, "r2", "a", "a")
        assert [row["id"] for row in store.runs.recent()] == ["r1"]
        assert store.runs.tasks("r2") == []

    def test_the_store_can_be_used_after_an_error(self, store: Store) -> None:
        with pytest.raises(StoreError), store.transaction():
            store.driver.execute("NOT SQL")
        add_run(store)
        assert store.runs.get("r1")["state"] == "pending"

    def test_nothing_is_seen_by_others_before_the_commit(self, store: Store, location: str) -> None:
        with Store(location) as other:
            with store.transaction():
                store.runs.request("q1", "r1", "cancel", None, NOW)
                assert other.runs.requests("r1") == []
            assert len(other.runs.requests("r1")) == 1

    def test_eight_writers_do_not_disturb_each_other(self, store: Store, race: Race) -> None:
        store.driver.execute("CREATE TABLE counter (n BIGINT PRIMARY KEY, value BIGINT)")
        store.driver.execute("INSERT INTO counter VALUES (0, 0)")
        assert race("write", 8, transactions=200) == [200] * 8
        assert store.driver.query("SELECT value FROM counter WHERE n = 0") == [{"value": 1600}]

    def test_a_writer_of_another_process_is_noticed(self, store: Store, location: str) -> None:
        store.runs.others_wrote()
        with Store(location) as other:
            other.runs.request("q1", "r1", "cancel", None, NOW)
        assert store.runs.others_wrote()


class TestOwnership:
    def test_a_new_run_can_be_taken_once(self, store: Store) -> None:
        add_run(store)
        assert (take(store), take(store, owner=OTHER)) == (1, 0)
        row = store.runs.get("r1")
        assert (row["owner"], row["state"], row["fence"]) == (ME, "running", 1)
        assert (row["started"], row["lease"]) == (NOW, NOW + 10.0)

    def test_a_run_is_taken_from_the_owner_that_was_found_dead(self, store: Store) -> None:
        add_run(store)
        take(store)
        assert take(store, now=NOW + 1, owner=OTHER, seen=ME) == 2
        assert store.runs.get("r1")["owner"] == OTHER

    def test_a_run_is_not_taken_from_an_owner_that_nobody_has_found_dead(self, store: Store) -> None:
        add_run(store)
        take(store)
        assert take(store, now=NOW + 1, owner=OTHER, seen={"host": "here", "pid": 3}) == 0

    def test_a_run_is_taken_when_its_lease_has_run_out(self, store: Store) -> None:
        add_run(store)
        take(store)
        assert take(store, now=NOW + 9.9, owner=OTHER) == 0
        assert take(store, now=NOW + 10.1, owner=OTHER) == 2

    def test_a_resumed_run_keeps_its_start_and_loses_its_end(self, store: Store) -> None:
        add_run(store)
        store.runs.end("r1", take(store), "failed", "broken", NOW + 5)
        take(store, now=NOW + 60)
        row = store.runs.get("r1")
        assert (row["started"], row["ended"], row["reason"]) == (NOW, None, None)

    @pytest.mark.parametrize("count", [2, 8])
    @pytest.mark.parametrize("seen", [None, ME])
    def test_of_many_that_take_a_run_at_once_one_gets_it(self, store: Store, race: Race, count: int, seen: Any) -> None:
        add_run(store)
        if seen is not None:
            take(store)
        fence = 1 if seen is None else 2
        assert sorted(race("take", count, run="r1", seen=seen, now=NOW)) == [0] * (count - 1) + [fence]

    def test_an_owner_holds_on_and_counts_its_events(self, store: Store) -> None:
        add_run(store)
        store.runs.hold("r1", take(store), NOW + 99, 7)
        row = store.runs.get("r1")
        assert (row["lease"], row["events"]) == (NOW + 99, 7)

    def test_an_earlier_owner_writes_nothing_any_more(self, store: Store, location: str) -> None:
        add_run(store)
        old = take(store)
        with Store(location) as other:
            new = take(other, now=NOW + 20, owner=OTHER)
            with pytest.raises(FencedError), store.transaction():
                store.runs.hold("r1", old, NOW + 99, 1)
                change(store, "r1", "a", state="succeeded")
            store.runs.end("r1", old, "failed", None, NOW + 30)
            other.runs.hold("r1", new, NOW + 40, 1)
        assert store.runs.get("r1")["state"] == "running"
        assert store.runs.tasks("r1")[0]["state"] == "pending"

    def test_an_ended_run_has_no_owner(self, store: Store) -> None:
        add_run(store)
        store.runs.end("r1", take(store), "succeeded", None, NOW + 5, {"cpu": 0.5})
        row = store.runs.get("r1")
        assert (row["state"], row["owner"], row["lease"], row["usage"]) == (
            "succeeded",
            None,
            0,
            {"cpu": 0.5},
        )

    def test_a_run_is_interrupted_only_if_its_owner_is_still_the_dead_one(self, store: Store) -> None:
        add_run(store)
        take(store)
        assert not store.runs.interrupt("r1", OTHER, "its process died", NOW)
        assert store.runs.interrupt("r1", ME, "its process died", NOW)
        assert not store.runs.interrupt("r1", ME, "its process died", NOW)
        assert store.runs.get("r1")["state"] == "interrupted"

    def test_an_owner_that_was_taken_for_dead_takes_the_mark_away(self, store: Store) -> None:
        add_run(store)
        fence = take(store)
        store.runs.interrupt("r1", ME, "its process gave no sign of life", NOW + 11)
        store.runs.hold("r1", fence, NOW + 22, 3)
        row = store.runs.get("r1")
        assert (row["state"], row["reason"], row["ended"], row["lease"]) == ("running", None, None, NOW + 22)

    def test_a_run_that_was_taken_for_dead_can_be_taken_over(self, store: Store) -> None:
        add_run(store)
        old = take(store)
        store.runs.interrupt("r1", ME, "its process gave no sign of life", NOW + 1)
        assert take(store, now=NOW + 2, owner=OTHER) == 2
        with pytest.raises(FencedError):
            store.runs.hold("r1", old, NOW + 99, 1)

    def test_a_run_that_has_ended_is_not_held_any_more(self, store: Store) -> None:
        add_run(store)
        fence = take(store)
        store.runs.end("r1", fence, "cancelled", None, NOW + 1)
        with pytest.raises(FencedError):
            store.runs.hold("r1", fence, NOW + 99, 1)


class TestRows:
    def test_values_come_back_as_they_went_in(self, store: Store) -> None:
        options = {"ünï": ["日本", None, 1.5, True, {"a": "\0 \ud800 \U0001f9ed"}], "empty": {}}
        add_run(store, options=options, logical_date="2026-11-23", file="Größe/pipeline.py")
        row = store.runs.get("r1")
        assert (row["options"], row["logical_date"], row["file"]) == (
            options,
            "2026-11-23",
            "Größe/pipeline.py",
        )
        assert [row[name] for name in ("reason", "started", "ended", "owner", "usage")] == [None] * 5
        assert row["created"] == NOW

    def test_a_graph_is_kept_apart_from_its_run(self, store: Store) -> None:
        add_run(store, graph={"name": "p", "tasks": [{"id": "a"}]})
        assert store.runs.graph("r1") == {"name": "p", "tasks": [{"id": "a"}]}
        assert "graph" not in store.runs.get("r1")

    def test_a_run_that_is_not_there_is_a_key_error(self, store: Store) -> None:
        with pytest.raises(KeyError):
            store.runs.get("r1")

    def test_a_task_is_written_whether_it_is_known_or_not(self, store: Store) -> None:
        add_run(store)
        known, artifact = store.runs.tasks("r1")[0], {"digest": "abc", "size": 3}
        written = [known | {"state": "succeeded", "artifact": artifact, "cpu": 0.25, "rows_out": 2**40}]
        written.append(new_row("r1", "a[0]", TaskSpec("a"), 0))
        store.runs.write_tasks(written)
        assert store.runs.tasks("r1") == [*written, new_row("r1", "b", TaskSpec("b"), 1)]

    def test_parts_of_a_mapped_task_come_in_the_order_of_their_numbers(self, store: Store) -> None:
        add_run(store)
        parts = [f"a[{n}]" for n in range(12)]
        store.runs.write_tasks([new_row("r1", part, TaskSpec("a"), 0) for part in reversed(parts)])
        assert [row["task_id"] for row in store.runs.tasks("r1")] == ["a", *parts, "b"]

    def test_what_a_task_raised_can_be_any_text(self, store: Store) -> None:
        add_run(store)
        text = "read b'\0' from caf\udce9: 日本"
        change(store, "r1", "a", reason=text, error={"message": text})
        store.runs.end("r1", take(store), "failed", text, NOW)
        row = store.runs.tasks("r1")[0]
        assert row["reason"] == store.runs.get("r1")["reason"] == "read b'\\x00' from caf\\udce9: 日本"
        assert row["error"] == {"message": text}

    def test_attempts_come_in_the_order_of_their_start(self, store: Store) -> None:
        add_run(store)
        failed = {"run_id": "r1", "task_id": "a", "attempt": 1, "state": "failed", "started": NOW, "pid": 7}
        store.runs.write_attempts([failed | {"ended": NOW + 1, "error": {"type": "OSError"}}])
        change(store, "r1", "a", state="succeeded", attempt=2, started=NOW + 2, ended=NOW + 3)
        change(store, "r1", "b", state="succeeded", attempt=1, started=NOW + 1, ended=NOW + 3)
        found = [(row["task_id"], row["attempt"], row["state"]) for row in store.runs.attempts("r1")]
        assert found == [("a", 1, "failed"), ("b", 1, "succeeded"), ("a", 2, "succeeded")]
        assert store.runs.attempts("r1")[0]["error"] == {"type": "OSError"}

    def test_events_are_numbered_and_no_number_is_given_twice(self, store: Store) -> None:
        add_run(store)
        event = {
            "run_id": "r1",
            "at": NOW,
            "kind": "task_started",
            "task_id": "a",
            "attempt": 1,
            "data": None,
        }
        events = [event | {"number": n, "data": {"n": n}} for n in (1, 2, 3)]
        store.runs.write_events(events)
        assert store.runs.events("r1") == events
        assert store.runs.events("r1", after=2) == events[2:]
        with pytest.raises(StoreError):
            store.runs.write_events([event | {"number": 3}])

    def test_events_after_the_end_are_numbered_on(self, store: Store) -> None:
        add_run(store)
        told = {"at": NOW, "kind": "notice_sent", "task_id": None, "attempt": None, "data": {"to": "ops"}}
        fence = take(store)
        store.runs.hold("r1", fence, NOW + 10, 5)
        assert store.runs.append_events("r1", [told]) == []
        store.runs.end("r1", fence, "succeeded", None, NOW)
        assert [row["number"] for row in store.runs.append_events("r1", [told, told])] == [6, 7]
        assert [row["number"] for row in store.runs.events("r1")] == [6, 7]
        assert store.runs.get("r1")["events"] == 7

    def test_requests_come_oldest_first_until_they_are_answered(self, store: Store) -> None:
        for n in (2, 1, 3):
            store.runs.request(f"q{n}", "r1", "cancel", "a" if n == 2 else None, NOW + n)
        store.runs.request("other", "r2", "cancel", None, NOW)
        assert [(row["id"], row["task_id"]) for row in store.runs.requests("r1")] == [
            ("q1", None),
            ("q2", "a"),
            ("q3", None),
        ]
        store.runs.answered(["q1", "q3"])
        assert [row["id"] for row in store.runs.requests("r1")] == ["q2"]

    def test_deleting_a_run_leaves_nothing_of_it_and_everything_of_others(self, store: Store) -> None:
        for run in ("r1", "r2"):
            add_run(store, run)
            store.runs.write_events([{"run_id": run, "number": 1, "at": NOW, "kind": "x"} | EMPTY_EVENT])
            store.runs.write_attempts([{"run_id": run, "task_id": "a", "attempt": 1} | EMPTY_ATTEMPT])
            store.runs.request(f"q-{run}", run, "cancel", None, NOW)
        with store.transaction():
            store.runs.delete(["r1"])
        runs = store.runs
        assert [row["id"] for row in runs.recent()] == ["r2"]
        assert runs.tasks("r1") == runs.events("r1") == runs.attempts("r1") == runs.requests("r1") == []
        assert store.driver.query("SELECT run_id FROM graph") == [{"run_id": "r2"}]
        assert len(runs.tasks("r2")) == 2
        assert len(runs.events("r2")) == len(runs.attempts("r2")) == len(runs.requests("r2")) == 1

    def test_ten_thousand_tasks_are_written_and_read_in_little_time(self, store: Store) -> None:
        names = [f"task_{n:05}" for n in range(10_000)]
        before = time.process_time()
        add_run(store, "r1", *names)
        rows = store.runs.tasks("r1")
        with store.transaction():
            store.runs.write_tasks([row | {"state": "succeeded", "artifact": {"digest": "a"}} for row in rows])
        assert [row["task_id"] for row in store.runs.tasks("r1")] == names
        # CPU seconds of this process: 0.3 on SQLite and 0.6 on PostgreSQL when this was written.
        assert time.process_time() - before < 4.0


EMPTY_EVENT = {"task_id": None, "attempt": None, "data": None}
EMPTY_ATTEMPT = {"state": "failed", "started": NOW, "ended": NOW, "pid": 1, "error": None}


class TestQuestions:
    def test_recent_runs_come_newest_first(self, store: Store) -> None:
        for n in range(5):
            add_run(store, f"r{n}", created=NOW + n, pipeline="odd" if n % 2 else "even")
        take(store, "r4")
        assert [row["id"] for row in store.runs.recent(3)] == ["r4", "r3", "r2"]
        assert [row["id"] for row in store.runs.recent(pipeline="odd")] == ["r3", "r1"]
        assert [row["id"] for row in store.runs.recent(state="running")] == ["r4"]
        assert store.runs.recent(pipeline="odd", state="running") == []

    def test_runs_of_one_moment_come_in_the_order_of_their_ids(self, store: Store) -> None:
        for name in ("20261123-a", "20261123-c", "20261123-b"):
            add_run(store, name)
        assert [row["id"][-1] for row in store.runs.recent()] == ["c", "b", "a"]

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("2026", ["2026-b_x", "2026-a%x"]),
            ("2026-a", ["2026-a%x"]),
            ("_x", ["2026-b_x"]),
            ("a%x", ["2026-a%x"]),
            ("%", []),
            ("26-a", []),
            ("2026-a%x and more", []),
            ("\\", []),
            ("'; DROP TABLE run; --", []),
            ("", ["2026-b_x", "2026-a%x"]),
        ],
    )
    def test_a_run_is_found_by_the_beginning_or_end_of_its_id(self, store: Store, text: str, found: list[str]) -> None:
        add_run(store, "2026-a%x")
        add_run(store, "2026-b_x", created=NOW + 1)
        assert store.runs.matching(text) == found

    def test_the_last_row_of_a_task_is_that_of_the_latest_earlier_run(self, store: Store) -> None:
        for n, state in enumerate(("succeeded", "succeeded", "failed", "succeeded")):
            add_run(store, f"r{n}", created=NOW + n)
            change(store, f"r{n}", "a", state=state, cache_key=f"key{n}")
        add_run(store, "other", created=NOW + 2, pipeline="q")
        last = store.runs.last_task
        found = last("p", "a", before=NOW + 3), last("p", "a", before=NOW + 3, succeeded=True)
        assert [row and row["run_id"] for row in found] == ["r2", "r1"]
        assert last("p", "a", before=NOW) is None
        assert last("p", "b", before=NOW + 3) is None

    def test_a_pool_counts_the_running_tasks_of_other_living_runs(self, store: Store) -> None:
        for n in range(4):
            add_run(store, f"r{n}", "a", "b", "c", "d")
            take(store, f"r{n}", now=NOW + (0 if n < 3 else -60))
            for task, pool, state in (
                ("a", "db", "running"),
                ("b", "db", "pending"),
                ("c", "web", "running"),
            ):
                change(store, f"r{n}", task, pool=pool, state=state)
            change(store, f"r{n}", "d", state="running")
        store.runs.end("r2", 1, "failed", None, NOW)
        assert store.runs.running_in_pools(NOW, "r0") == {"db": 1, "web": 1}
        assert store.runs.running_in_pools(NOW, "none") == {"db": 2, "web": 2}
        assert store.runs.running_in_pools(NOW + 11, "none") == {}


class TestEffects:
    def test_an_effect_is_known_from_its_intent_to_its_outcome(self, store: Store) -> None:
        assert store.runs.effect("p/deploy/v1", NOW) is None
        assert store.runs.intend_effect(effect("r1", "intent"), NOW)
        known = store.runs.effect("p/deploy/v1", NOW)
        assert known is not None and (known["state"], known["settled"]) == ("intent", None)
        store.runs.write_effects([effect("r1", "done", settled=NOW + 1, artifact={"digest": "abc"})])
        known = store.runs.effect("p/deploy/v1", NOW)
        assert known is not None and (known["state"], known["artifact"]) == ("done", {"digest": "abc"})

    @pytest.mark.parametrize("is_living", [True, False])
    @pytest.mark.parametrize("state", ["intent", "done", "failed"])
    @pytest.mark.parametrize(("uncertain", "again"), [(False, False), (True, False), (True, True)])
    def test_who_may_intend_an_effect_of_another_run(
        self, store: Store, is_living: bool, state: str, uncertain: bool, again: bool
    ) -> None:
        add_run(store, "r1")
        take(store, "r1", now=NOW if is_living else NOW - 60)
        store.runs.write_effects([effect("r1", state)])
        known = store.runs.effect("p/deploy/v1", NOW)
        assert known is not None and bool(known["held"]) == (is_living and state == "intent")
        allowed = {"failed": True, "done": again, "intent": uncertain and not is_living}[state]
        assert store.runs.intend_effect(effect("r2", "intent"), NOW, uncertain=uncertain, again=again) == allowed
        known = store.runs.effect("p/deploy/v1", NOW)
        assert known is not None
        assert (known["run_id"], known["state"]) == (("r2", "intent") if allowed else ("r1", state))

    @pytest.mark.parametrize(("state", "allowed"), [("intent", True), ("failed", True), ("done", False)])
    def test_a_run_may_intend_again_what_it_has_not_done(self, store: Store, state: str, allowed: bool) -> None:
        add_run(store, "r1")
        take(store, "r1")
        store.runs.write_effects([effect("r1", state)])
        assert store.runs.intend_effect(effect("r1", "intent", attempt=2), NOW, again=True) == allowed

    def test_of_eight_runs_that_intend_an_effect_at_once_one_may_do_it(self, store: Store, race: Race) -> None:
        for n in range(1, 9):
            add_run(store, f"run-{n}")
            take(store, f"run-{n}")
        assert sorted(race("intend", 8, key="p/deploy/v1", now=NOW)) == [False] * 7 + [True]


class TestSchedules:
    DAILY = {
        "name": "daily",
        "file": "p.py",
        "dag": None,
        "expression": "@daily",
        "timezone": "UTC",
        "start": NOW,
        "catchup": True,
    }

    def test_a_changed_schedule_keeps_its_start_its_pause_and_its_slots(self, store: Store) -> None:
        store.schedules.put(self.DAILY)
        store.schedules.pause("daily", True)
        store.schedules.claim("daily", NOW, "started", "r1", NOW)
        store.schedules.put(self.DAILY | {"expression": "@hourly", "start": NOW + 9, "catchup": False})
        (row,) = store.schedules.all()
        assert (row["expression"], row["catchup"]) == ("@hourly", 0)
        assert (row["start"], row["paused"], row["last_slot"]) == (NOW, 1, NOW)
        assert len(store.schedules.slots("daily")) == 1

    def test_pausing_and_removing_say_whether_there_is_such_a_schedule(self, store: Store) -> None:
        store.schedules.put(self.DAILY)
        assert store.schedules.pause("daily", True)
        assert not store.schedules.pause("weekly", True)
        assert store.schedules.remove("daily")
        assert not store.schedules.remove("daily")
        assert store.schedules.all() == []

    def test_a_slot_is_claimed_once(self, store: Store) -> None:
        store.schedules.put(self.DAILY)
        assert store.schedules.claim("daily", NOW + 60, "started", "r1", NOW)
        assert not store.schedules.claim("daily", NOW + 60, "started", "r2", NOW)
        assert store.schedules.claim("daily", NOW, "skipped", None, NOW)
        assert store.schedules.all()[0]["last_slot"] == NOW + 60
        found = [(row["at"], row["state"], row["run_id"]) for row in store.schedules.slots("daily")]
        assert found == [(NOW + 60, "started", "r1"), (NOW, "skipped", None)]

    def test_of_eight_schedulers_each_slot_is_given_to_one(self, store: Store, race: Race) -> None:
        store.schedules.put(self.DAILY)
        slots = [NOW + n for n in range(25)]
        won = race("claim_slots", 8, schedule="daily", slots=slots)
        assert sorted(at for one in won for at in one) == slots
        assert store.schedules.all()[0]["last_slot"] == slots[-1]

    def test_what_was_decided_while_the_clock_was_ahead_is_taken_back(self, store: Store) -> None:
        store.schedules.put(self.DAILY)
        for n, state in enumerate(("started", "skipped", "skipped", "started")):
            store.schedules.claim("daily", NOW + n, state, None, NOW, "why")
        store.schedules.rewind("daily", NOW + 1, "skipped")
        assert [row["at"] - NOW for row in store.schedules.slots("daily")] == [3, 1, 0]
        assert store.schedules.all()[0]["last_slot"] == NOW + 1
        assert store.schedules.slot("daily", NOW + 2) is None

    def test_slots_are_chosen_by_state_before_they_are_counted(self, store: Store) -> None:
        for n in range(6):
            store.schedules.claim("daily", NOW + n, "started", f"r{n}", NOW)
        store.schedules.settle("daily", NOW, "failed", "r0")
        assert [row["run_id"] for row in store.schedules.slots("daily", ["failed"], limit=2)] == ["r0"]
        assert [row["run_id"] for row in store.schedules.slots("daily", limit=2)] == ["r5", "r4"]
        assert len(store.schedules.slots("daily", ["failed", "started"])) == 6
