"""Compile a model: write its plan, prove it, and measure from how many rows on the pipeline is quicker."""

from __future__ import annotations

import math
import time
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from fairlead.model import Model
from fairlead.model.rows import plain_rows, table_of
from fairlead.serve.domain import Domain
from fairlead.serve.pipeline import REFUSALS, Row, ask
from fairlead.serve.plan.code import NoPlanError
from fairlead.serve.plan.compared import Compared
from fairlead.serve.plan.proof import SECONDS, Difference, prove
from fairlead.serve.plan.row_plan import RowPlan, write_plan
from fairlead.serve.plan.rows import drawn_rows

ALWAYS_BY_PLAN = 1_000_000
"""The crossover of a plan that is never slower: more rows than a request may have."""

LEAST_GAIN = 3
"""A plan that is less than so many times as quick as the pipeline gives way to it: requests that come together are then
answered in one batch."""

BATCH = 256
"""So many rows are asked at once to measure what a further row costs the pipeline."""

ALONE_SECONDS = 0.5

FUZZ = 2000
"""Rows that are drawn for a proof."""

PART = 10_000
"""Rows of training that are in memory as plain values at once."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """Say how a model answers one row.

    Parameters
    ----------
    plan : None if the real pipeline answers.
    reason : why there is no plan, in a sentence that names the step; None if there is one.
    compared : the rows on which plan and pipeline gave the same bits.
    crossover : int, from so many rows on the pipeline is quicker.
    difference : the row for which plan and pipeline differed, if that is the reason.
    given_up : plans that were written and found to differ.
    """

    plan: RowPlan | None
    reason: str | None
    compared: Compared = Compared()
    crossover: int = 1
    difference: Difference | None = field(default=None, repr=False)
    given_up: tuple[RowPlan, ...] = ()

    @property
    def checked(self) -> int:
        """Return on how many rows plan and pipeline gave the same bits."""
        return self.compared.rows

    @property
    def in_words(self) -> str:
        """Return what was found, as the end of a sentence that begins with the model."""
        if self.plan is None:
            return f"answers by its pipeline: {self.reason}"
        return f"answers by a plan, equal to the pipeline to the last bit on {self.compared}"


def compile_plan(
    model: Model,
    *,
    rows: Any | None = None,
    fuzz: int = FUZZ,
    seed: int = 0,
    domain: Domain | None = None,
    alone_seconds: float = ALONE_SECONDS,
) -> Compiled:
    """Compile a model to a function of one row, if all of it can be, and if that proves equal.

    Parameters
    ----------
    rows : those of training, to prove it on all of them as well; any table, or a list of dicts.
    fuzz : int, how many rows are drawn from what the model accepts.
    domain : of the model, where the caller has it already.
    alone_seconds : how long to ask the whole pipeline about rows alone, see `proof.prove`.

    Examples
    --------
    >>> import pandas
    >>> from sklearn.linear_model import LogisticRegression
    >>> table = pandas.DataFrame({"tenure": [1, 2, 30, 40], "charge": [70.5, 80.0, 20.0, 30.5]})
    >>> model = Model.fit("churn", LogisticRegression(), table, ["yes", "yes", "no", "no"], seed=7)
    >>> compiled = compile_plan(model, fuzz=100)
    >>> compiled.plan({"tenure": 35, "charge": 25.0}) == tuple(model.score_rows([{"tenure": 35, "charge": 25.0}])[0])
    True
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # steps warn of what the rows of a proof are full of
        return _compiled(model, domain or Domain.of(model), rows, fuzz, seed, alone_seconds)


def _compiled(model: Model, domain: Domain, rows: Any | None, fuzz: int, seed: int, alone_seconds: float) -> Compiled:
    given_up: list[RowPlan] = []
    while True:
        try:
            plan = write_plan(model, takes_apart=not given_up)
        except NoPlanError as error:
            return Compiled(None, str(error))
        if not _gains(plan):
            return Compiled(None, _no_gain(plan))
        compared, kind, difference = _compare(plan, domain, rows, fuzz, seed, alone_seconds)
        if difference is None:
            crossover = _crossover(plan, model.golden.rows)
            return Compiled(plan, None, compared, crossover, given_up=tuple(given_up))
        given_up.append(plan)
        if not plan.takes_apart:
            return Compiled(None, _different(difference, kind), compared, 1, difference, tuple(given_up))


