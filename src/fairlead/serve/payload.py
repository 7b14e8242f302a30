"""What a request for predictions asks: its body within limits, its rows, and their ids."""

from __future__ import annotations

import asyncio
import itertools
import json
import math
import os
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from fairlead.serve.limits import Limits
from fairlead.serve.refusal import Refusal, too_large, too_many, too_slow

_decode = msgspec.json.Decoder().decode

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]

LONGEST_ID = 200
"""Characters of an id that a client may give."""

LITTLE = 65_536
"""Bytes of a body that each client may send before its request has a place among those in work."""

is_id = re.compile(rf"[!-~]{{1,{LONGEST_ID}}}").fullmatch
"""Whether a text may be an id: visible ASCII, so that it survives headers, logs and tables."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Hold the rows of a request.

    Parameters
    ----------
    ids : one for each row.
    single : whether one row was sent as it is, so one answer goes back as it is.
    """

    rows: Sequence[Mapping[str, Any]]
    ids: Sequence[str]
    single: bool


class ClientGone(Exception):
    """Tell that the client has closed the connection before its request was whole."""


class Ids:
    """Make ids that no other process, now or later, makes: 80 random bits a process, and a running number.

    >>> ids = Ids()
    >>> ids.next() != ids.next()
    True
    """

    def __init__(self) -> None:
        self._start = os.urandom(10).hex()
        self._numbers = itertools.count(1)

    def next(self) -> str:
        """Return an id that was not there before."""
        return f"{self._start}-{next(self._numbers):x}"


async def read_body(receive: Receive, length: int | None, limits: Limits, on_large: Callable[[], None]) -> bytes:
    """Read the body of a request, and no more of it than it may have.

    Parameters
    ----------
    length : as the client says; None if it does not, as with chunks.
    on_large : called once more than a little of it has come; it may refuse the rest.

    Raises
    ------
    Refusal
        It is too long, or too slow.
    ClientGone
        It never came.
    """
    if length is not None and length > limits.body:
        raise too_large(limits.body)
    try:
        async with asyncio.timeout(limits.seconds):
            parts: list[bytes] = []
            size = 0
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise ClientGone
                parts.append(message.get("body", b""))
                size += len(parts[-1])
                if size > limits.body:
                    raise too_large(limits.body)
                if size > LITTLE:
                    on_large()
                if not message.get("more_body", False):
                    return b"".join(parts)
    except TimeoutError:
        raise too_slow(limits.seconds) from None


def read_json(body: bytes) -> Any:
    """Read a JSON document as strictly as RFC 8259 has it, and name no field twice.

    Raises
    ------
    Refusal
        It is none: it has NaN, a number that no double holds, half a character, or something behind its end.

    >>> read_json(b'{"age": 36}')
    {'age': 36}
    """
    try:
        value = _decode(body)
        # As many colons as fields: each belongs to one, so none is there twice. Otherwise texts have some too, perhaps.
        if body.count(b":") != _fields(value):
            json.loads(body, object_pairs_hook=_once)
    except UnicodeDecodeError:
        raise Refusal(400, "The body is not in UTF-8.") from None
    except RecursionError:
        raise Refusal(400, "The body is not a row: it is nested too deeply.") from None
    except (msgspec.MsgspecError, json.JSONDecodeError) as error:
        why = str(error).partition(" - at")[0]
        if any(word in body for word in (b"NaN", b"Infinity")) or "out of range" in why:
            why = _no_number(body) or why
        raise Refusal(400, f"The body is not JSON: {why}.") from None
    return value


def _no_number(body: bytes) -> str | None:
    """Say which field has a value that is no number of JSON; None if the body is no JSON for another reason."""
    found: list[tuple[str, float]] = []

    def look(pairs: list[tuple[str, Any]]) -> None:
        found.extend((name, value) for name, value in pairs if isinstance(value, float) and not math.isfinite(value))

    with suppress(ValueError, RecursionError):  # what else is wrong with it comes behind what was found
        json.loads(body, object_pairs_hook=look, parse_int=float)
    if not found:
        return None
    name, value = found[0]
    what = "NaN" if value != value else "infinite, or larger than any number that a computer calculates with"
    return f"{name[:100]!r} is {what}. NaN and Infinity are no JSON; a missing value is null"


def _fields(value: Any) -> int:
    """Return how many fields a document of rows has."""
    if isinstance(value, dict):
        rows = value.get("rows")
        return len(value) + (_fields(rows) if isinstance(rows, list) else _fields_by_id(rows))
    return sum(len(row) for row in value if isinstance(row, dict)) if isinstance(value, list) else 0


def _fields_by_id(rows: Any) -> int:
    return len(rows) + _fields(list(rows.values())) if isinstance(rows, dict) else 0


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Refusal(400, f"The field {twice[:100]!r} is there twice, so it is not clear which value counts.")
    return found


def read_rows(value: Any, request: str, most: int) -> Asked:
    """Return the rows that a document asks about.

    Parameters
    ----------
    value : one row as an object, a list of rows, or ``{"rows": ...}`` with a list of rows or with rows by their ids.
    request : the id of the request; ids of rows that the client does not give follow from it.
    most : int, how many rows there may be.

    Raises
    ------
    Refusal
        It is nothing of the kind, has too many rows, or ids that are none.

    >>> read_rows({"age": 36}, "r1", 10)
    Asked(rows=[{'age': 36}], ids=['r1'], single=True)
    >>> read_rows([{"age": 36}, {"age": 41}], "r1", 10).ids
    ['r1:0', 'r1:1']
    >>> read_rows({"rows": {"order-17": {"age": 36}}}, "r1", 10).ids
    ['order-17']
    """
    if isinstance(value, list):
        return _many(value, request, most)
    if not isinstance(value, dict):
        raise Refusal(422, f"The body is {_kind(value)}. Expected a row as an object, or a list of rows.")
    rows = value.get("rows")
    if not isinstance(rows, list | dict):
        return Asked([value], [request], single=True)
    if len(value) > 1:
        odd = next(name for name in value if name != "rows")
        raise Refusal(422, f"{odd[:100]!r} stands beside 'rows', where nothing else may stand.")
    return _many(rows, request, most) if isinstance(rows, list) else _by_id(rows, request, most)


def _by_id(rows: dict[str, Any], request: str, most: int) -> Asked:
    odd = next((one for one in rows if not is_id(one)), None)
    if odd is not None:
        raise Refusal(422, f"{odd[:100]!r} is no id of a row: visible ASCII, at most {LONGEST_ID} characters.")
    return replace(_many(list(rows.values()), request, most), ids=list(rows))


def _many(rows: list[Any], request: str, most: int) -> Asked:
    if not rows:
        raise Refusal(422, "The request has no rows.")
    if len(rows) > most:
        raise too_many(len(rows), most)
    return Asked(rows, [f"{request}:{n}" for n in range(len(rows))], single=False)


def no_rows(value: Any) -> Refusal:
    """What stands under 'rows' alone is neither a list of rows nor an object of them."""
    return Refusal(422, f"'rows' is {_kind(value)}; a list of rows, or an object of rows by their ids, is expected.")


def _kind(value: Any) -> str:
    words: Mapping[type, str] = {
        dict: "an object", list: "a list", str: "a text", bool: "a boolean", int: "a number", float: "a number",
        type(None): "null",
    }  # fmt: skip
    return words[type(value)]
