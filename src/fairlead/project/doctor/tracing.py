"""Traces: whether somebody listens where they are sent to."""

from __future__ import annotations

from urllib.parse import urlsplit

from fairlead.project.doctor.engine import reach
from fairlead.project.doctor.subject import Seen, Subject, doubt, fault

PORTS = {"http": 80, "https": 443}


def check_traces(subject: Subject) -> Seen:
    """Connect to the collector of traces, if one is named."""
    endpoint = subject.environment.get("OTEL_EXPORTER_OTLP_ENDPOINT") or subject.settings.get("traces", {}).get(
        "endpoint", ""
    )
    if not endpoint:
        return Seen("")
    parts = urlsplit(endpoint)
    if parts.scheme not in PORTS or not parts.hostname:
        message = f"'{endpoint}' is not an address that traces can be sent to."
        fix = 'write it as "http://HOST:4318"; Fairlead speaks OTLP over HTTP.'
        return Seen("traces: no address", (fault("traces-address", message, fix),))
    trouble = reach(parts.hostname, parts.port or PORTS[parts.scheme], subject.patience)
    if trouble is not None:
        message = f"Nobody takes traces at {endpoint}: {trouble}."
        fix = "start the collector, or take traces.endpoint away; runs and answers do not wait for it."
        return Seen("traces: nobody listens", (doubt("traces-unreachable", message, fix),))
    return Seen(f"traces go to {endpoint}")
