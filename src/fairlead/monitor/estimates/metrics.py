"""Metrics of a binary classification, expected from the probability of each outcome instead of the outcomes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Each takes, for n rows: the weight of a positive outcome (a probability, or 0 or 1) of shape (draws, n), whether the
# answer is positive (n,), and the probability that the rows are ranked by (n,). Each returns shape (draws,).
Metric = Callable[[Any, Any, Any], Any]


def accuracy(positive: NDArray[Any], answers: NDArray[Any], ranked_by: NDArray[Any]) -> NDArray[Any]:
    """Return the share of right answers."""
    import numpy

    found: NDArray[Any] = numpy.where(answers, positive, 1 - positive).mean(axis=-1)
    return found


def precision(positive: NDArray[Any], answers: NDArray[Any], ranked_by: NDArray[Any]) -> NDArray[Any]:
    """Return the share of positive answers that are right; 0 if there is no positive answer."""
    return _share(positive[..., answers].sum(axis=-1), float(answers.sum()))


def recall(positive: NDArray[Any], answers: NDArray[Any], ranked_by: NDArray[Any]) -> NDArray[Any]:
    """Return the share of positive outcomes that are answered so; 0 if there is none."""
    return _share(positive[..., answers].sum(axis=-1), positive.sum(axis=-1))


def specificity(positive: NDArray[Any], answers: NDArray[Any], ranked_by: NDArray[Any]) -> NDArray[Any]:
    """Return the share of negative outcomes that are answered so; 0 if there is none."""
    negative = 1 - positive
    return _share(negative[..., ~answers].sum(axis=-1), negative.sum(axis=-1))


def f1(positive: NDArray[Any], answers: NDArray[Any], ranked_by: NDArray[Any]) -> NDArray[Any]:
    """Return the harmonic mean of precision and recall."""
    right = positive[..., answers].sum(axis=-1)
    return _share(2 * right, positive.sum(axis=-1) + float(answers.sum()))


def roc_auc(positive: NDArray[Any], answers: NDArray[Any], ranked_by: NDArray[Any]) -> NDArray[Any]:
    """Return the area under the expected ROC curve; rows with one probability are one step of it.

    0.5 where one class alone is expected.
    """
    import numpy

    order = numpy.argsort(ranked_by, kind="stable")
    starts = numpy.flatnonzero(numpy.diff(ranked_by[order], prepend=-numpy.inf))
    right = numpy.add.reduceat(numpy.take(positive, order, axis=-1), starts, axis=-1)
    sizes = numpy.diff(numpy.append(starts, len(order)))
    wrong = sizes - right
    # A positive outcome of a step is above all negative ones of the steps below, and above half of those of its own.
    above = numpy.cumsum(wrong, axis=-1) - wrong / 2
    pairs = right.sum(axis=-1) * wrong.sum(axis=-1)
    found: NDArray[Any] = numpy.where(pairs > 0, (right * above).sum(axis=-1) / numpy.where(pairs > 0, pairs, 1), 0.5)
    return found


METRICS: Mapping[str, Metric] = {
    "accuracy": accuracy,
    "roc_auc": roc_auc,
    "f1": f1,
    "precision": precision,
    "recall": recall,
    "specificity": specificity,
}
"""The metrics that can be expected, by name."""


def _share(part: Any, whole: Any) -> NDArray[Any]:
    import numpy

    whole = numpy.asarray(whole, dtype=float)
    # A sum in another order may be greater by the last bit.
    found: NDArray[Any] = numpy.where(whole > 0, numpy.minimum(part / numpy.where(whole > 0, whole, 1.0), 1.0), 0.0)
    return found
