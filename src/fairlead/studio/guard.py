"""Who may ask: the person at this machine, from the studio's own pages, and nobody else.

A page of another site that is open in the same browser can send requests to 127.0.0.1, and by a trick with names
(rebinding) can make its own address mean this machine. So every request must name the studio as its host, carry the
cookie that only the printed address gives, and one that changes something must come from a page of the studio.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, parse_qsl, urlencode

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

READING = frozenset({"GET", "HEAD"})
LONGEST_FORM = 1_000_000
"""Bytes of a form or a JSON body: code and suites that people type are far shorter."""

OPEN = "/static/"
"""What anybody may read: it is the same in every installation, and the page of a refusal is drawn with it."""

POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",  # the pictures in a notebook's outputs
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # with no-referrer a browser would send `Origin: null` with forms
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""What every answer carries."""


class Guard:
    """Hold the secrets of one studio, and decide about requests.

    Parameters
    ----------
    port : the port that it listens at; the cookie is named by it, so that two studios do not log each other out.
    hosts : names that a browser may call it by, besides those of the loopback.
    """

    def __init__(self, port: int, hosts: Iterable[str] = ()) -> None:
        names = ("127.0.0.1", "localhost", "[::1]", *hosts)
        self.port = port
        self.token = secrets.token_urlsafe(32)
        self.form_token = secrets.token_urlsafe(32)
        self.cookie = f"fairlead-studio-{port}"
        self._session = secrets.token_urlsafe(32)
        self._hosts = frozenset(f"{name}:{port}" for name in names)

    def is_host(self, host: str) -> bool:
        """Tell whether a request names the studio as its host.

        >>> guard = Guard(8123)
        >>> guard.is_host("127.0.0.1:8123"), guard.is_host("evil.example:8123"), guard.is_host("127.0.0.1")
        (True, False, False)
        """
        return host.lower() in self._hosts

    def is_token(self, given: str) -> bool:
        """Tell whether this is the token of the printed address."""
        return hmac.compare_digest(given.encode(), self.token.encode())

    def is_form_token(self, given: str) -> bool:
        """Tell whether this is what the forms of the studio's pages carry."""
        return hmac.compare_digest(given.encode(), self.form_token.encode())

    def is_known(self, cookies: str) -> bool:
        """Tell whether a Cookie header holds what the printed address was exchanged for."""
        pairs = (one.strip().partition("=") for one in cookies.split(";"))
        given = [value for name, _, value in pairs if name == self.cookie]
        return any(hmac.compare_digest(one.encode(), self._session.encode()) for one in given)

    @property
    def set_cookie(self) -> str:
        """Return the header that gives a browser its cookie."""
        return f"{self.cookie}={self._session}; Path=/; HttpOnly; SameSite=Strict"

    def is_own(self, origin: str, host: str) -> bool:
        """Tell whether a request was sent by a page of the studio: the same scheme, name and port."""
        return self.is_host(host) and origin == f"http://{host}"


class Guarded:
    """Stand before an application and let through what the guard allows."""

    def __init__(self, app: ASGIApp, guard: Guard) -> None:
        self.app = app
        self.guard = guard

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or hand it on."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":  # the studio has no websockets
            await send({"type": "websocket.close", "code": 1008})
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        send = _with_headers(send, is_page=not scope["path"].startswith(OPEN))
        host = headers.get("host", "")
        if not self.guard.is_host(host):
            await _refuse(send, 421, MISDIRECTED)
            return
        reads = scope["method"] in READING
        if reads and scope["path"].startswith(OPEN):
            await self.app(scope, receive, send)
            return
        if reads and (token := _token_in(scope["query_string"])) is not None:
            await self._exchange(token, scope, send)
            return
        if not self.guard.is_known(headers.get("cookie", "")):
            await _refuse(send, 403, STRANGER)
            return
        if not reads:
            if not self.guard.is_own(headers.get("origin", ""), host):
                await _refuse(send, 403, FOREIGN)
                return
            body = await _body_of(receive)
            if body is None:
                await _refuse(send, 413, TOO_LONG)
                return
            if headers.get("x-fairlead") != "studio" and not self._is_form(headers, body):
                await _refuse(send, 403, FOREIGN)
                return
            receive = _again(body, receive)
        await self.app(scope, receive, send)

    async def _exchange(self, token: str, scope: Scope, send: Send) -> None:
        """Give the cookie for the token, and lead to the same address without it: it stays in no history."""
        if not self.guard.is_token(token):
            await _refuse(send, 403, STRANGER)
            return
        pairs = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        rest = urlencode([(name, value) for name, value in pairs if name != "token"])
        # One slash only: two would be the name of another host.
        path = "/" + scope["raw_path"].decode("latin-1").partition("?")[0].lstrip("/\\")
        place = f"{path}?{rest}" if rest else path
        headers = [(b"location", place.encode("latin-1")), (b"set-cookie", self.guard.set_cookie.encode())]
        await _answer(send, 303, "", headers)

    def _is_form(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Tell whether this is a form of the studio, as a browser without JavaScript sends it."""
        if not headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
            return False
        fields = parse_qs(body.decode("utf-8", "replace"), max_num_fields=1000)
        return self.guard.is_form_token(fields.get("token_of_form", [""])[-1])


MISDIRECTED = "This is not the address of the studio. Open the one that `fairlead studio` has printed."
STRANGER = (
    "Open the address that the terminal shows, with its token: it lets this browser in. "
    "If you have just followed it, <a href='/'>go on to the studio</a>."
)
FOREIGN = "This did not come from a page of the studio, so nothing was done."
TOO_LONG = f"This is longer than the {LONGEST_FORM:,} bytes that the studio takes."

REFUSAL = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Fairlead studio</title><link rel="stylesheet" href="/static/css/tokens.css">
<link rel="stylesheet" href="/static/css/studio.css"></head>
<body class="alone"><main><h1>Not let in</h1><p>{said}</p></main></body></html>"""


def _token_in(query: bytes) -> str | None:
    found = parse_qs(query.decode("latin-1")).get("token")
    return found[-1] if found else None


async def _refuse(send: Send, status: int, said: str) -> None:
    await _answer(send, status, REFUSAL.format(said=said), [])


async def _answer(send: Send, status: int, text: str, headers: list[tuple[bytes, bytes]]) -> None:
    body = text.encode()
    about = [(b"content-type", b"text/html; charset=utf-8"), (b"content-length", str(len(body)).encode()), *headers]
    await send({"type": "http.response.start", "status": status, "headers": about})
    await send({"type": "http.response.body", "body": body})


def _with_headers(send: Send, *, is_page: bool) -> Send:
    """Return a `send` that adds what every answer carries; a page is kept by no cache."""
    fixed = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            kept = [] if not is_page else [(b"cache-control", b"no-store")]
            given = {name for name, _ in message.get("headers", ())}
            added = [one for one in (*fixed, *kept) if one[0] not in given]
            message = {**message, "headers": [*message.get("headers", ()), *added]}
        await send(message)

    return sending


async def _body_of(receive: Receive) -> bytes | None:
    """Return the body of a request; None if it is too long."""
    parts: list[bytes] = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return b""
        parts.append(message.get("body", b""))
        if sum(map(len, parts)) > LONGEST_FORM:
            return None
        if not message.get("more_body"):
            return b"".join(parts)


def _again(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` that gives a body that was read before, and then waits for the end of the connection."""
    waiting: list[dict[str, Any]] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receiving() -> Message:
        return waiting.pop() if waiting else await receive()

    return receiving
