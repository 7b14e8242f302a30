"""The processes that answer on one port: uvicorn in each, one socket for all, and a parent that watches over them."""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from typing import Any, Protocol

from fairlead.errors import ServingError
from fairlead.serve.limits import Draining

BACKLOG = 2048
"""Connections that may wait to be accepted."""

KEEP_ALIVE_SECONDS = 75
"""How long a silent connection stays open: longer than nginx keeps its own (60 s), so that nginx closes it."""

UNREADY, FAULT = 3, 70
"""Exit codes of a worker that could not begin, and of one that met an error later."""

say = logging.getLogger("fairlead.serve")


def open_socket(host: str, port: int) -> socket.socket:
    """Return a socket that listens.

    Parameters
    ----------
    port : 0 for any that is free.

    Raises
    ------
    ServingError
        Another program listens there, or this host is none of ours.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    opened = socket.socket(family, socket.SOCK_STREAM)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        opened.bind((host, port))
        opened.listen(BACKLOG)
    except OSError as error:
        opened.close()
        if error.errno in (errno.EADDRINUSE, errno.EACCES, errno.EADDRNOTAVAIL):
            raise ServingError.no_port(host, port, error.strerror or str(error)) from error
        raise
    opened.set_inheritable(True)
    return opened


class Application(Protocol):
    """Answer requests, and be told when to take on nothing new: the server's own application, or one around it."""

    is_draining: bool

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request; the interface of ASGI."""


def run_app(
    app: Application,
    listening: socket.socket,
    draining: Draining,
    on_ready: Callable[[], None],
    *,
    head_seconds: float,
    parent: int | None = None,
) -> None:
    """Answer requests until SIGTERM or Ctrl-C, and finish what is in work then.

    Parameters
    ----------
    head_seconds : float, in which the headers of a request must arrive.
    parent : the process that watches over this one, if there is one; when it is gone, this one ends too.
    on_ready : called once connections are taken.
    """
    import asyncio

    import uvicorn

    from fairlead.serve.protocol import BoundedProtocol

    class Server(uvicorn.Server):
        """Tell the application first when it is to stop."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            on_ready()

        async def on_tick(self, counter: int) -> bool:
            is_orphan = parent is not None and os.getppid() != parent
            return await super().on_tick(counter) or is_orphan

        async def main_loop(self) -> None:
            await super().main_loop()
            app.is_draining = True
            if not self.force_exit:
                await asyncio.sleep(draining.linger)

    class Protocol(BoundedProtocol):
        """Wait for headers as long as for a body."""

    Protocol.head_seconds = head_seconds
    config = uvicorn.Config(
        app,
        loop="uvloop",
        http=Protocol,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=max(1, round(draining.finish)),
    )
    server = Server(config)
    # A signal may come before uvicorn listens for it; and uvicorn raises it again at its end, which must not end us.
    before = {one: signal.signal(one, server.handle_exit) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        server.run(sockets=[listening])
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def run_workers(count: int, work: Callable[[int], int], listening: socket.socket) -> int:
    """Run a function in several processes until one cannot begin, or a signal asks all to stop.

    A worker that dies is replaced. SIGTERM and Ctrl-C go on to all of them, a second one ends them at once.

    Parameters
    ----------
    work : given the number of its worker it returns an exit code; `UNREADY` if it could not begin.
    listening : what the workers listen at; it is closed here once they are to stop, so that they can close it.

    Returns
    -------
    int
        0 if all have stopped because they were asked to.
    """
    workers: dict[int, int] = {}
    stopping = [0]

    def tell() -> None:
        for pid in list(workers):
            _signal(pid, signal.SIGTERM if stopping[0] == 1 else signal.SIGKILL)

    def stop(number: int, frame: Any) -> None:
        stopping[0] += 1
        listening.close()
        tell()

    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, stop)
    for number in range(count):
        workers[_fork(work, number)] = number
    if stopping[0]:  # a signal that came between a fork and the line that notes it
        tell()
    code = 0
    while workers:
        try:
            pid, status = os.wait()
        except ChildProcessError:
            break
        number = workers.pop(pid, -1)
        if stopping[0] or number < 0:
            continue
        ended = os.waitstatus_to_exitcode(status)
        if ended == UNREADY:
            code = 2
            stop(signal.SIGTERM, None)
            continue
        say.error("worker %d ended with %d and is replaced", number, ended)
        time.sleep(0.5)  # one that dies at once must not fill the machine
        if not stopping[0]:
            workers[_fork(work, number)] = number
            if stopping[0]:
                tell()
    return code


def _fork(work: Callable[[int], int], number: int) -> int:
    """Start a worker; the parent has one thread and no model, so that a fork is safe and small."""
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid:
        return pid
    code = FAULT
    try:
        for one in (signal.SIGINT, signal.SIGTERM):
            signal.signal(one, signal.SIG_DFL)
        code = work(number)
    except BaseException:
        say.exception("worker %d failed", number)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _signal(pid: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)
