"""How many outcomes a detector needs to see a change, and how often it alarms without one, before it is chosen."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fairlead.errors import DetectorError
from fairlead.monitor.streaming.detectors import DUMMIES, KINDS, Detector

STREAMS = 20
STABLE = 5_000
"""Outcomes before the change."""

HORIZON = 10_000
"""Outcomes after the change; what has not alarmed by then has missed it."""

USUAL = ("adwin", "page-hinkley", "ddm")
SLOW = 50.0
"""Microseconds of an update from which on a detector is tried on fewer and shorter streams."""


@dataclass(frozen=True, slots=True)
class Delay:
    """Hold what a detector does on simulated streams of errors.

    Parameters
    ----------
    detector : with its settings, in words.
    before, after : the error rates.
    median, late : how many outcomes after the change it alarmed: in half of the streams that it saw it in, and in nine
        of ten; None if it saw it in none.
    missed : the share of streams in which it did not alarm after the change.
    false_alarms : in 10,000 outcomes at the rate before, without any change (A/A).
    right : the share of streams whose first alarm of all came after the change; of both dummies it is 0.
    streams : how many were simulated.
    """

    detector: str
    before: float
    after: float
    median: float | None
    late: float | None
    missed: float
    false_alarms: float
    right: float
    streams: int

    def __str__(self) -> str:
        seen = "never" if self.median is None else f"after {self.median:,.0f} outcomes (90 %: {self.late:,.0f})"
        return (
            f"{self.detector}: {self.before:.1%} to {self.after:.1%} errors is seen {seen}, missed in "
            f"{self.missed:.0%}; {self.false_alarms:.1f} false alarms in 10,000; simulated, {self.streams} streams"
        )


def expected_delay(
    detector: Detector,
    before: float,
    after: float,
    *,
    streams: int = STREAMS,
    stable: int = STABLE,
    horizon: int = HORIZON,
    seed: int = 0,
) -> Delay:
    """Simulate streams of errors in which the rate changes once, and measure when a detector sees it.

    Parameters
    ----------
    before, after : the error rates, between 0 and 1: of an accuracy that falls from 92 % to 87 %, 0.08 and 0.13.
    streams : how many; each also gives as many outcomes without a change, to count false alarms.
    stable, horizon : outcomes before and after the change.

    Raises
    ------
    DetectorError
        A rate is out of range, both are equal, or a number is below 1.

    Examples
    --------
    >>> found = expected_delay(Detector("adwin"), 0.08, 0.20, streams=5)
    >>> found.missed, found.median < 400
    (0.0, True)
    """
    import numpy

    for name, rate in (("before", before), ("after", after)):
        if not 0 <= rate <= 1:
            raise DetectorError.bad_setting("expected_delay", name, rate, "an error rate between 0 and 1")
    if before == after:
        raise DetectorError.no_change(before, after)
    for name, count in (("streams", streams), ("stable", stable), ("horizon", horizon)):
        if count < 1:
            raise DetectorError.bad_setting("expected_delay", name, count, "1 or more")
    draw = numpy.random.default_rng(seed)
    delays: list[int] = []
    right = false = 0
    for _ in range(streams):
        quiet = (draw.random(stable) < before).astype(int).tolist()
        changed = (draw.random(horizon) < after).astype(int).tolist()
        watch = detector.again()
        early = watch.alarms(quiet)
        false += len(early)
        at = next((n for n, value in enumerate(changed, start=1) if watch.update(value)), None)
        if at is not None:
            delays.append(at)
            right += not early
    return Delay(
        detector=str(detector),
        before=before,
        after=after,
        median=float(numpy.median(delays)) if delays else None,
        late=float(numpy.quantile(delays, 0.9)) if delays else None,
        missed=1 - len(delays) / streams,
        false_alarms=false / (streams * stable) * 10_000,
        right=right / streams,
        streams=streams,
    )


@dataclass(frozen=True, slots=True)
class DelayTable:
    """Hold detectors beside each other, the two dummies last. It shows itself as a table."""

    delays: tuple[Delay, ...]

    def __str__(self) -> str:
        width = max(len("detector"), *(len(one.detector) for one in self.delays))
        first = self.delays[0]
        heads = (
            f"{'detector':{width}}  {'median delay':>12}  {'90 %':>7}  {'missed':>6}  {'false/10k':>9}  {'right':>5}"
        )
        title = f"Error rate {first.before:.1%} to {first.after:.1%}; simulated streams, delays in outcomes."
        return "\n".join([title, heads, *(_line(one, width) for one in self.delays)])


def delay_table(
    before: float, after: float, detectors: Sequence[Detector | str] = USUAL, *, seed: int = 0, streams: int = STREAMS
) -> DelayTable:
    """Compare detectors, or settings of one, on the same change; always beside the dummies.

    A dummy that fires at every value sees every change at once, and one that never fires has no false alarm: no column
    alone says what a detector is worth.

    Parameters
    ----------
    detectors : by name, or with settings.
    streams : that each is tried on; a slow one, such as "kswin", on three short ones.
    """
    found = []
    for one in (*detectors, *DUMMIES):
        detector = Detector(one) if isinstance(one, str) else one
        short: dict[str, Any] = {"streams": streams}
        if KINDS[detector.name].microseconds > SLOW:
            short = {"streams": min(streams, 3), "stable": 1_000, "horizon": 2_000}
        found.append(expected_delay(detector, before, after, seed=seed, **short))
    return DelayTable(tuple(found))


def adwin_bound(before: float, after: float, *, delta: float = 0.002, seen: int = STABLE) -> int | None:
    """Return how many outcomes after a change its size passes the limit of ADWIN, without simulating anything.

    The limit is that of Bifet and Gavalda 2007 with the variance, as river computes it, for windows of the `seen`
    outcomes before the change and of those after it: sqrt(2 s2 d / m) + 2 d / (3 m) with d = ln(2 ln(n) / delta), where
    1 / m is the sum of 1 / length of both, and s2 the variance of the window. Simulated medians are somewhat lower, as
    any place in the window may be cut.

    Returns
    -------
    int, or None if a million outcomes are not enough

    >>> adwin_bound(0.08, 0.13)
    962
    """
    for name, rate in (("before", before), ("after", after)):
        if not 0 <= rate <= 1:
            raise DetectorError.bad_setting("adwin_bound", name, rate, "an error rate between 0 and 1")
    if before == after:
        raise DetectorError.no_change(before, after)
    if not 0 < delta < 1:
        raise DetectorError.bad_setting("adwin_bound", "delta", delta, "a number between 0 and 1")
    if seen < 2:
        raise DetectorError.bad_setting("adwin_bound", "seen", seen, "2 or more")

    def is_seen(new: int) -> bool:
        count = seen + new
        rate = (seen * before + new * after) / count
        harmonic = 1 / (1 / seen + 1 / new)
        d = math.log(2 * math.log(count) / delta)
        return abs(after - before) >= math.sqrt(2 * rate * (1 - rate) * d / harmonic) + 2 * d / (3 * harmonic)

    low, high = 0, 1_000_000
    if not is_seen(high):
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if is_seen(middle) else (middle, high)
    return high


def _line(one: Delay, width: int) -> str:
    delays = ["-" if value is None else f"{value:,.0f}" for value in (one.median, one.late)]
    return (
        f"{one.detector:{width}}  {delays[0]:>12}  {delays[1]:>7}  {one.missed:>6.0%}  {one.false_alarms:>9,.1f}  "
        f"{one.right:>5.0%}"
    )
