"""The staleness matrix: how the model of every period does in every later one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from fairlead.errors import MonitorError

Scores = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Hold the scores of models on periods.

    Parameters
    ----------
    periods : their names, in order. The first is what the first model was trained on.
    days : days since the beginning, at the end of each period; ascending.
    rows : of each period, with known outcomes.
    scores : of the model trained on everything up to and with period `s`, on the later period `t`, by ``(s, t)``.
        "errors", the number of wrong answers, is among them; of a regression the sum of absolute errors.
    target : the scores of the first model by its own evaluation.
    drift : PSI by column of period `t` against everything up to `s`, by ``(s, t)``; may be empty.
    seconds : CPU seconds that each model took to train.
    control : scores by ``(s, t)`` of models trained on as many rows as the first had, the newest ones up to `s`: what
        they gain is freshness alone; may be empty.
    base : of each period, the scores of always giving the answer that was the commonest in what the first model learned
        from, or its mean: what any skill is measured from; may be empty.

    Raises
    ------
    MonitorError
        A cell is missing, or the lengths differ.
    """

    periods: Sequence[str]
    days: Sequence[float]
    rows: Sequence[int]
    scores: Mapping[tuple[int, int], Scores]
    target: Scores = field(default_factory=dict)
    drift: Mapping[tuple[int, int], Mapping[str, float]] = field(default_factory=dict)
    seconds: Sequence[float] = ()
    control: Mapping[tuple[int, int], Scores] = field(default_factory=dict)
    base: Sequence[Scores] = ()

    def __post_init__(self) -> None:
        count = len(self.periods)
        if count < 2:
            raise MonitorError.few_periods(count)
        missing = [cell for cell in cells(count) if cell not in self.scores]
        if missing:
            trained, scored = missing[0]
            raise MonitorError.no_cell(self.periods[trained], self.periods[scored])

    def age(self, trained: int, scored: int) -> float:
        """Return how many days old a model is at the end of a period."""
        return self.days[scored] - self.days[trained]

    def to_document(self) -> dict[str, Any]:
        """Return it as plain values, ready for JSON."""
        return {
            "periods": list(self.periods),
            "days": list(self.days),
            "rows": list(self.rows),
            "target": dict(self.target),
            "seconds": list(self.seconds),
            "base": [dict(one) for one in self.base],
            **{name: _listed(getattr(self, name)) for name in ("scores", "drift", "control")},
        }

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """Build the matrix again that `to_document` described."""
        cells_ = {name: {(s, t): one for s, t, one in document[name]} for name in ("scores", "drift", "control")}
        return cls(**{**document, **cells_})


def cells(count: int) -> list[tuple[int, int]]:
    """Return the cells of so many periods: each model, each later period.

    >>> cells(3)
    [(0, 1), (0, 2), (1, 2)]
    """
    return [(trained, scored) for trained in range(count) for scored in range(trained + 1, count)]


def _listed(found: Mapping[tuple[int, int], Mapping[str, float]]) -> list[list[Any]]:
    return [[trained, scored, dict(one)] for (trained, scored), one in sorted(found.items())]
