"""What a column of numbers looks like: some eleven hundred points of its distribution function, without its rows."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Self

from fairlead.monitor.profiles.grid import counted, distinct, knots_of, whole_numbers

if TYPE_CHECKING:
    from numpy.typing import NDArray

SHARES = 1000
"""A knot at every thousandth of the rows, so that each decile and each percentile is one."""

DOUBLINGS = 4
"""And from each end at the 2nd, 3rd, 4th, 5th, 6th, 7th, 8th, 10th, 11th, ... value, in so many steps to a doubling:
far out, one value is a long way from the next."""

REFINED = 50
"""In so many of the places where a straight line is furthest off, two more knots."""

HUGE = 1e150

TAIL_SHARE = 0.02
"""How far in, as a share of the rows, these go on."""


@dataclass(frozen=True, slots=True, eq=False)
class NumberProfile:
    """Hold the distribution of a column of numbers or times at its knots.

    Between two knots the distribution function is taken as a straight line; at the knots it is exact, ties included.

    Parameters
    ----------
    rows : of the column, missing values and infinities included.
    nulls : missing values; NaN is one.
    infinite : values that are infinite, of either sign; they are in no knot.
    knots : float64 array of shape (k,), ascending; of a column with many equal values, values that occur.
    below, through : float64 arrays of shape (k,), how many finite values are less than the knot, and how many are not
        greater.
    mean, deviation : of the finite values; the deviation has n in its denominator. 0 without any.
    is_time : whether the numbers are seconds since 1970-01-01 UTC.

    >>> import numpy
    >>> seen = NumberProfile.of(numpy.array([1.0, 2.0, 2.0, 3.0, numpy.nan]))
    >>> seen.knots.tolist(), seen.below.tolist(), seen.through.tolist(), seen.nulls
    ([1.0, 2.0, 3.0], [0.0, 1.0, 3.0], [1.0, 3.0, 4.0], 1)
    """

    rows: int
    nulls: int
    infinite: int
    knots: NDArray[Any]
    below: NDArray[Any]
    through: NDArray[Any]
    mean: float = 0.0
    deviation: float = 0.0
    is_time: bool = False

    @classmethod
    def of(cls, values: NDArray[Any], *, nulls: int = 0, is_time: bool = False) -> Self:
        """Profile float64 values of shape (n,), NaN where one is missing; `nulls` more are missing."""
        import numpy

        rows = len(values) + nulls
        if numpy.isnan(values.min(initial=numpy.inf)):
            values = values[~numpy.isnan(values)]
        nulls, infinite = rows - len(values), 0
        times = None
        whole = whole_numbers(values)
        grid = counted(values) if whole is None else None
        if whole is not None:
            present, upto = whole
            times = numpy.diff(upto, prepend=0)
            kept = distinct(numpy.searchsorted(upto, _ranks(len(values)) + 1)) if len(present) > SHARES else slice(None)
            knots, through = present[kept], upto[kept].astype(float)
            below = numpy.concatenate([[0], upto[:-1]])[kept].astype(float)
        elif grid is not None:
            knots, below, through = knots_of(grid, _ranks(grid.finite), REFINED)
            infinite = grid.infinite
            if grid.mean is not None and grid.deviation is not None:
                return cls(rows, nulls, infinite, knots, below, through, grid.mean, grid.deviation, is_time)
            present = values if grid.finite == len(values) else values[numpy.isfinite(values)]
        else:
            ordered = numpy.sort(values)
            present = ordered[ordered.searchsorted(-numpy.inf, side="right") : ordered.searchsorted(numpy.inf)]
            infinite = len(values) - len(present)
            knots = _refined(distinct(present[_ranks(len(present))]), present)
            below = numpy.searchsorted(present, knots, side="left").astype(float)
            through = numpy.searchsorted(present, knots, side="right").astype(float)
        return cls(rows, nulls, infinite, knots, below, through, *_moments(present, knots, times), is_time)

    @property
    def finite(self) -> int:
        """Return how many values are numbers, neither missing nor infinite."""
        return self.rows - self.nulls - self.infinite

    def at(self, points: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
        """Return the shares of the finite values that are less than each point, and that are not greater.

        Parameters
        ----------
        points : float64 array of shape (p,), finite.

        Returns
        -------
        two float64 arrays of shape (p,), in [0, 1]

        >>> import numpy
        >>> seen = NumberProfile.of(numpy.array([1.0, 2.0, 2.0, 3.0]))
        >>> [shares.tolist() for shares in seen.at(numpy.array([0.0, 2.0, 9.0]))]
        [[0.0, 0.25, 1.0], [0.0, 0.75, 1.0]]
        """
        import numpy

        place = numpy.searchsorted(self.knots, points, side="right")  # so many knots are not greater
        edges = numpy.concatenate([self.knots[:1], self.knots, self.knots[-1:]])
        start = edges[place]
        with numpy.errstate(over="ignore", invalid="ignore", divide="ignore"):  # knots may be 1e308 apart, or one
            way = (points - start) / (edges[place + 1] - start)
        numpy.copyto(way, 0.5, where=numpy.isnan(way))
        numpy.clip(way, 0.0, 1.0, out=way)
        through = numpy.concatenate([[0.0], self.through])[place]
        between = through + way * (numpy.append(self.below, self.finite)[place] - through)
        below = numpy.where(start == points, self.below[place - 1], between)
        return below / self.finite, between / self.finite

    def quantiles(self, shares: NDArray[Any]) -> NDArray[Any]:
        """Return the least knot that so large a share of the finite values does not exceed.

        Parameters
        ----------
        shares : float64 array of shape (p,), in [0, 1].
        """
        import numpy

        places = numpy.searchsorted(self.through, shares * self.finite * (1 - 1e-12), side="left")
        found: NDArray[Any] = self.knots[numpy.clip(places, 0, len(self.knots) - 1)]
        return found

    def merged(self, other: NumberProfile) -> Self:
        """Return the profile of the rows of both; between knots of either it is off by what a straight line is off."""
        import numpy

        pair = [one for one in (self, other) if one.finite]
        finite = sum(one.finite for one in pair)
        knots = numpy.unique(numpy.concatenate([self.knots, other.knots]))
        below, through = numpy.zeros(len(knots)), numpy.zeros(len(knots))
        for one in pair:
            shares = one.at(knots)
            below += shares[0] * one.finite
            through += shares[1] * one.finite
        kept = _thinned(through, finite)
        mean = sum(one.mean * (one.finite / finite) for one in pair)
        unit = max((max(one.deviation, abs(one.mean)) for one in pair), default=0.0) or 1.0  # squares may be infinite
        spread = sum(
            ((one.deviation / unit) ** 2 + (one.mean / unit - mean / unit) ** 2) * (one.finite / finite) for one in pair
        )
        return type(self)(
            rows=self.rows + other.rows,
            nulls=self.nulls + other.nulls,
            infinite=self.infinite + other.infinite,
            knots=knots[kept],
            below=below[kept],
            through=through[kept],
            mean=mean,
            deviation=spread**0.5 * unit,
            is_time=self.is_time or other.is_time,
        )

    def to_arrays(self) -> dict[str, Any]:
        """Return the arrays; whole counts take four bytes and fractions, which a merge leaves, eight."""
        import numpy

        counts = numpy.stack([self.below, self.through])
        is_whole = self.rows < 2**32 and bool((counts == numpy.rint(counts)).all())
        # Differences of counts say the same and pack better.
        packed = numpy.diff(counts.astype(numpy.uint32), axis=1, prepend=numpy.uint32(0)) if is_whole else counts
        return {"knots": self.knots, "counts": packed}

    def to_document(self) -> dict[str, Any]:
        """Return what is no array, ready for JSON."""
        names = ("rows", "nulls", "infinite", "mean", "deviation", "is_time")
        return {"kind": "number", **{name: getattr(self, name) for name in names}}

    @classmethod
    def from_document(cls, document: Mapping[str, Any], arrays: Mapping[str, Any]) -> Self:
        """Build the profile again that `to_document` and `to_arrays` described."""
        import numpy

        counts = arrays["counts"]
        if counts.dtype == numpy.uint32:
            counts = numpy.cumsum(counts.astype(numpy.int64), axis=1).astype(float)
        known = {name: value for name, value in document.items() if name != "kind"}
        return cls(knots=arrays["knots"], below=counts[0], through=counts[1], **known)


def _moments(present: NDArray[Any], knots: NDArray[Any], times: NDArray[Any] | None = None) -> tuple[float, float]:
    """Return mean and deviation of values that occur so many times, once if not given.

    Of numbers near 1e308, whose sum is infinite, they are computed in parts of the largest.
    """
    import numpy

    if not len(present):
        return 0.0, 0.0
    largest = float(abs(knots[[0, -1]]).max())
    unit = largest if largest > HUGE else 1.0
    scaled = present / unit if unit > 1 else present
    mean = numpy.average(scaled, weights=times)
    return float(mean) * unit, math.sqrt(numpy.average((scaled - mean) ** 2, weights=times)) * unit


@cache
def _tail(count: int) -> tuple[int, ...]:
    """Return the places of the knots of one tail among so many values: as far as the equal shares are wider apart."""
    steps = range(1, DOUBLINGS * 64)
    places = (round(2 ** (n / DOUBLINGS)) for n in steps)
    return tuple(sorted({place for place in places if place < TAIL_SHARE * count}))


@lru_cache(maxsize=64)
def _ranks(count: int) -> NDArray[Any]:
    """Return the places of the knots among so many sorted values."""
    import numpy

    if count <= SHARES:
        return numpy.arange(count)
    middle = -(-numpy.arange(SHARES + 1) * count // SHARES) - 1  # the least value that so large a share does not exceed
    middle[0] = 0
    tail = numpy.array(_tail(count), dtype=numpy.int64)
    return distinct(numpy.sort(numpy.concatenate([middle, tail, count - 1 - tail])))


def _refined(knots: NDArray[Any], present: NDArray[Any]) -> NDArray[Any]:
    """Add knots where a straight line between two is furthest off: at the edges of a gap between two heaps, above all.

    Parameters
    ----------
    knots : float64 array of shape (k,), ascending.
    present : float64 array of shape (n,), all values, ascending.
    """
    import numpy

    if len(present) <= SHARES:
        return knots
    middles = knots[:-1] / 2 + knots[1:] / 2
    found = numpy.searchsorted(present, middles, side="right")
    through = numpy.searchsorted(present, knots[:-1], side="right")
    below = numpy.searchsorted(present, knots[1:], side="left")
    off = abs(found - (through + below) / 2)
    worst = numpy.argsort(-off, kind="stable")[:REFINED]
    # Rounding can put the middle of two neighbouring floats onto the upper one.
    worst = numpy.clip(found[worst[off[worst] > 0]], 1, len(present) - 1)
    return numpy.unique(numpy.concatenate([knots, present[worst - 1], present[worst]]))


def _thinned(through: NDArray[Any], finite: int) -> NDArray[Any]:
    """Return the places of the knots that stay when there are more than one profile keeps."""
    import numpy

    wanted = _ranks(finite) + 1
    if len(through) <= len(wanted):
        return numpy.arange(len(through))
    return distinct(numpy.clip(numpy.searchsorted(through, wanted - 1e-9, side="left"), 0, len(through) - 1))
