"""Two coordinators in folders of their own; between them a PostgreSQL server and an S3 server, and nothing else."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from fairlead.blobs import open_blobs
from fairlead.pipeline.artifacts import Artifact
from fairlead.store import Store

pytestmark = [pytest.mark.heavy, pytest.mark.postgres]

HEAD = """
import os, time
from pathlib import Path
from fairlead import DAG, PythonOperator

OUTSIDE = Path(os.environ["OUTSIDE"])


def note(text):
    with open(OUTSIDE / "journal", "a") as journal:
        journal.write(f"{text} {os.environ['MACHINE']}\\n")


def pause(name):
    while not (OUTSIDE / name).exists():
        time.sleep(0.01)

"""

EFFECTS = """
def send(n):
    note(n)
    return n


with DAG("effects") as dag:
    for n in range(500):
        PythonOperator(send, task_id=f"send_{n}", op_kwargs={"n": n}, effect=True, idempotency_key=f"letter-{n}")
"""

CHAIN = """
def extract():
    note("extract")
    return list(range(100_000))


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

LARGE = """
def extract():
    note("extract")
    return os.urandom(1) * 150_000_000


def measure(extract):
    return len(extract)


with DAG("large") as dag:
    extract, measure = map(PythonOperator, (extract, measure))
"""


@dataclass(slots=True)
class Machines:
    """The two folders, and what both write to besides the store: a journal, which only the test needs."""

    place: Path
    location: str
    bucket: Any
    processes: list[subprocess.Popen[str]] = field(default_factory=list)

    def write(self, source: str) -> None:
        """Put the same project on both machines."""
        for name in ("one", "two"):
            folder = self.place / name
            folder.mkdir(exist_ok=True)
            (folder / "pipeline.py").write_text(HEAD + textwrap.dedent(source))
            blobs = f's3://{self.bucket.name}/runs"\nendpoint = "{self.bucket.endpoint}'
            (folder / "fairlead.toml").write_text(f'[run]\nworkers = 2\n[store]\nblobs = "{blobs}"\n')

    def start(self, machine: str, code: str = "print(run(project).state)", **variables: str) -> subprocess.Popen[str]:
        program = f"""
            from fairlead.errors import FairleadError
            from fairlead.project import *
            project = Project.find()
            try:
                {code}
            except FairleadError as error:
                print(type(error).__name__)
        """
        names = {"FAIRLEAD_STORE": self.location, "OUTSIDE": str(self.place), "MACHINE": machine}
        process = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(program)],
            cwd=self.place / machine,
            env={**os.environ, **names, **variables},
            stdout=subprocess.PIPE,
            text=True,
        )
        self.processes.append(process)
        return process

    def journal(self) -> list[str]:
        path = self.place / "journal"
        return path.read_text().splitlines() if path.exists() else []

    def runs(self) -> list[dict[str, Any]]:
        with Store(self.location) as store:
            return store.runs.recent()

    def tasks(self, run_id: str) -> dict[str, dict[str, Any]]:
        with Store(self.location) as store:
            return {row["task_id"]: row for row in store.runs.tasks(run_id)}


@pytest.fixture
def machines(tmp_path: Path, database: str, bucket: Any) -> Iterator[Machines]:
    made = Machines(tmp_path, database, bucket)
    yield made
    for process in made.processes:
        process.kill()
        process.communicate()


def said(process: subprocess.Popen[str]) -> str:
    return process.communicate(timeout=240)[0].strip()


