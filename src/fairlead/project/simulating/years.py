"""What is kept of simulated years: a file for each, under a name that follows from the code and the libraries."""

from __future__ import annotations

import functools
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from fairlead.errors import ReplayError
from fairlead.monitor.replays.matrix import Matrix
from fairlead.project.place import SETTINGS_FILE
from fairlead.project.settings import Project, read_settings
from fairlead.project.simulating.changes import Asked, all_years

FOLDER = "simulation"
"""Where it lies, in the state of the project; it can be removed at any time."""

FORM = 1
"""Of the files; another one is computed anew."""

LIBRARIES = ("fairlead", "numpy", "polars", "scikit-learn")
LOG, FAILED, ABOUT = "work.log", "failed.json", "about.json"


@dataclass(frozen=True, slots=True, eq=False)
class Year:
    """Hold one simulated year.

    Parameters
    ----------
    asked : pattern and mechanism.
    drift : the change in words; begins : its first month, None without one; far : how far it has come, by month.
    matrix : the models of each month on every later one.
    triage : what `triage` says of a month, by its number; of months in which accuracy is lower than at the start.
    recipe : what was trained, in words.
    made : when, seconds since 1970-01-01 UTC; seconds : CPU seconds that it took.
    """

    asked: Asked
    drift: str
    begins: int | None
    far: tuple[float, ...]
    matrix: Matrix
    triage: Mapping[int, Mapping[str, Any]]
    recipe: str
    made: float
    seconds: float

    @property
    def rows(self) -> int:
        """Return how many rows each month has."""
        return self.matrix.rows[1]

    def to_document(self) -> dict[str, Any]:
        """Return it as plain values, ready for JSON."""
        return {
            "asked": list(self.asked),
            "drift": self.drift,
            "begins": self.begins,
            "far": list(self.far),
            "matrix": self.matrix.to_document(),
            "triage": {str(month): dict(one) for month, one in self.triage.items()},
            "recipe": self.recipe,
            "made": self.made,
            "seconds": self.seconds,
        }

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Year:
        """Build the year again that `to_document` described."""
        pattern, mechanism = document["asked"]
        return cls(
            asked=(pattern, mechanism),
            drift=document["drift"],
            begins=document["begins"],
            far=tuple(document["far"]),
            matrix=Matrix.from_document(document["matrix"]),
            triage={int(month): one for month, one in document["triage"].items()},
            recipe=document["recipe"],
            made=document["made"],
            seconds=document["seconds"],
        )


@dataclass(frozen=True, slots=True)
class Shelf:
    """Hold where the years of a project lie.

    Parameters
    ----------
    named : the function, as ``FILE.py:NAME``.
    folder : of this state of the code.
    """

    named: str
    folder: Path

    def path(self, asked: Asked) -> Path:
        """Return the file of a year."""
        return self.folder / f"{'-'.join(asked)}.json"

    def year(self, asked: Asked) -> Year | None:
        """Return a year; None if it is not computed yet."""
        try:
            changed = self.path(asked).stat().st_mtime_ns
        except FileNotFoundError:
            return None
        return _read(str(self.path(asked)), changed)

    def keep(self, year: Year) -> None:
        """Write a year, whole or not at all."""
        self._write(self.path(year.asked).name, year.to_document())

    def begin(self, mechanisms: tuple[str, ...]) -> None:
        """Write down which changes the project knows, and that nothing has failed."""
        self._write(ABOUT, {"mechanisms": list(mechanisms)})
        (self.folder / FAILED).unlink(missing_ok=True)

    def fail(self, said: str) -> None:
        """Write down why the years cannot be computed."""
        self._write(FAILED, {"said": said})

    @property
    def mechanisms(self) -> tuple[str, ...]:
        """Return which changes the project knows; empty until its function was called."""
        return tuple((self._document(ABOUT) or {}).get("mechanisms", ()))

    @property
    def failure(self) -> str | None:
        """Return why the years cannot be computed; None if nothing is known to be wrong."""
        return (self._document(FAILED) or {}).get("said")

    def counts(self) -> tuple[int, int]:
        """Return how many years are there, and how many there will be."""
        wanted = all_years(self.mechanisms) if self.mechanisms else all_years()
        return sum(self.path(one).is_file() for one in wanted), len(wanted)

    def _document(self, name: str) -> Any:
        try:
            return json.loads((self.folder / name).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None

    def _write(self, name: str, document: Mapping[str, Any]) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        part = self.folder / f".{name}.{os.getpid()}"
        part.write_text(json.dumps(document, allow_nan=False), encoding="utf-8")
        os.replace(part, self.folder / name)


def shelf_of(project: Project) -> Shelf | None:
    """Return where the simulated years of a project lie; None if it names no function that describes one.

    Raises
    ------
    ReplayError
        The file that it names is not there.
    """
    named = read_settings(project.folder / SETTINGS_FILE).get("monitor", {}).get("simulate", "")
    if not named:
        return None
    file = (project.folder / named.rpartition(":")[0]).resolve()
    if not file.is_file():
        raise ReplayError.no_recipe(named, f"there is no file {named.rpartition(':')[0]}")
    return Shelf(named, project.state / FOLDER / _state_of(project, file))


def _state_of(project: Project, file: Path) -> str:
    """Return a digest of all that the years depend on: the code beside the file, the parameters, the libraries."""
    parts = [str(FORM), *(f"{name} {_version(name)}" for name in LIBRARIES)]
    for path in (*sorted(file.parent.glob("*.py")), project.folder / "params.toml"):
        parts.append(f"{path.name} {sha256(path.read_bytes()).hexdigest()}" if path.is_file() else path.name)
    return sha256("\n".join(parts).encode()).hexdigest()[:16]


@functools.cache
def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"


@functools.lru_cache(maxsize=32)
def _read(path: str, changed: int) -> Year:  # `changed` is part of the key of the cache
    return Year.from_document(json.loads(Path(path).read_text(encoding="utf-8")))
