"""The process that computes simulated years, and what starts it.

It trains a hundred models, which takes a minute of one processor: a page that waited for it would be no page. It ends
when all years are there, or when the one that has started it ends.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from fairlead.project.settings import Project
from fairlead.project.simulating.changes import Asked, all_years, drift_of
from fairlead.project.simulating.years import LOG, Shelf, Year, shelf_of

ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "POLARS_MAX_THREADS")
"""Models of a few thousand rows are fitted four times faster by one thread than by two that wait for each other."""

WANTED = "wanted"
"""A file that says which year somebody is waiting for."""

LOWER = 0.01
"""A month whose accuracy is so much lower than that of the first is worth a triage."""

_lock = threading.Lock()
_running: dict[str, subprocess.Popen[bytes]] = {}


def ensure_work(project: Project, shelf: Shelf, asked: Asked) -> bool:
    """See to it that a year is being computed, and return whether a process is at work.

    Parameters
    ----------
    asked : which year is needed first.
    """
    ready, wanted = shelf.counts()
    if shelf.failure is not None:
        return False
    if shelf.year(asked) is None:
        shelf.folder.mkdir(parents=True, exist_ok=True)
        (shelf.folder / WANTED).write_text(" ".join(asked), encoding="utf-8")
    elif ready == wanted:
        return False
    with _lock:
        before = _running.get(str(shelf.folder))
        if before is not None and before.poll() is None:
            return True
        if before is not None and before.returncode != 0 and shelf.failure is None:
            shelf.fail(f"the process that computes it has ended with {before.returncode}; see {shelf.folder / LOG}")
            del _running[str(shelf.folder)]
            return False
        _running[str(shelf.folder)] = _start(project, shelf)
        return True


def retry(shelf: Shelf) -> None:
    """Forget that the years could not be computed."""
    from fairlead.project.simulating.years import FAILED

    (shelf.folder / FAILED).unlink(missing_ok=True)


def stop_work() -> None:
    """End every process that was started here, and wait for it."""
    with _lock:
        for process in _running.values():
            process.kill()
            process.wait()
        _running.clear()


def _start(project: Project, shelf: Shelf) -> subprocess.Popen[bytes]:
    shelf.folder.mkdir(parents=True, exist_ok=True)
    with (shelf.folder / LOG).open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "fairlead.project.simulating.work", str(project.folder)],
            stdin=subprocess.PIPE,  # never written to: it closes when we end, and so the process ends, too
            stdout=log,
            stderr=subprocess.STDOUT,
            env={**os.environ, **dict.fromkeys(ONE_THREAD, "1")},
            cwd=project.folder,
        )


def compute(project: Project) -> None:
    """Compute every year that is not there, the one that somebody waits for first."""
    from fairlead.errors import FairleadError
    from fairlead.project.recipes import called

    shelf = shelf_of(project)
    if shelf is None:
        return
    try:
        given = called(shelf.named, project.folder, seed=0)
        simulator, changes, *rest = given
        shelf.begin(tuple(dict.fromkeys(one.mechanism for one in changes)))
        suite = rest[0] if rest else None
        while (asked := _next(shelf)) is not None:
            shelf.keep(year_of(simulator, changes, asked, suite))
    except FairleadError as error:
        shelf.fail(str(error))
    except Exception as error:  # the edge to a person's own code: told as what it is
        shelf.fail(f"{type(error).__name__}: {error}")


def year_of(simulator: Any, changes: Any, asked: Asked, suite: Any = None) -> Year:
    """Train and score every model of a year, and look into every month that is worse than the first."""
    from fairlead.clock import SystemClock
    from fairlead.monitor.triaging.diagnosis import triage

    began = time.process_time()
    drift = drift_of(changes, *asked)
    lazy = simulator.matrix(drift)
    matrix = type(lazy).from_document(lazy.to_document())
    start = matrix.scores[0, 1]["accuracy"]
    reference = simulator.answers(drift, [month for month in (1, 2, 3) if drift.at(month) == 0] or [1])
    found = {}
    for month in range(2, len(matrix.periods)):
        if matrix.scores[0, month]["accuracy"] < start - LOWER:
            said = triage(reference, simulator.answers(drift, [month]), suite=suite, recipe=simulator.recipe)
            found[month] = _finite(said.to_document())
    return Year(
        asked=asked,
        drift=str(drift),
        begins=None if drift.pattern == "none" else drift.start,
        far=tuple(drift.at(month) for month in range(1, len(matrix.periods))),
        matrix=matrix,
        triage=found,
        recipe=type(simulator.recipe[-1]).__name__,
        made=SystemClock().now(),
        seconds=time.process_time() - began,
    )


def _next(shelf: Shelf) -> Asked | None:
    known = all_years(shelf.mechanisms)
    missing = [one for one in known if not shelf.path(one).is_file()]
    try:
        pattern, _, mechanism = (shelf.folder / WANTED).read_text(encoding="utf-8").partition(" ")
    except FileNotFoundError:
        pattern, mechanism = "", ""
    return (pattern, mechanism) if (pattern, mechanism) in missing else next(iter(missing), None)


def _finite(document: dict[str, Any]) -> dict[str, Any]:
    """Return a document that JSON can hold."""
    from fairlead.finding.document import finite

    found: dict[str, Any] = finite(document)
    return found


def _end_with_parent() -> None:
    while os.read(0, 1024):  # without the lock of sys.stdin, which could not be freed at the end
        pass
    os._exit(0)


if __name__ == "__main__":
    threading.Thread(target=_end_with_parent, daemon=True).start()
    os.nice(10)  # whoever looks at a page comes first
    home = Path(sys.argv[1]).absolute()
    os.chdir(home)  # paths in its parameters begin there
    compute(Project.find(home, needs_pipeline=False))
