"""The year as periods, and the staleness matrix: how the model of each period does in every later one."""

import time
from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl
from sklearn.metrics import log_loss, roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict
from threadpoolctl import threadpool_limits

from fairlead.monitor import Matrix, Profile, compare, profile
from flights.features import FEATURES
from flights.model import fitted, inputs, unfitted

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
PERIODS = ("January", *(f"{half} {month}" for month in MONTHS[1:] for half in ("early", "late")))
"""The first model learns from January; every half month after it is one period."""


def periods(transform: pl.DataFrame, share: float, seed: int) -> pl.DataFrame:
    """Return the flights, or a share of them, with the number of their period."""
    month, day = pl.col("day").dt.month(), pl.col("day").dt.day()
    number = pl.when(month == 1).then(0).otherwise(2 * month.cast(pl.Int32) - 3 + (day > 15).cast(pl.Int32))
    chosen = np.random.default_rng(seed).random(transform.height) < share
    return transform.with_columns(number.alias("period")).filter(pl.Series(chosen))


def models() -> list[int]:
    """Return which models there are: one is trained at the end of each period but the last."""
    return list(range(len(PERIODS) - 1))


def score(periods: pl.DataFrame, trained: int, trees: int) -> dict[str, Any]:
    """Train at the end of a period, on all that came before and on as much as January holds; score all that comes.

    Returns
    -------
    dict: `seconds` of processor time for the training; `scores` and `control` of each later period by its number; the
    probabilities for the period that follows, `fresh` and `fresh_control`; of the first model `stale`, for all of them
    """
    known, later = periods.filter(pl.col("period") <= trained), periods.filter(pl.col("period") > trained)
    as_much = known.tail(periods.filter(pl.col("period") == 0).height)
    with threadpool_limits(1):  # the models are fitted side by side, each in a process
        began = time.process_time()
        model = fitted(known, trees)
        seconds = time.process_time() - began
        sure = model.predict_proba(inputs(later))[:, 1]
        control = sure if trained == 0 else fitted(as_much, trees).predict_proba(inputs(later))[:, 1]
    number, truth = later["period"].to_numpy(), later["late"].to_numpy()
    follows = number == trained + 1
    return {
        "trained": trained,
        "seconds": seconds,
        "scores": _by_period(number, truth, sure),
        "control": _by_period(number, truth, control),
        "fresh": sure[follows].astype(np.float32),
        "fresh_control": control[follows].astype(np.float32),
        "stale": sure.astype(np.float32) if trained == 0 else None,
    }


def target(periods: pl.DataFrame, trees: int, folds: int) -> dict[str, float]:
    """Return how good the first model is by cross-validation on January: what was promised when it was put into use.

    Whole days are left out at a time: flights of one day share its weather, and would tell of each other.
    """
    table = periods.filter(pl.col("period") == 0)
    truth = table["late"].to_numpy()
    with threadpool_limits(1):
        found = cross_val_predict(
            unfitted(trees), inputs(table), truth,
            groups=table["day"].to_numpy(), cv=GroupKFold(folds), method="predict_proba",
        )  # fmt: skip
    return scores_of(truth, found[:, 1])


def matrix(periods: pl.DataFrame, score: list[dict[str, Any]], target: dict[str, float]) -> dict[str, Any]:
    """Put all scores together, with the drift of the features, as a document that `Matrix.from_document` reads."""
    ends = periods.group_by("period").agg(pl.col("day").max(), pl.len()).sort("period")
    days = (ends["day"] - periods["day"].min()).dt.total_days() + 1
    return Matrix(
        periods=PERIODS,
        days=[float(day) for day in days],
        rows=ends["len"].to_list(),
        scores={(one["trained"], later): found for one in score for later, found in one["scores"].items()},
        control={(one["trained"], later): found for one in score for later, found in one["control"].items()},
        target={name: value for name, value in target.items() if name != "errors"},
        drift=drifts(periods),
        seconds=[one["seconds"] for one in score],
    ).to_document()


def drifts(periods: pl.DataFrame) -> dict[tuple[int, int], dict[str, float]]:
    """Return the PSI of each feature of a period against all periods up to an earlier one.

    Each period is profiled once; profiles are merged, and no row is looked at twice.
    """
    seen = [profile(part.select(FEATURES)) for part in periods.partition_by("period", maintain_order=True)]
    found: dict[tuple[int, int], dict[str, float]] = {}
    known: Profile | None = None
    for trained, one in enumerate(seen[:-1]):
        known = one if known is None else known.merge(one)
        for later in range(trained + 1, len(seen)):
            report = compare(known, seen[later])
            found[trained, later] = {name: drift.psi for name, drift in report.items() if drift.psi is not None}
    return found


def scores_of(truth: np.ndarray, sure: np.ndarray) -> dict[str, float]:
    """Return the metrics of some answers; `errors` is how many were wrong."""
    wrong = (sure >= 0.5) != (truth > 0)
    return {
        "errors": float(wrong.sum()),
        "accuracy": 1 - float(wrong.mean()),
        "roc_auc": float(roc_auc_score(truth, sure)),
        "log_loss": float(log_loss(truth, sure)),
    }


def _by_period(number: np.ndarray, truth: np.ndarray, sure: np.ndarray) -> Mapping[int, dict[str, float]]:
    return {int(one): scores_of(truth[number == one], sure[number == one]) for one in np.unique(number)}
