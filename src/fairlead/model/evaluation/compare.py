"""Compare two models on the same rows: how much better, how sure, and for how many comparisons.

The bootstrap draws rows with replacement and puts both models to the same draw, so that what makes the draw hard for
one makes it hard for the other (Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, chapters 13 and 16).
Of classes, each is drawn for itself: its number of rows stays, and a metric that needs every class has a value on each
draw. Intervals are percentiles of the draws.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fairlead.errors import EvaluationError
from fairlead.model.evaluation.answers import Answers
from fairlead.model.evaluation.metrics import Metric, find_metric

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

RESAMPLES = 2000
"""With so many draws the 5 % percentile itself varies by about 1/40 of the interval's width; see the heavy tests."""

LEVELS = (0.9, 0.95, 0.975, 0.99, 0.995)
"""One-sided levels of confidence that a `Gain` keeps a lower bound for."""

CELLS_AT_ONCE = 2_000_000
"""Weights that are drawn at once, to keep the memory at about 50 MB however many rows there are."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Hold a metric with the interval that 95 % of the draws lie in.

    Parameters
    ----------
    value, low, high : float
    """

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Gain:
    """Hold by how much one model is better than another on the same rows; below 0 it is worse.

    Parameters
    ----------
    value : float
    error : float, the standard deviation of the draws.
    lower : by one-sided level of confidence (see `LEVELS`), what the gain is at least.
    low, high : float, the interval that 95 % of the draws lie in.
    """

    value: float
    error: float
    lower: Mapping[str, float]
    low: float
    high: float

    def at_least(self, level: float) -> float:
        """Return what the gain is at least, at a one-sided level of confidence out of `LEVELS`.

        Raises
        ------
        EvaluationError
            No bound is kept for this level.
        """
        if str(level) not in self.lower:
            raise EvaluationError.no_such_level(level, LEVELS)
        return self.lower[str(level)]

    def chance_of_loss(self, margin: float) -> float:
        """Return the p-value of "it is not worse by more than `margin`", small if it is worse.

        p = Phi((gain + margin) / error), the one-sided test of the bootstrap's standard error (Efron and Tibshirani
        1993, chapter 12).

        >>> Gain(-0.03, 0.01, {}, -0.05, -0.01).chance_of_loss(0.01) < 0.03
        True
        """
        if self.error == 0:
            return 0.0 if self.value + margin < 0 else 1.0
        return 0.5 * math.erfc(-(self.value + margin) / self.error / math.sqrt(2))


Draws = Mapping[str, Mapping[str, "Array"]]
"""By model and metric: the metric on each resample. All models have the same resamples."""


def draw(
    models: Mapping[str, Answers], metrics: Sequence[str], *, seed: int, resamples: int = RESAMPLES
) -> dict[str, dict[str, Array]]:
    """Compute metrics of models on the same resamples of the same rows.

    Parameters
    ----------
    models : answers by the name of the model, all of the same rows in the same order.

    >>> import numpy
    >>> truth = numpy.array([0, 1] * 50)
    >>> right = Answers("binary", truth, truth, None, (0, 1))
    >>> found = draw({"a": right}, ["accuracy"], seed=7, resamples=10)
    >>> found["a"]["accuracy"].tolist() == [1.0] * 10
    True
    """
    import numpy as np

    asked = [find_metric(name) for name in metrics]
    parts: dict[str, dict[str, list[Array]]] = {name: {one.name: [] for one in asked} for name in models}
    for weights in draw_weights(next(iter(models.values())), seed=seed, resamples=resamples):
        for name, answers in models.items():
            for metric in asked:
                parts[name][metric.name].append(metric.weighted(answers, weights))
    return {name: {metric: np.concatenate(values) for metric, values in found.items()} for name, found in parts.items()}


