"""What a server has to say, as lines of JSON that a collector of logs reads without guessing."""

from __future__ import annotations

import json
import logging
import sys
from typing import Any

from fairlead.clock import timestamp

FIELDS = ("request_id", "method", "path", "status", "seconds")
"""What a record may hold beside its message: the keys of ``extra``."""


class JsonLines(logging.Formatter):
    r"""Write a record as one JSON object, with the trace that it was written in, if there is one.

    >>> record = logging.LogRecord("fairlead.serve", logging.INFO, "", 1, "serving %s", ("churn",), None)
    >>> record.created = 0.0
    >>> JsonLines().format(record)
    '{"at": "1970-01-01T00:00:00.000Z", "level": "info", "logger": "fairlead.serve", "message": "serving churn"}'
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        values: dict[str, Any] = {
            "at": timestamp(record.created),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        values |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        values |= current_trace()
        if record.exc_info:
            values["exception"] = self.formatException(record.exc_info)
        return json.dumps(values, ensure_ascii=False, default=str)


def current_trace() -> dict[str, str]:
    """Return trace and span of what is being done; nothing, and nothing is loaded, where nobody traces."""
    trace = sys.modules.get("opentelemetry.trace")
    if trace is None:
        return {}
    context = trace.get_current_span().get_span_context()
    if not context.is_valid:
        return {}
    return {"trace_id": f"{context.trace_id:032x}", "span_id": f"{context.span_id:016x}"}
