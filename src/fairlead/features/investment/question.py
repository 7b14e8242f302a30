"""Read rows, answers, times and metric as a curve is asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from fairlead.errors import CurveError, FeatureError
from fairlead.features.table import given_rows, height_of, names_of, plain_value, selected
from fairlead.frame.shape import library_of

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

Task = Literal["binary", "multiclass", "regression"]


@dataclass(frozen=True, slots=True)
class Metric:
    """Hold a score of scikit-learn with the direction in which it is better.

    Parameters
    ----------
    name : as it is shown; scikit-learn's ``neg_mean_absolute_error`` is shown as ``mean_absolute_error``.
    scorer : callable of a fitted model, rows and answers; what scikit-learn calls a scorer.
    higher_is_better : bool
    """

    name: str
    scorer: Callable[[Any, Any, Any], float]
    higher_is_better: bool

    def score(self, model: Any, rows: Any, answers: Any) -> float:
        """Return the score of a fitted model, with the sign as it is shown."""
        value = float(self.scorer(model, rows, answers))
        return value if self.higher_is_better else -value


@dataclass(frozen=True, slots=True)
class Question:
    """Hold what is to be measured.

    Parameters
    ----------
    rows : table without the answers.
    answers : array; classes are numbered 0, 1, ...
    classes : the classes in the order of their numbers; empty for a number.
    target : name of the answers.
    times, groups : array or None.
    time_name : what the times are called.
    """

    rows: Any
    answers: Array
    classes: tuple[Any, ...]
    target: str
    times: Array | None
    groups: Array | None
    time_name: str

    @property
    def task(self) -> Task:
        """Tell what kind of answer is predicted."""
        return "regression" if not self.classes else "binary" if len(self.classes) == 2 else "multiclass"


def question(data: Any, target: Any, *, time: Any, groups: Any, is_classes: bool) -> Question:
    """Read the rows and take the answers out of them.

    Raises
    ------
    CurveError, FeatureError
        A column does not exist or is not as long as the table; answers or times are missing; there is one answer only.
    """
    rows = given_rows(data)
    name = target if isinstance(target, str) else getattr(target, "name", None) or "target"
    answers = _values(rows, target, str(name))
    moments = None if time is None else _values(rows, time, "time")
    apart = None if groups is None else _values(rows, groups, "groups")
    if isinstance(target, str):
        names = names_of(rows)
        rows = selected(rows, [place for place, column in enumerate(names) if column != target])
    classes, answers = _numbered(answers, str(name)) if is_classes else ((), _numbers(answers, str(name)))
    if moments is not None and moments.dtype.kind in "OSUT":
        moments = _ordered(moments)
    return Question(rows, answers, classes, str(name), moments, apart, time if isinstance(time, str) else "time")


def metric_of(metric: Any) -> Metric:
    """Return a metric by the name of a scorer of scikit-learn, or as a scorer of one's own.

    Raises
    ------
    CurveError
        There is no scorer of this name.

    >>> found = metric_of("neg_mean_absolute_error")
    >>> found.name, found.higher_is_better
    ('mean_absolute_error', False)
    """
    from sklearn.metrics import get_scorer, get_scorer_names

    if callable(metric):
        name = getattr(metric, "__name__", None) or getattr(getattr(metric, "_score_func", None), "__name__", "score")
        return Metric(str(name), metric, higher_is_better=True)
    if metric not in get_scorer_names():
        raise CurveError.unknown_metric(str(metric), get_scorer_names())
    is_negative = metric.startswith("neg_")
    return Metric(metric.removeprefix("neg_"), get_scorer(metric), higher_is_better=not is_negative)


def _values(rows: Any, given: Any, name: str) -> Array:
    """Return a column of the table, or values beside it, as an array without gaps."""
    import numpy as np
    import pandas as pd

    if isinstance(given, str):
        names = names_of(rows)
        if given not in names:
            raise FeatureError.unknown_column(given, names)
        given, name = rows[given] if hasattr(rows, "columns") else rows[:, names.index(given)], given
    column = (
        given.to_pandas()
        if library_of(given) == "polars"
        else pd.Series(np.asarray(given))
        if library_of(given) != "pandas"
        else given
    )
    if len(column) != height_of(rows):
        raise CurveError.other_length(name, len(column), height_of(rows))
    missing = int(column.isna().sum())
    if missing:
        raise CurveError.missing_values(name, missing, len(column))
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        column = column.dt.tz_convert("UTC").dt.tz_localize(None)
    return np.asarray(column)


def _numbered(answers: Array, name: str) -> tuple[tuple[Any, ...], Array]:
    """Number the classes, so that a metric need not be told which text stands for yes."""
    import numpy as np

    classes, codes = np.unique(answers, return_inverse=True)
    if len(classes) < 2:
        raise CurveError.constant_target(name, plain_value(classes[0]), len(answers))
    return tuple(plain_value(label) for label in classes), codes


def _numbers(answers: Array, name: str) -> Array:
    import numpy as np

    try:
        numbers = answers.astype("float64")
    except (TypeError, ValueError):
        raise CurveError.bad_setting(name, plain_value(answers[0]), "numbers, as the model predicts one") from None
    if not np.isfinite(numbers).all():
        raise CurveError.missing_values(name, int((~np.isfinite(numbers)).sum()), len(numbers))
    if (numbers == numbers[0]).all():
        raise CurveError.constant_target(name, plain_value(numbers[0]), len(numbers))
    return numbers


def _ordered(moments: Array) -> Array:
    """Number values that have an order but are no plain numbers, such as dates; text has none that is sure."""
    import numpy as np

    if any(isinstance(one, str) for one in moments):
        raise CurveError.bad_setting("time", str(moments[0]), "times, days or numbers, not text")
    return np.unique(moments, return_inverse=True)[1]


def named_steps(steps: Any) -> list[tuple[str, Any]]:
    """Return the steps of a curve as pairs, each checked.

    Raises
    ------
    CurveError
        There is none, one is no pair, two have one name, or one predicts nothing.
    """
    listed: Sequence[Any] = list(steps)
    if not listed:
        raise CurveError.no_steps()
    pairs: list[tuple[str, Any]] = []
    for position, item in enumerate(listed, start=1):
        if not isinstance(item, tuple | list) or len(item) != 2 or not isinstance(item[0], str):
            raise CurveError.not_a_step(position, type(item).__name__)
        name, recipe = item
        if any(name == other for other, _ in pairs):
            raise CurveError.duplicate_step(name)
        if not hasattr(recipe, "predict"):
            raise CurveError.no_model(name, type(recipe).__name__)
        pairs.append((name, recipe))
    return pairs


def predicts_classes(pairs: Sequence[tuple[str, Any]]) -> bool:
    """Tell whether the models predict classes, not numbers.

    Raises
    ------
    CurveError
        Some do and some do not.
    """
    from sklearn.base import is_classifier

    first = bool(is_classifier(pairs[0][1]))
    words = {True: "classifier", False: "regressor"}
    for name, recipe in pairs:
        if bool(is_classifier(recipe)) != first:
            raise CurveError.other_model(name, words[not first], words[first])
    return first
