"""All statistics of drift for one column, from its two profiles."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import repeat
from typing import TYPE_CHECKING, Any

from fairlead.monitor.drift.statistics import areas_between, chi_square, cramers_v, jensen_shannon, kolmogorov_p, psi
from fairlead.monitor.profiles.categories import CategoryProfile
from fairlead.monitor.profiles.grid import distinct
from fairlead.monitor.profiles.numbers import NumberProfile

if TYPE_CHECKING:
    from numpy.typing import NDArray

BINS = 10
"""The PSI and the Jensen-Shannon distance of numbers are taken between the deciles of the reference."""

WINSORISED = 0.001
"""The robust Wasserstein distance ends at this share of the reference on either side: one wild value is no drift."""


@dataclass(frozen=True, slots=True)
class ColumnDrift:
    """Hold how far a column is from its reference. What a statistic cannot say of a column is None.

    Parameters
    ----------
    kind : "number", "time" or "category".
    rows : of the reference and of the current table.
    ks : Kolmogorov-Smirnov distance in [0, 1], of numbers.
    psi : population stability index, of numbers between the deciles of the reference, of words over the values, where
        a missing one is a value.
    js : Jensen-Shannon distance in [0, 1], over the same bins.
    wasserstein : of numbers, in the unit of the column; of times, in seconds. Any single value can move it.
    wasserstein_robust : without what lies beyond the outer thousandths of the reference, in interquartile ranges.
    chi2, cramers_v, l_inf : of words: Pearson's statistic, Cramer's V in [0, 1], the largest change of a share.
    unseen : share of the current rows whose value the reference has not; of words.
    unseen_usual : the share that another sample of the reference would have, estimated by the share of its rows whose
        value occurs once (Good 1953, Biometrika 40).
    null_rate : of the reference and of the current table, in [0, 1].
    infinite : share of the current rows that are infinite.
    p_value : the chance of so large a distance by sampling alone; `q_value` with regard to the other columns.
    """

    name: str
    kind: str
    rows: tuple[int, int]
    null_rate: tuple[float, float]
    ks: float | None = None
    psi: float | None = None
    js: float | None = None
    wasserstein: float | None = None
    wasserstein_robust: float | None = None
    chi2: float | None = None
    cramers_v: float | None = None
    l_inf: float | None = None
    unseen: float | None = None
    unseen_usual: float = 0.0
    infinite: float = 0.0
    p_value: float | None = None
    q_value: float | None = None

    def with_q(self, q_value: float) -> ColumnDrift:
        """Return the same with its p-value corrected for the number of columns."""
        return replace(self, q_value=q_value)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain values, ready for JSON."""
        return {name: getattr(self, name) for name in self.__slots__}


def number_drift(name: str, reference: NumberProfile, current: NumberProfile) -> ColumnDrift:
    """Compare two columns of numbers or of times."""
    known = ColumnDrift(
        name,
        "time" if reference.is_time else "number",
        (reference.rows, current.rows),
        (reference.nulls / reference.rows, current.nulls / current.rows),
        infinite=current.infinite / current.rows,
    )
    if not reference.finite or not current.finite:
        return known
    import numpy

    knots = numpy.concatenate([reference.knots, current.knots])
    points = distinct(numpy.sort(knots, kind="stable"))  # which merges the two: they are in order already
    (below, through), (below_now, through_now) = reference.at(points), current.at(points)
    right, left = through - through_now, below - below_now  # just after each point, and just before it
    ks = float(max(abs(right).max(), abs(left).max()))
    edges = numpy.unique(reference.quantiles(numpy.arange(1, BINS) / BINS))  # equal deciles are one; all are points
    expected, found = (_shares(one[numpy.searchsorted(points, edges)]) for one in (through, through_now))
    with numpy.errstate(over="ignore"):  # numbers near 1e308 are further apart than the greatest float
        areas = areas_between(points, right, left)
        distance = float(areas.sum())  # which is the Wasserstein distance
    return replace(
        known,
        ks=ks,
        psi=psi(expected, found),
        js=jensen_shannon(expected, found),
        wasserstein=distance if numpy.isfinite(distance) else None,
        wasserstein_robust=_robust(reference, points, areas),
        p_value=kolmogorov_p(ks, reference.finite, current.finite),
    )


def category_drift(name: str, reference: CategoryProfile, current: CategoryProfile) -> ColumnDrift:
    """Compare two columns of words; a missing value is one more value."""
    known = ColumnDrift(
        name,
        "category",
        (reference.rows, current.rows),
        (reference.nulls / reference.rows, current.nulls / current.rows),
    )
    import numpy

    names = list(dict.fromkeys([*reference.counts, *current.counts]))
    before = len(reference.counts)  # so many of the names are of the reference, the others are new
    counts = [
        numpy.array([*map(one.counts.get, names, repeat(0)), one.others, one.nulls], dtype=float)
        for one in (reference, current)
    ]
    shares = [one / one.sum() for one in counts]
    statistic, _, chance = chi_square(*counts)
    unseen = float(counts[1][before:-2].sum()) / current.rows
    return replace(
        known,
        psi=psi(*shares),
        js=jensen_shannon(*shares),
        chi2=statistic,
        cramers_v=cramers_v(statistic, reference.rows + current.rows),
        l_inf=float(abs(shares[0] - shares[1]).max()),
        # With values that were not counted by name nobody knows which of the current ones are new.
        unseen=None if reference.others else unseen,
        unseen_usual=int((counts[0][:before] == 1).sum()) / reference.rows,
        p_value=chance,
    )


def _shares(through: NDArray[Any]) -> NDArray[Any]:
    """Return the shares between some points, from those that do not exceed each of them."""
    import numpy

    return numpy.diff(numpy.concatenate([[0.0], through, [1.0]]))


def _robust(reference: NumberProfile, points: NDArray[Any], areas: NDArray[Any]) -> float | None:
    """Return the Wasserstein distance within the bulk of the reference, in its interquartile ranges.

    None of a constant reference: there is no range to measure by. Where the quartiles agree, the range of the bulk.
    """
    import numpy

    low, first, third, high = reference.quantiles(numpy.array([WINSORISED, 0.25, 0.75, 1 - WINSORISED]))
    scale = third - first if third > first else high - low
    if not scale > 0 or not numpy.isfinite(scale):
        return None
    begin, end = numpy.searchsorted(points, [low, high])
    return float(areas[begin:end].sum() / scale)
