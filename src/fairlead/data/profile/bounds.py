"""Propose bounds for numbers and dates, with room for what comes next."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date
from typing import Any

from fairlead.data.profile.facts import ColumnProfile
from fairlead.data.profile.identity import may_identify
from fairlead.data.profile.suggestion import FEWEST, MEMBERS, Suggestion, counted, suggestion, written
from fairlead.data.schema import NUMBERS

TAIL = 10.0
"""If the highest 5 % reach so many times further than the 45 % below them, the next table will reach beyond any bound
that is drawn from this one: an exponential tail gives 2.4 at 5,000 rows and 4.7 at a million, a log-normal one 7."""

ROOM = 3.0
"""Room beyond the greatest value, in lengths of the last 5 % of the values."""

LEAST_ROOM = 0.1
"""Room beyond the greatest value, as a share of the whole range, if that is more."""

YEARS_AHEAD = 10
"""Room for later dates: enough to stay quiet for years, and to catch 2099-12-31 and 9999-12-31."""

LARGEST_WHOLE = 1e15
"""Above it whole numbers are written as floats: no table library has room for an integer of any size."""

OFTEN = 30
"""A count that is seen less often at its end can go on from there."""


SCALES = ((1, 12), (1, 31), (1, 7), (0, 6), (0, 23), (0, 59), (0, 100))
"""Whole numbers beyond which there are none: months, days, weekdays, hours, minutes, percent."""


def about_numbers(profile: ColumnProfile) -> Iterator[Suggestion]:
    """Propose bounds with room, at round numbers; none on a side whose tail says that there is no bound."""
    if len(profile.quantiles) < 5 or is_flag(profile) or profile.present < FEWEST:
        return
    low, high = profile.inner
    if low is None or low == high or not (math.isfinite(low) and math.isfinite(high)):
        return
    if _is_scale(profile):
        seen = f"Every whole number from {written(low)} to {written(high)} is there, and none beyond."
        yield _between(profile, int(low), int(high), seen)
        return
    if profile.is_whole and may_identify(profile):
        bounds = (0 if low >= 0 else None, None)
    else:
        bounds = (_low_bound(profile, float(low), float(high)), _high_bound(profile, float(low), float(high)))
    if bounds != (None, None):
        seen = _reach(profile, low, high, has_end=bounds[1] is not None or may_identify(profile))
        yield _between(profile, *bounds, seen)


def about_dates(profile: ColumnProfile) -> Iterator[Suggestion]:
    """Propose the first day of a year before all dates, and the last day of one some years ahead."""
    low, high = profile.inner
    if low is None or profile.present < FEWEST:
        return
    years = max(1, round(LEAST_ROOM * (high.year - low.year)))
    first, last = date(max(1, low.year - years), 1, 1), date(min(9999, high.year + YEARS_AHEAD), 12, 31)
    seen = f"From {written(low)} to {written(high)}; room for {YEARS_AHEAD} years to come."
    yield _between(profile, first, last, seen)


def is_flag(profile: ColumnProfile) -> bool:
    """Tell whether a column of 0 and 1 says yes or no; a count of something rare would hold some 2 as well.

    If ones were counts of events that are independent of each other (Poisson), n p^2 / 2 of n rows would hold a 2.
    """
    counts = dict(profile.counts)
    if profile.column.family not in NUMBERS or counts.keys() != {0, 1}:
        return False
    rarer = min(counts.values()) / profile.present
    return bool(profile.present * rarer**2 / 2 >= 5)


def outward(bound: float, end: float, *, is_whole: bool) -> Any:
    """Round a bound away from the values, to whole steps of the first digit of the room between them.

    None if the bound is beyond what a float can hold.

    >>> outward(154.2, 118.75, is_whole=False), outward(-0.034, 0.02, is_whole=False)
    (160, -0.04)
    """
    room = abs(bound - end)
    if not math.isfinite(room):
        return None
    step = 10.0 ** math.floor(math.log10(room)) if room else 1.0
    step = max(step, 1.0) if is_whole else step
    steps = math.ceil(bound / step) if bound > end else math.floor(bound / step)
    if step > LARGEST_WHOLE:
        return steps * step
    return steps * int(step) if step >= 1 else round(steps * step, -math.floor(math.log10(step)))


def _between(profile: ColumnProfile, low: Any, high: Any, seen: str) -> Suggestion:
    """Propose bounds for all values but those that seem to stand for missing ones."""
    given: dict[str, Any] = {"column": profile.name, "min_value": low, "max_value": high}
    if profile.marks:
        values = [mark if isinstance(mark, (int, float)) else str(mark) for mark, _ in profile.marks]
        given["row_condition"] = " and ".join(f"col({profile.name!r}) != {value!r}" for value in values)
    return suggestion("expect_column_values_to_be_between", seen, "fair", **given)


def _is_scale(profile: ColumnProfile) -> bool:
    """Tell whether a column holds every number of a calendar or a scale, and none beyond.

    Counts of something, such as 0 to 6 children, become rare towards their end; months do not.
    """
    marks, (low, high) = dict(profile.marks), profile.inner
    counts = {value: often for value, often in profile.counts if value not in marks}
    if not profile.is_whole or (low, high) not in SCALES or len(counts) != high - low + 1:
        return False
    return min(counts[low], counts[high]) >= sum(counts.values()) / len(counts) / 4


def _low_bound(profile: ColumnProfile, low: float, high: float) -> Any:
    near, middle = float(profile.quantiles[0]), float(profile.quantiles[2])
    keeps_away_from_zero = low > high - low  # years do: that none is negative would say nothing
    if low >= 0 and not keeps_away_from_zero:
        return 0
    if near - low > TAIL * (middle - near):
        return 0 if low >= 0 else None
    bound = outward(low - _room(near - low, high - low), low, is_whole=profile.is_whole)
    return max(bound, 0) if low >= 0 and bound is not None else bound


def _high_bound(profile: ColumnProfile, low: float, high: float) -> Any:
    middle, near = float(profile.quantiles[2]), float(profile.quantiles[4])
    if high <= 0:
        return 0
    if not profile.is_whole and low >= 0 and 0.95 <= high <= 1:
        return 1  # a share
    if high - near > TAIL * (near - middle) or _is_count_with_few_at_its_end(profile):
        return None
    return outward(high + _room(high - near, high - low), high, is_whole=profile.is_whole)


def _is_count_with_few_at_its_end(profile: ColumnProfile) -> bool:
    """Tell whether a count of something reaches its greatest value in a few rows only: it can go on from there."""
    counts = dict(profile.counts)
    is_count = profile.is_whole and 0 < len(counts) <= MEMBERS
    return is_count and counts[profile.inner[1]] < OFTEN <= profile.present / len(counts)


def _room(last: float, reach: float) -> float:
    return max(ROOM * last, LEAST_ROOM * reach)


def _reach(profile: ColumnProfile, low: Any, high: Any, *, has_end: bool) -> str:
    what = counted(profile.distinct, "distinct whole number" if profile.is_whole else "distinct number")
    about = "" if profile.counts else "About "
    seen = f"{about}{what} from {written(low)} to {written(high)}; 95 % are at most {written(profile.quantiles[4])}"
    return f"{seen}." if has_end else f"{seen}, so there is no upper bound in sight."
