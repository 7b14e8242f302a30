"""What each way out would bring, measured: a new model, or new odds, tried on the newest rows."""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fairlead.errors import TriageError
from fairlead.monitor.estimates.cbpe import Cbpe
from fairlead.monitor.triaging.batch import Answers
from fairlead.monitor.triaging.residuals import at_odds, odds_of_share

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEARNED = 0.6
"""The share of the current rows, the oldest, that is learned from; the others judge."""

LEAST_LEARNED, LEAST_JUDGED = 200, 100


@dataclass(frozen=True, slots=True)
class Tried:
    """Hold what a way out would have brought on the newest rows.

    Parameters
    ----------
    points : by how much the accuracy is better than that of the model in use.
    low, high : its 95 % interval, of the same rows answered twice.
    rows : that judged.
    """

    points: float
    low: float
    high: float
    rows: int

    @property
    def is_better(self) -> bool:
        """Tell whether it is better beyond chance."""
        return self.low > 0

    def __str__(self) -> str:
        return f"{self.points:+.1%} ({self.low:+.1%} to {self.high:+.1%}, measured on the newest {self.rows:,} rows)"


@dataclass(frozen=True, slots=True)
class Challenge:
    """Hold how challengers do on the newest rows.

    Parameters
    ----------
    recent : one that has learned from the older of the current rows alone.
    everything : one that has learned from the reference and the older of the current rows.
    same_size : one that has learned from the reference alone, as many rows as `recent`: what it lacks is freshness.
    learned : rows of the first and the last.
    """

    recent: Tried
    everything: Tried
    same_size: Tried
    learned: int

    @property
    def best(self) -> Tried:
        """Return the better of the two that know recent rows."""
        return max(self.recent, self.everything, key=lambda one: one.points)

    @property
    def sentence(self) -> str:
        """Say it in a sentence."""
        fresh = self.recent.points - self.same_size.points
        wins = "wins" if self.best.is_better else "does not win beyond chance"
        return (
            f"A challenger {wins}: {self.best}. Of two that have learned from {self.learned:,} rows each, the one with "
            f"recent rows is {abs(fresh):.1%} {'better' if fresh >= 0 else 'worse'} than the one with old rows."
        )


def challenge(recipe: Any, reference: Answers, current: Answers) -> Challenge | None:
    """Train challengers on recent outcomes, and let them answer newer ones.

    Parameters
    ----------
    recipe : unfitted scikit-learn classifier that takes the tables of the answers.
    reference, current : rows in the order of time.

    Returns
    -------
    Challenge, or None where too few outcomes are known

    Raises
    ------
    TriageError
        The recipe cannot be trained on these rows.
    """
    import numpy

    older, newest = parts_of(current)
    if len(older) < LEAST_LEARNED or len(newest) < LEAST_JUDGED:
        return None
    was = numpy.flatnonzero(reference.is_known)
    said, truth = current.said[newest], current.outcomes[newest] > 0.5
    right = said == truth
    learned = {
        "recent": [(current, older)],
        "everything": [(reference, was), (current, older)],
        "same_size": [(reference, was[-len(older) :])],
    }
    tried = {}
    for name, parts in learned.items():
        answers = _answered(recipe, parts, current, newest)
        tried[name] = _tried((answers == truth).astype(float) - right)
    return Challenge(**tried, learned=min(len(older), len(was)))


def recalibrated(reference: Answers, current: Answers) -> Tried | None:
    """Return what moving all odds alike would bring: learned from older current rows, judged by the newest."""
    older, newest = parts_of(current)
    if len(older) < LEAST_LEARNED or len(newest) < LEAST_JUDGED:
        return None
    calibration = Cbpe.fit(reference.probabilities[reference.is_known], reference.outcomes[reference.is_known])
    before = calibration.calibrated(current.probabilities[older])
    move = odds_of_share(before, float(current.outcomes[older].mean()))
    moved = at_odds(calibration.calibrated(current.probabilities[newest]), move)
    truth = current.outcomes[newest] > 0.5
    return _tried(((moved >= 0.5) == truth).astype(float) - (current.said[newest] == truth))


def parts_of(current: Answers) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the places of the rows with known outcomes: the older ones, to learn from, and the newest, to judge."""
    import numpy

    known = numpy.flatnonzero(current.is_known)
    cut = int(len(known) * LEARNED)
    return known[:cut], known[cut:]


def _tried(gains: NDArray[Any]) -> Tried:
    """Return the mean of gains of 1, 0 or -1 a row, with its interval: a paired comparison."""
    mean = float(gains.mean())
    wide = 1.96 * float(gains.std(ddof=1)) / math.sqrt(len(gains))
    return Tried(mean, mean - wide, mean + wide, len(gains))


def _answered(
    recipe: Any, parts: list[tuple[Answers, NDArray[Any]]], asked: Answers, rows: NDArray[Any]
) -> NDArray[Any]:
    import narwhals as nw
    import numpy
    from sklearn.base import clone

    tables = [nw.from_native(one.table, eager_only=True)[places.tolist()] for one, places in parts]
    outcomes = numpy.concatenate([one.outcomes[places] > 0.5 for one, places in parts])
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            fitted = clone(recipe).fit(nw.concat(tables).to_native(), outcomes)
            questions = nw.from_native(asked.table, eager_only=True)[rows.tolist()].to_native()
            return numpy.asarray(fitted.predict(questions)).astype(bool)
    except Exception as error:  # the edge to a person's own recipe: told as what it is
        raise TriageError.not_trained(f"{type(error).__name__}: {error}") from error
