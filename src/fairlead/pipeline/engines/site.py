"""What runs inside a Dask worker: one bench a slot, each a local engine with one warm process.

So a task is carried out there exactly as it is on a laptop: in a process of its own that has the pipeline loaded, with
its output captured, killed with its children when it is to end. Dask carries the order there and the report back.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from fairlead.blobs import open_blobs
from fairlead.errors import EngineError, FairleadError
from fairlead.pipeline.channel import Message
from fairlead.pipeline.engines.engine import Worker
from fairlead.pipeline.engines.local import LocalEngine

IDLE = 60.0
"""Seconds after which a bench that nobody uses ends its process: its coordinator may have been killed."""

LOOK = 0.2
"""Seconds between looks at whether the order is still wanted."""

Slot = tuple[str, int]
"""The token of an engine that was connected, and the number of one of its workers."""


@dataclass(slots=True)
class Bench:
    """Hold the engine of one slot."""

    engine: LocalEngine
    worker: Worker
    used: float = field(default_factory=time.monotonic)
    busy: bool = True
    unwanted: bool = False


_benches: dict[Slot, Bench] = {}
_lock = threading.Lock()


def carry_out(
    slot: Slot, request: Mapping[str, Any], graph_text: str, order: Message, tell: Callable[[Message], None]
) -> Message:
    """Carry an order out and return its report, or the report of the process's death.

    Parameters
    ----------
    graph_text : the pipeline as the coordinator knows it; a site that loads another one refuses to work.
    tell : told that the order has been begun; it returns False when nobody wants the order any more.
    """
    # The order to publish an output has no log of its own; what is printed meanwhile stays in the worker's file.
    logs = os.path.dirname(order.get("log") or os.path.join(request["root"], ".fairlead", "logs", ""))
    try:
        os.makedirs(logs, exist_ok=True)
        bench = _bench(slot, request, graph_text, logs)
    except FairleadError as error:
        return {"event": "refused", "error": error.to_dict()}
    engine, worker = bench.engine, bench.worker
    try:
        engine.submit(worker, order)
        while True:
            for _, message in engine.wait(LOOK):
                if message["event"] != "started":
                    return message
                tell(message)
            if bench.unwanted or not _is_wanted():
                bench.unwanted = False
                _kill(worker)
    except FairleadError as error:  # the loader has died, and with it the process
        return {"event": "died", "status": -signal.SIGKILL, "reason": error.message}
    finally:
        bench.used, bench.busy = time.monotonic(), False
        if worker.number not in engine.workers:
            _drop(slot)


def end(slot: Slot) -> None:
    """Kill what a slot is doing."""
    bench = _benches.get(slot)
    if bench is not None:
        bench.unwanted = True


def close(token: str) -> None:
    """End every bench of an engine."""
    for slot in [one for one in _benches if one[0] == token]:
        end(slot)
        if not _benches[slot].busy:
            _drop(slot)


def _bench(slot: Slot, request: Mapping[str, Any], graph_text: str, logs: str) -> Bench:
    with _lock:
        found = _benches.get(slot)
        if found is not None:
            found.busy = True
            return found
    if not os.path.isfile(request["file"]):
        raise EngineError.no_project(socket.gethostname(), request["file"])
    blobs = open_blobs(request["blobs"], cache=request.get("cache"), durable=request["durable"])
    log = os.path.join(
        request["root"], ".fairlead", "logs", f"loader-{socket.gethostname()}-{os.getpid()}-{slot[1]}.log"
    )
    engine = LocalEngine(request, blobs, processes=1, threads=0, loader_log=log)
    engine.logs = logs
    try:
        engine.load()
        if engine.graph_text != graph_text:
            raise EngineError.other_code(socket.gethostname(), request["file"])
    except BaseException:
        engine.close()
        raise
    bench = Bench(engine, engine.start_worker("process"))
    with _lock:
        _benches[slot] = bench
    threading.Thread(target=_watch, args=(slot,), daemon=True, name="fairlead-bench").start()
    return bench


def _watch(slot: Slot) -> None:
    """End a bench that has been idle for long."""
    while True:
        with _lock:  # an order may be taking it at this very moment
            bench = _benches.get(slot)
            is_idle = bench is not None and not bench.busy and time.monotonic() - bench.used > IDLE
            if bench is not None and is_idle:
                del _benches[slot]
        if bench is None or is_idle:
            break
        time.sleep(1.0)
    if bench is not None:
        bench.engine.close()


def _drop(slot: Slot) -> None:
    with _lock:
        bench = _benches.pop(slot, None)
    if bench is not None:
        bench.engine.close()


def _kill(worker: Worker) -> None:
    for end_it in (os.kill, os.killpg):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if worker.pid:
                end_it(worker.pid, signal.SIGKILL)


def _is_wanted() -> bool:
    """Tell whether Dask still wants what this thread does: not after its client has gone, or its scheduler."""
    from distributed import get_worker

    try:
        worker = get_worker()
        task = worker.state.tasks.get(worker.get_current_task())
    except ValueError:  # no Dask around: a test calls it directly
        return True
    return worker.status.name in ("running", "paused") and task is not None and task.state not in ("cancelled", "error")
