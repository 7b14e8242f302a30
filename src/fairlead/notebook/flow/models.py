"""Making estimators: what each is, and which estimators are in it."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from fairlead.notebook.flow.arguments import Arguments, constants
from fairlead.notebook.flow.events import Estimator
from fairlead.notebook.flow.knowledge.estimators import EVENT_KIND, LIBRARIES, kind_of, teaches
from fairlead.notebook.flow.run import Run
from fairlead.notebook.flow.values import Instance, Items, Model, Splitter, Table, Value, mixed

_FIRST_ARGUMENTS = {
    "KFold": ("n_splits",),
    "StratifiedKFold": ("n_splits",),
    "PCA": ("n_components",),
    "GridSearchCV": ("estimator", "param_grid"),
    "RandomizedSearchCV": ("estimator", "param_distributions"),
    "SimpleImputer": ("missing_values", "strategy"),
}


def is_class(name: str) -> bool:
    """Tell whether a qualified name is that of a class of a library that learns, as far as names tell."""
    return name.partition(".")[0] in LIBRARIES and name.rpartition(".")[2][:1].isupper()


def make(run: Run, name: str, arguments: Arguments, node: ast.AST) -> Value | None:
    """Return the estimator or splitter that a class makes; None where it is neither."""
    kind = kind_of(name)
    if kind is None:
        return None
    if kind == "splitter":
        return Splitter(name, constants(arguments, ("n_splits",)), run.place(node))
    parts = list(models_in(arguments.all()))
    model = new_model(run, name, kind, node, arguments, parts)
    if (
        kind in ("regressor", "classifier", "series")
        and (arguments.positional or "data" in arguments.keywords or "X_train" in arguments.keywords)
        and not parts
    ):
        held = mixed(arguments.all())
        model.holds = held if isinstance(held, Table) and held.rows else None
    if kind == "transformer" and _is_constant_imputer(arguments):
        model.teaches = ""
    if parts and arguments.constant(-1, "prefit") is True:
        _know_fit(run, model, parts[0], node)
    return model


def _know_fit(run: Run, model: Model, fitted: Model, node: ast.AST) -> None:
    """Know what the fitted estimator has learned that a model is given: ``SelectFromModel(forest, prefit=True)``."""
    trained = fitted.trained_on
    if trained is None:
        return
    model.copy_fit(fitted)
    source = Table(rows=trained.rows, learned=trained.learned, known=trained.known, derived=trained.derived)
    model.learned = (
        run.learned(source, model.description.name, model.teaches, node) if model.teaches else fitted.learned
    )


def _is_constant_imputer(arguments: Arguments) -> bool:
    return bool(arguments.constant(1, "strategy") == "constant")


def new_model(
    run: Run, name: str, kind: str, node: ast.AST, arguments: Arguments | None = None, parts: Iterable[Model] = ()
) -> Model:
    """Return a new estimator, recorded among those of the notebook."""
    given = arguments or Arguments([], {})
    contained = list(parts)
    short = name.rpartition(".")[2]
    description = Estimator(
        name,
        _kind_of_meta(contained) if kind == "meta" else EVENT_KIND.get(kind, kind),
        run.place(node),
        len(run.estimators) + 1,
        tuple([part.description for part in contained]),
        constants(given, _FIRST_ARGUMENTS.get(short, ())),
    )
    run.estimators.append(description)
    return Model(description, contained, teaches(name, kind), kind != "unknown")


def _kind_of_meta(parts: list[Model]) -> str:
    kinds = {part.description.kind for part in parts}
    return "regressor" if "regressor" in kinds and "classifier" not in kinds else "classifier"


def models_in(values: Iterable[Value], depth: int = 4) -> Iterable[Model]:
    """Yield the estimators in arguments: the steps of a pipeline, the columns of a transformer, the voters."""
    for value in values:
        if isinstance(value, Model):
            yield value
        elif isinstance(value, Items) and depth:
            yield from models_in(value.all()[:20], depth - 1)
        elif isinstance(value, Instance):
            yield from models_in(list(value.members.values())[:8], 0)


def lesson(model: Model) -> tuple[str, str]:
    """Return what teaches in a model, and what kind of statistic: of a pipeline, its first step that learns.

    A pipeline of which no step is known is taken to learn.
    """
    kind = model.description.kind
    if model.description.name.rpartition(".")[2] in _TOGETHER:
        for part in model.parts:
            by, what = lesson(part)
            if what:
                return by, what
        return model.description.name, "" if model.parts else "preprocess"
    if kind == "search" and model.parts:
        return lesson(model.parts[0])
    return model.description.name, model.teaches


_TOGETHER = frozenset(
    {"Pipeline", "make_pipeline", "ColumnTransformer", "make_column_transformer", "FeatureUnion", "make_union"}
)


def final_kind(estimator: Estimator) -> str:
    """Return what a model is in the end: of a pipeline its last step, of a search what it searches.

    ``classifier``, ``regressor``, ``net``, ...
    """
    seen = 0
    while estimator.steps and estimator.kind in ("pipeline", "search", "transformer") and seen < 10:
        estimator = estimator.steps[-1] if estimator.kind == "pipeline" else estimator.steps[0]
        seen += 1
    return estimator.kind
