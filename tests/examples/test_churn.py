"""The churn project on its real data: its steps called by hand, then all of it run by the command line."""

import json
import os
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
        from churn import features, model, quality, release, sources

        yield SimpleNamespace(features=features, model=model, quality=quality, release=release, sources=sources)


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


@pytest.mark.parametrize(("recipe", "known"), [("numbers", 0.808), ("basic", 0.845), ("full", 0.850)])
def test_the_recipes_score_what_is_known_of_them(
    steps: SimpleNamespace, training_table: Any, recipe: str, known: float
) -> None:
    from sklearn.model_selection import StratifiedKFold, cross_val_score

    columns, truth = training_table.drop("customer_id", "churned", "split"), training_table["churned"]
    folds = StratifiedKFold(5, shuffle=True, random_state=7)
    found = cross_val_score(steps.model.unfitted(recipe, 1.0), columns, truth, cv=folds, scoring="roc_auc")
    assert found.mean() == pytest.approx(known, abs=0.003)


def test_training_twice_gives_the_same_model_to_the_last_bit(steps: SimpleNamespace, training_table: Any) -> None:
    one, other = (steps.model.train(training_table, "full", 0.1, seed=7) for _ in range(2))
    assert one.digest == other.digest


def test_the_projects_own_tests_pass_in_a_copy(tmp_path: Path) -> None:
    project = shutil.copytree(EXAMPLE, tmp_path / "my-churn", ignore=MADE_BY_RUNS)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "tests/test_steps.py"], cwd=project, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout


