"""`fairlead triage`: from two tables, or from the log of predictions, to a cause and what to do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy
import polars as pl
import pytest
from sklearn.compose import make_column_transformer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

from fairlead.data import Suite, between
from fairlead.model import Model
from fairlead.project import Project
from fairlead.project.serving import log_folder
from fairlead.serve.log import PredictionLog, Record, record_outcomes

ROWS = 1500
DAY = 86_400.0
START = 1_795_392_000.0  # 2026-11-23, midnight UTC


@pytest.fixture
def shell(near: Any) -> Any:
    return near


def month(seed: int, change: str = "") -> pl.DataFrame:
    """Return customers with the probability to leave that was true once, and what they did."""
    draw = numpy.random.default_rng(seed)
    tenure, plan = draw.normal(0, 1, ROWS), draw.choice(["basic", "full"], ROWS)
    sure = 1 / (1 + numpy.exp(2.5 * tenure))
    left = draw.random(ROWS) < sure
    if change == "concept":
        left |= (plan == "full") & (draw.random(ROWS) < 0.6)
    if change == "data":
        tenure = numpy.where(draw.random(ROWS) < 0.3, 100 * draw.normal(0, 1, ROWS), tenure)
    words = numpy.where(left, "yes", "no")
    return pl.DataFrame({"tenure": tenure, "plan": plan, "sure": sure, "left": words})


@pytest.fixture
def project(here: Any) -> Project:
    """Return a project with a model, and tables of three months."""
    month(1).write_parquet(here.folder / "june.parquet")
    month(2, "concept").write_parquet(here.folder / "july.parquet")
    month(3, "data").write_parquet(here.folder / "august.parquet")
    columns = make_column_transformer(("passthrough", ["tenure"]), (OneHotEncoder(), ["plan"]))
    rows = month(9)
    project = Project.find(needs_pipeline=False)
    suite = Suite("customers", [between("tenure", -10, 10)])
    with project.open_registry(actor="ada") as registry:
        recipe = make_pipeline(columns, LogisticRegression())
        truth = rows["left"].to_list()
        registry.put(Model.fit("churn", recipe, rows.select("tenure", "plan"), truth, seed=7, suite=suite.to_gx()))
        registry.promote("churn", 1, expect=None, why="first")
    return project


TABLES = ("triage", "--before", "june.parquet", "--target", "left")


def test_two_tables_and_a_model_give_a_cause_and_its_price(here: Any, project: Project) -> None:
    more = ("--after", "july.parquet", "--model", "churn", "--error-cost", "50", "--currency", "EUR")
    answer = here(*TABLES, *more, "--html", "triage.html")
    assert answer.code == 1, answer.err
    assert "no longer follow the columns" in answer.out
    assert "► 5. Is it the concept?" in answer.out
    assert "A challenger wins" in " ".join(answer.out.split())
    found = here(*TABLES, *more, "--json").document
    assert found["cause"] == "concept"
    assert found["action"] == "retrain"
    expected = found["expected"]
    assert expected["money"] == pytest.approx(expected["points"] * ROWS * 50)
    assert expected["tried"]["low"] < expected["points"] < expected["tried"]["high"]
    codes = ["accuracy-fell", "triage-change", "triage-data", "triage-population", "triage-base-rate", "triage-concept"]
    assert [one["code"] for one in found["findings"]] == codes
    page = (here.folder / "triage.html").read_text()
    assert page.index("Another concept") < page.index("<h2>What to do")
    assert "<script" not in page


def test_a_rule_of_the_model_that_breaks_is_broken_data(here: Any, project: Project) -> None:
    found = here(*TABLES, "--after", "august.parquet", "--model", "churn", "--json").document
    assert found["cause"] == "data"
    assert 'Rule "tenure is at least -10 and at most 10"' in found["steps"][1]["answer"]


def test_probabilities_may_stand_in_the_tables(here: Any, project: Project) -> None:
    more = ("--after", "july.parquet", "--probability", "sure", "--positive", "yes")
    found = here(*TABLES, *more, "--json").document
    assert found["cause"] == "concept"
    assert found["expected"]["money"] is None
    assert here(*TABLES, *more, "--fail-on", "error").code == 0


def test_a_model_that_answers_otherwise_than_it_did_is_told(here: Any, project: Project) -> None:
    answer = here(*TABLES, "--after", "july.parquet", "--probability", "sure", "--model", "churn", "--json")
    assert "Asked again today, the model answers" in answer.document["steps"][1]["answer"]


def test_the_same_month_again_is_no_fall(here: Any, project: Project) -> None:
    month(4).write_csv(here.folder / "again.csv")
    answer = here(*TABLES, "--after", "again.csv", "--model", "churn")
    assert answer.code == 0, answer.err
    assert "To do: Nothing has to be done yet." in answer.out


def logged(project: Project) -> None:
    """Log two months of answers, and what became of them; of the last rows nothing is known yet."""
    with project.open_registry() as registry:
        model = registry.load("churn", 1)
    folder = log_folder(project, "churn")
    outcomes = []
    with PredictionLog(folder) as log:
        for number, rows in enumerate((month(1), month(2, "concept"))):
            inputs = rows.select("tenure", "plan").to_dicts()
            chances = model.predict_proba(rows)
            said = model.predict(rows)
            records = []
            for n, row in enumerate(inputs):
                at = START + (number * ROWS + n) * 60 * DAY / (2 * ROWS)
                name = f"{number}-{n}"
                outputs = [float(one) for one in chances[n]]
                records.append(Record(name, at, "churn", 1, row, outputs, str(said[n])))
                if number == 0 or n < 1300:
                    outcomes.append({"id": name, "truth": rows["left"][n]})
            log.append(records)
    record_outcomes(folder, outcomes, classes=["no", "yes"])


def test_the_log_is_looked_into_by_its_windows(here: Any, project: Project) -> None:
    logged(project)
    answer = here("triage", "--since", "2026-12-23", "--json")
    assert answer.code == 1, answer.err
    found = answer.document
    assert found["about"] == "churn:1, 1,500 predictions before 2026-12-23 against 1,500 since"
    assert found["cause"] == "concept"
    assert "87% of the outcomes are known" in found["steps"][0]["answer"]
    assert "Asked again" not in found["steps"][1]["answer"]
    usual = here("triage", "--json").document
    assert usual["cause"] == "concept"
    early = here("triage", "--since", "2026-11-01")
    assert early.code == 2
    assert "no prediction of churn lies before 2026-11-01" in early.err
    assert "no FROM..TO" in here("triage", "--reference", "2026-11-24").err


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ((), "which tables are compared"),
        (("--after", "july.parquet"), "what the model answered"),
        (("--after", "july.parquet", "--model", "chrn"), "FL540"),
        (("--after", "july.parquet", "--model", "churn", "--target", "lef"), "did you mean 'left'"),
        (("--after", "july.parquet", "--model", "churn", "--time", "at"), "The column 'at' of the time"),
        (("--after", "july.parquet", "--model", "churn", "--positive", "maybe"), "the model knows 'no' and 'yes'"),
        (("--after", "july.parquet", "--model", "churn", "--target", "plan"), "An outcome in june.parquet is"),
        (("--after", "july.parquet", "--probability", "sure"), "give --positive"),
        (("--after", "july.parquet", "--probability", "tenure", "--positive", "yes"), "These are no probabilities"),
        (("--after", "none.parquet", "--model", "churn"), "none.parquet"),
    ],
)
def test_what_cannot_be_looked_into_is_told(here: Any, project: Project, more: tuple[str, ...], said: str) -> None:
    answer = here(*TABLES, *more)
    assert (answer.code, answer.out) == (2, "")
    assert said in " ".join(answer.err.split())


def test_too_few_outcomes_are_not_looked_into(here: Any, project: Project, tmp_path: Path) -> None:
    few = month(2).with_columns(left=pl.when(pl.int_range(pl.len()) < 50).then("left"))
    few.write_parquet(here.folder / "few.parquet")
    answer = here(*TABLES, "--after", "few.parquet", "--model", "churn")
    assert "50 outcomes of 1500 rows known by now; 100 are needed" in answer.err
    assert "No prediction has been logged here" in here("triage").err
