"""The churn project on its real data: its steps called by hand, then all of it run by the command line."""

import json
import os
import pickle
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from fairlead.errors import ValidationError

EXAMPLE = Path(__file__).parents[2] / "examples" / "churn"
SEVEN = ("extract", "validate", "transform", "load", "train", "evaluate", "deploy")
MADE_BY_RUNS = shutil.ignore_patterns(".fairlead", "__pycache__", ".pytest_cache", "*.parquet", "*.csv", "deployed")


@pytest.fixture(scope="module")
def steps() -> Iterator[SimpleNamespace]:
    """Import the steps as the project does, from its own folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(EXAMPLE)
        from churn import features, model, quality, sources

        yield SimpleNamespace(features=features, model=model, quality=quality, sources=sources)
        for name in [name for name in sys.modules if name.partition(".")[0] == "churn"]:
            del sys.modules[name]


@pytest.fixture(scope="module")
def customers(steps: SimpleNamespace) -> Any:
    return steps.sources.extract("modeldata/wa_churn")


@pytest.fixture(scope="module")
def training_table(steps: SimpleNamespace, customers: Any) -> Any:
    return steps.features.load({"bad_customers": []}, steps.features.transform(customers, []), 0.2, seed=7)


def test_extract_gives_the_7043_customers_with_stable_ids(customers: Any) -> None:
    assert customers.shape == (7043, 21)
    assert customers["customer_id"].to_list() == [str(n) for n in range(1, 7044)]
    assert round((customers["churn"] == "No").mean(), 4) == 0.7346


def test_the_real_customers_keep_every_rule(steps: SimpleNamespace, customers: Any) -> None:
    report = steps.quality.validate(customers, [], max_bad_share=0, max_lone_auc=0.95)
    assert report["passed"]
    assert (report["rows"], report["rows_failing"]) == (7043, 0)
    assert report["nulls"] == {"total_charges": 11}  # customers without a first bill
    assert max(report["lone_auc"], key=report["lone_auc"].get) == "contract"


@pytest.mark.parametrize(("spoiled", "is_refused"), [(70, False), (71, True)])
def test_up_to_one_bad_customer_in_a_hundred_is_left_out(
    steps: SimpleNamespace, customers: Any, spoiled: int, is_refused: bool
) -> None:
    import polars as pl

    bad = customers.head(spoiled).with_columns(tenure=pl.lit(-1, pl.Int64))
    if is_refused:
        with pytest.raises(ValidationError, match=r"tenure is at least 0 and at most 120; 71 of 7,043 rows"):
            steps.quality.validate(customers, [bad], max_bad_share=0.01, max_lone_auc=0.95)
        return
    report = steps.quality.validate(customers, [bad], max_bad_share=0.01, max_lone_auc=0.95)
    loaded = steps.features.load(report, steps.features.transform(customers, [bad]), 0.2, seed=7)
    assert loaded.height == 7043 - 70
    assert loaded["customer_id"][0] == "71"


def test_every_customer_gets_a_complete_row(training_table: Any) -> None:
    assert training_table.height == 7043
    assert sum(column.null_count() for column in training_table) == 0
    assert sorted(training_table["split"].unique()) == ["holdout", "train"]
    assert 0.19 < (training_table["split"] == "holdout").mean() < 0.21


def test_the_score_without_added_features_is_the_known_one(steps: SimpleNamespace, customers: Any) -> None:
    truth = (customers["churn"] == "Yes").cast(int)
    columns = customers.drop("customer_id", "churn")
    auc, _ = steps.model.scores(steps.model.recipe(columns, C=1.0), columns, truth, folds=5, seed=7)
    assert auc == pytest.approx(0.845, abs=0.002)


def test_the_recipe_reaches_its_floors_and_says_so(steps: SimpleNamespace, training_table: Any) -> None:
    report = steps.model.evaluate(training_table, C=0.1, folds=5, min_auc=0.83, min_accuracy_gain=0.05, seed=7)
    assert report["passed"]
    assert report["auc"] == pytest.approx(0.8508, abs=0.002)
    assert report["baseline_accuracy"] == pytest.approx(0.7315, abs=0.002)
    assert report["accuracy"] - report["baseline_accuracy"] > 0.06


def test_the_holdout_confirms_the_cross_validation(steps: SimpleNamespace, training_table: Any, tmp_path: Path) -> None:
    fitted = steps.model.train(training_table, C=0.1)
    done = steps.model.deploy(training_table, fitted, {}, tmp_path, seed=7, run_id="r")
    card = json.loads((Path(done["path"]) / "card.json").read_text())
    assert card["holdout"]["rows"] == (training_table["split"] == "holdout").sum()
    assert card["holdout"]["auc"] == pytest.approx(0.841, abs=0.003)


def test_the_projects_own_tests_pass_in_a_copy(tmp_path: Path) -> None:
    project = shutil.copytree(EXAMPLE, tmp_path / "my-churn", ignore=MADE_BY_RUNS)
    done = subprocess.run([sys.executable, "-m", "pytest", "-q", "tests"], cwd=project, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def fairlead(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a project."""
    command = [sys.executable, "-m", "fairlead", *arguments]
    return subprocess.run(command, cwd=project, capture_output=True, text=True, timeout=120)


