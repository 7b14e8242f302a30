"""Save the model together with what prepares its data: a Pipeline of the two objects, as they were fitted."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from fairlead.notebook.facts import Facts
from fairlead.notebook.fix.edit import Edit
from fairlead.notebook.fix.imports import imports_added, is_free
from fairlead.notebook.fix.parting import parting_of
from fairlead.notebook.fix.saving_statement import saving_of
from fairlead.notebook.fix.spans import line_start, span_of, stands_alone
from fairlead.notebook.flow.events import Fit, Save
from fairlead.notebook.index import Found
from fairlead.notebook.rules.rule import Hit

_LOADS = ("pickle.load", "joblib.load", "cloudpickle.load", "dill.load", "pickle.loads")
_LINES = (
    "# `{before}` prepared the data that the model learned from: saved with it, it prepares new rows too.",
    "{name} = make_pipeline({before}, {model})",
)
_NAME = "fitted_pipeline"


def saved_with_preparation(facts: Facts, hit: Hit) -> Sequence[Edit] | str:
    """Save a Pipeline of one transformer and the model, if the model was fitted on just what that one gave."""
    save = next((one for one in facts.flow.of(Save) if one.place == hit.place and one.what == "model"), None)
    saving = saving_of(facts, save) if save is not None else None
    if save is None or save.estimator is None or saving is None or saving.model.id != save.estimator.variable:
        return "the model is not written by one plain `dump(model, ...)` at the top of a cell"
    if next(facts.index.calls(*_LOADS), None) is not None:
        return "the notebook loads a model again, and would have to be changed there too"
    fit = _straight_fit(facts, save)
    if fit is None or fit.estimator is None:
        return "the data of the model did not go through just one transformer in a straight line"
    if not is_free(facts, _NAME):
        return f"the name `{_NAME}` is taken"
    number = saving.call.cell
    source = facts.notebook.cells[number - 1].source
    statement, model = span_of(facts, saving.outer, number), span_of(facts, saving.model, number)
    if statement is None or model is None or not stands_alone(source, statement):
        return "a magic or another statement stands in its line"
    at = line_start(source, statement[0])
    values = {"name": _NAME, "before": fit.estimator.variable, "model": saving.model.id}
    return [
        *imports_added(facts, number, ["from sklearn.pipeline import make_pipeline"]),
        Edit(number, at, at, "".join(f"{line.format(**values)}\n" for line in _LINES)),
        Edit(number, *model, _NAME),
    ]


def _straight_fit(facts: Facts, save: Save) -> Fit | None:
    """Return the fit of the one transformer whose output, as it is, the model was fitted on."""
    assert save.estimator is not None
    fits = [one for one in facts.flow.of(Fit) if one.estimator is not None]
    models = [one for one in fits if one.estimator and one.estimator.identity == save.estimator.identity]
    if len(models) != 1 or save.estimator.kind not in ("classifier", "regressor") or models[0].loop:
        return None
    learned = {one.place for one in models[0].data.learned}
    steps = [one for one in fits if one.place in learned and one is not models[0]]
    if len(steps) != 1 or steps[0].estimator is None or not _is_named(steps[0]) or steps[0].loop:
        return None
    again = [one for one in fits if one.estimator and one.estimator.identity == steps[0].estimator.identity]
    if len(again) != 1 or not _goes_straight(facts, steps[0], models[0]):
        return None
    return steps[0] if _library_is_sklearn(save.estimator.name) else None


def _is_named(fit: Fit) -> bool:
    return bool(fit.estimator and fit.estimator.variable.isidentifier() and fit.estimator.name.startswith("sklearn."))


def _library_is_sklearn(name: str) -> bool:
    """Tell whether a model is one that scikit-learn's Pipeline takes: its own, and those made like them."""
    return name.startswith(("sklearn.", "xgboost.", "lightgbm."))


def _goes_straight(facts: Facts, step: Fit, model: Fit) -> bool:
    """Tell whether the model is fitted on just what the transformer gave, or on the training part of it.

    ``X = scaler.fit_transform(X)``, perhaps ``X_train, X_test, ... = train_test_split(X, ...)``, and then
    ``model.fit(X_train, y_train)``, with no other line that binds or changes these tables in between.
    """
    name, given = (
        _result_of(facts, step),
        model.node.args[0] if isinstance(model.node, ast.Call) and model.node.args else None,
    )
    if name is None or not isinstance(given, ast.Name):
        return False
    begin, end = (step.place.cell, step.place.line), (model.place.cell, model.place.line)
    between = [one for one in facts.index.of(ast.Name) if begin < (one.cell, one.node.lineno) < end]
    for found in between:
        parting = parting_of(facts, found.cell, found.statement, name) if found.node.id == name != given.id else None
        if parting is not None and parting.train == given.id:
            rest = [
                one for one in between if one.statement is not parting.statement and one.node.id in (name, given.id)
            ]
            return all(_only_shown(one) for one in rest)
    return given.id == name and all(_only_shown(one) for one in between if one.node.id == name)


def _result_of(facts: Facts, step: Fit) -> str | None:
    """Return the name that the output of a transformer gets, as a whole and at the top of a cell."""
    for found in facts.index.of(ast.Assign):
        if found.node.value is step.node and found.function is None and len(found.node.targets) == 1:
            target = found.node.targets[0]
            return target.id if isinstance(target, ast.Name) else None
    return None


def _only_shown(found: Found[ast.Name]) -> bool:
    """Tell whether a table is only looked at: in an expression without a call that may change it."""
    if not isinstance(found.statement, ast.Expr) or not isinstance(found.node.ctx, ast.Load):
        return False
    calls = [one for one in ast.walk(found.statement) if isinstance(one, ast.Call)]
    return all(isinstance(one.func, ast.Name) and one.func.id in ("print", "len", "display", "type") for one in calls)
