"""Work that goes on in a process of its own: begun by a page, followed by it, stopped by it, kept on the disk.

python -m fairlead.project.work FOLDER    does what FOLDER/asked.json says, and leaves in FOLDER what came of it
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

from fairlead.clock import SystemClock
from fairlead.errors import FairleadError
from fairlead.pipeline.owner import is_dead, start_time, this_process
from fairlead.project.place import STATE_FOLDER

FOLDER = "work"
SAID_SHOWN = 20_000
"""Characters that are read of what the process has said: a page shows its end."""

DOES: Mapping[str, str] = {
    "trial": "fairlead.project.inspecting.measuring:measure",
    "suite": "fairlead.project.suites.running:run_asked",
    "recipe": "fairlead.project.featuring.showing:show",
    "curve": "fairlead.project.featuring.measuring:measure",
    "tests": "fairlead.project.testing_live:run_told",
    "promote": "fairlead.project.registry_acts:promote_asked",
}
"""What each kind of work calls: with the folder of the project, what was asked, and whom to tell how far it is."""

Tell = Callable[[Mapping[str, Any]], None]
State = Literal["running", "done", "failed", "stopped"]

_STARTED: dict[int, subprocess.Popen[bytes]] = {}
"""Processes of this one: somebody has to ask for their end, or they stay as zombies."""


@dataclass(frozen=True, slots=True)
class Work:
    """Hold what is known of one piece of work.

    Parameters
    ----------
    state : ``stopped`` also where its process was killed.
    asked : what it was given.
    told : what it has told so far, in order.
    said : the end of what its process has printed.
    at, seconds : when it began, and how long it took, or has been going on.
    result : of one that is done; error : message and hint of one that failed.
    """

    kind: str
    key: str
    state: State
    asked: Mapping[str, Any]
    told: tuple[Mapping[str, Any], ...] = ()
    said: str = ""
    at: float = 0.0
    seconds: float = 0.0
    result: Any = None
    error: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_running(self) -> bool:
        """Tell whether it goes on."""
        return self.state == "running"

    def to_dict(self) -> dict[str, Any]:
        """Return what a page needs to follow it."""
        return {
            "kind": self.kind, "key": self.key, "state": self.state, "told": list(self.told), "said": self.said,
            "seconds": round(self.seconds, 1), "error": dict(self.error),
        }  # fmt: skip


def key_of(*parts: str | bytes) -> str:
    """Return a key under which work on these is kept: the same for the same.

    >>> key_of("a", "b") == key_of("a", b"b") != key_of("ab")
    True
    """
    digest = sha256()
    for part in parts:
        content = part if isinstance(part, bytes) else part.encode()
        digest.update(b"%d:" % len(content) + content)
    return digest.hexdigest()[:20]


def begin(project: Path, kind: str, key: str, given: Mapping[str, Any]) -> Work:
    """Begin work, unless the same goes on already; what came of it before is forgotten then."""
    folder = _folder(project, kind, key)
    with _alone(folder):
        found = work_of(project, kind, key)
        if found is not None and found.is_running:
            return found
        for one in folder.iterdir():
            if one.name != "lock":
                one.unlink()
        asked = {"kind": kind, "project": str(project), "given": dict(given), "at": SystemClock().now()}
        (folder / "asked.json").write_text(json.dumps(asked), encoding="utf-8")
        with (folder / "said.txt").open("wb") as said:
            process = subprocess.Popen(
                [sys.executable, "-m", "fairlead.project.work", str(folder)], cwd=project, stdin=subprocess.DEVNULL,
                stdout=said, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        _STARTED[process.pid] = process
        owner = {**this_process(), "pid": process.pid, "started": start_time(process.pid)}
        _write(folder / "owner.json", owner)
    work = work_of(project, kind, key)
    assert work is not None  # it was asked for just now
    return work


def work_of(project: Path, kind: str, key: str) -> Work | None:
    """Return what is known of work; None if it was never begun."""
    folder = _folder(project, kind, key)
    asked = _read(folder / "asked.json")
    if asked is None:
        return None
    _reap()
    owner = _read(folder / "owner.json")
    is_over = owner is not None and is_dead(owner) is not False
    ended = _read(folder / "ended.json")  # read after the process was looked at: it writes this and then ends
    now = SystemClock().now()
    seconds = ended["seconds"] if ended else max(0.0, now - asked["at"])
    state: State = ended["state"] if ended else "stopped" if is_over else "running"
    return Work(
        kind, key, state, asked["given"], tuple(_lines(folder / "told.jsonl")), _end_of(folder / "said.txt"),
        asked["at"], seconds, ended["result"] if ended else None, (ended or {}).get("error") or {},
    )  # fmt: skip


def stop(project: Path, kind: str, key: str) -> bool:
    """Stop work and all the processes that it has started; tell whether it was going on."""
    found = work_of(project, kind, key)
    owner = _read(_folder(project, kind, key) / "owner.json")
    if found is None or not found.is_running or owner is None:
        return False
    with suppress(ProcessLookupError):
        os.killpg(owner["pid"], signal.SIGKILL)  # its group, which it leads; what it writes is whole or not there
    if owner["pid"] in _STARTED:
        _STARTED.pop(owner["pid"]).wait()
    return True


def main(place: str) -> None:
    """Do what was asked, and write down what came of it."""
    folder = Path(place)
    asked = json.loads((folder / "asked.json").read_text(encoding="utf-8"))
    clock = SystemClock()
    module, _, name = DOES[asked["kind"]].partition(":")
    told = (folder / "told.jsonl").open("a", encoding="utf-8")

    def tell(what: Mapping[str, Any]) -> None:
        told.write(json.dumps(what, default=str) + "\n")
        told.flush()

    result, error = None, None
    try:
        result = getattr(import_module(module), name)(Path(asked["project"]), asked["given"], tell)
    except FairleadError as failure:
        error = {"message": failure.message, "hint": failure.hint or "", "code": failure.code}
    except Exception as failure:  # the edge of a process: what a person's code does is told as what it is
        traceback.print_exc()
        error = {"message": f"{type(failure).__name__}: {failure}", "hint": "", "code": ""}
    state = "done" if error is None else "failed"
    _write(
        folder / "ended.json", {"state": state, "seconds": clock.now() - asked["at"], "result": result, "error": error}
    )


def forget(project: Path, kind: str, key: str) -> None:
    """Forget what came of work that does not go on."""
    shutil.rmtree(_folder(project, kind, key), ignore_errors=True)


def _folder(project: Path, kind: str, key: str) -> Path:
    return project / STATE_FOLDER / FOLDER / f"{kind}-{key}"


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let nobody else begin the same work at the same time."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _reap() -> None:
    for pid in [pid for pid, process in _STARTED.items() if process.poll() is not None]:
        _STARTED.pop(pid, None)


def _write(path: Path, values: Mapping[str, Any]) -> None:
    """Write a file that is whole or not there."""
    part = path.with_name(f".{path.name}-{os.getpid()}")
    part.write_text(json.dumps(values, default=str), encoding="utf-8")
    part.replace(path)


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _lines(path: Path) -> Iterator[Mapping[str, Any]]:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError:
        return
    for line in text.splitlines():
        with suppress(ValueError):  # the last line may be half written
            yield json.loads(line)


def _end_of(path: Path) -> str:
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - SAID_SHOWN))
            return file.read().decode(errors="replace")
    except OSError:
        return ""


if __name__ == "__main__":
    main(sys.argv[1])
