"""Whether new rows still arrive."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from fairlead.clock import SystemClock, duration, parse_timestamp, show_duration
from fairlead.data.expr import col
from fairlead.data.kind import COLUMN, Example, Judgement, Kind, Measure, Parameter, measure_kind
from fairlead.data.metric import Metric
from fairlead.errors import ScheduleError, SuiteError


@measure_kind(
    "expect_column_max_to_be_recent",
    "fresh",
    COLUMN,
    Parameter("max_age", "duration", "how old the newest value may be: 90m, 1d, 2w"),
    Parameter("now", "date", "the time that counts as now; that of the clock if not given", None),
    sentence="the newest value of {column} is at most {max_age} old",
    example=Example(
        {"seen_at": ["2026-11-20T08:00:00", "2026-11-23T08:00:00", None]},
        {"column": "seen_at", "max_age": "1d", "now": "2026-11-23T12:00:00"},
        True,
        None,
        "2026-11-23T08:00:00",
    ),
)
def fresh(column: str, max_age: Any, now: Any) -> Measure:
    """The newest value of a column of dates or times is not older than a certain age.

    The age is a number with a unit, as in ``"90m"``, ``"1d"`` or ``"2w"``. A time without a zone is UTC. A date stands
    for its whole day: with ``"1d"`` the newest one must be yesterday's or later. Text is read as a date in ISO 8601.
    Missing values are left out, and a column without any value breaks the rule; so does a newest value that
    lies further ahead than `max_age`, as a date in the far future says nothing about new rows.

    What counts as now is told by the clock when the suite is run. Give `now` to check an old table as of its time.
    Great Expectations has no such expectation.
    """
    seconds = _seconds(max_age)
    fixed = None if now is None else _moment("now", now)

    def judge(values: Mapping[str, Any]) -> Judgement:
        newest = values["newest"]
        if newest is None:
            return Judgement(False, None)
        moment = SystemClock().now() if fixed is None else fixed
        age = _age(newest, moment)
        details = {"age": show_duration(age), "age_seconds": round(age, 3)}
        return Judgement(-seconds <= age <= seconds, newest, details)

    return Measure({"newest": Metric("max", col(column))}, judge)


def _seconds(max_age: Any) -> float:
    try:
        return duration(max_age)
    except ScheduleError:
        raise SuiteError.bad_argument("fresh", "max_age", max_age, 'a length of time such as "1d"') from None


def _age(value: Any, now: float) -> float:
    """Give the seconds from a value to now; below 0 if it lies ahead."""
    if isinstance(value, date) and not isinstance(value, datetime):
        start = datetime(value.year, value.month, value.day, tzinfo=UTC)
        end = start + timedelta(days=1)
        if start.timestamp() <= now < end.timestamp():
            return 0.0
        return now - (end if end.timestamp() <= now else start).timestamp()
    return now - _moment("column", value)


def _moment(name: str, value: Any) -> float:
    """Read a time as seconds since 1970-01-01 UTC."""
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day)
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).timestamp()
    try:
        return parse_timestamp(value)
    except (ScheduleError, AttributeError, TypeError):
        raise SuiteError.bad_argument("fresh", name, value, "a date or a time in ISO 8601") from None


__all__ = ["Kind", "fresh"]
