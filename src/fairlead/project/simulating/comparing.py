"""What strategies have brought in a simulated year, beside each other."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass

from fairlead.monitor.replays.replaying import Costs, Replayed, replay, replay_all
from fairlead.project.simulating.strategies import BESIDE, MOST_BELOW, STRATEGIES, Once
from fairlead.project.simulating.years import Year

METRIC = "accuracy"


@dataclass(frozen=True, slots=True)
class Outcome:
    """Hold what one way to act has brought.

    Parameters
    ----------
    name : for people.
    word : of the strategy; "never", "always" or "oracle" for those that any is held against.
    scores : accuracy of each month, with the ends of its 95 % interval.
    trained : before which months, with the reason.
    below : months under the threshold.
    price : money, or errors where nothing has a price.
    """

    name: str
    word: str
    scores: tuple[tuple[float, float, float], ...]
    trained: tuple[tuple[int, str], ...]
    mean: float
    below: int
    labels: int
    errors: int
    price: float

    @property
    def retrains(self) -> int:
        """Return how often it was trained again."""
        return len(self.trained)


@dataclass(frozen=True, slots=True)
class Compared:
    """Hold a year with all that was done in it.

    Parameters
    ----------
    start : accuracy of the first model in the first month, before anything has changed.
    strategies : the three, in the order of their cards.
    others : further policies; then never, always and the oracle, which knows the year beforehand.
    """

    year: Year
    costs: Costs
    start: float
    strategies: tuple[Outcome, ...]
    others: tuple[Outcome, ...]

    @property
    def threshold(self) -> float:
        """Return below which accuracy a month counts as bad."""
        return self.start - MOST_BELOW

    @property
    def never(self) -> Outcome:
        """Return what came of never training again."""
        return next(one for one in self.others if one.word == "never")

    @property
    def oracle(self) -> Outcome:
        """Return the best that could have been done."""
        return next(one for one in self.others if one.word == "oracle")

    @property
    def choices(self) -> tuple[Outcome, ...]:
        """Return what a person can choose between: never, and the three strategies."""
        return (self.never, *self.strategies)

    @property
    def best(self) -> Outcome:
        """Return the cheapest of the choices; of equal ones that with fewer trainings."""
        return min(self.choices, key=lambda one: (one.price, one.retrains))

    @property
    def rows(self) -> tuple[Outcome, ...]:
        """Return everything, the cheapest first and the oracle last."""
        possible = [one for one in (*self.strategies, *self.others) if one.word != "oracle"]
        return (*sorted(possible, key=lambda one: one.price), self.oracle)

    @property
    def has_money(self) -> bool:
        """Tell whether anything costs anything."""
        return self.costs != Costs()

    @property
    def worst_month(self) -> int | None:
        """Return the month in which the first model is furthest below its start, of those that were looked into."""
        return min(self.year.triage, key=lambda month: self.never.scores[month - 1][0], default=None)

    def once(self, month: int) -> Outcome | None:
        """Return what comes of training once before a month; None for the first, where there is nothing to learn."""
        if not 2 <= month < len(self.year.matrix.periods):
            return None
        return outcome(self.year, replay(self.year.matrix, Once(month), self.costs), self.threshold, self.costs, "once")

    def said_of(self, guess: str) -> str:
        """Return what is to be said to somebody who has guessed which choice is the cheapest."""
        chosen = next((one for one in self.choices if one.word == guess), None)
        best = self.best
        if chosen is None:
            return f"Cheapest was: {best.name.lower()}."
        if chosen.price == best.price:
            return f"Right: {chosen.name.lower()} was the cheapest of the four."
        return f"Not this time: {best.name.lower()} was cheaper than {chosen.name.lower()}."


@functools.lru_cache(maxsize=64)
def compared(year: Year, costs: Costs) -> Compared:
    """Replay every strategy in a year."""
    start = year.matrix.target[METRIC]
    limit = start - MOST_BELOW
    policies = [*(one.policy for one in STRATEGIES), *BESIDE]
    done = replay_all(year.matrix, policies, costs)
    words: list[tuple[str, str]] = [(one.name, one.word) for one in STRATEGIES]
    words += [(str(one).capitalize(), str(one)) for one in BESIDE]
    words += [("Never train", "never"), ("Always: every month", "always"), ("Oracle: knows the year", "oracle")]
    found = [outcome(year, one, limit, costs, word, name) for one, (name, word) in zip(done, words, strict=True)]
    count = len(STRATEGIES)
    return Compared(year, costs, start, tuple(found[:count]), tuple(found[count:]))


def outcome(year: Year, one: Replayed, limit: float, costs: Costs, word: str, name: str = "") -> Outcome:
    """Return what a replay has brought, ready to be shown."""
    periods = list(year.matrix.periods)
    return Outcome(
        name=name or one.policy.capitalize(),
        word=word,
        scores=tuple(
            (score[METRIC], *interval(score[METRIC], rows)) for score, rows in zip(one.scores, one.rows, strict=True)
        ),
        trained=tuple((periods.index(period), reason) for period, reason in one.reasons),
        mean=one.mean(METRIC),
        below=one.below(METRIC, limit),
        labels=one.labels,
        errors=int(one.errors),
        price=one.money if costs != Costs() else one.errors,
    )


def interval(share: float, count: int) -> tuple[float, float]:
    """Return the 95 % interval of a share by Wilson's score (1927, J. Am. Stat. Assoc. 22:209).

    >>> [round(end, 3) for end in interval(0.8, 1500)]
    [0.779, 0.819]
    """
    z = 1.959964
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z / (1 + z * z / count) * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    return middle - half, middle + half


def scores_of(found: Sequence[Outcome]) -> list[list[float]]:
    """Return accuracy by month and way to act, as the table beside the chart has it."""
    return [list(month) for month in zip(*([score for score, _, _ in one.scores] for one in found), strict=True)]
