"""A record: one answer of a model, with all that is needed to look into it later."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

ARMS = ("champion", "canary", "shadow")
"""Whose answer it is: a shadow's was never given to anybody."""


@dataclass(frozen=True, slots=True)
class Record:
    """Hold one answer.

    Parameters
    ----------
    id : of the request, by which its outcome is joined later. Only the shadow's answer to the same request has it too.
    at : float, seconds since 1970-01-01 UTC.
    model, version : what answered.
    inputs : the row as it was asked, plain values by column.
    outputs : floats, the probability of each class or the one number of a regression.
    prediction : the class or the number.
    arm : "champion", "canary" or "shadow".
    latency_s : float, seconds from the request to the answer.
    problems : what was flagged about the row, such as rules that it breaks.
    """

    id: str
    at: float
    model: str
    version: int
    inputs: Mapping[str, Any]
    outputs: Sequence[float]
    prediction: Any
    arm: str = "champion"
    latency_s: float = 0.0
    problems: Sequence[str] = ()


def new_id() -> str:
    """Return a new id for a prediction, 32 hexadecimal digits.

    >>> len(new_id()), new_id() == new_id()
    (32, False)
    """
    return os.urandom(16).hex()


def line_of(record: Record) -> bytes:
    r"""Write a record as one line of JSON in UTF-8, line feed included.

    >>> line_of(Record("a1", 7.5, "churn", 3, {"age": 36}, [0.25, 0.75], "yes"))[:46]
    b'{"id":"a1","at":7.5,"model":"churn","version":'
    """
    if _quickly is not None:
        try:
            line: bytes = _quickly(record)
        except (TypeError, ValueError, OverflowError):
            return _exactly(record)
        if b"null" not in line:  # which may stand for an infinite number
            return line + b"\n"
    return _exactly(record)


def _exactly(record: Record) -> bytes:
    values = {name: getattr(record, name) for name in _FIELDS}
    return (_encode(values) + "\n").encode("utf-8", "replace")  # half a character becomes a question mark


def _plain(value: Any) -> Any:
    """Return a value of another type as JSON can hold it: a date as text, NumPy's numbers as Python's."""
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if hasattr(value, "tolist"):
        return value.tolist()
    return dict(value) if isinstance(value, Mapping) else str(value)


_encode = json.JSONEncoder(separators=(",", ":"), default=_plain, check_circular=False, ensure_ascii=False).encode
_FIELDS = tuple(Record.__dataclass_fields__)
try:
    import msgspec  # what the server itself reads and writes with, and ten times as quick

    _quickly: Callable[[Any], bytes] | None = msgspec.json.Encoder().encode
except ImportError:
    _quickly = None
