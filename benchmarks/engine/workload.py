"""The work that every engine is given: graphs of named tasks, and one plain function that performs a task.

The environment says which case is meant, so that a tool can be started by its own command line:
`BENCH_CASE` is one of `dag8`, `layered:N`, `burn:N` and `frame:ROWS`; `BENCH_RESULTS` is the folder into
which the last tasks write what they computed, so that a run that did nothing is not taken for a fast one.
"""

from __future__ import annotations

import functools
import math
import os
import time
from pathlib import Path
from typing import Any

Graph = dict[str, tuple[str, ...]]  # task -> the tasks that it follows, in an order that can be run

DAG8: Graph = {
    "extract": (),
    "validate": ("extract",),
    "transform": ("extract",),
    "load": ("validate", "transform"),
    "train": ("load",),
    "evaluate": ("load",),
    "deploy": ("train", "evaluate"),
    "report": ("deploy",),
}
BURN_STEPS = 40_000_000  # about two seconds of pure Python
COLUMNS = "abcdefgh"


@functools.cache
def graph() -> Graph:
    """Return the graph of the case that the environment names."""
    kind, _, size = os.environ["BENCH_CASE"].partition(":")
    if kind == "layered":
        return layered(int(size))
    if kind == "burn":
        return {f"burn{number}": () for number in range(int(size))}
    if kind == "frame":
        return {"produce": (), "change": ("produce",)}
    return DAG8


def layered(count: int) -> Graph:
    """Return `count` tasks in about sqrt(count) layers; each follows two tasks of the layer before.

    >>> layered(5)
    {'n0': (), 'n1': (), 'n2': ('n0', 'n1'), 'n3': ('n1', 'n0'), 'n4': ('n2', 'n3')}
    """
    width = max(2, math.isqrt(count))
    tasks: Graph = {}
    for number in range(count):
        layer, place = divmod(number, width)
        first = (layer - 1) * width
        upstream = (f"n{first + place}", f"n{first + (place + 1) % width}")
        tasks[f"n{number}"] = upstream if layer else ()
    return tasks


def sinks(tasks: Graph) -> set[str]:
    """Return the tasks that no other task follows."""
    return tasks.keys() - {upstream for follows in tasks.values() for upstream in follows}


def depths(tasks: Graph) -> dict[str, int]:
    """Return what each task of a graph of small tasks must compute: one more than its deepest upstream."""
    found: dict[str, int] = {}
    for task, follows in tasks.items():
        found[task] = 1 + max((found[upstream] for upstream in follows), default=0)
    return found


def perform(name: str, *inputs: Any) -> Any:
    """Do the work of one task on the results of the tasks before it, in the order of the graph."""
    kind, _, size = os.environ["BENCH_CASE"].partition(":")
    started, ready = time.monotonic(), ready_seconds()
    value: Any
    if kind == "burn":
        value = burn()
    elif kind == "frame":
        value = change(*inputs) if inputs else produce(int(size))
    else:
        value = 1 + max(inputs, default=0)
    if name in SINKS:
        line = f"{value} {started} {time.monotonic()} {ready_seconds() - ready}"
        Path(os.environ["BENCH_RESULTS"], name).write_text(line)
    return value


def ready_seconds() -> float:
    """Return how long this thread has run on a core or stood ready for one, in seconds.

    Waiting for a busy machine counts, waiting for a lock (Python's own, say) does not: so it tells what two
    tasks could do on an idle machine, also when this one is not idle.
    """
    running, waiting, _ = Path("/proc/thread-self/schedstat").read_text().split()
    return (int(running) + int(waiting)) / 1e9


def burn() -> int:
    """Keep one core busy with pure Python for about two seconds."""
    total = 0
    for number in range(BURN_STEPS):
        total += number & 3
    return total


def produce(rows: int) -> Any:
    """Return a pandas frame of eight float64 columns (64 bytes a row)."""
    import numpy as np  # only this case needs it
    import pandas as pd

    generator = np.random.default_rng(7)
    return pd.DataFrame({name: generator.random(rows) for name in COLUMNS})


def change(frame: Any) -> float:
    """Write into the frame as a notebook does, read all of it, and return its sum."""
    frame.loc[frame["a"] < 0.5, "a"] = 0.0
    return float(frame.sum().sum())


SINKS = sinks(graph()) if "BENCH_CASE" in os.environ else set()
