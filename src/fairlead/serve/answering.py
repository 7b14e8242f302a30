"""From the rows of a request to the bytes of its answer: checked, predicted, logged."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Any, Protocol, TypeVar
from weakref import WeakKeyDictionary

import msgspec

from fairlead.errors import LogError, UnanswerableRowError
from fairlead.serve.arms import Arm, ArmName, Lineup
from fairlead.serve.batching import Batcher
from fairlead.serve.domain import Problem as RowProblem
from fairlead.serve.limits import Limits
from fairlead.serve.log.record import Record
from fairlead.serve.metrics import REFUSED, Meter
from fairlead.serve.misnamed import Misnamed
from fairlead.serve.payload import Asked, no_rows
from fairlead.serve.refusal import Problem, Refusal, no_answer, not_logged
from fairlead.serve.shadow import Overheard, Shadow

if TYPE_CHECKING:
    from fairlead.serve.predictor import Answer

FEW_ROWS = 8
"""A request with no more rows is answered where it arrives; others in a thread, so that they hold up nobody."""

PROBLEMS_SHOWN = 1_000
"""An answer that says no names no more problems than this."""

PIPELINE_PROBLEMS = 10
"""Rows that the pipeline refuses cost some calls each to be found; no more than these are named."""

T = TypeVar("T")

say = logging.getLogger("fairlead.serve")
encode = msgspec.json.Encoder().encode


class Log(Protocol):
    """Keep what was answered; `PredictionLog` does."""

    @property
    def is_behind(self) -> bool:
        """Tell whether `append` would wait."""
        ...

    def append(self, records: Iterable[Record]) -> None:
        """Return once the records survive the end of the process."""
        ...

    async def append_async(self, records: Iterable[Record]) -> None:
        """Append without holding up other requests."""
        ...


@dataclass(frozen=True, slots=True)
class Checked:
    """Hold the rows of a request as the domain of the model has read them, and what it flags in each."""

    asked: Asked
    rows: Sequence[Mapping[str, Any]]
    flags: Sequence[Sequence[str]]


class Answering:
    """Answer requests from a line-up.

    Parameters
    ----------
    log : None keeps nothing.
    now : tells the time, seconds since 1970-01-01 UTC.
    """

    def __init__(self, log: Log | None, meter: Meter, limits: Limits, now: Callable[[], float]) -> None:
        self._log = log
        self._meter = meter
        self._limits = limits
        self._now = now
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="fairlead-rows")
        self._batchers: WeakKeyDictionary[Arm, Batcher[Answer]] = WeakKeyDictionary()
        self._shadow = Shadow(self._answer_unheard, meter)

    def close(self) -> None:
        """Finish what is in work; the log stays open."""
        self._threads.shutdown()
        self._shadow.close()

    async def answer(self, lineup: Lineup, asked: Asked, request: str, began: float) -> bytes:
        """Return the answer to a request as JSON.

        Parameters
        ----------
        began : when the request arrived, on the clock of `perf_counter`.

        Raises
        ------
        Refusal
            A row cannot be answered, or not in time, or not logged.
        """
        name, arm = lineup.choose(request)
        if len(asked.rows) > FEW_ROWS:
            return await self._in_time(self._in_thread(self._answer_many, lineup, name, arm, asked, began))
        checked = self._check(name, arm, asked)
        try:
            if arm.predictor.compiled.plan is None:
                answers = await self._in_time(self._batcher(arm).ask(checked.rows))
            else:
                answers = _by_plan(arm, checked.rows)
        except UnanswerableRowError as error:
            raise await self._in_time(self._in_thread(_unanswerable, arm, checked, error)) from error
        if self._log is not None:
            try:
                await self._log.append_async(self._records(name, arm, checked, answers, began))
            except LogError as error:
                raise self._unlogged(error) from error
        return self._finish(lineup, name, arm, checked, answers)

    async def _in_time(self, work: Awaitable[T]) -> T:
        try:
            async with asyncio.timeout(self._limits.seconds):
                return await work
        except TimeoutError:
            raise no_answer(self._limits.seconds) from None

    async def _in_thread(self, work: Callable[..., T], *arguments: object) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work, *arguments)

    def _answer_many(self, lineup: Lineup, name: ArmName, arm: Arm, asked: Asked, began: float) -> bytes:
        checked = self._check(name, arm, asked)
        try:
            answers = arm.predictor.many(checked.rows)
        except UnanswerableRowError as error:
            raise _unanswerable(arm, checked, error) from error
        self._append(self._records(name, arm, checked, answers, began))
        return self._finish(lineup, name, arm, checked, answers)

    def _check(self, name: ArmName, arm: Arm, asked: Asked) -> Checked:
        """Read the rows as the domain of the model does; if one of them cannot be answered, none is.

        Raises
        ------
        Refusal
            With all problems of all rows.
        """
        check = arm.predictor.domain.check
        rows: list[Mapping[str, Any]] = []
        flags: list[Sequence[str]] = []
        problems: dict[int, list[RowProblem]] = {}
        for number, given in enumerate(asked.rows):
            row, found, flagged = check(given)
            rows.append(row)
            flags.append(flagged)
            if found:
                problems[number] = found
        if problems:
            names = arm.predictor.domain.names
            if asked.single and "rows" not in names and list(asked.rows[0]) == ["rows"]:
                raise no_rows(asked.rows[0]["rows"])
            self._quarantine(name, arm, asked, problems)
            said = Misnamed(names).said
            listed = [
                Problem(n, one.field, one.rule, said(one, asked.rows[n]))
                for n, found in problems.items()
                for one in found
            ]
            raise _refused(asked, listed)
        return Checked(asked, rows, flags)

    def _quarantine(self, name: ArmName, arm: Arm, asked: Asked, problems: Mapping[int, Sequence[RowProblem]]) -> None:
        """Count the rows that are refused, and log those that a rule of the suite puts into quarantine."""
        apart = {n: found for n, found in problems.items() if any(one.on_row == "quarantine" for one in found)}
        self._meter.add(REFUSED["problems"], len(problems) - len(apart))
        if not apart:
            return
        self._meter.add(REFUSED["quarantine"], len(apart))
        if self._log is None:
            return
        at = self._now()
        records = [
            Record(
                asked.ids[n], at, arm.name, arm.version, asked.rows[n], (), None, name, 0.0,
                [f"quarantined: {one.sentence}" for one in found],
            )
            for n, found in apart.items()
        ]  # fmt: skip
        self._append(records)

    def _append(self, records: Sequence[Record]) -> None:
        if self._log is None:
            return
        try:
            self._log.append(records)
        except LogError as error:
            raise self._unlogged(error) from error

    def _finish(self, lineup: Lineup, name: ArmName, arm: Arm, checked: Checked, answers: Sequence[Answer]) -> bytes:
        asked = checked.asked
        self._meter.add(f'fairlead_rows_total{{model="{arm.name}",version="{arm.version}",arm="{name}"}}', len(answers))
        flagged = sum(map(bool, checked.flags))
        if flagged:
            self._meter.add("fairlead_rows_flagged_total", flagged)
        if lineup.shadow is not None:
            self._shadow.offer(Overheard(lineup.shadow, checked.rows, asked.ids))
        head = {"model": arm.name, "version": arm.version, "arm": name}
        found = [
            _document(arm.probabilities_of, one, answer, flags)
            for one, answer, flags in zip(asked.ids, answers, checked.flags, strict=True)
        ]
        return encode({**head, **found[0]} if asked.single else {**head, "predictions": found})

    def _records(
        self, name: ArmName, arm: Arm, checked: Checked, answers: Sequence[Answer], began: float
    ) -> list[Record]:
        at, latency = self._now(), perf_counter() - began
        return [
            Record(one, at, arm.name, arm.version, row, answer.outputs, answer.prediction, name, latency, flags)
            for one, row, answer, flags in zip(checked.asked.ids, checked.rows, answers, checked.flags, strict=True)
        ]

    def _answer_unheard(self, heard: Overheard) -> None:
        began = perf_counter()
        answers = heard.arm.predictor.many(heard.rows)
        checked = Checked(Asked(heard.rows, heard.ids, single=False), heard.rows, [()] * len(heard.rows))
        self._meter.add(
            f'fairlead_rows_total{{model="{heard.arm.name}",version="{heard.arm.version}",arm="shadow"}}', len(answers)
        )
        if self._log is not None:
            self._log.append(self._records("shadow", heard.arm, checked, answers, began))

    def _batcher(self, arm: Arm) -> Batcher[Answer]:
        found = self._batchers.get(arm)
        if found is None:
            meter, many = self._meter, arm.predictor.many

            def answer(rows: Sequence[Mapping[str, Any]]) -> Sequence[Answer]:
                meter.add("fairlead_pipeline_calls_total")
                meter.add("fairlead_pipeline_rows_total", len(rows))
                return many(rows)

            found = self._batchers[arm] = Batcher(answer, self._threads)
        return found

    def _unlogged(self, error: LogError) -> Refusal:
        say.error("%s", error)
        self._meter.add("fairlead_log_failures_total")
        return not_logged()


def _by_plan(arm: Arm, rows: Sequence[Mapping[str, Any]]) -> Sequence[Answer]:
    return [arm.predictor.one(rows[0])] if len(rows) == 1 else arm.predictor.many(rows)


def _refused(asked: Asked, problems: Sequence[Problem]) -> Refusal:
    """Say no to a request, with all that is wrong with all of its rows."""
    if asked.single:
        said = "The row cannot be answered."
    else:
        rows = len({one.row for one in problems})
        said = f"{rows} of {len(asked.rows)} rows cannot be answered, so none is."
    return Refusal(422, said, problems=problems[:PROBLEMS_SHOWN])


def _unanswerable(arm: Arm, checked: Checked, error: UnanswerableRowError) -> Refusal:
    """Say which rows the pipeline refuses."""
    rows = checked.rows
    refused = [(0, error)] if len(rows) == 1 else _refused_by_pipeline(arm, rows)[:PIPELINE_PROBLEMS]
    return _refused(checked.asked, [Problem(n, None, "pipeline", one.message) for n, one in refused])


def _refused_by_pipeline(
    arm: Arm, rows: Sequence[Mapping[str, Any]], start: int = 0
) -> list[tuple[int, UnanswerableRowError]]:
    """Return the first rows that the pipeline refuses, found by asking it for ever smaller parts."""
    try:
        arm.predictor.many(rows)
        return []
    except UnanswerableRowError as error:
        if len(rows) == 1:
            return [(start, error)]
    middle = len(rows) // 2
    found = _refused_by_pipeline(arm, rows[:middle], start)
    if len(found) >= PIPELINE_PROBLEMS:
        return found
    return found + _refused_by_pipeline(arm, rows[middle:], start + middle)


def _document(classes: Sequence[str], one: str, answer: Answer, flags: Sequence[str]) -> dict[str, Any]:
    """Return the answer to one row."""
    document: dict[str, Any] = {"id": one, "prediction": answer.prediction}
    if classes:
        document["probabilities"] = dict(zip(classes, answer.outputs, strict=True))
    document["flags"] = flags
    return document
