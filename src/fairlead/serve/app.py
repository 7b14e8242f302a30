"""The routes of a served model, as a plain ASGI application.

Request in, answer out; what it answers from (`live`), how rows go through the pipeline (`batching`) and what may come
in (`payload`, `keys`) lie beside it. A framework's routing and validation would cost more than the prediction does.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from time import perf_counter
from typing import Any

import msgspec

from fairlead.serve.answering import Answering
from fairlead.serve.describing import model_document
from fairlead.serve.keys import Door
from fairlead.serve.limits import Limits
from fairlead.serve.live import Live
from fairlead.serve.metrics import CONTENT_TYPE, Meter
from fairlead.serve.openapi import openapi_document
from fairlead.serve.payload import ClientGone, Ids, is_id, read_body, read_json, read_rows
from fairlead.serve.refusal import Refusal, is_draining, is_full, unexpected

Scope = Mapping[str, Any]
Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Headers = Mapping[bytes, bytes]

JSON = b"application/json"

say = logging.getLogger("fairlead.serve")

encode = msgspec.json.Encoder().encode


class App:
    """Answer HTTP requests from what `Live` serves.

    Parameters
    ----------
    door : asks for API keys; None lets everybody in.
    now : tells the time, seconds since 1970-01-01 UTC.
    logs_requests : whether each request is a line in the server's log.

    Attributes
    ----------
    is_draining : bool; set it, and the application is no longer ready and takes on nothing new.
    """

    def __init__(
        self,
        live: Live,
        answering: Answering,
        meter: Meter,
        *,
        limits: Limits,
        door: Door | None,
        now: Callable[[], float],
        logs_requests: bool = False,
    ) -> None:
        self._live = live
        self._answering = answering
        self._meter = meter
        self._limits = limits
        self._door = door
        self._now = now
        self._logs_requests = logs_requests
        self._ids = Ids()
        self._busy = 0
        self.is_draining = False
        self._pages: Mapping[str, Callable[[], tuple[int, bytes, bytes]]] = {
            "/health": self._health,
            "/ready": self._ready,
            "/model": self._model,
            "/metrics": self._metrics,
            "/openapi.json": self._openapi,
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; the interface of ASGI."""
        if scope["type"] != "http":
            return
        began = perf_counter()
        path = scope["path"]
        headers: Headers = dict(scope["headers"])
        request = self._request_id(headers)
        more: tuple[tuple[bytes, bytes], ...] = ()
        try:
            if path == "/predict":
                status, kind, body = 200, JSON, await self._predict(scope, headers, receive, request, began)
            else:
                status, kind, body = self._page(path, scope["method"], headers)
        except Refusal as refusal:
            status, kind, body, more = refusal.status, JSON, encode(refusal.to_document(request)), refusal.headers
        except ClientGone:
            return
        except Exception:  # the edge of a request: the log has it, the client gets its id
            say.exception("request %s: unexpected error", request, extra={"request_id": request})
            self._meter.add("fairlead_errors_total")
            status, kind, body = 500, JSON, encode(unexpected().to_document(request))
        await send(
            {
                "type": "http.response.start",
                "status": status,
                "headers": [
                    (b"content-type", kind),
                    (b"content-length", b"%d" % len(body)),
                    (b"x-request-id", request.encode()),
                    *more,
                ],
            }
        )
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
        route = path if path == "/predict" or path in self._pages else "other"
        self._meter.add(f'fairlead_requests_total{{route="{route}",status="{status}"}}')
        seconds = perf_counter() - began
        if route == "/predict":
            self._meter.observe(seconds)
        if self._logs_requests:
            shown, method = ascii(path)[1:-1], scope["method"]
            fields = {"method": method, "path": shown, "status": status, "seconds": seconds, "request_id": request}
            say.info("%s %s %d %.1f ms %s", method, shown, status, seconds * 1000, request, extra=fields)

    def _request_id(self, headers: Headers) -> str:
        """Return the id that the client gives its request, or a new one."""
        given = headers.get(b"x-request-id")
        if given is not None:
            text = given.decode("latin-1")
            if is_id(text):
                return text
        return self._ids.next()

    def _let_in(self, headers: Headers) -> None:
        if self._door is not None:
            self._door.name_of(headers, self._now())

    async def _predict(self, scope: Scope, headers: Headers, receive: Receive, request: str, began: float) -> bytes:
        if scope["method"] != "POST":
            raise _wrong_method(b"POST")
        self._let_in(headers)
        if self.is_draining:
            raise is_draining()
        check_type(headers)
        length = headers.get(b"content-length")
        place = Place(self)
        try:
            body = await read_body(receive, None if length is None else int(length), self._limits, place.take)
            place.take()
            asked = read_rows(read_json(body), request, self._limits.rows)
            return await self._answering.answer(self._live.lineup, asked, request, began)
        finally:
            place.leave()

    def change_busy(self, by: int) -> None:
        """Count a request that is taken on, or done.

        Raises
        ------
        Refusal
            As many as may be are in work.
        """
        if by > 0 and self._busy >= self._limits.busy:
            raise is_full()
        self._busy += by
        self._meter.put("fairlead_requests_in_flight", self._busy)

    def _page(self, path: str, method: str, headers: Headers) -> tuple[int, bytes, bytes]:
        page = self._pages.get(path)
        if page is None:
            raise Refusal(404, f"There is no {path[:100]} here. There are /predict and {', '.join(self._pages)}.")
        if method not in ("GET", "HEAD"):
            raise _wrong_method(b"GET, HEAD")
        if path not in ("/health", "/ready"):  # a load balancer has no key
            self._let_in(headers)
        return page()

    def _health(self) -> tuple[int, bytes, bytes]:
        return 200, JSON, b'{"status":"alive"}'

    def _ready(self) -> tuple[int, bytes, bytes]:
        if self.is_draining:
            return 503, JSON, b'{"status":"draining"}'
        return 200, JSON, b'{"status":"ready"}'

    def _model(self) -> tuple[int, bytes, bytes]:
        return 200, JSON, encode(model_document(self._live.lineup))

    def _metrics(self) -> tuple[int, bytes, bytes]:
        self._meter.show_process()
        return 200, CONTENT_TYPE, self._meter.text().encode()

    def _openapi(self) -> tuple[int, bytes, bytes]:
        document = openapi_document(self._live.lineup.champion, self._limits, needs_key=self._door is not None)
        return 200, JSON, encode(document)


