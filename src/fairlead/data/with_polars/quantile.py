"""Find quantiles, exactly, in bounded memory.

A column of moderate size is sorted. Of a larger one a sample says between which two values a quantile very probably
lies; one scan counts what is below and above them, another fetches the little that is between, and that is sorted.
If the sample was misleading, the counts show where to look instead. So the answer never depends on the sample, only
the time does; values that occur millions of times are counted and never fetched.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fairlead.data.with_polars.collecting import collected, ordered

if TYPE_CHECKING:
    import polars as pl

VALUES_AT_ONCE = 16_000_000
"""Values that are sorted in memory: 128 MB of numbers, and as much again for sorting."""
SAMPLE = 100_000
_MARGIN = 4.0
"""Standard deviations that a quantile may lie away from where the sample has it before time is lost."""


def quantiles(
    values: pl.LazyFrame, n: int, wanted: Iterable[tuple[float, str]], at_once: int = VALUES_AT_ONCE
) -> dict[tuple[float, str], Any]:
    """Find quantiles of one column.

    Parameters
    ----------
    values : one column, without missing values.
    n : int, how many they are.
    wanted : pairs of q in [0, 1] and how to choose between two neighbours: ``linear``, ``lower``, ``higher``,
        ``midpoint`` or ``nearest``, as in NumPy.
    at_once : int, values that are sorted in memory.

    Returns
    -------
    dict, each quantile by its pair; None each if there are no values
    """
    pairs = list(wanted)
    if n == 0:
        return dict.fromkeys(pairs)
    places = {pair: pair[0] * (n - 1) for pair in pairs}
    ranks = {rank for place in places.values() for rank in (math.floor(place), math.ceil(place))}
    found = _in_own_type(values, ranked(_comparable(values), n, sorted(ranks), at_once))
    return {
        (q, how): between(found[math.floor(place)], found[math.ceil(place)], place - math.floor(place), how, place)
        for (q, how), place in places.items()
    }


def _comparable(values: pl.LazyFrame) -> pl.LazyFrame:
    """Give moments as the whole numbers that they are stored as: Python's own have no nanoseconds."""
    import polars as pl

    return values.select(pl.all().to_physical()) if _dtype(values).is_temporal() else values


def _in_own_type(values: pl.LazyFrame, found: dict[int, Any]) -> dict[int, Any]:
    import polars as pl

    dtype = _dtype(values)
    if not dtype.is_temporal():
        return found
    return dict(zip(found, pl.Series(list(found.values()), dtype=pl.Int64).cast(dtype).to_list(), strict=True))


def _dtype(values: pl.LazyFrame) -> Any:
    return values.collect_schema().dtypes()[0]


def between(lower: Any, upper: Any, share: float, how: str, place: float) -> Any:
    """Choose between two neighbouring values, as NumPy does.

    Parameters
    ----------
    share : float in [0, 1), how far from the lower one to the upper one.
    place : float, the place of the quantile in the sorted values: "nearest" goes to the even one of two.

    >>> between(1, 2, 0.25, "linear", 0.25), between(1, 2, 0.5, "nearest", 0.5)
    (1.25, 1)
    """
    if how == "lower" or (how == "nearest" and round(place) == math.floor(place)):
        return lower
    if how in ("higher", "nearest"):
        return upper
    share = 0.5 if how == "midpoint" and share else share
    return _mixed(lower, upper, share)


def _mixed(lower: Any, upper: Any, share: float) -> Any:
    if isinstance(lower, (bool, str, bytes)):
        return lower
    if isinstance(lower, (int, float)):
        lower, upper = float(lower), float(upper)
    if lower == upper or share == 0:
        return lower
    if isinstance(lower, float) and (math.isinf(lower) or math.isinf(upper)):
        return lower + upper  # on the way to infinity every point is there already; between both there is none
    if isinstance(lower, float) and math.isinf(upper - lower):
        return lower * (1 - share) + upper * share
    if isinstance(lower, Decimal):
        return lower + (upper - lower) * Decimal(share)
    if isinstance(lower, (date, timedelta, float)):
        return upper - (upper - lower) * (1 - share) if share >= 0.5 else lower + (upper - lower) * share
    return lower  # a time of day: there is no arithmetic with it


