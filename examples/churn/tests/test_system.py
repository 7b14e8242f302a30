"""Layer system: the whole way."""

from typing import Any

import polars as pl
import pytest

from churn.behaviour import BEHAVIOUR
from churn.model import side
from fairlead.model import Model
from fairlead.model.evaluation import trained_on
from fairlead.testing import Holdout, check_behaviour, serves_as_trained, stored_client

pytestmark = pytest.mark.ml(layer="system", level="integration")


@pytest.mark.ml(layer="system", level="integration", proves="infrastructure-1")
def test_training_twice_gives_the_same_model(model: Model, table: pl.DataFrame, fitted: Any) -> None:
    assert fitted(table).digest == model.digest


def test_another_customer_gives_another_model(model: Model, table: pl.DataFrame, fitted: Any) -> None:
    fewer = table.filter(pl.col("customer_id") != table.filter(pl.col("split") == "train")["customer_id"][0])
    assert fitted(fewer).digest != model.digest


@pytest.mark.ml(layer="system", level="integration", proves="monitoring-3")
def test_what_is_served_is_what_was_trained(model: Model, serve_client: Any, holdout: Holdout) -> None:
    serves_as_trained(model, serve_client, holdout)


def test_the_model_did_not_learn_from_the_holdout(model: Model, table: pl.DataFrame) -> None:
    _, _, ids = side(table, "train")
    _, _, others = side(table, "holdout")
    assert model.metadata == trained_on(ids.to_list())
    assert not set(ids) & set(others)


@pytest.mark.parametrize("recipe", ["numbers", "basic", "full"])
def test_every_recipe_can_be_stored_and_read_again(
    recipe: str, table: pl.DataFrame, fitted: Any, holdout: Holdout
) -> None:
    one = fitted(table, recipe)
    serves_as_trained(one, stored_client(one, ["churn.features"]), holdout, limit=50)


@pytest.mark.ml(layer="system", level="e2e")
def test_the_gate_lets_a_good_model_through(judged: Any) -> None:
    verdict = judged("basic")
    assert verdict.passed, verdict.reasons


@pytest.mark.ml(layer="system", level="e2e", proves="infrastructure-4")
def test_the_gate_refuses_a_worse_model_with_its_reasons(judged: Any, model: Model) -> None:
    verdict = judged("numbers", model)
    assert not verdict.passed
    assert any("roc_auc" in reason for reason in verdict.reasons)


def test_a_model_that_learned_nothing_does_not_behave(table: pl.DataFrame, fitted: Any, holdout: Holdout) -> None:
    shuffled = table.with_columns(pl.col("churned").shuffle(seed=1))
    results = check_behaviour(BEHAVIOUR, fitted(shuffled), holdout)
    assert any(not one.passed for one in results)
