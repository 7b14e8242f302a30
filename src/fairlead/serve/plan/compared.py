"""On which rows a plan was compared with its pipeline, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Compared:
    """Count the rows on which plan and pipeline gave the same bits, by where the rows came from.

    Parameters
    ----------
    golden, training, drawn : int, such rows.
    training_at_hand : int, rows of training that there were to compare; None if nobody had them. A row that a server
        refuses anyway is not compared.
    left : int, rows of any kind that the plan leaves to the pipeline.

    >>> print(Compared(20, 5634, 2000, training_at_hand=5634))
    20 golden, 5,634 training and 2,000 drawn rows
    >>> print(Compared(20, drawn=2000))
    20 golden and 2,000 drawn rows; 0 training rows: not at hand
    """

    golden: int = 0
    training: int = 0
    drawn: int = 0
    training_at_hand: int | None = None
    left: int = 0

    @property
    def rows(self) -> int:
        """Return how many rows gave the same bits in all."""
        return self.golden + self.training + self.drawn

    def __str__(self) -> str:
        if self.training_at_hand is None:
            return f"{self.golden:,} golden and {self.drawn:,} drawn rows; 0 training rows: not at hand"
        of = "" if self.training == self.training_at_hand else f" of {self.training_at_hand:,}"
        left = ""
        if of:
            left = "; the other training rows are refused, or left to the pipeline"
        return f"{self.golden:,} golden, {self.training:,}{of} training and {self.drawn:,} drawn rows{left}"

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Self:
        """Build them again from ``dataclasses.asdict``.

        Raises
        ------
        KeyError, TypeError, ValueError
            The document is none of these.
        """
        at_hand = document["training_at_hand"]
        counts = {name: int(document[name]) for name in ("golden", "training", "drawn", "left")}
        return cls(**counts, training_at_hand=None if at_hand is None else int(at_hand))
