"""A table is scored on a Dask cluster as it is here, whichever worker, cluster or command is killed meanwhile."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy
import polars as pl
import pytest

from fairlead.errors import EngineError, ScoringError
from fairlead.project import Project
from fairlead.project.scoring_far import Asked, _there, carry_of
from fairlead.serve import scoring

pytest.importorskip("distributed")

pytestmark = pytest.mark.timeout(900)  # three clusters are started, one after the other

ROWS = 60_000

MAKE = """
import polars
from sklearn.linear_model import LogisticRegression
from fairlead.model import Model
from fairlead.project import Project

rows = polars.read_parquet("table").head(2000).drop_nulls()
target = ["yes" if one > 40 else "no" for one in rows["tenure"]]
model = Model.fit("churn", LogisticRegression(), rows.select("tenure", "charge"), target, seed=7)
with Project.find(needs_pipeline=False).open_registry() as registry:
    registry.put(model)
    registry.promote("churn", 1, expect=None, why="first")
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tmp_path = tmp_path_factory.mktemp("shop")
    (tmp_path / "fairlead.toml").write_text('[project]\nname = "shop"\n')
    (tmp_path / "table").mkdir()
    dice = numpy.random.default_rng(1)
    for part in range(6):
        rows = ROWS // 6
        table = {"customer": range(part * rows, (part + 1) * rows), "tenure": dice.integers(0, 72, rows)}
        charge = pl.Series("charge", dice.uniform(20, 120, rows))
        frame = pl.DataFrame({**table, "charge": charge}).with_columns(
            charge=pl.when(pl.col("customer") % 1000 == 3).then(None).otherwise("charge")
        )
        frame.write_parquet(tmp_path / "table" / f"part-{part}.parquet")
    done = subprocess.run([sys.executable, "-c", MAKE], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return tmp_path


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """Return a project of the test's own."""
    return Path(shutil.copytree(made, tmp_path / "shop"))


def predict(folder: Path, out: str, engine: str, **environment: str) -> subprocess.Popen[str]:
    code = """
        import sys
        from fairlead.serve import scoring
        scoring.CHUNK = 500
        scoring.score_table.__kwdefaults__["chunk"] = 500
        from fairlead.cli.edge import perform
        sys.exit(perform(["predict", "table", "--out", sys.argv[1], "--engine", sys.argv[2], "--json"]))
    """
    return subprocess.Popen(
        [sys.executable, "-c", "\n".join(line[8:] for line in code.splitlines()), out, engine],
        cwd=folder,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def said(process: subprocess.Popen[str]) -> str:
    out, error = process.communicate(timeout=400)
    assert process.returncode == 0, out + error
    return out


def workers_of(pid: int) -> list[int]:
    """Return the processes of a command's cluster that can carry out chunks."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            stat = (path / "stat").read_text().rpartition(")")[2].split()
            words = (path / "cmdline").read_bytes().replace(b"\0", b" ")
        except OSError:
            continue
        if int(stat[1]) == pid and b"spawn_main" in words:
            found.append(int(path.name))
    return found


def wait_for(is_so: Any, seconds: float = 240.0) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, f"it did not happen within {seconds:g} s"
        time.sleep(0.01)


@pytest.mark.heavy
def test_a_partitioned_table_is_scored_on_dask_as_here_to_the_last_byte(folder: Path) -> None:
    here = said(predict(folder, "here.parquet", "local"))
    there = said(predict(folder, "there.parquet", "dask-local:2"))
    assert '"rows": 60000' in here and here.replace("here.", "there.") == there
    for name in ("{}.parquet", "{}.quarantine.parquet"):
        ours, theirs = ((folder / name.format(one)).read_bytes() for one in ("here", "there"))
        assert ours == theirs
    assert len(pl.read_parquet(folder / "there.quarantine.parquet")) == 60


@pytest.mark.heavy
def test_killed_workers_and_a_killed_command_cost_nothing_but_time(folder: Path) -> None:
    said(predict(folder, "here.parquet", "local"))
    work = folder / "there.parquet.parts"
    first = predict(folder, "there.parquet", "dask-local:2")
    wait_for(lambda: len(list(work.glob("*.parquet"))) > 3)
    os.kill(workers_of(first.pid)[0], signal.SIGKILL)
    wait_for(lambda: len(list(work.glob("*.parquet"))) > 20)
    assert first.poll() is None
    first.kill()
    first.communicate()
    done = len([one for one in work.glob("*.parquet") if one.stem.isdecimal()])
    assert 20 < done < 120
    text = said(predict(folder, "there.parquet", "dask-local:2"))
    assert '"resumed_at": 0' not in text
    assert (folder / "there.parquet").read_bytes() == (folder / "here.parquet").read_bytes()


@pytest.mark.heavy
def test_what_dask_has_begun_is_finished_here(folder: Path) -> None:
    said(predict(folder, "here.parquet", "local"))
    work = folder / "there.parquet.parts"
    first = predict(folder, "there.parquet", "dask-local:2")
    wait_for(lambda: len(list(work.glob("*.parquet"))) > 10)
    first.kill()
    first.communicate()
    said(predict(folder, "there.parquet", "local"))
    assert (folder / "there.parquet").read_bytes() == (folder / "here.parquet").read_bytes()


class TestOrders:
    def asked(self, folder: Path, **other: Any) -> Asked:
        project = Project.find(folder, needs_pipeline=False)
        with project.open_registry() as registry:
            digest = registry.load("churn", 1).digest
        known = {"store": project.store_location, "blobs": project.blobs_location, "name": "churn", "version": 1}
        return Asked(**{"folder": str(folder), **known, "digest": digest, **other})

    def chunks(self, folder: Path) -> scoring.Chunks:
        work = folder / "work"
        work.mkdir(exist_ok=True)
        job = scoring.Job("churn:1", "", (), (), 500)
        return scoring.Chunks(str(folder / "table"), str(work), ROWS, (), job)

    def test_an_order_leaves_the_file_of_its_chunk(self, folder: Path) -> None:
        chunks = self.chunks(folder)
        assert len(chunks.missing()) == 120
        assert _there((self.asked(folder), chunks, 7)) == 7
        assert 7 not in chunks.missing() and len(chunks.missing()) == 119
        answered = pl.read_parquet(chunks.file(7))
        assert answered["customer"].to_list() == list(range(3500, 4000))

    def test_another_model_of_the_same_name_is_refused(self, folder: Path) -> None:
        answer = _there((self.asked(folder, digest="0" * 64), self.chunks(folder), 0))
        assert isinstance(answer, dict) and "another model under the name churn:1" in str(answer["message"])

    def test_a_machine_without_the_folder_says_so(self, folder: Path) -> None:
        answer = _there((replace(self.asked(folder), folder=str(folder / "elsewhere")), self.chunks(folder), 0))
        assert isinstance(answer, dict) and answer["error"] == ScoringError.__name__
        assert "does not have the folder" in str(answer["message"])

    def test_an_engine_that_there_is_not_is_named(self, folder: Path) -> None:
        project = Project.find(folder, needs_pipeline=False)
        assert carry_of(project, self.asked(folder)) is None
        with pytest.raises(EngineError):
            carry_of(replace(project, runs_on="ray://x"), self.asked(folder))
