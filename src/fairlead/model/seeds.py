"""One seed for a whole recipe: each step that draws random numbers gets its own, derived from it."""

from __future__ import annotations

import copy
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from fairlead.clock import derive_seed

PARAMETER = "random_state"


def seeded(recipe: Any, seed: int | None) -> Any:
    """Return an unfitted copy of the recipe in which every ``random_state`` is set; without a seed, as it is.

    Parameters
    ----------
    seed : int or None. A step's own seed comes from this one and the name of the step, so that a step that is added
        does not change what the others draw.

    >>> from sklearn.linear_model import LogisticRegression
    >>> seeded(LogisticRegression(), 7).random_state == seeded(LogisticRegression(), 7).random_state
    True
    """
    from sklearn.base import clone  # 1 CPU s to import

    unfitted = clone(recipe)
    if seed is None:
        return unfitted
    given = unfitted.get_params(deep=True)
    names = [name for name in given if name.rpartition("__")[2] == PARAMETER]
    own = {name: derive_seed(seed, name) for name in names}
    drawn = {name: _shuffled(value, derive_seed(seed, name)) for name, value in given.items() if _shuffles(value)}
    return unfitted.set_params(**own, **drawn)


@contextmanager
def quiet() -> Iterator[None]:
    """Let steps be trained without being told that the way they are seeded will have another name one day."""
    with warnings.catch_warnings():
        # From scikit-learn 1.9 on it wants a splitter instead, of a kind that depends on the target.
        warnings.filterwarnings("ignore", r"`TargetEncoder\.shuffle` and `TargetEncoder\.random_state`", FutureWarning)
        yield


def _shuffles(value: Any) -> bool:
    """Tell whether a parameter is a splitter that draws another order each time, such as ``KFold(shuffle=True)``."""
    is_splitter = hasattr(value, "split") and hasattr(value, "get_n_splits")
    return is_splitter and bool(getattr(value, "shuffle", True)) and getattr(value, PARAMETER, 0) is None


def _shuffled(splitter: Any, seed: int) -> Any:
    own = copy.copy(splitter)
    setattr(own, PARAMETER, seed)
    return own
