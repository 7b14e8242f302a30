"""Run code at a level, from outside: what it is given, how long it may take, what came out; nothing of it is left."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from fairlead.errors import SandboxError
from fairlead.studio.sandbox.launcher import FAILED, READY
from fairlead.studio.sandbox.levels import Level, command
from fairlead.studio.sandbox.limits import Limits
from fairlead.studio.sandbox.places import ROOT
from fairlead.studio.sandbox.reading import Heard, listen

Ending = Literal["itself", "wall", "cpu", "output", "report", "killed"]

WORDS: Mapping[str, str] = {
    "itself": "It ran to its end.",
    "wall": "It was stopped: it was not done after {wall:g} seconds.",
    "cpu": "It was stopped: it took more than {cpu} seconds of the processor.",
    "output": "It was stopped: it printed more than {output:,} bytes.",
    "report": "It was stopped: it has made more than can be shown.",
    "killed": "It was stopped by the system, most likely for want of memory.",
}
"""How a run has ended, in a sentence."""

ENDING_TIME = 5.0
"""Seconds in which all processes of a run must be gone once they are told."""


@dataclass(frozen=True, slots=True)
class Job:
    """Say what is to be run.

    Parameters
    ----------
    code : a person's Python.
    grader : ``module:function``; it is given the names that the code has made, and returns what JSON can hold.
    files : name -> content of files that the code finds in its folder.
    given : what the grader is told, as JSON can hold it.
    """

    code: str
    grader: str
    files: Mapping[str, bytes] = field(default_factory=dict)
    given: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ran:
    """Hold what came out.

    Parameters
    ----------
    ending : why it ended.
    status : exit status; negative or from 128 on for a signal.
    printed, complained : what it wrote to standard output and to standard error, cut at the limit.
    report : what the program has reported; None if it has not come so far.
    seconds : by the clock.
    level : that held it.
    said : how it ended, in a sentence.
    """

    ending: Ending
    status: int
    printed: str
    complained: str
    report: dict[str, Any] | None
    seconds: float
    level: Level
    said: str


def run_code(job: Job, level: Level, limits: Limits = Limits()) -> Ran:  # noqa: B008  it is frozen
    """Run a person's code and let the grader look at what it has made.

    Raises
    ------
    SandboxError
        The level could not be set up; then nothing was run.
    """
    with tempfile.TemporaryDirectory(prefix="fairlead-editor-", ignore_cleanup_errors=True) as name:
        folder = Path(name).resolve()
        for file, content in job.files.items():
            (folder / file).write_bytes(content)
        told = {"code": job.code, "grader": job.grader, "given": dict(job.given)}
        (folder / "job.json").write_text(json.dumps(told), encoding="utf-8")
        start = "import sys; sys.path.append(sys.argv.pop(1)); from fairlead.studio.sandbox.child import main; main()"
        program = [sys.executable, "-I", "-c", start, str(ROOT), str(folder / "job.json")]
        return run_program(program, level, limits, folder)


def run_program(program: Sequence[str], level: Level, limits: Limits, folder: Path) -> Ran:
    """Run a program that reports on its open file number 3, and end all that it has started.

    Parameters
    ----------
    folder : the only one that it may write; it must lie where no link leads.

    Raises
    ------
    SandboxError
        The level could not be set up; then nothing was run.
    """
    if os.geteuid() == 0:
        _hand_over(folder)
    began = time.monotonic()
    reading, writing = os.pipe()
    words = command(level, limits, str(folder), program=program, report=writing, environment=environment(folder))
    try:
        process = subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, pass_fds=[writing],
            start_new_session=True, env=environment(folder), cwd=folder,
        )  # fmt: skip
    except OSError as error:
        os.close(reading)
        raise SandboxError.not_held(level.name, str(error)) from error
    finally:
        os.close(writing)
    assert process.stdout is not None and process.stderr is not None
    pipes = {"printed": process.stdout.fileno(), "complained": process.stderr.fileno(), "report": reading}
    try:
        most: dict[Literal["output", "report"], int] = {"output": limits.output, "report": limits.report}
        heard = listen(process, pipes, seconds=limits.wall, most=most)
    finally:
        end(process, level)
        process.stdout.close()
        process.stderr.close()
        os.close(reading)
    return _ran(heard, process.returncode, level, limits, time.monotonic() - began)


def environment(folder: Path) -> dict[str, str]:
    """Return all that a run finds in its environment: nothing of the person's own.

    One thread for each library, and allocators that reserve little: polars with pandas takes 2.4 GB of addresses as
    they come, and 0.6 GB so, of which 0.2 GB are used.
    """
    libraries = ("OMP", "OPENBLAS", "MKL", "RAYON")
    threads = {**{f"{name}_NUM_THREADS": "1" for name in libraries}, "POLARS_MAX_THREADS": "1"}
    memory = {"MALLOC_ARENA_MAX": "2", "ARROW_DEFAULT_MEMORY_POOL": "system"}
    return {
        "PATH": "/usr/bin:/bin", "HOME": str(folder), "TMPDIR": str(folder), "LANG": "C.UTF-8", "MPLBACKEND": "Agg",
        "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0", "JOBLIB_MULTIPROCESSING": "0", **threads, **memory,
    }  # fmt: skip


def end(process: subprocess.Popen[bytes], level: Level) -> None:
    """End a run with all its children.

    In a namespace they end with its first process. At the level of limits alone the launcher ends them when it is told
    to, and the group of processes is ended after that.
    """
    if level.name == "limits" and process.poll() is None:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(ENDING_TIME)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _hand_over(folder: Path) -> None:
    """Give a folder of root, and what lies in it, to the user that the run becomes."""
    from fairlead.studio.sandbox.namespaces import NOBODY

    for path in (folder, *folder.rglob("*")):
        os.chown(path, NOBODY, NOBODY, follow_symlinks=False)


def _ran(heard: Heard, status: int, level: Level, limits: Limits, seconds: float) -> Ran:
    complained = heard.texts["complained"].decode(errors="replace")
    told = heard.texts["report"]
    if not told.startswith(READY):
        why = complained.strip().splitlines()[-1:] if status == FAILED or complained else []
        raise SandboxError.not_held(level.name, why[0] if why else f"the launcher ended with {status}")
    ending: Ending = heard.ending
    if ending == "itself":
        signalled = -status if status < 0 else status - 128 if status > 128 else 0
        ending = "cpu" if signalled == signal.SIGXCPU else "killed" if signalled == signal.SIGKILL else "itself"
    report = None
    with contextlib.suppress(ValueError):
        report = json.loads(told.removeprefix(READY))
    return Ran(
        ending=ending,
        status=status,
        printed=heard.texts["printed"].decode(errors="replace"),
        complained=complained,
        report=report if isinstance(report, dict) else None,
        seconds=seconds,
        level=level,
        said=WORDS[ending].format(**limits.to_dict()),
    )
