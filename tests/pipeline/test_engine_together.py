"""What tasks and runs share: pools, threads, and requests of other processes."""

import time
from typing import Any

import pytest

from fairlead.errors import RunError, UnknownTaskError
from fairlead.project import cancel

SLEEPERS = """
    import time
    def sleeper(n): time.sleep(0.05)
    with DAG("{dag}", pools={{"db": 2}}) as dag:
        for n in range(6):
            PythonOperator(sleeper, task_id=f"s{{n}}", op_args=[n], pool="db", executor="thread", cache=False)
"""


def at_once(rows: Any) -> int:
    """Return how many of the tasks ran at the same time, at most."""
    moments = [(row["started"], 1) for row in rows] + [(row["ended"], -1) for row in rows]
    running = most = 0
    for _, change in sorted(moments):
        running += change
        most = max(most, running)
    return most


def test_a_pool_limits_how_many_of_a_run_run_at_once(project: Any) -> None:
    ran = project.run(SLEEPERS.format(dag="d"))
    assert at_once(ran.tasks.values()) == 2


@pytest.mark.parametrize("mapped", [False, True])
def test_a_pool_holds_over_runs_at_the_same_time(project: Any, mapped: bool) -> None:
    source = SLEEPERS.format(dag="d")
    if mapped:
        source = source.replace("for n in range(6):", "if True:").replace(
            'task_id=f"s{n}", op_args=[n], pool="db", executor="thread", cache=False)',
            'pool="db", executor="thread", cache=False).map(n=list(range(6)))',
        )
    project.write(source)
    others = [project.start(), project.start()]
    assert [other.wait(timeout=30) for other in others] == [0, 0]
    with project.project.open_store() as store:
        rows = [row for run in store.runs.recent() for row in store.runs.tasks(run["id"])]
    parts = [row for row in rows if not mapped or "[" in row["task_id"]]
    assert len(parts) == 12
    assert at_once(parts) == 2


def test_twenty_waiting_tasks_wait_side_by_side_each_with_its_own_log(project: Any) -> None:
    project.write("[run]\nthreads = 20\n", "fairlead.toml")
    ran = project.run(
        """
        import sys, time
        def wait(n):
            print("begin", n)
            time.sleep(0.4)
            print("end", n, file=sys.stderr)
            return n
        with DAG("d", default_args={"executor": "thread"}) as dag:
            for n in range(20): PythonOperator(wait, task_id=f"w{n}", op_args=[n])
        """
    )
    assert at_once(ran.tasks.values()) == 20
    for n in range(20):
        assert ran.log(f"w{n}") == f"begin {n}\nend {n}\n"
        assert ran.value(f"w{n}") == n


LONG = """
    import time
    def first(): return 1
    def long(first): time.sleep(60)
    def beside(first): time.sleep(0.6); return 2
    def after(long): ...
    def later(beside): return 3
    def clean_up(): ...
    with DAG("d") as dag:
        first, long, beside, after, later = map(PythonOperator, (first, long, beside, after, later))
        [long, later] >> PythonOperator(clean_up, trigger_rule="all_done")
"""


def test_cancelling_one_task_leaves_the_others(project: Any) -> None:
    def cancel_long(event: Any) -> None:
        if event["kind"] == "task_started" and event["task_id"] == "long":
            assert "task long" in cancel(project.project, None, "long")

    began = time.monotonic()
    ran = project.run(LONG, on_event=cancel_long)
    assert time.monotonic() - began < 20
    assert ran.states == {
        "first": "succeeded", "long": "cancelled", "beside": "succeeded", "after": "upstream_failed",
        "later": "succeeded", "clean_up": "succeeded",
    }  # fmt: skip
    assert ran.state == "cancelled"
    assert ran.attempts("long") == ["cancelled"]
    assert ran.explain("long").verdict == "was cancelled: cancelled on request"
    assert ran.tasks["after"]["reason"] == "`long` was cancelled"


def test_a_task_that_waits_for_others_can_be_cancelled_before_it_begins(project: Any) -> None:
    def cancel_later(event: Any) -> None:
        if event["kind"] == "task_started" and event["task_id"] == "beside":
            cancel(project.project, None, "later")

    ran = project.run(LONG.replace("sleep(60)", "sleep(0)"), on_event=cancel_later)
    assert (ran.states["beside"], ran.states["later"]) == ("succeeded", "cancelled")
    assert "later" not in ran.executed


def test_cancelling_a_run_from_another_process_stops_everything(project: Any, wait_for: Any) -> None:
    project.write(LONG)
    process = project.start()
    # The database is there a moment before the run has a row in it.
    wait_for(lambda: project.has_runs and project.last().states.get("long") == "running")
    cancel(project.project)
    out, _ = process.communicate(timeout=20)
    assert out.strip() == "cancelled"
    ran = project.last()
    assert ran.state == "cancelled"
    assert ran.states["first"] == "succeeded"
    assert {ran.states["long"], ran.states["beside"]} == {"cancelled"}
    assert set(ran.states.values()) <= {"succeeded", "cancelled", "upstream_failed"}
    with pytest.raises(RunError, match="already ended"):
        cancel(project.project)
    done = project.resume(LONG.replace("sleep(60)", "sleep(0)"))
    assert (done.id, done.state) == (ran.id, "succeeded")
    assert "first" not in done.executed


def test_cancelling_what_is_not_there_is_refused(project: Any, wait_for: Any) -> None:
    project.run(LONG.replace("sleep(60)", "sleep(0)"))
    with pytest.raises(RunError):
        cancel(project.project)
    with pytest.raises(UnknownTaskError, match="did you mean 'long'"):
        with project.project.open_store() as store, store.transaction():
            store.driver.execute("UPDATE run SET state = 'interrupted'")
        cancel(project.project, None, "lnog")


def test_retries_that_wait_are_cancelled_too(project: Any) -> None:
    def cancel_it(event: Any) -> None:
        if event["kind"] == "task_retrying":
            cancel(project.project, None, "flaky")

    ran = project.run(
        """
        def flaky(): raise ValueError("no")
        with DAG("d") as dag: PythonOperator(flaky, retries=3, retry_delay=60)
        """,
        on_event=cancel_it,
    )
    assert (ran.states, ran.state) == ({"flaky": "cancelled"}, "cancelled")
