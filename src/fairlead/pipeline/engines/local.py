"""The local engine: warm worker processes on this machine, forked by one loader process."""

from __future__ import annotations

import contextlib
import errno
import gc
import json
import os
import select
import signal
import socket
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from fairlead.blobs import Blobs
from fairlead.errors import DiskFullError, FairleadError, LoaderDiedError, StoreReadOnlyError
from fairlead.pipeline.channel import Channel, Message, pair
from fairlead.pipeline.engines.engine import THREADS, Worker
from fairlead.pipeline.spec import Graph


@dataclass(slots=True, kw_only=True)
class LocalWorker(Worker):
    """Hold one worker process of this machine.

    Attributes
    ----------
    far : the worker's own end of the channel, kept open here so that an order which the worker
        has not yet taken can be taken back: the kernel gives each message to one reader only.
    """

    channel: Channel
    far: socket.socket


class LocalEngine:
    """Run orders on this machine.

    Parameters
    ----------
    request : what the loader needs: file, root, dag, parameters, location of blobs.
    processes : how many workers compute side by side.
    threads : how many tasks with ``executor="thread"`` run side by side.
    loader_log : file for what the user's file prints while it is imported; `logs`, which the owner of a run sets,
        is the folder for what workers print.
    may_fork : whether the loader may be a fork of this process, which costs a third of a fresh interpreter;
        only for a process that has nothing of its own in memory, such as the command line.
    """

    def __init__(
        self,
        request: Mapping[str, Any],
        blobs: Blobs,
        *,
        processes: int,
        threads: int,
        loader_log: str,
        may_fork: bool = False,
    ) -> None:
        self.request = dict(request)
        self.blobs = blobs
        self.processes = processes
        self.threads = threads
        self.loader_log = loader_log
        self.may_fork = may_fork
        self.logs = os.path.dirname(loader_log)
        self.graph_text = ""
        self.workers: dict[int, Worker] = {}
        self._next = THREADS + 1
        self._poll = select.poll()
        self._sources: dict[int, Callable[[], Iterator[tuple[Worker, Message]]]] = {}
        self._process = 0
        self._control: Channel | None = None

    def __enter__(self) -> LocalEngine:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def load(self) -> Graph:
        """Start the loader and return the description of the pipeline.

        Raises
        ------
        FairleadError
            What the loader found wrong with the file or the pipeline.
        LoaderDiedError
            The loader ended while it imported the file.
        """
        self.graph_text = ""
        near, far = pair()
        try:
            os.makedirs(os.path.dirname(self.loader_log), exist_ok=True)
            log = os.open(self.loader_log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        except OSError as error:
            if error.errno == errno.ENOSPC:
                raise DiskFullError.of(self.loader_log) from None
            raise StoreReadOnlyError.folder(os.path.dirname(self.loader_log)) from None
        sys.stdout.flush()
        self._process = (_forked if self.may_fork and _is_alone() else _spawned)(near, far, log)
        if self.may_fork:
            # What this process makes, rows and specs, it keeps until the run ends: looking for garbage among ten
            # thousand of them was a tenth of its time. The loader, and with it the workers, have Python's own limits.
            gc.set_threshold(50_000, 20, 100)
        self.may_fork = False  # a later one, in the place of a dead one, would inherit an open store
        os.close(log)
        far.close()
        self._control = Channel(near, self.blobs)
        with contextlib.suppress(ConnectionError):  # it has died already, as the missing answer says
            self._control.send(self.request)
        answer = self._control.receive()
        if answer is None:
            status = os.waitstatus_to_exitcode(os.waitpid(self._process, 0)[1])
            self._process = 0
            raise LoaderDiedError.of(status, self._last_lines())
        if answer["event"] == "refused":
            raise FairleadError.from_dict(answer["error"])
        self._poll.register(self._control, select.POLLIN)
        self.graph_text = answer["graph"]
        return Graph.from_json(self.graph_text)

    def _last_lines(self, count: int = 8) -> list[str]:
        with open(self.loader_log, encoding="utf-8", errors="replace") as file:
            return file.read().splitlines()[-count:]

    def capacity(self, executor: str) -> int:
        """Return how many tasks can run side by side."""
        return self.threads if executor == "thread" else self.processes

    def start_worker(self, executor: str) -> Worker:
        """Fork one more worker."""
        assert self._control is not None
        near, far = pair()
        if executor == "thread":
            number, width = THREADS, self.threads
        else:
            number, width = self._next, 1
            self._next += 1
        message = {
            "do": "spawn",
            "worker": number,
            "threads": width if executor == "thread" else 0,
            "logs": self.logs,
        }
        with contextlib.suppress(ConnectionError):  # the loader has just died; `wait` tells
            socket.send_fds(self._control.socket, [json.dumps(message).encode()], [far.fileno()])
        worker = LocalWorker(number=number, width=width, channel=Channel(near, self.blobs), far=far)
        self.workers[number] = worker
        self._sources[near.fileno()] = partial(self._reports, worker)
        self._poll.register(near, select.POLLIN)
        return worker

    def submit(self, worker: Worker, order: Message) -> None:
        """Hand an order to a worker, which takes it when it is free."""
        assert isinstance(worker, LocalWorker)
        worker.orders.append(order)
        with contextlib.suppress(OSError):  # it has just died; the report of its death brings the order back
            worker.channel.send(order)

    def recall(self, worker: Worker) -> Message | None:
        """Take back the last order that a worker has not begun, or return None."""
        assert isinstance(worker, LocalWorker)
        if len(worker.orders) <= worker.started:
            return None
        taken = Channel(worker.far, self.blobs).receive(wait=False)
        if taken is None:
            return None
        for order in worker.orders:
            if (order["task"], order["attempt"]) == (taken["task"], taken["attempt"]):
                worker.orders.remove(order)
                return order
        return None

    def cancel(self, worker: Worker) -> None:
        """Kill a worker with everything it started; its death is reported by `wait`."""
        assert self._control is not None
        with contextlib.suppress(ConnectionError):  # the loader has just died, and the worker with it
            self._control.send({"do": "kill", "worker": worker.number})

    def wait(self, seconds: float | None) -> Iterator[tuple[Worker, Message]]:
        """Wait for reports and yield them; ``{"event": "died"}`` comes after everything the worker had said.

        Raises
        ------
        LoaderDiedError
            The loader, and with it every worker, is gone.
        """
        assert self._control is not None
        ready = self._poll.poll(None if seconds is None else max(0, seconds * 1000))
        control = self._control.fileno()
        for descriptor, _ in ready:
            if descriptor != control:
                yield from self._sources[descriptor]()
        if any(descriptor == control for descriptor, _ in ready):
            yield from self._news()

    def _reports(self, worker: LocalWorker) -> Iterator[tuple[Worker, Message]]:
        while (message := worker.channel.receive(wait=False)) is not None:
            following = message.pop("then", None)
            yield worker, self._noted(worker, message)
            if following is not None:
                yield worker, self._noted(worker, following)

    def _noted(self, worker: Worker, message: Message) -> Message:
        """Keep count of what a worker has begun and ended."""
        if message["event"] == "started":
            worker.pid = message["pid"]  # it may be at work before the loader has told of it
            worker.started += 1
            worker.has_begun = True
            return message
        worker.started -= 1
        for order in worker.orders:
            if (order["task"], order["attempt"]) == (message["task"], message["attempt"]):
                worker.orders.remove(order)
                break
        return message

    def _news(self) -> Iterator[tuple[Worker, Message]]:
        assert self._control is not None
        while True:
            message = self._control.receive(wait=False)
            if message is None:
                break
            worker = self.workers.get(message["worker"])
            if not isinstance(worker, LocalWorker):
                continue
            if message["event"] == "spawned":
                worker.pid = message["pid"]
            else:
                yield from self._reports(worker)
                self._forget(worker)
                yield worker, message
        if self._loader_is_gone():
            status = self._reap_loader()
            self._end_orphans()
            raise LoaderDiedError.of(status, self._last_lines())

    def _end_orphans(self) -> None:
        """Kill what tasks had started: the kernel kills the workers of a dead loader, not their children."""
        for worker in self.workers.values():
            if worker.pid:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(worker.pid, signal.SIGKILL)

    def _loader_is_gone(self) -> bool:
        assert self._control is not None
        try:
            return self._control.socket.recv(1, socket.MSG_DONTWAIT | socket.MSG_PEEK) == b""
        except BlockingIOError:
            return False
        except ConnectionError:
            return True

    def _forget(self, worker: LocalWorker) -> None:
        self._poll.unregister(worker.channel)
        del self._sources[worker.channel.fileno()]
        worker.channel.close()
        worker.far.close()
        del self.workers[worker.number]

    def _reap_loader(self) -> int:
        process, self._process = self._process, 0
        return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) if process else 0

    def close(self) -> None:
        """End the loader and every worker."""
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._process and not self.graph_text:  # still importing the user's file, and not listening
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._process, signal.SIGKILL)
        self._reap_loader()
        with contextlib.suppress(FileNotFoundError):
            if os.stat(self.loader_log).st_size == 0:
                os.unlink(self.loader_log)
        for worker in list(self.workers.values()):
            if isinstance(worker, LocalWorker):
                worker.channel.close()
                worker.far.close()
        self.workers.clear()
        self._sources.clear()
        self._poll = select.poll()


