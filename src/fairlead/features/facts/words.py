"""Write numbers, names and lists as parts of a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from fairlead.features.table import plain_value

MOST_NAMED = 8
"""A longer list is cut here; it is read by a person."""


def number(value: Any) -> str:
    """Write a number with four digits that count, or what it is instead.

    >>> number(64.76169), number(7043.0), number(0.000123456), number("x")
    ('64.76', '7,043', '0.0001235', 'x')
    """
    plain = plain_value(value)
    if plain is None:
        return "missing"
    if isinstance(plain, bool) or not isinstance(plain, int | float):
        return str(plain)
    if float(plain).is_integer() and abs(plain) < 1e15:
        return f"{int(plain):,}"
    return f"{plain:,.4g}" if abs(plain) < 1e4 else f"{plain:,.0f}"


def listed(values: Iterable[Any]) -> str:
    """Write a list, cut where it gets long.

    >>> listed(["DSL", "Fiber optic", float("nan")])
    'DSL, Fiber optic, missing'
    """
    words = [number(value) for value in values]
    text = ", ".join(words[:MOST_NAMED])
    return text if len(words) <= MOST_NAMED else f"{text} and {len(words) - MOST_NAMED} more"


def counted(count: int, noun: str) -> str:
    """Write a number with its noun.

    >>> counted(3, "column"), counted(1, "column")
    ('3 columns', '1 column')
    """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def percent(share: float) -> str:
    """Write a share in percent.

    >>> percent(0.1234)
    '12.3 %'
    """
    return f"{share * 100:.1f} %"


def name_at(names: Sequence[str], place: int) -> str:
    """Return a column's name, or its number where there are fewer names than values."""
    return names[place] if place < len(names) else f"column {place}"


def each(names: Sequence[str], values: Any) -> list[tuple[str, Any]]:
    """Pair what was learned for each column with the column's name; nothing learned gives an empty list."""
    return [] if values is None else [(name_at(names, place), value) for place, value in enumerate(values)]
