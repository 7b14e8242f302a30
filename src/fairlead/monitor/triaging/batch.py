"""Answers of a model with the rows that they were given to, and with the outcomes that are known by now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from fairlead.errors import MonitorError
from fairlead.monitor.estimates.cbpe import binary, probabilities_of
from fairlead.monitor.profiles.table import Profile, profile

if TYPE_CHECKING:
    from numpy.typing import NDArray

SAME = 1e-6
"""Probabilities that differ by less are equal: another order of a sum moves the last bits."""


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """Hold the answers of a binary classification.

    Make one with `Answers.of`.

    Parameters
    ----------
    table : the rows, of any library.
    probabilities : float64 array of shape (n,), of the positive class.
    outcomes : float64 array of shape (n,), 1, 0, or NaN where the outcome is not known yet.
    said : bool array of shape (n,), what the model answered.
    again : float64 array of shape (n,), the probabilities when the model was asked again today; None if it was not.
    """

    table: Any
    probabilities: NDArray[Any]
    outcomes: NDArray[Any]
    said: NDArray[Any]
    again: NDArray[Any] | None = None

    @classmethod
    def of(cls, table: Any, probabilities: Any, outcomes: Any, said: Any = None, again: Any = None) -> Self:
        """Take together what belongs together.

        Parameters
        ----------
        outcomes : 1, 0 or True, False; None or NaN where it is not known yet.
        said : what the model answered; where the probability is 0.5 or more if not given.
        again : the probabilities when the model was asked again today.

        Raises
        ------
        MonitorError
            The lengths differ, there are no rows, an outcome is something else, or a probability is out of [0, 1].
        """
        import numpy

        sure = probabilities_of(probabilities)
        known = binary(outcomes)
        answered = sure >= 0.5 if said is None else numpy.asarray(said, dtype=bool)
        for values in (known, answered, table):
            if len(values) != len(sure):
                raise MonitorError.other_length(len(sure), len(values))
        if not len(sure):
            raise MonitorError.few_rows(0, 1)
        asked = None if again is None else probabilities_of(again)
        if asked is not None and len(asked) != len(sure):
            raise MonitorError.other_length(len(sure), len(asked))
        return cls(table, sure, known, answered, asked)

    @property
    def is_known(self) -> NDArray[Any]:
        """Return for each row whether its outcome is known, bool array of shape (n,)."""
        import numpy

        found: NDArray[Any] = ~numpy.isnan(self.outcomes)
        return found

    @property
    def maturity(self) -> float:
        """Return the share of the rows whose outcome is known, in [0, 1]."""
        return float(self.is_known.mean())

    @property
    def is_right(self) -> NDArray[Any]:
        """Return of the rows with known outcomes whether the answer was right, bool array."""
        known = self.is_known
        found: NDArray[Any] = self.said[known] == (self.outcomes[known] > 0.5)
        return found

    @property
    def skew(self) -> float | None:
        """Return the share of the rows that the model answers otherwise when it is asked again; None if it was not."""
        if self.again is None:
            return None
        return float((abs(self.again - self.probabilities) > SAME).mean())

    def profile(self) -> Profile:
        """Return the profile of the rows."""
        return profile(self.table)
