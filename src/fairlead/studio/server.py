"""The server behind the studio: uvicorn on the loopback, until Ctrl-C."""

from __future__ import annotations

import errno
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn

from fairlead.errors import StudioError
from fairlead.studio.app import studio
from fairlead.studio.guard import Guard
from fairlead.studio.places import Places

HOST = "127.0.0.1"
USUAL_PORT = 8640
"""Where the studio listens if nothing is said; if it is taken, at any port that is free."""

PATIENCE = 2
"""Seconds that an answer may take once the studio was asked to stop; runs are processes of their own and go on."""


def run_studio(places: Places, port: int | None, on_ready: Callable[[str, str], None]) -> None:
    """Answer requests until Ctrl-C or SIGTERM.

    Parameters
    ----------
    port : 0 for any that is free; None for the usual one, or any if that is taken.
    on_ready : told the address, and the address with the token, once requests are answered.

    Raises
    ------
    StudioError
        The port is taken.
    """
    listening = open_socket(port)
    number = listening.getsockname()[1]
    guard = Guard(number)
    app = studio(places, guard)
    server = Server(
        uvicorn.Config(
            app,
            log_level="error",
            access_log=False,
            lifespan="off",
            server_header=False,
            timeout_graceful_shutdown=PATIENCE,
        ),
        lambda: on_ready(f"http://{HOST}:{number}/", f"http://{HOST}:{number}/?token={guard.token}"),
    )
    with listening:
        server.run(sockets=[listening])


class Server(uvicorn.Server):
    """A server that says when it answers, and that lets live pages go when it ends."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """End in order on Ctrl-C and SIGTERM; uvicorn's own would raise them once more when all is done."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        # A shell starts a command with & with SIGINT ignored, and it stays ignored.
        heard = [one for one in (signal.SIGINT, signal.SIGTERM) if signal.getsignal(one) is not signal.SIG_IGN]
        before = {one: signal.signal(one, self.handle_exit) for one in heard}
        try:
            yield
        finally:
            for one, handler in before.items():
                signal.signal(one, handler)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer, and say so."""
        await super().startup(sockets)
        self._on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop; whoever listens to a run is let go first, or the end would wait for the end of the run."""
        await self.config.app.app.state.tails.close()  # type: ignore[union-attr]  # the guarded Starlette of `studio`
        await super().shutdown(sockets)


def open_socket(port: int | None) -> socket.socket:
    """Return a socket that listens on the loopback.

    Raises
    ------
    StudioError
        The port is taken, or may not be used.
    """
    opened = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        opened.bind((HOST, USUAL_PORT if port is None else port))
    except OSError as error:
        opened.close()
        if error.errno not in (errno.EADDRINUSE, errno.EACCES):
            raise
        if port is None:
            return open_socket(0)
        raise StudioError.no_port(HOST, port, error.strerror or str(error)) from error
    opened.listen(128)
    return opened
