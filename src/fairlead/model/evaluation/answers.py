"""What a model answered on rows whose truth is known: all that a metric looks at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fairlead.errors import EvaluationError
from fairlead.model.target import Task

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """Hold the truth of some rows beside what a model answered.

    Classes are held by their number in `classes`; of two, the second is the one that is looked for.

    Parameters
    ----------
    task : "binary", "multiclass" or "regression"
    truth : int array of shape (n_rows,), the number of the true class; float array for a regression.
    said : the same of what was answered.
    chances : float array of shape (n_rows, n_classes), probabilities in [0, 1]; None for a regression, and for a
        classifier that gives none.
    classes : tuple, empty for a regression.
    """

    task: Task
    truth: Array
    said: Array
    chances: Array | None = None
    classes: tuple[Any, ...] = ()

    def __len__(self) -> int:
        return len(self.truth)

    @property
    def positive(self) -> Array:
        """Give the probability of the class that is looked for, of the second of two."""
        assert self.chances is not None
        return self.chances[:, 1]

    def rows(self, chosen: Array) -> Answers:
        """Return the answers on some of the rows, chosen by a mask or by numbers."""
        chances = None if self.chances is None else self.chances[chosen]
        return Answers(self.task, self.truth[chosen], self.said[chosen], chances, self.classes)


def numbered(values: Sequence[Any], classes: Sequence[Any], where: str) -> Array:
    """Return the number of each value in `classes`.

    Raises
    ------
    EvaluationError
        A value is not among them.

    >>> numbered(["Yes", "No"], ("No", "Yes"), "the holdout").tolist()
    [1, 0]
    """
    import numpy as np

    place = {value: n for n, value in enumerate(classes)}
    try:
        return np.array([place[value] for value in values], dtype=np.intp)
    except KeyError as error:
        raise EvaluationError.unknown_class(error.args[0], list(classes), where) from None


def ask(estimator: Any, rows: Any, truth: Array, task: Task, classes: Sequence[Any]) -> Answers:
    """Ask a fitted estimator, or a `Model`, about rows whose truth is known.

    Parameters
    ----------
    truth : as in `Answers`.
    classes : in the order that `truth` counts them in, whatever the order of the estimator's own.

    Raises
    ------
    EvaluationError
        It answers a class that is not among `classes`.
    """
    import numpy as np

    if task == "regression":
        return Answers(task, truth, np.asarray(estimator.predict(rows), dtype=float).ravel())
    said = numbered(np.asarray(estimator.predict(rows)).tolist(), classes, "what the model answered")
    return Answers(task, truth, said, _chances(estimator, rows, classes), tuple(classes))


def _chances(estimator: Any, rows: Any, classes: Sequence[Any]) -> Array | None:
    """Return the probabilities with a column for each of `classes`, or None if the estimator gives none."""
    import numpy as np

    pipeline = getattr(estimator, "pipeline", estimator)  # a model has the method whether its pipeline has it or not
    if not hasattr(pipeline, "predict_proba"):
        return None
    found = np.asarray(estimator.predict_proba(rows), dtype=float)
    own = numbered(np.asarray(pipeline.classes_).tolist(), classes, "the model's classes")
    chances = np.zeros((len(found), len(classes)))
    chances[:, own] = found
    return chances
