"""A project of a test's own: write a pipeline, run it on the real engine, look at what it has left."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from fairlead.pipeline.artifacts import Artifact, load_output
from fairlead.project import Explanation, Outcome, Project, Selection, explain, resume, run
from fairlead.project.settings import log_path

HEADER = (
    "from fairlead import DAG, PythonOperator, Secret, chain, checkpoint, task; "
    "from fairlead.pipeline import BranchPythonOperator, ShortCircuitOperator\n"
)
"""Line 1 of a pipeline file (2 if it imports from the future); what a test writes follows."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run has left: its outcome, the rows of its tasks by id, and its events in order."""

    project: Sandbox
    outcome: Outcome
    tasks: Mapping[str, Mapping[str, Any]]
    events: Sequence[Mapping[str, Any]]

    @property
    def id(self) -> str:
        return self.outcome.run_id

    @property
    def state(self) -> str:
        return self.outcome.state

    @property
    def states(self) -> dict[str, str]:
        """Return the state of each task."""
        return {name: row["state"] for name, row in self.tasks.items()}

    @property
    def executed(self) -> set[str]:
        """Return the tasks of which an attempt began while this was watched."""
        return {event["task_id"] for event in self.events if event["kind"] == "task_started"}

    def kinds(self, task_id: str | None) -> list[str]:
        """Return what happened to a task, in order."""
        return [event["kind"] for event in self.events if event["task_id"] == task_id]

    def error(self, task_id: str) -> Mapping[str, Any]:
        """Return the stored error of a task."""
        found: Mapping[str, Any] = self.tasks[task_id]["error"]
        return found

    def value(self, task_id: str) -> Any:
        """Load the stored output of a task."""
        artifact = Artifact.from_dict(self.tasks[task_id]["artifact"])
        return load_output(artifact, self.project.project.open_blobs())

    def log(self, task_id: str, attempt: int = 1) -> str:
        """Return what an attempt has printed."""
        path = log_path(self.project.project, self.id, task_id, attempt)
        return path.read_text() if path.exists() else ""

    def explain(self, task_id: str) -> Explanation:
        """Return why a task ran or did not run."""
        with self.project.project.open_store() as store:
            return explain(store, self.project.project.open_blobs(), self.id, task_id)[0]

    def attempts(self, task_id: str) -> list[str]:
        """Return how each attempt of a task ended."""
        with self.project.project.open_store() as store:
            rows = store.runs.attempts(self.id)
        return [row["state"] for row in sorted(rows, key=lambda row: row["attempt"]) if row["task_id"] == task_id]

    def overlap(self, one: str, other: str) -> float:
        """Return for how many seconds two tasks ran at the same time; negative if they did not."""
        a, b = self.tasks[one], self.tasks[other]
        return float(min(a["ended"], b["ended"]) - max(a["started"], b["started"]))


@dataclass(frozen=True, slots=True)
class Sandbox:
    """A project in a folder that is also the current one."""

    folder: Path

    @property
    def project(self) -> Project:
        return Project.find(self.folder)

    def write(self, source: str, file: str = "pipeline.py") -> Path:
        """Write the pipeline file, or another file of the project (then without the imports)."""
        text = textwrap.dedent(source).lstrip("\n")
        if file == "pipeline.py":
            future, found, rest = text.partition("import annotations\n")
            text = future + found + HEADER + rest if found else HEADER + text
        path = self.folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def run(
        self,
        source: str | None = None,
        *,
        params: Sequence[str] = (),
        on_event: Callable[[Any], None] = lambda event: None,
        dag: str | None = None,
        logical_date: str | None = None,
        **selection: Any,
    ) -> Ran:
        """Run the pipeline; `source` is written first, `selection` is what `Selection` takes."""
        if source is not None:
            self.write(source)
        return self._watched(
            lambda told: run(
                self.project,
                dag=dag,
                overrides=params,
                logical_date=logical_date,
                selection=Selection(**selection),
                on_event=told,
            ),
            on_event,
        )

    def resume(self, source: str | None = None, run_id: str | None = None, **rest: Any) -> Ran:
        """Resume a run; `source` is written first."""
        if source is not None:
            self.write(source)
        return self._watched(lambda told: resume(self.project, run_id, on_event=told, **rest), lambda event: None)

    def _watched(self, start: Callable[[Callable[[Any], None]], Outcome], on_event: Callable[[Any], None]) -> Ran:
        events: list[Any] = []

        def told(event: Any) -> None:
            events.append(event)
            on_event(event)

        outcome = start(told)
        with self.project.open_store() as store:
            tasks = {row["task_id"]: row for row in store.runs.tasks(outcome.run_id)}
        return Ran(self, outcome, tasks, events)

    def start(self, call: str = "run(project)", **environment: str) -> subprocess.Popen[str]:
        """Start a coordinator in a process of its own, to be killed or raced with."""
        code = f"from fairlead.project import *; project = Project.find(); print({call}.state)"
        return subprocess.Popen(
            [sys.executable, "-c", code],
            cwd=self.folder,
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    @property
    def has_runs(self) -> bool:
        """Tell whether a run has been written down yet."""
        if not (self.folder / ".fairlead/store.db").exists():
            return False
        with self.project.open_store() as store:
            return bool(store.runs.recent(1))

    def last(self) -> Ran:
        """Return what the latest run has left so far."""
        with self.project.open_store() as store:
            row = store.runs.recent(1)[0]
            tasks = {one["task_id"]: one for one in store.runs.tasks(row["id"])}
            events = store.runs.events(row["id"])
        return Ran(self, Outcome(row["id"], row["state"], row["reason"], row["usage"] or {}), tasks, events)

    def holds(self, data: bytes) -> list[str]:
        """Return the files of the state folder in which `data` can be found."""
        state = self.folder / ".fairlead"
        return [str(path) for path in state.rglob("*") if path.is_file() and data in path.read_bytes()]

    def lines(self, file: str) -> list[str]:
        """Return the lines of a file that tasks wrote; none if it is not there."""
        path = self.folder / file
        return path.read_text().splitlines() if path.exists() else []


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    """Return an empty project with two workers; the current folder is the project's."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FAIRLEAD_WORKERS", "2")
    # Python knows a changed source file by its size and its second; tests change files faster than that.
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    return Sandbox(tmp_path)


@pytest.fixture
def wait_for() -> Callable[..., None]:
    """Return a function that waits until something is so."""

    def wait(is_so: Callable[[], object], seconds: float = 20.0) -> None:
        deadline = time.monotonic() + seconds
        while not is_so():
            if time.monotonic() > deadline:
                raise AssertionError(f"It did not happen within {seconds:g} seconds.")
            time.sleep(0.01)

    return wait
