"""The churn pipeline on every scheduler: the same artifacts, to the last bit, as on a laptop.

Each run begins with an empty store, in the same folder: what `new_files` gives names that folder. One value cannot be
the same twice: how long a model takes to answer a row, which `evaluate` measures. Its output is compared without that.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from fairlead.blobs import open_blobs
from fairlead.pipeline.artifacts import Artifact, load_output

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "churn"
REQUIRED = "FAIRLEAD_REQUIRE_ENGINES"
MEASURED = "evaluate"
SECONDS = 1500

pytestmark = [pytest.mark.heavy, pytest.mark.timeout(1800)]


@pytest.fixture(scope="module")
def churn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the example with two files in its drop folder, so that a task is mapped over something."""
    folder = tmp_path_factory.mktemp("everywhere") / "churn"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns(".fairlead", "__pycache__", "*.parquet"))
    made = """
import polars as pl
from churn.sources import extract
table = extract("modeldata/wa_churn")
for name, first in (("2026-12.csv", 0), ("2027-01.csv", 30)):
    table.slice(first, 20).with_columns(pl.col("customer_id").cast(int) + 10_000).write_csv(f"data/drop/{name}")
"""
    subprocess.run([sys.executable, "-c", made], cwd=folder, env=environment(folder), check=True)
    return folder


@pytest.fixture(scope="module")
def at_home(churn: Path) -> dict[str, Any]:
    """What a plain `fairlead run` leaves."""
    reset(churn)
    fairlead(churn, "run")
    found = artifacts(churn)
    assert found.keys() >= {"extract", "read_drop[0]", "read_drop[1]", "train", "evaluate", "deploy"}
    return found


