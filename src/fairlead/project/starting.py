"""Start a run as a process of its own: whoever asked for it may end, and the run goes on."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from fairlead.clock import SystemClock, new_run_id
from fairlead.project.runs import Selection, resume, run
from fairlead.project.settings import Project

SAID_KEPT = 20_000
"""Bytes of the end of what a process has said."""


@dataclass(frozen=True, slots=True)
class Begun:
    """Say what is known of a process that was started for a run.

    Attributes
    ----------
    is_alive : whether it is still there.
    said : what it has printed: nothing, unless it could not even begin the run.
    at : when it began, or last printed something; seconds since 1970-01-01 UTC.
    """

    is_alive: bool
    said: str
    at: float = 0.0


def start_run(
    project: Project, *, selection: Selection | None = None, overrides: Sequence[str] = (), dag: str | None = None
) -> str:
    """Start a run of the pipeline in a process of its own, and return its id at once.

    The run's row appears in the store as soon as the pipeline is loaded; if that fails, `begun` says why.
    """
    run_id = new_run_id(SystemClock().now())
    chosen = asdict(selection or Selection())
    _start(project, run_id, {"run": run_id, "selection": chosen, "overrides": list(overrides), "dag": dag})
    return run_id


def start_resume(project: Project, run_id: str) -> None:
    """Finish a run that was cut off, in a process of its own.

    Raises
    ------
    NothingToResumeError, RunNotFoundError, RunOwnedError
        It has succeeded, is not there, or a living process is at it: known before anything is started.
    """
    from fairlead.project.orphans import find_run, refuse_if_owned

    with project.open_store() as store:
        name = find_run(store, run_id, unfinished=True)
        refuse_if_owned(store.runs.get(name))
    _start(project, name, {"resume": name})


def begun(project: Project, run_id: str) -> Begun:
    """Return what is known of the process that was started for a run; one that is not alive if none was."""
    path = _place(project, run_id)
    try:
        with path.open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
                is_alive = False
            except BlockingIOError:  # the process holds its own output until it ends, however it ends
                is_alive = True
            about = path.stat()
            file.seek(max(0, about.st_size - SAID_KEPT))
            return Begun(is_alive, file.read().decode("utf-8", "replace").strip(), about.st_mtime)
    except FileNotFoundError:
        return Begun(False, "")


def taken_up(project: Project, run: Mapping[str, Any]) -> Begun | None:
    """Return what is known of a process that was started to finish a run that had ended; None if there was none.

    Until it has loaded the pipeline, the run's row still says how the run ended before.
    """
    known = begun(project, run["id"])
    is_later = run["ended"] is not None and run["state"] != "succeeded" and known.at > run["ended"]
    return known if is_later and (known.is_alive or known.said) else None


def _place(project: Project, run_id: str) -> Path:
    # A run's id comes from an address that a person may type: it names a file, and no folder.
    return project.state / "logs" / f"started-{Path(run_id).name}.log"


def _start(project: Project, run_id: str, wanted: Mapping[str, Any]) -> None:
    path = _place(project, run_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)  # an earlier process of this run may not have quite ended, and holds its own
    with path.open("wb") as output:
        fcntl.flock(output, fcntl.LOCK_EX)
        process = subprocess.Popen(
            [sys.executable, "-m", "fairlead.project.starting", str(project.pipeline), json.dumps(wanted), str(path)],
            cwd=project.folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,  # a Ctrl-C in the terminal of the studio is not meant for the run
        )
    # Somebody has to wait for it, or a killed run would stay in the table of processes and count as living.
    threading.Thread(target=process.wait, name=f"run-{run_id}", daemon=True).start()


def main(arguments: Sequence[str]) -> int:
    """Do what `_start` asks of the new process; return its exit code."""
    import signal

    from fairlead.errors import FairleadError

    def stop(number: int, frame: object) -> None:
        raise KeyboardInterrupt(f"stopped by {signal.Signals(number).name}")

    signal.signal(signal.SIGTERM, stop)
    pipeline, wanted, output = arguments[0], json.loads(arguments[1]), Path(arguments[2])
    try:
        project = Project.find(pipeline, may_fork=True)
        if "resume" in wanted:
            outcome = resume(project, wanted["resume"])
        else:
            selection = Selection(**{name: _tuple(value) for name, value in wanted["selection"].items()})
            outcome = run(
                project,
                dag=wanted["dag"],
                overrides=wanted["overrides"],
                selection=selection,
                run_id=wanted["run"],
            )
    except FairleadError as error:
        print(f"{error.code} {error}", flush=True)
        return error.exit_code
    except KeyboardInterrupt:
        return 130
    _forget(output)
    return 0 if outcome.state == "succeeded" else 1


def _forget(output: Path) -> None:
    """Remove the file of what this process has printed: the run has begun, so its own record says all."""
    try:
        mine = os.fstat(sys.stdout.fileno())
        if output.stat().st_ino == mine.st_ino:  # another process may have been started for the run by now
            output.unlink()
    except OSError:
        return


def _tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    sys.exit(main(sys.argv[1:]))
