"""How far estimates have been off, and what the reference shows: what makes an estimate worth an alert."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import isfinite
from statistics import fmean, stdev

from fairlead.monitor.estimates.estimate import Estimate

LEAST_CHUNKS = 6
"""From fewer chunks of the reference nobody can say what is usual, so there is no alert."""

SIGMAS = 3.0


@dataclass(frozen=True, slots=True)
class Track:
    """Hold the estimates of one metric whose outcomes are known by now, and the realised values of the reference.

    Parameters
    ----------
    pairs : estimated and realised values of past periods.
    reference : realised values in the chunks of the reference, such as its weeks. What is no number, such as the AUC of
        a week with one class, says nothing, here as in `pairs`.

    >>> known = Track([(0.80, 0.86), (0.79, 0.78)], reference=[0.80, 0.81, 0.79, 0.80, 0.82, 0.80])
    >>> round(known.off_by, 3), [round(limit, 3) for limit in known.limits]
    (0.035, [0.772, 0.834])
    """

    pairs: Sequence[tuple[float, float]] = ()
    reference: Sequence[float] = field(default=())

    @property
    def off_by(self) -> float | None:
        """Return by how much the estimates were off on average; None if no outcome is known."""
        known = [abs(estimated - realised) for estimated, realised in self.pairs if isfinite(estimated - realised)]
        return fmean(known) if known else None

    @property
    def limits(self) -> tuple[float, float] | None:
        """Return between which values the reference lies, three deviations to each side; None of too few chunks."""
        known = [one for one in self.reference if isfinite(one)]
        if len(known) < LEAST_CHUNKS:
            return None
        middle, wide = fmean(known), SIGMAS * stdev(known)
        return middle - wide, middle + wide

    def judged(self, estimate: Estimate) -> Estimate:
        """Return the estimate with the error of past ones, and an alert if even the wide band is out of the limits."""
        known = replace(estimate, off_by=self.off_by)
        if self.limits is None:
            return known
        low, high = known.band
        return replace(known, alert=high < self.limits[0] or low > self.limits[1])
