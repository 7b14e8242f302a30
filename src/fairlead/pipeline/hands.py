"""Which worker gets which task: close to its input, within its pool, and nobody idle while there is work."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from fairlead.pipeline.channel import Message
from fairlead.pipeline.crash import crash_point
from fairlead.pipeline.engines.engine import THREADS, Engine, Worker

AHEAD = 0.02
"""Seconds of work that may wait at each worker, so that it need not wait for the coordinator in between."""

MOST_AHEAD = 7
"""So many orders may wait at a worker at most, however short tasks are."""


@dataclass(slots=True)
class Flight:
    """Follow one order until its end is reported.

    Attributes
    ----------
    id : the task; began : when its worker said that it began.
    """

    id: str
    order: Message
    worker: Worker
    began: float | None = None
    timed_out: bool = False
    cancelled: bool = False

    @property
    def is_call(self) -> bool:
        """Tell whether the order calls the task's function."""
        return bool(self.order["do"] == "call")


class Hands:
    """Queue tasks, hand them to workers, and follow them.

    Parameters
    ----------
    may_start : asked before a task starts; False leaves it in the queue (its pool is full).
    """

    def __init__(self, engine: Engine, may_start: Callable[[str], bool]) -> None:
        self.engine = engine
        self.may_start = may_start
        self.queues: dict[str, deque[str]] = {"process": deque(), "thread": deque()}
        self.flights: dict[tuple[str, int], Flight] = {}
        self.mean_seconds = 1.0
        self._effects: set[str] = set()
        self._near: dict[int, deque[str]] = {}
        self._maker: dict[str, int] = {}
        self._unsent: list[Flight] = []
        self._assigned: Counter[int] = Counter()

    def queue(self, task_id: str, executor: str, largest_input: str | None = None, *, is_effect: bool = False) -> None:
        """Put a task in line; it goes to the worker that made its largest input, if that one is free in time."""
        self.queues[executor].append(task_id)
        if is_effect:
            self._effects.add(task_id)
        maker = self._maker.get(largest_input) if largest_input else None
        if maker is not None and executor == "process":
            self._near.setdefault(maker, deque()).append(task_id)

    def next_pairs(self, executor: str) -> Iterator[tuple[str, Worker]]:
        """Yield tasks with the workers that take them, as long as there are both."""
        queue = self.queues[executor]
        held: deque[str] = deque()
        while queue:
            worker = self.free_worker(executor)
            if worker is None:
                break
            task_id = self._next_for(worker, queue, held)
            if task_id is not None:
                self._effects.discard(task_id)
                yield task_id, worker
        queue.extendleft(reversed(held))

    def _next_for(self, worker: Worker, queue: deque[str], held: deque[str]) -> str | None:
        near = self._near.get(worker.number)
        while near:
            task_id = near.popleft()
            if task_id in queue and self.may_start(task_id):
                queue.remove(task_id)
                return task_id
        while queue:
            task_id = queue.popleft()
            if self.may_start(task_id):
                return task_id
            held.append(task_id)
        return None

    def free_worker(self, executor: str) -> Worker | None:
        """Return a worker that can take one more order; fork one where there may be more."""
        workers = [one for one in self.engine.workers.values() if (one.number == THREADS) == (executor == "thread")]
        best = min(workers, key=self._load, default=None)
        load = self._load(best) if best is not None else 0
        if best is not None and load == 0:
            return best
        if len(workers) < (1 if executor == "thread" else self.engine.capacity(executor)):
            return self.engine.start_worker(executor)
        return best if best is not None and load < (best.width if executor == "thread" else self._depth()) else None

    def withdraw(self, is_meant: Callable[[str], bool]) -> list[str]:
        """Take tasks out of the line and return them."""
        taken = [one for queue in self.queues.values() for one in queue if is_meant(one)]
        for queue in self.queues.values():
            for one in [one for one in queue if one in taken]:
                queue.remove(one)
        self._effects.difference_update(taken)
        return taken

    def _depth(self) -> int:
        """Return how many orders a worker may have: behind a long one, none should wait.

        Nor many with a side effect in line: of one that waits at a worker when all are killed, nobody would know
        that it had not begun.
        """
        return 1 + min(1 if self._effects else MOST_AHEAD, int(AHEAD / self.mean_seconds))

    @property
    def is_low(self) -> bool:
        """Tell whether a worker will soon have nothing to do; the others are given more at the same time."""
        workers = [one for one in self.engine.workers.values() if one.number != THREADS]
        if len(workers) < self.engine.capacity("process") or self.queues["thread"]:
            return True
        return any(2 * self._load(worker) <= self._depth() for worker in workers)

    def _load(self, worker: Worker) -> int:
        return len(worker.orders) + self._assigned[worker.number]

    def assign(self, task_id: str, worker: Worker, order: Message) -> None:
        """Give an order to a worker; it is sent by `send`, after its claim is committed."""
        flight = Flight(task_id, order, worker)
        self.flights[task_id, order["attempt"]] = flight
        self._unsent.append(flight)
        self._assigned[worker.number] += 1

    @property
    def has_unsent(self) -> bool:
        """Tell whether orders wait for their claim to be committed."""
        return bool(self._unsent)

    def send(self) -> None:
        """Send the orders whose claims are committed, and even out who waits for whom."""
        for flight in self._unsent:
            self.engine.submit(flight.worker, flight.order)
            crash_point("order-sent")
        self._unsent.clear()
        self._assigned.clear()
        if not self.queues["process"]:
            self._even_out()

    def _even_out(self) -> None:
        """Move orders that wait behind another task to workers that have nothing to do."""
        workers = [worker for worker in self.engine.workers.values() if worker.number != THREADS]
        idle = [worker for worker in workers if not worker.orders]
        crowded = [worker for worker in workers if len(worker.orders) > max(worker.started, 1)]
        for worker, other in zip(idle, crowded, strict=False):
            order = self.engine.recall(other)
            if order is not None:
                self.flights[order["task"], order["attempt"]].worker = worker
                self.engine.submit(worker, order)

    def landed(self, message: Message) -> Flight | None:
        """Return the flight that a report ends; None if it is not followed any more."""
        flight = self.flights.pop((message["task"], message["attempt"]), None)
        if flight is not None and flight.began is not None:
            seconds = max(message["at"] - flight.began, 0.0001)  # the clock may have been set back meanwhile
            self.mean_seconds = 0.9 * self.mean_seconds + 0.1 * seconds if self.mean_seconds < 1 else seconds
            self._maker[flight.id] = flight.worker.number
        return flight

    def ground(self, worker: Worker | None = None) -> list[Flight]:
        """Give up the flights of a dead worker (of all, if none is named) and return them."""
        gone = [one for one in self.flights.values() if worker is None or one.worker is worker]
        for flight in gone:
            del self.flights[flight.id, flight.order["attempt"]]
        self._unsent = [one for one in self._unsent if one not in gone]
        self._assigned = Counter(one.worker.number for one in self._unsent)
        if worker is None:
            self._near.clear()
        else:
            self._near.pop(worker.number, None)
        return gone
