"""A batch is kept whole or not at all: whoever is killed while keeping one leaves nothing that the next must fear."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from watched import clock, made, rows

from fairlead.project import Project
from fairlead.project.monitoring.keeping import Put
from fairlead.project.monitoring.table_batches import Columns
from fairlead.project.monitoring.watch import add_table

ADD = """
import os, signal, sys
import polars as pl
from fairlead.clock import ManualClock
from fairlead.project import Project
from fairlead.project.monitoring.table_batches import Columns
from fairlead.project.monitoring.watch import add_table
from fairlead.store.monitoring import Monitoring

folder, table, point, now = sys.argv[1:]

def killed(self, *values):
    os.kill(os.getpid(), signal.SIGKILL)

setattr(Monitoring, point, killed)
project, when = Project.find(folder, needs_pipeline=False), ManualClock(float(now))
columns = Columns(batch="2024-03", outcome="left", asks=True)
add_table(project, pl.read_parquet(table), "table", columns, clock=when)
"""


@pytest.mark.parametrize(("point", "kept"), [("put", "new"), ("put_score", "same")])
def test_a_batch_whose_keeper_was_killed_is_kept_and_measured_by_the_next(
    point: str, kept: str, tmp_path: Path
) -> None:
    project = made(tmp_path)
    rows(300, seed=5).write_parquet(tmp_path / "march.parquet")
    command = [sys.executable, "-c", ADD, str(tmp_path), str(tmp_path / "march.parquet"), point, str(clock().now())]
    assert subprocess.run(command, capture_output=True, timeout=120).returncode == -9
    with project.open_store() as store:
        assert (store.monitoring.batch("churn", "2024-03") is None) == (kept == "new")
        assert store.monitoring.scores("churn", "2024-03") == []

    added = again(project)

    assert (added.name, added.rows, added.labelled, added.kept) == ("2024-03", 300, 300, kept)
    with project.open_store() as store:
        assert len(store.monitoring.scores("churn", "2024-03")) == 1
        needed = store.monitoring.digests()
    assert needed <= set(project.open_blobs().digests())
    assert again(project).kept == "same"


def again(project: Project) -> Put:
    columns = Columns(batch="2024-03", outcome="left", asks=True)
    _, (added,) = add_table(project, rows(300, seed=5), "table", columns, clock=clock())
    return added