def ranked(values: pl.LazyFrame, n: int, ranks: Sequence[int], at_once: int) -> dict[int, Any]:
    """Give the values with these places in the sorted column, counted from 0.

    Parameters
    ----------
    ranks : in rising order.
    """
    if not ranks:
        return {}
    if n <= at_once:
        rising = ordered(collected(values).to_series())
        return dict(zip(ranks, rising.gather(list(ranks)).to_list(), strict=True))
    windows = _windows(values, n, ranks)
    counts = _counts(values, windows)
    found: dict[int, Any] = {}
    for window, counted in zip(windows, counts, strict=True):
        found |= _from_window(values, n, window, counted, at_once)
    return found


@dataclass(frozen=True, slots=True)
class _Window:
    """Say between which two values some ranks probably lie."""

    low: Any
    high: Any
    ranks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Counts:
    """Count the values below the low bound, up to it, below the high one, up to it."""

    below_low: int
    to_low: int
    below_high: int
    to_high: int


def _windows(values: pl.LazyFrame, n: int, ranks: Sequence[int]) -> list[_Window]:
    """Choose windows by a sample; ranks that are near each other share one."""
    import polars as pl

    step = max(1, n // SAMPLE)
    name = values.collect_schema().names()[0]
    drawn = values.with_row_index("__place").filter(pl.col("__place") % step == 0).select(name)
    sample = collected(drawn).to_series().sort()
    last = len(sample) - 1
    margin = math.ceil(_MARGIN * 0.5 * math.sqrt(len(sample))) + 1
    groups: list[list[int]] = []
    for rank in ranks:
        place = rank * last // (n - 1)
        is_near = groups and place - groups[-1][-1] * last // (n - 1) <= margin
        groups = [*groups[:-1], [*groups[-1], rank]] if is_near else [*groups, [rank]]
    return [
        _Window(
            sample[max(0, group[0] * last // (n - 1) - margin)],
            sample[min(last, group[-1] * last // (n - 1) + margin)],
            tuple(group),
        )
        for group in groups
    ]


def _counts(values: pl.LazyFrame, windows: Sequence[_Window]) -> list[_Counts]:
    import polars as pl

    value = pl.col(values.collect_schema().names()[0])
    wanted = [
        count.sum()
        for window in windows
        for count in (value < window.low, value <= window.low, value < window.high, value <= window.high)
    ]
    row = collected(values.select(count.alias(str(place)) for place, count in enumerate(wanted))).row(0)
    return [_Counts(*row[start : start + 4]) for start in range(0, len(row), 4)]


def _from_window(values: pl.LazyFrame, n: int, window: _Window, counts: _Counts, at_once: int) -> Mapping[int, Any]:
    """Give the values of a window's ranks: one of its bounds, or from the part where the counts say that they are."""
    import polars as pl

    value = pl.col(values.collect_schema().names()[0])
    low, high = window.low, window.high
    parts = [  # condition, first rank, rank after the last; a bound itself has no condition
        (value < low, 0, counts.below_low),
        (None, counts.below_low, counts.to_low),
        ((value > low) & (value < high), counts.to_low, counts.below_high),
        (None, counts.below_high, counts.to_high),
        (value > high, counts.to_high, n),
    ]
    found: dict[int, Any] = {}
    for place, (condition, first, end) in enumerate(parts):
        own = [rank for rank in window.ranks if first <= rank < end and rank not in found]
        if condition is None:
            found |= dict.fromkeys(own, low if place == 1 else high)
            continue
        inner = ranked(values.filter(condition), end - first, [rank - first for rank in own], at_once)
        found |= {first + rank: one for rank, one in inner.items()}
    return found
