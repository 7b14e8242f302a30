"""Metrics on resampled rows, thousands of resamples at a time.

A resample of n rows is n whole numbers: how often each row was drawn. Each function here takes `weights`, an array of
shape (n_resamples, n_rows), and returns the metric on each resample. The table in `metrics` says which function belongs
to which metric; that it agrees with scikit-learn's `sample_weight` is tested for each of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fairlead.model.evaluation.answers import Answers

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]


def mean(losses: Array, weights: Array) -> Array:
    """Return the mean of one number a row, such as whether the answer was right."""
    mean_of: Array = weights @ losses / weights.sum(axis=1)
    return mean_of


def right(answers: Answers) -> Array:
    """Give 1 for each right answer and 0 for each wrong one."""
    is_right: Array = (answers.truth == answers.said).astype(float)
    return is_right


def surprise(answers: Answers) -> Array:
    """Give minus the logarithm of the probability that was given to the truth, kept away from 0 and 1."""
    import numpy as np

    assert answers.chances is not None
    given = answers.chances[np.arange(len(answers)), answers.truth]
    tiny = np.finfo(given.dtype).eps
    surprises: Array = -np.log(np.clip(given, tiny, 1 - tiny))
    return surprises


def half_squares(answers: Answers) -> Array:
    """Give half the sum of squares between the probabilities and the truth; of two classes, the square of one."""
    import numpy as np

    assert answers.chances is not None
    truth = np.eye(len(answers.classes))[answers.truth]
    squares: Array = np.square(answers.chances - truth).sum(axis=1) / 2
    return squares


def misses(answers: Answers) -> Array:
    """Give how far each answer is off."""
    import numpy as np

    distances: Array = np.abs(answers.truth - answers.said)
    return distances


def rmse(answers: Answers, weights: Array) -> Array:
    """Return the root of the mean square."""
    import numpy as np

    root: Array = np.sqrt(mean(misses(answers) ** 2, weights))
    return root


def r2(answers: Answers, weights: Array) -> Array:
    """Return the share of the variance that is explained."""
    import numpy as np

    total = weights.sum(axis=1)
    centre = weights @ answers.truth / total
    spread = weights @ np.square(answers.truth) - total * np.square(centre)
    left_over: Array = 1 - weights @ np.square(misses(answers)) / spread
    return left_over


def confusion(answers: Answers, weights: Array) -> Array:
    """Count answers by true class and by answered class; shape (n_resamples, n_classes, n_classes)."""
    import numpy as np

    size = len(answers.classes)
    pairs = np.eye(size * size)[answers.truth * size + answers.said]
    counts: Array = (weights @ pairs).reshape(-1, size, size)
    return counts


def ratio(above: Array, below: Array) -> Array:
    """Divide, and give 0 where there is nothing to divide by, as scikit-learn does."""
    import numpy as np

    found: Array = np.divide(above, below, out=np.zeros_like(above, dtype=float), where=below > 0)
    return found


def recalls(answers: Answers, weights: Array) -> Array:
    """Return the share of each class that was found; shape (n_resamples, n_classes)."""
    import numpy as np

    counts = confusion(answers, weights)
    return ratio(np.einsum("bii->bi", counts), counts.sum(axis=2))


def precisions(answers: Answers, weights: Array) -> Array:
    """Return how often each class is the truth where it is answered; shape (n_resamples, n_classes)."""
    import numpy as np

    counts = confusion(answers, weights)
    return ratio(np.einsum("bii->bi", counts), counts.sum(axis=1))


def f1s(answers: Answers, weights: Array) -> Array:
    """Return the harmonic mean of precision and recall of each class; shape (n_resamples, n_classes)."""
    import numpy as np

    counts = confusion(answers, weights)
    return ratio(2 * np.einsum("bii->bi", counts), counts.sum(axis=1) + counts.sum(axis=2))


def of_classes(values: Array, answers: Answers) -> Array:
    """Return the value of the class that is looked for, of two; the plain mean over more."""
    chosen: Array = values[:, 1] if answers.task == "binary" else values.mean(axis=1)
    return chosen


def balanced_accuracy(answers: Answers, weights: Array) -> Array:
    """Return the mean over the classes of how many of each are found."""
    import numpy as np

    found = recalls(answers, weights)
    there = np.isin(np.arange(len(answers.classes)), answers.truth)
    return np.asarray(found[:, there].mean(axis=1))


def false_positive_rate(answers: Answers, weights: Array) -> Array:
    """Return the share of the other class that is taken for the one that is looked for."""
    counts = confusion(answers, weights)
    return ratio(counts[:, 0, 1], counts[:, 0].sum(axis=1))


def roc_auc(answers: Answers, weights: Array) -> Array:
    """Return the area under the ROC curve, of several classes the mean of each against the rest."""
    import numpy as np

    assert answers.chances is not None
    if answers.task == "binary":
        return area(answers.positive, answers.truth == 1, weights)
    areas = [area(answers.chances[:, n], answers.truth == n, weights) for n in range(len(answers.classes))]
    return np.asarray(np.mean(areas, axis=0))


def area(score: Array, is_positive: Array, weights: Array) -> Array:
    """Return the probability that a positive row scores above a negative one; equal scores count half.

    This is the Mann-Whitney form of the area (Hanley and McNeil 1982, Radiology 143:29), with rows counted as often
    as they were drawn: sum over scores s of P(s) (N(below s) + N(s) / 2), over P N.
    """
    import numpy as np

    order = np.argsort(score, kind="stable")
    starts = _starts_of_ties(score[order])
    drawn = weights[:, order]
    positive = np.add.reduceat(drawn * is_positive[order], starts, axis=1)
    negative = np.add.reduceat(drawn * ~is_positive[order], starts, axis=1)
    below = np.cumsum(negative, axis=1) - negative / 2
    won = (positive * below).sum(axis=1)
    pairs = positive.sum(axis=1) * negative.sum(axis=1)
    share: Array = np.divide(won, pairs, out=np.full(len(weights), np.nan), where=pairs > 0)
    return share


def average_precision(answers: Answers, weights: Array) -> Array:
    """Return the mean precision over the recall that each threshold adds: sum of (R_k - R_k-1) P_k."""
    import numpy as np

    score, is_positive = answers.positive, answers.truth == 1
    order = np.argsort(-score, kind="stable")
    starts = _starts_of_ties(-score[order])
    drawn = weights[:, order]
    positive = np.add.reduceat(drawn * is_positive[order], starts, axis=1)
    every = np.add.reduceat(drawn, starts, axis=1)
    precision = ratio(np.cumsum(positive, axis=1), np.cumsum(every, axis=1))
    return ratio((positive * precision).sum(axis=1), positive.sum(axis=1))


def _starts_of_ties(ordered: Array) -> Array:
    """Return where each run of equal numbers begins."""
    import numpy as np

    return np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
