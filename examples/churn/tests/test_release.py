"""Evaluation and deployment, called as functions in a project of their own: no pipeline runs here."""

import math
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from churn import features, model, release, sources
from fairlead.data import Suite
from fairlead.errors import StaleChampionError
from fairlead.testing import invariant

CUSTOMER = {
    "multiple_lines": "No",
    **dict.fromkeys(sources.ADD_ONS, "No"),
    "payment_method": "Mailed check",
    **dict.fromkeys(sources.FLAGS, 0),
    "monthly_charges": 30.0,
}


def churners(n: int = 900) -> pl.DataFrame:
    """Return the training table of customers who leave for reasons: a monthly contract, fiber, few months."""
    rows = []
    for number in range(n):
        monthly, fiber, tenure = number % 2, number % 3 == 0, 1 + number * 7 % 70
        chance = 1 / (1 + math.exp(0.06 * tenure + 1 - 2 * monthly - 2 * fiber))
        rows.append(
            {
                **CUSTOMER,
                "customer_id": str(number),
                "contract": "Month-to-month" if monthly else "Two year",
                "internet_service": "Fiber optic" if fiber else "DSL",
                "churn": "Yes" if features.position(str(number), seed=3) < chance else "No",
                "tenure": tenure,
                "total_charges": 30.0 * tenure,
            }
        )
    cleaned = features.transform(sources.typed(pl.DataFrame(rows), "test"), [])
    return features.load({"bad_customers": []}, cleaned, holdout_share=0.3, seed=7)


LIMITS_OF_GATE = {"min_auc": 0.7, "max_loss": 0.02, "max_calibration_error": 0.2, "max_milliseconds": 5000.0}


SETTINGS = (Path(__file__).parents[1] / "fairlead.toml").read_text()


@contextmanager
def inside(folder: Path) -> Iterator[Path]:
    """Be in a project with a registry of its own; the steps that ask for one look in the current folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        # The server of the comparison before a promotion imports the project's features, in a process of its own.
        patch.setenv("PYTHONPATH", str(Path(__file__).parents[1]))
        # What real customers do is not asked of made-up ones.
        patch.setattr(release, "BEHAVIOUR", [invariant("female", [0, 1], tolerance=0.2)])
        yield folder


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Path]:
    """Be in an empty project."""
    (tmp_path / "fairlead.toml").write_text(SETTINGS)
    with inside(tmp_path):
        yield tmp_path


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """Return a project whose champion is a poor model, and what deploy said of it."""
    folder = tmp_path_factory.mktemp("first")
    (folder / "fairlead.toml").write_text(SETTINGS)
    with inside(folder):
        return folder, released(churners(), "numbers")


@pytest.fixture(scope="module")
def second(first: tuple[Path, dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project in which a better model has replaced that champion. Tests only look at it."""
    folder = shutil.copytree(first[0], tmp_path_factory.mktemp("second"), dirs_exist_ok=True)
    with inside(folder):
        assert released(churners(), "basic")["version"] == 2
    return folder


def judged(rows: pl.DataFrame, recipe: model.Recipe, C: float = 0.1, **limits: float) -> Any:
    checked = {"passed": True, "rows": 900}
    return release.evaluate(checked, rows, release.champion(), recipe, C, 3, seed=7, **(LIMITS_OF_GATE | limits))


def released(rows: pl.DataFrame, recipe: model.Recipe, C: float = 0.1) -> dict[str, Any]:
    verdict = judged(rows, recipe, C)
    return release.deploy(model.train(rows, recipe, C, seed=7), verdict, rows, run_id=f"with {recipe}")


def test_evaluate_passes_a_useful_model_and_gives_reasons_for_refusing_one(project: Path) -> None:
    good, poor = judged(churners(), "basic"), judged(churners(), "basic", min_auc=0.99)
    assert good.passed, good.reasons
    assert not poor.passed
    assert len(poor.reasons) == 1
    assert poor.reasons[0].startswith("roc_auc 0.")


EVALUATE = f"""
from churn import release
checked = {{"passed": True, "rows": 900}}
limits = {LIMITS_OF_GATE}
print(release.evaluate(checked, table, release.champion(), "full", 0.1, 3, seed=7, **limits).digest)
"""


