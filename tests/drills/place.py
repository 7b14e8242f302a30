"""A folder in which runs are cut off: start coordinators, kill their processes; see what happened."""

from __future__ import annotations

import contextlib
import json
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from fairlead.blobs import digest_file
from fairlead.pipeline.crash import TOKEN, VARIABLE
from fairlead.project import Project

HERE = Path(__file__).parent
SOURCE = HERE.parents[1] / "src"
PIPELINE = HERE / "project" / "pipeline.py"

SURVIVAL = 2.0
"""Seconds after which no process of a killed coordinator may be left."""

PATIENCE = 60.0
"""Seconds after which a coordinator that neither ends nor dies counts as hanging."""


@dataclass(frozen=True, slots=True)
class Execution:
    """One call of a task's function, as the journal tells it."""

    task: str
    pid: int
    ended: bool


@dataclass(slots=True)
class Life:
    """One coordinator process, from its start to its end."""

    process: subprocess.Popen[bytes]
    output: IO[str]
    token: Path | None = None

    @property
    def is_over(self) -> bool:
        return self.process.poll() is not None

    @property
    def was_killed(self) -> bool:
        return self.process.poll() == -signal.SIGKILL

    @property
    def has_crashed(self) -> bool:
        """Tell whether some process of it has died at the named point."""
        return self.token is not None and not self.token.exists()

    def loader(self) -> list[int]:
        return children_of(self.process.pid)

    def workers(self) -> list[int]:
        return [worker for loader in self.loader() for worker in children_of(loader)]

    def victims(self, kind: str) -> list[int]:
        """Return the processes of a kind: coordinator, loader, worker (all of them), everything."""
        if kind == "coordinator":
            return [self.process.pid]
        if kind == "loader":
            return self.loader()
        workers = self.workers()
        return workers if kind == "worker" else [self.process.pid, *self.loader(), *workers]

    def finish(self) -> dict[str, Any]:
        """Wait for its end and return what it said; nothing if it was killed."""
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            return {"hanging": True, "said": self._said()}
        said = self._said()
        try:
            answer: dict[str, Any] = json.loads(said.splitlines()[-1])
        except (IndexError, ValueError):
            return {} if self.was_killed else {"crashed": said}
        return answer

    def _said(self) -> str:
        self.output.seek(0)
        return self.output.read()


