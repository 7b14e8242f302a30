"""Values of any table library as plain Python ones, which JSON, a message and an equality understand."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

PLAIN = frozenset({int, str, bool, bytes, date, datetime, time, timedelta, type(None)})
"""Types of which every value is plain; a float may be NaN."""


def plain(value: Any) -> Any:
    """Return a value as plain Python; whatever stands for a missing one becomes None.

    >>> import numpy
    >>> plain(numpy.int64(3)), plain(float("nan")), plain([numpy.float32(0.5)])
    (3, None, [0.5])
    """
    if type(value) in PLAIN:
        return value
    if is_missing(value):
        return None
    if isinstance(value, (list, tuple)):
        return type(value)(plain(item) for item in value) if type(value) in (list, tuple) else value
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    for turn in ("to_pydatetime", "to_pytimedelta", "as_py", "tolist"):  # pandas, pandas, pyarrow, NumPy
        if hasattr(value, turn):
            return plain(_turned(value, turn))
    return value


def _turned(value: Any, turn: str) -> Any:
    if turn == "to_pydatetime":
        return value.to_pydatetime(warn=False)
    if turn == "tolist" and str(value.dtype) in ("datetime64[ns]", "timedelta64[ns]"):
        value = value.astype(str(value.dtype).replace("[ns]", "[us]"))  # of nanoseconds NumPy gives a whole number
    return getattr(value, turn)()


def is_missing(value: Any) -> bool:
    """Tell whether a value stands for a missing one: None, NaN, and what pandas has for it.

    >>> is_missing(float("nan")), is_missing(""), is_missing(0)
    (True, False, False)
    """
    if value is None:
        return True
    try:
        return bool(value != value)
    except TypeError:  # pandas.NA: neither true nor false
        return type(value).__name__ == "NAType"
    except ValueError:  # an array
        return False


def plain_number(value: Any, is_whole: bool) -> Any:
    """Return an aggregate as plain Python; a sum of whole numbers is one, whatever it was added up in.

    >>> plain_number(Decimal("3"), is_whole=True)
    3
    """
    found = plain(value)
    return int(found) if is_whole and isinstance(found, Decimal) else found
