"""A real studio: uvicorn in a thread on a free port, asked over HTTP as a browser asks it."""

from __future__ import annotations

import http.client
import json
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from fairlead.project.lesson import make_lesson
from fairlead.studio.places import LESSON, MINE, Place, Places


@dataclass
class Answer:
    """What the studio answered; header names are in small letters."""

    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)

    @property
    def words(self) -> str:
        """The text that a person sees: without tags, scripts and repeated blanks."""
        import html

        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", self.text)).split())


@dataclass
class Studio:
    """A studio that runs, and a browser that has its cookie."""

    port: int
    token: str
    form_token: str
    mine: Path
    lesson: Path
    tails: Any
    cookie: str = ""
    _server: Any = field(default=None, repr=False)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def origin(self) -> str:
        return f"http://{self.host}"

    def ask(self, method: str, path: str, body: str | None = None, headers: Mapping[str, str] | None = None) -> Answer:
        """Send exactly this, with nothing added but the Host; a header that is "" is left out."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            sent = {"Host": self.host, **(headers or {})}
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in sent.items():
                if value:
                    connection.putheader(name, value)
            data = body.encode() if body is not None else b""
            if method not in ("GET", "HEAD"):
                connection.putheader("Content-Length", str(len(data)))
            connection.endheaders(data or None)
            got = connection.getresponse()
            found = {name.lower(): value for name, value in got.getheaders()}
            return Answer(got.status, found, got.read().decode("utf-8", "replace"))
        finally:
            connection.close()

    def get(self, path: str, *, follow: bool = True) -> Answer:
        """Ask for a page as the browser of the person does; a redirect is followed."""
        answer = self.ask("GET", path, headers={"Cookie": self.cookie})
        for _ in range(5):
            if not follow or answer.status not in (302, 303, 307):
                break
            place = answer.headers["location"].removeprefix(self.origin)
            answer = self.ask("GET", place, headers={"Cookie": self.cookie})
        return answer

    def post(self, path: str, data: Any = None) -> Answer:
        """Send JSON as the scripts of the pages do."""
        headers = {
            "Cookie": self.cookie,
            "Origin": self.origin,
            "X-Fairlead": "studio",
            "Content-Type": "application/json",
        }
        return self.ask("POST", path, json.dumps(data), headers)

    def events(self, path: str, after: str = "") -> list[tuple[int | None, str, Any]]:
        """Listen until the end of a run: number, name and data of each event, as a browser is told them."""
        answer = self.ask("GET", path, headers={"Cookie": self.cookie, "Last-Event-ID": after})
        assert answer.status == 200, answer.text
        assert answer.headers["content-type"].startswith("text/event-stream")
        return list(events_in(answer.text))

    def send_form(self, path: str, fields: Mapping[str, Any] | None = None) -> Answer:
        """Send a form as a browser without JavaScript does; the answer is the redirect, if it is one."""
        body = urlencode({"token_of_form": self.form_token, **(fields or {})}, doseq=True)
        headers = {
            "Cookie": self.cookie,
            "Origin": self.origin,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        return self.ask("POST", path, body, headers)


def events_in(text: str) -> Iterator[tuple[int | None, str, Any]]:
    """Read server-sent events."""
    for block in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line and not line.startswith(":"))
        if "event" in fields:
            number = int(fields["id"]) if "id" in fields else None
            yield number, fields["event"], json.loads(fields["data"])


@contextmanager
def running(mine: Path, lesson: Path) -> Iterator[Studio]:
    """Run a studio for two folders until the block ends."""
    import uvicorn

    from fairlead.studio.app import studio
    from fairlead.studio.guard import Guard
    from fairlead.studio.server import Server, open_socket

    listening = open_socket(0)
    port = listening.getsockname()[1]
    guard = Guard(port)
    places = Places(Place(mine, mine.name, MINE), Place(lesson, "Churn example", LESSON, is_lesson=True))
    app: Any = studio(places, guard)
    ready = threading.Event()
    config = uvicorn.Config(app, log_level="error", access_log=False, lifespan="off", timeout_graceful_shutdown=2)
    server = Server(config, ready.set)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    assert ready.wait(30), "the studio did not begin to answer"
    made = Studio(port, guard.token, guard.form_token, mine, lesson, app.app.state.tails, _server=server)
    made.cookie = made.ask("GET", f"/?token={guard.token}").headers["set-cookie"].partition(";")[0]
    try:
        yield made
    finally:
        server.should_exit = True
        thread.join(20)
        listening.close()
        assert not thread.is_alive(), "the studio did not end"


OpenStudio = Callable[..., Studio]


@pytest.fixture(scope="session")
def run_studio() -> Callable[..., Any]:
    """Give a studio to a fixture that outlives one test: `with run_studio(mine, lesson) as studio:`."""
    return running


@pytest.fixture
def open_studio(tmp_path: Path) -> Iterator[OpenStudio]:
    """Open a studio: `open_studio()` in an empty folder, `open_studio(mine=folder)` for a project.

    ``lesson=True`` copies the churn example to tmp_path at once; without it, it is copied when first asked for.
    """
    from contextlib import ExitStack

    with ExitStack() as stack:

        def opening(mine: Path | None = None, lesson: bool | Path = False) -> Studio:
            home = mine or tmp_path / "mine"
            home.mkdir(parents=True, exist_ok=True)
            learned = lesson if isinstance(lesson, Path) else tmp_path / "churn-lesson"
            if lesson is True:
                make_lesson(learned)
            return stack.enter_context(running(home, learned))

        yield opening