@dataclass(slots=True)
class Place:
    """A project folder, with the journal and the effects of what runs in it outside its state."""

    folder: Path
    pipeline: Path | str = PIPELINE
    workers: int = 2
    environment: dict[str, str] = field(default_factory=dict)
    lives: int = 0

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        if isinstance(self.pipeline, Path):
            shutil.copy(self.pipeline, self.folder / "pipeline.py")
        else:
            (self.folder / "pipeline.py").write_text(self.pipeline)

    @property
    def project(self) -> Project:
        return Project.find(self.folder)

    @property
    def state(self) -> Path:
        return self.folder / ".fairlead"

    @property
    def journal(self) -> Path:
        return Path(self.environment.get("DRILL_JOURNAL", self.folder / "journal"))

    @property
    def effects_file(self) -> Path:
        return self.folder / "effects"

    def surroundings(self) -> dict[str, str]:
        """Return the environment of everything that runs here; DRILL_PLACE marks the processes."""
        plain = {name: value for name, value in os.environ.items() if not name.startswith("FAIRLEAD_")}
        return {
            **plain,
            "PYTHONPATH": str(SOURCE),
            "FAIRLEAD_WORKERS": str(self.workers),
            "DRILL_PLACE": str(self.folder),
            "DRILL_JOURNAL": str(self.journal),
            "DRILL_EFFECTS": str(self.effects_file),
            **self.environment,
        }

    def start(self, crash: str | None = None, limit: int | None = None, **orders: Any) -> Life:
        """Start a coordinator.

        Parameters
        ----------
        crash : a named point, or point:n; one process dies there.
        limit : bytes that no file may grow beyond, as on a disk that is full.
        """
        self.lives += 1
        environment, token = self.surroundings(), None
        if crash is not None:
            token = self.folder / f"token-{self.lives}"
            token.touch()
            environment |= {VARIABLE: crash, TOKEN: str(token)}
        # Not in the folder: its disk may be full.
        output = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - open as long as the life is of interest
        process = subprocess.Popen(
            [sys.executable, str(HERE / "coordinate.py"), str(self.folder)],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=output,
            preexec_fn=None if limit is None else lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
        )
        assert process.stdin is not None
        process.stdin.write(json.dumps(orders).encode())
        process.stdin.close()
        return Life(process, output, token)

    def finish(self, **orders: Any) -> dict[str, Any]:
        """Run one coordinator (see `start`) to its end and return what it said."""
        return self.start(**orders).finish()

    # What really happened

    def executions(self) -> list[Execution]:
        """Return every call of a task's function, oldest first."""
        found: list[Execution] = []
        for what, task, pid in self._lines(self.journal):
            if what == "begin":
                found.append(Execution(task, int(pid), ended=False))
            else:
                at = max(n for n, one in enumerate(found) if (one.task, one.pid) == (task, int(pid)))
                found[at] = Execution(task, int(pid), ended=True)
        return found

    def begun(self, task: str | None = None) -> int:
        """Count the calls of one task, or of all."""
        return sum(words[0] == "begin" and task in (None, words[1]) for words in self._lines(self.journal))

    def effects(self, name: str) -> list[str]:
        """Return what a side effect wrote, once a time that it happened."""
        return [" ".join(words[1:]) for words in self._lines(self.effects_file) if words[0] == name]

    def _lines(self, path: Path) -> list[list[str]]:
        return [line.split() for line in path.read_text().splitlines()] if path.exists() else []

    # What Fairlead says

    def runs(self) -> list[dict[str, Any]]:
        """Return the runs, newest first, as any look at the store shows them."""
        with self.project.open_store() as store:
            return store.runs.recent()

    def tasks(self, run_id: str) -> dict[str, dict[str, Any]]:
        with self.project.open_store() as store:
            return {row["task_id"]: row for row in store.runs.tasks(run_id)}

    def digests(self, run_id: str) -> dict[str, str | None]:
        """Return the digest of each task's output."""
        rows = self.tasks(run_id)
        return {name: row["artifact"] and row["artifact"]["digest"] for name, row in rows.items()}

    def has_store(self) -> bool:
        return (self.state / "store.db").exists()

    def integrity(self) -> str:
        """Return what SQLite itself says of the database: "ok"."""
        with contextlib.closing(sqlite3.connect(self.state / "store.db")) as connection:
            return str(connection.execute("PRAGMA integrity_check").fetchone()[0])

    def write_store(self, sql: str, *values: object) -> None:
        """Change the database behind Fairlead's back."""
        with contextlib.closing(sqlite3.connect(self.state / "store.db")) as connection, connection:
            connection.execute(sql, values)

    def manifests(self) -> Iterator[dict[str, Any]]:
        """Return every manifest whose blob is there and whole."""
        for path in (self.state / "keys").glob("*/*.json"):
            document = json.loads(path.read_text())
            if isinstance(document, dict) and "fence" in document and self.is_whole(document["artifact"]):
                yield document

    def blob(self, digest: str) -> Path:
        return self.state / "cas" / digest[:2] / digest

    def is_whole(self, artifact: dict[str, Any]) -> bool:
        """Tell whether the content of an output is that of its digest."""
        path = self.blob(artifact["digest"])
        return path.exists() and digest_file(path) == artifact["digest"]

    def parts(self) -> list[Path]:
        return sorted(self.state.glob("*/**/.part-*"))

    # Its processes

    def survivors(self, seconds: float = SURVIVAL) -> list[int]:
        """Return the processes that still run here after that time."""
        mark = f"DRILL_PLACE={self.folder}".encode()
        wait_until(lambda: not processes_marked(mark), seconds)
        return processes_marked(mark)


def wait_until(condition: Callable[[], object], seconds: float = PATIENCE, pause: float = 0.002) -> bool:
    """Wait for something to become true; tell whether it did in time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(pause)
    return True


def kill(pids: Sequence[int]) -> bool:
    """Kill processes with SIGKILL; tell whether there was one to kill."""
    killed = False
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
            killed = True
    return killed


def children_of(pid: int) -> list[int]:
    """Return the living children of a process."""
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


def processes_marked(mark: bytes) -> list[int]:
    """Return the processes that have a line in their environment."""
    found = []
    for name in os.listdir("/proc"):
        if name.isdigit():
            with contextlib.suppress(OSError):
                if mark in Path(f"/proc/{name}/environ").read_bytes().split(b"\0"):
                    found.append(int(name))
    return found
