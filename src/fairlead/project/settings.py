"""A project: a folder with a pipeline, its settings, and where its state lies."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fairlead.blobs import Blobs, open_blobs
from fairlead.errors import ProjectError
from fairlead.pipeline.capture import log_name, worker_log
from fairlead.pipeline.crash import crash_point
from fairlead.pipeline.engines.local import LocalEngine
from fairlead.pipeline.spec import Graph
from fairlead.project.notices import mark_and_tell
from fairlead.project.place import SETTINGS_FILE, STATE_FOLDER, home_of
from fairlead.store import Store

if TYPE_CHECKING:
    from fairlead.model import Registry

KNOWN_SETTINGS: Mapping[str, Mapping[str, type | tuple[type, ...]]] = {
    "project": {"name": str, "pipeline": str},
    "run": {"workers": int, "threads": int, "durability": str, "engine": str},
    "store": {"url": str, "blobs": str, "endpoint": str, "region": str},
    "models": {"trusted": list, "keep": int, "champion_days": int},
    "predictions": {"keep_days": int, "keep_mb": int, "on_log_failure": str},
    "monitor": {
        "model": str, "period": str, "timezone": str, "reference": str, "metric": str, "columns": list,
        "segments": list, "policy": str, "retrain": str, "cool_down": (str, int, float), "mature": (int, float),
        "target": (int, float), "challenger": str, "cost": dict, "alerts": dict,
        "simulate": str,
    },
    "replay": {
        "table": str, "time": str, "target": str, "recipe": str, "model": str, "period": str, "first": int,
        "window": int, "label_delay": int, "metric": str, "threshold": (int, float), "policies": list,
        "leave_out": list, "library": str, "seed": int, "error_cost": (int, float), "retrain_cost": (int, float),
        "label_cost": (int, float), "currency": str,
    },
    "notebooks": {"data": dict},
    "features": {
        "recipe": str, "rows": str, "target": str, "steps": str, "time": str, "metric": str, "cost": dict,
        "cv": int, "repeats": int, "seed": int,
    },
    "traces": {"endpoint": str, "service": str},
    "logs": {"format": str},
    "testing": {"model": str, "table": str, "target": str, "split": str, "leave_out": list, "suite": str},
}  # fmt: skip


STORE = f"{STATE_FOLDER}/store.db"
LOG_FORMATS = ("text", "json")


@dataclass(frozen=True, slots=True)
class Project:
    """Hold where a project lies and how it is to run.

    Attributes
    ----------
    folder : the project's folder; `state` is the folder of everything Fairlead keeps.
    pipeline : the pipeline file.
    workers, threads : how many tasks compute, and how many wait for others, side by side.
    durable : whether a finished task also survives a power cut.
    runs_on : where tasks are carried out: local, dask-local:4, dask://HOST:PORT.
    may_fork : whether the process that uses this value has nothing of its own in memory (see `LocalEngine`).
    trusted : the project's own classes, functions and modules that a stored model may be made of.
    keep_models : how many of the newest versions of a model `fairlead gc` keeps.
    keep_champions : days for which it keeps a version that was champion.
    traces : address of the collector of traces, without a path; "" if there is none. `traces_service` is what the
        project is called there, if not by its name.
    log_format : "text" or "json": how lines of progress and of the server's log are written.
    """

    folder: Path
    pipeline: Path
    name: str
    store_location: str
    blobs_location: str
    workers: int
    threads: int = 16
    durable: bool = False
    runs_on: str = "local"
    may_fork: bool = False
    trusted: tuple[str, ...] = ()
    keep_models: int = 10
    keep_champions: int = 90
    traces: str = ""
    traces_service: str = ""
    log_format: str = "text"

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
        home = home_of(inside)
        if home is None:
            if file is None:
                file = _run_without_settings(inside)
                if file is None:
                    raise ProjectError.no_project(
                        inside, sorted(one.parents[1].name for one in inside.glob(f"*/{STORE}"))
                    )
            home = inside
        settings = read_settings(home / SETTINGS_FILE)
        pipeline = file or home / settings.get("project", {}).get("pipeline", "pipeline.py")
        if needs_pipeline and not pipeline.is_file():
            raise ProjectError.no_pipeline_file(_shown(pipeline), _pipelines_near(pipeline))
        run, store, models = (settings.get(table, {}) for table in ("run", "store", "models"))
        return cls(
            folder=home,
            pipeline=pipeline,
            name=settings.get("project", {}).get("name", home.name),
            store_location=_located(os.environ.get("FAIRLEAD_STORE") or store.get("url", STORE), home),
            blobs_location=_bucket(
                _located(os.environ.get("FAIRLEAD_BLOBS") or store.get("blobs", STATE_FOLDER), home), store
            ),
            workers=_workers_here() or run.get("workers", os.cpu_count() or 1),
            threads=run.get("threads", 16),
            durable=run.get("durability", "process") == "power",
            runs_on=os.environ.get("FAIRLEAD_ENGINE") or run.get("engine", "local"),
            may_fork=may_fork,
            trusted=tuple(models.get("trusted", ())),
            keep_models=models.get("keep", 10),
            keep_champions=models.get("champion_days", 90),
            traces=_collector(settings),
            traces_service=settings.get("traces", {}).get("service", ""),
            log_format=_log_format(settings),
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

    def open_registry(self, *, actor: str | None = None) -> AbstractContextManager[Registry]:
        """Open the registry of models, which also makes the project's modules importable; see `open_registry`.

        Parameters
        ----------
        actor : who does what is done; the user if not given.
        """
        from fairlead.project.models import open_registry  # most commands ask for no model

        return open_registry(self, actor=actor)

    def engine(self, blobs: Blobs, request: Mapping[str, Any]) -> LocalEngine:
        """Return the engine for one run.

        Raises
        ------
        EngineError
            `runs_on` names none.
        """
        fixed = {
            "file": str(self.pipeline),
            "root": str(self.folder),
            "blobs": blobs.location,
            "cache": str(self.state / "cache"),
            "durable": self.durable,
            "stand_ins": stand_ins_for(self.pipeline),
        }
        log = str(self.state / "logs" / f"loader-{os.getpid()}.log")
        here: dict[str, Any] = {"threads": self.threads, "loader_log": log, "may_fork": self.may_fork}
        if self.runs_on != "local":
            from fairlead.pipeline.engines.dask import Cluster, DaskEngine  # most runs stay on this machine

            return DaskEngine(Cluster.parse(self.runs_on, self.workers), {**fixed, **request}, blobs, **here)
        return LocalEngine({**fixed, **request}, blobs, processes=self.workers, **here)

    def describe(self, *, dag: str | None = None, overrides: Sequence[str] = ()) -> Graph:
        """Load the pipeline and return its description; nothing runs."""
        engine = replace(self, runs_on="local").engine(self.open_blobs(), {"dag": dag, "overrides": list(overrides)})
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
    models = settings.get("models", {})
    for key in ("keep", "champion_days"):
        if models.get(key, 0) < 0:
            raise ProjectError.bad_value(path, f"models.{key}", models[key], "a number of 0 or more")
    odd = [one for one in models.get("trusted", ()) if not isinstance(one, str) or not one.strip()]
    if odd:
        raise ProjectError.bad_value(path, "models.trusted", odd[0], 'a list of names such as "churn.features.Ratios"')
    predictions = settings.get("predictions", {})
    for key in ("keep_days", "keep_mb"):
        if predictions.get(key, 1) < 1:  # to log and keep nothing is not what anybody means
            raise ProjectError.bad_value(path, f"predictions.{key}", predictions[key], "a number of 1 or more")
    if predictions.get("on_log_failure", "refuse") not in ("refuse", "answer"):
        what = '"refuse" or "answer"'
        raise ProjectError.bad_value(path, "predictions.on_log_failure", predictions["on_log_failure"], what)
    if settings.get("run", {}).get("durability", "process") not in ("process", "power"):
        raise ProjectError.bad_value(path, "run.durability", settings["run"]["durability"], '"process" or "power"')
    return settings


def stand_ins_for(pipeline: Path) -> str | None:
    """Return the module with the stand-ins that a pipeline file needs: one that imports Airflow is run without it."""
    imports = re.compile(r"^\s*(?:from|import)\s+(?:fairlead\.)?airflow\b", re.MULTILINE)
    text = pipeline.read_text(encoding="utf-8", errors="replace") if pipeline.is_file() else ""
    return "fairlead.airflow.imports" if imports.search(text) else None


def _located(location: str, home: Path) -> str:
    """Return a place as it is meant wherever the command is typed: a path begins at the project's folder."""
    return location if "://" in location else str(home / location)


