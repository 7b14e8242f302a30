"""When one should have trained again: policies, replayed on the year."""

from typing import Any

import polars as pl

from fairlead.monitor import Any as Either
from fairlead.monitor import ChallengerWins, Costs, Every, Matrix, Policy, WhenBelow, WhenDrift, replay_all

POLICIES: tuple[Policy, ...] = (
    Every(90),
    Every(60),
    Every(30),
    WhenBelow("accuracy", drop=0.03),
    WhenBelow("roc_auc", drop=0.03),
    WhenBelow("roc_auc", drop=0.05),
    WhenDrift(share=0.5, psi=0.25),
    WhenDrift(share=0.2, psi=0.25),
    WhenDrift(share=0.04, psi=0.25),
    ChallengerWins(gain=0.005),
    ChallengerWins(gain=0.01),
    Either(Every(90), ChallengerWins(gain=0.01)),
)
"""The third of drift fires when one feature of 24 is over the limit."""


def policies(matrix: dict[str, Any], error_cost: float, retrain_cost: float) -> pl.DataFrame:
    """Return a row for each policy, with those that any must be held against: never, always and the oracle."""
    year = Matrix.from_document(matrix)
    found = replay_all(year, POLICIES, Costs(error=error_cost, retrain=retrain_cost))
    return pl.DataFrame(
        {
            "policy": one.policy,
            "retrains": one.retrains,
            "accuracy": one.mean("accuracy"),
            "auc": one.mean("roc_auc"),
            "errors": int(one.errors),
            "seconds": one.seconds,
            "money": one.money,
        }
        for one in found
    )


def shelf_life(matrix: dict[str, Any]) -> pl.DataFrame:
    """Return how much worse a model is than a fresh one by its age in half months: the mean of all models so old."""
    year = Matrix.from_document(matrix)
    count = len(year.periods)
    rows = []
    for age in range(count - 1):
        pairs = [(later - 1 - age, later) for later in range(age + 1, count)]
        worse = [year.scores[pair]["log_loss"] - year.scores[pair[1] - 1, pair[1]]["log_loss"] for pair in pairs]
        rows.append({"half_months": age, "models": len(pairs), "excess_log_loss": sum(worse) / len(worse)})
    return pl.DataFrame(rows)
