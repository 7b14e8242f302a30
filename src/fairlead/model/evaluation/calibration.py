"""Whether probabilities mean what they say: of the customers called 30 % likely to leave, 30 % should leave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fairlead.model.evaluation.answers import Answers
from fairlead.model.evaluation.weighted import ratio

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

BINS = 10
"""As many as Naeini, Cooper and Hauskrecht use (see `calibration_error`)."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Hold what was said and what was so, for rows that got about the same probability.

    Parameters
    ----------
    rows : int
    said : float in [0, 1], the mean probability.
    was : float in [0, 1], the share of rows where it came true.
    """

    rows: int
    said: float
    was: float


def calibration_bins(answers: Answers) -> tuple[Bin, ...]:
    """Return the rows in bins by probability, the lowest first.

    >>> import numpy
    >>> chances = numpy.array([0.1, 0.1, 0.8, 0.8])
    >>> said = numpy.column_stack([1 - chances, chances])
    >>> answers = Answers("binary", numpy.array([0, 0, 1, 0]), numpy.array([0, 0, 1, 1]), said, (0, 1))
    >>> calibration_bins(answers)
    (Bin(rows=2, said=0.1, was=0.0), Bin(rows=2, said=0.8, was=0.5))
    """
    import numpy as np

    said, was = claims(answers)
    number = bin_numbers(said)
    return tuple(
        Bin(int(chosen.sum()), float(said[chosen].mean()), float(was[chosen].mean()))
        for chosen in (number == n for n in np.unique(number))
    )


def calibration_error(answers: Answers, weights: Array) -> Array:
    """Return the expected calibration error on each resample.

    ECE = sum over bins of (rows in the bin / rows) * |share that came true - mean probability|, over ten bins that hold
    the same number of rows: Naeini, Cooper, Hauskrecht, "Obtaining Well Calibrated Probabilities Using Bayesian
    Binning", AAAI 2015. Rows with the same probability stay in one bin, so that the order of the rows does not count.
    Of two classes the probability is that of the second; of more it is that of the answer (Guo et al., "On Calibration
    of Modern Neural Networks", ICML 2017). The bins of all rows serve every resample.
    """
    import numpy as np

    said, was = claims(answers)
    members = np.eye(BINS)[bin_numbers(said)]
    rows = weights @ members
    gaps = np.abs((weights * (was - said)) @ members)
    error: Array = ratio(gaps.sum(axis=1), rows.sum(axis=1))
    return error


def claims(answers: Answers) -> tuple[Array, Array]:
    """Return, for each row, a probability that was given, and whether it came true (1 or 0)."""
    if answers.task == "binary":
        return answers.positive, (answers.truth == 1).astype(float)
    assert answers.chances is not None
    return answers.chances.max(axis=1), (answers.chances.argmax(axis=1) == answers.truth).astype(float)


def bin_numbers(said: Array) -> Array:
    """Put each probability into one of ten bins by its rank; equal ones have the mean of their ranks.

    >>> import numpy
    >>> bin_numbers(numpy.array([0.3, 0.1, 0.2, 0.2])).tolist()
    [8, 1, 5, 5]
    """
    import numpy as np
    from scipy.stats import rankdata

    ranks = rankdata(said, method="average")
    numbers: Array = np.floor(BINS * (ranks - 0.5) / len(said)).astype(np.intp)
    return numbers
