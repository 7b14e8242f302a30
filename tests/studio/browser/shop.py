"""A second project, which is not about churn of telephone customers: a shop that asks which orders come back."""

from __future__ import annotations

import csv
import json
import random
from pathlib import Path

SETTINGS = """\
[project]
name = "returns"
pipeline = "pipeline.py"

[monitor]
model = "returns"
policy = "below roc_auc target - 0.05"
simulate = "years.py:year"
cost = { error = 12, retrain = 80, currency = "EUR" }

[testing]
model = "returns"
table = "load"
split = "split"
target = "returned"
suite = "rules.toml"
"""
PIPELINE = '''\
"""Which orders come back? extract -> (validate || transform) -> load -> (train || evaluate) -> deploy."""

import time
from pathlib import Path

import polars as pl
from sklearn.compose import ColumnTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from fairlead import DAG, PythonOperator
from fairlead.model import Model
from fairlead.project import Project

FEATURES = ["price", "days", "category"]


def recipe() -> Pipeline:
    """Return the recipe, unfitted."""
    numbers, words = StandardScaler(), OneHotEncoder(handle_unknown="ignore")
    columns = ColumnTransformer([("numbers", numbers, ["price", "days"]), ("words", words, ["category"])])
    return Pipeline([("columns", columns), ("classifier", LogisticRegression())])


def extract(source: Path) -> pl.DataFrame:
    """Read the orders."""
    return pl.read_csv(source)


def validate(extract: pl.DataFrame) -> dict:
    """Look for prices that cannot be."""
    time.sleep(0.6)  # long enough to be seen beside the other
    bad = extract.filter(pl.col("price") <= 0).height
    print(f"{extract.height} orders, {bad} of them with a price that cannot be")
    return {"passed": bad == 0}


def transform(extract: pl.DataFrame) -> pl.DataFrame:
    """Count the days in weeks, too."""
    time.sleep(0.6)
    return extract.with_columns((pl.col("days") / 7).alias("weeks"))


def load(validate: dict, transform: pl.DataFrame) -> pl.DataFrame:
    """Mark the last quarter as the holdout."""
    count = transform.height
    return transform.with_columns(pl.Series("split", ["train"] * (count - count // 4) + ["holdout"] * (count // 4)))


def train(load: pl.DataFrame) -> Model:
    """Fit the recipe on the training side."""
    rows = load.filter(pl.col("split") == "train")
    return Model.fit("returns", recipe(), rows.select(FEATURES), rows["returned"], seed=7, classes=[0, 1])


def evaluate(load: pl.DataFrame, least_auc: float) -> dict:
    """Measure the recipe on the holdout."""
    sides = {side: load.filter(pl.col("split") == side) for side in ("train", "holdout")}
    fitted = recipe().fit(sides["train"].select(FEATURES), sides["train"]["returned"])
    auc = roc_auc_score(sides["holdout"]["returned"], fitted.predict_proba(sides["holdout"].select(FEATURES))[:, 1])
    return {"passed": bool(auc >= least_auc), "auc": float(auc)}


def deploy(train: Model, evaluate: dict) -> int:
    """Put the model into the registry, and into use."""
    train.metadata["auc"] = evaluate["auc"]
    with Project.find(needs_pipeline=False).open_registry() as registry:
        version = registry.put(train)
        held = {one.alias: one.version for one in registry.holders("returns").get("returns", ())}
        if held.get("champion") != version.version:
            registry.promote("returns", version.version, expect=held.get("champion"), why="passed")
        return version.version


with DAG("returns", params="params.toml") as dag:
    tasks = map(PythonOperator, (extract, validate, transform, load, train, evaluate, deploy))
    extract, validate, transform, load, train, evaluate, deploy = tasks
    extract >> [validate, transform]
    [validate, transform] >> load
    load >> [train, evaluate]
    [train, evaluate] >> deploy.when(evaluate.passed)
'''
YEARS = '''\
"""What could happen to the shop in a year."""

import polars as pl
from pipeline import FEATURES, recipe

from fairlead.monitor import Drift, Simulator


def year(source):
    table = pl.read_csv(source)
    simulator = Simulator(recipe(), table.select(FEATURES), table["returned"].to_numpy(), rows=400)
    return simulator, (Drift("sudden", "concept", rule="category == 'shoes'", strength=0.8),)
'''
PARAMS = 'source = "data/orders.csv"\nleast_auc = 0.6\n'
RULES = """\
name = "orders"

[[expect]]
type = "between"
column = "price"
min_value = 0.5
max_value = 500
"""
TESTS = '''\
"""What is true of the orders."""

import csv
from pathlib import Path

import pytest


@pytest.mark.ml(layer="data")
def test_every_order_has_a_price():
    with (Path(__file__).parents[1] / "data" / "orders.csv").open() as file:
        assert all(float(row["price"]) for row in csv.DictReader(file))
'''
CELLS = (
    "import pandas as pd\norders = pd.read_csv('/Users/ana/Desktop/orders.csv')",
    "orders.describe()",
    "from sklearn.preprocessing import StandardScaler\nprice = ['price']\n"
    "orders[price] = StandardScaler().fit_transform(orders[price])",
    "from sklearn.model_selection import train_test_split\ntrain, test = train_test_split(orders)",
    "from sklearn.linear_model import LogisticRegression\nfeatures = ['price', 'days']\n"
    "model = LogisticRegression().fit(train[features], train['returned'])\n"
    "print(model.score(test[features], test['returned']))",
)


def make_shop(home: Path) -> Path:
    """Write the project into a folder; nothing has run in it yet."""
    (home / "data").mkdir(parents=True)
    (home / "tests").mkdir()
    draw = random.Random(7)
    with (home / "data" / "orders.csv").open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["order", "price", "days", "category", "returned"])
        for order in range(3000):
            category = draw.choice(["shoes", "books", "lamps"])
            price, days = round(draw.uniform(5, 200), 2), draw.randint(1, 30)
            chance = 0.1 + 0.5 * (category == "shoes") + 0.2 * (price > 120)
            table.writerow([order, price, days, category, int(draw.random() < chance)])
    for name, text in (
        ("fairlead.toml", SETTINGS),
        ("pipeline.py", PIPELINE),
        ("years.py", YEARS),
        ("params.toml", PARAMS),
        ("rules.toml", RULES),
        ("tests/test_orders.py", TESTS),
        ("returns.ipynb", json.dumps(notebook())),
    ):
        (home / name).write_text(text)
    return home


def notebook() -> dict[str, object]:
    """Return a notebook as Jupyter writes it, with counts that jump."""
    return {
        "cells": [
            {
                "cell_type": "code", "execution_count": count, "metadata": {}, "outputs": [], "id": f"cell-{count}",
                "source": source.splitlines(keepends=True),
            }
            for count, source in zip((4, 2, 9, 12, 15), CELLS, strict=True)
        ],
        "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }  # fmt: skip
