"""Checks of behaviour, on models of which it is known how they answer."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

from fairlead.errors import MLTestError
from fairlead.model import Model
from fairlead.testing import Holdout, check_behaviour, directional, invariant, minimum


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    months = list(range(1, 41))
    return pd.DataFrame({"months": months, "female": [n % 2 for n in months], "bill": [50.0 + n % 7 for n in months]})


@pytest.fixture(scope="module")
def holdout(rows: pd.DataFrame) -> Holdout:
    return Holdout(rows, [int(n < 20) for n in rows["months"]])


@pytest.fixture(scope="module")
def model(rows: pd.DataFrame, holdout: Holdout) -> Model:
    """Leaves early, whoever it is: months alone decide."""
    recipe = make_pipeline(FunctionTransformer(only_months), LogisticRegression())
    return Model.fit("churn", recipe, rows, holdout.truth, seed=1)


def only_months(table: pd.DataFrame) -> pd.DataFrame:
    return table[["months"]]


@pytest.fixture(scope="module")
def unfair(rows: pd.DataFrame) -> Model:
    """Asks for nothing but `female`, and is right about it."""
    return Model.fit("churn", LogisticRegression(C=100), rows[["female"]], list(rows["female"]), seed=1)


class TestInvariant:
    def test_a_column_that_is_not_used_does_not_matter(self, model: Model, holdout: Holdout) -> None:
        invariant("female", [0, 1])(model, holdout)

    def test_a_column_that_decides_matters_and_the_worst_rows_are_shown(self, unfair: Model, holdout: Holdout) -> None:
        with pytest.raises(AssertionError) as failure:
            invariant("female", [0, 1], tolerance=0.05)(unfair, holdout)
        words = str(failure.value)
        assert "`female` matters: between 0 and 1 the answer moves by up to 0.9" in words
        assert "(allowed: 0.05) in 40 of 40 rows." in words
        assert "female=0  female=1" in words
        assert "... and 37 rows more" in words

    def test_a_tolerance_as_large_as_the_move_is_enough(self, unfair: Model, holdout: Holdout) -> None:
        invariant("female", [0, 1], tolerance=1.0)(unfair, holdout)


class TestDirectional:
    def test_the_right_way_passes_and_the_wrong_way_fails(self, model: Model, holdout: Holdout) -> None:
        directional("months", 5, "down")(model, holdout)
        with pytest.raises(AssertionError, match=r"`months` \+5 should move the answer up, and moves it the other way"):
            directional("months", 5, "up")(model, holdout)

    def test_a_share_of_the_rows_may_be_wrong(self, model: Model, holdout: Holdout) -> None:
        directional("months", 5, "up", share=0.0)(model, holdout)

    def test_a_word_is_put_into_the_column(self, holdout: Holdout) -> None:
        plans = pd.DataFrame({"plan": ["short", "long"] * 20})
        recipe = make_pipeline(FunctionTransformer(is_long), LogisticRegression())
        model = Model.fit("churn", recipe, plans, [1, 0] * 20, seed=1)
        directional("plan", "long", "down")(model, Holdout(plans, [1, 0] * 20))
        with pytest.raises(AssertionError, match="`plan` = 'long' should move the answer up"):
            directional("plan", "long", "up")(model, Holdout(plans, [1, 0] * 20))


def is_long(table: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({"long": (table["plan"] == "long").astype(int)})


class TestMinimum:
    def test_a_good_model_is_good_enough_everywhere(self, model: Model, holdout: Holdout) -> None:
        minimum(None, "accuracy", 0.9)(model, holdout)
        minimum({"female": 1}, "roc_auc", 0.9)(model, holdout)

    def test_the_failure_names_the_slice_the_value_and_the_floor(self, model: Model, rows: pd.DataFrame) -> None:
        turned = Holdout(rows, [int(n >= 20) for n in rows["months"]])
        with pytest.raises(
            AssertionError, match=r"accuracy is 0\.\d+ where `female` is 1 \(20 rows\); the floor is 0\.9\."
        ):
            minimum({"female": 1}, "accuracy", 0.9)(model, turned)

    def test_less_is_better_for_some_metrics(self, model: Model, holdout: Holdout) -> None:
        minimum(None, "log_loss", 0.5)(model, holdout)
        with pytest.raises(AssertionError, match="log_loss is"):
            minimum(None, "log_loss", 0.0)(model, holdout)


@pytest.mark.parametrize(
    "asked",
    [invariant("mnths", [1, 2]), directional("mnths", 1, "up"), minimum({"mnths": 1}, "accuracy", 0.5)],
    ids=["invariant", "directional", "minimum"],
)
def test_a_column_that_the_model_does_not_know_is_named(asked: Any, model: Model, holdout: Holdout) -> None:
    with pytest.raises(MLTestError, match="Column 'mnths' is not among the 3 columns"):
        asked(model, holdout)


def test_a_slice_without_rows_is_an_error(model: Model, holdout: Holdout) -> None:
    with pytest.raises(MLTestError, match="none of the 40 rows"):
        minimum({"female": 7}, "accuracy", 0.5)(model, holdout)


def test_all_results_come_back_as_the_gate_wants_them(model: Model, holdout: Holdout) -> None:
    asked = [directional("months", 5, "down"), directional("months", 5, "up"), minimum({"female": 7}, "accuracy", 0.5)]
    results = check_behaviour(asked, model, holdout)
    assert [one.passed for one in results] == [True, False, False]
    assert results[0].name == "`months` +5 moves the answer down"
    assert "the other way by up to" in results[1].said
    assert "none of the 40 rows" in results[2].said
