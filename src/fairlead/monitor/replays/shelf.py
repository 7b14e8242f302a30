"""How long a model keeps: what it loses with its age, and what of the gain of training is only more data."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fairlead.monitor.policies.history import gain
from fairlead.monitor.replays.matrix import Matrix, Scores

if TYPE_CHECKING:
    from numpy.typing import NDArray

DRAWS = 2000
LEAST_PERIODS = 3


@dataclass(frozen=True, slots=True)
class Shelf:
    """Hold what models of one age lose.

    Parameters
    ----------
    age : in periods; 1 is the model that was trained on everything up to the period before.
    days : its mean age in days at the end of a period.
    periods : over how many periods it is the mean.
    score : the mean of the metric at this age.
    loss : by how much it is worse, on the same periods, than the models of age 1. Below 0 it is better.
    low, high : the 95 % interval of the loss; None where there are too few periods.
    """

    age: int
    days: float
    periods: int
    score: float
    loss: float
    low: float | None
    high: float | None

    @property
    def is_sure(self) -> bool:
        """Tell whether the loss is beyond chance."""
        return self.low is not None and self.low > 0


def shelf_life(matrix: Matrix, metric: str) -> list[Shelf]:
    """Return the loss at each age: the shelf-life curve.

    Each period is compared with itself, answered by an older model and by the newest, so that periods that are hard for
    any model do not look like age. The interval is that of Student's t over the periods, as if they were independent;
    of neighbours that is not quite true.

    Raises
    ------
    MonitorError
        The metric is not known.

    >>> scores = {(s, t): {"accuracy": 0.9 - 0.02 * (t - s - 1)} for s in range(5) for t in range(s + 1, 5)}
    >>> curve = shelf_life(Matrix(list("abcde"), [0, 30, 60, 90, 120], [100] * 5, scores), "accuracy")
    >>> [(one.age, round(one.loss, 3), one.periods) for one in curve]
    [(1, 0.0, 4), (2, 0.02, 3), (3, 0.04, 2), (4, 0.06, 1)]
    """
    count = len(matrix.periods)
    found = []
    for age in range(1, count):
        losses, scores, days = [], [], []
        for scored in range(age, count):
            old, fresh = matrix.scores[scored - age, scored], matrix.scores[scored - 1, scored]
            if metric in old and metric in fresh:
                losses.append(gain(metric, fresh[metric], old[metric]))
                scores.append(old[metric])
                days.append(matrix.age(scored - age, scored))
        if losses:
            low, high = interval(losses) if age > 1 else (None, None)
            mean = [sum(values) / len(values) for values in (days, scores, losses)]
            found.append(Shelf(age, mean[0], len(losses), mean[1], mean[2], low, high))
    return found


def interval(values: Sequence[float]) -> tuple[float | None, float | None]:
    """Return the 95 % interval of a mean by Student's t; None where there are fewer than three values."""
    if len(values) < LEAST_PERIODS:
        return None, None
    from scipy.special import stdtrit  # scipy.stats alone takes half a second to import

    mean = sum(values) / len(values)
    deviation = math.sqrt(sum((value - mean) ** 2 for value in values) / (len(values) - 1))
    wide = float(stdtrit(len(values) - 1, 0.975)) * deviation / math.sqrt(len(values))
    return mean - wide, mean + wide


