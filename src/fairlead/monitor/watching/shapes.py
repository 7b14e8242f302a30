"""How a column looked and how it looks now, in bins that a person can see."""

from __future__ import annotations

from fairlead.clock import timestamp
from fairlead.monitor.profiles.categories import CategoryProfile
from fairlead.monitor.profiles.numbers import NumberProfile
from fairlead.monitor.profiles.table import ColumnProfile
from fairlead.monitor.watching.look import Shape

BINS = 12
"""So many bins of equal width between the outer hundredths of both tables, and one at each end."""

VALUES = 8
OTHERS, MISSING = "(others)", "(missing)"


def shape_of(before: ColumnProfile, now: ColumnProfile) -> Shape | None:
    """Return the shares of both; None where they cannot be shown beside each other.

    >>> shape_of(CategoryProfile.of({"a": 3, "b": 1}, 0), CategoryProfile.of({"a": 1, "b": 1}, 2))
    Shape(bins=('a', 'b', '(missing)'), before=(0.75, 0.25, 0.0), now=(0.25, 0.25, 0.5))
    """
    if isinstance(before, CategoryProfile) and isinstance(now, CategoryProfile):
        return _words(before, now)
    if isinstance(before, NumberProfile) and isinstance(now, NumberProfile):
        return _numbers(before, now)
    return None


def _words(before: CategoryProfile, now: CategoryProfile) -> Shape:
    names = sorted(
        {*before.counts, *now.counts},
        key=lambda one: (-before.counts.get(one, 0) / before.rows - now.counts.get(one, 0) / now.rows, one),
    )[:VALUES]
    columns = []
    for one in (before, now):
        shares = [one.counts.get(name, 0) / one.rows for name in names]
        missing = one.nulls / one.rows
        columns.append((*shares, max(1 - sum(shares) - missing, 0.0), missing))
    bins = (*names, OTHERS, MISSING)
    kept = [place for place in range(len(bins)) if place < len(names) or any(one[place] > 1e-12 for one in columns)]
    first, second = (tuple(one[place] for place in kept) for one in columns)
    return Shape(tuple(bins[place] for place in kept), first, second)


def _numbers(before: NumberProfile, now: NumberProfile) -> Shape | None:
    import numpy

    if not before.finite or not now.finite:
        return None
    ends = numpy.concatenate([one.quantiles(numpy.array([0.01, 0.99])) for one in (before, now)])
    low, high = float(ends.min()), float(ends.max())
    if not high > low or not numpy.isfinite(high - low):
        return None
    edges = numpy.linspace(low, high, BINS + 1)
    columns = []
    for one in (before, now):
        through = one.at(edges)[1]
        shares = numpy.concatenate([[through[0]], numpy.diff(through), [1 - through[-1]]]) * one.finite / one.rows
        columns.append((*shares.tolist(), (one.nulls + one.infinite) / one.rows))
    names = [_text(edge, before.is_time) for edge in edges]
    between = [f"{first} to {second}" for first, second in zip(names[:-1], names[1:], strict=True)]
    bins = (f"up to {names[0]}", *between, f"above {names[-1]}", MISSING)
    kept = [place for place in range(len(bins)) if 0 < place <= BINS or any(one[place] > 1e-12 for one in columns)]
    first, second = (tuple(one[place] for place in kept) for one in columns)
    return Shape(tuple(bins[place] for place in kept), first, second)


def _text(edge: float, is_time: bool) -> str:
    return timestamp(edge)[:16].replace("T", " ") if is_time else f"{edge:.4g}"
