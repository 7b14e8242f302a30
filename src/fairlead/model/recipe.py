"""Look a recipe over before it is trained: what is wrong is said before minutes are spent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from fairlead.errors import ModelError, TrainingDataError


def check_recipe(recipe: Any, columns: Sequence[str]) -> None:
    """Check that a recipe can be trained on these columns.

    Raises
    ------
    ModelError
        It is no scikit-learn estimator.
    TrainingDataError
        It names a column that is not there.
    """
    if not (hasattr(recipe, "fit") and hasattr(recipe, "get_params")) or isinstance(recipe, type):
        raise ModelError.no_estimator(recipe)
    absent = next((name for name in columns_named(recipe) if name not in columns), None)
    if absent is not None:
        raise TrainingDataError.unknown_column(absent, columns)


def check_fitted(pipeline: Any) -> None:
    """Check that a pipeline has been trained.

    Raises
    ------
    ModelError
        It has not, or is no scikit-learn estimator.
    """
    if not (hasattr(pipeline, "predict") and hasattr(pipeline, "get_params")) or isinstance(pipeline, type):
        raise ModelError.no_estimator(pipeline)
    from sklearn.exceptions import NotFittedError  # 1 CPU s to import
    from sklearn.utils.validation import check_is_fitted

    try:
        check_is_fitted(pipeline)
    except NotFittedError as error:
        raise ModelError.not_fitted(type(pipeline).__name__) from error


def columns_named(recipe: Any) -> Iterator[str]:
    """Yield the columns that the first step of a recipe asks for by name; later steps see other tables."""
    first = recipe
    while getattr(first, "steps", None):
        first = first.steps[0][1]
    for _, _, wanted in getattr(first, "transformers", None) or ():
        named = [wanted] if isinstance(wanted, str) else wanted if isinstance(wanted, list | tuple) else []
        yield from (name for name in named if isinstance(name, str))
