"""Real schedulers, in processes of their own, that are killed at random moments and race with each other."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fairlead.clock import SystemClock, parse_timestamp
from fairlead.project import Project

PIPELINE = """
import time
from pathlib import Path
from fairlead import DAG, PythonOperator
def begin(logical_date):
    time.sleep({seconds})
    return logical_date
def note(begin, run_id):
    with open(Path(__file__).with_name("notes"), "a") as file:
        file.write(f"{{begin}} {{run_id}}\\n")
with DAG("ticks", schedule="every 1s", catchup={catchup}) as dag:
    begin, note = PythonOperator(begin), PythonOperator(note, effect=True, idempotency_key="{{logical_date}}")
"""


class Bench:
    """A project whose pipeline is due every second, and the schedulers that look after it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.schedulers: list[subprocess.Popen[str]] = []

    def write(self, seconds: float = 0.0, *, catchup: bool = True) -> None:
        text = PIPELINE.format(seconds=seconds, catchup=catchup).replace("{{", "{").replace("}}", "}")
        (self.folder / "pipeline.py").write_text(text)

    @property
    def project(self) -> Project:
        return Project.find(self.folder)

    def start(self, *options: str) -> subprocess.Popen[str]:
        words = [sys.executable, "-P", "-m", "fairlead", "schedule", "start", *options]
        scheduler = subprocess.Popen(
            words, cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.schedulers.append(scheduler)
        return scheduler

    def end(self, scheduler: subprocess.Popen[str], number: int) -> None:
        scheduler.send_signal(number)
        scheduler.communicate(timeout=60)

    def finish(self) -> None:
        """Do what is due by now and left undone."""
        out, _ = self.start("--once").communicate(timeout=240)
        assert "✗" not in out, out

    def slots(self) -> list[dict[str, Any]]:
        with self.project.open_store() as store:
            return store.schedules.slots("ticks", limit=10_000)[::-1]

    def wait_for_slots(self, count: int) -> None:
        deadline = time.monotonic() + 60
        while len(self.slots()) < count:
            assert time.monotonic() < deadline
            time.sleep(0.1)

    def runs(self) -> list[dict[str, Any]]:
        with self.project.open_store() as store:
            return store.runs.recent(10_000)

    def kill_runs(self) -> int:
        """Kill the processes that are at work on slots, each run at most twice; return how many there were.

        A run that is killed more often is tried again more and more slowly, which a test cannot wait for.
        """
        killed = 0
        for run in self.runs():
            if run["state"] == "running" and run["fence"] <= 2:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(run["owner"]["pid"], signal.SIGKILL)
                    killed += 1
        return killed

    def close(self) -> None:
        for scheduler in self.schedulers:
            if scheduler.poll() is None:
                scheduler.kill()
                scheduler.communicate()
        deadline = time.monotonic() + 20
        while any(run["state"] == "running" for run in self.runs()):  # they outlive their scheduler
            assert time.monotonic() < deadline
            time.sleep(0.1)

    def assert_each_slot_has_one_run(self) -> None:
        """Check that no second is left out, and that the one run of each has succeeded."""
        slots = self.slots()
        assert [slot["at"] for slot in slots] == [slots[0]["at"] + n for n in range(len(slots))]
        assert {slot["state"] for slot in slots} == {"succeeded"}
        runs = {run["id"]: run for run in self.runs()}
        assert len(runs) == len(slots)
        assert {slot["run_id"] for slot in slots} == set(runs)
        for slot in slots:
            run = runs[slot["run_id"]]
            assert (parse_timestamp(run["logical_date"]), run["state"]) == (slot["at"], "succeeded")


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    opened = Bench(tmp_path)
    yield opened
    opened.close()


def noted(bench: Bench) -> Counter[str]:
    """Count how often each slot's task has really written its line."""
    return Counter(line.split()[0] for line in (bench.folder / "notes").read_text().splitlines())


@pytest.mark.parametrize("kills", [2, pytest.param(6, marks=pytest.mark.drill)])
def test_a_scheduler_that_is_killed_leaves_out_no_slot_and_runs_none_twice(bench: Bench, kills: int) -> None:
    chance = random.Random(7)
    bench.write()
    for _ in range(kills):
        scheduler = bench.start()
        time.sleep(chance.uniform(0.2, 2.5))
        deadline = time.monotonic() + 30
        while not bench.slots() and time.monotonic() < deadline:  # a busy machine may need seconds for its start
            time.sleep(0.1)
        bench.end(scheduler, signal.SIGKILL)
    bench.finish()
    bench.assert_each_slot_has_one_run()
    assert len(bench.slots()) >= kills / 2
    assert set(noted(bench).values()) == {1}


@pytest.mark.parametrize("kills", [2, pytest.param(6, marks=pytest.mark.drill)])
def test_runs_that_are_killed_are_resumed_under_their_own_ids(bench: Bench, kills: int) -> None:
    chance = random.Random(11)
    bench.write(seconds=0.3)
    scheduler = bench.start()
    killed, deadline = 0, time.monotonic() + 120
    while killed < kills:
        time.sleep(chance.uniform(0.0, 0.3))
        killed += bench.kill_runs()
        assert time.monotonic() < deadline, [run["state"] for run in bench.runs()]
    bench.end(scheduler, signal.SIGKILL)
    bench.finish()
    bench.assert_each_slot_has_one_run()
    assert any(run["fence"] > 1 for run in bench.runs())


def test_two_schedulers_on_one_store_start_each_slot_once(bench: Bench) -> None:
    bench.write()
    both = [bench.start(), bench.start()]
    bench.wait_for_slots(4)
    said = []
    for scheduler in both:
        scheduler.send_signal(signal.SIGTERM)
        said.append(scheduler.communicate(timeout=60)[0])
        assert scheduler.returncode == 128 + signal.SIGTERM
    bench.finish()
    bench.assert_each_slot_has_one_run()
    assert set(noted(bench).values()) == {1}
    begun = [line.split()[2] for text in said for line in text.splitlines() if line.endswith("started")]
    assert len(begun) == len(set(begun))


def test_without_catchup_what_nobody_was_there_for_is_recorded_as_missed(bench: Bench) -> None:
    bench.write(catchup=False)
    scheduler = bench.start()
    bench.wait_for_slots(1)
    bench.end(scheduler, signal.SIGKILL)
    before = len(bench.slots())
    time.sleep(2.2)  # two slots, whenever in a second it begins
    bench.finish()
    slots = bench.slots()
    assert [slot["at"] for slot in slots] == [slots[0]["at"] + n for n in range(len(slots))]
    assert {slot["state"] for slot in slots} == {"succeeded", "missed"}
    assert [slot["state"] for slot in slots[before:]][-2:] == ["missed", "succeeded"]
    assert all("catchup=False" in slot["reason"] for slot in slots if slot["state"] == "missed")


def test_a_run_outlives_the_scheduler_that_started_it(bench: Bench) -> None:
    bench.write(seconds=1.5)
    scheduler = bench.start()
    deadline = time.monotonic() + 30
    while not any(run["state"] == "running" for run in bench.runs()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    scheduler.send_signal(signal.SIGINT)
    out, _ = scheduler.communicate(timeout=30)
    assert "1 run goes on" in out
    [run] = bench.runs()
    assert run["state"] == "running"
    while bench.runs()[0]["state"] == "running":
        assert time.monotonic() < deadline
        time.sleep(0.1)
    [run] = bench.runs()
    assert (run["state"], run["fence"]) == ("succeeded", 1)
    assert run["ended"] <= SystemClock().now()


def test_a_waiting_scheduler_uses_hardly_any_cpu(bench: Bench) -> None:
    bench.write()
    file = bench.folder / "pipeline.py"
    file.write_text(file.read_text().replace("every 1s", "30 6 * * 1-5"))
    scheduler = bench.start()
    assert scheduler.stdout is not None
    while "Ctrl-C" not in scheduler.stdout.readline():
        assert scheduler.poll() is None
    began = _cpu(scheduler.pid)
    time.sleep(2)
    assert _cpu(scheduler.pid) - began < 0.1
    bench.end(scheduler, signal.SIGINT)


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
