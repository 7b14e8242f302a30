"""Tell the time, write times and durations for people, and make run ids and seeds.

Only this module reads a clock. Whoever needs the time takes a `Clock` as an argument, so that a test
can move it by hand.
"""

from __future__ import annotations

import functools
import math
import os
import re
import time
from typing import TYPE_CHECKING, Protocol

from fairlead.errors import ScheduleError

if TYPE_CHECKING:
    from datetime import timedelta

RUN_ID_ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"
"""Without 0, 1, i, l, o and u, which are misread when an id is typed from a screen."""

SECONDS_OF = {"w": 604800.0, "d": 86400.0, "h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}
"""Units of a duration, longest first, in the order in which they may be written."""

_DURATION = re.compile(
    r"\s*".join(rf"(?:(?P<{u}>\d+(?:\.\d+)?)\s*{'m(?:in)?' if u == 'm' else u})?" for u in SECONDS_OF)
)


class Clock(Protocol):
    """Something that tells the time and lets it pass."""

    def now(self) -> float:
        """Return the time in seconds since 1970-01-01 UTC; it may jump when the machine's clock is set."""
        ...

    def monotonic(self) -> float:
        """Return seconds since some moment; it never goes back, so differences are lengths of time."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait so many seconds."""
        ...


class SystemClock:
    """Tell the machine's own time.

    >>> SystemClock().now() > parse_timestamp("2026-01-01")
    True
    """

    def now(self) -> float:
        """Return the time in seconds since 1970-01-01 UTC."""
        return time.time()

    def monotonic(self) -> float:
        """Return seconds since some moment, never going back."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait so many seconds; not at all if the number is negative."""
        time.sleep(max(0.0, seconds))


class ManualClock:
    """Stand still until it is moved, for tests.

    Parameters
    ----------
    start : float, seconds since 1970-01-01 UTC

    >>> clock = ManualClock(start=1000.0)
    >>> clock.sleep(2.5)
    >>> clock.now(), clock.monotonic()
    (1002.5, 2.5)
    """

    def __init__(self, start: float = 0.0) -> None:
        self._now = start
        self._elapsed = 0.0

    def now(self) -> float:
        """Return the time in seconds since 1970-01-01 UTC."""
        return self._now

    def monotonic(self) -> float:
        """Return the seconds that have passed since the clock was made."""
        return self._elapsed

    def sleep(self, seconds: float) -> None:
        """Move the clock on at once instead of waiting."""
        self.advance(max(0.0, seconds))

    def advance(self, seconds: float) -> None:
        """Let so many seconds pass.

        Raises
        ------
        ValueError
            The number is negative: time does not run backwards, but `jump` may set the clock back.
        """
        if seconds < 0:
            raise ValueError(f"time cannot pass backwards: {seconds!r}")
        self._now += seconds
        self._elapsed += seconds

    def jump(self, seconds: float) -> None:
        """Set the clock forward or back, as an administrator or a time server may, while no time passes."""
        self._now += seconds


def timestamp(seconds: float) -> str:
    """Write a time in ISO 8601, in UTC, with milliseconds.

    Parameters
    ----------
    seconds : float, seconds since 1970-01-01 UTC

    >>> timestamp(1795445112.25)
    '2026-11-23T14:45:12.250Z'
    """
    whole, milliseconds = divmod(round(seconds * 1000), 1000)
    return f"{_second(whole)}.{milliseconds:03d}Z"


@functools.lru_cache(maxsize=64)  # the tasks of a run are written down together, thousands of them in a second
def _second(whole: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(whole))


def parse_timestamp(text: str) -> float:
    """Read a date or a time in ISO 8601; it is UTC unless it says otherwise.

    Returns
    -------
    float, seconds since 1970-01-01 UTC

    Raises
    ------
    ScheduleError
        The text is not a date or a time.

    >>> parse_timestamp("2026-11-23T15:45:12.250+01:00")
    1795445112.25
    >>> timestamp(parse_timestamp("2026-11-23"))
    '2026-11-23T00:00:00.000Z'
    """
    from datetime import UTC, datetime  # most commands read no time

    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise ScheduleError.bad_time(text) from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def duration(value: str | float | timedelta) -> float:
    """Read a length of time.

    Parameters
    ----------
    value : str, int, float or timedelta
        Text is a number with a unit, or several, the longest first: ``"250ms"``, ``"90s"``, ``"15m"``,
        ``"1h30m"``, ``"2d"``, ``"1w"``. A bare number is seconds.

    Returns
    -------
    float, seconds, 0 or more

    Raises
    ------
    ScheduleError
        The value is not a length of time, or it is negative or endless.

    >>> duration("1h30m"), duration("250ms"), duration(90)
    (5400.0, 0.25, 90.0)
    """
    from datetime import timedelta  # most commands read no duration

    if isinstance(value, timedelta):
        seconds = value.total_seconds()
    elif isinstance(value, str):
        seconds = _read_duration(value)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        seconds = float(value)
    else:
        raise ScheduleError.bad_duration(value)
    if not 0 <= seconds < math.inf:
        raise ScheduleError.bad_duration(value)
    return seconds


def _read_duration(text: str) -> float:
    """Return the seconds that a text stands for."""
    trimmed = text.strip()
    if re.fullmatch(r"\d+(?:\.\d+)?", trimmed):
        return float(trimmed)
    match = _DURATION.fullmatch(trimmed)
    if match is None or not trimmed:
        raise ScheduleError.bad_duration(text)
    return math.fsum(float(number) * SECONDS_OF[unit] for unit, number in match.groupdict().items() if number)


def show_duration(seconds: float) -> str:
    """Write a length of time for people, in as many digits as they read.

    Parameters
    ----------
    seconds : float

    >>> [show_duration(s) for s in (0.004, 0.35, 12.4, 185, 7800, 187200)]
    ['4 ms', '0.35 s', '12.4 s', '3 min 05 s', '2 h 10 min', '2 d 04 h']
    """
    if seconds < 0:
        return f"-{show_duration(-seconds)}"
    # Each step asks for the rounded value, so that 59.96 s is "1 min 00 s" and never "60.0 s".
    if round(seconds * 1000) < 100:
        return f"{seconds * 1000:.0f} ms"
    if round(seconds, 2) < 10:
        return f"{seconds:.2f} s"
    if round(seconds, 1) < 60:
        return f"{seconds:.1f} s"
    if round(seconds) < 3600:
        return "{} min {:02d} s".format(*divmod(round(seconds), 60))
    if round(seconds / 60) < 24 * 60:
        return "{} h {:02d} min".format(*divmod(round(seconds / 60), 60))
    return "{} d {:02d} h".format(*divmod(round(seconds / 3600), 24))


def new_run_id(now: float, entropy: bytes | None = None) -> str:
    """Make an id for a run: short, readable, and sorted by the time of its start.

    Parameters
    ----------
    now : float, seconds since 1970-01-01 UTC
    entropy : bytes or None
        What the last six characters are made from; None takes 8 bytes from the system. There are
        30 ** 6 endings: two runs of one second get the same id once in 729 million times.

    >>> new_run_id(1795445112.25, entropy=b"fairlead")
    '20261123-144512-gkaqmt'
    """
    number = int.from_bytes(os.urandom(8) if entropy is None else entropy, "big")
    ending = ""
    for _ in range(6):
        number, digit = divmod(number, len(RUN_ID_ALPHABET))
        ending += RUN_ID_ALPHABET[digit]
    return f"{time.strftime('%Y%m%d-%H%M%S', time.gmtime(now))}-{ending}"


def derive_seed(seed: int, *names: str) -> int:
    """Derive an independent seed for each use of randomness from the one seed of a run.

    The same seed and names give the same number in every process, on every machine and in every
    version of Python: it is the first 32 bits of a SHA-256.

    Returns
    -------
    int in [0, 2 ** 32), which NumPy, scikit-learn and `random` all accept

    >>> derive_seed(7, "train"), derive_seed(7, "evaluate"), derive_seed(8, "train")
    (859697225, 651132716, 3734459629)
    """
    from hashlib import sha256  # loads OpenSSL, which most commands do not need

    # The lengths keep ("ab", "c") and ("a", "bc") apart.
    text = "".join([f"{seed}", *(f"|{len(name)}:{name}" for name in names)])
    return int.from_bytes(sha256(text.encode()).digest()[:4], "big")
