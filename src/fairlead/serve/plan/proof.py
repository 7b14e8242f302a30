"""Prove that a plan answers as the pipeline, to the last bit."""

from __future__ import annotations

import struct
import time
from collections.abc import Sequence
from dataclasses import dataclass

from fairlead.serve.pipeline import REFUSALS, Found, Row, ask_alone, asked
from fairlead.serve.plan.row_plan import UNSURE, RowPlan

CHUNK = 250
"""So many rows go through the transformers together."""

SECONDS = 60.0
"""After so long no further drawn rows are begun with; how many were compared is said."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Hold a row that plan and pipeline answer otherwise."""

    row: Row
    by_plan: Found
    by_pipeline: Found | None


@dataclass(frozen=True, slots=True)
class Proof:
    """Hold how many rows had the same answer to the last bit, how many of them as a whole alone, and what differs.

    Parameters
    ----------
    left : int, rows that the plan leaves to the pipeline.
    """

    same: int
    alone: int
    difference: Difference | None
    left: int = 0


def prove(
    plan: RowPlan, rows: Sequence[Row], *, alone_seconds: float, alone_rows: int = 5, seconds: float = SECONDS
) -> Proof:
    """Compare the answers of a plan with those of its pipeline, row by row, until one differs.

    A row counts as different only if the pipeline answers otherwise when it is asked about that row alone. A row that
    the plan leaves to the pipeline is not counted.

    Parameters
    ----------
    alone_seconds : how long to go on with whole rows alone, the dear way, after all were compared the quick way.
    alone_rows : so many of them at least.
    seconds : after so long no further rows are begun with.
    """
    answers: list[tuple[Row, Found]] = []
    left, stop = 0, time.perf_counter() + seconds
    for start in range(0, len(rows), CHUNK):
        if time.perf_counter() > stop:
            break
        chunk = [(row, found) for row in rows[start : start + CHUNK] if (found := _by_plan(plan, row)) is not None]
        left += len(rows[start : start + CHUNK]) - len(chunk)
        by_pipeline = ask_alone(plan.model, [row for row, _ in chunk])
        for (row, found), expected in zip(chunk, by_pipeline, strict=True):
            if not equal(found, expected):
                difference = _alone(plan, row, found)
                if difference is not None:
                    return Proof(len(answers), 0, difference, left)
            answers.append((row, found))
    alone, end = 0, time.perf_counter() + alone_seconds
    step = max(1, len(answers) // 97)
    for row, found in [one for first in range(step) for one in answers[first::step]]:
        if alone >= alone_rows and time.perf_counter() > end:
            break
        difference = _alone(plan, row, found)
        if difference is not None:
            return Proof(len(answers), alone, difference, left)
        alone += 1
    return Proof(len(answers), alone, None, left)


def equal(one: Found | None, other: Found | None) -> bool:
    """Tell whether two answers are the same to the last bit.

    >>> equal(((0.0, 1.0), 1), ((-0.0, 1.0), 1)), equal(((0.5,), None), ((0.5,), None))
    (False, True)
    """
    if one is None or other is None:
        return one is other
    return bool(one[1] == other[1]) and _bits(one[0]) == _bits(other[0])


def _bits(numbers: tuple[float, ...]) -> bytes:
    return struct.pack(f"{len(numbers)}d", *numbers)


def _by_plan(plan: RowPlan, row: Row) -> Found | None:
    try:
        return plan.function(row)
    except UNSURE:
        return None


def _alone(plan: RowPlan, row: Row, found: Found) -> Difference | None:
    try:
        expected = asked(plan.model, row)
    except REFUSALS:
        return Difference(row, found, None)
    return None if equal(found, expected) else Difference(row, found, expected)
