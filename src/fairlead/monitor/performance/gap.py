"""How much better a fresh model answers the same rows: what tells decay from a month that was hard, or easy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

from fairlead.errors import MetricError
from fairlead.model.evaluation.judge import measure
from fairlead.monitor.batches.answered import Answered
from fairlead.monitor.performance.measured import CELLS, FEWEST_RESAMPLES, LEAST_LABELLED, MOST_RESAMPLES


@dataclass(frozen=True, slots=True)
class Gap:
    """Hold a metric of the model in use and of a fresh one, on the same rows.

    Parameters
    ----------
    fresh_model : which one it is, such as "churn:3".
    stale, fresh : the values.
    gain, low, high : by how much the fresh one is better, whichever way the metric goes, and between what 95 % of
        resamples lie, where both have the same rows.
    rows : that both have answered and whose outcomes are known.

    >>> print(Gap("roc_auc", "churn:3", 0.70, 0.76, 0.06, 0.04, 0.08, 2000))
    churn:3 is better by 0.060 roc_auc (0.040 to 0.080)
    """

    metric: str
    fresh_model: str
    stale: float
    fresh: float
    gain: float
    low: float
    high: float
    rows: int

    @property
    def is_sure(self) -> bool:
        """Tell whether the fresh one is better by more than chance."""
        return self.low > 0

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain values, ready for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Build it again from what `to_dict` gave."""
        return cls(**values)

    def __str__(self) -> str:
        way = "better" if self.gain >= 0 else "worse"
        low, high = (
            sorted((abs(self.low), abs(self.high))) if self.gain < 0 and self.high < 0 else (self.low, self.high)
        )
        return f"{self.fresh_model} is {way} by {abs(self.gain):.3f} {self.metric} ({low:.3f} to {high:.3f})"


def gaps(
    stale: Answered, fresh: Answered, fresh_model: str, metrics: Sequence[str], *, seed: int = 0
) -> dict[str, Gap]:
    """Compare the answers of two models to the same rows, in the same order; both are put to the same resamples.

    A metric that has no value on the rows is left out, and all are if too few outcomes are known.
    """
    known = stale.is_known & fresh.is_known
    if int(known.sum()) < LEAST_LABELLED:
        return {}
    mine, other = stale.rows_where(known).answers(), fresh.rows_where(known).answers()
    resamples = min(max(CELLS // len(mine), FEWEST_RESAMPLES), MOST_RESAMPLES)
    found: dict[str, Gap] = {}
    for name in metrics:
        try:
            both = measure({fresh_model: other, "stale": mine}, [name], seed, resamples)
        except MetricError:
            continue
        gain = both.gains["stale"][name]
        values = (both.scores["stale"][name].value, both.scores[fresh_model][name].value)
        found[name] = Gap(name, fresh_model, *values, gain.value, gain.low, gain.high, len(mine))
    return found
