"""The parameters of a recipe that somebody has chosen: those that are not what scikit-learn takes by itself."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

from fairlead.errors import ModelError
from fairlead.model.schema import is_missing, plain
from fairlead.model.seeds import PARAMETER as SEED

PLAIN = (str, int, float, bool, type(None))


def chosen_params(recipe: Any, *, seed: int | None = None) -> dict[str, Any]:
    """Return the parameters of all steps that differ from their defaults, as plain values.

    Parameters
    ----------
    seed : int or None, of the whole recipe; with one, the steps' own seeds follow from it and are left out.

    >>> from sklearn.linear_model import LogisticRegression
    >>> chosen_params(LogisticRegression(C=0.1, max_iter=100))
    {'C': 0.1}
    """
    given = recipe.get_params(deep=True)
    found: dict[str, Any] = {}
    for name, value in given.items():
        owner_name, _, word = name.rpartition("__")
        if word == SEED and seed is not None:
            continue
        owner = given.get(owner_name) if owner_name else recipe
        if is_plain(value) and not _is_default(owner, word, value):
            found[name] = plain(value)
    return found


def plain_values(what: str, values: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return named values as JSON can hold them.

    Parameters
    ----------
    what : "params" or "metadata", for the error.

    Raises
    ------
    ModelError
        One of them is none.

    >>> plain_values("params", {"C": 0.1, "steps": ("scale", "model")})
    {'C': 0.1, 'steps': ['scale', 'model']}
    """
    return {str(name): _plain(what, str(name), value) for name, value in (values or {}).items()}


def plain_metrics(metrics: Mapping[str, float] | None) -> dict[str, float]:
    """Return metrics as floats.

    Raises
    ------
    ModelError
        One is no number, or NaN or infinite: nothing could be compared with it.
    """
    found: dict[str, float] = {}
    for name, value in (metrics or {}).items():
        number = float(value) if isinstance(value, int | float) or hasattr(value, "item") else float("nan")
        if not abs(number) < float("inf"):
            raise ModelError.bad_metric(str(name), value)
        found[str(name)] = number
    return found


def is_plain(value: Any) -> bool:
    """Tell whether a value is one word or number."""
    return isinstance(value, PLAIN) or type(value).__module__ == "numpy" and getattr(value, "ndim", 1) == 0


def _plain(what: str, name: str, value: Any) -> Any:
    if is_plain(value):
        return plain(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(what, f"{name}.{key}", one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(what, name, one) for one in value]
    raise ModelError.not_plain(what, name, value)


def _is_default(owner: Any, name: str, value: Any) -> bool:
    if owner is None or isinstance(owner, str):
        return False
    known = inspect.signature(type(owner).__init__).parameters.get(name)
    if known is None or known.default is inspect.Parameter.empty:
        return False
    are_missing = is_missing(known.default) and is_missing(value)
    return type(known.default) is type(value) and bool(are_missing or known.default == value)
