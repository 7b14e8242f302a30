"""Sum up what a step scored on the folds of a split, and compare it with the step before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fairlead.features.investment.interval import Interval, Verdict, interval, verdict
from fairlead.features.investment.measure import Measured


@dataclass(frozen=True, slots=True)
class Outcome:
    """Hold what one step scored on one split.

    Parameters
    ----------
    score : mean of the metric over the folds, with its confidence interval.
    difference : from the step before, on the same folds; None for the first step.
    verdict : what the difference says; None for the first step.
    accuracy, false_positive_rate, impact : as `score`; None where they do not go with the task or no costs are stated.
    better : in how many folds the step beat the one before.
    folds : the numbers of each fold.
    """

    score: Interval
    difference: Interval | None
    verdict: Verdict | None
    accuracy: Interval | None
    false_positive_rate: Interval | None
    impact: Interval | None
    better: int | None
    folds: tuple[Measured, ...]

    @property
    def unfinished(self) -> int:
        """Count the folds in which the model had not finished learning."""
        return sum(not fold.converged for fold in self.folds)

    def to_dict(self) -> dict[str, Any]:
        """Return the outcome as plain values."""
        found: dict[str, Any] = {"verdict": self.verdict, "better": self.better, "unfinished": self.unfinished}
        for name in ("score", "difference", "accuracy", "false_positive_rate", "impact"):
            value = getattr(self, name)
            found[name] = None if value is None else value.to_dict()
        return {**found, "folds": [fold.to_dict() for fold in self.folds]}


@dataclass(frozen=True, slots=True)
class Point:
    """Hold one step of the curve: on shuffled rows, and in order of time if the rows have times."""

    name: str
    shuffled: Outcome
    in_time: Outcome | None

    def to_dict(self) -> dict[str, Any]:
        """Return the step as plain values."""
        in_time = None if self.in_time is None else self.in_time.to_dict()
        return {"name": self.name, "shuffled": self.shuffled.to_dict(), "in_time": in_time}


def outcome(numbers: Sequence[Measured], before: Sequence[Outcome], *, higher_is_better: bool) -> Outcome:
    """Sum up the folds of a step, and compare it with the step before on the same folds."""
    shares = [fold.test / fold.train for fold in numbers]
    steps = [] if not before else [fold.score - old.score for fold, old in zip(numbers, before[-1].folds, strict=True)]
    difference = interval(steps, shares) if steps else None
    said = (
        None
        if difference is None
        else verdict(difference, first_score=before[0].score.mean, higher_is_better=higher_is_better)
    )
    return Outcome(
        score=interval([fold.score for fold in numbers], shares),
        difference=difference,
        verdict=said,
        accuracy=_interval([fold.accuracy for fold in numbers], shares),
        false_positive_rate=_interval([fold.false_positive_rate for fold in numbers], shares),
        impact=_interval([fold.impact for fold in numbers], shares),
        better=sum((step > 0) == higher_is_better and step != 0 for step in steps) if steps else None,
        folds=tuple(numbers),
    )


def _interval(values: Sequence[float | None], shares: Sequence[float]) -> Interval | None:
    known = [value for value in values if value is not None]
    return interval(known, shares) if len(known) == len(values) else None
