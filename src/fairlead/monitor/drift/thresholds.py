"""From when on a distance is a drift: a size that matters, and what quiet times show by themselves."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from fairlead.errors import MonitorError
from fairlead.monitor.drift.column import ColumnDrift

SIGMAS = 3.5
"""A share has changed if it has by so many deviations of sampling: of 100 columns, one in 20 times one by accident."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Say from when on a column has drifted: its distance matters, and is no accident of sampling.

    Parameters
    ----------
    psi, js : the distance that matters; either is enough. 0.2 and 0.1 are customs, not laws: `calibrated` on quiet
        times says what is usual for a column.
    null_rate : a change of the share of missing values that matters, in [0, 1].
    unseen : the share of rows with a value that the reference has not, in [0, 1].
    q_value : the rate of false discoveries among the columns, by Benjamini and Hochberg.
    usual : the largest PSI between two windows of quiet times that followed each other, by column.
    windows : how many pairs of windows that was taken from.
    """

    psi: float = 0.2
    js: float = 0.1
    null_rate: float = 0.05
    unseen: float = 0.01
    q_value: float = 0.05
    usual: Mapping[str, float] = field(default_factory=dict)
    windows: int = 0

    def calibrated(self, windows: Sequence[Any]) -> Thresholds:
        """Return thresholds that quiet times have not crossed.

        A column that moves by itself, such as a temperature, is then told from one that never does. With `k` pairs of
        windows, another quiet one exceeds the largest of them with a chance of 1 in ``k + 1``.

        Parameters
        ----------
        windows : profiles of three or more windows of the reference, in the order of time. Windows that follow each
            other, not random halves: what changes from week to week is in no random half.

        Raises
        ------
        MonitorError
            There are less than three.
        """
        from fairlead.monitor.drift.report import compare

        if len(windows) < 3:
            raise MonitorError.few_windows(len(windows))
        usual: dict[str, float] = {}
        for before, after in pairwise(windows):
            for name, drift in compare(before, after, thresholds=self).items():
                if drift.psi is not None:
                    usual[name] = max(usual.get(name, 0.0), drift.psi)
        return replace(self, usual=usual, windows=len(windows) - 1)

    def limit(self, name: str) -> float:
        """Return the PSI that a column has to exceed."""
        return max(self.psi, self.usual.get(name, 0.0))

    def reasons(self, drift: ColumnDrift) -> list[str]:
        """Return in what respects a column has drifted, each as the end of a sentence; none if it has not."""
        said: list[str] = []
        is_chance = drift.q_value is not None and drift.q_value > self.q_value
        limit = self.limit(drift.name)
        if drift.psi is not None and drift.js is not None and not is_chance:
            if drift.psi > limit:
                said.append(f"its PSI is {drift.psi:.3f}, above {limit:.3g}")
            elif drift.js > self.js and drift.psi > self.usual.get(drift.name, 0.0):
                said.append(f"its Jensen-Shannon distance is {drift.js:.3f}, above {self.js:.3g}")
        before, now = drift.null_rate
        by_chance = _deviation(before, now, drift.rows)
        if abs(now - before) > max(self.null_rate, SIGMAS * by_chance):
            said.append(f"{now:.1%} of its values are missing, and {before:.1%} were")
        if drift.unseen is not None and drift.unseen > drift.unseen_usual + max(
            self.unseen, SIGMAS * _deviation(drift.unseen_usual, drift.unseen, drift.rows)
        ):
            said.append(f"{drift.unseen:.1%} of its values are new")
        if drift.infinite:
            said.append(f"{drift.infinite:.2%} of its values are infinite")
        return said


def _deviation(before: float, now: float, rows: tuple[int, int]) -> float:
    """Return the deviation by sampling alone of the difference of two shares."""
    share = (before * rows[0] + now * rows[1]) / sum(rows)
    return math.sqrt(share * (1 - share) * (1 / rows[0] + 1 / rows[1]))