class Place:
    """Hold the place of a request among those in work, once it has one.

    A client that sends its body slowly has none yet: many of them must not keep the others out.
    """

    __slots__ = ("_app", "_is_taken")

    def __init__(self, app: App) -> None:
        self._app = app
        self._is_taken = False

    def take(self) -> None:
        """Take a place, unless it is taken; see `App.change_busy`."""
        if not self._is_taken:
            self._app.change_busy(1)
            self._is_taken = True

    def leave(self) -> None:
        """Give the place to somebody else."""
        if self._is_taken:
            self._app.change_busy(-1)
            self._is_taken = False


def check_type(headers: Headers) -> None:
    """Check that a body is said to be JSON in UTF-8, and nothing else.

    A page of another site can make a browser send a form or plain text here, but not JSON: that takes our consent.

    Raises
    ------
    Refusal
        It is not.
    """
    kind, _, parameters = headers.get(b"content-type", b"").lower().partition(b";")
    if kind.strip() != JSON:
        raise Refusal(415, "The body must be JSON. Send 'Content-Type: application/json'.")
    if b"charset" in parameters and b"utf-8" not in parameters and b"utf8" not in parameters:
        raise Refusal(415, "The body must be in UTF-8.")
    if headers.get(b"content-encoding", b"identity").lower() != b"identity":
        raise Refusal(415, "The body must not be compressed.")


def _wrong_method(allowed: bytes) -> Refusal:
    return Refusal(405, f"Use {allowed.decode()} here.", headers=((b"allow", allowed),))
