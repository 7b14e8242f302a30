"""One metric on the outcomes that are known: its value, an interval, the base rate; or why there is no value."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

from fairlead.errors import MetricError
from fairlead.model.evaluation.answers import Answers
from fairlead.model.evaluation.compare import draw, interval_of
from fairlead.model.evaluation.metrics import DEFAULT_METRICS, METRICS, find_metric, score
from fairlead.monitor.batches.answered import Answered

LEAST_LABELLED = 30
"""From fewer outcomes no metric is shown: with 30 right and wrong answers its interval is some 30 points wide."""

CELLS = 20_000_000
"""Rows times resamples that an interval may cost, about 1 CPU s."""

MOST_RESAMPLES, FEWEST_RESAMPLES = 1000, 200

GUESSING = {"roc_auc": 0.5, "r2": 0.0}
"""What an answer gets that ignores the row, whatever the rows."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Hold one metric on the outcomes that are known.

    Parameters
    ----------
    value, low, high : the metric, and between what 95 % of resamples of the rows lie; None if it has no value.
    base : what the best answer that ignores the row gets on the same rows; None where there is no such number.
    labelled : on how many outcomes it rests.
    why_not : why there is no value, as the end of a sentence; None if there is one.
    """

    metric: str
    labelled: int
    value: float | None = None
    low: float | None = None
    high: float | None = None
    base: float | None = None
    why_not: str | None = None

    @property
    def skill(self) -> float | None:
        """Return how far the metric is on the way from the base rate to perfection, at most 1; below 0 it is worse.

        ``(value - base) / (best - base)``, as of any skill score (Murphy 1988, Mon. Weather Rev. 116:2417).

        >>> Measured("accuracy", 100, 0.86, 0.84, 0.88, base=0.87).skill < 0
        True
        """
        if self.value is None or self.base is None:
            return None
        metric = find_metric(self.metric)
        best = metric.high if metric.better == "higher" else metric.low
        return None if best == self.base else (self.value - self.base) / (best - self.base)

    @property
    def beats_base(self) -> bool | None:
        """Tell whether the answers are better than the base rate; None if that is not known."""
        if self.value is None or self.base is None:
            return None
        return bool(find_metric(self.metric).gain(self.value, self.base) > 0)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain values, ready for JSON, the skill among them."""
        return {**asdict(self), "skill": self.skill}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Build it again from what `to_dict` gave."""
        return cls(**{name: value for name, value in values.items() if name != "skill"})

    def __str__(self) -> str:
        if self.value is None:
            return f"{self.metric} is not known: {self.why_not}"
        between = "" if self.low is None or self.high is None else f" ({self.low:.3f} to {self.high:.3f})"
        return f"{self.metric} is {self.value:.3f}{between}"


def default_metrics(answered: Answered) -> tuple[str, ...]:
    """Return the metrics that answers are measured by if nothing else is asked for; the first is the main one."""
    names = DEFAULT_METRICS[answered.task]
    if answered.task == "regression" or answered.chances is not None:
        return names
    return tuple(name for name in names if METRICS[name].needs == "classes")


def measured(answered: Answered, metrics: Sequence[str], *, seed: int = 0) -> dict[str, Measured]:
    """Measure the answers whose outcomes are known.

    A metric that has no value here says why: there is no outcome, too few, one class only, or no probability.

    >>> answered = Answered.of("binary", ["no", "yes"], ["no"] * 40, [None] * 40)
    >>> print(measured(answered, ["accuracy"])["accuracy"])
    accuracy is not known: no outcome is known yet
    """
    labelled = answered.labelled
    if labelled < LEAST_LABELLED:
        why = "no outcome is known yet" if not labelled else f"{labelled} outcomes are known, {LEAST_LABELLED} needed"
        return {name: Measured(name, labelled, why_not=why) for name in metrics}
    known = answered.known()
    return {name: _one(name, known, seed) for name in metrics}


def _one(name: str, known: Answers, seed: int) -> Measured:
    import numpy

    try:
        value = score(name, known)
    except MetricError as error:
        return Measured(name, len(known), why_not=error.message.rstrip("."))
    resamples = min(max(CELLS // len(known), FEWEST_RESAMPLES), MOST_RESAMPLES)
    with numpy.errstate(divide="ignore", invalid="ignore"):  # a resample may be of one outcome only
        draws = draw({"model": known}, [name], seed=seed, resamples=resamples)["model"][name]
    interval = interval_of(find_metric(name), value, draws)
    low, high = (end if math.isfinite(end) else None for end in (interval.low, interval.high))
    return Measured(name, len(known), value, low, high, base_rate(name, known))


def base_rate(name: str, known: Answers) -> float | None:
    """Return what the best answer that ignores the row gets on the same rows; None where there is no such number.

    The class that is most frequent, the shares of the classes as probabilities, the median (`mae`) or the mean of the
    outcomes. It knows the outcomes of the very rows that it is scored on, so that it is hard to beat.

    >>> import numpy
    >>> answers = Answers("binary", numpy.array([0, 0, 0, 1]), numpy.array([0, 0, 0, 0]), None, (0, 1))
    >>> base_rate("accuracy", answers)
    0.75
    """
    import numpy

    if name in GUESSING:
        return GUESSING[name]
    if known.task == "regression":
        if name == "mae":
            return float(numpy.abs(known.truth - numpy.median(known.truth)).mean())
        return float(known.truth.std()) if name == "rmse" else None
    shares = numpy.bincount(known.truth, minlength=len(known.classes)) / len(known)
    if name == "accuracy":
        return float(shares.max())
    if name == "balanced_accuracy":
        return float(1 / (shares > 0).sum())
    if name in ("log_loss", "brier"):
        same = Answers(known.task, known.truth, known.said, numpy.tile(shares, (len(known), 1)), known.classes)
        return score(name, same)
    if name == "average_precision" and known.task == "binary":
        return float(shares[1])
    if name == "f1" and known.task == "binary":  # that of always answering the class that is looked for
        return float(2 * shares[1] / (1 + shares[1]))
    return float(shares[1]) if name == "precision" and known.task == "binary" else None
