"""Notifications: tell somebody, by a web request or a command, how a run or a task has ended."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from threading import Thread
    from urllib.request import OpenerDirector

STATES = ("failed", "interrupted", "succeeded", "cancelled")
ENDINGS = ("failed", "interrupted", "succeeded")
# A notification is a courtesy: it may be lost, but it must never hold up a run.
TRIES = 3
FIRST_DELAY = 1.0
TIMEOUT = 10.0
QUEUE_SIZE = 1000
SHOWN_CHARACTERS = 200
TIME_TO_REPORT = 0.5


class NotifyError(Exception):
    """Tell that a notification was not delivered; whoever sent it records this and goes on."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """Send the event as JSON to a web address (POST).

    Attributes
    ----------
    url : str, http or https
    headers : mapping of str to str
        In `url` and `headers`, ``${NAME}`` stands for an environment variable, which is read when the event
        is sent: so a token is never stored.
    on : tuple of str, states that are told
    """

    url: str
    headers: Mapping[str, str]
    on: tuple[str, ...] = ENDINGS

    def wants(self, state: str) -> bool:
        """Tell whether an event with this state is sent."""
        return state in self.on

    def to_dict(self) -> dict[str, Any]:
        """Return plain values, ready for JSON."""
        return {"kind": "webhook", "url": self.url, "headers": dict(self.headers), "on": list(self.on)}


@dataclass(frozen=True, slots=True)
class Command:
    """Start a program with the event as JSON on its standard input.

    Attributes
    ----------
    argv : tuple of str, the program and its arguments; no shell is involved
    on : tuple of str, states that are told
    """

    argv: tuple[str, ...]
    on: tuple[str, ...] = ENDINGS

    def wants(self, state: str) -> bool:
        """Tell whether an event with this state is sent."""
        return state in self.on

    def to_dict(self) -> dict[str, Any]:
        """Return plain values, ready for JSON."""
        return {"kind": "command", "argv": list(self.argv), "on": list(self.on)}


Notifier = Webhook | Command


def webhook(url: str, *, headers: Mapping[str, str] | None = None, on: Iterable[str] = ENDINGS) -> Webhook:
    """Tell a web address about events.

    Raises
    ------
    ValueError
        The address is neither http nor https.

    >>> webhook("https://chat.example/hook", headers={"Authorization": "Bearer ${CHAT_TOKEN}"}).on
    ('failed', 'interrupted', 'succeeded')
    """
    if not url.startswith(("http://", "https://", "${")):
        raise ValueError(f"A webhook is an address that begins with https:// (or http://), not {url!r}.")
    return Webhook(url, dict(headers or {}), _states(on))


def command(argv: Iterable[str], *, on: Iterable[str] = ENDINGS) -> Command:
    """Tell a program about events.

    Raises
    ------
    ValueError
        `argv` is one text instead of a list, or empty.

    >>> command(["notify-send", "pipeline failed"], on=["failed"])
    Command(argv=('notify-send', 'pipeline failed'), on=('failed',))
    """
    if isinstance(argv, str):
        raise ValueError(f"A command is a list, such as {argv.split()!r}, not one text.")
    words = tuple(map(str, argv))
    if not words:
        raise ValueError("A command is a list of at least the program's name.")
    return Command(words, _states(on))


def _states(on: Iterable[str]) -> tuple[str, ...]:
    states = (on,) if isinstance(on, str) else tuple(on)
    for state in states:
        if state not in STATES:
            raise ValueError(f"A notifier is told about {', '.join(STATES)}, not about {state!r}.")
    return states


def notifier_from_dict(values: Mapping[str, Any]) -> Notifier:
    """Make a notifier from what its `to_dict` returned.

    >>> notifier_from_dict(command(["true"]).to_dict()) == command(["true"])
    True
    """
    if values["kind"] == "webhook":
        return webhook(values["url"], headers=values["headers"], on=values["on"])
    return command(values["argv"], on=values["on"])


def send(notifier: Notifier, event: Mapping[str, Any], *, timeout: float = TIMEOUT) -> None:
    """Deliver one event, once.

    Parameters
    ----------
    event : mapping of plain values, written as JSON
    timeout : float, seconds

    Raises
    ------
    NotifyError
        It was not delivered: no answer in time, an answer that is not 2xx, a program that is missing or
        fails.
    """
    import json  # only where something is sent

    try:
        data = json.dumps(event, default=str).encode()
    except (TypeError, ValueError) as error:
        raise NotifyError(f"the event cannot be written as JSON: {error}") from None
    if isinstance(notifier, Webhook):
        _post(notifier, data, timeout)
    else:
        _start(notifier.argv, data, timeout)


def _post(notifier: Webhook, data: bytes, timeout: float) -> None:
    # Both take 30 ms to import, and most runs notify nobody.
    from http.client import HTTPException
    from urllib.error import HTTPError
    from urllib.request import Request

    url = _filled_in(notifier.url)
    if not url.startswith(("http://", "https://")):
        raise NotifyError("the address of the webhook does not begin with http:// or https://")
    headers = {name: _filled_in(value) for name, value in notifier.headers.items()}
    try:
        request = Request(url, data, {"Content-Type": "application/json", **headers}, method="POST")
        with _opener().open(request, timeout=timeout):
            return
    except HTTPError as error:
        with error:
            answer = error.read(SHOWN_CHARACTERS).decode(errors="replace").strip()
        raise NotifyError(f"the webhook answered {error.code} {error.reason}: {answer}".rstrip(": ")) from None
    except (OSError, HTTPException, ValueError) as error:
        # Not the address itself, which for many chat services is the secret.
        raise NotifyError(f"the webhook was not reached: {getattr(error, 'reason', error)}") from None


def _opener() -> OpenerDirector:
    from urllib.request import HTTPRedirectHandler, build_opener  # heavy, as above

    class StayHere(HTTPRedirectHandler):
        """Follow no redirection: it would turn the POST into a GET, and take the headers to another host."""

        def redirect_request(self, *_: Any) -> None:
            return None

    return build_opener(StayHere)


def _filled_in(text: str) -> str:
    import re  # these two are only needed where something is sent
    from os import environ

    def value_of(found: re.Match[str]) -> str:
        if found[1] not in environ:
            raise NotifyError(f"the environment variable {found[1]}, which the webhook needs, is not set")
        return environ[found[1]]

    return re.sub(r"\$\{(\w+)\}", value_of, text)


def _start(argv: tuple[str, ...], data: bytes, timeout: float) -> None:
    import os  # these three are only needed where something is sent
    import signal
    import subprocess

    try:
        process = subprocess.Popen(
            argv,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        raise NotifyError(f"the command {argv[0]!r} cannot be started: {error}") from None
    try:
        _, words = process.communicate(data, timeout)
    except subprocess.TimeoutExpired:
        # With all that it has started, or a child of it would keep the pipe open.
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        raise NotifyError(f"the command {argv[0]!r} did not end within {timeout:g} s and was stopped") from None
    if process.returncode:
        last = words.decode(errors="replace").strip()[-SHOWN_CHARACTERS:]
        raise NotifyError(f"the command {argv[0]!r} ended with {process.returncode}: {last}".rstrip(": "))


@dataclass(frozen=True, slots=True)
class Delivery:
    """Say what became of a notification.

    Attributes
    ----------
    tries : int, 0 if there was no room in the queue or no time before the end
    error : str or None, why the last try failed; None if the event was delivered
    """

    notifier: Notifier
    event: Mapping[str, Any]
    tries: int
    error: str | None


class Outbox:
    """Deliver notifications in the background, with up to three tries, without ever holding up the caller.

    Parameters
    ----------
    report : function of a `Delivery`
        Called once for each notification, in the outbox's own thread (in the caller's, if the outbox is full
        or closed).
    first_delay : float, seconds before the second try; doubled before each further one

    >>> deliveries = []
    >>> outbox = Outbox(deliveries.append)
    >>> outbox.put(command(["true"]), {"run": "r1", "state": "failed"})
    >>> outbox.close(timeout=10.0), deliveries[0].tries, deliveries[0].error
    (True, 1, None)
    """

    def __init__(
        self,
        report: Callable[[Delivery], None],
        *,
        tries: int = TRIES,
        first_delay: float = FIRST_DELAY,
        timeout: float = TIMEOUT,
        size: int = QUEUE_SIZE,
    ) -> None:
        from queue import Queue  # these two are only needed where somebody is notified
        from threading import Event

        self._report = report
        self._tries = tries
        self._first_delay = first_delay
        self._timeout = timeout
        self._size = size
        # It has no bound of its own, so that the None that ends the thread always finds room.
        self._queue: Queue[tuple[Notifier, Mapping[str, Any]] | None] = Queue()
        self._closed = Event()
        self._out_of_time = Event()
        self._thread: Thread | None = None

    def put(self, notifier: Notifier, event: Mapping[str, Any]) -> None:
        """Take an event, if the notifier wants events with this state, and return at once."""
        if not notifier.wants(str(event.get("state"))):
            return
        if self._closed.is_set():
            self._report(Delivery(notifier, event, 0, "the outbox is closed"))
        elif self._queue.qsize() >= self._size:
            self._report(Delivery(notifier, event, 0, f"{self._size} notifications are waiting already"))
        else:
            self._queue.put((notifier, event))
            self._begin()

    def close(self, timeout: float) -> bool:
        """Wait until every notification is delivered or given up, and tell whether that was so in time.

        Parameters
        ----------
        timeout : float, seconds
            Then nothing is tried again; a try that is under way ends with the process.
        """
        self._closed.set()
        if self._thread is None:
            return True
        self._queue.put(None)
        self._thread.join(timeout)
        if not self._thread.is_alive():
            return True
        self._out_of_time.set()
        self._thread.join(TIME_TO_REPORT)
        return False

    def _begin(self) -> None:
        from threading import Thread

        if self._thread is None:
            self._thread = Thread(target=self._work, name="fairlead-outbox", daemon=True)
            self._thread.start()

    def _work(self) -> None:
        while (waiting := self._queue.get()) is not None:
            self._report(self._deliver(*waiting))

    def _deliver(self, notifier: Notifier, event: Mapping[str, Any]) -> Delivery:
        error: str | None = "there was no time left to send it"
        for number in range(self._tries):
            if number:
                self._out_of_time.wait(self._first_delay * 2 ** (number - 1))
            if self._out_of_time.is_set():
                return Delivery(notifier, event, number, error)
            try:
                send(notifier, event, timeout=self._timeout)
            except NotifyError as failure:
                error = str(failure)
            else:
                return Delivery(notifier, event, number + 1, None)
        return Delivery(notifier, event, self._tries, error)
