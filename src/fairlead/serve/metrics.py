"""What the server counts, and the text in which Prometheus reads it.

Each worker counts in its own part of a `Board`; whichever worker is asked adds them all up.
"""

from __future__ import annotations

import os
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from pathlib import Path

from fairlead.serve.board import Board

CONTENT_TYPE = b"text/plain; version=0.0.4; charset=utf-8"

BOUNDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
"""Upper bounds of the histogram of a request's time, seconds; one more bucket takes the rest."""

HELP: Mapping[str, tuple[str, str]] = {
    "fairlead_requests_total": ("counter", "Requests by route and status."),
    "fairlead_request_seconds": ("histogram", "Time from the first byte of a /predict request to its answer, seconds."),
    "fairlead_requests_in_flight": ("gauge", "Requests for predictions that are being answered."),
    "fairlead_rows_total": ("counter", "Rows answered, by version and arm."),
    "fairlead_rows_refused_total": ("counter", "Rows that were refused, by reason."),
    "fairlead_rows_flagged_total": ("counter", "Rows answered with a flag."),
    "fairlead_pipeline_calls_total": ("counter", "Calls of the whole pipeline, where rows have no plan."),
    "fairlead_pipeline_rows_total": ("counter", "Rows that went through these calls."),
    "fairlead_shadow_dropped_total": ("counter", "Rows that the version in the shadow had no time for."),
    "fairlead_serving_workers": ("gauge", "Workers that serve a version, by arm."),
    "fairlead_model_changes_total": ("counter", "Changes of what is served, over all workers."),
    "fairlead_model_load_failures_total": ("counter", "Versions that could not be loaded, over all workers and tries."),
    "fairlead_registry_trouble": ("gauge", "Workers that cannot follow the registry at the moment."),
    "fairlead_errors_total": ("counter", "Requests that met an unexpected error."),
    "fairlead_log_failures_total": ("counter", "Requests refused because their predictions could not be logged."),
    "process_cpu_seconds_total": ("counter", "CPU time of all workers, seconds."),
    "process_resident_memory_bytes": ("gauge", "Memory of all workers, bytes; shared pages count in each."),
}
"""The name of each number, what Prometheus calls its type, and what it says."""

LABELLED = (
    "fairlead_requests_total", "fairlead_rows_total", "fairlead_rows_refused_total", "fairlead_serving_workers",
)  # fmt: skip
"""Those that have labels."""

REFUSED = {reason: f'fairlead_rows_refused_total{{reason="{reason}"}}' for reason in ("problems", "quarantine")}
"""What counts the rows that were refused, by reason."""

STARTING = (
    *(name for name, (kind, _) in HELP.items() if kind != "histogram" and name not in LABELLED),
    *REFUSED.values(), "fairlead_request_seconds_sum",
)  # fmt: skip
"""What is 0 at the start."""


class Meter:
    """Count for one worker.

    Parameters
    ----------
    worker : int, which of the board's processes this one is.
    """

    def __init__(self, board: Board, worker: int = 0) -> None:
        self._board = board
        self._mine = board.writer(worker)
        self.add = self._mine.add
        self.put = self._mine.put
        self._buckets = [f'fairlead_request_seconds_bucket{{le="{bound}"}}' for bound in (*BOUNDS, "+Inf")]

    def begin(self) -> None:
        """Show what is counted from the start, so that the first error is seen as a change.

        Left out are the numbers whose labels nobody knows before there is a request.
        """
        for name in STARTING:
            self.add(name, 0.0)

    def observe(self, seconds: float) -> None:
        """Count the time of a request."""
        self.add(self._buckets[bisect_left(BOUNDS, seconds)])
        self.add("fairlead_request_seconds_sum", seconds)

    def show_serving(self, arms: Mapping[str, tuple[str, int]]) -> None:
        """Say which version serves in which arm, as name and number of the model; its rows are counted from 0."""
        for name in self._mine.read():
            if name.startswith("fairlead_serving_workers"):
                self.put(name, 0.0)
        for arm, (model, version) in arms.items():
            labels = f'{{model="{model}",version="{version}",arm="{arm}"}}'
            self.put(f"fairlead_serving_workers{labels}", 1.0)
            self.add(f"fairlead_rows_total{labels}", 0.0)

    def show_process(self) -> None:
        """Say what this process has taken so far."""
        times = os.times()
        self.put("process_cpu_seconds_total", times.user + times.system)
        self.put("process_resident_memory_bytes", _resident_bytes())

    def text(self) -> str:
        """Return the numbers of all workers in the text format of Prometheus, version 0.0.4.

        >>> meter = Meter(Board())
        >>> meter.add('fairlead_requests_total{route="/predict",status="200"}')
        >>> print(meter.text(), end="")
        # HELP fairlead_requests_total Requests by route and status.
        # TYPE fairlead_requests_total counter
        fairlead_requests_total{route="/predict",status="200"} 1
        """
        return "".join(f"{line}\n" for line in _lines(self._board.totals()))


def _lines(totals: Mapping[str, float]) -> Iterator[str]:
    for family, (kind, words) in HELP.items():
        samples = {name: value for name, value in totals.items() if _family(name) == family}
        if not samples:
            continue
        yield f"# HELP {family} {words}"
        yield f"# TYPE {family} {kind}"
        yield from _histogram(family, samples) if kind == "histogram" else _plain(samples)


def _plain(samples: Mapping[str, float]) -> Iterator[str]:
    for name, value in samples.items():
        yield f"{name} {_number(value)}"


def _histogram(family: str, samples: Mapping[str, float]) -> Iterator[str]:
    """Add the buckets up: each holds all that is not above its bound."""
    running = 0.0
    for bound in (*BOUNDS, "+Inf"):
        running += samples.get(f'{family}_bucket{{le="{bound}"}}', 0.0)
        yield f'{family}_bucket{{le="{bound}"}} {_number(running)}'
    yield f"{family}_sum {_number(samples.get(f'{family}_sum', 0.0))}"
    yield f"{family}_count {_number(running)}"


def _family(name: str) -> str:
    bare = name.partition("{")[0]
    return next((bare.removesuffix(end) for end in ("_bucket", "_sum") if bare.endswith(end)), bare)


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)


def _resident_bytes() -> float:
    """Return how much memory this process holds; 0 where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except (OSError, IndexError, ValueError):
        return 0.0
    return float(pages * os.sysconf("SC_PAGE_SIZE"))
