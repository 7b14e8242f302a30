"""Which suites a project has, found without running any of its code, and which tables they can be asked of."""

from __future__ import annotations

import ast
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from fairlead.errors import SuiteError
from fairlead.project.checking.files import SKIPPED
from fairlead.project.inspecting.data import tables_in
from fairlead.project.place import SETTINGS_FILE
from fairlead.project.settings import Project, read_settings

Form = Literal["toml", "json", "python"]

LARGEST = 1_000_000
"""Bytes of a file beyond which it is no suite that somebody writes by hand."""
DEEPEST = 5
TASK = "task:"
"""A table is named so when it is what a task gave in its last good run: ``task:extract``."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Hold one suite that lies in the project.

    Parameters
    ----------
    name : its file from the project's folder, of a file of Python with the name in it: ``checks.py:CUSTOMERS``.
    title : what it calls itself, by which its history is kept; "" where that is known only when it runs.
    rules : int or None, how many lines it has, where that can be seen.
    trouble : why it cannot be read.
    """

    name: str
    form: Form
    title: str = ""
    rules: int | None = None
    trouble: str = ""

    @property
    def file(self) -> str:
        """Return its file, from the project's folder."""
        return self.name.rpartition(":")[0] if self.form == "python" else self.name

    @property
    def variable(self) -> str:
        """Return its name in a file of Python."""
        return self.name.rpartition(":")[2] if self.form == "python" else ""


@dataclass(frozen=True, slots=True)
class Choice:
    """Hold a table that a suite can be asked of: how it is named, and what it is called."""

    name: str
    label: str
    rows: int | None = None


def suites_of(folder: Path) -> list[Kept]:
    """Return the suites of a project in order of their names; its files are read, and none is run."""
    settled = str(read_settings(folder / SETTINGS_FILE).get("testing", {}).get("suite", ""))
    found = {one.name: one for path in _files(folder) for one in _in_file(folder, path)}
    if settled and settled not in found and (folder / settled.partition(":")[0]).is_file() and ":" in settled:
        found[settled] = Kept(settled, "python")
    return [found[name] for name in sorted(found)]


def suite_named(folder: Path, name: str) -> Kept:
    """Return a suite of a project by its name; no other file has one.

    Raises
    ------
    SuiteError
        The project has no such suite.
    """
    known = {one.name: one for one in suites_of(folder)}
    if name not in known:
        raise SuiteError.no_file(Path(name), next(iter(sorted(known)), None))
    return known[name]


def tables_for(project: Project) -> list[Choice]:
    """Return the tables that a suite can be asked of: what tasks gave in their last good run, and files."""
    made: dict[str, Choice] = {}
    with project.open_store() as store:
        for run in store.runs.recent(limit=20):
            for task in store.runs.tasks(run["id"]):
                artifact = task["artifact"]
                if artifact and artifact.get("columns") and task["task_id"] not in made and "[" not in task["task_id"]:
                    name = task["task_id"]
                    made[name] = Choice(f"{TASK}{name}", f"output of the task {name}", artifact.get("rows"))
    files = [Choice(name, name) for name in tables_in(project.folder) if not name.endswith((".xlsx", ".json"))]
    return [*made.values(), *files]


def _files(folder: Path) -> Iterator[Path]:
    """Yield files that may hold a suite; what a split has written beside its rows is a copy, not the suite."""
    for place, folders, files in os.walk(folder):
        here = Path(place)
        deep = len(here.relative_to(folder).parts)
        folders[:] = sorted(one for one in folders if deep < DEEPEST and not one.startswith(".") and one not in SKIPPED)
        if "split.json" in files:
            folders[:] = []
            continue
        for name in sorted(files):
            path = here / name
            if path.suffix in (".toml", ".json", ".py") and path.stat().st_size <= LARGEST:
                yield path


def _in_file(folder: Path, path: Path) -> Iterator[Kept]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return
    name = path.relative_to(folder).as_posix()
    if path.suffix == ".toml" and "[[expect]]" in text:
        yield _of_toml(name, text)
    elif path.suffix == ".json" and '"expectations"' in text:
        yield from _of_json(name, text)
    elif path.suffix == ".py" and "Suite" in text:
        yield from _of_python(name, text)


def _of_toml(name: str, text: str) -> Kept:
    import tomllib

    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return Kept(name, "toml", trouble=str(error))
    lines = values.get("expect")
    return Kept(name, "toml", str(values.get("name", Path(name).stem)), len(lines) if isinstance(lines, list) else None)


def _of_json(name: str, text: str) -> Iterator[Kept]:
    try:
        values: Any = json.loads(text)
    except ValueError:
        return
    lines = values.get("expectations") if isinstance(values, Mapping) else None
    if isinstance(lines, list) and all(isinstance(one, Mapping) for one in lines):
        title = values.get("name") or values.get("expectation_suite_name") or Path(name).stem
        yield Kept(name, "json", str(title), len(lines))


def _of_python(name: str, text: str) -> Iterator[Kept]:
    """Yield the names at the top of a file that hold a suite: of ``Suite(...)``, or of a function that gives one."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return
    functions = {
        one.name: one for one in tree.body if isinstance(one, ast.FunctionDef) and _named(one.returns) == "Suite"
    }
    for node in tree.body:
        value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
        called = _named(value.func) if isinstance(value, ast.Call) else ""
        if called != "Suite" and called not in functions:
            continue
        assert isinstance(node, ast.Assign | ast.AnnAssign)
        title = _title(value) if called == "Suite" else _title(functions[called])
        for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
            if isinstance(target, ast.Name):
                yield Kept(f"{name}:{target.id}", "python", title)


def _named(node: ast.expr | None) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _title(node: ast.AST | None) -> str:
    """Return the name that is given to the first suite in some code, if it stands there as text."""
    for one in ast.walk(node) if node is not None else ():
        if isinstance(one, ast.Call) and _named(one.func) == "Suite":
            given = [*one.args[:1], *(word.value for word in one.keywords if word.arg == "name")]
            if given and isinstance(given[0], ast.Constant) and isinstance(given[0].value, str):
                return given[0].value
    return ""
