"""The pipeline as it is written now: its file, its graph, the code of a task."""

from __future__ import annotations

import ast
import functools
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fairlead.errors import FairleadError
from fairlead.pipeline.spec import Graph
from fairlead.project.settings import Project

WATCHED = frozenset({".py", ".toml"})
"""Endings of files that a pipeline can be made of."""

PASSED_OVER = frozenset({"__pycache__", "node_modules", "venv", "site-packages", "tests"})
LARGEST = 1_000_000
"""Bytes of a source file beyond which nobody would read it on a screen."""


@dataclass(frozen=True, slots=True)
class Definition:
    """Hold the pipeline as it is written now.

    Attributes
    ----------
    file : its path, from the project's folder.
    text : what stands in it.
    graph : None if it cannot be loaded; `trouble` says why.
    """

    file: str
    text: str
    graph: Graph | None
    trouble: FairleadError | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Hold the code of a function.

    Attributes
    ----------
    line : int, where it begins in the file.
    doc : its docstring, without the indentation; empty if it has none.
    """

    file: str
    line: int
    text: str
    doc: str


def definition(project: Project) -> Definition:
    """Read the pipeline file, and load its graph unless that is known.

    The graph is loaded in a process of its own, which takes as long as the pipeline's imports do. It is kept until a
    file of the project changes; the graph of the latest run holds too, if nothing has changed since that run.

    Raises
    ------
    ProjectError
        There is no pipeline file.
    """
    text = project.pipeline.read_text(encoding="utf-8", errors="replace")
    file = os.path.relpath(project.pipeline, project.folder)
    state = state_of(project.folder)
    known = _of_latest_run(project, file, state)
    if known is not None:
        return Definition(file, text, known)
    return Definition(file, text, *_loaded(project, state))


def state_of(folder: Path) -> tuple[int, int]:
    """Return when a source file of a project was last changed (nanoseconds since 1970), and how many there are.

    A folder of links, environments or data is not walked through to the end: ten thousand files are enough.
    """
    newest, count = 0, 0
    for path in _sources(folder):
        newest = max(newest, path.stat().st_mtime_ns)
        count += 1
        if count > 10_000:
            break
    return newest, count


def _sources(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(one for one in folders if not one.startswith(".") and one not in PASSED_OVER)
        for name in sorted(names):
            if os.path.splitext(name)[1] in WATCHED:
                path = Path(place, name)
                if path.is_file():
                    yield path


def _of_latest_run(project: Project, file: str, state: tuple[int, int]) -> Graph | None:
    """Return the graph of the latest run of this file, if no source has changed since it began."""
    with project.open_store() as store:
        rows = [row for row in store.runs.recent(10) if row["file"] == file and not row["options"].get("dag")]
        if not rows or rows[0]["created"] * 1e9 <= state[0]:
            return None
        return Graph.from_dict(store.runs.graph(rows[0]["id"]))


@functools.lru_cache(maxsize=8)
def _loaded(project: Project, state: tuple[int, int]) -> tuple[Graph | None, FairleadError | None]:
    del state  # part of the key of the cache
    try:
        return project.describe(), None
    except FairleadError as error:
        return None, error


def source_of(folder: Path, location: str) -> Source | None:
    """Return the code of a function; None if it is not written in a file of the project.

    Parameters
    ----------
    location : file and line, ``churn/model.py:12``, as `TaskSpec.location` has it.
    """
    name, _, line = location.rpartition(":")
    path = (folder / name).resolve()
    if not line.isdecimal() or not path.is_relative_to(folder.resolve()) or path.suffix != ".py":
        return None
    try:
        if path.stat().st_size > LARGEST:
            return None
        text = path.read_text(encoding="utf-8", errors="replace")
        found = _function_at(ast.parse(text), int(line))
    except (OSError, SyntaxError, ValueError):
        return None
    if found is None:
        return None
    first = min([found.lineno, *(one.lineno for one in found.decorator_list)])
    lines = text.splitlines()[first - 1 : found.end_lineno]
    return Source(name, first, "\n".join(lines), ast.get_docstring(found) or "")


def _function_at(tree: ast.Module, line: int) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
    """Return the innermost function that a line is part of the head of."""
    found = None
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            first = min([node.lineno, *(one.lineno for one in node.decorator_list)])
            if first <= line <= node.body[0].lineno and (found is None or node.lineno >= found.lineno):
                found = node
    return found
