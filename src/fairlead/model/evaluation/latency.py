"""How long a model takes to answer, in this process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fairlead.clock import Clock, SystemClock
from fairlead.model.model import Model
from fairlead.model.rows import take

CALLS = 20
"""One row is asked for so often; more would make an evaluation slow for a number that depends on the machine."""

BATCH_ROWS = 1000


@dataclass(frozen=True, slots=True)
class Latency:
    """Hold how long answers take, in milliseconds, without a network.

    Parameters
    ----------
    one_row, one_row_p95 : float, the median and the 95 % percentile of asking for one row.
    batch_row : float, a row of a batch; batch_rows : int, rows of that batch.
    """

    one_row: float
    one_row_p95: float
    batch_row: float
    batch_rows: int


def latency_of(model: Model, table: Any, clock: Clock | None = None) -> Latency:
    """Measure how long a model takes to answer one row, and a batch of up to 1,000.

    The first answer is not counted: it loads what the later ones find loaded.
    """
    clock = clock or SystemClock()
    model.score_rows(take(table, [0]))
    times = sorted(_milliseconds(model, take(table, [n % len(table)]), clock) for n in range(CALLS))
    batch = take(table, range(min(BATCH_ROWS, len(table))))
    return Latency(
        one_row=times[CALLS // 2],
        one_row_p95=times[-(-95 * CALLS // 100) - 1],
        batch_row=_milliseconds(model, batch, clock) / len(batch),
        batch_rows=len(batch),
    )


def _milliseconds(model: Model, rows: Any, clock: Clock) -> float:
    began = clock.monotonic()
    model.score_rows(rows)
    return 1000 * (clock.monotonic() - began)
