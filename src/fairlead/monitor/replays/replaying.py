"""Replay a policy on a staleness matrix: what it would have decided, and what that would have brought."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from fairlead.errors import MonitorError
from fairlead.monitor.policies.history import History, Seen, gain
from fairlead.monitor.policies.rules import EVERYTHING, Never, Policy
from fairlead.monitor.replays.matrix import Matrix
from fairlead.monitor.replays.oracle import best_training_times


@dataclass(frozen=True, slots=True)
class Costs:
    """Say what things cost, in one currency.

    Parameters
    ----------
    error : one wrong answer; of a regression, one unit of absolute error.
    retrain : one training with everything that it brings: machines, review, deployment.
    label : one known outcome that a policy needs, to decide by or to train on.

    Raises
    ------
    MonitorError
        One is less than 0.
    """

    error: float = 0.0
    retrain: float = 0.0
    label: float = 0.0

    def __post_init__(self) -> None:
        for name in ("error", "retrain", "label"):
            if not getattr(self, name) >= 0:
                raise MonitorError.bad_policy("Costs", name, getattr(self, name), "0 or more")


@dataclass(frozen=True, slots=True)
class Replayed:
    """Hold what a policy would have brought.

    Parameters
    ----------
    policy : in words.
    models : for each period after the first, which period's model answered it.
    reasons : for each retraining, the period before which it came, and why.
    scores : for each period after the first, the scores of the model that answered.
    errors : wrong answers in all periods.
    labels : outcomes that had to be known, to decide by or to train on, those of the first model not counted.
    seconds : CPU seconds of training, the first model not counted, those that were only tried included.
    shadows : models that were trained only to be compared with the one in use.
    money : errors, retrainings and labels, each at its cost.
    """

    policy: str
    models: tuple[int, ...]
    reasons: tuple[tuple[str, str], ...]
    scores: tuple[dict[str, float], ...]
    rows: tuple[int, ...]
    errors: float
    labels: int
    seconds: float
    money: float
    shadows: int = 0

    @property
    def retrains(self) -> int:
        """Return how often it was trained again."""
        return len(self.reasons)

    def mean(self, metric: str) -> float:
        """Return the mean of a metric over the rows of all periods that have it; NaN if none has.

        A period in which all outcomes are the same has no AUC.
        """
        known = [(one[metric], rows) for one, rows in zip(self.scores, self.rows, strict=True) if metric in one]
        total = sum(rows for _, rows in known)
        return sum(value * rows for value, rows in known) / total if total else math.nan

    def below(self, metric: str, threshold: float) -> int:
        """Return in how many periods a metric was worse than a threshold."""
        return sum(gain(metric, one[metric], threshold) < 0 for one in self.scores if metric in one)


def replay(matrix: Matrix, policy: Policy, costs: Costs | None = None, *, label_delay: int = 0) -> Replayed:
    """Replay a policy on the past.

    Before each period it decides by what was known then: outcomes of periods that ended `label_delay` periods before,
    drift up to now. The model that it then gets is trained on everything with known outcomes.

    Parameters
    ----------
    label_delay : so many periods pass between an answer and its outcome; 0 if outcomes are known when a period ends.

    Notes
    -----
    A challenger is judged on the newest period with outcomes, and was trained on those before it.
    """
    wanted = getattr(policy, "looks_at", EVERYTHING)
    current, is_fresh = 0, False
    models: list[int] = []
    reasons: list[tuple[str, str]] = []
    seen: list[Seen] = []
    answered: list[tuple[int, bool]] = []  # by which model each past period was answered, and whether it was new then
    looked: set[int] = set()
    rivals: set[int] = set()
    for period in range(1, len(matrix.periods)):
        newest = period - 1 - label_delay
        if label_delay and newest >= 1:  # its outcomes have become known since the last decision
            seen[newest - 1] = _seen(matrix, wanted, newest, *answered[newest - 1], is_known=True)
        if newest >= 1 and "metrics" in wanted:
            looked.add(newest)
            if "challenger" in wanted and newest - 1 > answered[newest - 1][0]:
                rivals.add(newest - 1)
        if period > 1:
            reason = policy.reason(History(seen, matrix.target))
            is_fresh = bool(reason) and newest > current
            if is_fresh:
                current = newest
                reasons.append((matrix.periods[period], str(reason)))
        models.append(current)
        answered.append((current, is_fresh))
        seen.append(_seen(matrix, wanted, period, current, is_fresh, is_known=not label_delay))
    return _counted(matrix, str(policy), models, reasons, looked, rivals, costs or Costs())


def replay_all(
    matrix: Matrix, policies: Sequence[Policy], costs: Costs | None = None, *, label_delay: int = 0
) -> list[Replayed]:
    """Replay policies, with those that any must be held against: never, always, and the best in hindsight.

    Returns
    -------
    list of Replayed: those of the policies, then "never", "always", and "oracle", which nobody could have followed
    """
    costs = costs or Costs()
    found = [replay(matrix, policy, costs, label_delay=label_delay) for policy in policies]
    never = replay(matrix, Never(), costs, label_delay=label_delay)
    times = list(range(1 + label_delay, len(matrix.periods)))
    always = _scheduled(matrix, "always", [one for one in times if one > 1], costs, label_delay)
    best_times = best_training_times(matrix, costs.error, costs.retrain, label_delay, costs.label)
    best = _scheduled(matrix, "oracle", best_times, costs, label_delay)
    return [*found, never, always, best]


def _scheduled(matrix: Matrix, name: str, times: Sequence[int], costs: Costs, label_delay: int) -> Replayed:
    """Return what training before these periods would have brought."""
    current, models, reasons = 0, [], []
    for period in range(1, len(matrix.periods)):
        newest = period - 1 - label_delay
        if period in times and newest > current:
            current = newest
            reasons.append((matrix.periods[period], name))
        models.append(current)
    return _counted(matrix, name, models, reasons, (), (), costs)


def _counted(
    matrix: Matrix,
    name: str,
    models: Sequence[int],
    reasons: Sequence[tuple[str, str]],
    looked: Collection[int],
    rivals: Collection[int],
    costs: Costs,
) -> Replayed:
    """Add up what came of it.

    Parameters
    ----------
    looked : periods whose outcomes were looked at.
    rivals : models that were trained to be compared.
    """
    scores = [dict(matrix.scores[model, period]) for period, model in enumerate(models, start=1)]
    errors = sum(one.get("errors", 0.0) for one in scores)
    trained = set(models) - {0}
    shadows = set(rivals) - trained - {0}
    labels = sum(matrix.rows[one] for one in {*looked, *range(1, max([*trained, *shadows], default=0) + 1)})
    return Replayed(
        policy=name,
        models=tuple(models),
        reasons=tuple(reasons),
        scores=tuple(scores),
        rows=tuple(matrix.rows[1:]),
        errors=errors,
        labels=labels,
        seconds=sum(matrix.seconds[one] for one in sorted(trained | shadows)) if matrix.seconds else 0.0,
        money=errors * costs.error + len(reasons) * costs.retrain + labels * costs.label,
        shadows=len(shadows),
    )


def _seen(matrix: Matrix, wanted: frozenset[str], period: int, model: int, is_fresh: bool, *, is_known: bool) -> Seen:
    """Return what is known of a past period, which a model has answered; only what the policy looks at."""
    rival = period - 1
    asks_rival = is_known and rival > model and "challenger" in wanted
    return Seen(
        day=matrix.days[period],
        age=matrix.age(model, period),
        metrics=matrix.scores[model, period] if is_known and "metrics" in wanted else {},
        challenger=matrix.scores[rival, period] if asks_rival else {},
        drift=matrix.drift.get((model, period), {}) if "drift" in wanted else {},
        is_fresh=is_fresh,
    )
