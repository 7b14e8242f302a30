"""Know values that stand for a missing one, so that they are not taken for wrong ones."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

NUMBERS = frozenset({-1, -9, -99, -999, -9999, -99999, 9, 99, 999, 9999, 99999, 999999})
TEXTS = frozenset({
    "", "-", "--", ".", "?", "#n/a", "n/a", "na", "n.a.", "nan", "nil", "none", "null", "(null)", "missing", "unknown",
    "undefined", "not available", "tbd", "xx", "xxx",
})  # fmt: skip
DATES = frozenset({
    date(1, 1, 1), date(1753, 1, 1), date(1899, 12, 30), date(1899, 12, 31), date(1900, 1, 1), date(1970, 1, 1),
    date(2099, 12, 31), date(2999, 12, 31), date(9999, 12, 31),
})  # fmt: skip
"""Values that are seen in files in place of missing ones; the first days of the calendars of common programs."""


def is_sentinel(value: Any) -> bool:
    """Tell whether a value is known to stand for a missing one in many files.

    It may also be a real value, so this is a reason to look, not to change anything.

    >>> [is_sentinel(value) for value in (-1, 999.0, "N/A", date(1900, 1, 1), 36, "Ada", True)]
    [True, True, True, True, False, False, False]
    """
    if isinstance(value, bool):
        return False
    if isinstance(value, (int, float)):
        return value in NUMBERS
    if isinstance(value, str):
        return value.strip().casefold() in TEXTS
    if isinstance(value, datetime):
        return value.date() in DATES and (value.hour, value.minute, value.second) == (0, 0, 0)
    return isinstance(value, date) and value in DATES
