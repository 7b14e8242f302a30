"""What sends spans and metrics: the SDK of OpenTelemetry, set up for one process."""

from __future__ import annotations

import contextlib
import logging
import os
import socket
from collections.abc import Callable, Mapping
from typing import Any

from fairlead.errors import MissingExtraError

SECONDS = 2.0
"""How long one sending may take, and how often it is done: a collector that hangs must not hold up the end of a run."""

QUEUE = 1 << 16
"""Spans that wait to be sent: those of a run of ten thousand tasks that all end at once."""

say = logging.getLogger("fairlead.traces")


class Telemetry:
    """Make spans and metrics, and send them until it is closed.

    Parameters
    ----------
    endpoint : of the collector, without the path: ``http://collector:4318``.
    service : what it is called there, unless OTEL_SERVICE_NAME says otherwise.
    trace_id : of spans that have no parent; one each if not given.
    attributes : of the process.

    Raises
    ------
    MissingExtraError
        The SDK is not installed.
    """

    def __init__(
        self,
        endpoint: str,
        service: str,
        *,
        trace_id: str | None = None,
        attributes: Mapping[str, str] | None = None,
    ) -> None:
        try:
            # 0.2 CPU s to import; only where a collector is named.
            from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
            from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
            from opentelemetry.sdk.metrics import MeterProvider
            from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
            from opentelemetry.sdk.resources import Resource
            from opentelemetry.sdk.trace import TracerProvider
            from opentelemetry.sdk.trace.export import BatchSpanProcessor
            from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
        except ImportError as error:
            raise MissingExtraError.needs(error.name or "opentelemetry-sdk", "traces", "Sending traces") from error

        class Ids(RandomIdGenerator):
            """Give every span without a parent the one trace."""

            def generate_trace_id(self) -> int:
                return int(trace_id, 16) if trace_id else int(super().generate_trace_id())

        from fairlead import __version__

        self.endpoint = endpoint.rstrip("/")
        named = {"service.name": os.environ.get("OTEL_SERVICE_NAME") or service, "service.version": __version__}
        process: dict[str, Any] = {"host.name": socket.gethostname(), "process.pid": os.getpid(), **(attributes or {})}
        resource = Resource.create({**named, **process})
        self._heard = _Heard()
        _take_over_log(self._heard)
        self._spans = TracerProvider(resource=resource, id_generator=Ids(), shutdown_on_exit=False)
        exporter = OTLPSpanExporter(endpoint=f"{self.endpoint}/v1/traces", timeout=SECONDS)
        self._spans.add_span_processor(
            BatchSpanProcessor(exporter, max_queue_size=QUEUE, schedule_delay_millis=int(1000 * SECONDS))
        )
        reader = PeriodicExportingMetricReader(
            OTLPMetricExporter(endpoint=f"{self.endpoint}/v1/metrics", timeout=SECONDS),
            export_interval_millis=10_000,
            export_timeout_millis=1000 * SECONDS,
        )
        self._metrics = MeterProvider(resource=resource, metric_readers=[reader], shutdown_on_exit=False)
        self.tracer: Any = self._spans.get_tracer("fairlead", __version__)
        self.meter: Any = self._metrics.get_meter("fairlead", __version__)

    def close(self) -> None:
        """Send what is left, in a few seconds at most; what cannot be sent is given up, and that is said once."""
        ends: tuple[Callable[[], object], ...] = (
            lambda: self._spans.force_flush(int(1000 * SECONDS)),
            self._spans.shutdown,
            lambda: self._metrics.shutdown(timeout_millis=1000 * SECONDS),
        )
        for end in ends:
            # Whatever its collector does, the SDK must not be what a run ends with.
            with contextlib.suppress(Exception):
                end()
        if self._heard.trouble is not None:
            say.warning("Traces could not be sent to %s: %s", self.endpoint, self._heard.trouble)


class _Heard(logging.Handler):
    """Keep the first trouble that the SDK tells of, in the place of pages of it between the lines of a run."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.trouble: str | None = None

    def emit(self, record: logging.LogRecord) -> None:
        self.trouble = self.trouble or record.getMessage().splitlines()[0]


def _take_over_log(handler: logging.Handler) -> None:
    logger = logging.getLogger("opentelemetry")
    logger.handlers, logger.propagate = [handler], False
