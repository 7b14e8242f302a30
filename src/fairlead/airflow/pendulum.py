"""The little of `pendulum` that Airflow files use for their dates, where the package is not installed."""

from __future__ import annotations

import datetime as standard
from typing import Any
from zoneinfo import ZoneInfo

from fairlead.errors import AirflowError

UTC = standard.UTC
duration = standard.timedelta


def timezone(name: str) -> ZoneInfo:
    """Return a time zone by its name."""
    return ZoneInfo(name)


def datetime(
    year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0, microsecond: int = 0,
    tz: Any = "UTC",
) -> standard.datetime:  # fmt: skip
    """Return a moment in a time zone.

    >>> datetime(2021, 1, 1, tz="UTC").isoformat()
    '2021-01-01T00:00:00+00:00'
    """
    return standard.datetime(year, month, day, hour, minute, second, microsecond, tzinfo=_zone(tz))


def parse(text: str, tz: Any = "UTC") -> standard.datetime:
    """Read a moment in ISO form."""
    found = standard.datetime.fromisoformat(text)
    return found if found.tzinfo is not None else found.replace(tzinfo=_zone(tz))


def _zone(tz: Any) -> standard.tzinfo:
    return ZoneInfo(tz) if isinstance(tz, str) else tz


def __getattr__(name: str) -> Any:
    if name.startswith("__") or __name__ != "pendulum":  # only a file that takes it for pendulum is told so
        raise AttributeError(name)
    raise AirflowError.unknown_name("pendulum", name)