def last_run(project: Path) -> dict[str, sqlite3.Row]:
    """Read the tasks of the newest run from the project's store."""
    # "rw" does not make a store where there is none, and can read one whose owner was killed.
    store = sqlite3.connect(f"file:{project}/.fairlead/store.db?mode=rw", uri=True)
    store.row_factory = sqlite3.Row
    rows = store.execute(
        "SELECT * FROM task WHERE run_id = (SELECT id FROM run ORDER BY created DESC LIMIT 1)"
    ).fetchall()
    store.close()
    return {row["task_id"]: row for row in rows}


def computed(project: Path) -> set[str]:
    """Return the tasks that the newest run really executed, a mapped task by its parts."""
    parts = {name.partition("[")[0] for name in last_run(project) if "[" in name}
    return {
        name
        for name, row in last_run(project).items()
        if row["state"] == "succeeded" and not row["cached"] and name not in parts
    }


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the project after its first run. Tests only look at it."""
    project = shutil.copytree(EXAMPLE, tmp_path_factory.mktemp("first") / "churn", ignore=MADE_BY_RUNS)
    done = fairlead(project, "run")
    assert done.returncode == 0, done.stdout + done.stderr
    return project


@pytest.fixture
def project(finished: Path, tmp_path: Path) -> Path:
    """Return a copy, of the test's own, of the project after its first run."""
    return shutil.copytree(finished, tmp_path / "churn")


def test_the_first_run_publishes_the_table_and_deploys_a_model(finished: Path) -> None:
    import polars as pl

    tasks = last_run(finished)
    assert {name: tasks[name]["state"] for name in SEVEN} == dict.fromkeys(SEVEN, "succeeded")
    assert pl.read_parquet(finished / "data/customers.parquet").shape == (7043, 21)
    home = finished / "deployed" / json.loads((finished / "deployed/current.json").read_text())["version"]
    card = json.loads((home / "card.json").read_text())
    model = pickle.loads((home / "model.pkl").read_bytes())
    assert list(model.feature_names_in_) == list(card["inputs"])
    assert card["metrics"]["auc"] == pytest.approx(0.8508, abs=0.002)


@pytest.mark.parametrize(("one", "other"), [("validate", "transform"), ("train", "evaluate")])
def test_tasks_that_do_not_need_each_other_overlap_in_time(finished: Path, one: str, other: str) -> None:
    tasks = last_run(finished)
    shared = min(tasks[one]["ended"], tasks[other]["ended"]) - max(tasks[one]["started"], tasks[other]["started"])
    assert shared > 0


def test_an_unchanged_project_computes_nothing_and_deploys_nothing_again(project: Path) -> None:
    deployed = sorted((project / "deployed").iterdir())
    assert fairlead(project, "run").returncode == 0
    # The drop folder of the copy is another one; deploy looks whether its model is there already.
    assert computed(project) <= {"new_files", "read_drop", "deploy"}
    assert sorted((project / "deployed").iterdir()) == deployed


