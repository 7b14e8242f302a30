"""Boosters with an interface of their own: matrices, `xgboost.train`, `lightgbm.cv`."""

from __future__ import annotations

import ast

from fairlead.notebook.flow import scoring
from fairlead.notebook.flow.arguments import Arguments
from fairlead.notebook.flow.fitting import learn
from fairlead.notebook.flow.models import new_model
from fairlead.notebook.flow.run import Run, sure_columns
from fairlead.notebook.flow.values import (
    UNKNOWN,
    Table,
    Value,
    mixed,
)


def loader(run: Run, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return the rows that a loader passes on: `DMatrix`, `DataLoader`, `Pool`."""
    first = arguments.get(0, "data", "dataset", "X")
    if isinstance(first, Table):
        answers = arguments.get(1, "label", "labels", "y")
        return first.like(
            own={},
            learned=first.all_learned,
            shape="table",
            columns=sure_columns(first),
            answers=answers if isinstance(answers, Table) else None,
        )
    return mixed(arguments.all())


def train(run: Run, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return the model of ``xgboost.train`` and ``lightgbm.train``."""
    model = new_model(run, name, "unknown", node, Arguments([], {}))
    model.teaches = ""
    data = run.with_rows(
        arguments.get(1, "dtrain", "train_set", "pool") or UNKNOWN, arguments.node(1, "dtrain", "train_set") or node
    )
    third = (
        arguments.get(3, "evals", "valid_sets")
        if name.startswith("xgboost")
        else arguments.get(-1, "valid_sets", "eval_set")
    )
    given = Arguments([data], {"evals": third} if third is not None else {}, [arguments.node(1, "dtrain", "train_set")])
    learn(run, model, data, given, node)
    return model


def boosted_folds(run: Run, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Record the cross-validation of ``xgboost.cv``."""
    model = new_model(run, name, "unknown", node)
    data = run.with_rows(
        arguments.get(1, "dtrain", "train_set", "pool") or UNKNOWN, arguments.node(1, "dtrain") or node
    )
    scoring.validated(run, name, model, data, None, arguments, node)
    return UNKNOWN
