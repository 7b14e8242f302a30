"""State what acting on a prediction costs and brings, and reckon what a model is worth a month."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from fairlead.errors import CurveError

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class Costs:
    """State unit costs: an offer is made to each case at or above the threshold, and keeps some that would have left.

    Parameters
    ----------
    kept : float, money that a positive case is worth that is kept: a customer who stays, a fraud that is stopped.
    offer : float, money that acting on one case costs: a discount, a check by a person.
    success : float in (0, 1], share of the positive cases acted on that are kept.
    cases_a_month : int, cases that are judged each month.
    threshold : float in [0, 1], the probability from which on an offer is made; None to choose the one that pays best,
        inside the training rows of each fold.
    currency : str

    Raises
    ------
    CurveError
        A number is out of its range.

    Examples
    --------
    >>> costs = Costs(kept=600, offer=60, success=0.4, cases_a_month=1_000)
    >>> costs.break_even
    0.25
    """

    kept: float
    offer: float
    success: float = 1.0
    cases_a_month: int = 1_000
    threshold: float | None = None
    currency: str = "USD"

    def __post_init__(self) -> None:
        ranges = {
            "kept": (self.kept > 0, "money above 0"),
            "offer": (self.offer >= 0, "money, 0 or more"),
            "success": (0 < self.success <= 1, "a share above 0, at most 1"),
            "cases_a_month": (self.cases_a_month > 0, "a number above 0"),
            "threshold": (self.threshold is None or 0 <= self.threshold <= 1, "a probability from 0 to 1"),
        }
        for name, (is_good, expected) in ranges.items():
            if not is_good:
                raise CurveError.bad_setting(name, getattr(self, name), expected)

    @property
    def break_even(self) -> float:
        """Return the probability at which an offer pays for itself, if the model's probabilities are right."""
        return self.offer / (self.success * self.kept)

    @property
    def sentence(self) -> str:
        """Say the costs in a sentence."""
        where = "chosen inside the training rows" if self.threshold is None else f"{self.threshold:g}"
        return (
            f"{self.cases_a_month:,} cases a month; an offer costs {self.offer:,g} {self.currency} and keeps "
            f"{self.success:.0%} of those who would leave, each worth {self.kept:,g} {self.currency}; threshold {where}"
        )

    def gains(self, is_positive: Array) -> Array:
        """Return the money that an offer to each case brings: less than 0 where it was not needed."""
        gains: Array = is_positive * (self.success * self.kept) - self.offer
        return gains

    def a_month(self, chances: Array, is_positive: Array, threshold: float) -> float:
        """Return the money that offers at or above a threshold bring in a month.

        Parameters
        ----------
        chances : float array, probability of each case of being positive.
        is_positive : bool array, what it turned out to be.
        threshold : float
        """
        gains = self.gains(is_positive)[chances >= threshold]
        return float(gains.sum() / len(chances) * self.cases_a_month)

    def to_dict(self) -> dict[str, Any]:
        """Return the costs as plain values."""
        return asdict(self)
