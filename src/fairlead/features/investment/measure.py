"""Measure one step of a curve on one split: fit on the training rows of each fold, and on nothing else."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from fairlead.clock import derive_seed
from fairlead.errors import CurveError
from fairlead.features.attempt import attempted
from fairlead.features.fitting import reason_of
from fairlead.features.investment.costs import Costs
from fairlead.features.investment.folds import Fold, shuffled_folds, time_folds
from fairlead.features.investment.question import Metric, Question
from fairlead.features.investment.threshold import best_threshold
from fairlead.features.table import taken

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

INNER = 3
"""Folds inside the training rows, for choosing the threshold."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Hold the numbers of one fold; None where a number does not go with the task.

    Parameters
    ----------
    train, test : number of rows.
    score : of the metric.
    accuracy : share of right answers. It and `false_positive_rate` are those of the model's own answer, which is yes
        from a probability of 0.5 on; or from the threshold that the costs state.
    false_positive_rate : share of the negative rows that are taken for positive.
    impact : money a month.
    threshold : from which on an offer is made.
    offers : share of the rows that get an offer.
    converged : whether the model had finished learning.
    """

    train: int
    test: int
    score: float
    accuracy: float | None = None
    false_positive_rate: float | None = None
    impact: float | None = None
    threshold: float | None = None
    offers: float | None = None
    converged: bool = True

    def to_dict(self) -> dict[str, Any]:
        """Return the numbers as plain values."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Trial:
    """Hold what is measured: one step of the curve on one split.

    Parameters
    ----------
    name : of the step.
    recipe : unfitted; it is copied for each fold.
    question : rows and answers; its times are None for a shuffled split.
    split : name of the split: ``shuffled``, or ``in order of time``.
    """

    name: str
    recipe: Any
    question: Question
    metric: Metric
    costs: Costs | None
    seed: int
    split: str

    @property
    def where(self) -> str:
        """Return the place for errors."""
        return f"step '{self.name}' of the curve"


def measured(trial: Trial, folds: Sequence[Fold]) -> list[Measured]:
    """Measure a recipe on each fold.

    Raises
    ------
    FeatureStepError
        A step of the recipe fails; it is named.
    CurveError
        The metric gives no number, or costs are asked of a model without probabilities.
    """
    return [_on_fold(trial, fold, number) for number, fold in enumerate(folds, start=1)]


def _on_fold(trial: Trial, fold: Fold, number: int) -> Measured:
    """Fit on the training rows and score the test rows."""
    question = trial.question
    model, converged = _fitted(trial, fold.train)
    rows, answers = taken(question.rows, fold.test), question.answers[fold.test]
    scored = attempted(trial.metric.score, model, rows, answers)
    if scored.error is not None:
        raise reason_of(trial.recipe, rows, answers, scored.error, trial.where)
    if not math.isfinite(scored.value):
        raise CurveError.no_number(trial.metric.name, trial.name, number, trial.split)
    one = Measured(len(fold.train), len(fold.test), scored.value, converged=converged)
    if question.task == "regression":
        return one
    said = model.predict(rows)
    if question.task == "multiclass":
        return replace(one, accuracy=float((said == answers).mean()))
    return _of_two_classes(one, trial, model, rows, answers, said, fold.train)


def _of_two_classes(
    one: Measured, trial: Trial, model: Any, rows: Any, answers: Array, said: Array, train: Array
) -> Measured:
    """Add accuracy, false positives and, where costs are stated, money."""
    costs = trial.costs
    if costs is not None:
        chances = _chances(trial, model, rows)
        threshold = _chosen(trial, train, costs) if costs.threshold is None else costs.threshold
        said = said if costs.threshold is None else (chances >= threshold).astype(int)
        one = replace(
            one,
            impact=costs.a_month(chances, answers == 1, threshold),
            threshold=threshold,
            offers=float((chances >= threshold).mean()),
        )
    rate = float((said[answers == 0] == 1).mean())
    return replace(one, accuracy=float((said == answers).mean()), false_positive_rate=rate)


def seeded(recipe: Any, seed: int) -> Any:
    """Return an unfitted copy in which each ``random_state`` that is open is set."""
    from sklearn.base import clone

    copy = clone(recipe)
    given = copy.get_params(deep=True)
    names = [name for name, value in given.items() if name.rpartition("__")[2] == "random_state" and value is None]
    return copy.set_params(**{name: derive_seed(seed, name) for name in names})


def _fitted(trial: Trial, places: Array) -> tuple[Any, bool]:
    """Fit a copy on some rows; the second value tells whether it came to an end."""
    from sklearn.exceptions import ConvergenceWarning

    model, question = seeded(trial.recipe, trial.seed), trial.question
    rows, answers = taken(question.rows, places), question.answers[places]
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        try:
            model.fit(rows, answers)
        except Exception as error:  # the edge to a person's own code: told with the step that failed
            raise reason_of(trial.recipe, rows, answers, error, trial.where) from error
    return model, not any(issubclass(one.category, ConvergenceWarning) for one in told)


def _chances(trial: Trial, model: Any, rows: Any) -> Array:
    if not hasattr(model, "predict_proba"):
        last = model.steps[-1][1] if hasattr(model, "steps") else model
        raise CurveError.no_chances(trial.name, type(last).__name__)
    chances: Array = model.predict_proba(rows)[:, 1]
    return chances


def _chosen(trial: Trial, places: Array, costs: Costs) -> float:
    """Choose the threshold inside the training rows: on folds of them that each model has not seen."""
    import numpy as np

    chances, tested = [], []
    for fold in _inner(trial, places):
        model, _ = _fitted(trial, places[fold.train])
        chances.append(_chances(trial, model, taken(trial.question.rows, places[fold.test])))
        tested.append(places[fold.test])
    is_positive = trial.question.answers[np.concatenate(tested)] == 1
    return best_threshold(np.concatenate(chances), is_positive, costs)


def _inner(trial: Trial, places: Array) -> list[Fold]:
    """Split training rows in the way in which all rows are split: by time, or shuffled."""
    question = trial.question
    groups = None if question.groups is None else question.groups[places]
    if question.times is not None:
        return time_folds(question.times[places], groups, cv=INNER, name=question.time_name)
    answers = question.answers[places]
    return shuffled_folds(answers, groups, is_classes=True, cv=INNER, repeats=1, seed=trial.seed)
