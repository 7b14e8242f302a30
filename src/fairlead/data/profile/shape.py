r"""See how text is written: which letters, digits and signs follow each other.

>>> shape_regex(["AB-123", "XY-007", "QQ-999"] * 10)
'^[A-Z]{2}-\\d{3}$'
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby

from fairlead.data.pattern import compiled

EMAIL = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"
"""What every e-mail address looks like; many texts that are none look so too."""

FORMATS = ("%Y-%m-%d", "%d.%m.%Y", "%Y/%m/%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%H:%M", "%H:%M:%S", "%Y%m%d")
"""Dates and times in text. None in which day and month could be mistaken for each other."""

LONGEST = 40
"""Characters above which text is not a code."""

PARTS = 12
"""Parts above which a regular expression is not read by anybody."""


def email_share(samples: Sequence[str]) -> float:
    """Return the share of texts that look like e-mail addresses, from 0 to 1."""
    return sum(re.search(EMAIL, text) is not None for text in samples) / len(samples) if samples else 0.0


def strftime_format(samples: Sequence[str]) -> str | None:
    """Return the format in which every text is a date.

    >>> strftime_format(["2026-11-23", "2026-02-28"])
    '%Y-%m-%d'
    """
    return next((one for one in FORMATS if samples and all(_is_date(text, one) for text in samples)), None)


def _is_date(text: str, format_: str) -> bool:
    try:
        return datetime.strptime(text, format_).strftime(format_) == text
    except (ValueError, OverflowError):
        return False


def shape_regex(samples: Sequence[str]) -> str | None:
    """Return a regular expression for codes, if all texts are made of the same parts in the same order.

    A part is a run of capital letters, small letters, digits or one sign. A run that always has one length is
    written with it. Text is taken for a code only if it has digits, or capital letters in one fixed length, so that
    words are left alone. What looks like an e-mail address is proposed as one.
    """
    if len(samples) < 10:
        return None
    if email_share(samples) == 1:
        return EMAIL
    if any(len(text) > LONGEST for text in samples):
        return None
    first = [kind for kind, _ in _runs(samples[0])]
    if not first or len(first) > PARTS:
        return None
    lengths: list[set[int]] = [set() for _ in first]
    for text in samples:
        runs = _runs(text)
        if [kind for kind, _ in runs] != first:
            return None
        for seen, (_, length) in zip(lengths, runs, strict=True):
            seen.add(length)
    is_fixed = all(len(seen) == 1 for seen in lengths)
    has_digits = r"\d" in first
    if not (has_digits and (is_fixed or len(first) > 1)) and not (is_fixed and first == ["[A-Z]"]):
        return None
    regex = f"^{''.join(_written(kind, seen) for kind, seen in zip(first, lengths, strict=True))}$"
    return regex if all(compiled(regex).search(text) for text in samples) else None


def _runs(text: str) -> list[tuple[str, int]]:
    """Split a text into runs of one kind of character."""
    return [(kind, len(list(run))) for kind, run in groupby(text, _kind)]


def _kind(character: str) -> str:
    if character.isascii() and character.isdigit():
        return r"\d"
    if character.isascii() and character.isalpha():
        return "[A-Z]" if character.isupper() else "[a-z]"
    return f"\\{character}" if character in _SPECIAL else character


_SPECIAL = frozenset(r".^$*+?{}[]()|" + "\\")


def _written(kind: str, lengths: Iterable[int]) -> str:
    seen = set(lengths)
    if seen == {1}:
        return kind
    return f"{kind}{{{seen.pop()}}}" if len(seen) == 1 else f"{kind}+"
