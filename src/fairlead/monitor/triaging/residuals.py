"""Where outcomes differ from what the probabilities promise: everywhere alike, in a part of the rows, or nowhere."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from fairlead.monitor.drift.statistics import false_discovery
from fairlead.monitor.profiles.columns import counts_of, kind_of, numbers_of, table_columns

if TYPE_CHECKING:
    from numpy.typing import NDArray

BINS = 8
PROBABILITY = "its probability"
BEYOND = 1e-6
LEAST_EXPECTED = 5.0
"""A bin with fewer expected outcomes of either kind says nothing."""


@dataclass(frozen=True, slots=True)
class Structure:
    """Say whether outcomes differ from what is expected more in some rows than chance explains.

    Parameters
    ----------
    chance : the least p-value over all columns, corrected for their number.
    column : in which they differ most.
    where : the bin of it in which they differ most, in words.
    expected, found : the share of positive outcomes there.
    """

    chance: float
    column: str
    where: str
    expected: float
    found: float


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """Hold rows with what was expected of them and what came of them.

    Parameters
    ----------
    table : the rows, of any library.
    probabilities : float64 array of shape (n,), as the model gave them.
    expected : float64 array of shape (n,), the calibrated probabilities of a positive outcome.
    outcomes : float64 array of shape (n,), 0 or 1.
    """

    table: Any
    probabilities: NDArray[Any]
    expected: NDArray[Any]
    outcomes: NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """Hold rows of both sides, cut into the same bins.

    Parameters
    ----------
    reference, current : int arrays, the bin of each row, -1 for none.
    words : the bins.
    """

    reference: NDArray[Any]
    current: NDArray[Any]
    words: Sequence[str]


def groups_of(reference: Side, current: Side) -> dict[str, Groups]:
    """Cut the rows by each column that both sides have, and by the probability itself."""
    import numpy

    found = {PROBABILITY: _cut(reference.probabilities, current.probabilities)}
    before = dict(table_columns(reference.table))
    for name, now in table_columns(current.table):
        kinds = {kind_of(one) for one in (before.get(name, now), now)}
        if name not in before or len(kinds) > 1:
            continue
        if kinds <= {"number", "time"}:
            found[name] = _cut(numbers_of(before[name]), numbers_of(now))
        elif kinds == {"category"}:
            words = [word for word, _ in counts_of(now).counts.most_common(BINS)]
            place = {word: n for n, word in enumerate(words)}
            then, here = (
                numpy.array([place.get(str(one), -1) for one in series.to_list()]) for series in (before[name], now)
            )
            found[name] = Groups(then, here, [f"'{word}'" for word in words])
    return found


def _cut(before: NDArray[Any], now: NDArray[Any]) -> Groups:
    import numpy

    present = now[numpy.isfinite(now)]
    if not len(present):
        return Groups(numpy.full(len(before), -1), numpy.full(len(now), -1), ["missing"])
    edges = numpy.unique(numpy.quantile(present, numpy.arange(1, BINS) / BINS, method="inverted_cdf"))
    then, here = (
        numpy.where(numpy.isfinite(values), numpy.searchsorted(edges, values, side="left"), -1)
        for values in (before, now)
    )
    words = [f"at most {edges[0]:g}"] + [f"{a:g} to {b:g}" for a, b in pairwise(edges)]
    return Groups(then, here, [*words, f"above {edges[-1]:g}"])


def structure(groups: Mapping[str, Groups], reference: Side, current: Side, expected: NDArray[Any]) -> Structure:
    """Test whether the outcomes are those that are expected, in every bin of every column.

    What the probabilities get wrong in a bin of the reference, they may get wrong here: the log-odds of the bin are
    moved by as much. Then a chi-square over the bins of each column, of the differences over their deviations (as
    Hosmer and Lemeshow 1980 do over bins of the probability), corrected by Benjamini and Hochberg for the columns.

    Parameters
    ----------
    expected : float64 array of shape (n,), probabilities of a positive outcome in the current rows.
    """
    import numpy
    from scipy.special import chdtrc

    named: list[tuple[float, float, Structure]] = []
    for name, one in groups.items():
        count = len(one.words)
        rows_then, promised_then, found_then = _sums(one.reference, count, reference.expected, reference.outcomes)
        rows, promised, found, variance = _sums(
            one.current, count, expected, current.outcomes, expected * (1 - expected)
        )
        counts = (
            promised_then,
            rows_then - promised_then,
            promised,
            rows - promised,
            found_then,
            rows_then - found_then,
        )
        enough = numpy.min(counts, axis=0) >= LEAST_EXPECTED
        if not enough.any():
            continue
        with numpy.errstate(divide="ignore", invalid="ignore"):
            share, share_then = found / rows, found_then / rows_then
            off = _log_odds(share_then) - _log_odds(promised_then / rows_then)
            should = 1 / (1 + numpy.exp(-_log_odds(promised / rows) - off))
            slope = should * (1 - should)
            unsure = slope**2 / (rows_then * share_then * (1 - share_then)) + variance / rows**2
            scores = numpy.where(enough, (share - should) / numpy.sqrt(unsure), 0.0)
        worst = int(abs(scores).argmax())
        chance = float(chdtrc(int(enough.sum()), float((scores**2).sum())))
        found_here = Structure(chance, name, one.words[worst], float(should[worst]), float(share[worst]))
        named.append((chance, -float(abs(scores[worst])), found_here))
    if not named:
        return Structure(1.0, "", "", 0.0, 0.0)
    corrected = false_discovery([one[0] for one in named])
    least = min(corrected)
    # Among those that are all beyond chance, a column says more than the probability, and then the widest difference.
    shown = [one for one, rate in zip(named, corrected, strict=True) if rate <= max(least, BEYOND)]
    shown.sort(key=lambda one: (one[2].column == PROBABILITY, one[1]))
    return replace(shown[0][2], chance=least)


def _sums(bins: NDArray[Any], count: int, *values: NDArray[Any]) -> list[NDArray[Any]]:
    """Return the number of rows in each bin, and the sum of each of the values."""
    import numpy

    inside = bins >= 0
    sums = [numpy.bincount(bins[inside], weights=one[inside], minlength=count) for one in values]
    return [numpy.bincount(bins[inside], minlength=count).astype(float), *sums]


def _log_odds(share: NDArray[Any]) -> NDArray[Any]:
    import numpy

    found: NDArray[Any] = numpy.log(share / (1 - share))
    return found


def shifted(expected: NDArray[Any], share: float) -> NDArray[Any]:
    """Move all probabilities alike, so that their mean is the given share: what another base rate alone would do.

    The odds of every row are multiplied by one number (Saerens, Latinne and Decaestecker 2002, Neural Computation 14).

    >>> import numpy
    >>> shifted(numpy.array([0.2, 0.4]), 0.5).mean().round(6)
    np.float64(0.5)
    """
    return at_odds(expected, odds_of_share(expected, share))


def odds_of_share(expected: NDArray[Any], share: float) -> float:
    """Return the logarithm of the number by which all odds are multiplied for a mean share; found by bisection."""
    low, high = -15.0, 15.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if float(at_odds(expected, middle).mean()) < share else (low, middle)
    return (low + high) / 2


def at_odds(expected: NDArray[Any], log_multiplier: float) -> NDArray[Any]:
    """Multiply the odds of every row, and return the probabilities."""
    import numpy

    odds = numpy.clip(expected, 1e-6, 1 - 1e-6)
    moved = odds / (1 - odds) * math.exp(log_multiplier)
    found: NDArray[Any] = moved / (1 + moved)
    return found