def wait_for(is_so: Callable[[], object], seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, f"it did not happen within {seconds:g} seconds"
        time.sleep(0.02)


def test_two_coordinators_race_for_500_tasks_and_double_none(machines: Machines) -> None:
    machines.write(EFFECTS)
    both = [machines.start(name) for name in ("one", "two")]
    assert [said(process) for process in both] == ["succeeded"] * 2
    done = Counter(line.split()[0] for line in machines.journal())
    assert done == {str(n): 1 for n in range(500)}
    by_machine = Counter(line.split()[1] for line in machines.journal())
    assert min(by_machine.values()) >= 10, f"they did not race: {by_machine}"
    rows = [machines.tasks(run["id"]) for run in machines.runs()]
    assert [len(one) for one in rows] == [500, 500]
    for name in rows[0]:
        assert sorted(one[name]["cached"] for one in rows) == [0, 1]
        assert rows[0][name]["artifact"]["digest"] == rows[1][name]["artifact"]["digest"]


def test_what_one_machine_has_stored_the_other_takes(machines: Machines) -> None:
    machines.write(CHAIN)
    (machines.place / "go").touch()
    assert said(machines.start("one")) == "succeeded"
    assert said(machines.start("two")) == "succeeded"
    assert {line.split()[-1] for line in machines.journal()} == {"one"}
    assert not list((machines.place / "two").glob(".fairlead/cas/**/*"))
    second, first = machines.runs()
    assert [row["source_run"] for row in machines.tasks(second["id"]).values()] == [first["id"]] * 3


def test_a_run_whose_coordinator_was_killed_is_finished_on_the_other_machine(machines: Machines) -> None:
    machines.write(CHAIN)
    first = machines.start("one")
    wait_for(lambda: "transform begins one" in machines.journal())
    first.kill()
    first.wait()
    (machines.place / "go").touch()
    assert said(machines.start("two", "print(resume(project).state)")) == "succeeded"
    assert machines.journal()[:2] == ["extract one", "transform begins one"]
    assert machines.journal()[-3:] == ["transform begins two", "transform two", "load two"]
    assert machines.journal().count("extract one") == 1
    (run,) = machines.runs()
    assert (run["state"], run["fence"], run["owner"]) == ("succeeded", 2, None)


def test_a_suspended_owner_writes_nothing_after_the_other_machine_has_taken_over(machines: Machines) -> None:
    machines.write(CHAIN)
    process = machines.start("one")
    wait_for(lambda: "transform begins one" in machines.journal())
    process.send_signal(signal.SIGSTOP)
    (run,) = machines.runs()
    with Store(machines.location) as store, store.transaction():  # as the other does once the lease has run out
        fence = store.runs.take(run["id"], {"host": "two", "pid": 1}, None, run["lease"] + 1, 60.0)
    assert fence == 2
    before = machines.runs(), machines.tasks(run["id"])
    (machines.place / "go").touch()
    process.send_signal(signal.SIGCONT)
    # One that was suspended within a transaction has lost its connection by then.
    assert said(process) in ("FencedError", "StoreUnreachableError")
    assert (machines.runs(), machines.tasks(run["id"])) == before
    assert "load one" not in machines.journal()


def test_a_worker_killed_in_the_middle_of_an_upload_leaves_nothing_and_is_replaced(machines: Machines) -> None:
    machines.write(LARGE)
    process = machines.start("one")
    wait_for(lambda: b"<Upload>" in machines.bucket.ask("GET", "?uploads")[1])
    (run,) = machines.runs()
    os.kill(machines.tasks(run["id"])["extract"]["pid"], signal.SIGKILL)
    blobs = open_blobs(machines.bucket.location, cache=machines.place / "look")
    assert list(blobs.digests()) == [] and list(blobs.names()) == []
    assert said(process) == "succeeded"
    assert machines.journal() == ["extract one"] * 2
    rows = machines.tasks(run["id"])
    assert (rows["extract"]["state"], rows["extract"]["attempt"]) == ("succeeded", 2)
    assert len(blobs.read(Artifact.from_dict(rows["extract"]["artifact"]).ref)) == rows["extract"]["artifact"]["size"]


def test_of_two_that_promote_at_once_one_wins_each_time(machines: Machines) -> None:
    machines.write(CHAIN)
    put = """
        import dataclasses, pandas
        from sklearn.linear_model import LogisticRegression
        from fairlead.model import Model
        rows = pandas.DataFrame({"tenure": [1, 2, 3, 30, 40, 50]})
        model = Model.fit("churn", LogisticRegression(), rows, ["yes"] * 3 + ["no"] * 3, seed=7)
        with project.open_registry() as registry:
            for number in (1, 2):
                registry.put(dataclasses.replace(model, metadata={"number": number}))
            registry.promote("churn", 1, expect=None, why="first")
        print("put")
    """
    assert said(machines.start("one", _indented(put))) == "put"
    race = """
        import json, os, time
        from pathlib import Path
        from fairlead.errors import StaleChampionError
        outside, me, wins = Path(os.environ["OUTSIDE"]), os.environ["MACHINE"], []

        def meet(what):
            (outside / f"{what}-{me}").touch()
            while len(list(outside.glob(f"{what}-*"))) < 2:
                time.sleep(0.002)

        with project.open_registry(actor=me) as registry:
            for turn in range(20):
                seen = registry.holder("churn").version
                meet(f"seen-{turn}")
                try:
                    registry.promote("churn", 3 - seen, expect=seen, why="a race")
                    wins.append(turn)
                except StaleChampionError:
                    pass
                meet(f"done-{turn}")
            print(json.dumps([wins, registry.load("churn").metadata["number"]]))
    """
    both = [machines.start(name, _indented(race)) for name in ("one", "two")]
    (first, number), (second, other) = [json.loads(said(process)) for process in both]
    assert sorted(first + second) == list(range(20))
    assert number == other == 1  # after twenty changes; each has read the model out of the bucket


def _indented(code: str) -> str:
    """Return code as it stands within the program of `start`."""
    return textwrap.indent(textwrap.dedent(code), " " * 16).strip()
