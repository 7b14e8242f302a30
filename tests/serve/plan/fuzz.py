"""Compare row plans of the churn example with their pipelines on many drawn rows, and print how many differ.

    python tests/serve/plan/fuzz.py [--rows 100000] [--seed 1] [--models logistic,forest]

Each row goes through the fitted steps of its pipeline, 500 rows at a time, and to the estimator alone (trees take the
rows of a batch one by one). Every 500th row is asked as a whole alone as well, by `Model.score_rows` and
`Model.predict`, and so is each row that differs before it counts.
"""

from __future__ import annotations

import argparse
import sys
import time
import warnings
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[3] / "examples" / "churn"))

import polars as pl
from sklearn.ensemble import GradientBoostingClassifier, HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.pipeline import Pipeline

from churn import features, quality, sources
from churn.model import Recipe, inputs, side, unfitted
from fairlead.model import Model
from fairlead.serve.domain import Domain
from fairlead.serve.plan.proof import prove
from fairlead.serve.plan.row_plan import write_plan
from fairlead.serve.plan.rows import drawn_rows

CHUNK = 500

MODELS: dict[str, tuple[Recipe, Any]] = {
    "logistic": ("basic", None),
    "features": ("full", None),
    "hist": ("basic", HistGradientBoostingClassifier(random_state=0)),
    "forest": ("basic", RandomForestClassifier(100, random_state=0)),
    "boosting": ("basic", GradientBoostingClassifier(random_state=0)),
}
"""Recipes of the churn example, with another estimator behind their steps where one is named."""


def churn_model(name: str) -> Model:
    """Return one of `MODELS`, fitted."""
    recipe, estimator = MODELS[name]
    rows = features.load({"bad_customers": []}, features.transform(sources.extract("modeldata/wa_churn"), []), 0.2, 7)
    table, truth, _ = side(rows, "train")
    numbers, words = inputs(recipe)
    pipeline = unfitted(recipe, C=0.1)
    if estimator is not None:
        pipeline = Pipeline([*pipeline.steps[:-1], ("classifier", estimator)])
    # A gap is a value that a plan has to know as well; the function of the example takes none in `tenure`.
    may = ["total_charges", "contract"]
    given: pl.DataFrame = table.select(numbers + words)
    return Model.fit(
        "churn", pipeline, given, truth, seed=7, classes=[0, 1], may_be_missing=may, suite=quality.inputs().to_gx()
    )


def fuzz(model: Model, rows: int, seed: int) -> tuple[int, int, int]:
    """Return how many rows had the same answer, how many of them were asked as a whole alone, and how many differ."""
    plan, domain = write_plan(model), Domain.of(model)
    same = alone = different = 0
    chunk: list[Any] = []
    for number, row in enumerate(drawn_rows(model, domain.accepts, rows, seed), 1):
        chunk.append(row)
        if len(chunk) < CHUNK and number < rows:
            continue
        proof = prove(plan, chunk, alone_seconds=0.0, alone_rows=1)
        same, alone = same + proof.same, alone + proof.alone
        if proof.difference is not None:
            different += 1
            print(f"  {proof.difference}")
        chunk = []
    return same, alone, different


def main() -> int:
    """Print one line for each model; 1 if a row differs."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--models", default=",".join(MODELS))
    asked = parser.parse_args()
    warnings.simplefilter("ignore")
    worst = 0
    for name in asked.models.split(","):
        start = time.perf_counter()
        same, alone, different = fuzz(churn_model(name), asked.rows, asked.seed)
        left = asked.rows - same - different
        print(
            f"{name}: {different} of {asked.rows:,} rows differ; {same:,} the same to the last bit ({alone:,} of them "
            f"asked as a whole alone), {left:,} left to the pipeline; {time.perf_counter() - start:.0f} s",
            flush=True,
        )
        worst = max(worst, different)
    return int(worst > 0)


if __name__ == "__main__":
    sys.exit(main())
