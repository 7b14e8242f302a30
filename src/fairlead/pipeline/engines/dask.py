"""The Dask engine: orders go to the workers of a Dask cluster, everything else stays as it is.

Dask never holds truth. Its workers write blobs and manifests to the storage that the project names, and give back
reports; claims, retries, timeouts, caching and conditions are the coordinator's. A worker, the scheduler or this
process may be killed at any moment.

An order is pinned to one worker, known by its own folder (an address may be given again): where Dask may choose,
it repeats the task of a killed worker on its own, and a side effect would happen twice. A pinned task whose worker
is gone waits for ever (dask/distributed#7346), so the workers are looked at twice a second, and those that are gone
are reported as dead.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import time
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from fairlead.blobs import Blobs
from fairlead.errors import EngineError, FairleadError, LoaderDiedError, MissingExtraError
from fairlead.pipeline.channel import Message
from fairlead.pipeline.engines import site
from fairlead.pipeline.engines.engine import Worker
from fairlead.pipeline.engines.local import LocalEngine
from fairlead.pipeline.spec import Graph

LOOK = 0.5
"""Seconds between looks at which workers the cluster has."""

SCHEMES = {"dask": "tcp", "dask+tls": "tls"}
"""How an engine is written, and what Dask calls that transport."""

CONNECT = 30.0
"""Seconds to wait for a scheduler, and for its first worker."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Say where the cluster is.

    Attributes
    ----------
    address : of the scheduler; empty for a cluster on this machine that lives as long as the run.
    processes : how many workers such a cluster has.
    """

    address: str = ""
    processes: int = 0

    @classmethod
    def parse(cls, text: str, processes: int) -> Cluster:
        """Read ``dask-local:4``, ``dask://host:8786`` or ``dask+tls://host:8786``.

        Parameters
        ----------
        processes : workers of ``dask-local`` where it names no number.

        Raises
        ------
        EngineError
            It is none of these.

        >>> str(Cluster.parse("dask-local", 2)), str(Cluster.parse("dask://cluster:8786", 2))
        ('dask-local:2', 'tcp://cluster:8786')
        """
        kind, colon, rest = text.partition(":")
        if kind == "dask-local" and (not colon or (rest.isdigit() and int(rest))):
            return cls(processes=int(rest) if colon else processes)
        host, found, port = rest.removeprefix("//").rpartition(":")
        if kind in SCHEMES and rest.startswith("//") and host and found and port.isdigit():
            return cls(f"{SCHEMES[kind]}://{host}:{port}")
        raise EngineError.unknown(text)

    def __str__(self) -> str:
        return self.address or f"dask-local:{self.processes}"


@dataclass(slots=True, kw_only=True)
class RemoteWorker(Worker):
    """Hold one thread of one Dask worker.

    Attributes
    ----------
    future : of the order that it is carrying out; the others wait here.
    """

    address: str
    identity: str
    future: Any = None


class DaskEngine(LocalEngine):
    """Run what computes on a Dask cluster; threads, and the loading of the file, stay on this machine.

    Parameters
    ----------
    cluster : where the cluster is; the others as for `LocalEngine`.
    """

    def __init__(
        self,
        cluster: Cluster,
        request: Mapping[str, Any],
        blobs: Blobs,
        *,
        threads: int,
        loader_log: str,
        may_fork: bool = False,
    ) -> None:
        super().__init__(request, blobs, processes=0, threads=threads, loader_log=loader_log, may_fork=may_fork)
        self.cluster = cluster
        self._token = ""
        self._far_request: dict[str, Any] = {}
        self._client: Any = None
        self._local: Any = None
        self._known: dict[str, tuple[str, int]] = {}
        self._mail: deque[tuple[int, Message]] = deque()
        self._bell = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._next_look = 0.0

    def load(self) -> Graph:
        """Load the file here and connect to the cluster.

        Raises
        ------
        MissingExtraError
            The package distributed is not installed.
        EngineError
            Nothing answers, or the cluster has no worker.
        FairleadError, LoaderDiedError
            As `LocalEngine.load` does.
        """
        graph = super().load()  # first: it may be a fork, which must not inherit the threads of a client
        self._far_request = {**self.request, "frozen": graph.frozen, "seed": graph.seed, "overrides": []}
        self._token = os.urandom(8).hex()
        try:
            self._connect()
        except BaseException:
            self.close()
            raise
        self._poll.register(self._bell, select.POLLIN)
        self._sources[self._bell] = self._delivered
        return graph

    def _connect(self) -> None:
        try:
            import distributed
        except ImportError as error:
            raise MissingExtraError.needs("distributed", "dask", f"The engine {self.cluster}") from error
        connect: Any = partial(distributed.Client, timeout=CONNECT, set_as_default=False)
        start: Any = distributed.LocalCluster
        try:
            if self.cluster.address:
                self._client = connect(self.cluster.address)
            else:
                self._local = start(
                    n_workers=self.cluster.processes,
                    threads_per_worker=1,
                    host="127.0.0.1",
                    dashboard_address=None,
                    memory_limit=None,
                    silence_logs="CRITICAL",
                )
                self._client = connect(self._local)
            self._client.wait_for_workers(1, timeout=CONNECT)
        except OSError as error:  # TimeoutError is one
            if self._client is None:
                raise EngineError.no_scheduler(str(self.cluster), CONNECT) from error
            raise EngineError.no_workers(str(self.cluster), CONNECT) from error
        self._client.subscribe_topic(self._token, self._heard)
        self._look()

    def capacity(self, executor: str) -> int:
        """Return how many tasks can run side by side: threads here, threads of all workers there."""
        return self.threads if executor == "thread" else max(1, sum(threads for _, threads in self._known.values()))

    def start_worker(self, executor: str) -> Worker:
        """Take one more thread of the Dask worker that has most of them left."""
        if executor == "thread":
            return super().start_worker(executor)
        taken = Counter(one.address for one in self.workers.values() if isinstance(one, RemoteWorker))
        if not self._known:
            raise LoaderDiedError.no_workers(str(self.cluster))
        address = max(self._known, key=lambda one: (self._known[one][1] - taken[one], one))
        worker = RemoteWorker(number=self._next, address=address, identity=self._known[address][0])
        self._next += 1
        self.workers[worker.number] = worker
        return worker

    def submit(self, worker: Worker, order: Message) -> None:
        """Hand an order to a worker; it leaves when the one before has ended."""
        if not isinstance(worker, RemoteWorker):
            super().submit(worker, order)
            return
        worker.orders.append(order)
        self._send_next(worker)

    def _send_next(self, worker: RemoteWorker) -> None:
        if worker.future is not None or not worker.orders:
            return
        slot = (self._token, worker.number)
        worker.future = self._client.submit(
            _there,
            slot,
            worker.identity,
            self._far_request,
            self.graph_text,
            worker.orders[0],
            key=f"fairlead-{self._token}-{worker.number}-{worker.orders[0]['task']}-{os.urandom(4).hex()}",
            workers=[worker.address],
            allow_other_workers=False,
            pure=False,
            retries=0,
        )
        worker.future.add_done_callback(partial(self._done, worker.number))

    def _done(self, number: int, future: Any) -> None:
        """Take the report of a future, in the thread that Dask calls back in."""
        if future.status == "cancelled":
            return
        try:
            message = future.result(timeout=CONNECT)
        except Exception as error:  # the edge of Dask: whatever it raised, the worker has not reported
            message = {"event": "died", "status": -signal.SIGKILL, "reason": f"{type(error).__name__}: {error}"}
        self._post(number, message)

    def _heard(self, event: tuple[float, Message]) -> None:
        self._post(event[1]["slot"], event[1]["message"])

    def _post(self, number: int, message: Message) -> None:
        self._mail.append((number, message))
        os.eventfd_write(self._bell, 1)

    def recall(self, worker: Worker) -> Message | None:
        """Take back the last order that has not left, or return None."""
        if not isinstance(worker, RemoteWorker):
            return super().recall(worker)
        return worker.orders.pop() if len(worker.orders) > 1 else None

    def cancel(self, worker: Worker) -> None:
        """Kill what a worker does, there; its death is reported by `wait`."""
        if not isinstance(worker, RemoteWorker):
            super().cancel(worker)
            return
        with contextlib.suppress(Exception):  # the worker may be gone, which the next look tells
            self._client.run(_end_there, (self._token, worker.number), workers=[worker.address], on_error="ignore")

    def wait(self, seconds: float | None) -> Iterator[tuple[Worker, Message]]:
        """Wait for reports from here and from there.

        Raises
        ------
        LoaderDiedError
            The loader or the scheduler is gone, and what ran there with it.
        EngineError
            A worker cannot work for this project.
        """
        yield from super().wait(LOOK if seconds is None else min(seconds, LOOK))
        if time.monotonic() >= self._next_look:
            yield from self._missing()

    def _delivered(self) -> Iterator[tuple[Worker, Message]]:
        with contextlib.suppress(BlockingIOError):
            os.eventfd_read(self._bell)
        while self._mail:
            number, message = self._mail.popleft()
            worker = self.workers.get(number)
            if not isinstance(worker, RemoteWorker):
                continue  # it was given up before it was heard
            if message["event"] == "refused":
                raise FairleadError.from_dict(message["error"])
            if message["event"] == "died":
                del self.workers[number]
                yield worker, message
            elif message["event"] == "started":
                # Reports come by two ways: that of the end may be faster than that of the beginning.
                if worker.orders and _is_about(message, worker.orders[0]) and not worker.started:
                    worker.pid, worker.started, worker.has_begun = message["pid"], 1, True
                    yield worker, message
            elif worker.orders and _is_about(message, worker.orders[0]):
                if not worker.started:
                    worker.has_begun = True
                    yield worker, _beginning_of(message)
                worker.orders.popleft()
                worker.started, worker.future = 0, None
                self._send_next(worker)
                yield worker, message

    def _missing(self) -> Iterator[tuple[Worker, Message]]:
        """Look which workers the cluster has, and report those as dead that it has no more."""
        self._look()
        for worker in list(self.workers.values()):
            if isinstance(worker, RemoteWorker) and self._known.get(worker.address, ("",))[0] != worker.identity:
                if worker.future is not None:
                    with contextlib.suppress(Exception):  # the scheduler may be gone too
                        worker.future.cancel(force=True)
                del self.workers[worker.number]
                yield worker, {"event": "died", "status": -signal.SIGKILL}

    def _look(self) -> None:
        """Ask the scheduler for its workers.

        Raises
        ------
        LoaderDiedError
            It does not answer.
        """
        self._next_look = time.monotonic() + LOOK
        try:
            if self._client.status != "running":
                raise OSError(f"the connection is {self._client.status}")
            answer = self._client.sync(self._client.scheduler.identity, n_workers=-1, callback_timeout=CONNECT)
        except Exception as error:  # the edge of Dask: it raises what its transport raises
            raise LoaderDiedError.scheduler(str(self.cluster), f"{type(error).__name__}: {error}") from error
        workers = answer["workers"].items()
        self._known = {address: (one["local_directory"], one["nthreads"]) for address, one in workers}

    def close(self) -> None:
        """Let go of the cluster; one that was started for this run ends with it."""
        client, self._client = self._client, None
        local, self._local = self._local, None
        if client is not None:
            with contextlib.suppress(Exception):  # nothing of the run depends on a cluster that can be reached
                if client.status == "running":
                    client.run(_close_there, self._token, on_error="ignore")
            with contextlib.suppress(Exception):
                client.close(timeout=2)
        if local is not None:
            with contextlib.suppress(Exception):
                local.close(timeout=5)
        self._known = {}
        self._mail.clear()
        super().close()


def _is_about(message: Message, order: Message) -> bool:
    return bool((message["task"], message["attempt"]) == (order["task"], order["attempt"]))


def _beginning_of(message: Message) -> Message:
    """Return the report of a beginning that was not heard before that of the end."""
    began = message["at"] - message["cpu"]
    return {"event": "started", "task": message["task"], "attempt": message["attempt"], "at": began, "pid": 0}


# What follows runs in the workers of the cluster.


def _there(slot: site.Slot, identity: str, request: Mapping[str, Any], graph_text: str, order: Message) -> Message:
    """Carry an order out in this worker, unless it is another worker at the same address."""
    from distributed import get_worker

    worker = get_worker()
    if worker.local_directory != identity:
        return {"event": "died", "status": -signal.SIGKILL}

    def tell(message: Message) -> None:
        worker.log_event(slot[0], {"slot": slot[1], "message": message})

    return site.carry_out(slot, request, graph_text, order, tell)


def _end_there(slot: site.Slot) -> None:
    site.end(slot)


def _close_there(token: str) -> None:
    site.close(token)