def _spawned(near: socket.socket, far: socket.socket, log: int) -> int:
    """Start the loader as a fresh interpreter."""
    os.set_inheritable(far.fileno(), True)
    command = [sys.executable, "-m", "fairlead.pipeline.loader", str(far.fileno())]
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_DUP2, log, 1),
        (os.POSIX_SPAWN_DUP2, log, 2),
    ]
    # Its own group: Ctrl-C is for the coordinator, which then ends the others in order.
    return os.posix_spawn(sys.executable, command, os.environ, file_actions=actions, setpgroup=0)


def _forked(near: socket.socket, far: socket.socket, log: int) -> int:
    """Start the loader as a fork of this process."""
    process = os.fork()
    if process:
        return process
    status = 1
    try:
        os.setpgid(0, 0)
        near.close()
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(log, 1)
        os.dup2(log, 2)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        from fairlead.pipeline import loader  # user code is imported here, never in the coordinator

        loader.main(far.fileno())
        status = 0
    except BaseException:  # the edge of a process
        traceback.print_exc()
    finally:
        os._exit(status)  # whatever the coordinator would clean up at its end is not the loader's


def _is_alone() -> bool:
    """Tell whether this process has one thread: a fork copies no other, whatever locks they hold."""
    threading = sys.modules.get("threading")
    return threading is None or threading.active_count() == 1
