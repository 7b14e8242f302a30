"""An estimate: a value, how sure it is, and what it takes for granted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Estimate:
    """Hold how good the answers to some rows probably are.

    Parameters
    ----------
    metric : what is estimated.
    value : the expected value.
    low, high : between which the realised value of so many rows lies with a chance of 95 %, if the assumption holds.
        The band of sampling alone: how wrong the assumption may be is not in it.
    rows : that were answered.
    assumption : what must hold for it, as a sentence.
    off_by : by how much past estimates were off, on average, once outcomes were known; None if none are known.
    alert : whether the value is out of what the reference shows; None if too little is known to say so.

    >>> print(Estimate("accuracy", 0.797, 0.790, 0.804, 14000, "...", off_by=0.028))
    accuracy is probably 0.797 (0.790 to 0.804 by sampling; past estimates were off by 0.028)
    """

    metric: str
    value: float
    low: float
    high: float
    rows: int
    assumption: str
    off_by: float | None = None
    alert: bool | None = None

    @property
    def band(self) -> tuple[float, float]:
        """Return the band with the error of past estimates in it, if that is known."""
        wider = self.off_by or 0.0
        return self.low - wider, self.high + wider

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain values, ready for JSON."""
        return {name: getattr(self, name) for name in self.__slots__}

    def __str__(self) -> str:
        past = "no outcome is known yet" if self.off_by is None else f"past estimates were off by {self.off_by:.3f}"
        return f"{self.metric} is probably {self.value:.3f} ({self.low:.3f} to {self.high:.3f} by sampling; {past})"