def _bucket(location: str, store: Mapping[str, Any]) -> str:
    """Return the place of outputs with what the settings say about the object store it lies in."""
    if not location.startswith("s3://"):
        return location
    from fairlead.blobs.s3 import with_options  # most projects keep their outputs in a folder

    return with_options(location, endpoint=store.get("endpoint"), region=store.get("region"))


def _collector(settings: Mapping[str, Any]) -> str:
    """Return where traces are sent to; "" if nowhere.

    Raises
    ------
    ProjectError
        It is not an address.
    """
    if os.environ.get("OTEL_SDK_DISABLED", "").lower() == "true":
        return ""
    variable = "OTEL_EXPORTER_OTLP_ENDPOINT"
    if os.environ.get(variable) and find_spec("opentelemetry") is None:
        return ""  # a platform sets it for whatever runs there; only who asks for traces here must have the extra
    found = str(os.environ.get(variable) or settings.get("traces", {}).get("endpoint", ""))
    if found and not found.startswith(("http://", "https://")):
        place, key = ("the environment", variable) if os.environ.get(variable) else (SETTINGS_FILE, "traces.endpoint")
        raise ProjectError.bad_value(place, key, found, "an address such as http://collector:4318")
    return found


def _log_format(settings: Mapping[str, Any]) -> str:
    """Return how logs are written.

    Raises
    ------
    ProjectError
        There is no such format.
    """
    named = os.environ.get("FAIRLEAD_LOG_FORMAT")
    found = str(named or settings.get("logs", {}).get("format", "text"))
    if found not in LOG_FORMATS:
        place, key = ("the environment", "FAIRLEAD_LOG_FORMAT") if named else (SETTINGS_FILE, "logs.format")
        raise ProjectError.bad_value(place, key, found, '"text" or "json"')
    return found


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


def _run_without_settings(folder: Path) -> Path | None:
    """Return the pipeline of a folder without settings: pipeline.py, or the only one where a run has left its state."""
    if (folder / "pipeline.py").is_file():
        return folder / "pipeline.py"
    near = _pipelines_near(folder) if (folder / STORE).is_file() else []
    return folder / near[0] if len(near) == 1 else None


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