def test_dask_with_a_worker_killed_in_the_middle(churn: Path, at_home: Mapping[str, Any]) -> None:
    pytest.importorskip("distributed")
    reset(churn)
    words = [sys.executable, "-m", "fairlead", "run", "--engine", "dask-local:2", "--json"]
    running = subprocess.Popen(words, cwd=churn, env=environment(churn), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    killed = 0
    try:
        until = time.monotonic() + SECONDS
        while running.poll() is None and not killed and time.monotonic() < until:
            if "load" in settled(churn) and (workers := dask_workers(running.pid)):
                os.kill(workers[0], signal.SIGKILL)  # train and evaluate are under way, one in each worker
                killed = workers[0]
            time.sleep(0.05)
        out, err = running.communicate(timeout=SECONDS)
    finally:
        if running.poll() is None:
            running.kill()
    assert killed, "the run ended before a worker could be killed"
    assert running.returncode == 0, (out + err).decode()
    assert artifacts(churn) == at_home


def test_airflow(churn: Path, at_home: Mapping[str, Any], tmp_path: Path) -> None:
    program = installed("airflow")
    reset(churn)
    fairlead(churn, "export", "airflow", "--out", "dags/churn.py")
    env = {
        **environment(churn),
        "AIRFLOW_HOME": str(tmp_path),
        "AIRFLOW__CORE__DAGS_FOLDER": str(churn / "dags"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{tmp_path / 'airflow.db'}",
    }
    done([program, "db", "migrate"], churn, env)
    done([program, "dags", "test", "ml_pipeline"], churn, env)
    assert artifacts(churn) == at_home
    states, xcoms = airflow_states(tmp_path / "airflow.db")
    assert set(states.values()) == {"success"}
    assert {name for name in states if name.startswith("read_drop_each")} == {"read_drop_each[0]", "read_drop_each[1]"}
    assert xcoms["train"] == at_home["train"], "XCom carries the digest and nothing else"


def test_prefect(churn: Path, at_home: Mapping[str, Any], tmp_path: Path) -> None:
    python = installed("prefect").with_name("python")
    reset(churn)
    fairlead(churn, "export", "prefect", "--out", "flow.py")
    env = {
        **environment(churn),
        "PREFECT_HOME": str(tmp_path),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "600",
    }
    done([python, "flow.py"], churn, env)
    assert artifacts(churn) == at_home


def test_dagster(churn: Path, at_home: Mapping[str, Any], tmp_path: Path) -> None:
    python = installed("dagster").with_name("python")
    reset(churn)
    fairlead(churn, "export", "dagster", "--out", "definitions.py")
    run = """
import dagster as dg
from definitions import definitions
with dg.instance_for_test() as instance:
    job = definitions.resolve_job_def("ml_pipeline_job")
    assert job.execute_in_process(instance=instance).success
"""
    env = {**environment(churn), "DAGSTER_DISABLE_TELEMETRY": "yes", "TMPDIR": str(tmp_path)}
    done([python, "-c", run], churn, env)
    assert artifacts(churn) == at_home


def installed(tool: str) -> Path:
    """The program of a tool that `.ci` sets up; without it a test says so, and fails where it should be there."""
    found = ROOT / "build" / tool / "bin" / tool
    if not found.exists():
        words = f"{tool} is not installed in build/{tool}: `bash .ci/{tool}` does that"
        if os.environ.get(REQUIRED) == "1":
            pytest.fail(words)
        pytest.skip(words)
    return found


def environment(folder: Path) -> dict[str, str]:
    """What a run gets: nothing of ours, no network by a proxy, and the project's own modules."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("FAIRLEAD_", "PYTEST_"))}
    nowhere = "http://127.0.0.1:9"
    proxies = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), nowhere)
    return {
        **plain,
        **proxies,
        "no_proxy": "127.0.0.1,localhost",
        "NO_PROXY": "127.0.0.1,localhost",
        "PYTHONPATH": str(folder),
    }


def reset(folder: Path) -> None:
    """Leave nothing of the run before."""
    for name in (".fairlead", "dags", "flow.py", "definitions.py"):
        shutil.rmtree(folder / name, ignore_errors=True)
        with contextlib.suppress(FileNotFoundError, IsADirectoryError):
            (folder / name).unlink()


def fairlead(folder: Path, *words: str) -> str:
    return done([sys.executable, "-m", "fairlead", *words], folder, environment(folder))


def done(words: list[Any], folder: Path, env: Mapping[str, str]) -> str:
    """Run a program to its end, and everything that it started."""
    process = subprocess.Popen(
        words,
        cwd=folder,
        env=dict(env),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        out, _ = process.communicate(timeout=SECONDS)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    assert process.returncode == 0, out[-8000:]
    return out


def rows(folder: Path) -> Iterator[Mapping[str, Any]]:
    database = folder / ".fairlead" / "store.db"
    if not database.exists():
        return
    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=30)) as connection:
        connection.row_factory = sqlite3.Row
        yield from connection.execute("SELECT run_id, task_id, name, state, artifact FROM task")


def settled(folder: Path) -> set[str]:
    with contextlib.suppress(sqlite3.OperationalError):  # it is just being made
        return {row["task_id"] for row in rows(folder) if row["state"] == "succeeded"}
    return set()


def artifacts(folder: Path) -> dict[str, Any]:
    """The digest of every output of every task and part; of `evaluate`, its judgements without the time measured.

    A scheduler's step is a run of its own, whose row names what it has read as well: all rows of a task must agree.
    """
    found: dict[str, Any] = {}
    alone: set[str] = set()
    for row in rows(folder):
        if row["artifact"] is None:
            continue
        artifact = Artifact.from_dict(json.loads(row["artifact"]))
        if re.fullmatch(rf".*\.{row['name']}\.[0-9a-f]{{12}}", row["run_id"]) and row["task_id"] != row["name"]:
            alone.add(artifact.digest)  # a step for one part calls it part 0; the one that joins them has its number
            continue
        name = row["task_id"]
        value = without_times(folder, artifact) if row["name"] == MEASURED else artifact.digest
        assert found.setdefault(name, value) == value, f"{name} has two outputs"
    assert alone <= {value for value in found.values() if isinstance(value, str)}
    return found


def without_times(folder: Path, artifact: Artifact) -> list[str]:
    verdict = load_output(artifact, open_blobs(folder / ".fairlead"))
    return [verdict.digest, *(f"{one.name}: {one.said}" for one in verdict.judgements if one.name != "latency_below")]


def dask_workers(pid: int) -> list[int]:
    """The worker processes of a local cluster: children of the run that Python's multiprocessing has started."""
    found = []
    for folder in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError):
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == pid and b"spawn_main" in (folder / "cmdline").read_bytes():
                found.append(int(folder.name))
    return sorted(found)


def airflow_states(database: Path) -> tuple[dict[str, str], dict[str, Any]]:
    with contextlib.closing(sqlite3.connect(database)) as connection:
        tasks = connection.execute("SELECT task_id, map_index, state FROM task_instance").fetchall()
        xcoms = connection.execute("SELECT task_id, value FROM xcom WHERE key = 'return_value'").fetchall()
    states = {name if index < 0 else f"{name}[{index}]": state for name, index, state in tasks}
    return states, {name: json.loads(value) if isinstance(value, str) else value for name, value in xcoms}
