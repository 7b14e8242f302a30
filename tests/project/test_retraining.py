"""A policy asks for a new model, the pipeline starts once for a cause, and what came of it is remembered."""

from __future__ import annotations

import textwrap
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from watched import NOW, clock, made, rows

from fairlead.errors import FairleadError, ProjectError
from fairlead.monitor.policies.rules import Every, WhenDrift
from fairlead.monitor.watching.look import Look
from fairlead.project import Project
from fairlead.project.monitoring.retraining import Retraining, retrain
from fairlead.project.monitoring.table_batches import Columns
from fairlead.project.monitoring.watch import add_table, past_looks, watch_model

DAY = 86_400.0
SETTINGS = '[monitor]\npolicy = "below roc_auc target - 0.05"\nretrain = "start"\ncool_down = "7d"\n'
PIPELINE = """
from pathlib import Path
from fairlead import DAG, PythonOperator

def train(logical_date: str) -> str:
    with Path(__file__).with_name("trained").open("a") as file:
        print(logical_date, file=file)
    return logical_date

def deploy(train: str) -> None:
    from fairlead.project import Project
    with Project.find(Path(__file__).parent).open_registry(actor="pipeline") as registry:
        newest = registry.versions("churn")[0].version
        held = registry.get("churn").version
        if newest != held:
            registry.promote("churn", newest, expect=held, why="better")

with DAG("ml") as dag:
    train, deploy = PythonOperator(train, cache=False), PythonOperator(deploy, cache=False)
    train >> deploy
"""


def watched(folder: Path, settings: str = SETTINGS, pipeline: str = PIPELINE, **made_with: Any) -> Project:
    """Return a project whose model answers March wrongly, with a pipeline."""
    made(folder, settings, **made_with)
    (folder / "pipeline.py").write_text(textwrap.dedent(pipeline))
    project = Project.find(folder)
    add(project, "2024-03")
    return project


def add(project: Project, batch: str, seed: int = 5) -> None:
    columns = Columns(batch=batch, outcome="left", asks=True)
    add_table(project, rows(300, seed=seed, turned=True), "table", columns, clock=clock())


def look(project: Project) -> Look:
    found = watch_model(project, clock=clock()).look
    assert found is not None
    assert found.retraining is not None, found.findings
    return found


def start(project: Project, found: Look | None = None, at: float = NOW) -> Retraining:
    seen = found or look(project)
    assert seen.retraining is not None
    return retrain(project, seen, seen.retraining, clock=clock(at))


def trained(project: Project) -> list[str]:
    path = project.folder / "trained"
    return path.read_text().split() if path.exists() else []


def test_the_pipeline_runs_for_the_end_of_the_batch_and_says_what_came_of_it(tmp_path: Path) -> None:
    project = watched(tmp_path, versions=2)
    done = start(project)
    assert (done.state, done.version) == ("succeeded", 2)
    assert done.said == f"The run {done.run_id} succeeded; version 2 is in use instead of 1."
    assert trained(project) == ["2024-04-01T00:00:00.000Z"]
    with project.open_store() as store:
        assert store.runs.get(str(done.run_id))["state"] == "succeeded"
    (row,) = past_looks(project)[2]
    assert (row["run_id"], row["state"], row["reason"]) == (done.run_id, "succeeded", look_reason(project))


def look_reason(project: Project) -> str:
    reason = look(project).reason
    assert reason is not None
    return reason


def test_a_cause_starts_one_run_however_often_somebody_looks(tmp_path: Path) -> None:
    project = watched(tmp_path)
    first = start(project)
    again = start(project, at=NOW + 30 * DAY)
    assert again.state == "held back"
    assert str(first.run_id) in again.said
    assert len(trained(project)) == 1


@pytest.mark.heavy
def test_the_next_batch_is_another_cause_once_it_has_cooled_down(tmp_path: Path) -> None:
    project = watched(tmp_path)
    start(project)
    add(project, "2024-04", seed=6)
    soon = start(project, at=NOW + DAY)
    assert (soon.state, soon.said) == ("held back", "The last run began 1 d 00 h ago; 6 d 00 h to wait.")
    assert start(project, at=NOW + 8 * DAY).state == "succeeded"
    assert len(trained(project)) == 2


