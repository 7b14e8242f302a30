"""What the tests are made on: the real customers, the model that the code as it stands makes of them.

These fixtures take the place of those that `fairlead test` would fill from the last run and the registry, so that the
tests say something about a change before it has run.
"""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from churn import features, model, quality, release, sources
from churn.behaviour import BEHAVIOUR
from fairlead.data import Suite
from fairlead.model import Model
from fairlead.model.evaluation import Holdout as Aside
from fairlead.model.evaluation import evaluate_recipe
from fairlead.model.gate import Verdict
from fairlead.testing import Holdout, check_behaviour, stored_client

HERE = Path(__file__).parents[1]
PARAMS = tomllib.loads((HERE / "params.toml").read_text())
TRUSTED = tomllib.loads((HERE / "fairlead.toml").read_text())["models"]["trusted"]
SEED = 7

Train = Callable[..., Model]
"""Trains on a table as the pipeline does; ``recipe=`` chooses another one than the settings."""


@pytest.fixture(scope="session")
def raw() -> pl.DataFrame:
    """Return the customers as they come."""
    return sources.extract(PARAMS["extract"]["dataset"])


@pytest.fixture(scope="session")
def table(raw: pl.DataFrame) -> pl.DataFrame:
    """Return the table that models are trained on, with its split."""
    checked = quality.validate(raw, [], **PARAMS["validate"])
    return features.load(checked, features.transform(raw, []), PARAMS["load"]["holdout_share"], SEED)


@pytest.fixture(scope="session")
def train(table: pl.DataFrame) -> Holdout:
    """Return the rows that the model learns from."""
    rows, truth, _ = model.side(table, "train")
    return Holdout(rows, truth.to_list())


@pytest.fixture(scope="session")
def holdout(table: pl.DataFrame) -> Holdout:
    """Return the rows that it does not learn from."""
    rows, truth, _ = model.side(table, "holdout")
    return Holdout(rows, truth.to_list())


@pytest.fixture(scope="session")
def fitted() -> Train:
    """Give a way to train."""
    return lambda table, recipe=PARAMS["recipe"]: model.train(table, recipe, PARAMS["C"], SEED)


@pytest.fixture(scope="session", name="model")
def trained(table: pl.DataFrame, fitted: Train) -> Model:
    """Return the model that the pipeline makes."""
    return fitted(table)


@pytest.fixture(scope="session")
def suite() -> Suite:
    """Return the rules of the customers."""
    return quality.SUITE


@pytest.fixture
def serve_client(model: Model) -> Any:
    """Give a way to ask the model as production does."""
    return stored_client(model, TRUSTED)


@pytest.fixture(scope="session")
def judged(table: pl.DataFrame, fitted: Train) -> Callable[..., Verdict]:
    """Give a way to bring a recipe before the gate, against a champion or against nobody."""
    limits = {name: PARAMS["evaluate"][name] for name in ("min_auc", "max_loss", "max_calibration_error")}
    gate = release.gate(**limits, max_milliseconds=10_000)  # how fast this machine is says nothing about a model
    rows, truth, ids = model.side(table, "train")
    others, their_truth, their_ids = model.side(table, "holdout")

    def judge(recipe: model.Recipe, champion: Model | None = None) -> Verdict:
        version = None if champion is None else 1
        candidate = fitted(table, recipe)
        evaluation = evaluate_recipe(
            model.unfitted(recipe, PARAMS["C"]), rows, truth, model_name=model.NAME,
            split=Aside(others, their_truth, their_ids), keys=ids, folds=3, metrics=release.METRICS,
            champion=champion, champion_version=version, slices=release.SLICES,
            model=candidate, seed=SEED, trusted=TRUSTED,
        )  # fmt: skip
        behaved = check_behaviour(BEHAVIOUR, candidate, Holdout(others, their_truth.to_list()))
        return gate.decide(evaluation, suite={"passed": True}, behaviour=behaved, champion_now=version)

    return judge
