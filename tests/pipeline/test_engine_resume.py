"""Resuming: finished tasks stay finished, whatever stopped the run."""

import os
import signal
import sqlite3
from typing import Any

import pytest

from fairlead.clock import parse_timestamp
from fairlead.errors import (
    NothingToResumeError,
    RunNotFoundError,
    RunOwnedError,
    ScheduleError,
    ShapeChangedError,
    UnknownParameterError,
)
from fairlead.project import backfill, collect_garbage, garbage

STOPS = """
    import os, time
    def note(name): open("calls", "a").write(name + "\\n")
    def first(): note("first"); return 1
    def beside(): note("beside"); return 10
    def slow(first):
        note("slow")
        if not os.path.exists("go"): time.sleep(60)
        return first + 1
    def last(slow, beside): note("last"); return slow + beside
    with DAG("d") as dag: first, beside, slow, last = map(PythonOperator, (first, beside, slow, last))
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL, signal.SIGTERM])
def test_a_stopped_run_goes_on_where_it_was(project: Any, wait_for: Any, number: int) -> None:
    project.write(STOPS)
    process = project.start()
    wait_for(lambda: "slow" in project.lines("calls") and "beside" in project.lines("calls"))
    wait_for(lambda: project.last().states["beside"] == "succeeded")
    if number == signal.SIGINT:
        with pytest.raises(RunOwnedError, match=f"process {process.pid}"):
            project.resume()
    os.kill(process.pid, number)
    assert process.wait(timeout=20) != 0
    process.communicate()
    stopped = project.last()
    assert stopped.state == "interrupted"
    project.write("", "go")
    done = project.resume()
    assert (done.id, done.state) == (stopped.id, "succeeded")
    assert done.value("last") == 12
    assert done.executed == {"slow", "last"}
    assert sorted(project.lines("calls")) == ["beside", "first", "last", "slow", "slow"]
    assert done.tasks["first"]["ended"] == stopped.tasks["first"]["ended"]
    with pytest.raises(NothingToResumeError, match=f"run {done.id} has succeeded"):
        project.resume()


@pytest.mark.parametrize(
    "point",
    [
        "run-committed",
        "owner-taken",
        "claim-committed",
        "order-sent",
        "result-received",
        "result-committed",
        "run-ended",
    ],
)
def test_a_coordinator_killed_at_any_point_loses_nothing(project: Any, point: str) -> None:
    project.write(STOPS)
    project.write("", "go")
    process = project.start(FAIRLEAD_CRASH_AT=point)
    assert process.wait(timeout=20) == -signal.SIGKILL
    process.communicate()
    if point == "run-ended":
        assert project.last().state == "succeeded"
        return
    done = project.resume()
    assert (done.state, done.value("last")) == ("succeeded", 12)
    calls = project.lines("calls")
    assert set(calls) == {"first", "beside", "slow", "last"}
    assert len(calls) <= 4 + 2  # at most what was in flight is done twice


@pytest.mark.parametrize(
    "point",
    [
        "order-received",
        "task-called",
        "task-returned",
        "blob-part-written",
        "manifest-renamed",
        "result-reported",
    ],
)
def test_a_worker_killed_at_any_point_costs_at_most_one_repetition(project: Any, point: str, monkeypatch: Any) -> None:
    token = project.write("", "token")
    project.write("", "go")
    monkeypatch.setenv("FAIRLEAD_CRASH_AT", f"{point}:2")
    monkeypatch.setenv("FAIRLEAD_CRASH_TOKEN", str(token))
    ran = project.run(STOPS)
    assert not token.exists()
    assert (ran.state, ran.value("last")) == ("succeeded", 12)
    assert len(project.lines("calls")) <= 5


FAILS = """
    def a(): open("calls", "a").write("a\\n"); return {a}
    def b(a): open("calls", "a").write("b\\n"); return 1 / a
    def c(b, seed, logical_date): return [b, seed, logical_date]
    def d(): return "d"
    with DAG("d", seed=3) as dag: a, b, c, d = map(PythonOperator, (a, b, c, d))
