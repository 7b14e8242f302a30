"""Requests as spans: around the server's application, which knows nothing of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from time import perf_counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fairlead.project.tracing.sending import Telemetry
    from fairlead.serve.app import App

Scope = Mapping[str, Any]
Send = Callable[[dict[str, Any]], Awaitable[None]]

ROUTES = frozenset({"/predict", "/model", "/metrics", "/openapi.json"})
PROBES = frozenset({"/health", "/ready"})
"""What load balancers ask every second: a span each would be most of what is sent, and say nothing."""


class Traced:
    """Make a span of each request, within the trace that its client has begun (W3C ``traceparent``).

    Parameters
    ----------
    app : answers.
    model : the name of what is served.
    """

    def __init__(self, app: App, telemetry: Telemetry, model: str) -> None:
        from opentelemetry import trace  # it is loaded already
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        self._app = app
        self._model = model
        self._otel = trace
        self._tracer = telemetry.tracer
        self._propagator = TraceContextTextMapPropagator()
        self._seconds = telemetry.meter.create_histogram(
            "http.server.request.duration", "s", "Time from the first byte of a request to its answer."
        )

    @property
    def is_draining(self) -> bool:
        """Tell whether the application is no longer ready."""
        return self._app.is_draining

    @is_draining.setter
    def is_draining(self, so: bool) -> None:
        self._app.is_draining = so

    async def __call__(self, scope: Scope, receive: Any, send: Send) -> None:
        """Answer one request; the interface of ASGI."""
        path = scope.get("path", "")
        if scope["type"] != "http" or path in PROBES:
            await self._app(scope, receive, send)
            return
        began = perf_counter()
        route = path if path in ROUTES else "other"
        known = {"http.request.method": scope["method"], "http.route": route, "fairlead.model": self._model}
        answered = {"status": 0}

        with self._tracer.start_as_current_span(
            f"{scope['method']} {route}",
            self._propagator.extract(_carried(scope)),
            kind=self._otel.SpanKind.SERVER,
            attributes=known,
        ) as span:

            async def sending(message: dict[str, Any]) -> None:
                if message["type"] == "http.response.start":
                    answered["status"] = message["status"]
                    headers = dict(message["headers"])
                    span.set_attribute("fairlead.request.id", headers.get(b"x-request-id", b"").decode("latin-1"))
                await send(message)

            await self._app(scope, receive, sending)
            status = answered["status"]
            span.set_attribute("http.response.status_code", status)
            if status >= 500:
                span.set_status(self._otel.Status(self._otel.StatusCode.ERROR))
        named = {**known, "http.response.status_code": status}
        self._seconds.record(perf_counter() - began, named)


def _carried(scope: Scope) -> dict[str, str]:
    """Return the headers that say which trace a request belongs to."""
    wanted = (b"traceparent", b"tracestate")
    return {name.decode(): value.decode("latin-1") for name, value in scope["headers"] if name in wanted}