def test_a_raised_floor_skips_deploy_and_stores_the_reason(project: Path) -> None:
    before = (project / "deployed/current.json").stat().st_mtime_ns
    assert fairlead(project, "run", "--param", "evaluate.min_auc=0.99").returncode == 0
    deploy = last_run(project)["deploy"]
    assert deploy["state"] == "skipped"
    assert "evaluate.passed" in deploy["reason"]
    assert "evaluate.passed" in fairlead(project, "explain", "deploy").stdout
    assert (project / "deployed/current.json").stat().st_mtime_ns == before


def test_a_dropped_file_is_read_once_and_its_customers_join(project: Path) -> None:
    import polars as pl

    readme = (EXAMPLE / "README.md").read_text()
    drop_as_the_readme_says = readme.partition("<<'END'\n")[2].partition("\nEND\n")[0]
    subprocess.run([sys.executable, "-c", drop_as_the_readme_says], cwd=project, check=True)
    assert fairlead(project, "run", "--until", "transform").returncode == 0
    assert "read_drop[0]" in computed(project)
    assert last_run(project)["transform"]["rows_out"] == 7043  # known customers: replaced, not added

    newcomers = pl.read_csv(project / "data/drop/2026-12.csv").with_columns(pl.col("customer_id") + 10_000)
    newcomers.write_csv(project / "data/drop/2027-01.csv")
    assert fairlead(project, "run", "--until", "transform").returncode == 0
    assert computed(project) >= {"read_drop[1]", "transform"}
    assert not computed(project) & {"read_drop[0]", "extract"}
    assert last_run(project)["transform"]["rows_out"] == 7043 + 20


def test_a_changed_step_runs_again_and_the_steps_beside_it_do_not(project: Path) -> None:
    source = project / "churn/features.py"
    text = source.read_text()
    assert '(pl.col("tenure") <= 3)' in text
    source.write_text(text.replace('(pl.col("tenure") <= 3)', '(pl.col("tenure") <= 6)'))
    assert fairlead(project, "run", "--until", "load").returncode == 0
    assert {"transform", "load"} <= computed(project) <= {"transform", "load", "new_files", "read_drop"}


def test_a_feature_that_looks_at_other_rows_stops_the_run(project: Path) -> None:
    mistake = next(line for line in (EXAMPLE / "README.md").read_text().splitlines() if "longer_than_most" in line)
    source = project / "churn/features.py"
    [last] = [line for line in source.read_text().splitlines() if '.alias("is_new")' in line]
    source.write_text(source.read_text().replace(last, f"{last}\n{mistake}"))
    assert fairlead(project, "run", "--until", "load").returncode != 0
    tasks = last_run(project)
    assert tasks["transform"]["state"] == "failed"
    assert "longer_than_most depends on the other rows" in tasks["transform"]["error"]
    assert tasks["load"]["state"] == "upstream_failed"


def test_a_killed_run_goes_on_where_it_stopped(tmp_path: Path, finished: Path) -> None:
    project = shutil.copytree(EXAMPLE, tmp_path / "churn", ignore=MADE_BY_RUNS)
    run = subprocess.Popen(
        [sys.executable, "-m", "fairlead", "run"],
        cwd=project,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    wait_for(lambda: last_run(project)["load"]["state"] == "succeeded")
    os.kill(run.pid, signal.SIGKILL)
    run.wait()
    before = last_run(project)
    assert fairlead(project, "resume").returncode == 0
    after = last_run(project)
    assert {name: after[name]["state"] for name in SEVEN} == dict.fromkeys(SEVEN, "succeeded")
    for name in ("extract", "validate", "transform", "load"):
        assert (after[name]["attempt"], after[name]["ended"]) == (
            before[name]["attempt"],
            before[name]["ended"],
        )
    # Killed and resumed, it deploys the very model of a run that nobody disturbed.
    current = [json.loads((where / "deployed/current.json").read_text()) for where in (project, finished)]
    assert current[0] == current[1]


def wait_for(is_so: Any, seconds: float = 60.0) -> None:
    """Wait until `is_so()` is true; a store that is not there yet is not so."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if is_so():
                return
        except (sqlite3.OperationalError, KeyError):
            pass
        time.sleep(0.02)
    raise AssertionError(f"It did not happen within {seconds:g} seconds.")