def test_what_evaluate_judges_is_what_train_fits_in_another_process(project: Path) -> None:
    rows = churners()
    rows.write_parquet(project / "table.parquet")
    assert printed_by(EVALUATE, project) == model.train(rows, "full", 0.1, seed=7).digest


def printed_by(code: str, project: Path) -> str:
    """Run code on the table in a process of its own, as a worker would, and return the last line that it prints."""
    begin = "import polars\ntable = polars.read_parquet('table.parquet')\n"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    ended = subprocess.run(
        [sys.executable, "-c", begin + code], cwd=project, env=environment, capture_output=True, text=True, check=True
    )
    return ended.stdout.splitlines()[-1]


def test_data_that_did_not_pass_is_no_ground_for_a_model(project: Path) -> None:
    limits = LIMITS_OF_GATE
    verdict = release.evaluate({"passed": False}, churners(), release.champion(), "basic", 0.1, 3, seed=7, **limits)
    assert verdict.reasons == ["the suite did not pass"]


def test_the_first_model_becomes_the_champion_and_the_same_one_again_stays_it(
    first: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    folder, before = first
    with inside(shutil.copytree(folder, tmp_path / "again")):
        again = released(churners(), "numbers")
        assert (before["version"], before["is_new"], again["version"], again["is_new"]) == (1, True, 1, False)
        assert release.champion() == {"version": 1, "digest": before["digest"]}


def test_the_plan_is_proved_on_every_customer_that_the_model_was_trained_on(second: Path) -> None:
    with inside(second), release.registry() as models:
        proof = models.events(model.NAME)[-1]["data"]["evidence"]["plan"]
    trained_on = churners().filter(pl.col("split") == "train").height
    assert (proof["golden"], proof["training"], proof["drawn"] + proof["left"]) == (20, trained_on, 2000), proof
    assert proof["mismatches"] == 0


def test_a_worse_model_is_refused_with_the_champion_as_the_reason(second: Path) -> None:
    with inside(second):
        verdict = judged(churners(), "numbers", min_auc=0.5)
    assert not verdict.passed
    assert any(reason.startswith("1 of 1 tests of behaviour failed") for reason in verdict.reasons)  # no `female` in it
    assert any("worse than that of the champion (version 2)" in reason for reason in verdict.reasons)


def test_a_better_model_replaces_the_champion_and_rollback_brings_it_back(second: Path, tmp_path: Path) -> None:
    with inside(shutil.copytree(second, tmp_path / "back")):
        assert release.champion()["version"] == 2
        with release.registry() as models:
            models.rollback(model.NAME, why="a test")
        assert release.champion()["version"] == 1


def test_a_champion_that_changed_since_the_evaluation_stops_deploy(
    first: tuple[Path, dict[str, Any]], project: Path
) -> None:
    rows = churners()
    early = judged(rows, "basic")
    shutil.copytree(first[0], project, dirs_exist_ok=True)
    with pytest.raises(StaleChampionError):
        release.deploy(model.train(rows, "basic", 0.1, seed=7), early, rows, run_id="late")
    assert release.champion()["version"] == 1


def test_deploy_refuses_another_model_than_the_one_that_was_judged(project: Path) -> None:
    rows = churners()
    with pytest.raises(ValueError, match=r"evaluate has judged the model \w{12}, and train has fitted \w{12}"):
        release.deploy(model.train(rows, "basic", 1.0, seed=7), judged(rows, "basic", 0.1), rows, run_id="r")


def test_a_deployed_model_answers_and_its_card_says_what_it_is(second: Path) -> None:
    rows = churners()
    with inside(second), release.registry() as models:
        version, champion = models.get(model.NAME, 2), models.load(model.NAME)
    one = rows.head(1)
    assert 0 < champion.predict_proba(one)[0, 1] < 1
    assert version.run == "with basic"
    assert version.card["params"] == {"recipe": "basic", "C": 0.1}
    assert version.card["rows"] == (rows["split"] == "train").sum()
    assert set(version.metrics) == set(release.METRICS)


def test_the_rules_of_an_input_hold_for_every_customer_and_not_for_a_strange_one() -> None:
    suite = Suite.from_gx(model.train(churners(), "basic", 0.1, seed=7).suite or {})
    assert suite.run(churners()).success
    assert not suite.run(churners().with_columns(contract=pl.lit("INVALID"))).success
