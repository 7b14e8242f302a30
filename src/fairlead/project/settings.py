"""A project: a folder with a pipeline, its settings, and where its state lies."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fairlead.blobs import Blobs, open_blobs
from fairlead.errors import ProjectError
from fairlead.pipeline.capture import log_name, worker_log
from fairlead.pipeline.crash import crash_point
from fairlead.pipeline.engines.local import LocalEngine
from fairlead.pipeline.spec import Graph
from fairlead.project.notices import mark_and_tell
from fairlead.store import Store

STATE_FOLDER = ".fairlead"
SETTINGS_FILE = "fairlead.toml"
KNOWN_SETTINGS: Mapping[str, Mapping[str, type | tuple[type, ...]]] = {
    "project": {"name": str, "pipeline": str},
    "run": {"workers": int, "threads": int, "durability": str},
    "store": {"url": str, "blobs": str},
}


@dataclass(frozen=True, slots=True)
class Project:
    """Hold where a project lies and how it is to run.

    Attributes
    ----------
    folder : the project's folder; `state` is the folder of everything Fairlead keeps.
    pipeline : the pipeline file.
    workers, threads : how many tasks compute, and how many wait for others, side by side.
    durable : whether a finished task also survives a power cut.
    may_fork : whether the process that uses this value has nothing of its own in memory (see `LocalEngine`).
    """

    folder: Path
    pipeline: Path
    name: str
    store_location: str
    blobs_location: str
    workers: int
    threads: int = 16
    durable: bool = False
    may_fork: bool = False

    @property
    def state(self) -> Path:
        """Return the folder of everything Fairlead keeps for this project."""
        return self.folder / STATE_FOLDER

    @classmethod
    def find(
        cls, start: str | os.PathLike[str] | None = None, *, may_fork: bool = False, needs_pipeline: bool = True
    ) -> Project:
        """Find the project of a folder or of a pipeline file.

        Parameters
        ----------
        start : a folder in the project, or a pipeline file; the current folder when not given.
        needs_pipeline : whether there must be a pipeline; a table can be checked without one.

        Raises
        ------
        ProjectError
            There is no project here, or its settings file cannot be used.
        """
        place = Path(start or ".").absolute()
        file = place if place.suffix == ".py" else None
        if file is not None and not file.is_file():
            raise ProjectError.no_pipeline_file(_shown(file), _pipelines_near(file))
        if file is None and not place.is_dir():
            raise ProjectError.no_pipeline_file(_shown(place), _pipelines_near(place))
        inside = file.parent if file else place
        home = next((one for one in (inside, *inside.parents) if (one / SETTINGS_FILE).is_file()), None)
        if home is None:
            if file is None:
                default = inside / "pipeline.py"
                if not default.is_file():
                    raise ProjectError.no_project(inside)
                file = default
            home = inside
        settings = read_settings(home / SETTINGS_FILE)
        pipeline = file or home / settings.get("project", {}).get("pipeline", "pipeline.py")
        if needs_pipeline and not pipeline.is_file():
            raise ProjectError.no_pipeline_file(_shown(pipeline), _pipelines_near(pipeline))
        run, store = settings.get("run", {}), settings.get("store", {})
        return cls(
            folder=home,
            pipeline=pipeline,
            name=settings.get("project", {}).get("name", home.name),
            store_location=_located(
                os.environ.get("FAIRLEAD_STORE") or store.get("url", f"{STATE_FOLDER}/store.db"), home
            ),
            blobs_location=_located(os.environ.get("FAIRLEAD_BLOBS") or store.get("blobs", STATE_FOLDER), home),
            workers=_workers_here() or run.get("workers", os.cpu_count() or 1),
            threads=run.get("threads", 16),
            durable=run.get("durability", "process") == "power",
            may_fork=may_fork,
        )

    @contextmanager
    def open_store(self) -> Iterator[Store]:
        """Open the store; runs whose owner has died are marked as interrupted first."""
        with Store(self.store_location, durable=self.durable) as store:
            mark_and_tell(store, project=self.name, folder=self.folder)
            yield store

    def open_blobs(self) -> Blobs:
        """Open where outputs lie."""
        return open_blobs(self.blobs_location, cache=str(self.state / "cache"), durable=self.durable, step=crash_point)

    def engine(self, blobs: Blobs, request: Mapping[str, Any]) -> LocalEngine:
        """Return the engine for one run."""
        fixed = {
            "file": str(self.pipeline),
            "root": str(self.folder),
            "blobs": blobs.location,
            "cache": str(self.state / "cache"),
            "durable": self.durable,
        }
        return LocalEngine(
            {**fixed, **request},
            blobs,
            processes=self.workers,
            threads=self.threads,
            loader_log=str(self.state / "logs" / f"loader-{os.getpid()}.log"),
            may_fork=self.may_fork,
        )

    def describe(self, *, dag: str | None = None, overrides: Sequence[str] = ()) -> Graph:
        """Load the pipeline and return its description; nothing runs."""
        engine = self.engine(self.open_blobs(), {"dag": dag, "overrides": list(overrides)})
        try:
            return engine.load()
        finally:
            engine.close()


def read_settings(path: Path) -> dict[str, Any]:
    """Read fairlead.toml; an absent file is an empty one.

    Raises
    ------
    ProjectError
        It is not TOML, or holds a key that is not known.
    """
    if not path.is_file():
        return {}
    import tomllib  # 9 ms; many projects have no settings file

    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        line = str(error).rpartition("line ")[2].partition(",")[0]
        raise ProjectError.bad_toml(path, int(line) if line.isdigit() else None, str(error)) from error
    for table, values in settings.items():
        if table not in KNOWN_SETTINGS or not isinstance(values, dict):
            raise ProjectError.unknown_key(path, table, KNOWN_SETTINGS)
        for key, value in values.items():
            if key not in KNOWN_SETTINGS[table]:
                raise ProjectError.unknown_key(path, f"{table}.{key}", [f"{table}.{k}" for k in KNOWN_SETTINGS[table]])
            wanted = KNOWN_SETTINGS[table][key]
            if not isinstance(value, wanted) or isinstance(value, bool):
                raise ProjectError.bad_value(path, f"{table}.{key}", value, getattr(wanted, "__name__", str(wanted)))
    for key in ("workers", "threads"):
        if settings.get("run", {}).get(key, 1) < 1:  # a run without hands would wait for ever
            raise ProjectError.bad_value(path, f"run.{key}", settings["run"][key], "a number of 1 or more")
    if settings.get("run", {}).get("durability", "process") not in ("process", "power"):
        raise ProjectError.bad_value(path, "run.durability", settings["run"]["durability"], '"process" or "power"')
    return settings


def _located(location: str, home: Path) -> str:
    """Return a place as it is meant wherever the command is typed: a path begins at the project's folder."""
    return location if "://" in location else str(home / location)


def _workers_here() -> int | None:
    """Return how many workers the environment asks for.

    Raises
    ------
    ProjectError
        It is not a number of 1 or more.
    """
    text = os.environ.get("FAIRLEAD_WORKERS", "").strip()
    if text and not (text.isdecimal() and int(text) >= 1):
        raise ProjectError.bad_value("the environment", "FAIRLEAD_WORKERS", text, "a number of 1 or more")
    return int(text) if text else None


def log_path(project: Project, run_id: str, task_id: str, attempt: int, pid: int | None = None) -> Path:
    """Return where the output of an attempt lies; the file is there only if something was printed.

    Parameters
    ----------
    pid : the worker of an attempt that still runs: until it ends, its output lies in the worker's own file.
    """
    folder = project.state / "logs" / run_id
    path = folder / log_name(task_id, attempt)
    return Path(worker_log(str(folder), pid)) if pid is not None and not path.exists() else path


def _pipelines_near(path: Path) -> list[str]:
    folder = path if path.is_dir() else path.parent
    if not folder.is_dir():
        return []
    return sorted(one.name for one in folder.glob("*.py") if "DAG(" in one.read_text(errors="ignore"))


def _shown(path: Path) -> str:
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
