"""What people do about a model that ages: three strategies, each with what speaks for and against it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from fairlead.monitor.policies.history import History
from fairlead.monitor.policies.rules import ChallengerWins, Every, Policy, WhenBelow, WhenDrift

MOST_BELOW = 0.05
"""So far accuracy may lie below what was measured at the start: as in the lesson, where 92 % become 87 %."""

ONE_COLUMN = 0.01
"""Share of the columns that must have drifted: in tables of up to a hundred, one."""


@dataclass(frozen=True, slots=True)
class Once:
    """Train once, before a month that a person chooses.

    >>> from fairlead.monitor import Seen
    >>> past = [Seen(day=30.0 * month, age=30.0 * month) for month in range(1, 4)]
    >>> Once(4).reason(History(past)), Once(5).reason(History(past))
    ('chosen by hand', None)
    """

    looks_at: ClassVar[frozenset[str]] = frozenset()
    month: int

    def reason(self, history: History) -> str | None:
        """Return that it was chosen, when the month is there."""
        return "chosen by hand" if len(history.seen) == self.month - 1 else None

    def __str__(self) -> str:
        return f"once, before month {self.month}"


@dataclass(frozen=True, slots=True)
class Strategy:
    """Hold a strategy as a card shows it.

    Parameters
    ----------
    word : in addresses.
    policy : what is replayed.
    told : what the policy does, in a sentence with its numbers.
    tools, here : what it is done with elsewhere, and the line of fairlead.toml that does it here.
    """

    word: str
    name: str
    policy: Policy
    told: str
    gains: tuple[str, ...]
    losses: tuple[str, ...]
    suits: str
    tools: str
    here: str


STRATEGIES = (
    Strategy(
        "time",
        "Time-based",
        Every(periods=3),
        "A new model every three months, whatever has happened.",
        ("Simple: a schedule and nothing to measure.", "Cost and load are known in advance."),
        ("Trains when nothing has changed.", "Is up to three months late when something has."),
        "Steady, slow change; outcomes that come on time; a training that is cheap.",
        "Airflow, Prefect, Dagster or cron.",
        'policy = "every 3"',
    ),
    Strategy(
        "performance",
        "Performance-based",
        WhenBelow("accuracy", drop=MOST_BELOW),
        "A new model once accuracy was more than 5 points below what was measured at the start.",
        ("Looks at what matters: whether the answers are right.", "Sees every kind of change, if it does harm."),
        ("Needs outcomes; where they come late, it is late.", "Harm is done before it acts."),
        "Outcomes within days or weeks; errors that cost more than a training.",
        "MLflow, and dashboards on outcomes.",
        'policy = "below accuracy target - 0.05"',
    ),
    Strategy(
        "drift",
        "Drift-based",
        WhenDrift(share=ONE_COLUMN),
        "A new model once a column has drifted: a population stability index above 0.2 against what it learned from.",
        ("Needs no outcomes, so it can act at once.", "Says which column has moved."),
        (
            "Blind to a change of the outcomes behind the same rows.",
            "Fires where the model is as good as ever, and learns from broken data without a question.",
        ),
        "Outcomes that come months later; inputs from sources that change.",
        "Evidently, NannyML, Great Expectations.",
        'policy = "drift 0.2 in 1%"',
    ),
)
BESIDE = (Every(periods=6), ChallengerWins())
"""More policies for the table of replays."""


def strategy_named(word: str) -> Strategy | None:
    """Return a strategy; None if there is none of that name."""
    return next((one for one in STRATEGIES if one.word == word), None)