@pytest.mark.heavy
def test_nothing_starts_while_a_run_of_the_model_is_at_it(tmp_path: Path) -> None:
    project = watched(tmp_path)
    found = look(project)
    with project.open_store() as store:
        store.monitoring.claim(
            {
                "model": "churn",
                "cause": "2024-02",
                "at": NOW - 9 * DAY,
                "run_id": "20240701-000000-aaaaaa",
                "reason": "x",
            }
        )
        _running(store, "20240701-000000-aaaaaa")
    held = start(project, found)
    assert (held.state, held.run_id) == ("held back", "20240701-000000-aaaaaa")
    assert trained(project) == []


@pytest.mark.heavy
def test_a_claim_whose_process_died_before_its_run_does_not_hold_back_for_ever(tmp_path: Path) -> None:
    project = watched(tmp_path)
    found = look(project)
    with project.open_store() as store:
        claim = {"model": "churn", "cause": "2024-02", "run_id": "20240701-000000-bbbbbb", "reason": "x"}
        store.monitoring.claim({**claim, "at": NOW - 1})
    assert start(project, found).state == "held back"  # it may be about to begin
    assert start(project, found, at=NOW + 8 * DAY).state == "succeeded"


@pytest.mark.heavy
def test_without_the_setting_it_is_only_advised(tmp_path: Path) -> None:
    project = watched(tmp_path, SETTINGS.replace('retrain = "start"\n', ""))
    done = start(project)
    assert done.state == "advised"
    assert trained(project) == []
    assert past_looks(project)[2] == []


@pytest.mark.heavy
def test_a_run_that_fails_leaves_the_model_in_use(tmp_path: Path) -> None:
    project = watched(tmp_path, pipeline=PIPELINE.replace("    return logical_date", "    raise ValueError('no rows')"))
    done = start(project)
    assert (done.state, done.version) == ("failed", 1)
    assert done.said.endswith("failed; version 1 stays in use.")
    assert [row["state"] for row in past_looks(project)[2]] == ["failed"]


@pytest.mark.heavy
def test_a_pipeline_that_cannot_be_loaded_leaves_the_cause_free(tmp_path: Path) -> None:
    project = watched(tmp_path, pipeline="import nothing_of_that_name\n")
    with pytest.raises(FairleadError, match="nothing_of_that_name"):
        start(project)
    assert past_looks(project)[2] == []


def test_without_a_pipeline_nothing_can_be_started(tmp_path: Path) -> None:
    project = watched(tmp_path)
    (tmp_path / "pipeline.py").unlink()
    with pytest.raises(ProjectError, match=r"pipeline\.py"):
        start(project)
    assert past_looks(project)[2] == []


@pytest.mark.heavy
@pytest.mark.parametrize(
    ("policy", "reason"),
    [(Every(5), "the model is"), (WhenDrift(0.01, 0.05), "columns ha")],
    ids=["age", "drift"],
)
def test_each_policy_is_asked(tmp_path: Path, policy: Any, reason: str) -> None:
    from fairlead.monitor.watching.deciding import decision, history_of
    from fairlead.monitor.watching.settings import Watched

    project = watched(tmp_path)
    found = look(project)
    born = {1: NOW - 400 * DAY}
    drifted = [replace(one, drift={"bill": 0.5, "tenure": 0.1}) for one in found.history]
    history = history_of(drifted, found.target, born, mature=0.8)
    asked = decision(Watched(policy=policy), history, "churn", 1, "2024-03")
    assert asked is not None
    assert asked.action == "retrain"
    assert reason in str(asked.evidence["reason"])


def _running(store: Any, run_id: str) -> None:
    from fairlead.pipeline.owner import this_process

    run = {"id": run_id, "pipeline": "ml", "file": "pipeline.py", "state": "pending", "created": NOW}
    with store.transaction():
        store.runs.create({**run, "logical_date": None, "options": {}, "graph": {"tasks": []}}, [])
        store.runs.take(run_id, this_process(), None, 4e9, 1e9)
