"""Run a notebook in a process of its own, from outside: what goes in, how long it may take, what came out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fairlead.notebook.notebook import Notebook, Place
from fairlead.notebook.trial.plan import Plan, Watched
from fairlead.notebook.trial.sandbox import furnish

SECONDS = 300
MEMORY = 4_000_000_000
"""What a run may take if nothing else is said: seconds, and bytes."""


@dataclass(frozen=True, slots=True)
class CellRun:
    """Hold what a cell did."""

    cell: int
    printed: str
    shown: str | None
    error: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Trial:
    """Hold what became of one run.

    Parameters
    ----------
    cells : those that ran, in their order; the last one has the error, if there was one.
    splits, scores : what was read off them, each with its `cell` and `line`.
    trouble : why its leaks cannot be mended.
    stopped : why the process did not come to the end, if it was stopped from outside.
    """

    cells: Sequence[CellRun] = ()
    splits: Sequence[Mapping[str, Any]] = ()
    scores: Sequence[Mapping[str, Any]] = ()
    trouble: str | None = None
    stopped: str | None = None

    @property
    def error(self) -> CellRun | None:
        """Return the cell that failed."""
        return next((cell for cell in self.cells if cell.error is not None), None)

    @property
    def is_whole(self) -> bool:
        """Tell whether it came to the end."""
        return self.error is None and self.stopped is None


@dataclass(frozen=True, slots=True)
class Trials:
    """Hold the run as it stands, and the one without leaks if there was one."""

    as_it_stands: Trial
    mended: Trial | None = field(default=None)


def run_plan(notebook: Notebook, plan: Plan, *, seconds: int = SECONDS, memory: int = MEMORY) -> Trials:
    """Run a notebook by a plan.

    Parameters
    ----------
    seconds : that it may take, of CPU and by the clock.
    memory : bytes.
    """
    calls = [*(_call(notebook, one, False) for one in plan.watched if one not in plan.mended)]
    calls += [_call(notebook, one, True) for one in plan.mended]
    request = {
        "cells": list(plan.cells),
        "calls": calls,
        "replaced": dict(plan.replaced),
        "seconds": seconds,
        "memory": memory,
    }
    beside = Path(notebook.path).absolute().parent
    with tempfile.TemporaryDirectory(prefix="fairlead-trial-") as name:
        folder = Path(name) / "beside"
        folder.mkdir()
        if beside.is_dir() and Path(notebook.path).is_file():
            furnish(folder, beside)
        asked, results = Path(name) / "request.json", Path(name) / "results.jsonl"
        asked.write_text(json.dumps(request), encoding="utf-8")
        stopped = _start(asked, results, folder, seconds)
        return _read(results, stopped)


def _start(asked: Path, results: Path, folder: Path, seconds: int) -> str | None:
    """Run the child and return why it was stopped; None if it ended by itself."""
    command = [sys.executable, "-m", "fairlead.notebook.trial.child", str(asked), str(results)]
    environment = {**os.environ, "MPLBACKEND": "Agg", "PYTHONHASHSEED": "0", "HOME": str(folder), "TMPDIR": str(folder)}
    environment["PYTHONPATH"] = os.pathsep.join([str(folder), *filter(None, [os.environ.get("PYTHONPATH")])])
    try:
        ended = subprocess.run(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
            timeout=seconds, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return f"it was not done after {seconds} seconds"
    if ended.returncode == 0:
        return None
    if ended.returncode in (-24, -9):  # SIGXCPU, SIGKILL
        return f"it took more than {seconds} seconds of the processor, or more memory than there is"
    return f"its process ended with {ended.returncode}: {ended.stderr.strip().splitlines()[-1:] or ''}"


def _read(results: Path, stopped: str | None) -> Trials:
    lines = results.read_text(encoding="utf-8").splitlines() if results.exists() else []
    found = [json.loads(line) for line in lines]
    trials = [_trial(one) for one in found]
    if not trials:
        return Trials(Trial(stopped=stopped or "it wrote nothing"))
    if stopped is not None and len(trials) == 1:
        return Trials(trials[0], Trial(stopped=stopped))
    return Trials(trials[0], trials[1] if len(trials) > 1 else None)


def _trial(document: Mapping[str, Any]) -> Trial:
    cells = [
        CellRun(one["cell"], one["printed"], one["shown"][0] if one["shown"] else None, one["error"])
        for one in document["cells"]
    ]
    return Trial(cells, document["splits"], document["scores"], document["trouble"])


def _call(notebook: Notebook, watched: Watched, mended: bool) -> dict[str, Any]:
    place = watched.place
    return {
        "role": watched.role,
        "cell": place.cell,
        "line": place.line,
        "mended": mended,
        "span": _span(notebook, place),
    }


def _span(notebook: Notebook, place: Place) -> tuple[int, int, int, int]:
    """Return where a call stands as `ast` counts: columns in bytes."""
    lines = notebook.cells[place.cell - 1].code.split("\n")

    def offset(line: int, column: int) -> int:
        return len(lines[line - 1][:column].encode()) if 0 < line <= len(lines) else column

    return place.line, offset(place.line, place.column), place.end_line, offset(place.end_line, place.end_column)
