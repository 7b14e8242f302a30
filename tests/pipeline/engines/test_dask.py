"""The Dask engine on a real cluster: a scheduler and workers in processes of their own, some of which are killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fairlead.errors import EngineError
from fairlead.pipeline.channel import Message
from fairlead.pipeline.engines import site
from fairlead.pipeline.engines.dask import Cluster

PIPELINE = """
import os
import time
from pathlib import Path

from fairlead import DAG, task


@task
def extract(n: int = 4):
    return list(range(n))


@task(retries=0)
def square(number):
    time.sleep(float(os.environ.get("SQUARE_SECONDS", "0.3")))
    print("squared", number)
    with open("squared.txt", "a") as file:
        file.write(f"{number} {os.getpid()}\\n")
    return number * number


@task
def total(squares):
    return sum(squares)


@task(effect=True, idempotency_key="announce")
def announce(total):
    with open("announced.txt", "a") as file:
        file.write(f"{total}\\n")


@task(timeout=1.0, retries=0)
def slow():
    time.sleep(60)


with DAG("squares") as dag:
    announce(total(square.map(number=extract())))

with DAG("slow") as late:
    slow()
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "squares"
    folder.mkdir()
    (folder / "pipeline.py").write_text(PIPELINE)
    (folder / "fairlead.toml").write_text('[project]\nname = "squares"\n')
    return folder


def command(folder: Path, *words: str, **variables: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "fairlead", *words],
        cwd=folder,
        env={**os.environ, **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def done(folder: Path, *words: str, code: int = 0, **variables: str) -> dict[str, Any]:
    process = command(folder, *words, "--json", **variables)
    out, err = process.communicate(timeout=150)
    assert process.returncode == code, out + err
    document: dict[str, Any] = json.loads(out)
    return document


def digests(document: dict[str, Any]) -> dict[str, str]:
    return {one["task"]: one["output"]["digest"] for one in document["tasks"] if one["output"]}


def local_digests(project: Path, tmp_path: Path) -> dict[str, str]:
    alone = tmp_path / "alone"
    alone.mkdir()
    for name in ("pipeline.py", "fairlead.toml"):
        (alone / name).write_bytes((project / name).read_bytes())
    return digests(done(alone, "run", "--dag", "squares"))


def wait_for(what: Any, seconds: float = 60.0) -> None:
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.05)