"""


def test_a_failed_run_goes_on_after_the_code_was_fixed(project: Any) -> None:
    failed = project.run(FAILS.format(a=0), logical_date="2026-11-23")
    assert failed.states == {"a": "succeeded", "b": "failed", "c": "upstream_failed", "d": "succeeded"}
    same = project.resume()
    assert (same.id, same.states["b"]) == (failed.id, "failed")
    assert same.executed == {"b"}
    assert same.tasks["b"]["attempt"] == 2
    # The fault was in what came before the task that failed.
    fixed = project.resume(FAILS.format(a=2))
    assert (fixed.id, fixed.state) == (failed.id, "succeeded")
    assert fixed.executed == {"a", "b", "c"}
    assert fixed.value("c") == [0.5, 3, "2026-11-23"]
    assert fixed.tasks["b"]["error"] is None
    assert fixed.events[0]["number"] > failed.events[-1]["number"]


def test_a_run_is_found_by_its_beginning_or_end_and_others_are_refused(project: Any) -> None:
    with pytest.raises(NothingToResumeError, match="no runs yet"):
        project.resume(FAILS.format(a=0))
    failed = project.run()
    later = project.run(FAILS.format(a=1))
    with pytest.raises(NothingToResumeError):
        project.resume()
    with pytest.raises(NothingToResumeError):
        project.resume(run_id=later.id)
    with pytest.raises(RunNotFoundError):
        project.resume(run_id="nowhere")
    assert project.resume(run_id=failed.id[-6:]).id == failed.id


def test_a_run_whose_pipeline_has_other_tasks_now_is_not_resumed(project: Any) -> None:
    project.run(FAILS.format(a=0))
    with pytest.raises(ShapeChangedError, match=r"added 'extra'.*removed 'd'"):
        project.resume(
            FAILS.format(a=1)
            .replace("a, b, c, d", "a, b, c, extra")
            .replace("def d", "def extra")
            .replace("(a, b, c, d)", "(a, b, c, extra)")
        )


def test_a_resumed_run_may_need_a_parameter_that_the_fix_has_added(project: Any) -> None:
    project.run(FAILS.format(a=0))
    fixed = FAILS.format(a=0).replace("def b(a)", "def b(a, least: int)").replace("1 / a", "1 / max(a, least)")
    with pytest.raises(UnknownParameterError, match="'least' of task 'b'"):
        project.resume(fixed)
    done = project.resume(fixed.replace("seed=3", 'seed=3, params={"least": 4}'))
    assert (done.value("b"), "a" in done.executed) == (0.25, False)


def test_a_partial_run_stays_partial_when_it_is_resumed(project: Any) -> None:
    project.run(FAILS.format(a=1))
    failed = project.run(FAILS.format(a=1).replace("1 / a", "1 / (a - 1)"), only=("b",))
    assert failed.states == {"a": "succeeded", "b": "failed", "c": "skipped", "d": "skipped"}
    done = project.resume(FAILS.format(a=1).replace("1 / a", "5 / a"))
    assert done.states == {"a": "succeeded", "b": "succeeded", "c": "skipped", "d": "skipped"}
    assert done.value("b") == 5.0


def test_a_file_edited_while_its_run_was_stopped_is_found_by_the_run(project: Any) -> None:
    project.write(FAILS.format(a=0), "pipeline.py")
    failed = project.run(dag="d")
    assert project.resume(FAILS.format(a=4)).value("b") == 0.25
    assert project.last().id == failed.id


def test_a_backfill_runs_once_for_each_date(project: Any) -> None:
    project.write(
        """
        def day(logical_date): return logical_date
        def fixed(): return 1
        with DAG("d") as dag: PythonOperator(day), PythonOperator(fixed)
        """
    )
    outcomes = list(backfill(project.project, "2026-11-28", "2026-12-01"))
    dates = [date for date, _ in outcomes]
    assert [parse_timestamp(date) for date in dates] == [
        parse_timestamp(day) for day in ("2026-11-28", "2026-11-29", "2026-11-30", "2026-12-01")
    ]
    assert {outcome.state for _, outcome in outcomes} == {"succeeded"}
    with project.project.open_store() as store:
        runs = [store.runs.get(outcome.run_id) for _, outcome in outcomes]
        fixed = [row["cached"] for run in runs for row in store.runs.tasks(run["id"]) if row["task_id"] == "fixed"]
    assert [run["logical_date"] for run in runs] == dates
    assert fixed == [0, 1, 1, 1]
    assert project.last().value("day") == dates[-1]
    with pytest.raises(ScheduleError):
        list(backfill(project.project, "2026-12-01", "2026-11-28"))


GARBAGE = """
    def numbers(): return [1, 2]
    def each(n): return n * {by}
    def total(each): return sum(each)
    def sends(total): return f"sent {{total}}"
    with DAG("d") as dag:
        each = PythonOperator(each).map(n=PythonOperator(numbers))
        PythonOperator(total), PythonOperator(sends, effect=True, idempotency_key="{key}")
"""


def test_what_kept_runs_need_stays_and_the_rest_goes(project: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(garbage, "YOUNG", -1.0)
    old = project.run(GARBAGE.format(by=2, key="once"))
    kept = project.run(GARBAGE.format(by=3, key="twice"))
    stored = len(list((project.folder / ".fairlead" / "cas").rglob("*")))
    found = collect_garbage(project.project, keep=1, dry_run=True)
    assert len(list((project.folder / ".fairlead" / "cas").rglob("*"))) == stored
    removed = collect_garbage(project.project, keep=1)
    assert (found.runs, removed.runs) == (1, 1)
    assert removed.blobs == found.blobs > 0
    with project.project.open_store() as store:
        assert [row["id"] for row in store.runs.recent()] == [kept.id]
    assert not (project.folder / ".fairlead" / "logs" / old.id).exists()
    again = project.run()
    assert again.executed == set()
    assert again.value("total") == 9
    back = project.run(GARBAGE.format(by=2, key="once"))
    assert back.executed == {"each[0]", "each[1]", "total"}
    # What the effect gave is still there, since nobody may do it again.
    assert back.value("sends") == "sent 6"


def test_checkpoints_of_an_unfinished_run_outlive_the_garbage(project: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(garbage, "YOUNG", -1.0)
    project.run(
        """
        import os
        def train():
            done = checkpoint.load("epoch", 0)
            open("begun", "a").write(f"{done}\\n")
            checkpoint.save("epoch", done + 1)
            if done < 1: raise ValueError("stopped")
        with DAG("d") as dag: PythonOperator(train)
        """
    )
    collect_garbage(project.project)
    assert project.resume().state == "succeeded"
    assert project.lines("begun") == ["0", "1"]


def test_a_run_of_which_nobody_knows_the_owner_is_marked_when_the_store_is_opened(project: Any) -> None:
    project.run(FAILS.format(a=0))
    store = sqlite3.connect(project.folder / ".fairlead" / "store.db")
    owner = '{"boot":"b","host":"another","pid":1,"pids":"p","started":"1"}'
    store.execute("UPDATE run SET state = 'running', owner = ?, lease = 0", [owner])
    store.commit()
    store.close()
    assert project.last().state == "interrupted"
    assert "no sign of life" in project.last().outcome.reason
