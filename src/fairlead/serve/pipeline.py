"""Ask the real pipeline: one row, a batch, or many rows as if each came alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fairlead.errors import FairleadError
from fairlead.model import Model
from fairlead.model.rows import refuse_unknown, table_of

Row = Mapping[str, Any]
Found = tuple[tuple[float, ...], Any]
"""The outputs of the model, and the place of its answer among the classes; None of a regression."""

REFUSALS = (FairleadError, ValueError, TypeError, ArithmeticError, LookupError)
"""What a pipeline raises at a row that it cannot answer."""

BATCH_IS_EXACT = frozenset(
    {
        "DecisionTreeClassifier", "DecisionTreeRegressor", "ExtraTreeClassifier", "ExtraTreeRegressor",
        "RandomForestClassifier", "RandomForestRegressor", "ExtraTreesClassifier", "ExtraTreesRegressor",
        "GradientBoostingClassifier", "GradientBoostingRegressor",
        "HistGradientBoostingClassifier", "HistGradientBoostingRegressor",
    }
)  # fmt: skip
"""Estimators that go through the rows of a batch one by one, so that a row has the same answer in any company."""

LIKELIEST_IS_ANSWER = BATCH_IS_EXACT | {
    "BernoulliNB", "CalibratedClassifierCV", "CategoricalNB", "ComplementNB", "GaussianNB", "KNeighborsClassifier",
    "LinearDiscriminantAnalysis", "LogisticRegression", "LogisticRegressionCV", "MLPClassifier", "MultinomialNB",
    "QuadraticDiscriminantAnalysis", "RadiusNeighborsClassifier",
}  # fmt: skip
"""Classifiers of scikit-learn whose answer is the likeliest class, up to the rounding of two that are nearly alike."""

CLEARLY = 1e-6
"""Where the likeliest class is likelier than the next one by more than this, nothing that is rounded decides."""


def asked(model: Model, row: Row) -> Found:
    """Return what the model itself answers to one row.

    Raises
    ------
    ModelInputError, ValueError, TypeError, ArithmeticError, LookupError
        It cannot answer it.
    """
    outputs = tuple(model.score_rows([row])[0].tolist())
    if model.task == "regression":
        return outputs, None
    return outputs, model.classes.index(model.predict([row]).tolist()[0])


def ask(model: Model, rows: Sequence[Row]) -> list[Found]:
    """Return what the pipeline answers to some rows in one batch: the numbers of `Model.score_rows`, and the answers.

    Raises
    ------
    ModelInputError, ValueError, TypeError, ArithmeticError, LookupError
        It cannot answer one of them.
    """
    before, last = parts_of(model.pipeline)
    given = table = table_of(list(rows), model.schema)
    try:
        for step in before:
            table = step.transform(table)
        return answers_of(model, last, table)
    except ValueError:
        refuse_unknown(given, model.schema)  # which says it better, if that is it
        raise


def ask_alone(model: Model, rows: Sequence[Row]) -> Iterator[Found | None]:
    """Yield what the pipeline answers to each row alone; None where it refuses the row.

    Rows go through the steps together, which change each row by itself, and to the estimator one by one, unless it
    takes rows one by one anyway. A few whole rows alone must show that this is the same, see `prove`.
    """
    if not rows:
        return
    before, last = parts_of(model.pipeline)
    try:
        table = table_of(list(rows), model.schema)
        for step in before:
            table = step.transform(table)
        if type(last).__name__ in BATCH_IS_EXACT:
            answers: list[Found] = answers_of(model, last, table)
        else:
            answers = [answers_of(model, last, table[n : n + 1])[0] for n in range(len(rows))]
    except REFUSALS:
        if len(rows) == 1:
            yield None
            return
        middle = len(rows) // 2
        yield from ask_alone(model, rows[:middle])
        yield from ask_alone(model, rows[middle:])
        return
    yield from answers


def parts_of(pipeline: Any) -> tuple[list[Any], Any]:
    """Return the fitted transformers of a pipeline in their order, and its estimator."""
    before: list[Any] = []
    last = pipeline
    while _is_plain(last):
        before += [step for _, step in last.steps[:-1] if step is not None and step != "passthrough"]
        last = last.steps[-1][1]
    return before, last


def _is_plain(step: Any) -> bool:
    """Tell whether a step is a pipeline of scikit-learn that only hands a table from step to step."""
    kind = type(step)
    is_pipeline = kind.__name__ == "Pipeline" and kind.__module__.startswith("sklearn.")
    return is_pipeline and getattr(step, "transform_input", None) is None


def answers_of(model: Model, estimator: Any, table: Any) -> list[Found]:
    """Return the outputs and the answers of the estimator of a model."""
    import numpy  # the pipeline has imported it

    count = table.shape[0]
    if model.task == "regression":
        numbers = numpy.asarray(estimator.predict(table), dtype=float).reshape(count, -1)
        return [(tuple(row), None) for row in numbers.tolist()]
    score = getattr(estimator, "predict_proba", None) or estimator.decision_function
    numbers = numpy.asarray(score(table), dtype=float).reshape(count, -1)
    answers = _likeliest(estimator, numbers)
    if answers is None:
        places = {one: n for n, one in enumerate(model.classes)}
        answers = [places[one] for one in numpy.asarray(estimator.predict(table)).tolist()]
    return [(tuple(row), place) for row, place in zip(numbers.tolist(), answers, strict=True)]


def _likeliest(estimator: Any, numbers: Any) -> list[int] | None:
    """Return the place of the likeliest class of each row, if that must be the answer; else the estimator is asked.

    To ask it for its answers costs as much again as its probabilities.

    Parameters
    ----------
    numbers : float array of shape (rows, classes), probabilities.
    """
    kind = type(estimator)
    if kind.__name__ not in LIKELIEST_IS_ANSWER or not kind.__module__.startswith("sklearn."):
        return None
    if numbers.shape[1] != len(estimator.classes_):
        return None
    best = numbers.argmax(axis=1)
    highest = numbers.max(axis=1, keepdims=True)
    is_close = (highest - numbers <= CLEARLY).sum(axis=1) != 1  # also where a number is NaN
    return None if is_close.any() else [int(place) for place in best]
