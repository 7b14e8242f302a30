"""The model: a recipe, fitted once, measured by cross-validation, deployed with a card."""

import hashlib
import json
import os
import pickle
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import polars as pl
import polars.selectors as cs
from sklearn.compose import ColumnTransformer
from sklearn.dummy import DummyClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_validate
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler


def side(table: pl.DataFrame, split: str) -> tuple[pl.DataFrame, pl.Series]:
    """Return the features and the truth (1 = churned) of one side of the split."""
    rows = table.filter(pl.col("split") == split)
    return rows.drop("customer_id", "churned", "split"), rows["churned"]


def recipe(features: pl.DataFrame, C: float) -> Pipeline:
    """Return the unfitted model; whatever it learns (medians, scales, categories) it learns in ``fit``.

    Logistic regression: on the same five folds it scored AUC 0.849 where gradient boosted trees scored
    0.847, for about a third of their processor time.
    """
    numbers = make_pipeline(SimpleImputer(strategy="median"), StandardScaler())
    words = OneHotEncoder(handle_unknown="ignore")
    columns = ColumnTransformer(
        [
            ("numbers", numbers, features.select(cs.numeric()).columns),
            ("words", words, features.select(cs.string()).columns),
        ]
    )
    return make_pipeline(columns, LogisticRegression(C=C, max_iter=2000))


def train(load: pl.DataFrame, C: float) -> Pipeline:
    """Fit the recipe on the training side."""
    features, truth = side(load, "train")
    return recipe(features, C).fit(features, truth)


def evaluate(
    load: pl.DataFrame, C: float, folds: int, min_auc: float, min_accuracy_gain: float, seed: int
) -> dict[str, Any]:
    """Measure the same recipe by cross-validation on the training side and compare it with fixed floors.

    It needs no fitted model, so it runs beside `train`.

    Parameters
    ----------
    min_auc : float, the least area under the ROC curve (0.5 is guessing, 1 is perfect).
    min_accuracy_gain : float, by how much the accuracy must beat always giving the commoner answer.
    """
    features, truth = side(load, "train")
    auc, accuracy = scores(recipe(features, C), features, truth, folds, seed)
    _, baseline = scores(DummyClassifier(), features, truth, folds, seed)
    reasons = []
    if auc < min_auc:
        reasons.append(f"auc {auc:.3f} is under the floor {min_auc:g} (evaluate.min_auc)")
    if accuracy - baseline < min_accuracy_gain:
        reasons.append(
            f"accuracy {accuracy:.3f} is not {min_accuracy_gain:g} above the baseline {baseline:.3f} "
            "(evaluate.min_accuracy_gain)"
        )
    return {
        "passed": not reasons,
        "reasons": reasons,
        "auc": auc,
        "accuracy": accuracy,
        "baseline_accuracy": baseline,
        "rows": features.height,
        "folds": folds,
    }


def scores(model: Any, features: pl.DataFrame, truth: pl.Series, folds: int, seed: int) -> tuple[float, float]:
    """Return the mean AUC and accuracy over the folds; each fold is scored by a model that never saw it."""
    splits = StratifiedKFold(folds, shuffle=True, random_state=seed)
    found = cross_validate(model, features, truth, cv=splits, scoring=("roc_auc", "accuracy"), error_score="raise")
    return float(found["test_roc_auc"].mean()), float(found["test_accuracy"].mean())


def deploy(
    load: pl.DataFrame,
    train: Pipeline,
    evaluate: dict[str, Any],
    deployed: Path,
    seed: int,
    run_id: str,
) -> dict[str, Any]:
    """Put the model into ``<deployed>/<version>/`` with its card, and point ``current.json`` at it.

    The version is the digest of the model, so the same model is never deployed twice. Each of the two
    steps ends in a rename: a reader sees all of it or nothing, wherever the process was cut off, and
    doing it again does no harm.
    """
    # A model just fitted is pickled in other bytes than one that was read back; read back, it stays the same.
    model = pickle.dumps(pickle.loads(pickle.dumps(train)))
    name = hashlib.sha256(model).hexdigest()[:12]
    home = deployed / name
    is_new = not home.exists()
    if is_new:
        card = model_card(load, train, evaluate) | {"seed": seed, "run": run_id}
        draft = deployed / f".draft-{name}-{os.getpid()}"
        draft.mkdir(parents=True, exist_ok=True)
        (draft / "model.pkl").write_bytes(model)
        (draft / "card.json").write_text(json.dumps({"version": name} | card, indent=2) + "\n")
        draft.rename(home)
    pointer = deployed / f".current-{os.getpid()}"
    pointer.write_text(json.dumps({"version": name}) + "\n")
    pointer.replace(deployed / "current.json")
    return {"version": name, "path": str(home), "is_new": is_new}


def model_card(load: pl.DataFrame, train: Pipeline, evaluate: dict[str, Any]) -> dict[str, Any]:
    """Say what a person needs to know of a model later: its scores, its data, its inputs, its makers.

    The holdout is used here for the first and only time, on a decision that is already taken.
    """
    features, truth = side(load, "holdout")
    return {
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "classifier": str(train[-1]),
        "metrics": evaluate,
        "holdout": {
            "rows": features.height,
            "auc": float(roc_auc_score(truth, train.predict_proba(features)[:, 1])),
        },
        "data_sha256": hashlib.sha256(load.write_csv().encode()).hexdigest(),
        "inputs": {column.name: str(column.dtype) for column in features},
        "versions": {package: version(package) for package in ("scikit-learn", "polars", "numpy")},
    }
