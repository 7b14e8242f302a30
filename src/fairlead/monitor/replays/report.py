"""Put together what a replay says: policies beside each other, the shelf life, and where the gain comes from."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from fairlead.errors import ReplayError
from fairlead.finding import Finding, Severity
from fairlead.monitor.policies.history import HIGHER_IS_BETTER
from fairlead.monitor.policies.rules import Policy
from fairlead.monitor.policies.words import policy_of
from fairlead.monitor.replays.replaying import Costs, Replayed, replay_all
from fairlead.monitor.replays.shelf import Gap, Shelf, Volume, gaps, shelf_life, volume_control
from fairlead.monitor.replays.staleness import Staleness

MAIN_METRIC: Mapping[str, str] = {"binary": "roc_auc", "multiclass": "accuracy", "regression": "mae"}
"""By what models are compared if nobody says otherwise."""

PROMISED_AT_MOST_LESS = 0.03
HINDSIGHT = "oracle"


@dataclass(frozen=True, slots=True)
class ReplayReport:
    """Hold all that a replay has to say.

    Make one with `ReplayReport.of`.

    Parameters
    ----------
    staleness : the matrix, with what is to be known about it.
    policies : what each would have brought; the last three are never, always and the oracle.
    costs : in money, or all 0: then errors are counted.
    metric : by which models are compared.
    threshold : below which a period counts as bad (above it, if the metric is better when it is lower); None if
        nothing was promised.
    label_delay : periods until an outcome is known.
    currency : in which the costs are.
    """

    staleness: Staleness
    policies: tuple[Replayed, ...]
    costs: Costs
    metric: str
    threshold: float | None
    label_delay: int
    currency: str = ""

    @classmethod
    def of(
        cls,
        staleness: Staleness,
        policies: Sequence[Policy] | None = None,
        *,
        costs: Costs | None = None,
        metric: str | None = None,
        threshold: float | None = None,
        label_delay: int = 0,
        currency: str = "",
    ) -> ReplayReport:
        """Replay policies on a matrix.

        Parameters
        ----------
        policies : a usual choice if not given.
        metric : AUC, accuracy or the mean absolute error, by the question, if not given.
        threshold : what the first model promised, if not given.

        Raises
        ------
        ReplayError
            A policy or the metric is about what these models are not measured by, or compares with a promise that could
            not be measured; the delay is less than 0 or as long as the history.
        """
        matrix = staleness.matrix
        chosen = metric or MAIN_METRIC[staleness.task]
        known = sorted({name for one in matrix.scores.values() for name in one} - {"errors"})
        if chosen not in known:
            raise ReplayError.not_measured("--metric", chosen, known)
        if not 0 <= label_delay < len(matrix.periods) - 1:
            most = len(matrix.periods) - 2
            raise ReplayError.bad_number("--label-delay", label_delay, f"a number of periods from 0 to {most}")
        tried = usual_policies(staleness, chosen) if policies is None else policies
        for policy in tried:
            _check(policy, known, matrix.target)
        found = replay_all(matrix, tried, costs, label_delay=label_delay)
        limit = matrix.target.get(chosen) if threshold is None else threshold
        return cls(staleness, tuple(found), costs or Costs(), chosen, limit, label_delay, currency)

    @property
    def has_money(self) -> bool:
        """Tell whether anything costs anything."""
        return self.costs != Costs()

    def price(self, one: Replayed) -> float:
        """Return what policies are compared by: money, or errors where nothing has a price."""
        return one.money if self.has_money else one.errors

    @property
    def never(self) -> Replayed:
        """Return what came of never training again."""
        return self.policies[-3]

    @property
    def oracle(self) -> Replayed:
        """Return the best that could have been done."""
        return self.policies[-1]

    @property
    def best(self) -> Replayed:
        """Return the cheapest policy that could have been followed; of equal ones that with fewer trainings."""
        return min(self.policies[:-1], key=lambda one: (self.price(one), one.retrains, one.shadows))

    @property
    def shelf(self) -> list[Shelf]:
        """Return the loss at each age."""
        return shelf_life(self.staleness.matrix, self.metric)

    @property
    def volume(self) -> Volume | None:
        """Return where the gain of training comes from."""
        return volume_control(self.staleness.matrix)

    @property
    def gaps(self) -> list[Gap]:
        """Return how far the first model is behind, period by period."""
        return gaps(self.staleness.matrix, self.metric)

    @property
    def verdict(self) -> Finding:
        """Return in a sentence which policy to follow; with the action "retrain" if one pays."""
        best, never, oracle = self.best, self.never, self.oracle
        unit = f" {self.currency}" if self.currency and self.has_money else "" if self.has_money else " errors"
        saved = self.price(never) - self.price(best)
        evidence = {
            "policy": best.policy,
            "price": round(self.price(best), 6),
            "never": round(self.price(never), 6),
            "oracle": round(self.price(oracle), 6),
        }
        why = (
            f"Replayed on {len(best.models)} periods of the past, each decision by what was known then. "
            f"{_capital(HINDSIGHT)}, who knows the future, would have come to {self.price(oracle):,.0f}{unit}."
        )
        if saved <= 0 or best.retrains == 0:
            said = f"Training again would not have paid: never to train comes to {self.price(never):,.0f}{unit}."
            return Finding("replay-best-policy", Severity.INFO, said, why=why, evidence=evidence)
        said = (
            f"Best would have been '{best.policy}': {self.price(best):,.0f}{unit}, "
            f"{saved / self.price(never):.1%} less than never to train ({self.price(never):,.0f})."
        )
        return Finding(
            "replay-best-policy", Severity.INFO, said, why=why, evidence=evidence,
            fix="The past is one sample: choose a policy that is good, not one that was luckiest.",
        )  # fmt: skip

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Return the verdict, and what is to be known about the data."""
        return (self.verdict, *self.staleness.findings)

    def to_document(self) -> dict[str, Any]:
        """Return it as plain values, ready for JSON."""
        volume = self.volume
        return {
            "verdict": self.verdict.message,
            "best": self.best.policy,
            "task": self.staleness.task,
            "metric": self.metric,
            "threshold": self.threshold,
            "label_delay": self.label_delay,
            "costs": {**asdict(self.costs), "currency": self.currency} if self.has_money else None,
            "policies": [self._row(one) for one in self.policies],
            "shelf_life": [asdict(one) for one in self.shelf],
            "volume": None if volume is None else asdict(volume),
            "periods": [{**asdict(one), "gap": one.gap} for one in self.gaps],
            "findings": [one.to_dict() for one in self.findings],
            "models": {"made": self.staleness.made, "kept": self.staleness.kept},
            "matrix": self.staleness.matrix.to_document(),
        }

    def bad_periods(self, one: Replayed) -> int | None:
        """Return how many periods were worse than the threshold; None without one."""
        return None if self.threshold is None else one.below(self.metric, self.threshold)

    def _row(self, one: Replayed) -> dict[str, Any]:
        mean = one.mean(self.metric)
        return {
            "policy": one.policy,
            "retrains": one.retrains,
            "shadow_trainings": one.shadows,
            "score": None if math.isnan(mean) else mean,
            "bad_periods": self.bad_periods(one),
            "errors": one.errors,
            "labels": one.labels,
            "cpu_seconds_measured": one.seconds,
            "money": one.money if self.has_money else None,
            "trained_before": [{"period": period, "reason": reason} for period, reason in one.reasons],
            "models": [self.staleness.matrix.periods[model] for model in one.models],
            "scores": [score.get(self.metric) for score in one.scores],
        }


