"""Ask estimators about the rows that they are judged by, and measure what they answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fairlead.errors import EvaluationError, MetricError
from fairlead.model.evaluation.answers import Answers, ask, numbered
from fairlead.model.evaluation.compare import Gain, Interval, draw, gain_of, interval_of
from fairlead.model.evaluation.metrics import NEED_EVERY_CLASS, find_metric, score
from fairlead.model.evaluation.split import Parts, Rows, fold_positions
from fairlead.model.target import Task

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

CANDIDATE = "candidate"


@dataclass(frozen=True, slots=True)
class Measured:
    """Hold the metrics of models on the same rows, and by how much the candidate is better than each of the others."""

    scores: Mapping[str, Mapping[str, Interval]] = field(default_factory=dict)
    gains: Mapping[str, Mapping[str, Gain]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Folded:
    """Hold a metric over the folds of a cross-validation: the mean, the standard deviation, and each value."""

    mean: float
    deviation: float
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Judge:
    """Ask about the rows that are judged by, as the split says.

    Parameters
    ----------
    truth : of these rows, as in `Answers`.
    """

    parts: Parts
    truth: Array
    task: Task
    classes: tuple[Any, ...]
    seed: int

    def answers(self, estimator: Any, fitted: Any = None) -> Answers:
        """Return what an unfitted estimator answers once it has learned.

        Parameters
        ----------
        fitted : the same, fitted on the rows that are learned from, if that is there.
        """
        if self.parts.folds is not None:
            return self._out_of_fold(estimator, self.parts.folds)
        if fitted is None:
            fitted = learned(estimator, self.parts.train)
        return ask(fitted, self.parts.judged.X, self.truth, self.task, self.classes)

    def by_fold(self, estimator: Any, folds: int) -> list[Answers]:
        """Return the answers in each fold of a cross-validation on the rows that are learned from."""
        time = self.parts.time_column if self.parts.kind == "time" else None
        return [answers for _, answers in self._folds(estimator, folds, time)]

    def _out_of_fold(self, estimator: Any, folds: int) -> Answers:
        """Return the answers to all rows, each by a copy of the estimator that has not seen it."""
        import numpy as np

        found = list(self._folds(estimator, folds, None))
        order = np.argsort(np.concatenate([late for late, _ in found]))
        said = np.concatenate([one.said for _, one in found])[order]
        chances = [one.chances for _, one in found if one.chances is not None]
        return Answers(self.task, self.truth, said, np.concatenate(chances)[order] if chances else None, self.classes)

    def _folds(self, estimator: Any, folds: int, time: str | None) -> Iterator[tuple[Array, Answers]]:
        from sklearn.base import clone

        rows = self.parts.train
        truth = truth_of(rows, self.task, self.classes)
        for early, late in fold_positions(rows, folds, self.task, self.seed, time=time):
            fitted = learned(clone(estimator), rows.take(early.tolist()))
            yield late, ask(fitted, rows.take(late.tolist()).X, truth[late], self.task, self.classes)


def learned(estimator: Any, rows: Rows) -> Any:
    """Fit an estimator and return it."""
    import numpy as np

    return estimator.fit(rows.X, np.asarray(rows.y))


def truth_of(rows: Rows, task: Task, classes: Sequence[Any]) -> Array:
    """Return the truth of rows as numbers: the number of the class, or the value.

    Raises
    ------
    EvaluationError
        A class was not among the rows that were learned from.
    """
    import numpy as np

    if task == "regression":
        return np.asarray(rows.y, dtype=float)
    return numbered(rows.y, classes, "the rows to be judged by")


def refuse_missing_class(truth: Array, classes: Sequence[Any], metrics: Sequence[str]) -> None:
    """Raise if a class does not occur, and a metric needs all of them.

    Raises
    ------
    EvaluationError
        It does not occur.
    """
    if not set(metrics) & set(NEED_EVERY_CLASS):
        return
    there = set(truth.tolist())
    absent = [value for n, value in enumerate(classes) if n not in there]
    if absent:
        raise EvaluationError.class_missing(absent[0], len(truth), "the rows to be judged by")


def measure(models: Mapping[str, Answers], metrics: Sequence[str], seed: int, resamples: int) -> Measured:
    """Measure models on the same rows; the first one is the candidate, and compared with each of the others.

    Raises
    ------
    MetricError
        A metric has no value on these rows.
    """
    values = {name: {metric: score(metric, answers) for metric in metrics} for name, answers in models.items()}
    draws = draw(models, metrics, seed=seed, resamples=resamples)
    first, *others = models

    def interval(model: str, metric: str) -> Interval:
        return interval_of(find_metric(metric), values[model][metric], draws[model][metric])

    def gain(other: str, metric: str) -> Gain:
        mine, theirs = values[first][metric], values[other][metric]
        return gain_of(find_metric(metric), mine, theirs, draws[first][metric], draws[other][metric])

    return Measured(
        scores={name: {one: interval(name, one) for one in metrics} for name in models},
        gains={other: {one: gain(other, one) for one in metrics} for other in others},
    )


def folded(answers: Sequence[Answers], metrics: Sequence[str]) -> dict[str, Folded]:
    """Return each metric over the folds; one that has no value in a fold is left out."""
    import numpy as np

    found = {metric: [value_or_none(metric, one) for one in answers] for metric in metrics}
    known = {metric: [one for one in values if one is not None] for metric, values in found.items()}
    return {
        metric: Folded(float(np.mean(values)), float(np.std(values, ddof=1)), tuple(values))
        for metric, values in known.items()
        if len(values) == len(answers) > 1
    }


def value_or_none(metric: str, answers: Answers) -> float | None:
    """Return a metric, or None where it has no value: a part of the rows may hold one class only."""
    try:
        return score(metric, answers)
    except MetricError:
        return None
