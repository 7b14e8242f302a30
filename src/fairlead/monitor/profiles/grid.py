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
AT_ONCE = 50_000
LEAST_CELLS = 2000
"""No cell may hold more than such a part of the rows."""

LEAST_ROWS = 50_000
"""Shorter columns are sorted."""

SAMPLE = 2000
DISTINCT = 0.98
"""A column counts as one of distinct numbers if so large a share of a sample of it is."""

_SCRATCH = threading.local()
"""Some 600 kB that each thread keeps: fresh memory for each column costs more than the counting."""


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """Hold the counts of a column.

    Parameters
    ----------
    low, high : float64 arrays, the finite values before and after the grid, ascending.
    begin, scale : where the grid begins, and how many cells there are to a unit.
    below : int64 array of shape (cells + 1,), how many finite values are less than each edge.
    infinite : how many values are infinite.
    mean, deviation : of the finite values; None if one is infinite or the squares are too large.
    """

    low: NDArray[Any]
    high: NDArray[Any]
    begin: float
    scale: float
    below: NDArray[Any]
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
    values : float64 array of shape (rows,), without NaN.
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
    counts, outer, sums = _cells(values, begin, scale, cells)
    if counts[1:-1].max() > len(values) / LEAST_CELLS:  # too skewed for equal cells
        return None
    finite = numpy.sort(outer[numpy.isfinite(outer)])
    counts[0] -= numpy.count_nonzero(outer == -numpy.inf)
    return Grid(
        low=finite[: counts[0]],
        high=finite[counts[0] :],
        begin=float(begin),
        scale=float(scale),
        below=numpy.cumsum(counts[:-1]),
        infinite=len(outer) - len(finite),
        **_moments(sums, len(values), begin, scale),
    )


def _cells_for(sample: NDArray[Any], begin: float, end: float, rows: int) -> int:
    """Return how many cells are enough for the fullest one to hold few of the rows; 0 if not even all of them are."""
    import numpy

    window = len(sample) // 50
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
    """Return how many values are in each cell, the values outside the grid, and the sums for the moments.

    The first count is that of the values before the grid, the last one that of the values after it.
    """
    import numpy

    counts = numpy.zeros(cells + 2, dtype=numpy.int64)
    outer, sums = [], numpy.zeros(2)
    for part, where, which in _parts(values):
        with numpy.errstate(over="ignore", invalid="ignore"):
            numpy.subtract(part, begin, out=where)
            where *= scale
            sums += where.sum(), numpy.einsum("i,i->", where, where)  # no BLAS: its threads cost more
        where += 1
        numpy.clip(where, 0, cells + 1, out=where)
        numpy.copyto(which, where, casting="unsafe")
        _count(which, counts, where)
        which -= 1
        outer.append(part[which.view(numpy.uint32) >= cells])
    return counts, numpy.concatenate(outer), sums


def _count(which: NDArray[Any], counts: NDArray[Any], room: NDArray[Any]) -> None:
    """Add the numbers of cells to the counts, in place: `bincount` takes fresh memory for each part.

    Parameters
    ----------
    room : float64 array of the length of `which`, to be written to.
    """
    import numpy

    places = room.view(numpy.int64)
    numpy.copyto(places, which)
    numpy.add.at(counts, places, 1)


def _parts(values: NDArray[Any]) -> Iterator[tuple[NDArray[Any], NDArray[Any], NDArray[Any]]]:
    """Give a column part by part, so that what is computed stays in the cache of the processor.

    With each part come two arrays of its length to be written to: one of float64, and one of int32 for cells.
    """
    import numpy

    if not hasattr(_SCRATCH, "number"):
        _SCRATCH.number, _SCRATCH.cell = numpy.empty(AT_ONCE), numpy.empty(AT_ONCE, dtype=numpy.int32)
    for start in range(0, len(values), AT_ONCE):
        part = values[start : start + AT_ONCE]
        yield part, _SCRATCH.number[: len(part)], _SCRATCH.cell[: len(part)]


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
    greater.
    """
    import numpy

    if len(values) < LEAST_ROWS:
        return None
    sample = values[:: len(values) // SAMPLE]
    if not (sample == numpy.rint(sample)).any():
        return None
    least, most = float(values.min()), float(values.max())
    if not most - least < CELLS or least % 1:  # nor if one is infinite
        return None
    counts = numpy.zeros(int(most - least) + 1, dtype=numpy.int64)
    for part, place, cell in _parts(values):
        numpy.subtract(part, least, out=place)
        numpy.copyto(cell, place, casting="unsafe")
        if (cell != place).any():
            return None
        _count(cell, counts, place)
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
    cells = distinct(numpy.sort(numpy.concatenate([cells, _worst(grid.below, cells, refined)]), kind="stable"))
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
    worst = below[middles[numpy.argpartition(-off, count)[:count]]]
    starts = numpy.searchsorted(below, worst, side="left")
    ends = numpy.searchsorted(below, worst, side="right") - 1
    return numpy.concatenate([starts, ends])
