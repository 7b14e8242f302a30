"""Coordinators in processes of their own, with one store and one place for blobs between them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from fairlead.errors import StoreUnreachableError
from fairlead.project import Project
from fairlead.store import Store

PIPELINE = """
    import os, time
    from pathlib import Path
    from fairlead import DAG, PythonOperator

    HERE = Path(__file__).parent

    def note(text):
        with open(HERE / "journal", "a") as journal:
            journal.write(text + "\\n")

    def pause(name):
        while not (HERE / name).exists():
            time.sleep(0.01)

"""


@dataclass(slots=True)
class Shared:
    """A project whose coordinators write a journal outside the store."""

    folder: Path
    location: str
    processes: list[subprocess.Popen[str]] = field(default_factory=list)

    def write(self, source: str) -> None:
        (self.folder / "pipeline.py").write_text(textwrap.dedent(PIPELINE) + textwrap.dedent(source))

    def start(self, call: str = "run(project)", **environment: str) -> subprocess.Popen[str]:
        """Start a coordinator; it prints the state of its run, or the name of the error that ended it."""
        code = f"""
            from fairlead.errors import FairleadError
            from fairlead.project import *
            try:
                project = Project.find()
                print({call}.state)
            except FairleadError as error:
                print(type(error).__name__)
        """
        process = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(code)],
            cwd=self.folder,
            env=os.environ | self.settings | environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.processes.append(process)
        return process

    @property
    def settings(self) -> Mapping[str, str]:
        blobs = str(self.folder / "blobs")
        return {"FAIRLEAD_STORE": self.location, "FAIRLEAD_BLOBS": blobs, "FAIRLEAD_WORKERS": "2"}

    def journal(self) -> list[str]:
        path = self.folder / "journal"
        return path.read_text().splitlines() if path.exists() else []

    def allow(self, name: str) -> None:
        """Let the tasks go on that pause for `name`."""
        (self.folder / name).touch()

    def runs(self) -> list[dict[str, Any]]:
        with Store(self.location) as store:
            return store.runs.recent()

    def tasks(self, run_id: str) -> dict[str, dict[str, Any]]:
        with Store(self.location) as store:
            return {row["task_id"]: row for row in store.runs.tasks(run_id)}

    def kill(self, process: subprocess.Popen[str]) -> None:
        """Kill a coordinator, and see its loader and workers die with it."""
        family = descendants(process.pid)
        process.send_signal(signal.SIGKILL)
        process.wait()
        wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in family))

    def mark_orphans(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Look at the project, which finds out that the owner of a run has died."""
        for name, value in self.settings.items():
            monkeypatch.setenv(name, value)
        with Project.find(self.folder).open_store():
            pass


@pytest.fixture
def shared(tmp_path: Path, location: str) -> Iterator[Shared]:
    project = Shared(tmp_path, location)
    yield project
    for process in project.processes:
        process.kill()
        process.communicate()


