"""Read what a recipe is made of: pipelines, blocks of columns, unions, single steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from fairlead.errors import FeatureError

Kind = Literal["pipeline", "columns", "union", "model", "step", "pass", "drop"]


@dataclass(frozen=True, slots=True)
class Block:
    """Hold a transformer inside a ``ColumnTransformer``.

    Parameters
    ----------
    name : str
    transformer : the fitted one if there is one, or "drop" or "passthrough".
    places : positions of its columns in the table.
    is_single : whether it is handed one column by itself, not a table of one column.
    """

    name: str
    transformer: Any
    places: tuple[int, ...]
    is_single: bool


def kind_of(part: Any) -> Kind:
    """Tell what a part of a recipe is.

    >>> from sklearn.preprocessing import StandardScaler
    >>> kind_of(StandardScaler()), kind_of("passthrough")
    ('step', 'pass')
    """
    from sklearn.compose import ColumnTransformer
    from sklearn.pipeline import FeatureUnion, Pipeline

    if part is None or (isinstance(part, str) and part == "passthrough"):
        return "pass"
    if isinstance(part, str):
        return "drop"
    if isinstance(part, Pipeline):
        return "pipeline"
    if isinstance(part, ColumnTransformer):
        return "columns"
    if isinstance(part, FeatureUnion):
        return "union"
    return "model" if not hasattr(part, "transform") and hasattr(part, "predict") else "step"


def unwrapped(recipe: Any) -> Any:
    """Return the recipe inside a search over parameters: the best one, or the one that it begins with.

    Raises
    ------
    FeatureError
        It is neither a transformer nor a pipeline.
    """
    if isinstance(recipe, type):
        raise FeatureError.not_a_recipe(f"class ({recipe.__name__} without brackets)")
    if hasattr(recipe, "best_estimator_"):
        return unwrapped(recipe.best_estimator_)
    if hasattr(recipe, "param_grid") or hasattr(recipe, "param_distributions"):
        return unwrapped(recipe.estimator)
    if not hasattr(recipe, "fit") and not hasattr(recipe, "transform"):
        raise FeatureError.not_a_recipe(type(recipe).__name__)
    return recipe


def blocks_of(columns: Any, names: Sequence[str]) -> list[Block]:
    """List the blocks of a ``ColumnTransformer`` with the positions of their columns.

    Raises
    ------
    FeatureError
        A block names a column that the table has not.
    """
    listed = getattr(columns, "transformers_", columns.transformers)
    blocks = []
    for name, transformer, chosen in listed:
        places = places_of(chosen, names, name)
        blocks.append(Block(name, transformer, places, isinstance(chosen, str | int) and not isinstance(chosen, bool)))
    return blocks


def places_of(chosen: Any, names: Sequence[str], block: str) -> tuple[int, ...]:
    """Return the positions of columns that are chosen by name, number, slice or yes and no.

    >>> places_of(slice("b", "c"), ["a", "b", "c"], "block"), places_of([True, False, True], ["a", "b", "c"], "block")
    ((1, 2), (0, 2))
    """
    if callable(chosen):
        return ()  # a choice that depends on the table is known once the recipe is fitted
    if isinstance(chosen, slice):
        return _slice(chosen, names, block)
    items = [chosen] if isinstance(chosen, str | int) else list(chosen)
    if items and all(type(item).__name__ in ("bool", "bool_") for item in items):
        return tuple(place for place, item in enumerate(items) if item)
    return tuple(_place(item, names, block) for item in items)


def _slice(chosen: slice, names: Sequence[str], block: str) -> tuple[int, ...]:
    if not isinstance(chosen.start, str) and not isinstance(chosen.stop, str):
        return tuple(range(len(names))[chosen])
    first = 0 if chosen.start is None else _place(chosen.start, names, block)
    last = len(names) - 1 if chosen.stop is None else _place(chosen.stop, names, block)
    return tuple(range(first, last + 1))


def _place(item: Any, names: Sequence[str], block: str) -> int:
    if isinstance(item, str):
        if item not in names:
            raise FeatureError.unknown_column(item, names, where=f"step '{block}'")
        return list(names).index(item)
    place = int(item)
    return place + len(names) if place < 0 else place