def usual_policies(staleness: Staleness, metric: str) -> list[Policy]:
    """Return policies that are worth a comparison, as far as the models are measured by what they look at."""
    target = staleness.matrix.target.get(metric)
    loss = "mae" if staleness.task == "regression" else "log_loss"
    texts = ["every 3", "every 6"]
    if target is not None:
        is_higher = HIGHER_IS_BETTER[metric]
        # A metric without a scale of its own may be worse by so much of what it was.
        drop = PROMISED_AT_MOST_LESS if is_higher else abs(target) * PROMISED_AT_MOST_LESS
        texts.append(f"{metric} {'below target -' if is_higher else 'above target +'} {drop:g}")
    texts.append("drift 0.25 in 30%")
    measured = next(iter(staleness.matrix.scores.values()))
    if loss in measured:
        gain = 0.01 * measured[loss] if staleness.task == "regression" else 0.005
        texts.append(f"challenger {gain:.3g} {loss}")
    return [policy_of(text) for text in texts]


def _check(policy: Any, known: Sequence[str], target: Mapping[str, float]) -> None:
    """Refuse a policy that could never decide anything here."""
    for part in getattr(policy, "policies", ()):
        _check(part, known, target)
    metric = getattr(policy, "metric", None)
    if metric is not None and metric not in known:
        raise ReplayError.not_measured(str(policy), metric, known)
    if getattr(policy, "drop", None) is not None and metric not in target:
        raise ReplayError.no_target(str(policy), str(metric))


def _capital(text: str) -> str:
    return f"An {text}"