def fairlead(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a project."""
    command = [sys.executable, "-m", "fairlead", *arguments]
    return subprocess.run(command, cwd=project, capture_output=True, text=True, timeout=240)


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
def resumed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, sqlite3.Row]]:
    """Return a copy of the project after its first run, which was killed on its way, and what it had done by then."""
    project = shutil.copytree(EXAMPLE, tmp_path_factory.mktemp("first") / "churn", ignore=MADE_BY_RUNS)
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
    done = fairlead(project, "resume")
    assert done.returncode == 0, done.stdout + done.stderr
    return project, before


@pytest.fixture(scope="module")
def finished(resumed: tuple[Path, dict[str, sqlite3.Row]]) -> Path:
    """Return a copy of the project after its first run. Tests only look at it."""
    return resumed[0]


@pytest.fixture
def project(finished: Path, tmp_path: Path) -> Path:
    """Return a copy, of the test's own, of the project after its first run."""
    return shutil.copytree(finished, tmp_path / "churn")


def champion(project: Path) -> dict[str, Any]:
    """Return the champion as the command line tells of it; without a version if there is none."""
    shown = fairlead(project, "models", "show", "churn", "--json")
    return json.loads(shown.stdout) if shown.returncode == 0 else {"version": None}


def test_the_first_run_publishes_the_table_and_makes_a_champion(finished: Path) -> None:
    import polars as pl

    tasks = last_run(finished)
    assert {name: tasks[name]["state"] for name in SEVEN} == dict.fromkeys(SEVEN, "succeeded")
    assert pl.read_parquet(finished / "data/customers.parquet").shape == (7043, 21)
    found = champion(finished)
    assert found["version"] == 1
    assert found["metrics"]["roc_auc"] == pytest.approx(0.8334, abs=0.002)
    assert found["rows"] == 5639
    verdict = fairlead(finished, "logs", "evaluate").stdout
    assert "✓ better_than_baseline" in verdict
    assert "– not_worse_than_champion  there is no champion yet" in verdict


@pytest.mark.parametrize(("one", "other"), [("validate", "transform"), ("train", "evaluate")])
def test_tasks_that_do_not_need_each_other_overlap_in_time(finished: Path, one: str, other: str) -> None:
    tasks = last_run(finished)
    shared = min(tasks[one]["ended"], tasks[other]["ended"]) - max(tasks[one]["started"], tasks[other]["started"])
    assert shared > 0


# The drop folder of a copy is another one, and the champion is looked at in every run.
ALWAYS = {"new_files", "read_drop", "champion", "deploy"}


def test_an_unchanged_project_compares_with_the_new_champion_and_then_computes_nothing(project: Path) -> None:
    assert fairlead(project, "run").returncode == 0
    assert {"evaluate"} <= computed(project) <= {"evaluate", *ALWAYS}
    assert fairlead(project, "run").returncode == 0
    assert computed(project) <= ALWAYS
    assert champion(project)["version"] == 1
    assert "churn:1 is already the champion." in fairlead(project, "logs", "deploy").stdout


def test_a_raised_floor_skips_deploy_and_stores_the_reason(project: Path) -> None:
    assert fairlead(project, "run", "--param", "evaluate.min_auc=0.99").returncode == 0
    deploy = last_run(project)["deploy"]
    assert deploy["state"] == "skipped"
    assert deploy["reason"] == "evaluate.passed does not hold: roc_auc 0.846 is below the limit 0.99 (cross-validation)"
    assert deploy["reason"] in fairlead(project, "explain", "deploy").stdout
    assert champion(project)["version"] == 1


@pytest.mark.heavy
def test_worse_is_refused_better_replaces_and_rollback_brings_back(project: Path) -> None:
    assert fairlead(project, "run", "-p", "recipe=numbers").returncode == 0
    refused = last_run(project)["deploy"]
    assert refused["state"] == "skipped"
    assert "roc_auc 0.807 is below the limit 0.83 (cross-validation)" in refused["reason"]
    assert "roc_auc is 0.0242 worse than that of the champion (version 1)" in refused["reason"]
    assert champion(project)["version"] == 1

    assert fairlead(project, "run", "-p", "recipe=full").returncode == 0
    assert last_run(project)["deploy"]["state"] == "succeeded"
    assert champion(project)["version"] == 2
    assert (
        "roc_auc is 0.0078 better than that of the champion (version 1)" in fairlead(project, "logs", "evaluate").stdout
    )
    assert "looked at 3 times so far" in fairlead(project, "logs", "evaluate").stdout

    assert fairlead(project, "models", "rollback", "churn", "--why", "a test").returncode == 0
    assert champion(project)["version"] == 1
    # A run that asks for the better one again finds it evaluated, and makes it the champion again.
    assert fairlead(project, "run", "-p", "recipe=full").returncode == 0
    assert computed(project) <= ALWAYS
    assert champion(project)["version"] == 2


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


def test_every_customer_is_scored_from_the_table_that_the_readme_makes(project: Path) -> None:
    readme = (EXAMPLE / "README.md").read_text().partition("**Score a table.**")[2]
    clean_as_the_readme_says = readme.partition("<<'END'\n")[2].partition("\nEND\n")[0]
    subprocess.run([sys.executable, "-c", clean_as_the_readme_says], cwd=project, check=True)
    done = fairlead(project, "predict", "data/clean.parquet", "--out", "answers.parquet")
    assert done.stdout.splitlines()[0] == "7,043 rows = 7,043 answered by churn:1 + 0 refused."


def test_a_changed_step_runs_again_and_the_steps_beside_it_do_not(project: Path) -> None:
    source = project / "churn/features.py"
    text = source.read_text()
    assert '(pl.col("tenure") == 0)' in text
    source.write_text(text.replace('(pl.col("tenure") == 0)', '(pl.col("tenure") <= 0)'))
    assert fairlead(project, "run", "--until", "load").returncode == 0
    # It gives the same table, so `load` has nothing new to do.
    assert {"transform"} <= computed(project) <= {"transform", "new_files", "read_drop"}


@pytest.mark.heavy
def test_a_changed_feature_trains_and_judges_again_and_cleans_nothing_again(project: Path) -> None:
    source = project / "churn/features.py"
    text = source.read_text()
    assert '(pl.col("tenure") <= 3)' in text
    source.write_text(text.replace('(pl.col("tenure") <= 3)', '(pl.col("tenure") <= 6)'))
    assert fairlead(project, "run", "-p", "recipe=full").returncode == 0
    assert {"train", "evaluate", "deploy"} <= computed(project) <= {"train", "evaluate", *ALWAYS}


def test_a_feature_that_looks_at_other_rows_stops_the_run(project: Path) -> None:
    mistake = next(line for line in (EXAMPLE / "README.md").read_text().splitlines() if "longer_than_most" in line)
    source = project / "churn/features.py"
    [last] = [line for line in source.read_text().splitlines() if '"is_new":' in line]
    source.write_text(source.read_text().replace(last, f"{last}\n{mistake}"))
    assert fairlead(project, "run", "-p", "recipe=full").returncode != 0
    tasks = last_run(project)
    assert tasks["train"]["state"] == "failed"
    assert "longer_than_most depends on the other rows" in tasks["train"]["error"]
    assert tasks["deploy"]["state"] == "upstream_failed"
    assert champion(project)["version"] == 1


def test_a_killed_run_goes_on_where_it_stopped(resumed: tuple[Path, dict[str, sqlite3.Row]], tmp_path: Path) -> None:
    project, before = resumed
    after = last_run(project)
    assert {name: after[name]["state"] for name in SEVEN} == dict.fromkeys(SEVEN, "succeeded")
    for name in ("extract", "validate", "transform", "load"):
        assert (after[name]["attempt"], after[name]["ended"]) == (
            before[name]["attempt"],
            before[name]["ended"],
        )
    # Killed and resumed, it fits the very model of a run that nobody disturbed.
    undisturbed = shutil.copytree(EXAMPLE, tmp_path / "churn", ignore=MADE_BY_RUNS)
    assert fairlead(undisturbed, "run", "--until", "train").returncode == 0
    models = [json.loads(tasks["train"]["artifact"])["digest"] for tasks in (last_run(undisturbed), after)]
    assert models[0] == models[1]
    assert champion(project)["version"] == 1


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


@pytest.mark.heavy
def test_a_month_in_which_the_customers_turn_starts_the_pipeline_once(project: Path) -> None:
    assert "no batch is kept" in fairlead(project, "monitor").stdout
    section = (EXAMPLE / "README.md").read_text().partition("**Watch it.**")[2]
    program = section.partition("<<'END'\n")[2].partition("\nEND\n")[0]
    subprocess.run([sys.executable, "-c", program], cwd=project, check=True)
    loop, look = (line.removeprefix("$ ") for line in section.partition("\nEND\n")[2].split("\n")[:2])
    for n in "1234":
        words = loop.partition("fairlead ")[2].partition(";")[0].replace("$n", n).split()
        assert fairlead(project, *words).returncode == 0
    first = fairlead(project, *look.split()[1:])
    assert first.returncode == 1
    assert "churn: train again" in first.stdout
    assert "Retraining: succeeded" in first.stdout
    assert (project / "report.html").is_file()
    assert json.loads((project / "alerts.jsonl").read_text())["batch"] == "2026-04"
    again = json.loads(fairlead(project, "monitor", "--json").stdout)
    assert again["retraining"]["state"] == "held back"
    scores = [one["score"]["metrics"]["roc_auc"]["value"] for one in again["look"]["history"]]
    assert min(scores[:3]) > 0.78 > 0.5 > scores[3]
