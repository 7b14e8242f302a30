"""Metrics by name: what each says, which way is better, and how it is computed.

`METRICS` is the table of them. The value on a set of rows is scikit-learn's; `weighted` gives the same on thousands of
resamples at once, for the intervals in `fairlead.model.evaluation.compare`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from fairlead.errors import MetricError
from fairlead.model.evaluation import weighted
from fairlead.model.evaluation.answers import Answers
from fairlead.model.evaluation.calibration import calibration_error
from fairlead.model.target import Task

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

Need = Literal["chances", "classes", "values"]
"""What a metric looks at: probabilities of classes, classes, or numbers."""


@dataclass(frozen=True, slots=True)
class Metric:
    """Describe one metric.

    Parameters
    ----------
    name : str
    sentence : str, what it says, for somebody who meets it for the first time.
    better : "higher" or "lower"
    needs : what it looks at.
    low, high : float, the worst and best it can be, or the best and worst.
    compute : function of `Answers`, by scikit-learn.
    weighted : function of `Answers` and weights of shape (n_resamples, n_rows).
    is_binary : whether it is about two classes only.
    is_inflated : whether resamples give higher values than the rows themselves, as of sums of distances.
    """

    name: str
    sentence: str
    better: Literal["higher", "lower"]
    needs: Need
    low: float
    high: float
    compute: Callable[[Answers], float]
    weighted: Callable[[Answers, Array], Array]
    is_binary: bool = False
    is_inflated: bool = False

    def fits(self, task: Task) -> bool:
        """Tell whether the metric can be asked of answers to such a question."""
        if task == "regression":
            return self.needs == "values"
        return self.needs != "values" and (task == "binary" or not self.is_binary)

    def gain(self, mine: Any, other: Any) -> Any:
        """Return by how much `mine` is better than `other`; below 0 it is worse."""
        return mine - other if self.better == "higher" else other - mine


def score(name: str, answers: Answers) -> float:
    """Compute a metric.

    Raises
    ------
    MetricError
        There is no such metric, it does not fit the question, or it has no value on these rows: only one class is
        there, or a number is missing.

    >>> import numpy
    >>> chances = numpy.array([[0.9, 0.1], [0.4, 0.6], [0.2, 0.8], [0.7, 0.3]])
    >>> answers = Answers("binary", numpy.array([0, 0, 1, 1]), chances.argmax(axis=1), chances, (0, 1))
    >>> score("accuracy", answers), score("roc_auc", answers)
    (0.5, 0.75)
    """
    metric = find_metric(name)
    refuse_unfit(metric, answers)
    value = float(metric.compute(answers))
    if not math.isfinite(value):
        raise MetricError.not_a_number(name, len(answers))
    return value


def find_metric(name: str) -> Metric:
    """Return the metric of this name.

    Raises
    ------
    MetricError
        There is none; the error names the nearest.

    >>> find_metric("roc_auc").better
    'higher'
    """
    if name not in METRICS:
        raise MetricError.unknown(name, METRICS)
    return METRICS[name]


def refuse_unfit(metric: Metric, answers: Answers) -> None:
    """Raise if the metric cannot have a value on these answers.

    Raises
    ------
    MetricError
        It does not fit the question, probabilities are missing, a number is missing, or a class is not there.
    """
    import numpy as np

    if not metric.fits(answers.task):
        fitting = [one.name for one in METRICS.values() if one.fits(answers.task)]
        raise MetricError.other_task(metric.name, answers.task, fitting)
    if len(answers) == 0:
        raise MetricError.no_rows(metric.name)
    if metric.needs == "chances" and answers.chances is None:
        raise MetricError.no_chances(metric.name)
    for part in (answers.said, answers.chances):
        if part is not None and not np.isfinite(part).all():
            missing = int((~np.isfinite(part)).reshape(len(answers), -1).any(axis=1).sum())
            raise MetricError.answers_missing(metric.name, missing, len(answers))
    if metric.name in NEED_EVERY_CLASS and len(np.unique(answers.truth)) < len(answers.classes):
        there = [answers.classes[n] for n in np.unique(answers.truth)]
        raise MetricError.one_class(metric.name, there, list(answers.classes), len(answers))


NEED_EVERY_CLASS = ("roc_auc", "average_precision")
"""Metrics without a value where a class is missing."""


def _roc_auc(answers: Answers) -> float:
    from sklearn.metrics import roc_auc_score

    if answers.task == "binary":
        return float(roc_auc_score(answers.truth, answers.positive))
    return float(roc_auc_score(answers.truth, answers.chances, multi_class="ovr", labels=range(len(answers.classes))))


def _average_precision(answers: Answers) -> float:
    from sklearn.metrics import average_precision_score

    return float(average_precision_score(answers.truth, answers.positive))


def _accuracy(answers: Answers) -> float:
    from sklearn.metrics import accuracy_score

    return float(accuracy_score(answers.truth, answers.said))


def _balanced_accuracy(answers: Answers) -> float:
    from sklearn.metrics import recall_score

    # As `balanced_accuracy_score`, which warns of a class that is answered and never true.
    there = sorted(set(answers.truth.tolist()))
    return float(recall_score(answers.truth, answers.said, labels=there, average="macro"))


def _per_class(name: str) -> Callable[[Answers], float]:
    """Return a function for a metric of one class: of the second of two, or the mean over more."""

    def compute(answers: Answers) -> float:
        from sklearn import metrics

        average = "binary" if answers.task == "binary" else "macro"
        labels = range(len(answers.classes))
        return float(
            getattr(metrics, name)(answers.truth, answers.said, labels=labels, average=average, zero_division=0.0)
        )

    return compute


def _false_positive_rate(answers: Answers) -> float:
    from sklearn.metrics import confusion_matrix

    (negatives, false), _ = confusion_matrix(answers.truth, answers.said, labels=[0, 1])
    return float(false / (negatives + false)) if negatives + false else 0.0


def _log_loss(answers: Answers) -> float:
    from sklearn.metrics import log_loss

    return float(log_loss(answers.truth, answers.chances, labels=range(len(answers.classes))))


def _brier(answers: Answers) -> float:
    from sklearn.metrics import brier_score_loss

    labels = range(len(answers.classes))
    return float(brier_score_loss(answers.truth, answers.chances, labels=labels, scale_by_half=True))


def _calibration_error(answers: Answers) -> float:
    import numpy as np

    return float(calibration_error(answers, np.ones((1, len(answers))))[0])


def _of_values(name: str) -> Callable[[Answers], float]:
    """Return a function for a metric of numbers."""

    def compute(answers: Answers) -> float:
        from sklearn import metrics

        return float(getattr(metrics, name)(answers.truth, answers.said))

    return compute


def _mean_of(losses: Callable[[Answers], Array]) -> Callable[[Answers, Array], Array]:
    return lambda answers, weights: weighted.mean(losses(answers), weights)


def _class_mean_of(values: Callable[[Answers, Array], Array]) -> Callable[[Answers, Array], Array]:
    return lambda answers, weights: weighted.of_classes(values(answers, weights), answers)


METRICS: Mapping[str, Metric] = {
    metric.name: metric
    for metric in (
        Metric(
            "roc_auc",
            "how often a row of the class that is looked for gets a higher probability than another; 0.5 is guessing",
            "higher", "chances", 0.0, 1.0, _roc_auc, weighted.roc_auc,
        ),
        Metric(
            "average_precision",
            "how often an alarm is right, on average over all thresholds; guessing gives the share of the class",
            "higher", "chances", 0.0, 1.0, _average_precision, weighted.average_precision, is_binary=True,
        ),
        Metric(
            "accuracy",
            "how often the answer is right",
            "higher", "classes", 0.0, 1.0, _accuracy, _mean_of(weighted.right),
        ),
        Metric(
            "balanced_accuracy",
            "how many of each class are found, on average over the classes",
            "higher", "classes", 0.0, 1.0, _balanced_accuracy, weighted.balanced_accuracy,
        ),
        Metric(
            "precision",
            "how often an alarm is right; 0 if there is none",
            "higher", "classes", 0.0, 1.0, _per_class("precision_score"), _class_mean_of(weighted.precisions),
        ),
        Metric(
            "recall",
            "how many rows of the class that is looked for are found",
            "higher", "classes", 0.0, 1.0, _per_class("recall_score"), _class_mean_of(weighted.recalls),
        ),
        Metric(
            "f1",
            "the harmonic mean of precision and recall",
            "higher", "classes", 0.0, 1.0, _per_class("f1_score"), _class_mean_of(weighted.f1s),
        ),
        Metric(
            "false_positive_rate",
            "how many rows of the other class give a false alarm",
            "lower", "classes", 0.0, 1.0, _false_positive_rate, weighted.false_positive_rate, is_binary=True,
        ),
        Metric(
            "log_loss",
            "how surprising the truth is to the model (minus the logarithm of its probability)",
            "lower", "chances", 0.0, math.inf, _log_loss, _mean_of(weighted.surprise),
        ),
        Metric(
            "brier",
            "the mean square between the probability and the truth",
            "lower", "chances", 0.0, 1.0, _brier, _mean_of(weighted.half_squares),
        ),
        Metric(
            "calibration_error",
            "how far probabilities are from what comes true, on average over ten bins",
            "lower", "chances", 0.0, 1.0, _calibration_error, calibration_error, is_inflated=True,
        ),
        Metric(
            "mae",
            "how far the answer is off, on average",
            "lower", "values", 0.0, math.inf, _of_values("mean_absolute_error"), _mean_of(weighted.misses),
        ),
        Metric(
            "rmse",
            "how far the answer is off, large misses counting more (root of the mean square)",
            "lower", "values", 0.0, math.inf, _of_values("root_mean_squared_error"), weighted.rmse,
        ),
        Metric(
            "r2",
            "the share of the variance that is explained; 0 is always answering the mean",
            "higher", "values", -math.inf, 1.0, _of_values("r2_score"), weighted.r2,
        ),
    )
}  # fmt: skip
"""Every metric by its name."""

DEFAULT_METRICS: Mapping[Task, tuple[str, ...]] = {
    "binary": ("roc_auc", "accuracy", "f1", "false_positive_rate", "log_loss", "brier"),
    "multiclass": ("accuracy", "balanced_accuracy", "f1", "log_loss"),
    "regression": ("mae", "rmse", "r2"),
}
"""What is measured if nothing else is asked for; the first is the one that models are compared by."""
