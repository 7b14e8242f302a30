"""Requests that wait together go through the pipeline in one call, in a thread beside the server's loop.

A pipeline takes about as long for one row as for fifty, so what waits while one call runs goes into the next.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from typing import Any, Generic, TypeVar

T = TypeVar("T")
Rows = Sequence[Any]

MOST_ROWS = 256
"""A call takes no more rows than this, unless a single request has more."""

LONGEST_WAIT = 0.002
"""Seconds that a call waits for more requests, if the one before had several."""


class Batcher(Generic[T]):
    """Answer the rows of many requests together; each gets its own answers, in order, or its own error.

    Parameters
    ----------
    answer : gives an answer for each of some rows; it runs in the `executor`.
    """

    def __init__(
        self,
        answer: Callable[[Rows], Sequence[T]],
        executor: Executor,
        *,
        most: int = MOST_ROWS,
        wait: float = LONGEST_WAIT,
    ) -> None:
        self._answer = answer
        self._executor = executor
        self._most = most
        self._wait = wait
        self._waiting: deque[tuple[Rows, asyncio.Future[Sequence[T]]]] = deque()
        self._running: asyncio.Task[None] | None = None

    async def ask(self, rows: Rows) -> Sequence[T]:
        """Return the answers to some rows, or raise what the pipeline raises at them."""
        future: asyncio.Future[Sequence[T]] = asyncio.get_running_loop().create_future()
        self._waiting.append((rows, future))
        if self._running is None:
            self._running = asyncio.create_task(self._run())
        return await future

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        were_several = False
        try:
            while self._waiting:
                if were_several and sum(len(rows) for rows, _ in self._waiting) < self._most:
                    await asyncio.sleep(self._wait)
                taken = self._take()
                were_several = len(taken) > 1
                if taken:
                    await self._settle(loop, taken)
        finally:
            self._running = None

    async def _settle(
        self, loop: asyncio.AbstractEventLoop, taken: list[tuple[Rows, asyncio.Future[Sequence[T]]]]
    ) -> None:
        results = await loop.run_in_executor(self._executor, self._together, [rows for rows, _ in taken])
        for (_, future), result in zip(taken, results, strict=True):
            if future.done():
                continue
            if isinstance(result, BaseException):
                future.set_exception(result)
            else:
                future.set_result(result)

    def _take(self) -> list[tuple[Rows, asyncio.Future[Sequence[T]]]]:
        """Return the requests of the next call; those that nobody waits for any more are left out."""
        taken: list[tuple[Rows, asyncio.Future[Sequence[T]]]] = []
        room = self._most
        while self._waiting and (not taken or len(self._waiting[0][0]) <= room):
            rows, future = self._waiting.popleft()
            if not future.done():
                taken.append((rows, future))
                room -= len(rows)
        return taken

    def _together(self, requests: Sequence[Rows]) -> list[Sequence[T] | Exception]:
        """Answer in one call; if that fails each request is asked alone, so that none fails through another."""
        try:
            answers = self._answer([row for rows in requests for row in rows])
        except Exception as error:  # the edge of a request: its own request reports it
            return [error] if len(requests) == 1 else [self._alone(rows) for rows in requests]
        ends = [0]
        for rows in requests:
            ends.append(ends[-1] + len(rows))
        return [answers[start:end] for start, end in zip(ends, ends[1:], strict=False)]

    def _alone(self, rows: Rows) -> Sequence[T] | Exception:
        try:
            return self._answer(rows)
        except Exception as error:  # the edge of a request
            return error