def _compare(
    plan: RowPlan, domain: Domain, rows: Any | None, fuzz: int, seed: int, alone_seconds: float
) -> tuple[Compared, str, Difference | None]:
    """Compare plan and pipeline on all kinds of rows, until one differs, and say of which kind that is."""
    drawn = list(drawn_rows(plan.model, domain.accepts, fuzz, seed))
    same, left = {"golden": 0, "drawn": 0, "training": 0}, 0
    at_hand, kind = None, "golden"
    parts: list[tuple[str, Iterable[Sequence[Row]]]] = [("golden", [plan.model.golden.rows]), ("drawn", [drawn])]
    if rows is not None:
        table = table_of(rows, plan.model.schema)
        at_hand = len(table)
        parts.append(("training", _parts_of(table, plan.model, domain)))
    for kind, some in parts:
        seconds = SECONDS if kind == "drawn" else math.inf
        for number, part in enumerate(some):
            alone = alone_seconds / len(parts) if number == 0 else 0.0
            proof = prove(plan, part, alone_seconds=alone, seconds=seconds)
            same[kind] += proof.same
            left += proof.left
            if proof.difference is not None:
                return Compared(**same, training_at_hand=at_hand, left=left), kind, proof.difference
    return Compared(**same, training_at_hand=at_hand, left=left), kind, None


def _parts_of(table: Any, model: Model, domain: Domain) -> Iterator[list[Row]]:
    """Yield the rows of a table as plain values, some at a time, without those that a server would refuse."""
    for start in range(0, len(table), PART):
        plain = plain_rows(table[start : start + PART], model.schema)
        yield [row for row in plain if all(domain.accepts(name, value) for name, value in row.items())]


def _gains(plan: RowPlan) -> bool:
    """Tell whether a plan is enough quicker than its pipeline, for one row."""
    row = plan.model.golden.rows[0]
    return _seconds(lambda: plan.answer(row)) * LEAST_GAIN <= _seconds(lambda: ask(plan.model, [row]))


def _no_gain(plan: RowPlan) -> str:
    """Say that the plan is hardly quicker than the pipeline, and what is to blame."""
    called = [step for step in plan.steps if "one row" in step]
    return f"the plan is not {LEAST_GAIN:g} times as quick as the pipeline: {'; '.join(called or plan.steps[-1:])}"


def _different(difference: Difference, kind: str) -> str:
    """Say that plan and pipeline differ, without the values of the row: it may be one of training."""
    row = {"golden": "a golden row", "drawn": "a drawn row", "training": "a row of training"}[kind]
    by_pipeline = "refuses the row" if difference.by_pipeline is None else f"gives {difference.by_pipeline[0]!r}"
    return f"the plan gives {difference.by_plan[0]!r} for {row} where the pipeline {by_pipeline}"


def _crossover(plan: RowPlan, rows: Sequence[Row]) -> int:
    """Return from how many rows on one call of the pipeline takes less time than the plan row by row.

    Rows cost the plan `n` times one row; the pipeline a fixed time and then some for each further row. Each time is the
    least of a few.
    """
    many = [rows[n % len(rows)] for n in range(BATCH)]
    one_by_plan = _seconds(lambda: [plan.answer(row) for row in many]) / BATCH
    try:
        one, batch = _seconds(lambda: ask(plan.model, many[:1])), _seconds(lambda: ask(plan.model, many))
    except REFUSALS:
        return ALWAYS_BY_PLAN
    further = max(batch - one, 0.0) / (BATCH - 1)
    if one_by_plan <= further:
        return ALWAYS_BY_PLAN
    return max(1, min(ALWAYS_BY_PLAN, round((one - further) / (one_by_plan - further))))


def _seconds(call: Callable[[], Any], times: int = 3) -> float:
    found = []
    for _ in range(times):
        start = time.perf_counter()
        call()
        found.append(time.perf_counter() - start)
    return min(found)