def descendants(pid: int) -> list[int]:
    """Return the processes that a process has started, and those that these have started."""
    children = [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return children + [further for child in children for further in descendants(child)]


def wait_for(is_so: Callable[[], object], seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > deadline:
            raise AssertionError(f"It did not happen within {seconds:g} seconds.")
        time.sleep(0.02)


def said(process: subprocess.Popen[str]) -> str:
    return process.communicate(timeout=60)[0].strip()


CHAIN = """
    def extract():
        note("extract")
        return [1, 2, 3]

    def transform(extract):
        note("transform begins")
        pause("go")
        note("transform")
        return sum(extract)

    def load(transform):
        note("load")
        return transform * 2

    with DAG("chain") as dag:
        extract, transform, load = map(PythonOperator, (extract, transform, load))
"""


def test_two_runs_share_what_they_have_stored(shared: Shared) -> None:
    shared.write(CHAIN)
    shared.allow("go")
    assert said(shared.start()) == "succeeded"
    assert said(shared.start()) == "succeeded"
    assert sorted(shared.journal()) == ["extract", "load", "transform", "transform begins"]
    second, first = shared.runs()
    tasks = shared.tasks(second["id"]).values()
    assert [(row["cached"], row["source_run"]) for row in tasks] == [(1, first["id"])] * 3


def test_a_killed_run_is_finished_by_another_process(shared: Shared) -> None:
    shared.write(CHAIN)
    first = shared.start()
    wait_for(lambda: "transform begins" in shared.journal())
    shared.kill(first)
    shared.allow("go")
    assert said(shared.start("resume(project)")) == "succeeded"
    assert shared.journal() == ["extract", "transform begins", "transform begins", "transform", "load"]
    (run,) = shared.runs()
    assert (run["state"], run["fence"], run["owner"]) == ("succeeded", 2, None)


def test_of_two_that_race_to_resume_a_run_one_finishes_it(shared: Shared) -> None:
    shared.write(CHAIN)
    first = shared.start()
    wait_for(lambda: "transform begins" in shared.journal())
    shared.kill(first)
    both = [shared.start("resume(project)") for _ in range(2)]
    wait_for(lambda: any(process.poll() is not None for process in both))
    shared.allow("go")
    assert sorted(map(said, both)) == ["RunOwnedError", "succeeded"]
    assert shared.journal() == ["extract", "transform begins", "transform begins", "transform", "load"]


def test_a_suspended_owner_writes_nothing_after_it_was_replaced(shared: Shared) -> None:
    shared.write(CHAIN)
    process = shared.start()
    wait_for(lambda: "transform begins" in shared.journal())
    process.send_signal(signal.SIGSTOP)
    (run,) = shared.runs()
    elsewhere = {"host": "another machine", "pid": 1}
    with Store(shared.location) as store, store.transaction():  # as another machine would, ten seconds later
        store.runs.take(run["id"], elsewhere, None, run["lease"] + 1, 60.0)
    before = shared.runs(), shared.tasks(run["id"])
    shared.allow("go")
    process.send_signal(signal.SIGCONT)
    # On a server, one that was suspended within a transaction has lost its connection by then.
    assert said(process) in ("FencedError", "StoreUnreachableError")
    assert (shared.runs(), shared.tasks(run["id"])) == before
    assert "load" not in shared.journal()


POOLED = """
    def query(n):
        note("+")
        time.sleep(0.05)
        note("-")

    with DAG("pooled", pools={"db": 2}) as dag:
        for n in range(10):
            PythonOperator(
                query, task_id=f"query_{n}", op_kwargs={"n": n}, pool="db", executor="thread", cache=False
            )
"""


def most_at_once(journal: list[str]) -> int:
    """Return how many were inside at the same time.

    >>> most_at_once(["+", "+", "-", "+", "-", "-"])
    2
    """
    inside, most = 0, 0
    for line in journal:
        inside += 1 if line == "+" else -1
        most = max(most, inside)
    return most


def test_two_coordinators_together_keep_to_the_size_of_a_pool(shared: Shared) -> None:
    shared.write(POOLED)
    both = [shared.start() for _ in range(2)]
    assert [said(process) for process in both] == ["succeeded"] * 2
    assert shared.journal().count("+") == shared.journal().count("-") == 20
    assert most_at_once(shared.journal()) == 2


def test_a_resumed_run_gives_back_the_places_of_tasks_that_wait(shared: Shared) -> None:
    """Two resumed runs could otherwise wait for ever, each for what the other was at before it was killed."""
    source = POOLED.replace("time.sleep(0.05)", 'pause("go")').replace("range(10)", "range(2)")
    shared.write(source.replace('executor="thread"', 'executor="process"'))
    first = shared.start()
    wait_for(lambda: shared.journal() == ["+", "+"])
    shared.kill(first)
    second = shared.start("resume(project)", FAIRLEAD_WORKERS="1")
    wait_for(lambda: shared.journal() == ["+", "+", "+"])
    (run,) = shared.runs()
    assert sorted(row["state"] for row in shared.tasks(run["id"]).values()) == ["pending", "running"]
    shared.allow("go")
    assert said(second) == "succeeded"


MAPPED = """
    def query(n):
        note("+")
        time.sleep(0.02)
        note("-")

    with DAG("mapped", pools={"db": 1}) as dag:
        PythonOperator(query, pool="db", cache=False).map(n=[1, 2, 3])
"""


def test_two_mapped_tasks_do_not_keep_each_other_out_of_a_pool(shared: Shared) -> None:
    shared.write(MAPPED)
    both = [shared.start() for _ in range(2)]
    assert [said(process) for process in both] == ["succeeded"] * 2
    assert shared.journal() == ["+", "-"] * 6


DEPLOY = """
    def deploy():
        note("begins")
        pause("go")
        if (HERE / "fail").exists():
            (HERE / "fail").unlink()
            raise RuntimeError("refused")
        note("deployed")
        return "v1"

    with DAG("effects") as dag:
        PythonOperator(deploy, effect=True, KEY)
"""
WITH_KEY, WITHOUT_KEY = DEPLOY.replace("KEY", 'idempotency_key="v1"'), DEPLOY.replace(", KEY", "")


@pytest.mark.parametrize(
    ("location", "source"),
    [("sqlite", WITH_KEY), ("sqlite", WITHOUT_KEY), pytest.param("postgresql", WITH_KEY, marks=pytest.mark.postgres)],
    indirect=["location"],
    ids=["sqlite-with_key", "sqlite-without_key", "postgresql-with_key"],
)
def test_two_runs_at_the_same_effect_do_it_once(shared: Shared, source: str) -> None:
    shared.write(source)
    both = [shared.start() for _ in range(2)]
    wait_for(lambda: [run["state"] for run in shared.runs()] == ["running"] * 2 and shared.journal())
    time.sleep(0.5)  # long enough for the other to begin too, if it would
    assert shared.journal() == ["begins"]
    shared.allow("go")
    assert [said(process) for process in both] == ["succeeded"] * 2
    assert shared.journal() == ["begins", "deployed"]
    cached = [shared.tasks(run["id"])["deploy"]["cached"] for run in shared.runs()]
    assert sorted(cached) == [0, 1]


def test_an_effect_that_failed_is_done_by_the_run_that_waited(shared: Shared) -> None:
    shared.write(WITH_KEY)
    shared.allow("fail")
    both = [shared.start() for _ in range(2)]
    wait_for(lambda: [run["state"] for run in shared.runs()] == ["running"] * 2 and shared.journal())
    shared.allow("go")
    assert sorted(said(process) for process in both) == ["failed", "succeeded"]
    assert shared.journal() == ["begins", "begins", "deployed"]


@pytest.mark.parametrize(
    ("location", "source", "state", "calls"),
    [
        ("sqlite", WITH_KEY, "succeeded", ["begins", "begins", "deployed"]),
        ("sqlite", WITHOUT_KEY, "failed", ["begins"]),
        pytest.param("postgresql", WITH_KEY, "succeeded", ["begins", "begins", "deployed"], marks=pytest.mark.postgres),
    ],
    indirect=["location"],
    ids=["sqlite-with_key", "sqlite-without_key", "postgresql-with_key"],
)
def test_a_run_that_waits_for_a_killed_effect_repeats_it_only_with_a_key(
    shared: Shared, source: str, state: str, calls: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shared.write(source)
    first = shared.start()
    wait_for(lambda: shared.journal() == ["begins"])
    second = shared.start()
    wait_for(lambda: [run["state"] for run in shared.runs()] == ["running"] * 2)
    shared.kill(first)
    shared.allow("go")
    shared.mark_orphans(monkeypatch)
    assert said(second) == state
    assert shared.journal() == calls


# What follows from how an effect ended is decided in one place for both databases: one of them will do.
@pytest.mark.parametrize("location", ["sqlite"], indirect=True)
def test_an_effect_that_ran_out_of_time_is_repeated_only_with_a_key(shared: Shared) -> None:
    shared.write(WITHOUT_KEY.replace("effect=True", "effect=True, timeout=0.5, retries=2, retry_delay=0.1"))
    assert said(shared.start()) == "failed"
    assert shared.journal() == ["begins"]
    (run,) = shared.runs()
    assert "may or may not have happened" in shared.tasks(run["id"])["deploy"]["reason"]

    shared.write(WITH_KEY.replace("effect=True", "effect=True, timeout=1, retries=3, retry_delay=0.1"))
    process = shared.start()
    wait_for(lambda: len(shared.journal()) == 3)
    shared.allow("go")
    assert said(process) == "succeeded"
    assert shared.journal()[:4] == ["begins"] * 3 + ["deployed"]


@pytest.mark.postgres
def test_a_process_suspended_in_a_transaction_does_not_keep_others_out(database: str) -> None:
    with Store(database) as suspended, Store(database) as other:
        suspended.driver.execute("SET idle_in_transaction_session_timeout = '300ms'")  # 10 s, shortened for the test
        row = {
            "name": "n",
            "file": "f",
            "dag": None,
            "expression": "@daily",
            "timezone": "UTC",
            "start": 0,
            "catchup": 0,
        }
        suspended.schedules.put({**row, "start": 0, "catchup": 0})
        with pytest.raises(StoreUnreachableError), suspended.transaction():
            suspended.schedules.pause("n", True)
            time.sleep(1.0)
            assert other.schedules.pause("n", False)  # would wait for ever otherwise
            suspended.schedules.pause("n", True)
        assert [one["paused"] for one in other.schedules.all()] == [0]