def draw_weights(answers: Answers, *, seed: int, resamples: int) -> Iterator[Array]:
    """Yield how often each row is drawn, in arrays of shape (some resamples, n_rows); the same seed, the same draws."""
    import numpy as np

    source = np.random.default_rng(seed)
    n = len(answers)
    strata = [np.arange(n)] if answers.task == "regression" else _rows_by_class(answers)
    size = max(1, CELLS_AT_ONCE // max(n, 1))
    for begin in range(0, resamples, size):
        rows = min(size, resamples - begin)
        weights = np.zeros((rows, n))
        for members in strata:
            weights[:, members] = _counts(source, rows, len(members))
        yield weights


def _rows_by_class(answers: Answers) -> list[Array]:
    import numpy as np

    return [np.flatnonzero(answers.truth == n) for n in np.unique(answers.truth)]


def _counts(source: Any, draws: int, n: int) -> Array:
    """Draw n of n with replacement, many times, and count how often each was drawn."""
    import numpy as np

    drawn = source.integers(0, n, size=(draws, n)) + n * np.arange(draws)[:, None]
    return np.bincount(drawn.ravel(), minlength=draws * n).reshape(draws, n)


def interval_of(metric: Metric, value: float, draws: Array) -> Interval:
    """Return a metric with the 2.5 % and 97.5 % percentiles of its draws.

    The draws of an inflated metric are moved so that their mean is the value, which takes their bias out (Efron and
    Tibshirani 1993, chapter 10).
    """
    import numpy as np

    bias = float(draws.mean()) - value if metric.is_inflated else 0.0
    low, high = np.clip(np.quantile(draws, (0.025, 0.975)) - bias, metric.low, metric.high)
    return Interval(value, float(low), float(high))


def gain_of(metric: Metric, mine: float, other: float, my_draws: Array, other_draws: Array) -> Gain:
    """Return by how much one model is better than the other, with what can be said of it."""
    import numpy as np

    gains = metric.gain(my_draws, other_draws)
    bounds = np.quantile(gains, [1 - level for level in LEVELS])
    low, high = np.quantile(gains, (0.025, 0.975))
    lower = {str(level): float(bound) for level, bound in zip(LEVELS, bounds, strict=True)}
    return Gain(float(metric.gain(mine, other)), float(gains.std(ddof=1)), lower, float(low), float(high))


@dataclass(frozen=True, slots=True)
class McNemar:
    """Hold how two classifiers differ in being right.

    Parameters
    ----------
    only_mine, only_other : int, rows that only the one, or only the other, answered rightly.
    p : float, the exact two-sided p-value of "both are right equally often".
    """

    only_mine: int
    only_other: int
    p: float


def mcnemar(mine: Answers, other: Answers) -> McNemar:
    """Test whether two classifiers are right equally often on the same rows.

    Of the rows that only one of them answers rightly, half should be each one's: an exact binomial test
    (McNemar 1947, Psychometrika 12:153; the exact form in Dietterich 1998, Neural Computation 10:1895).
    """
    from scipy.stats import binomtest

    is_mine, is_other = mine.said == mine.truth, other.said == other.truth
    only_mine, only_other = int((is_mine & ~is_other).sum()), int((~is_mine & is_other).sum())
    differing = only_mine + only_other
    p = float(binomtest(only_mine, differing, 0.5).pvalue) if differing else 1.0
    return McNemar(only_mine, only_other, p)


def holm(p_values: Sequence[float]) -> list[float]:
    """Adjust p-values so that the chance of any false alarm among them stays under the level that they are held to.

    adjusted of the k-th smallest = max over j <= k of min(1, (m - j + 1) p_j): Holm 1979, Scandinavian Journal of
    Statistics 6:65. It holds however the comparisons depend on each other, as slices do that share rows.

    >>> holm([0.01, 0.04, 0.03])
    [0.03, 0.06, 0.06]
    """
    order = sorted(range(len(p_values)), key=lambda n: p_values[n])
    adjusted, highest = [0.0] * len(p_values), 0.0
    for rank, n in enumerate(order):
        highest = max(highest, min(1.0, (len(p_values) - rank) * p_values[n]))
        adjusted[n] = highest
    return adjusted
