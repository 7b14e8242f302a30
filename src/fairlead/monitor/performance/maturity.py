"""How many outcomes are there by now, and how many were there at the same age of earlier batches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any, Self

POINTS = 21
"""So many quantiles are kept of the time until outcomes were known: every twentieth."""

MATURE = 0.8
"""From this share on the outcomes of a batch count; earlier ones are those of the cases that were quick to be known."""


@dataclass(frozen=True, slots=True)
class Maturity:
    """Hold how many outcomes of a batch are known.

    Parameters
    ----------
    rows, labelled : answers, and how many of them have an outcome.
    delays : quantiles, from the least to the greatest, of the seconds from the end of the batch until an outcome was
        known; empty if nobody says when.

    >>> print(Maturity(1000, 80))
    8 % of 1,000 outcomes are known
    """

    rows: int
    labelled: int
    delays: tuple[float, ...] = ()

    @property
    def share(self) -> float:
        """Return the share of the answers whose outcome is known, in [0, 1]; 0 without rows."""
        return self.labelled / self.rows if self.rows else 0.0

    def at(self, age: float) -> float | None:
        """Return the share of the outcomes that was known at some age; None if nobody says when they were.

        Parameters
        ----------
        age : seconds after the end of the batch.
        """
        if not self.delays:
            return None
        sooner = sum(delay <= age for delay in self.delays)
        if sooner in (0, len(self.delays)):
            return self.share * (sooner > 0)
        first, second = self.delays[sooner - 1], self.delays[sooner]
        part = (age - first) / (second - first) if second > first else 0.0
        return self.share * (sooner - 1 + part) / (len(self.delays) - 1)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain values, ready for JSON."""
        return {"rows": self.rows, "labelled": self.labelled, "share": self.share, "delays": list(self.delays)}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Build it again from what `to_dict` gave."""
        return cls(values["rows"], values["labelled"], tuple(values.get("delays", ())))

    def __str__(self) -> str:
        return f"{self.share:.0%} of {self.rows:,} outcomes are known".replace("%", " %")


def quantiles_of(delays: Any) -> tuple[float, ...]:
    """Return what is kept of the seconds until outcomes were known.

    >>> quantiles_of([0.0, 10.0])[10], quantiles_of([])
    (5.0, ())
    """
    if not len(delays):
        return ()
    import numpy

    found: list[float] = numpy.quantile(numpy.asarray(delays, float), numpy.linspace(0, 1, POINTS)).tolist()
    return tuple(found)


def expected_share(age: float, earlier: Sequence[Maturity]) -> float | None:
    """Return the share of outcomes that is to be expected at an age, by what was known of earlier batches at theirs.

    Parameters
    ----------
    earlier : of batches that are older than this age; None is returned if nobody says when their outcomes were known.

    >>> old = Maturity(100, 80, tuple(float(day) for day in range(0, 21)))
    >>> expected_share(10.0, [old]), expected_share(10.0, [])
    (0.4, None)
    """
    shares = [share for one in earlier if (share := one.at(age)) is not None]
    return fmean(shares) if shares else None
