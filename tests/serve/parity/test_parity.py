"""A model goes into use only if its server answers as it was trained, to the last bit."""

import re
import sys
from pathlib import Path
from typing import Any

import numpy
import pandas
import pytest
from sklearn.compose import make_column_transformer
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

import fairlead.serve.parity as parity
from fairlead.data import Suite, between
from fairlead.errors import MissingExtraError, ParityError, StaleChampionError
from fairlead.model import Model
from fairlead.model.evaluation.parity import Parity
from fairlead.project import Project
from fairlead.project.promotion import promote
from fairlead.serve.domain import Domain
from fairlead.serve.parity import by_model, compare, parity_over_http, served
from fairlead.serve.proofs import Proofs

ROWS = 300
WRONG = (sys.executable, str(Path(__file__).with_name("wrong_server.py")))


def customers() -> pandas.DataFrame:
    dice = numpy.random.default_rng(4)
    table = pandas.DataFrame(
        {
            "tenure": dice.integers(0, 72, ROWS),
            "charge": dice.uniform(20, 120, ROWS),
            "plan": dice.choice(["flat", "per minute"], ROWS),
            "since": pandas.to_datetime("2020-01-01") + pandas.to_timedelta(dice.integers(0, 2000, ROWS), "D"),
        }
    )
    table.loc[::7, "charge"] = numpy.nan
    return table


def trained(estimator: Any = None, target: Any = None, suite: Suite | None = None, unseen: str = "ignore") -> Model:
    table = customers()
    recipe = make_pipeline(
        make_column_transformer(
            (make_pipeline(SimpleImputer(), StandardScaler()), ["tenure", "charge"]),
            (OneHotEncoder(handle_unknown=unseen, sparse_output=False), ["plan"]),
        ),
        estimator or LogisticRegression(),
    )
    y = target if target is not None else ["yes" if months < 20 else "no" for months in table["tenure"]]
    return Model.fit("churn", recipe, table, y, seed=3, suite=None if suite is None else suite.to_gx())


@pytest.mark.heavy
def test_the_server_answers_as_the_trained_model() -> None:
    found = parity_over_http(trained(), fuzz=60)
    assert found == Parity("as trained, and over HTTP", found.rows, 0)
    assert found.is_exact
    assert 70 < found.rows <= 80


@pytest.mark.heavy
@pytest.mark.parametrize(
    ("estimator", "target"),
    [
        (HistGradientBoostingClassifier(max_iter=20), None),
        (HistGradientBoostingRegressor(max_iter=20), list(customers()["tenure"] * 1.7)),
        (LogisticRegression(), [n % 3 for n in range(ROWS)]),
        (RidgeClassifier(), [bool(n % 2) for n in range(ROWS)]),
    ],
)
def test_every_kind_of_model_is_compared(estimator: Any, target: Any) -> None:
    found = parity_over_http(trained(estimator, target))
    assert found.is_exact
    assert found.rows > 200


@pytest.mark.heavy
def test_what_the_domain_or_the_pipeline_refuses_must_be_refused_by_the_server_too() -> None:
    model = trained(suite=Suite("customers", [between("tenure", 0, 40)]), unseen="error")
    row = {"tenure": 10, "charge": 20.5, "plan": "flat", "since": "2021-05-06T00:00:00"}
    rows = [row, {**row, "plan": "new"}, {**row, "tenure": 41}]
    found = parity_over_http(model, rows=rows, fuzz=0)
    refused = sum(row["tenure"] > 40 for row in model.golden.rows)
    assert found.is_exact
    assert refused > 0
    assert found.rows == len(model.golden.rows) - refused + 1
    assert by_model(model, rows[1]) is None


@pytest.mark.heavy
def test_a_plan_that_is_wrong_in_one_bit_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parity, "SERVER", WRONG)
    model = trained()
    found = parity_over_http(model, fuzz=0)
    wrong = [(n, row) for n, row in enumerate(model.golden.rows) if row["tenure"] >= 10]
    assert not found.is_exact
    assert (found.different, found.trouble) == (len(wrong), None)
    assert 0 < found.largest < 1e-15
    assert found.example is not None
    assert found.example.startswith(f"row {wrong[0][0]} {{")
    assert f'"tenure": {wrong[0][1]["tenure"]}' in found.example
    assert ": trained 'no', " in found.example or ": trained 'yes', " in found.example


def test_a_server_that_does_not_start_is_no_parity(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parity, "SERVER", (sys.executable, "-c", "raise ValueError('no model')"))
    found = parity_over_http(trained(), fuzz=0)
    assert not found.is_exact
    assert found.trouble == "The server of the comparison does not answer: ValueError: no model."


