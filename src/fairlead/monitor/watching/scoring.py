"""How good the answers to one batch are: measured where outcomes are known, estimated where they are not yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Self

from fairlead.errors import MonitorError
from fairlead.monitor.batches.answered import Answered
from fairlead.monitor.estimates.cbpe import LEAST_ROWS, Cbpe
from fairlead.monitor.estimates.estimate import Estimate
from fairlead.monitor.estimates.metrics import METRICS as ESTIMATED
from fairlead.monitor.performance.gap import Gap, gaps
from fairlead.monitor.performance.maturity import Maturity
from fairlead.monitor.performance.measured import Measured, default_metrics, measured


@dataclass(frozen=True, slots=True)
class Score:
    """Hold how good the answers to a batch are.

    Parameters
    ----------
    metrics : by name; the first is the main one.
    maturity : how many outcomes are known.
    segments : the main metric by segment, named ``column = value``.
    gaps : by metric, how much better a fresh model answers the same rows; empty if there is none.
    estimate : what the main metric probably is, without outcomes; None if `no_estimate` says why.
    wrong : how many answers whose outcomes are known are wrong; None of a regression.
    """

    metrics: Mapping[str, Measured]
    maturity: Maturity
    segments: Mapping[str, Measured] = field(default_factory=dict)
    gaps: Mapping[str, Gap] = field(default_factory=dict)
    estimate: Estimate | None = None
    no_estimate: str | None = None
    wrong: int | None = None

    @property
    def main(self) -> Measured:
        """Return the metric that the model is judged by."""
        return next(iter(self.metrics.values()))

    @property
    def gap(self) -> Gap | None:
        """Return how much better a fresh model is by the main metric; None if there is none."""
        return self.gaps.get(self.main.metric)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain values, ready for JSON."""
        return {
            "metrics": {name: one.to_dict() for name, one in self.metrics.items()},
            "maturity": self.maturity.to_dict(),
            "segments": {name: one.to_dict() for name, one in self.segments.items()},
            "gaps": {name: one.to_dict() for name, one in self.gaps.items()},
            "estimate": None if self.estimate is None else self.estimate.to_dict(),
            "no_estimate": self.no_estimate,
            "wrong": self.wrong,
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Build it again from what `to_dict` gave."""
        known = {one.name for one in fields(Estimate)}
        estimate = values["estimate"]
        return cls(
            metrics={name: Measured.from_dict(one) for name, one in values["metrics"].items()},
            maturity=Maturity.from_dict(values["maturity"]),
            segments={name: Measured.from_dict(one) for name, one in values["segments"].items()},
            gaps={name: Gap.from_dict(one) for name, one in values["gaps"].items()},
            estimate=None if estimate is None else Estimate(**{k: v for k, v in estimate.items() if k in known}),
            no_estimate=values["no_estimate"],
            wrong=values["wrong"],
        )


def scored(
    answered: Answered,
    *,
    metric: str | None = None,
    delays: tuple[float, ...] = (),
    masks: Mapping[str, Any] | None = None,
    fresh: Mapping[str, Answered] | None = None,
    calibration: Answered | None = None,
    estimated: tuple[Estimate | None, str | None] | None = None,
) -> Score:
    """Measure the answers to a batch.

    Parameters
    ----------
    metric : the main one; the first of the task if not given.
    delays : of its outcomes, see `Maturity`.
    masks : by segment, which rows are in it, bool array of shape (rows,).
    fresh : what fresh models answered to the same rows, by name; the first counts.
    calibration : answers of earlier batches, from whose outcomes an estimate is learned; None without any.
    estimated : an estimate that was made otherwise, as of a regression, or why there is none.

    Raises
    ------
    MetricError
        There is no such metric, or it does not fit the question.
    """
    usual = default_metrics(answered)
    names = usual if metric is None else (metric, *(one for one in usual if one != metric))
    main = names[0]
    parts = {name: measured(answered.rows_where(mask), [main])[main] for name, mask in (masks or {}).items()}
    found: dict[str, Gap] = {}
    for name, other in list((fresh or {}).items())[:1]:
        found = gaps(answered, other, name, names)
    estimate, why = estimated or _estimate(main, answered, calibration)
    return Score(
        metrics=measured(answered, names),
        maturity=Maturity(len(answered), answered.labelled, delays),
        segments=parts,
        gaps=found,
        estimate=estimate,
        no_estimate=why,
        wrong=_wrong(answered),
    )


def _wrong(answered: Answered) -> int | None:
    if answered.task == "regression":
        return None
    known = answered.is_known
    return int((answered.said[known] != answered.truth[known]).sum())


def _estimate(metric: str, answered: Answered, calibration: Answered | None) -> tuple[Estimate | None, str | None]:
    """Return an estimate of a metric, or why there is none."""
    if answered.task != "binary" or answered.chances is None:
        return None, "estimates without outcomes are for two classes with probabilities"
    name = metric if metric in ESTIMATED else "roc_auc"
    if not len(answered):
        return None, "there are no rows"
    if calibration is None or calibration.chances is None or not calibration.labelled:
        return None, "no earlier batch has outcomes to learn from"
    known = calibration.rows_where(calibration.is_known)
    if len(known) < LEAST_ROWS:
        return None, f"{len(known)} outcomes of earlier batches are known, {LEAST_ROWS} needed"
    try:
        cbpe = Cbpe.fit(calibration_chances(known), known.truth)
        found = cbpe.estimate(name, calibration_chances(answered), answered.said == 1)
    except MonitorError as error:
        return None, error.message.rstrip(".").lower()
    return found, None


def calibration_chances(answered: Answered) -> Any:
    """Return the probabilities of the class that is looked for, float array of shape (rows,)."""
    assert answered.chances is not None
    return answered.chances[:, 1]


def later(scores: Sequence[Score], first: Sequence[Score]) -> list[tuple[float, float]]:
    """Pair what was estimated first with what was measured last, where both are of one metric.

    Parameters
    ----------
    scores, first : of the same batches, in the same order.
    """
    pairs = []
    for last, begin in zip(scores, first, strict=True):
        estimate = begin.estimate
        realised = None if estimate is None else last.metrics.get(estimate.metric)
        if estimate is not None and realised is not None and realised.value is not None:
            pairs.append((estimate.value, realised.value))
    return pairs
