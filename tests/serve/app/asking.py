"""The application in this process, asked as uvicorn asks it."""

from __future__ import annotations

import asyncio
import functools
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from fairlead.clock import SystemClock
from fairlead.model import Model
from fairlead.project import Project
from fairlead.project.serving import _source
from fairlead.serve.answering import Answering
from fairlead.serve.app import App
from fairlead.serve.arms import Arm, no_plan
from fairlead.serve.board import Board
from fairlead.serve.keys import Door
from fairlead.serve.limits import Limits
from fairlead.serve.live import Live
from fairlead.serve.log.record import Record
from fairlead.serve.metrics import Meter

JSON = {"content-type": "application/json"}


@dataclass(slots=True)
class Kept:
    """A log in memory; it fails if it is told to."""

    records: list[Record] = field(default_factory=list)
    fails: Exception | None = None
    is_behind: bool = False

    def append(self, records: Iterable[Record]) -> None:
        if self.fails is not None:
            raise self.fails
        self.records += records

    async def append_async(self, records: Iterable[Record]) -> None:
        self.append(records)


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(slots=True)
class InProcess:
    """An application, and all that it is made of."""

    app: App
    live: Live
    answering: Answering
    log: Kept
    meter: Meter
    door: Door

    async def request(
        self, method: str, path: str, parts: Iterable[bytes] = (b"",), headers: Mapping[str, str] | None = None
    ) -> Reply:
        """Send a request whose body comes in parts."""
        messages = [{"type": "http.request", "body": one, "more_body": True} for one in parts]
        messages[-1]["more_body"] = False
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            if messages:
                return messages.pop(0)
            await asyncio.sleep(3600)
            raise AssertionError

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        pairs = [(name.encode(), value.encode()) for name, value in (headers or {}).items()]
        await self.app({"type": "http", "method": method, "path": path, "headers": pairs}, receive, send)
        found = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        return Reply(sent[0]["status"], found, sent[1]["body"])

    async def post(self, document: Any, **headers: str) -> Reply:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.request("POST", "/predict", [json.dumps(document).encode()], {**JSON, **named})

    def predict(self, document: Any, **headers: str) -> Reply:
        """Ask for predictions, in an event loop of its own."""
        return asyncio.run(self.post(document, **headers))

    def get(self, path: str, **headers: str) -> Reply:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return asyncio.run(self.request("GET", path, headers=named))

    def close(self) -> None:
        self.live.stop()
        self.answering.close()


@functools.cache
def made(name: str, version: int, digest: str, plans: bool) -> list[Arm]:
    """Return where a version lies once it is made: to prove a plan takes a second, and once is enough here."""
    return []


def make(plans: bool, name: str, version: int, model: Model, at: float) -> Arm:
    place = made(name, version, model.digest, plans)
    if not place:
        place.append(Arm.of(name, version, model, at, compiled=None if plans else no_plan))
    return place[0]


def open_app(
    folder: Path,
    model: str,
    which: int | str,
    *,
    limits: Limits | None = None,
    asks_for_keys: bool = False,
    plans: bool = True,
    **how: Any,
) -> InProcess:
    project, clock = Project.find(folder, needs_pipeline=False), SystemClock()
    meter, door, log, limits = Meter(Board()), Door(), Kept(), limits or Limits()
    how = {"make": partial(make, plans), **how}
    live = Live(partial(_source, project), model, which, clock=clock, meter=meter, door=door, **how)
    live.start()
    answering = Answering(log, meter, limits, clock.now)
    app = App(live, answering, meter, limits=limits, door=door if asks_for_keys else None, now=clock.now)
    return InProcess(app, live, answering, log, meter, door)
