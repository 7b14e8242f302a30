"""Scores: which answers of which model met which truth."""

from __future__ import annotations

import ast

from fairlead.notebook.flow.arguments import Arguments
from fairlead.notebook.flow.events import CrossValidation, Data, Evaluate, Learned
from fairlead.notebook.flow.rows import part_of, share_rows, union
from fairlead.notebook.flow.run import Run, data_of
from fairlead.notebook.flow.values import (
    UNKNOWN,
    Items,
    Library,
    Model,
    Prediction,
    Splitter,
    Table,
    Value,
    tables_in,
)


def of_model(run: Run, model: Model, data: Data, truth: Table | None, metric: str, node: ast.expr) -> None:
    """Record the score of a model that answers for data."""
    run.happened(
        Evaluate(
            metric=metric,
            estimator=model.description,
            data=data,
            truth=data_of(truth) if truth is not None else None,
            trained_on=model.trained_on,
            fit=model.fit,
            predicted=run.place(node),
            **run.circumstances(node),
        )
    )


def of_answers(run: Run, answers: Table, truth: Table | None, metric: str, node: ast.expr) -> None:
    """Record the score of every answer in a table."""
    described = data_of(truth) if truth is not None else None
    thresholds = frozenset(one for one in answers.learned if one.kind == "threshold")
    for prediction in answers.predictions:
        run.happened(
            Evaluate(
                metric=metric,
                estimator=prediction.estimator,
                data=prediction.data,
                truth=described,
                trained_on=prediction.trained_on,
                fit=prediction.fit,
                predicted=prediction.place,
                thresholds=thresholds,
                **run.circumstances(node),
            )
        )


def metric(run: Run, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Record what a metric scores: answers among its arguments against a truth among them, or a model itself."""
    short = name.rpartition(".")[2]
    tables: list[Table] = []
    for value in arguments.all():
        if isinstance(value, Model):
            return _of_model_with_data(run, value, short, arguments, node)
        tables += tables_in(value)
    truth = next((table for table in tables if table.rows and not table.predictions), None)
    for table in tables:
        if table.predictions:
            of_answers(run, table, truth or table.truth, short, node)
    if short in ("roc_curve", "precision_recall_curve"):
        return _thresholds(run, tables, name, node)
    return Table(shape="count")


def drawn(run: Run, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Record a score that is drawn: ``RocCurveDisplay.from_estimator(model, X_test, y_test)``."""
    owner = name.split(".")[-2]
    return UNKNOWN if owner.endswith("Display") and owner not in _DRAW_SCORES else metric(run, name, arguments, node)


_DRAW_SCORES = frozenset(
    {
        "CalibrationDisplay",
        "ConfusionMatrixDisplay",
        "DetCurveDisplay",
        "PrecisionRecallDisplay",
        "PredictionErrorDisplay",
        "RocCurveDisplay",
    }
)


def scorer(run: Run, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return what scores a model by a metric of a library: the metric, which is told by what it is given."""
    score = arguments.get(0, "score_func")
    return score if isinstance(score, Library) else UNKNOWN


def by_unknown(run: Run, name: str, arguments: Arguments, node: ast.Call) -> bool:
    """Record that a function of which only the name is known scores a fitted model on rows that were held out."""
    model = next((one for one in arguments.all() if isinstance(one, Model) and one.trained_on is not None), None)
    if model is None or model.trained_on is None:
        return False
    trained = model.trained_on.rows
    for table in arguments.all():
        if isinstance(table, Table) and table.rows and not share_rows(table.rows, trained):
            of_model(run, model, data_of(table.like(known=False)), None, name, node)
            return True
    return False


def _thresholds(run: Run, tables: list[Table], by: str, node: ast.expr) -> Value:
    """Return the curve of a metric over thresholds: one that is chosen from it depends on the scored rows."""
    rows = union([one.data.rows for table in tables for one in table.predictions])
    one = Learned(rows, by, "threshold", run.place(node))
    return Table(shape="number", learned=frozenset([one]) if rows else frozenset())


def searched_threshold(run: Run, answers: Table, node: ast.expr) -> Table:
    """Return answers cut at a threshold that a loop tries."""
    rows = union([one.data.rows for one in answers.predictions])
    one = Learned(rows, "threshold", "threshold", run.place(node))
    return answers.like(learned=answers.learned | {one})


def _of_model_with_data(run: Run, model: Model, name: str, arguments: Arguments, node: ast.Call) -> Value:
    tables = [
        table
        for value in arguments.all()
        if isinstance(value, (Table, Items))
        for table in tables_in(value)
        if table.rows
    ]
    if tables:
        of_model(run, model, data_of(tables[0]), tables[1] if len(tables) > 1 else None, name, node)
    return Table(shape="count")


def compared(run: Run, table: Table, name: str, node: ast.expr) -> Value:
    """Record that answers were compared with the truth by hand: ``(predicted == y_test).mean()``."""
    of_answers(run, table, table.truth, name, node)
    return Table(shape="count")


def cross_validation(run: Run, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Record that an estimator was fitted and scored on folds."""
    model = arguments.get(0, "estimator")
    if isinstance(model, Items):
        model = next((one for one in reversed(model.all()) if isinstance(one, Model)), None)
    if not isinstance(model, Model):
        return Table(shape="count")
    data = run.with_rows(arguments.get(1, "X") or UNKNOWN, arguments.node(1, "X") or node)
    target = arguments.get(2, "y")
    return validated(run, name, model, data, target if isinstance(target, Table) else None, arguments, node)


def validated(
    run: Run, name: str, model: Model, data: Table, target: Table | None, arguments: Arguments, node: ast.Call
) -> Value:
    """Record a cross-validation, and return its scores or its answers."""
    splitter = arguments.get(-1, "cv", "folds")
    scoring = arguments.constant(-1, "scoring", "metrics")
    described = data_of(data, arguments.node(1, "X"))
    run.happened(
        CrossValidation(
            by=name,
            estimator=model.description,
            data=described,
            target=data_of(target) if target is not None else None,
            splitter=splitter.name if isinstance(splitter, Splitter) else "",
            metrics=(scoring,) if isinstance(scoring, str) else (),
            **run.circumstances(node),
        )
    )
    if not name.endswith("cross_val_predict"):
        return Table(shape="count")
    cut = f"{run.site(node)}"
    fold = Prediction(
        model.description,
        Data(rows=part_of(data.rows, f"train#{cut}"), learned=described.learned, name=described.name),
        run.place(node),
        Data(
            rows=part_of(data.rows, f"test#{cut}"),
            learned=described.learned,
            name=described.name,
            repeated=described.repeated,
        ),
        run.place(node),
    )
    return Table(shape="column", rows=data.rows, predictions=(fold,), derived=frozenset())
