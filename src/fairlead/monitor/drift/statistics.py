"""The statistics of drift, each from two distributions that are known by their profiles."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

FLOOR = 1e-4
"""The share that the PSI takes for an empty bin, in which it would be infinite."""


def psi(expected: NDArray[Any], found: NDArray[Any]) -> float:
    """Return the population stability index of two discrete distributions.

    The sum of ``(q - p) ln(q / p)`` over the bins, which is the symmetric Kullback-Leibler divergence (Jeffreys 1946,
    Proc. R. Soc. A 186); a share below `FLOOR` counts as `FLOOR`.

    Parameters
    ----------
    expected, found : float64 arrays of shape (bins,), shares that sum to 1.

    >>> import numpy
    >>> round(psi(numpy.array([0.5, 0.5]), numpy.array([0.25, 0.75])), 4)
    0.2747
    """
    import numpy

    p, q = numpy.maximum(expected, FLOOR), numpy.maximum(found, FLOOR)
    return float(((q - p) * numpy.log(q / p)).sum())


def jensen_shannon(expected: NDArray[Any], found: NDArray[Any]) -> float:
    """Return the Jensen-Shannon distance in [0, 1]: the root of the divergence, with logarithms of base 2.

    Endres and Schindelin 2003, IEEE Trans. Inf. Theory 49(7).

    Parameters
    ----------
    expected, found : float64 arrays of shape (bins,), shares that sum to 1.

    >>> import numpy
    >>> jensen_shannon(numpy.array([1.0, 0.0]), numpy.array([0.0, 1.0]))
    1.0
    """
    import numpy

    middle = (expected + found) / 2
    divergence = 0.0
    for shares in (expected, found):
        present = shares > 0
        divergence += float((shares[present] * numpy.log2(shares[present] / middle[present])).sum()) / 2
    return math.sqrt(max(divergence, 0.0))


def areas_between(points: NDArray[Any], left: NDArray[Any], right: NDArray[Any]) -> NDArray[Any]:
    """Return the areas between two distribution functions, whose sum is the Wasserstein distance of order 1.

    Vallender 1974, Theory Probab. Appl. 18(4).

    Parameters
    ----------
    points : float64 array of shape (p,), ascending; between two of them both functions are straight lines.
    left : float64 array of shape (p,), the difference of the functions from each point on, to its right.
    right : float64 array of shape (p,), the difference of the functions just before each point.

    Returns
    -------
    float64 array of shape (p - 1,), in the unit of the points: the area between each point and the next

    >>> import numpy
    >>> areas_between(numpy.array([0.0, 2.0]), numpy.array([0.5, 0.0]), numpy.array([0.0, 0.5]))
    array([1.])
    """
    import numpy

    width = numpy.diff(points)
    begin, end = left[:-1], right[1:]
    crosses = begin * end < 0
    size = numpy.abs(begin) + numpy.abs(end)
    with numpy.errstate(divide="ignore", invalid="ignore"):
        height = numpy.where(crosses, (begin**2 + end**2) / (2 * size), size / 2)
    areas: NDArray[Any] = width * height
    return areas


def kolmogorov_p(distance: float, expected: int, found: int) -> float:
    """Return the chance of so large a Kolmogorov-Smirnov distance between two samples of one distribution.

    The limit for large samples (Smirnov 1948, Ann. Math. Stat. 19(2)); for continuous columns. With ties it is too
    large, so that it errs on the side of no drift.

    >>> round(kolmogorov_p(0.05, 1000, 1000), 3), kolmogorov_p(0.0, 10, 10)
    (0.164, 1.0)
    """
    size = distance * math.sqrt(expected * found / (expected + found))
    if size < 0.2:  # the series needs ever more terms, and the chance is 1 to twelve digits
        return 1.0
    terms = [math.exp(-2 * n * n * size * size) * (1 if n % 2 else -1) for n in range(1, 40)]
    return min(max(2 * sum(terms), 0.0), 1.0)


def chi_square(expected: NDArray[Any], found: NDArray[Any]) -> tuple[float, int, float]:
    """Return Pearson's statistic for two samples of counts, its degrees of freedom, and the chance of as large a one.

    Pearson 1900; without a correction for continuity. A value that neither sample has is no bin.

    Parameters
    ----------
    expected, found : float64 arrays of shape (bins,), counts.

    >>> import numpy
    >>> chi_square(numpy.array([10.0, 20.0]), numpy.array([20.0, 10.0]))[0]
    6.666666666666667
    """
    import numpy
    from scipy.special import chdtrc  # 0.1 CPU s, and only columns of words need it

    table = numpy.stack([expected, found])
    table = table[:, table.sum(axis=0) > 0]
    means = numpy.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    freedom = table.shape[1] - 1
    statistic = float(((table - means) ** 2 / means).sum())
    return statistic, freedom, float(chdtrc(freedom, statistic)) if freedom else 1.0


def cramers_v(statistic: float, count: float) -> float:
    """Return Cramer's V of two samples of counts, in [0, 1]: the root of chi-square over the number of rows.

    Cramer 1946, Mathematical Methods of Statistics, 21.9; with two samples the lesser dimension less one is 1.
    """
    return math.sqrt(statistic / count) if count else 0.0


def false_discovery(chances: list[float]) -> list[float]:
    """Return for each p-value the least rate of false discoveries at which it would be one.

    Benjamini and Hochberg 1995, J. R. Stat. Soc. B 57(1).

    >>> false_discovery([0.01, 0.04, 0.03])
    [0.03, 0.04, 0.04]
    """
    count = len(chances)
    found = [1.0] * count
    least = 1.0
    for rank, place in sorted(enumerate(sorted(range(count), key=chances.__getitem__), 1), reverse=True):
        least = min(least, chances[place] * count / rank)
        found[place] = least
    return found
