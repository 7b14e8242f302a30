"""How good the model of January is in each month, beside fresh ones: accuracy, what the majority gives, and the AUC."""

from typing import Any

import numpy as np
import polars as pl

from flights.history import MONTHS

DRAWS = 200
"""Intervals come from so many draws of the days, with replacement: flights of one day share their delays."""


def skill(periods: pl.DataFrame, score: list[dict[str, Any]], seed: int) -> pl.DataFrame:
    """Return a row for each month from February on.

    `stale` is the model of January, `fresh` one that is trained anew every half month on all that came before,
    `control` as fresh a one that was given only as many flights as January had. `gap` is the AUC of `fresh` less that
    of `stale`, with its 95 % interval.
    """
    later = _answers(periods, score)
    draw = np.random.default_rng(seed)
    rows = []
    for month, table in enumerate(later.partition_by("month", maintain_order=True), start=2):
        truth, day = table["late"].to_numpy(), table["day"].to_numpy()
        weights = np.vstack([np.ones(len(truth)), _weights(day, draw)])  # the first draw is the month as it was
        auc = {name: _auc(truth, table[name].to_numpy(), weights) for name in ("stale", "control", "fresh")}
        gap = auc["fresh"] - auc["stale"]
        low, high = np.quantile(gap[1:], [0.025, 0.975])
        late = float(truth.mean())
        rows.append(
            {"month": MONTHS[month - 1], "flights": len(truth), "late": late, "majority": max(late, 1 - late)}
            | {f"{name}_accuracy": float(_is_right(table, name).mean()) for name in auc}
            | {f"{name}_auc": float(found[0]) for name, found in auc.items()}
            | {"gap": float(gap[0]), "gap_low": float(low), "gap_high": float(high)}
        )
    return pl.DataFrame(rows)


def volume(periods: pl.DataFrame, score: list[dict[str, Any]], seed: int) -> dict[str, float]:
    """Return the wrong answers of the three, and which share of the gain of retraining comes with more history.

    The rest comes with freshness alone. With its 95 % interval.
    """
    wrong = _answers(periods, score).select("day", *(~_right(name) for name in ("stale", "control", "fresh")))
    days = wrong.group_by("day").sum().sort("day").drop("day").to_numpy().astype(float)
    draw = np.random.default_rng(seed)
    drawn = np.array([days[draw.integers(len(days), size=len(days))].sum(axis=0) for _ in range(10 * DRAWS)])
    stale, control, fresh = days.sum(axis=0)
    low, high = np.quantile(_history_share(drawn), [0.025, 0.975])
    return {
        "stale": stale, "control": control, "fresh": fresh,
        "history": float(_history_share(days.sum(axis=0, keepdims=True))[0]), "low": float(low), "high": float(high),
    }  # fmt: skip


def _answers(periods: pl.DataFrame, score: list[dict[str, Any]]) -> pl.DataFrame:
    """Return the flights after January with what each of the three models said of them."""
    later = periods.filter(pl.col("period") > 0)
    said = {
        "stale": score[0]["stale"],
        "control": np.concatenate([one["fresh_control"] for one in score]),
        "fresh": np.concatenate([one["fresh"] for one in score]),
    }
    month = pl.col("day").dt.month().alias("month")
    return later.select("day", "late", month).with_columns(pl.Series(name, values) for name, values in said.items())


def _right(name: str) -> pl.Expr:
    return ((pl.col(name) >= 0.5) == (pl.col("late") > 0)).alias(name)


def _is_right(table: pl.DataFrame, name: str) -> pl.Series:
    return table.select(_right(name))[name]


def _history_share(wrong: np.ndarray) -> np.ndarray:
    """Return (control - fresh) / (stale - fresh) of rows of three numbers of errors."""
    return (wrong[:, 1] - wrong[:, 2]) / (wrong[:, 0] - wrong[:, 2])


def _weights(day: np.ndarray, draw: np.random.Generator) -> np.ndarray:
    """Return how often each flight comes in draws of the days: float array of shape (draws, flights)."""
    days, place = np.unique(day, return_inverse=True)
    return draw.multinomial(len(days), np.full(len(days), 1 / len(days)), size=DRAWS)[:, place].astype(float)


def _auc(truth: np.ndarray, sure: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the area under the ROC curve for each row of weights; flights with one probability are one step of it."""
    order = np.argsort(sure, kind="stable")
    starts = np.flatnonzero(np.diff(sure[order], prepend=-1))
    late, early = (np.add.reduceat(weights[:, order] * (truth[order] == one), starts, axis=1) for one in (1, 0))
    above = np.cumsum(early, axis=1) - early / 2
    return (late * above).sum(axis=1) / (late.sum(axis=1) * early.sum(axis=1))
