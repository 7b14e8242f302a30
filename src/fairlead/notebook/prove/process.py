"""Run something in a process of its own, with limits, and end it with all that it has started."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

THREADS = (
    "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS", "VECLIB_MAXIMUM_THREADS",
    "NUMEXPR_NUM_THREADS", "NUMBA_NUM_THREADS", "POLARS_MAX_THREADS", "RAYON_NUM_THREADS", "TBB_NUM_THREADS",
)  # fmt: skip
"""What libraries read to find out how many threads they may use: sums in another order have other last bits."""

LOOK = 0.05
"""Seconds between looks at what the process has written."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Say what one run may take.

    Parameters
    ----------
    seconds : by the clock.
    memory : bytes of a process; 0 for no limit.
    threads : of each library.
    """

    seconds: float = 600.0
    memory: int = 0
    threads: int = 1


@dataclass(frozen=True, slots=True)
class Ended:
    """Hold how a process ended.

    Parameters
    ----------
    documents : what it wrote, in order.
    code : its exit code, or minus the number of the signal that ended it.
    late : whether it was ended because its time was up.
    said : the end of what it wrote to its error output.
    """

    documents: Sequence[Mapping[str, Any]]
    code: int
    late: bool
    seconds: float
    said: str


def environment(limits: Limits, home: Path) -> dict[str, str]:
    """Return the environment that both sides run in: the same threads, the same hashes, no screen."""
    fixed = dict.fromkeys(THREADS, str(limits.threads))
    for name in ("JPY_PARENT_PID", "PYTHONSTARTUP", "MPLBACKEND", "COLUMNS", "LINES"):
        fixed[name] = ""
    fixed |= {"PYTHONHASHSEED": "0", "MPLBACKEND": "Agg", "IPYTHONDIR": str(home), "COLUMNS": "80", "LINES": "24"}
    return {name: value for name, value in {**os.environ, **fixed}.items() if value or name not in fixed}


def run_process(
    command: Sequence[str],
    folder: Path,
    results: Path,
    limits: Limits,
    variables: Mapping[str, str],
    on_document: Callable[[Mapping[str, Any]], None] = lambda document: None,
) -> Ended:
    """Start a process in a group of its own, follow the lines of JSON that it writes, and end it when its time is up.

    Parameters
    ----------
    results : the file that the process writes its lines to.
    variables : its whole environment.
    on_document : told each line as soon as it is there.
    """
    begun = time.monotonic()
    errors = results.with_suffix(".stderr")
    results.write_text("", encoding="utf-8")
    late = False
    with errors.open("wb") as said, results.open("rb") as lines:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=dict(variables),
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            start_new_session=True,
        )
        documents: list[Mapping[str, Any]] = []
        rest = b""
        try:
            while True:
                code = process.poll()
                rest = _follow(lines.read(), rest, documents, on_document)
                if code is not None:
                    break
                if time.monotonic() - begun > limits.seconds:
                    late = True
                    break
                time.sleep(LOOK)
        finally:
            _end(process)
    text = errors.read_text(encoding="utf-8", errors="replace")
    return Ended(documents, process.returncode, late, time.monotonic() - begun, text[-4000:])


def _follow(
    data: bytes, rest: bytes, documents: list[Mapping[str, Any]], tell: Callable[[Mapping[str, Any]], None]
) -> bytes:
    *whole, rest = (rest + data).split(b"\n")
    for line in whole:
        documents.append(json.loads(line))
        tell(documents[-1])
    return rest


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill a process and all of its group."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
