"""Parts of the rows for which a model is looked at by itself: a mean hides who it fails."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from fairlead.errors import EvaluationError
from fairlead.model.casts import values_of
from fairlead.model.evaluation.split import column_of
from fairlead.model.schema import is_missing

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

Slices = Sequence[str] | Mapping[str, Callable[[Any], Any]]
"""Names of columns, each of whose values is a slice; or by name a function of the table that says yes or no a row."""

MOST_VALUES = 20
"""A column with more values is cut into four parts of about equal size if it holds numbers."""


def slice_masks(table: Any, slices: Slices | None) -> dict[str, Array]:
    """Return for each slice which rows are in it; a slice without rows is left out.

    Raises
    ------
    EvaluationError
        A column is not there, has too many values to be cut by, or a function does not say yes or no for each row.

    >>> import pandas
    >>> table = pandas.DataFrame({"plan": ["a", "b", "a"], "tenure": [1, 30, 40]})
    >>> masks = slice_masks(table, {"long": lambda rows: rows["tenure"] > 12}) | slice_masks(table, ["plan"])
    >>> {name: mask.tolist() for name, mask in masks.items()}
    {'long': [False, True, True], 'plan = a': [True, False, True], 'plan = b': [False, True, False]}
    """
    if slices is None:
        return {}
    if isinstance(slices, Mapping):
        found = {name: _asked(name, function, table) for name, function in slices.items()}
    else:
        found = {name: mask for column in slices for name, mask in _by_value(column, table)}
    return {name: mask for name, mask in found.items() if mask.any()}


def _asked(name: str, function: Callable[[Any], Any], table: Any) -> Array:
    import numpy as np

    answer = function(table)
    said = values_of(answer) if hasattr(answer, "__len__") else answer
    if not isinstance(said, list) or len(said) != len(table):
        found = f"a list of {len(said):,} values" if isinstance(said, list) else repr(said)
        raise EvaluationError.not_a_mask(name, len(table), found)
    return np.array([bool(one) and not is_missing(one) for one in said], dtype=bool)


def _by_value(column: str, table: Any) -> list[tuple[str, Array]]:
    """Cut by the values of a column, or by its quarters if it holds many different numbers."""
    import numpy as np

    values = column_of(table, column, "slices")
    kinds = sorted({one for one in values if not is_missing(one)}, key=lambda one: (str(type(one)), one))
    if len(kinds) <= MOST_VALUES:
        return [(f"{column} = {kind}", np.array([one == kind for one in values])) for kind in kinds]
    if not all(isinstance(one, int | float) for one in kinds):
        raise EvaluationError.too_many_values(column, len(kinds), MOST_VALUES)
    numbers = np.array([np.nan if is_missing(one) else float(one) for one in values])
    edges = np.unique(np.nanquantile(numbers, (0, 0.25, 0.5, 0.75, 1)))
    last = len(edges) - 2
    return [
        (
            f"{column} {low:g} to {'' if n == last else 'under '}{high:g}",
            (numbers >= low) & ((numbers <= high) if n == last else (numbers < high)),
        )
        for n, (low, high) in enumerate(zip(edges, edges[1:], strict=False))
    ]
