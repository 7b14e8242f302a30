"""What a policy is told: one period after the other, as they were known when it has to decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fairlead.errors import MonitorError

HIGHER_IS_BETTER: Mapping[str, bool] = {
    "accuracy": True, "roc_auc": True, "average_precision": True, "f1": True, "precision": True, "recall": True,
    "r2": True, "log_loss": False, "brier": False, "errors": False, "error_rate": False, "mae": False, "rmse": False,
}  # fmt: skip
"""Which metrics get better when they rise."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Hold what is known of one period in production.

    Parameters
    ----------
    day : days since the first period, at its end.
    age : days since the model that answered was trained.
    metrics : how good that model was, by outcomes that are known by now; empty while none is.
    challenger : how good a model trained on everything before the period would have been on the same rows; empty if
        none was tried.
    drift : PSI of each column against the rows that the model was trained on.
    is_fresh : whether the model was trained after the period before this one.
    """

    day: float
    age: float
    metrics: Mapping[str, float] = field(default_factory=dict)
    challenger: Mapping[str, float] = field(default_factory=dict)
    drift: Mapping[str, float] = field(default_factory=dict)
    is_fresh: bool = False


@dataclass(frozen=True, slots=True)
class History:
    """Hold the periods that have passed, and how good the first model was found to be before it was put into use.

    Parameters
    ----------
    seen : the periods in order.
    target : the metrics of the first model, by its own evaluation. A policy that compares with the current model's
        would forget what was promised as soon as a worse one is trained.

    >>> past = History([Seen(day=30, age=30, metrics={"roc_auc": 0.70})], target={"roc_auc": 0.75})
    >>> round(past.shortfall("roc_auc", past.seen[0]), 3)
    0.05
    """

    seen: Sequence[Seen]
    target: Mapping[str, float] = field(default_factory=dict)

    def answered(self, most: int) -> int:
        """Return how many periods the model in use has answered; it is not counted further than `most`."""
        count = 0
        for seen in reversed(self.seen):
            count += 1
            if seen.is_fresh or count == most:
                break
        return count

    def shortfall(self, metric: str, seen: Seen) -> float | None:
        """Return how much worse than the target a period was; None without an outcome or a target.

        Raises
        ------
        MonitorError
            The metric is not known.
        """
        if metric not in seen.metrics or metric not in self.target:
            return None
        return gain(metric, self.target[metric], seen.metrics[metric])


def gain(metric: str, mine: float, other: float) -> float:
    """Return how much better `mine` is than `other`; below 0 it is worse.

    Raises
    ------
    MonitorError
        The metric is not known.

    >>> gain("roc_auc", 0.75, 0.70) > 0, gain("log_loss", 0.5, 0.4) > 0
    (True, False)
    """
    if metric not in HIGHER_IS_BETTER:
        raise MonitorError.no_such_metric(metric, HIGHER_IS_BETTER)
    return mine - other if HIGHER_IS_BETTER[metric] else other - mine
