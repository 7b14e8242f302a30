"""Serve a model of the project: its registry, its API keys and its log come together with the server here."""

from __future__ import annotations

import logging
import os
import re
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from fairlead.clock import SystemClock
from fairlead.errors import ApiKeyError, FairleadError
from fairlead.project.models import meant, registry_in, user_name
from fairlead.project.settings import Project
from fairlead.serve.limits import Draining, Limits
from fairlead.serve.packages import check_packages
from fairlead.serve.server import FAULT, UNREADY, open_socket, run_app, run_workers
from fairlead.store import Store

if TYPE_CHECKING:
    from fairlead.model import Registry
    from fairlead.project.tracing.requests import Traced
    from fairlead.serve.app import App
    from fairlead.serve.arms import Lineup
    from fairlead.serve.board import Board
    from fairlead.store import Keys

LOOPBACK = frozenset({"localhost", "::1"})
LOG_FOLDER, PLANS_FOLDER = "predictions", "plans"

is_key_name = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}").fullmatch


@dataclass(frozen=True, slots=True)
class Options:
    """Say how a model is to be served.

    Parameters
    ----------
    needs_key : whether a client must show an API key; None for: if other machines can reach the server.
    plans : whether a plan for single rows is compiled; if not, the pipeline answers.
    logs : whether predictions are logged.
    logs_requests : whether each request is a line on stderr.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 1
    needs_key: bool | None = None
    limits: Limits = field(default_factory=Limits)
    draining: Draining = field(default_factory=Draining)
    plans: bool = True
    logs: bool = True
    logs_requests: bool = False

    @property
    def asks_for_keys(self) -> bool:
        """Return whether a client must show an API key."""
        return not is_loopback(self.host) if self.needs_key is None else self.needs_key


OnReady = Callable[["Lineup", str], None]
"""Told what is served, and at which address, once requests are welcome."""


def is_loopback(host: str) -> bool:
    """Tell whether only this machine can reach an address.

    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("0.0.0.0")
    (True, True, False)
    """
    return host in LOOPBACK or host.startswith("127.")


def log_folder(project: Project, name: str) -> Path:
    """Return where the predictions of a model are logged."""
    return project.state / LOG_FOLDER / name


def serve(project: Project, reference: str | None, options: Options, on_ready: OnReady) -> int:
    """Serve a model until SIGTERM or Ctrl-C, and return an exit code.

    Parameters
    ----------
    reference : see `read_reference`; None for the only model that there is.

    Raises
    ------
    UnknownModelError
        There is no such model, version or alias.
    ServingError
        The address cannot be listened at, or it is not said which model.
    MissingExtraError
        A package of the server is not installed.
    ApiKeyError
        Other machines can reach the server, and there is no key that they could show.
    """
    check_packages("Serving a model")
    with Store(project.store_location) as store:
        registry = registry_in(store, project)
        name, which = meant(registry, reference)
        registry.get(name, which)
        if options.asks_for_keys and not store.keys.active():
            raise ApiKeyError.none_here() if options.needs_key else ApiKeyError.none_yet(options.host)
    listening = open_socket(options.host, options.port)
    from fairlead.serve.board import Board  # shared by all workers, so it is made before them

    work = partial(_work, project, (name, which), options, listening, Board(options.workers), on_ready)
    if options.workers == 1:
        work(0)
        return 0
    return run_workers(options.workers, partial(_work_apart, work), listening)


def add_key(project: Project, name: str) -> str:
    """Make an API key, and return its token, which is stored nowhere.

    Raises
    ------
    ApiKeyError
        The name is none, or taken.
    """
    from fairlead.serve.keys import digest_of, new_token

    if not is_key_name(name):
        raise ApiKeyError.bad_name(name)
    token = new_token()
    with Store(project.store_location) as store:
        row = {"digest": digest_of(token), "name": name, "created": SystemClock().now(), "actor": user_name()}
        if not store.keys.add(row):
            raise ApiKeyError.taken(name)
    return token


def revoke_key(project: Project, name: str) -> None:
    """Let an API key no longer count; running servers hear of it within about a second.

    Raises
    ------
    ApiKeyError
        No key of this name counts.
    """
    with Store(project.store_location) as store:
        if not store.keys.revoke(name, SystemClock().now()):
            raise ApiKeyError.unknown(name, [row["name"] for row in store.keys.active()])


def _work_apart(work: Callable[..., None], number: int) -> int:
    """Do the work of one process of several."""
    from fairlead.serve.server import say

    has_begun: list[bool] = []
    try:
        work(number, os.getppid(), has_begun.append)
    except FairleadError as error:
        say.error("%s: %s", error.code, error.message)
        return UNREADY
    except Exception:  # the edge of the process
        say.exception("worker %d failed", number)
        return FAULT if has_begun else UNREADY
    return 0


def _work(
    project: Project,
    wanted: tuple[str, int | str],
    options: Options,
    listening: socket.socket,
    board: Board,
    on_ready: OnReady,
    number: int,
    parent: int | None = None,
    has_begun: Callable[[bool], None] = lambda so: None,
) -> None:
    """Load the model and answer requests, in this process."""
    # A pipeline's own threads gain nothing on a row or fifty, and take the processors from the other workers.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    from fairlead.project.predictions import open_log  # which imports this module
    from fairlead.serve.answering import Answering
    from fairlead.serve.app import App
    from fairlead.serve.arms import Arm, no_plan
    from fairlead.serve.keys import Door
    from fairlead.serve.live import Live
    from fairlead.serve.metrics import Meter
    from fairlead.serve.proofs import Proofs

    log_to_stderr(project.log_format)
    clock, meter, door = SystemClock(), Meter(board, number), Door()
    meter.begin()
    log = open_log(project, wanted[0]) if options.logs else None

    def prepare(arm: Arm) -> None:
        if log is not None:
            log.declare(arm.name, arm.version, arm.model.schema)

    proofs = Proofs(project.state / PLANS_FOLDER)
    live = Live(
        partial(_source, project), *wanted, clock=clock, meter=meter, door=door, prepare=prepare,
        make=partial(Arm.of, compiled=proofs.compiled if options.plans else no_plan),
        make_at_once=partial(Arm.of, compiled=proofs.at_once if options.plans else no_plan),
        is_outdated=lambda arm: proofs.is_outdated(arm.predictor.compiled),
    )  # fmt: skip
    answering = Answering(log, meter, options.limits, clock.now)
    live.start()
    app = App(
        live, answering, meter, limits=options.limits, door=door if options.asks_for_keys else None, now=clock.now,
        logs_requests=options.logs_requests,
    )  # fmt: skip

    telemetry = None
    answers: App | Traced = app
    if project.traces:
        from fairlead.project.tracing.requests import Traced  # most servers are traced by nobody
        from fairlead.project.tracing.sending import Telemetry

        service = project.traces_service or project.name
        telemetry = Telemetry(project.traces, service, attributes={"fairlead.project": project.name})
        answers = Traced(app, telemetry, wanted[0])

    def begun() -> None:
        has_begun(True)
        if number == 0:  # one of the workers speaks for all
            on_ready(live.lineup, _address(listening))

    try:
        run_app(answers, listening, options.draining, begun, head_seconds=options.limits.seconds, parent=parent)
    finally:
        live.stop()
        answering.close()
        if log is not None:
            log.close()
        if telemetry is not None:
            telemetry.close()


@contextmanager
def _source(project: Project) -> Iterator[tuple[Registry, Keys]]:
    with Store(project.store_location) as store:
        yield registry_in(store, project), store.keys


def _address(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def log_to_stderr(form: str) -> None:
    """Write what the server has to say to stderr, a line each.

    Parameters
    ----------
    form : "text" or "json".
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    if form == "json":
        from fairlead.project.log_lines import JsonLines  # only where lines are for a program

        handler.setFormatter(JsonLines())
    for name, level in (("fairlead.serve", logging.INFO), ("uvicorn", logging.WARNING)):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [handler], False
        logger.setLevel(level)