class RealCluster:
    """A scheduler and its workers, each a process that a test may kill."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "scheduler.json"
        self.processes: list[subprocess.Popen[bytes]] = []
        self.scheduler = self.start("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        wait_for(lambda: self.file.exists() and self.file.read_text().rstrip().endswith("}"))
        self.address = json.loads(self.file.read_text())["address"].removeprefix("tcp://")
        self.workers = [self.worker() for _ in range(2)]

    def worker(self) -> subprocess.Popen[bytes]:
        return self.start("dask_worker", "--no-nanny", "--no-dashboard", "--nthreads", "1", "--host", "127.0.0.1")

    def start(self, module: str, *words: str) -> subprocess.Popen[bytes]:
        line = [sys.executable, "-m", f"distributed.cli.{module}", *words, "--scheduler-file", str(self.file)]
        with open(self.folder / f"{module}.log", "ab") as log:
            process = subprocess.Popen(line, cwd=self.folder, stdout=log, stderr=log)
        self.processes.append(process)
        return process

    def close(self) -> None:
        for process in self.processes:
            process.kill()
        for process in self.processes:
            process.wait()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[RealCluster]:
    folder = tmp_path / "cluster"
    folder.mkdir()
    found = RealCluster(folder)
    try:
        yield found
    finally:
        found.close()


def squared(project: Path) -> list[str]:
    file = project / "squared.txt"
    return [line.split()[0] for line in file.read_text().splitlines()] if file.exists() else []


@pytest.mark.heavy
def test_a_cluster_of_the_run_gives_what_this_machine_gives(project: Path, tmp_path: Path) -> None:
    found = done(project, "run", "--dag", "squares", "--engine", "dask-local:2")
    assert digests(found) == local_digests(project, tmp_path)
    log = command(project, "logs", "square[2]").communicate(timeout=30)[0]
    assert "squared 2" in log
    again = done(project, "run", "--dag", "squares")
    assert all(one["cached"] for one in again["tasks"])


@pytest.mark.heavy
def test_a_killed_worker_costs_only_what_it_was_doing(project: Path, tmp_path: Path, cluster: RealCluster) -> None:
    running = command(
        project, "run", "--dag", "squares", "-p", "n=8", "--json", "--engine", f"dask://{cluster.address}",
        SQUARE_SECONDS="1",
    )  # fmt: skip
    wait_for(lambda: len(squared(project)) >= 2)
    cluster.workers[0].kill()
    cluster.worker()
    out, err = running.communicate(timeout=120)
    assert running.returncode == 0, out + err
    found = json.loads(out)
    assert found["state"] == "succeeded"
    assert (project / "announced.txt").read_text() == "140\n"
    assert sorted(set(squared(project)), key=int) == [str(n) for n in range(8)]
    assert len(squared(project)) <= 8 + 1  # at most the one that was in flight there


@pytest.mark.heavy
def test_a_killed_scheduler_leaves_a_run_that_is_finished_here(
    project: Path, tmp_path: Path, cluster: RealCluster
) -> None:
    running = command(
        project, "run", "--dag", "squares", "--json", "--engine", f"dask://{cluster.address}", SQUARE_SECONDS="1"
    )
    wait_for(lambda: len(squared(project)) >= 1)
    cluster.scheduler.kill()
    out, err = running.communicate(timeout=150)
    assert running.returncode != 0
    assert "No Dask scheduler answered" in out + err
    found = done(project, "resume", "--engine", "local")
    assert found["state"] == "succeeded"
    assert digests(found) == local_digests(project, tmp_path)
    assert (project / "announced.txt").read_text() == "14\n"


@pytest.mark.heavy
def test_a_killed_coordinator_is_resumed_on_the_same_cluster(
    project: Path, tmp_path: Path, cluster: RealCluster
) -> None:
    running = command(
        project, "run", "--dag", "squares", "--json", "--engine", f"dask://{cluster.address}", SQUARE_SECONDS="1"
    )
    wait_for(lambda: len(squared(project)) >= 1)
    os.kill(running.pid, signal.SIGKILL)
    running.communicate()
    found = done(project, "resume", "--engine", f"dask://{cluster.address}")
    assert found["state"] == "succeeded"
    assert digests(found) == local_digests(project, tmp_path)


@pytest.mark.heavy
def test_a_task_that_takes_too_long_is_killed_there(project: Path, cluster: RealCluster) -> None:
    found = done(project, "run", "--dag", "slow", "--engine", f"dask://{cluster.address}", code=1)
    (task,) = found["tasks"]
    assert task["error"]["type"] == "TimeoutError"


@pytest.mark.heavy
def test_an_output_is_published_there(tmp_path: Path) -> None:
    (tmp_path / "pipeline.py").write_text(
        "import polars as pl\nfrom fairlead import DAG, task\n\n"
        "@task(publish='out.parquet')\ndef table():\n    return pl.DataFrame({'n': [1, 2]})\n\n"
        "with DAG('published') as dag:\n    table()\n"
    )
    assert done(tmp_path, "run", "--engine", "dask-local:1")["state"] == "succeeded"
    assert (tmp_path / "out.parquet").exists()


def test_engines_are_named_as_the_help_says() -> None:
    assert Cluster.parse("dask-local:4", 2) == Cluster(processes=4)
    assert str(Cluster.parse("dask+tls://a.b:1", 2)) == "tls://a.b:1"
    for wrong in ("ray://x:1", "dask://", "dask://host", "dask-local:0", "dask-local:x", "dask:host:1", ""):
        with pytest.raises(EngineError):
            Cluster.parse(wrong, 2)


def test_a_wrong_name_is_told_before_anything_runs(project: Path) -> None:
    process = command(project, "run", "--dag", "squares", "--engine", "spark://x")
    err = process.communicate(timeout=60)[1]
    assert process.returncode == 2
    assert "'spark://x' is not an engine" in err
    assert squared(project) == []


@pytest.mark.parametrize("change", ["code", "file"])
def test_a_site_that_has_something_else_refuses(project: Path, change: str) -> None:
    request = {
        "file": str(project / ("pipeline.py" if change == "code" else "other.py")),
        "root": str(project),
        "blobs": str(project / ".fairlead"),
        "cache": None,
        "durable": False,
        "dag": "squares",
        "overrides": [],
    }
    order: Message = {"task": "extract", "attempt": 1, "log": str(project / "logs" / "x.log")}
    report = site.carry_out(("token", 1), request, '{"other": 1}', order, lambda message: None)
    assert report["event"] == "refused"
    assert report["error"]["code"] == "FL209"