@pytest.mark.heavy
def test_an_answer_that_is_neither_an_answer_nor_a_refusal_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with served(trained()) as ask, pytest.raises(ParityError, match="answers 413"):
        ask({"plan": "x" * 2_000_000})


def test_numbers_keep_every_bit_on_the_way_through_json() -> None:
    table = pandas.DataFrame({"x": [5e-324, 1.7976931348623157e308, 0.1 + 0.2, -0.0, 1 / 3, 2.0**53 + 2, 1e22, 1e-7]})
    from sklearn.linear_model import LinearRegression

    model = Model.fit("same", LinearRegression(fit_intercept=False), table[2:], table["x"][2:])
    model.pipeline.coef_[:] = 1.0
    model = Model.of("same", model.pipeline, table[2:], table["x"][2:])
    rows = [{"x": value} for value in table["x"]]
    found = parity_over_http(model, rows=rows, fuzz=0)
    assert found.is_exact
    assert [by_model(model, row) for row in rows] == [(value,) for value in table["x"]]


def test_nothing_to_compare_is_no_parity() -> None:
    found = compare([{"x": 1}], lambda row: None, lambda row: None)
    assert not found.is_exact
    assert found.trouble == "none of the 1 rows is one that the model may be asked"


def test_a_refusal_on_one_side_only_is_a_difference() -> None:
    found = compare([{"x": 1}, {"x": 2}], lambda row: (0.5,), lambda row: None if row["x"] == 2 else (0.5,))
    assert (found.different, found.example) == (1, 'row 1 {"x": 2}: trained 0.5, served no answer')


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "fairlead.toml").write_text("")
    return Project.find(tmp_path, needs_pipeline=False)


def test_a_mismatch_blocks_the_promotion_and_leaves_the_alias(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parity, "SERVER", WRONG)
    with project.open_registry() as registry:
        first = registry.put(trained()).version
        second = registry.put(trained(LogisticRegression(C=0.1))).version
        registry.promote("churn", first, expect=None, why="first")
        with pytest.raises(ParityError, match=r"'churn:2' is not put into use: .* answered otherwise") as told:
            promote(project, registry, "churn", second, expect=first, why="better")
        example = r"""row \d+ \{.*"tenure": \d+.*\}: trained '\w+', 0\.\d+, .*, served '\w+', 0\.\d+"""
        assert re.search(example, told.value.message)
        assert registry.get("churn").version == first
        assert registry.events("churn")[-1]["version"] == first


@pytest.mark.heavy
def test_what_was_compared_is_kept_with_the_promotion(project: Project) -> None:
    with project.open_registry() as registry:
        version = registry.put(trained()).version
        done = promote(project, registry, "churn", version, expect=None, why="first")
        assert done.parity is not None
        assert done.parity.is_exact
        assert registry.events("churn")[-1]["data"]["evidence"]["parity"]["rows"] == done.parity.rows > 200
        proved = Proofs(project.state / "plans").at_once(trained(), Domain.of(trained()))
        assert proved.plan is not None  # who serves it need not prove its plan again
        with pytest.raises(StaleChampionError):  # before a server is started
            promote(project, registry, "churn", version, expect=None, why="again")


def test_a_server_that_fails_blocks_the_promotion(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parity, "SERVER", (sys.executable, "-c", "raise ValueError('no model')"))
    with project.open_registry() as registry:
        version = registry.put(trained()).version
        with pytest.raises(ParityError, match="could not be compared with it: The server .* ValueError: no model"):
            promote(project, registry, "churn", version, expect=None, why="first")
        assert registry.holders("churn") == {}


def test_a_promotion_without_comparison_needs_a_reason_that_is_kept(project: Project) -> None:
    with project.open_registry() as registry:
        version = registry.put(trained()).version
        with pytest.raises(ParityError, match="none was given"):
            promote(project, registry, "churn", version, expect=None, why="first", no_parity=" ")
        done = promote(project, registry, "churn", version, expect=None, why="first", no_parity="done on staging")
        assert done.parity is None
        assert registry.events("churn")[-1]["data"]["evidence"] == {"parity": {"left_out": "done on staging"}}


def test_without_the_packages_that_serve_the_promotion_says_how_to_get_them(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "msgspec", None)
    with project.open_registry() as registry:
        version = registry.put(trained()).version
        with pytest.raises(MissingExtraError, match=r"needs the package 'msgspec'.*fairlead\[serve\]|msgspec"):
            promote(project, registry, "churn", version, expect=None, why="first")
        assert registry.holders("churn") == {}
