"""What of a project goes into a container, and what it does there."""

from __future__ import annotations

import ast
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from fairlead import __version__
from fairlead.errors import ContainerError
from fairlead.project.doctor.packages import needed_extras
from fairlead.project.doctor.subject import Subject
from fairlead.project.place import SETTINGS_FILE
from fairlead.project.settings import Project, read_settings

LOCKS = ("requirements.lock", "requirements.txt")
"""Files that may hold the packages with their hashes; the first that does counts."""

LEFT_OUT = frozenset({"build", "data", "dist", "docs", "deploy", "node_modules", "notebooks", "tests", "venv"})
"""Folders that a container does not need; those that begin with a point neither."""

is_name = re.compile(r"[a-z0-9]([a-z0-9-]{0,50}[a-z0-9])?").fullmatch


@dataclass(frozen=True, slots=True)
class Cargo:
    """Hold what is shipped.

    Attributes
    ----------
    name : of the image and of everything else: lower case, digits and hyphens.
    model : what is served and watched; "" if the project serves none.
    python : such as "3.11".
    lock : the file of packages with hashes, from the project's folder.
    is_locked : whether it is there; else `requirements` are what it has to be made from.
    parts : files and folders of the project that go along, from its folder.
    cron : when the pipeline runs, as five fields; "" if it has no such schedule.
    requirements : packages with their versions here, one a line.
    place : where the files are written, from the project's folder; `back` leads from there to it.
    """

    name: str
    model: str
    python: str
    lock: str
    is_locked: bool
    parts: tuple[str, ...]
    cron: str
    requirements: tuple[str, ...]
    place: str = "deploy"
    back: str = ".."

    @property
    def home(self) -> str:
        """Return the project's folder in the container."""
        return f"/srv/{self.name}"


def cargo_of(project: Project, *, out: Path, model: str | None = None, dag: str | None = None) -> Cargo:
    """Return what is to be shipped of a project; its pipeline is loaded to see when it runs.

    Parameters
    ----------
    out : the folder that the files are written to.
    model : the name of what is served; that of the settings, or the only one there is, if not given. "" for none.

    Raises
    ------
    ContainerError
        The project's name cannot name an image.
    FairleadError
        The pipeline cannot be loaded.
    """
    settings = read_settings(project.folder / SETTINGS_FILE)
    name = re.sub(r"[^a-z0-9-]+", "-", project.name.lower()).strip("-")
    if not is_name(name):
        raise ContainerError.bad_name(project.name)
    found = next((one for one in LOCKS if _has_hashes(project.folder / one)), None)
    graph = project.describe(dag=dag) if project.pipeline.is_file() else None
    extras = needed_extras(Subject(project.folder, project, settings)) | {"postgres", "s3", "tables"}
    served = settings.get("monitor", {}).get("model", "") if model is None else model
    if served:
        extras |= {"models", "monitor", "serve"}
    own = tuple(_parts(project))
    return Cargo(
        name=name,
        model=served,
        python=".".join(map(str, sys.version_info[:2])),
        lock=found or LOCKS[0],
        is_locked=found is not None,
        parts=own,
        cron=_cron(graph.schedule) if graph is not None and graph.schedule is not None else "",
        place=os.path.relpath(out, project.folder),
        back=os.path.relpath(project.folder, out),
        requirements=(f"fairlead[{','.join(sorted(extras))}]=={__version__}", *_imported(project.folder, own)),
    )


def _has_hashes(path: Path) -> bool:
    return path.is_file() and "--hash=sha256:" in path.read_text(encoding="utf-8", errors="replace")


def _parts(project: Project) -> Iterator[str]:
    """Yield what a run, a server or a monitor reads: settings, parameters, Python files, packages, suites."""
    for path in sorted(project.folder.iterdir()):
        if path.name.startswith(".") or path.name in LEFT_OUT or path.is_symlink():
            continue
        if path.is_dir() and any(path.rglob("*.py")):
            yield f"{path.name}/"
        elif path.suffix == ".py" or path.suffix == ".toml":
            yield path.name


def _cron(schedule: object) -> str:
    """Return a schedule as five fields of cron, which Kubernetes understands; "" if it is another kind."""
    text = str(schedule.get("expression", "") if isinstance(schedule, dict) else schedule).strip()
    known = {"@hourly": "0 * * * *", "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@weekly": "0 0 * * 0",
             "@monthly": "0 0 1 * *", "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *"}  # fmt: skip
    text = known.get(text, text)
    return text if len(text.split()) == 5 else ""


def _imported(folder: Path, parts: tuple[str, ...]) -> list[str]:
    """Return the packages that the project's own files import, with the versions that are installed here."""
    names: set[str] = set()
    for part in parts:
        path = folder / part
        for file in path.rglob("*.py") if path.is_dir() else [path] if path.suffix == ".py" else []:
            try:
                tree = ast.parse(file.read_text(encoding="utf-8", errors="replace"))
            except (SyntaxError, ValueError):
                continue
            for node in ast.walk(tree):
                if isinstance(node, ast.Import):
                    names |= {one.name.partition(".")[0] for one in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    names.add(node.module.partition(".")[0])
    packages = metadata.packages_distributions()
    found = {one for name in names for one in packages.get(name, ())} - {"fairlead"}
    return [f"{one}=={metadata.version(one)}" for one in sorted(found, key=str.lower)]
