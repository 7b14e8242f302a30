"""The policies: each looks at the history and gives a reason to train again, or none.

A policy is a value without a state of its own: the same history always gives the same answer, so that one and the same
policy is replayed on the past, tried in a simulation, and obeyed in production.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Protocol, runtime_checkable

from fairlead.errors import MonitorError
from fairlead.monitor.policies.history import HIGHER_IS_BETTER, History, gain

EVERYTHING = frozenset({"metrics", "challenger", "drift"})
"""What there is to look at in a period. A policy may say in `looks_at` what it needs; the rest is then not computed."""


@runtime_checkable
class Policy(Protocol):
    """Decide whether to train again."""

    def reason(self, history: History) -> str | None:
        """Return why to train now, as a sentence without its full stop; None if there is no reason."""
        ...


@dataclass(frozen=True, slots=True)
class Never:
    """Keep the first model for ever: what every other policy has to beat.

    >>> Never().reason(History([])) is None
    True
    """

    looks_at: ClassVar[frozenset[str]] = frozenset()

    def reason(self, history: History) -> str | None:
        """Return None."""
        return None

    def __str__(self) -> str:
        return "never"


@dataclass(frozen=True, slots=True)
class Every:
    """Train when the model is so many days old, or has answered so many periods.

    Parameters
    ----------
    days : float above 0; or give `periods`.
    periods : int of 1 or more: months are not all of one length, and three of them are three all the same.

    Raises
    ------
    MonitorError
        Neither or both are given, or the number is too small.

    >>> from fairlead.monitor import History, Seen
    >>> Every(30).reason(History([Seen(day=30, age=30)]))
    'the model is 30 days old'
    >>> Every(periods=1).reason(History([Seen(day=30, age=30)]))
    'the model has answered 1 period'
    """

    looks_at: ClassVar[frozenset[str]] = frozenset()
    days: float | None = None
    periods: int | None = None

    def __post_init__(self) -> None:
        if (self.days is None) == (self.periods is None):
            raise MonitorError.bad_policy("Every", "days", self.days, "either that or `periods`")
        if self.days is not None and not self.days > 0:
            raise MonitorError.bad_policy("Every", "days", self.days, "a number above 0")
        if self.periods is not None and self.periods < 1:
            raise MonitorError.bad_policy("Every", "periods", self.periods, "1 or more")

    def reason(self, history: History) -> str | None:
        """Return the age, once it is reached."""
        if not history.seen:
            return None
        if self.days is not None:
            age = history.seen[-1].age
            return f"the model is {age:g} days old" if age >= self.days else None
        answered = history.answered(self.periods or 1)
        if answered < (self.periods or 1):
            return None
        return f"the model has answered {answered} period{'' if answered == 1 else 's'}"

    def __str__(self) -> str:
        if self.days is not None:
            return f"every {self.days:g} days"
        return "every period" if self.periods == 1 else f"every {self.periods} periods"


@dataclass(frozen=True, slots=True)
class WhenBelow:
    """Train when a metric has been worse than a threshold for some periods in a row.

    Parameters
    ----------
    metric : such as "roc_auc" or "accuracy".
    threshold : the value itself; or give `drop`.
    drop : how much worse than the original target, which never moves: a model that is worse than what was promised is
        trained again and again, until the promise is kept.
    patience : so many periods in a row, in which the same model has answered.

    Raises
    ------
    MonitorError
        The metric is not known; neither or both of `threshold` and `drop` are given; the patience is below 1.

    Notes
    -----
    Periods without outcomes count for nothing, neither for nor against.

    >>> from fairlead.monitor import History, Seen
    >>> past = History([Seen(day=30, age=30, metrics={"roc_auc": 0.70})], target={"roc_auc": 0.75})
    >>> WhenBelow("roc_auc", drop=0.03).reason(past)
    'roc_auc was 0.700, below 0.720'
    """

    looks_at: ClassVar[frozenset[str]] = frozenset({"metrics"})
    metric: str
    threshold: float | None = None
    drop: float | None = None
    patience: int = 1

    def __post_init__(self) -> None:
        if self.metric not in HIGHER_IS_BETTER:
            raise MonitorError.no_such_metric(self.metric, HIGHER_IS_BETTER)
        if (self.threshold is None) == (self.drop is None):
            raise MonitorError.bad_policy("WhenBelow", "threshold", self.threshold, "either that or `drop`")
        if self.patience < 1:
            raise MonitorError.bad_policy("WhenBelow", "patience", self.patience, "1 or more")

    def limit(self, history: History) -> float | None:
        """Return the value that must not be passed; None without a target to take it from."""
        if self.threshold is not None:
            return self.threshold
        if self.metric not in history.target or self.drop is None:
            return None
        down = self.drop if HIGHER_IS_BETTER[self.metric] else -self.drop
        return history.target[self.metric] - down

    def reason(self, history: History) -> str | None:
        """Return the value and the threshold, once it was passed often enough."""
        limit = self.limit(history)
        if limit is None:
            return None
        row: list[float] = []
        for seen in reversed(history.seen):
            if self.metric in seen.metrics:
                row.append(seen.metrics[self.metric])
            if seen.is_fresh or len(row) == self.patience:
                break
        if len(row) < self.patience or any(gain(self.metric, value, limit) >= 0 for value in row):
            return None
        way = "below" if HIGHER_IS_BETTER[self.metric] else "above"
        often = f" for {self.patience} periods" if self.patience > 1 else ""
        return f"{self.metric} was {row[0]:.3f}{often}, {way} {limit:.3f}"

    def __str__(self) -> str:
        way = "below" if HIGHER_IS_BETTER[self.metric] else "above"
        sign = "-" if way == "below" else "+"
        limit = f"{self.threshold:g}" if self.threshold is not None else f"target {sign} {self.drop:g}"
        often = f" for {self.patience} periods" if self.patience > 1 else ""
        return f"{self.metric} {way} {limit}{often}"


@dataclass(frozen=True, slots=True)
class WhenDrift:
    """Train when a share of the columns has drifted from what the model has learned from.

    Parameters
    ----------
    share : of the columns, above 0 and at most 1.
    psi : from this PSI on a column has drifted.

    Raises
    ------
    MonitorError
        The share or the PSI is out of range.

    Notes
    -----
    It is blind to a change of the relation between columns and outcome, and it fires where the model is as good as
    ever. Drift informs; outcomes decide.

    >>> from fairlead.monitor import History, Seen
    >>> WhenDrift(share=0.5).reason(History([Seen(day=1, age=1, drift={"age": 0.3, "plan": 0.0})]))
    '1 of 2 columns has drifted'
    """

    looks_at: ClassVar[frozenset[str]] = frozenset({"drift"})
    share: float = 0.5
    psi: float = 0.2

    def __post_init__(self) -> None:
        if not 0 < self.share <= 1:
            raise MonitorError.bad_policy("WhenDrift", "share", self.share, "a number above 0 and at most 1")
        if not self.psi > 0:
            raise MonitorError.bad_policy("WhenDrift", "psi", self.psi, "a number above 0")

    def reason(self, history: History) -> str | None:
        """Return how many columns have drifted, once they are enough."""
        if not history.seen or not history.seen[-1].drift:
            return None
        drift = history.seen[-1].drift
        moved = sum(value > self.psi for value in drift.values())
        if moved < self.share * len(drift):
            return None
        return f"{moved} of {len(drift)} columns {'has' if moved == 1 else 'have'} drifted"

    def __str__(self) -> str:
        return f"PSI above {self.psi:g} in {self.share:.0%} of the columns"


@dataclass(frozen=True, slots=True)
class ChallengerWins:
    """Train when a model that knew everything before the newest outcomes would have answered them better.

    Parameters
    ----------
    gain : by how much better, above 0.
    metric : such as "log_loss".

    Raises
    ------
    MonitorError
        The metric is not known; the gain is not above 0.

    >>> from fairlead.monitor import History, Seen
    >>> seen = Seen(day=30, age=30, metrics={"log_loss": 0.50}, challenger={"log_loss": 0.48})
    >>> ChallengerWins(gain=0.01).reason(History([seen]))
    'a fresh model would have had a log_loss of 0.480 instead of 0.500'
    """

    looks_at: ClassVar[frozenset[str]] = frozenset({"metrics", "challenger"})
    gain: float = 0.005
    metric: str = "log_loss"

    def __post_init__(self) -> None:
        if self.metric not in HIGHER_IS_BETTER:
            raise MonitorError.no_such_metric(self.metric, HIGHER_IS_BETTER)
        if not self.gain > 0:
            raise MonitorError.bad_policy("ChallengerWins", "gain", self.gain, "a number above 0")

    def reason(self, history: History) -> str | None:
        """Return both values, if the challenger's is better by enough."""
        if not history.seen:
            return None
        seen = history.seen[-1]
        if self.metric not in seen.metrics or self.metric not in seen.challenger:
            return None
        mine, other = seen.metrics[self.metric], seen.challenger[self.metric]
        if gain(self.metric, other, mine) <= self.gain:
            return None
        return f"a fresh model would have had a {self.metric} of {other:.3f} instead of {mine:.3f}"

    def __str__(self) -> str:
        return f"a challenger is better by {self.gain:g} {self.metric}"


