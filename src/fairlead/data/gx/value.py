"""Turn values of every sort into what JSON can hold, and exact ones back.

`plain_value` writes a value as Great Expectations prints it: for people and programs that read a document.
`exact_value` marks what JSON has no word for, ``{"$date": "2026-11-23"}``, so that `from_exact` gives it back.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from fairlead.errors import SuiteError

_TAGS: dict[str, Callable[[Any], Any]] = {
    "$datetime": datetime.fromisoformat,
    "$date": date.fromisoformat,
    "$time": time.fromisoformat,
    "$seconds": lambda parts: timedelta(*parts),
    "$decimal": Decimal,
    "$bytes": bytes.fromhex,
    "$float": float,
    "$tuple": lambda parts: tuple(from_exact(part) for part in parts),
    "$set": lambda parts: {from_exact(part) for part in parts},
    "$items": lambda pairs: {from_exact(key): from_exact(value) for key, value in pairs},
}


def plain_value(value: Any) -> Any:
    """Return a value as JSON can hold it: dates as text, decimals as floats, NaN, infinity and what is missing as None.

    >>> plain_value({"day": date(2026, 11, 23), "price": Decimal("1.50"), "rate": float("nan")})
    {'day': '2026-11-23', 'price': 1.5, 'rate': None}
    """
    if value is None or type(value) in (bool, int, str):
        return value
    if isinstance(value, Mapping):
        return {key if isinstance(key, str) else str(plain_value(key)): plain_value(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain_value(one) for one in value]
    if isinstance(value, (set, frozenset)):
        return sorted((plain_value(one) for one in value), key=lambda one: (type(one).__name__, str(one)))
    return _plain_scalar(value)


def _plain_scalar(value: Any) -> Any:
    if type(value).__name__ in ("NaTType", "NAType"):  # what pandas puts where a value is missing
        return None
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, (float, Decimal)):
        return float(value) if math.isfinite(value) else None
    if hasattr(value, "tolist"):  # a number or an array of NumPy
        return plain_value(value.tolist())
    if isinstance(value, (bool, int, str)):
        return int(value) if isinstance(value, int) else str(value)
    return str(value)


def exact_value(value: Any) -> Any:
    """Return a value as JSON can hold it, with marks by which `from_exact` gives back the very same.

    Raises
    ------
    TypeError
        There is no way to write it: a table, a function.

    >>> exact_value([1, date(2026, 11, 23)])
    [1, {'$date': '2026-11-23'}]
    """
    if value is None or type(value) in (bool, int, str):
        return value
    if type(value) is float:
        return value if math.isfinite(value) else {"$float": repr(value)}
    if isinstance(value, list):
        return [exact_value(one) for one in value]
    if isinstance(value, Mapping):
        return _exact_mapping(value)
    return _marked(value)


def _exact_mapping(value: Mapping[Any, Any]) -> dict[str, Any]:
    if all(isinstance(key, str) and not key.startswith("$") for key in value):
        return {key: exact_value(one) for key, one in value.items()}
    return {"$items": [[exact_value(key), exact_value(one)] for key, one in value.items()]}


def _marked(value: Any) -> dict[str, Any]:
    if isinstance(value, datetime):
        return {"$datetime": value.isoformat()}
    if isinstance(value, date):
        return {"$date": value.isoformat()}
    if isinstance(value, time):
        return {"$time": value.isoformat()}
    if isinstance(value, timedelta):
        return {"$seconds": [value.days, value.seconds, value.microseconds]}
    if isinstance(value, Decimal):
        return {"$decimal": str(value)}
    if isinstance(value, bytes):
        return {"$bytes": value.hex()}
    if isinstance(value, tuple):
        return {"$tuple": [exact_value(one) for one in value]}
    if isinstance(value, (set, frozenset)):
        ordered = sorted(value, key=lambda one: (type(one).__name__, str(one)))
        return {"$set": [exact_value(one) for one in ordered]}
    raise TypeError(f"a value of type {type(value).__name__}")


def from_exact(value: Any) -> Any:
    """Return the value that `exact_value` wrote.

    Raises
    ------
    SuiteError
        A mark does not hold what it promises.
    """
    if isinstance(value, list):
        return [from_exact(one) for one in value]
    if not isinstance(value, Mapping):
        return value
    tag = next(iter(value), None)
    if len(value) != 1 or tag not in _TAGS:
        return {key: from_exact(one) for key, one in value.items()}
    try:
        return _TAGS[tag](value[tag])
    except (TypeError, ValueError, ArithmeticError):
        raise SuiteError.bad_suite_key("meta.fairlead", dict(value), f"a value after {tag}") from None