@dataclass(frozen=True, slots=True)
class Volume:
    """Hold where the gain of training comes from.

    Parameters
    ----------
    never, same_size, always : errors without training again, with models that are trained each period on the newest
        rows, as many as the first had, and with those of the matrix, trained each period.
    share, low, high : the part of the gain that comes with more data, and its 95 % interval; None if nothing is gained.
    """

    never: float
    same_size: float
    always: float
    share: float | None
    low: float | None
    high: float | None

    @property
    def sentence(self) -> str:
        """Say it in a sentence."""
        gained = self.never - self.always
        newer = self.never - self.same_size
        if self.share is None:
            return "Training again avoids no errors, so there is no gain to be told apart."
        known = "" if self.low is None else f" (95 % interval {self.low:.0%} to {self.high:.0%})"
        if self.share < 0 and self.high is not None and self.high >= 0:
            return (
                f"Of {gained:,.0f} errors that training each period avoids, none are avoided by more data beyond chance"
                f"{known}: newer data is what helps."
            )
        if self.share < 0:
            return (
                f"Training each period avoids {gained:,.0f} errors, and {newer:,.0f} where it learns from as many rows "
                "as the first model, the newest ones. Older rows do harm: let it learn from fewer (--window)."
            )
        if self.share > 1:
            return (
                f"Training each period avoids {gained:,.0f} errors, and all of that is more data: where it learns from "
                f"as many rows as the first model, the newest ones, {-newer:,.0f} more errors are made than without."
            )
        return (
            f"Of {gained:,.0f} errors that training each period avoids, {self.share:.0%} are avoided by more data"
            f"{known}, and {1 - self.share:.0%} by newer data."
        )


def volume_control(matrix: Matrix) -> Volume | None:
    """Say how much of the gain of training is more data, and how much is freshness.

    Models that are trained as often, on as many rows as the first had, gain by freshness alone. The interval is that of
    the percentiles of resampled periods (Efron and Tibshirani 1993, chapter 13).

    Returns
    -------
    Volume, or None where no models of the same size were trained
    """
    import numpy

    if not matrix.control:
        return None
    later = range(1, len(matrix.periods))
    sums = numpy.array(
        [
            [of[model(period), period].get("errors", 0.0) for period in later]
            for of, model in ((matrix.scores, _first), (matrix.control, _newest), (matrix.scores, _newest))
        ]
    )
    never, same, always = (float(one) for one in sums.sum(axis=1))
    if never - always <= 0:
        return Volume(never, same, always, None, None, None)
    drawn = sums[:, numpy.random.default_rng(0).integers(0, sums.shape[1], (DRAWS, sums.shape[1]))].sum(axis=2)
    low, high = _percentiles(drawn) if sums.shape[1] >= LEAST_PERIODS else (None, None)
    return Volume(never, same, always, (same - always) / (never - always), low, high)


def _percentiles(drawn: NDArray[Any]) -> tuple[float | None, float | None]:
    import numpy

    gained = drawn[0] - drawn[2]
    if (gained <= 0).mean() > 0.025:  # it is not even sure that anything is gained
        return None, None
    shares = (drawn[1] - drawn[2])[gained > 0] / gained[gained > 0]
    low, high = numpy.quantile(shares, [0.025, 0.975])
    return float(low), float(high)


def _first(_: int) -> int:
    return 0


def _newest(period: int) -> int:
    return period - 1


@dataclass(frozen=True, slots=True)
class Gap:
    """Hold how far the first model is behind a fresh one in a period, and both above no model at all.

    Parameters
    ----------
    stale, fresh, base : the metric of the first model, of the newest, and of a constant answer; None without a value.
    """

    period: str
    rows: int
    stale: float | None
    fresh: float | None
    base: float | None

    @property
    def gap(self) -> float | None:
        """Return fresh minus stale."""
        return None if self.stale is None or self.fresh is None else self.fresh - self.stale


def gaps(matrix: Matrix, metric: str) -> list[Gap]:
    """Return period by period how far the first model is behind.

    A raw score can rise while a model decays, when the rows become easier; the gap cannot.
    """
    bases: Sequence[Scores] = matrix.base or [{} for _ in matrix.periods]
    found = []
    for period in range(1, len(matrix.periods)):
        stale, fresh = matrix.scores[0, period], matrix.scores[period - 1, period]
        found.append(
            Gap(
                matrix.periods[period],
                matrix.rows[period],
                stale.get(metric),
                fresh.get(metric),
                bases[period].get(metric),
            )
        )
    return found