@dataclass(frozen=True)
class Any:
    """Train when one of the policies says so.

    >>> str(Any(Every(90), WhenDrift()))
    'every 90 days, or PSI above 0.2 in 50% of the columns'
    """

    policies: tuple[Policy, ...]

    def __init__(self, *policies: Policy) -> None:
        object.__setattr__(self, "policies", _given("Any", policies))

    @property
    def looks_at(self) -> frozenset[str]:
        """Return what any of the policies looks at."""
        return _looked_at(self.policies)

    def reason(self, history: History) -> str | None:
        """Return the reasons of those that have one."""
        reasons = [said for policy in self.policies if (said := policy.reason(history))]
        return "; ".join(reasons) or None

    def __str__(self) -> str:
        return ", or ".join(map(str, self.policies))


@dataclass(frozen=True)
class All:
    """Train when every one of the policies says so.

    >>> from fairlead.monitor import History, Seen
    >>> past = History([Seen(day=30, age=30, drift={"age": 0.3})])
    >>> All(Every(30), WhenDrift()).reason(past), All(Every(60), WhenDrift()).reason(past)
    ('the model is 30 days old; 1 of 1 columns has drifted', None)
    """

    policies: tuple[Policy, ...]

    def __init__(self, *policies: Policy) -> None:
        object.__setattr__(self, "policies", _given("All", policies))

    @property
    def looks_at(self) -> frozenset[str]:
        """Return what any of the policies looks at."""
        return _looked_at(self.policies)

    def reason(self, history: History) -> str | None:
        """Return all reasons, if every policy has one."""
        reasons = [policy.reason(history) for policy in self.policies]
        return None if None in reasons else "; ".join(said for said in reasons if said)

    def __str__(self) -> str:
        return ", and ".join(map(str, self.policies))


def _looked_at(policies: tuple[Policy, ...]) -> frozenset[str]:
    return frozenset[str]().union(*(getattr(policy, "looks_at", EVERYTHING) for policy in policies))


def _given(name: str, policies: tuple[Policy, ...]) -> tuple[Policy, ...]:
    if not policies or not all(isinstance(one, Policy) for one in policies):
        raise MonitorError.bad_policy(name, "policies", policies, "one policy or more")
    return policies
