"""Who has held an alias, read from the events: where a rollback goes, and who was champion until when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

MOVES = ("promote", "rollback")
"""Events that give an alias to a version."""


@dataclass(frozen=True, slots=True)
class Hold:
    """Say that a version held an alias: since when, and until when, or None if it still does."""

    version: int
    since: float
    until: float | None = None


def holds_of(events: Iterable[Mapping[str, Any]], alias: str) -> list[Hold]:
    """Return who held an alias, in order.

    >>> moves = [{"kind": "promote", "alias": "champion", "version": n, "at": float(n)} for n in (1, 2)]
    >>> holds_of(moves, "champion")
    [Hold(version=1, since=1.0, until=2.0), Hold(version=2, since=2.0, until=None)]
    """
    moves = [one for one in events if one["kind"] in MOVES and one["alias"] == alias]
    pairs = zip_longest(moves, moves[1:])
    return [Hold(one["version"], one["at"], None if then is None else then["at"]) for one, then in pairs]


def earlier_of(events: Iterable[Mapping[str, Any]], alias: str) -> list[int]:
    """Return the versions that a rollback can go to, the nearest first.

    Who was rolled back from is not among those before it: going back twice goes back two steps, not to and fro.

    >>> promoted = [{"kind": "promote", "alias": "champion", "version": n} for n in (1, 2, 3)]
    >>> earlier_of(promoted, "champion")
    [2, 1]
    >>> earlier_of([*promoted, {"kind": "rollback", "alias": "champion", "version": 2}], "champion")
    [1]
    """
    line: list[int] = []
    for event in events:
        if event["kind"] not in MOVES or event["alias"] != alias:
            continue
        version = event["version"]
        if event["kind"] == "rollback" and version in line:
            line = line[: len(line) - line[::-1].index(version)]
        else:
            line.append(version)
    return list(dict.fromkeys(version for version in reversed(line[:-1]) if version != line[-1]))


def ever_held(events: Iterable[Mapping[str, Any]], alias: str) -> list[int]:
    """Return every version that has ever held an alias, in the order of the first time."""
    return list(dict.fromkeys(hold.version for hold in holds_of(events, alias)))
