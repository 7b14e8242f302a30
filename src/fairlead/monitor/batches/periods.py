"""Stretches of time and their names: 2024-03-05 is a day, 2024-W10 a week, 2024-03 a month."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, tzinfo
from typing import Literal
from zoneinfo import ZoneInfo

Period = Literal["day", "week", "month"]
PERIODS: tuple[Period, ...] = ("day", "week", "month")

FORMATS: dict[Period, str] = {"day": "%Y-%m-%d", "week": "%G-W%V", "month": "%Y-%m"}
"""How a period is named, as `strftime` writes it; a week is that of ISO 8601, from Monday on."""

_NAMES: dict[Period, re.Pattern[str]] = {
    "day": re.compile(r"(\d{4})-(\d\d)-(\d\d)"),
    "week": re.compile(r"(\d{4})-W(\d\d)"),
    "month": re.compile(r"(\d{4})-(\d\d)"),
}


def zone_of(name: str) -> tzinfo:
    """Return a time zone by its name in the IANA data base.

    Raises
    ------
    KeyError
        There is none of this name.
    """
    try:
        return ZoneInfo(name)
    except (OSError, ValueError) as error:
        raise KeyError(name) from error


def name_of(moment: float, period: Period, zone: tzinfo) -> str:
    """Return the name of the period that a moment lies in.

    Parameters
    ----------
    moment : seconds since 1970-01-01 UTC.

    >>> [name_of(1_709_250_000.0, one, ZoneInfo("UTC")) for one in PERIODS]
    ['2024-02-29', '2024-W09', '2024-02']
    >>> name_of(1_709_250_000.0, "month", ZoneInfo("Asia/Tokyo"))
    '2024-03'
    """
    return datetime.fromtimestamp(moment, zone).strftime(FORMATS[period])


def period_of(name: str) -> Period | None:
    """Return what kind of period a name is of; None if it names none.

    >>> period_of("2024-03"), period_of("2024-W10"), period_of("spring"), period_of("2024-13")
    ('month', 'week', None, None)
    """
    return next((one for one in PERIODS if _days(name, one) is not None), None)


def span_of(name: str, zone: tzinfo) -> tuple[float, float] | None:
    """Return from when to when a period lasts, in seconds since 1970-01-01 UTC; None if the name is of none.

    A day on which clocks are put forward has 23 hours.

    >>> span = span_of("2024-03-31", ZoneInfo("Europe/Rome"))
    >>> (span[1] - span[0]) / 3600
    23.0
    """
    period = period_of(name)
    if period is None:
        return None
    days = _days(name, period)
    assert days is not None
    begin, end = (datetime(day.year, day.month, day.day, tzinfo=zone).timestamp() for day in days)
    return begin, end


def before(name: str) -> str | None:
    """Return the name of the period before; None if the name is of none.

    >>> before("2024-03"), before("2024-W01"), before("2024-03-01")
    ('2024-02', '2023-W52', '2024-02-29')
    """
    period = period_of(name)
    days = None if period is None else _days(name, period)
    return None if period is None or days is None else (days[0] - timedelta(days=1)).strftime(FORMATS[period])


def year_before(name: str) -> str | None:
    """Return the name of the same period of the year before; None if there is none such.

    >>> year_before("2024-03"), year_before("2024-W10"), year_before("2024-02-29"), year_before("spring")
    ('2023-03', '2023-W10', None, None)
    """
    period = period_of(name)
    if period is None:
        return None
    earlier = f"{int(name[:4]) - 1:04d}{name[4:]}"
    return earlier if _days(earlier, period) is not None else None


def _days(name: str, period: Period) -> tuple[date, date] | None:
    """Return the first day of a period and the first one after it."""
    found = _NAMES[period].fullmatch(name)
    if found is None:
        return None
    numbers = [int(one) for one in found.groups()]
    try:
        if period == "day":
            first = date(*numbers)
            return first, first + timedelta(days=1)
        if period == "week":
            first = date.fromisocalendar(numbers[0], numbers[1], 1)
            return first, first + timedelta(weeks=1)
        first = date(numbers[0], numbers[1], 1)
        return first, (first + timedelta(days=32)).replace(day=1)
    except (ValueError, OverflowError):
        return None
