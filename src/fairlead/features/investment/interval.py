"""Say how sure a mean over folds is, and whether a step helps."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Literal

LEVEL = 0.95

SMALL = 0.01
"""A difference inside 1 % of the first step's score is called nothing: a choice, not a law."""

Verdict = Literal["helps", "hurts", "does nothing", "not clear"]


@dataclass(frozen=True, slots=True)
class Interval:
    """Hold a mean over folds with its confidence interval.

    Parameters
    ----------
    mean, low, high : float
    """

    mean: float
    low: float
    high: float

    def to_dict(self) -> dict[str, float]:
        """Return the interval as plain values."""
        return asdict(self)


def interval(values: Sequence[float], shares: Sequence[float]) -> Interval:
    """Return the mean of numbers from folds with the corrected resampled t interval.

    The folds share training rows, so that their numbers are not independent, and the usual standard error is too small.
    The variance of the mean of J numbers is taken as (1/J + n_test/n_train) s^2 [1]_, with J - 1 degrees of freedom.

    Parameters
    ----------
    values : the number of each fold.
    shares : rows tested over rows trained on, of each fold; their mean is used. Folds in order of time have training
        sets that grow, for which the correction is only roughly right.

    References
    ----------
    .. [1] Nadeau, C. and Bengio, Y. (2003). Inference for the generalization error. Machine Learning 52, 239-281.

    Examples
    --------
    >>> found = interval([0.80, 0.82, 0.81, 0.83, 0.79], [0.25] * 5)
    >>> round(found.mean, 3), round(found.low, 3), round(found.high, 3)
    (0.81, 0.781, 0.839)
    """
    from scipy.stats import t  # 0.5 CPU s

    count = len(values)
    mean = math.fsum(values) / count
    variance = math.fsum((value - mean) ** 2 for value in values) / (count - 1)
    error = math.sqrt((1 / count + math.fsum(shares) / count) * variance)
    reach = float(t.ppf((1 + LEVEL) / 2, count - 1)) * error
    return Interval(mean, mean - reach, mean + reach)


def verdict(difference: Interval, *, first_score: float, higher_is_better: bool) -> Verdict:
    """Say whether a step helps, by the interval of its paired difference from the step before.

    It helps or hurts if the whole interval is on one side of 0. Otherwise it does nothing if the interval is narrow, or
    the measurement cannot tell.

    >>> verdict(Interval(0.02, 0.01, 0.03), first_score=0.8, higher_is_better=True)
    'helps'
    """
    low, high = (difference.low, difference.high) if higher_is_better else (-difference.high, -difference.low)
    if low > 0:
        return "helps"
    if high < 0:
        return "hurts"
    return "does nothing" if max(-low, high) <= SMALL * abs(first_score) else "not clear"
