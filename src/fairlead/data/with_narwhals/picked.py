"""A quantile from the two values around its place, as NumPy has it."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from fairlead.data.with_polars.quantile import between


def picked(n: int, q: Any, interpolation: Any, value_at: Callable[[int], Any]) -> Any:
    """Return a quantile of n values in their order; None if there are none.

    Parameters
    ----------
    q : float in [0, 1]; its place is q (n - 1).
    interpolation : linear, lower, higher, nearest (the even place if two are as near) or midpoint.
    value_at : function of a place.

    >>> [picked(4, 0.5, how, [1, 2, 5, 9].__getitem__) for how in ("linear", "lower", "higher", "nearest")]
    [3.5, 2, 5, 5]
    """
    if n == 0:
        return None
    place = q * (n - 1)
    low, high = math.floor(place), math.ceil(place)
    found = between(value_at(low), value_at(high), place - low, interpolation, place)
    return found if found == found else None
