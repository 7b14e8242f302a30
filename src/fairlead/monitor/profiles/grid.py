"""The distribution function of a long column, without sorting it: distinct numbers on a fine grid, whole numbers each.

Sorting a million numbers costs several times as much as counting how many fall into each of some ten thousand equal
cells; how many they have to be, a sample says. Between the outer hundredths the count at the edge of a cell is exact;
the few values beyond are sorted.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

CELLS = 65_536
AT_ONCE = 32_768
LEAST_CELLS = 2000
"""No cell may hold more than such a part of the rows."""

LEAST_ROWS = 50_000
"""Shorter columns are sorted."""

SAMPLE = 4000
DISTINCT = 0.98
"""A column counts as one of distinct numbers if so large a share of a sample of it is."""

_SCRATCH = threading.local()
"""Half a megabyte that each thread keeps: fresh memory for each column costs more than the counting."""


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """Hold the counts of a column.

    Parameters
    ----------
    low, high : float64 arrays, the finite values before and after the grid, ascending.
    begin, scale : where the grid begins, and how many cells there are to a unit.
    below : int64 array of shape (cells + 1,), how many finite values are less than each edge.
    nulls, infinite : how many values are missing, and how many infinite.
    mean, deviation : of the finite values; None if one is infinite or the squares are too large.
    """

    low: NDArray[Any]
    high: NDArray[Any]
    begin: float
    scale: float
    below: NDArray[Any]
    nulls: int
    infinite: int
    mean: float | None = None
    deviation: float | None = None

    @property
    def finite(self) -> int:
        """Return how many values are finite."""
        return int(self.below[-1]) + len(self.high)


def counted(values: NDArray[Any]) -> Grid | None:
    """Count a column on a grid; None if it is short, skewed, or has many equal values, so that it has to be sorted.

    Parameters
    ----------
    values : float64 array of shape (rows,), NaN where one is missing.
    """
    import numpy

    if len(values) < LEAST_ROWS:
        return None
    sample = values[:: len(values) // SAMPLE]
    sample = numpy.sort(sample[numpy.isfinite(sample)])
    if len(sample) < SAMPLE // 2 or numpy.count_nonzero(sample[1:] != sample[:-1]) < DISTINCT * len(sample):
        return None
    begin, end = sample[len(sample) // 100], sample[-1 - len(sample) // 100]
    cells = _cells_for(sample, begin, end, len(values))
    with numpy.errstate(over="ignore"):
        scale = cells / (end - begin)
    if not (cells and numpy.isfinite(scale) and scale > 0):
        return None
    counts, low, high, sums = _cells(values, begin, scale, cells)
    if counts[1 : cells + 1].max() > len(values) / LEAST_CELLS:  # too skewed for equal cells
        return None
    low, high = numpy.sort(low), numpy.sort(high)
    finite_low, finite_high = low[numpy.isfinite(low)], high[numpy.isfinite(high)]
    below = numpy.empty(cells + 1, dtype=numpy.int64)
    below[0] = len(finite_low)
    numpy.cumsum(counts[1 : cells + 1], out=below[1:])
    below[1:] += len(finite_low)
    return Grid(
        low=finite_low,
        high=finite_high,
        begin=float(begin),
        scale=float(scale),
        below=below,
        nulls=int(counts[cells + 2]),
        infinite=len(low) - len(finite_low) + len(high) - len(finite_high),
        **_moments(sums, len(values) - int(counts[cells + 2]), begin, scale),
    )


def _cells_for(sample: NDArray[Any], begin: float, end: float, rows: int) -> int:
    """Return how many cells are enough for the fullest one to hold few of the rows; 0 if not even all of them are."""
    import numpy

    window = len(sample) // 100
    with numpy.errstate(over="ignore", invalid="ignore"):
        narrowest = (sample[window:] - sample[:-window]).min()
        densest = (
            window / len(sample) * rows * ((end - begin) / narrowest)
        )  # rows in the grid, were it as dense all over
    for cells in (CELLS // 4, CELLS // 2, CELLS):
        fullest = densest / cells
        if fullest + 4 * fullest**0.5 <= rows / LEAST_CELLS:  # chance makes some cells fuller than that
            return cells
    return CELLS if densest / CELLS <= rows / LEAST_CELLS else 0


def _cells(values: NDArray[Any], begin: float, scale: float, cells: int) -> tuple[NDArray[Any], ...]:
    """Return how many values are in each cell, the values before and after the grid, and the sums for the moments.

    The first count is that of the values before the grid; the last two those of the values after it and of missing
    missing ones.
    """
    import numpy

    counts = numpy.zeros(cells + 3, dtype=numpy.int64)
    low, high, sums = [], [], numpy.zeros(2)
    for part, where, which in _parts(values):
        with numpy.errstate(over="ignore", invalid="ignore"):
            numpy.subtract(part, begin, out=where)
            where *= scale
            is_null = where != where
            has_null = bool(is_null.any())
            if has_null:
                numpy.copyto(where, 0.0, where=is_null)
            sums += where.sum(), numpy.einsum("i,i->", where, where)  # no BLAS: its threads cost more
        where += 1
        numpy.clip(where, 0, cells + 1, out=where)
        if has_null:
            numpy.copyto(where, cells + 2, where=is_null)
        numpy.copyto(which, where, casting="unsafe")
        counts += numpy.bincount(which, minlength=cells + 3)
        low.append(part[which == 0])
        high.append(part[which == cells + 1])
    return counts, numpy.concatenate(low), numpy.concatenate(high), sums


def _parts(values: NDArray[Any]) -> Iterator[tuple[NDArray[Any], NDArray[Any], NDArray[Any]]]:
    """Give a column part by part, so that what is computed stays in the cache of the processor.

    With each part come two arrays of its length to be written to, one of numbers and one of places in an array.
    """
    import numpy

    if not hasattr(_SCRATCH, "number"):
        _SCRATCH.number, _SCRATCH.place = numpy.empty(AT_ONCE), numpy.empty(AT_ONCE, dtype=numpy.intp)
    for start in range(0, len(values), AT_ONCE):
        part = values[start : start + AT_ONCE]
        yield part, _SCRATCH.number[: len(part)], _SCRATCH.place[: len(part)]


def distinct(ordered: NDArray[Any]) -> NDArray[Any]:
    """Return each value of an ascending array once: NumPy's own hashes whole numbers, and takes ten times as long."""
    import numpy

    return ordered[numpy.append(True, ordered[1:] != ordered[:-1])] if len(ordered) else ordered


