"""Schedules: when a pipeline is due, as pure functions of times (seconds since 1970, UTC).

Every slot is a whole second, so that a stored slot is read back as exactly the same number and is never
issued twice. A slot says when a run is due; it is also the run's logical date.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import count, islice, takewhile
from typing import Literal

from fairlead.clock import duration, timestamp
from fairlead.errors import ScheduleError

PRESETS = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
}
FIELDS = {
    "minute": "0-59",
    "hour": "0-23",
    "day-of-month": "1-31, L (last day) or LW (last weekday)",
    "month": "1-12 or JAN-DEC",
    "day-of-week": "0-7 or SUN-SAT (0 and 7 are Sunday), 5L (last Friday) or 5#2 (second Friday)",
}
NEVER = math.inf
Step = Literal["hour", "day", "week", "month"]


@dataclass(frozen=True, slots=True)
class Schedule:
    """Say when a pipeline is due; made by `parse_schedule`.

    Attributes
    ----------
    expression : str
        As it was written, "" for a pipeline that is only started by hand.
    cron : str
        Five fields (minute, hour, day of month, month, day of week), "" for an interval.
    interval : float, seconds
        0 for a cron expression.
    anchor : float, seconds since 1970
        The first slot of an interval.
    timezone : str
        The clock on the wall that a cron expression is about.
    """

    expression: str = ""
    cron: str = ""
    interval: float = 0.0
    anchor: float = 0.0
    timezone: str = "UTC"

    def next_after(self, t: float) -> float:
        """Return the first slot later than `t`, or infinity if there is none.

        When the clocks are put forward, a time of day that is left out (02:30) is due once, right after the
        gap. When they are put back, a time of day that comes twice is due the first time only. An
        expression whose minute or hour begins with ``*`` follows the real hours, as Debian's cron does.

        >>> timestamp(parse_schedule("0 6 * * *", "Europe/Rome").next_after(0.0))
        '1970-01-01T05:00:00.000Z'
        """
        if self.cron:
            return _next_cron(self.cron, self.timezone, t)
        if self.interval:
            return self.anchor + max(math.floor((t - self.anchor) / self.interval) + 1, 0) * self.interval
        return NEVER

    def slots_between(self, after: float, until: float, limit: int = 1000) -> list[float]:
        """Return the first `limit` slots later than `after` and not later than `until`.

        >>> parse_schedule("every 15m").slots_between(0.0, 3600.0)
        [900.0, 1800.0, 2700.0, 3600.0]
        """
        return list(islice(takewhile(lambda slot: slot <= until, self._slots_after(after)), limit))

    def describe(self) -> str:
        """Return the schedule in words.

        >>> parse_schedule("0 6 * * *", "Europe/Rome").describe()
        'every day at 06:00 Europe/Rome'
        >>> parse_schedule("every 15m").describe()
        'every 15m from 1970-01-01T00:00:00Z'
        """
        if self.cron:
            return f"{_in_words(self.cron)} {self.timezone}"
        if self.interval:
            return f"every {_compact(self.interval)} from {timestamp(self.anchor).replace('.000Z', 'Z')}"
        return "only when started by hand"

    def _slots_after(self, t: float) -> Iterator[float]:
        while (t := self.next_after(t)) < NEVER:
            yield t


def parse_schedule(expression: str | timedelta | None, timezone: str = "UTC", *, anchor: float = 0.0) -> Schedule:
    """Read a schedule: cron ("0 6 * * *"), a name ("@daily"), an interval ("every 15m", a timedelta) or None.

    Parameters
    ----------
    timezone : str
        A name such as "Europe/Rome"; cron expressions are about the clock on the wall there.
    anchor : float, seconds since 1970
        The first slot of an interval (the start date of the pipeline), cut to a whole second.

    Raises
    ------
    ScheduleError
        The expression cannot be understood, or there is no such time zone.
    """
    _zone(timezone)
    if expression is None:
        return Schedule(timezone=timezone)
    if isinstance(expression, timedelta):
        return _interval(str(expression), expression.total_seconds(), timezone, anchor)
    text = " ".join(expression.split())
    word, _, rest = text.partition(" ")
    if word.lower() == "every":
        return _interval(text, _length(text, rest), timezone, anchor)
    if text.startswith("@"):
        if text.lower() not in PRESETS:
            raise ScheduleError.bad_expression(text, f"the names are {', '.join(PRESETS)}")
        return Schedule(text, PRESETS[text.lower()], timezone=timezone)
    _check_cron(text)
    return Schedule(text, text.upper(), timezone=timezone)


def _length(text: str, rest: str) -> float:
    try:
        return duration(rest)
    except ScheduleError:
        raise ScheduleError.bad_expression(text, f"'{rest}' is not a length of time") from None


def _interval(text: str, seconds: float, timezone: str, anchor: float) -> Schedule:
    if seconds < 1 or seconds != int(seconds):
        raise ScheduleError.bad_expression(text, "an interval is a whole number of seconds, 1 or more")
    return Schedule(text, interval=float(seconds), anchor=float(math.floor(anchor)), timezone=timezone)


def _check_cron(text: str) -> None:
    from cronsim import CronSim, CronSimError  # only where there is a schedule

    fields = text.split(" ") if text else []
    if len(fields) != len(FIELDS):
        reason = f"it has {len(fields)} fields instead of 5 (minute, hour, day of month, month, day of week)"
        raise ScheduleError.bad_expression(text, reason)
    try:
        next(CronSim(text, datetime(2000, 1, 1)))
    except StopIteration:
        raise ScheduleError.bad_expression(text, "no date is like this") from None
    except CronSimError as error:
        raise ScheduleError.bad_expression(text, _what_is_wrong(fields, str(error))) from None
    except (AssertionError, ValueError, TypeError, OverflowError):
        # cronsim stumbles over some nonsense ("9999...", "1#2/3") before it can say what is wrong.
        raise ScheduleError.bad_expression(text, "it is not a cron expression") from None


def _what_is_wrong(fields: list[str], message: str) -> str:
    name = message.removeprefix("Bad ")
    if name not in FIELDS:
        return message
    field = fields[list(FIELDS).index(name)]
    if name == "day-of-month" and field.isdigit() and 1 <= int(field) <= 31:
        return f"no month that it names has a day {field}"
    return f"the {name.replace('-', ' ')} is '{field}', and takes {FIELDS[name]}"


def _next_cron(cron: str, timezone: str, t: float) -> float:
    from cronsim import CronSim  # only where there is a schedule

    for moment in CronSim(cron, datetime.fromtimestamp(math.floor(t), _zone(timezone))):
        # In the hour that comes twice, cronsim may answer with a time of its first pass, which is over.
        if (slot := moment.timestamp()) > t:
            return slot
    return NEVER


def _zone(name: str) -> tzinfo:
    if name == "UTC":
        return UTC  # cronsim is quicker with it, and no file need be read
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # only where there is a schedule

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ScheduleError.unknown_timezone(name) from None


def _compact(seconds: float) -> str:
    """Return a whole number of seconds as it is written in a schedule, such as 1h30m."""
    written = ""
    for unit, size in (("d", 86400), ("h", 3600), ("m", 60), ("s", 1)):
        number, seconds = divmod(int(seconds), size)
        written += f"{number}{unit}" if number else ""
    return written


def _in_words(cron: str) -> str:
    from cronsim import CronSim  # only where a person reads it

    words = CronSim(cron, datetime(2000, 1, 1)).explain()
    times = re.fullmatch(r"At (\d\d:\d\d(?:(?:, | and |, and )\d\d:\d\d)*) (.+)", words)
    return f"{times[2]} at {times[1]}" if times else words[:1].lower() + words[1:]


@dataclass(frozen=True, slots=True)
class DueSlots:
    """Say what a scheduler should do now: slots to start, and slots to record as skipped."""

    start: tuple[float, ...] = ()
    skip: tuple[float, ...] = ()

    @property
    def last(self) -> float | None:
        """Return the latest slot that is dealt with: what the scheduler stores as its last slot."""
        return max((*self.start, *self.skip), default=None)


def due_slots(
    schedule: Schedule,
    *,
    start: float,
    last_slot: float | None,
    now: float,
    catchup: bool,
    limit: int = 1000,
) -> DueSlots:
    """Return which slots to start now and which to record as skipped: none is left out and none comes twice.

    Parameters
    ----------
    start : float, seconds since 1970; slots before it do not count, a slot at it does
    last_slot : float or None, the latest slot that was dealt with (`DueSlots.last`), as it is stored
    now : float, seconds since 1970; a clock that has been put back makes nothing due a second time
    catchup : bool
        Whether missed slots are all started; otherwise only the latest is, and the others are skipped.
    limit : int
        At most so many slots are dealt with at once. If there are more, the rest comes with the next call.

    >>> every_hour = parse_schedule("@hourly")
    >>> due_slots(every_hour, start=0.0, last_slot=0.0, now=10_800.0, catchup=False)
    DueSlots(start=(10800.0,), skip=(3600.0, 7200.0))
    """
    after = math.ceil(start) - 1.0  # slots are whole seconds, so that a slot at `start` is later than this
    if last_slot is not None:
        after = max(after, last_slot)
    slots = schedule.slots_between(after, now, limit + 1)
    is_everything, slots = len(slots) <= limit, slots[:limit]
    if catchup:
        return DueSlots(start=tuple(slots))
    started = slots[-1:] if is_everything else []
    return DueSlots(start=tuple(started), skip=tuple(slots[: len(slots) - len(started)]))


def dates_between(first: str | date, last: str | date, every: Step = "day") -> list[str]:
    """Return the ISO dates from `first` to `last`, both included, for a backfill.

    A month without the day of `first` gives its last day. Steps of an hour give times, up to 23:00 of `last`.

    Raises
    ------
    ScheduleError
        A date cannot be read, the step is unknown, or `last` is before `first`.

    >>> dates_between("2026-01-31", "2026-04-01", "month")
    ['2026-01-31', '2026-02-28', '2026-03-31']
    >>> dates_between("2026-01-01T21:00", "2026-01-01", "hour")
    ['2026-01-01T21:00', '2026-01-01T22:00', '2026-01-01T23:00']
    """
    if every not in ("hour", "day", "week", "month"):
        raise ScheduleError.bad_expression(str(every), "the steps are hour, day, week and month")
    begin, end = _moment(first), _moment(last)
    if every == "hour" and _is_only_a_date(last):
        end += timedelta(hours=23)
    dates = [_shown(one, every) for one in takewhile(lambda one: one <= end, _steps(begin, every))]
    if not dates:
        raise ScheduleError.bad_range(str(first), str(last))
    return dates


def _steps(begin: datetime, every: Step) -> Iterable[datetime]:
    if every == "month":
        return (_months_later(begin, number) for number in count())
    step = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1)}[every]
    return (begin + number * step for number in count())


def _months_later(begin: datetime, number: int) -> datetime:
    months = begin.year * 12 + begin.month - 1 + number
    first = begin.replace(year=months // 12, month=months % 12 + 1, day=1)
    next_month = (first + timedelta(days=31)).replace(day=1)
    return min(first + timedelta(days=begin.day - 1), next_month - timedelta(days=1))


def _moment(value: str | date) -> datetime:
    try:
        read = datetime.fromisoformat(value.isoformat() if isinstance(value, date) else value)
    except ValueError:
        raise ScheduleError.bad_time(str(value)) from None
    return read.replace(tzinfo=None)


def _is_only_a_date(value: str | date) -> bool:
    return len(value) <= len("2026-01-01") if isinstance(value, str) else not isinstance(value, datetime)


def _shown(moment: datetime, every: Step) -> str:
    return moment.isoformat(timespec="minutes") if every == "hour" else moment.date().isoformat()
