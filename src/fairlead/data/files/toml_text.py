r"""Write plain values as TOML: pretty, and the same values always as the same text.

TOML has no word for what is missing, for decimal numbers that must stay exact, and for lengths of time. They are
written as small tables that a person can read: ``{ none = true }``, ``{ decimal = "1.10" }``, ``{ seconds = 1.5 }``.

>>> toml_value([1, 2.5, "a\\b", True])
"[1, 2.5, 'a\\b', true]"
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

WIDTH = 110
"""Characters of a line above which a list is broken."""

TAGS = frozenset({"none", "decimal", "seconds"})
_JSON = json.JSONEncoder(ensure_ascii=False).encode
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


class NotInTomlError(ValueError):
    """Tell that TOML has no way to write a value."""


def toml_line(key: str, value: Any) -> str:
    """Write a key with its value; a long list gets one member, or one row of members, a line.

    >>> toml_line("max value", 120)
    '"max value" = 120'
    """
    if not isinstance(value, (list, tuple)):
        return f"{toml_key(key)} = {toml_value(value)}"
    members = [toml_value(one) for one in value]
    text = f"{toml_key(key)} = [{', '.join(members)}]"
    if len(text) <= WIDTH:
        return text
    rows = "\n".join(f"  {row}," for row in _rows(members))
    return f"{toml_key(key)} = [\n{rows}\n]"


def toml_key(key: str) -> str:
    """Write a key, in quotes if it needs them."""
    return key if _BARE_KEY.fullmatch(key) else _quoted(key)


def toml_value(value: Any) -> str:
    """Write a value on one line.

    Raises
    ------
    NotInTomlError
        TOML has no way to write it.
    """
    if value is None:
        return "{ none = true }"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _float(value)
    if isinstance(value, Decimal):
        return f'{{ decimal = "{value}" }}'
    if isinstance(value, timedelta):
        return f"{{ seconds = {value.total_seconds()!r} }}"
    if isinstance(value, (datetime, date, time)):
        return _moment(value)
    if isinstance(value, Mapping):
        return _table(value)
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(toml_value(one) for one in value)}]"
    raise NotInTomlError(f"a value of type {type(value).__name__}")


def from_toml(value: Any) -> Any:
    """Return what was read from TOML as the value that was written.

    >>> from_toml([{"none": True}, {"decimal": "1.10"}])
    [None, Decimal('1.10')]

    Raises
    ------
    ValueError
        A small table does not hold what its key promises.
    """
    if isinstance(value, list):
        return [from_toml(one) for one in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1 and value.keys() <= TAGS:
        return _untagged(*next(iter(value.items())))
    return {key: from_toml(one) for key, one in value.items()}


def _untagged(tag: str, value: Any) -> Any:
    if tag == "none" and value is True:
        return None
    if tag == "seconds" and type(value) in (int, float):
        return timedelta(seconds=value)
    if tag == "decimal" and isinstance(value, str):
        try:
            return Decimal(value)
        except ArithmeticError:
            pass
    raise ValueError(f"{{ {tag} = {value!r} }}")


def _text(value: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError:
        raise NotInTomlError("text that is not valid Unicode") from None
    if "\\" in value and "'" not in value and value.isprintable():
        return f"'{value}'"  # a regular expression is easier to read without doubled backslashes
    return _quoted(value)


def _quoted(value: str) -> str:
    return _JSON(value).replace("\x7f", "\\u007f")  # TOML forbids it, JSON does not


def _float(value: float) -> str:
    if math.isnan(value):
        return "nan"
    return ("inf" if value > 0 else "-inf") if math.isinf(value) else repr(value)


def _moment(value: datetime | date | time) -> str:
    text = value.isoformat()
    offset = value.utcoffset() if isinstance(value, (datetime, time)) else None
    if offset is not None and (isinstance(value, time) or offset.total_seconds() % 60):
        raise NotInTomlError(f"the time {text}")
    return text


def _table(value: Mapping[Any, Any]) -> str:
    if len(value) == 1 and set(value) <= TAGS:
        raise NotInTomlError(f"a table with the one key {next(iter(value))!r}")
    if any(not isinstance(key, str) for key in value):
        raise NotInTomlError("a table whose keys are not text")
    inner = ", ".join(f"{toml_key(key)} = {toml_value(one)}" for key, one in value.items())
    return f"{{ {inner} }}" if inner else "{}"


def _rows(members: list[str]) -> list[str]:
    """Put members side by side as far as they fit."""
    rows: list[str] = []
    for member in members:
        if rows and len(rows[-1]) + len(member) + 2 <= WIDTH:
            rows[-1] += f", {member}"
        else:
            rows.append(member)
    return rows