def _moments(sums: NDArray[Any], count: int, begin: float, scale: float) -> dict[str, float]:
    """Return mean and deviation from the sums of places on the grid and of their squares; none if they are too large.

    The grid begins at one of the values and its cells are as wide as the values lie apart, so that little cancels out.
    """
    import numpy

    middle = float(sums[0]) / count
    apart = float(sums[1]) / count - middle**2
    found = {"mean": begin + middle / scale, "deviation": max(apart, 0.0) ** 0.5 / scale}
    return found if numpy.isfinite(sums).all() and all(map(numpy.isfinite, found.values())) else {}


def whole_numbers(values: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]] | None:
    """Count each value of a long column of whole numbers that are not far apart; None of any other.

    Returns
    -------
    float64 array of shape (k,), the values that occur, ascending; and int64 array of shape (k,), how many are not
    greater. Missing values are left out.
    """
    import numpy

    if len(values) < LEAST_ROWS:
        return None
    sample = values[:: len(values) // SAMPLE]
    if not (sample == numpy.rint(sample)).any():
        return None
    least, most = float(numpy.fmin.reduce(values)), float(numpy.fmax.reduce(values))
    if not most - least < CELLS or least % 1:  # nor if one is infinite, or all are missing
        return None
    counts = numpy.zeros(int(most - least) + 1, dtype=numpy.int64)
    for part, place, cell in _parts(values):
        numpy.subtract(part, least, out=place)
        is_null = place != place
        present = place[~is_null] if is_null.any() else place
        which = cell[: len(present)]
        numpy.copyto(which, present, casting="unsafe")
        if (which != present).any():
            return None
        counts += numpy.bincount(which, minlength=len(counts))
    found = numpy.flatnonzero(counts)
    return found + least, numpy.cumsum(counts[found])


def knots_of(grid: Grid, ranks: NDArray[Any], refined: int) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Return the knots at some ranks, with the counts below and through them.

    Parameters
    ----------
    ranks : int64 array, places among the sorted finite values, ascending.
    refined : in so many of the places where a straight line is furthest off, two more knots.
    """
    import numpy

    inner, last = (grid.below[0], grid.below[-1]), len(grid.below) - 1
    low = _at(grid.low, numpy.append(ranks[ranks < inner[0]], inner[0] - 1), 0)
    high = _at(grid.high, ranks[ranks >= inner[1]] - inner[1], int(inner[1]))
    middle = ranks[(ranks >= inner[0]) & (ranks < inner[1])]
    cells = distinct(numpy.concatenate([[0], numpy.searchsorted(grid.below, middle + 1), [last]]))
    cells = distinct(numpy.sort(numpy.concatenate([cells, _worst(grid.below, cells, refined)])))
    parts = [low, (grid.begin + cells / grid.scale, grid.below[cells], grid.below[cells]), high]
    knots, below, through = (numpy.concatenate(one) for one in zip(*parts, strict=True))
    return knots, below.astype(float), through.astype(float)


def _at(ordered: NDArray[Any], ranks: NDArray[Any], before: int) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Return the knots of a tail; `before` values are less than all of it."""
    import numpy

    ranks = ranks[(ranks >= 0) & (ranks < len(ordered))]
    knots = distinct(ordered[ranks])
    counts = (numpy.searchsorted(ordered, knots, side=side) + before for side in ("left", "right"))
    below, through = counts
    return knots, below, through


def _worst(below: NDArray[Any], cells: NDArray[Any], count: int) -> NDArray[Any]:
    """Return the edges of the flat stretch in the middle of the intervals where a straight line is furthest off."""
    import numpy

    middles = (cells[:-1] + cells[1:]) // 2
    off = abs(below[middles] - (below[cells[:-1]] + below[cells[1:]]) / 2)
    worst = below[middles[numpy.argsort(-off, kind="stable")[:count]]]
    starts = numpy.searchsorted(below, worst, side="left")
    ends = numpy.searchsorted(below, worst, side="right") - 1
    return numpy.concatenate([starts, ends])
