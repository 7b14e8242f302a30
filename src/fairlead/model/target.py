"""What a model answers: its task, its classes, and whether a target can be learned at all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from fairlead.errors import ModelError, TrainingDataError
from fairlead.model.casts import values_of
from fairlead.model.schema import is_missing

Task = Literal["binary", "multiclass", "regression"]


def read_target(y: Any, rows: int) -> list[Any]:
    """Return the target as plain values, one for each row.

    Raises
    ------
    TrainingDataError
        It has another length than the table, a missing value, or only one value.
    """
    values = list(y) if isinstance(y, tuple) else values_of(y)
    if len(values) != rows:
        raise TrainingDataError.other_length(len(values), rows)
    missing = [number for number, value in enumerate(values) if is_missing(value)]
    if missing:
        raise TrainingDataError.missing_target(len(missing), missing[0], rows)
    if len(set(values)) == 1:
        raise TrainingDataError.constant_target(values[0], rows)
    return values


def task_of(estimator: Any, values: Sequence[Any]) -> Task:
    """Return what kind of question an estimator answers.

    Raises
    ------
    ModelError
        It is neither a classifier nor a regressor.
    """
    from sklearn.base import is_classifier, is_regressor  # 1 CPU s to import

    if is_regressor(estimator):
        return "regression"
    if not is_classifier(estimator):
        raise ModelError.no_predictor(type(estimator).__name__)
    return "binary" if len(set(values)) == 2 else "multiclass"


def check_classes(values: Sequence[Any], classes: Sequence[Any] | None) -> None:
    """Compare the classes in the target with those that were expected.

    Raises
    ------
    TrainingDataError
        One of them does not occur, or one occurs that was not expected.
    """
    if classes is None:
        return
    found = set(values)
    absent = [one for one in classes if one not in found]
    if absent:
        raise TrainingDataError.class_missing(absent[0], sorted(found, key=str))
    unknown = sorted(found - set(classes), key=str)
    if unknown:
        raise TrainingDataError.unknown_class(unknown[0], list(classes))


def check_numbers(values: Sequence[Any]) -> None:
    """Check that every value of a regressor's target is a number.

    Raises
    ------
    TrainingDataError
        One is not.
    """
    odd = next((value for value in values if not isinstance(value, int | float)), None)
    if odd is not None:
        raise TrainingDataError.no_number(odd)
