"""Values of attributes that are not called: ``df.age``, ``df.values``, ``model.coef_``, ``np.pi``."""

from __future__ import annotations

import ast

from fairlead.notebook.flow.arguments import Arguments
from fairlead.notebook.flow.columns import column
from fairlead.notebook.flow.knowledge.tables import (
    COLUMNS_OF_FRAMES,
    EFFECT_OF,
    INDEX_ATTRIBUTES,
    LOCATORS,
    QUIET_ATTRIBUTES,
    VIEWS,
)
from fairlead.notebook.flow.knowledge.words import words
from fairlead.notebook.flow.run import Run
from fairlead.notebook.flow.values import (
    UNKNOWN,
    Class,
    Constant,
    Function,
    Instance,
    Items,
    Library,
    Method,
    Model,
    Record,
    Table,
    Value,
)


def attribute_of(run: Run, owner: Value, name: str, node: ast.expr) -> Value:
    """Return an attribute of anything."""
    kind = type(owner)
    if kind is Table:
        return of_table(owner, name)  # type: ignore[arg-type]
    if isinstance(owner, Library):
        return Library(f"{owner.name}.{name}")
    if isinstance(owner, Model):
        return of_model(run, owner, name, node)
    if isinstance(owner, Instance):
        return of_instance(run, owner, name, node)
    if isinstance(owner, Class):
        return owner.member(name) or UNKNOWN
    if isinstance(owner, Items):
        if isinstance(owner, Record) and name in owner.names:
            return owner.values[owner.names.index(name)]
        return Method(owner, name)
    return UNKNOWN if owner is UNKNOWN or isinstance(owner, Constant) else Method(owner, name)


def of_table(table: Table, name: str) -> Value:
    """Return an attribute of a table: a view of it, how many rows it has, or a column."""
    if name in VIEWS or name in LOCATORS:
        return table.like(own={}, learned=table.all_learned) if table.own and name in VIEWS else table
    if name == "shape":
        return Table(shape="count", length_of=table.rows)
    if name == "columns":
        return Table(shape="number", learned=table.learned) if not table.rows and table.learned else UNKNOWN
    if name in INDEX_ATTRIBUTES:
        if not table.rows:
            return Table(shape="number", learned=table.learned)
        return Table(shape="index", rows=table.rows, repeated=table.repeated, known=table.known)
    if name in QUIET_ATTRIBUTES:
        return UNKNOWN
    if table.shape == "number":
        return table
    if name in EFFECT_OF and table.shape != "row" and not (table.shape == "table" and name in COLUMNS_OF_FRAMES):
        return Method(table, name)
    return column(table, name)


def of_instance(run: Run, owner: Instance, name: str, node: ast.expr) -> Value:
    """Return an attribute or a method of an object of the notebook; of a property, what it computes."""
    found = owner.members.get(name)
    if found is not None:
        return found
    member = owner.kind.member(name)
    if isinstance(member, Function):
        method = member.bound(owner)
        return run.call(method, Arguments([], {}), node) if member.decorator == "property" else method
    return member or UNKNOWN


def of_model(run: Run, model: Model, name: str, node: ast.expr) -> Value:
    """Return an attribute of an estimator: what it learned, or a model in it."""
    if name in model.members:
        return model.members[name]
    if name in _METHODS:
        return Method(model, name)
    if name in _INNER_MODELS:
        if model.parts and model.description.kind == "search":
            best = model.parts[0]
            best.copy_fit(model)
            return best
        return model
    if name in ("named_steps", "steps", "named_transformers_", "transformers_", "estimators_"):
        names: list[object] = [part.description.variable for part in model.parts]
        return Items("dict", list(model.parts), names)
    trained = model.trained_on
    if trained is None:
        return model.holds if model.holds is not None and name in ("data", "dataset", "X", "y", "tensors") else UNKNOWN
    if name in ("labels_", "embedding_", "row_labels_"):
        learned = run.learned(
            Table(rows=trained.rows, learned=trained.learned), model.description.name, "preprocess", node
        )
        return Table(shape="column", rows=trained.rows, learned=learned)
    if name in ("wv", "vectors", "vocab", "syn0"):
        return Table(shape="number", learned=model.learned)
    if name in ("history", "fittedvalues", "resid"):
        return UNKNOWN
    if name.endswith("_"):
        kind = (
            "select" if name in _SELECTING or model.description.kind in ("classifier", "regressor") else model.teaches
        )
        if not kind or name in ("classes_", "categories_", "feature_names_in_", "n_features_in_", "vocabulary_"):
            return UNKNOWN
        source = Table(rows=trained.rows, learned=trained.learned, known=trained.known, derived=trained.derived)
        return Table(shape="number", learned=run.learned(source, model.description.name, kind, node))
    return model if model.description.kind == "net" else UNKNOWN


_METHODS = words("fit fit_transform transform inverse_transform predict predict_proba decision_function score")
"""Methods that are handed on: ``map(scaler.transform, (X_train, X_test))``."""

_INNER_MODELS = words(
    """
    best_estimator_ estimator_ base_estimator_ best_model best_model_ estimator model best_pipeline best_pipeline_
    fitted_pipeline_ leader
    """
)
_SELECTING = frozenset({"feature_importances_", "coef_", "support_", "ranking_", "scores_", "pvalues_", "variances_"})
