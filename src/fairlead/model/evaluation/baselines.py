"""What a model has to beat to be worth anything: an answer that ignores the row, and one that asks one question."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fairlead.model.evaluation.split import columns_at_a_glance
from fairlead.model.target import Task

DUMMY = "dummy"
SIMPLE = "simple"


def default_baselines(task: Task) -> dict[str, Any]:
    """Return unfitted estimators that take the raw rows.

    ``dummy`` ignores the row: it gives the shares of the classes, or the mean. ``simple`` asks one question about one
    column, the one that tells most (a decision tree of depth 1; words count in the order of the alphabet).
    """
    from sklearn.dummy import DummyClassifier, DummyRegressor
    from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

    if task == "regression":
        return {DUMMY: DummyRegressor(), SIMPLE: _on_numbers(DecisionTreeRegressor(max_depth=1, random_state=0))}
    return {
        DUMMY: DummyClassifier(strategy="prior"),
        SIMPLE: _on_numbers(DecisionTreeClassifier(max_depth=1, random_state=0)),
    }


def _on_numbers(tree: Any) -> Any:
    """Return a pipeline that gives a tree the numbers, and the words as numbers; moments are left out."""
    from sklearn.compose import make_column_transformer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OrdinalEncoder

    words = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1, encoded_missing_value=-2)
    return make_pipeline(make_column_transformer((words, _words), ("passthrough", _numbers)), tree)


def _words(table: Any) -> list[int]:
    return _places(table, ("string", "bool"))


def _numbers(table: Any) -> list[int]:
    return _places(table, ("int", "float"))


def _places(table: Any, kinds: tuple[str, ...]) -> list[int]:
    """Return the positions of the columns that hold such values; a position names a column of any library."""
    return [n for n, column in enumerate(columns_at_a_glance(table)) if column.kind in kinds]


def chosen_baselines(task: Task, given: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the baselines by name: the given ones in the place of those that are made by default."""
    return {**default_baselines(task), **(given or {})}
