"""Make sure that a recipe is fitted, and say which step it is that cannot be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fairlead.errors import FeatureError, FeatureStepError
from fairlead.features.attempt import attempted, copied
from fairlead.features.recipe import blocks_of, kind_of
from fairlead.features.table import names_of, one_column, selected

Path = tuple[str, ...]


def fitted(recipe: Any, rows: Any, target: Any, *, anew: bool) -> tuple[Any, bool]:
    """Return the recipe as it is if it is fitted, else a copy that is fitted on the rows; and whether it is a copy.

    A model at the end of it is left out where there are no answers to fit it with.

    Parameters
    ----------
    anew : bool, fit a copy in any case.

    Raises
    ------
    FeatureStepError
        A step fails; it is named.
    FeatureError
        A column does not exist, or a step needs the answers.
    """
    if not anew and (is_fitted(recipe) or _works(recipe, rows)):
        return recipe, False
    from sklearn.base import clone

    copy = clone(recipe, safe=False)
    if target is None and kind_of(copy) == "pipeline" and kind_of(copy.steps[-1][1]) == "model":
        copy = type(copy)(copy.steps[:-1]) if len(copy.steps) > 1 else copy
    tried = attempted(copy.fit, copied(rows), target)
    if tried.error is not None:
        raise reason_of(clone(copy, safe=False), rows, target, tried.error)
    return copy, True


def is_fitted(recipe: Any) -> bool:
    """Tell whether any part of a recipe has learned something: an attribute that ends in ``_``."""
    return any(
        name.endswith("_") and not name.startswith("_")
        for part in _parts(recipe)
        for name in getattr(part, "__dict__", ())
    )


def reason_of(recipe: Any, rows: Any, target: Any, error: Exception, where: str | None = None) -> FeatureError:
    """Find the step that fails when a recipe is fitted, and say so."""
    try:
        path, part, found = _failing((), recipe, rows, target) or ((), recipe, error)
    except FeatureError as unknown:
        return type(unknown)(
            unknown.message, where=" of ".join(filter(None, (unknown.where, where))), hint=unknown.hint
        )
    name = "/".join(path) or type(part).__name__
    if target is None and _asks_for_target(found):
        return FeatureError.not_fitted(name, type(part).__name__)
    return FeatureStepError.failed(name, type(part).__name__, found, where)


def _asks_for_target(error: Exception) -> bool:
    words = str(error)
    return "requires y to be passed" in words or "positional argument: 'y'" in words or "target y is None" in words


def _works(recipe: Any, rows: Any) -> bool:
    """Tell whether a recipe that shows nothing it has learned can be used as it is."""
    call = getattr(recipe, "transform", None)
    return call is not None and attempted(call, copied(rows)).error is None


def _parts(recipe: Any) -> Iterator[Any]:
    """Yield a recipe and all that is inside it."""
    yield recipe
    kind = kind_of(recipe)
    if kind == "pipeline":
        inner = [step for _, step in recipe.steps]
    elif kind == "columns":
        inner = [step for _, step, _ in recipe.transformers]
    elif kind == "union":
        inner = [step for _, step in recipe.transformer_list]
    else:
        inner = []
    for part in inner:
        yield from _parts(part)


def _failing(path: Path, part: Any, rows: Any, target: Any) -> tuple[Path, Any, Exception] | None:
    """Fit a part again, inner ones first, and return the innermost that fails."""
    kind = kind_of(part)
    if kind == "pipeline":
        for name, step in part.steps:
            failing = _failing((*path, name), step, rows, target)
            if failing is not None:
                return failing
            rows = _after(step, rows, target)
    elif kind == "columns":
        names = names_of(rows)
        for block in blocks_of(part, names):
            few = one_column(rows, block.places[0]) if block.is_single else selected(rows, block.places)
            failing = _failing((*path, block.name), block.transformer, few, target) if block.places else None
            if failing is not None:
                return failing
    elif kind == "union":
        for name, step in part.transformer_list:
            failing = _failing((*path, name), step, rows, target)
            if failing is not None:
                return failing
    if kind in ("pass", "drop"):
        return None
    tried = attempted(part.fit if kind == "model" else _fit_transform(part), copied(rows), target)
    return None if tried.error is None else (path, part, tried.error)


def _after(step: Any, rows: Any, target: Any) -> Any:
    if kind_of(step) in ("pass", "drop", "model"):
        return rows
    return attempted(_fit_transform(step), copied(rows), target).value


def _fit_transform(step: Any) -> Any:
    if hasattr(step, "fit_transform"):
        return step.fit_transform
    return lambda rows, target: step.fit(rows, target).transform(rows)
