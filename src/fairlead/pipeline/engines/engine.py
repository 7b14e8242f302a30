"""What the coordinator asks of an engine, whichever machines it has: an engine never holds truth.

The store knows what was claimed, the blobs know what is finished. An engine carries orders out and reports back;
it may lose both at any moment, and the run still ends in the same results.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from fairlead.pipeline.channel import Message
from fairlead.pipeline.spec import Graph

THREADS = 0
"""The number of the worker that runs tasks in threads; the others compute, one task at a time."""


@dataclass(slots=True, kw_only=True)
class Worker:
    """Hold a place where one order after the other is carried out, and what was sent to it.

    Attributes
    ----------
    width : how many orders it carries out side by side.
    orders : sent and not yet ended, in order; `started` counts those that the worker has begun.
    has_begun : whether it has ever begun one.
    """

    number: int
    width: int = 1
    pid: int = 0
    started: int = 0
    has_begun: bool = False
    orders: deque[Message] = field(default_factory=deque)


class Engine(Protocol):
    """Run orders somewhere."""

    logs: str
    graph_text: str
    workers: dict[int, Worker]

    def load(self) -> Graph:
        """Return the description of the pipeline, ready to run orders; see `LocalEngine.load`."""

    def capacity(self, executor: str) -> int:
        """Return how many tasks can run side by side."""

    def start_worker(self, executor: str) -> Worker:
        """Make one more worker ready."""

    def submit(self, worker: Worker, order: Message) -> None:
        """Hand an order to a worker, which takes it when it is free."""

    def recall(self, worker: Worker) -> Message | None:
        """Take back the last order that a worker has not begun, or return None."""

    def cancel(self, worker: Worker) -> None:
        """Kill what a worker is doing, with everything that it started; `wait` reports its death."""

    def wait(self, seconds: float | None) -> Iterator[tuple[Worker, Message]]:
        """Wait for reports and yield them; ``{"event": "died"}`` comes after everything the worker had said."""

    def close(self) -> None:
        """End every worker."""
