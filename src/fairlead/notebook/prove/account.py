"""What a converted project says of itself: which statement of the notebook is in which task, what each task gives."""

from __future__ import annotations

import ast
import contextlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from fairlead.errors import ProveError

FILE = Path("notebook/conversion.json")


@dataclass(frozen=True, slots=True)
class Statement:
    """Hold one top-level statement of the notebook.

    Parameters
    ----------
    place : ``cell.index``; tasks : those that hold it.
    shown_as : the output that the value of a cell's last expression is given as; empty where the task prints it.
    is_shown : whether it is a last expression whose value the pipeline shows.
    why_left_out : why it is in no task.
    """

    id: int
    place: str
    cell: int
    line: int
    tasks: tuple[str, ...]
    is_shown: bool
    shown_as: str
    label: str
    why_left_out: str
    is_random: bool


@dataclass(frozen=True, slots=True)
class Output:
    """Hold one output of a task: the value of `variable` right after the statement `after`, or what that shows."""

    name: str
    variable: str | None
    after: int | None
    kind: str


@dataclass(frozen=True, slots=True)
class TaskAccount:
    """Hold one task: its statements in order, and what it gives and how (``value``, ``mapping`` or ``nothing``)."""

    name: str
    statements: tuple[int, ...]
    returns: str
    outputs: tuple[Output, ...]


@dataclass(frozen=True)
class Account:
    """Hold what is known of a conversion.

    Parameters
    ----------
    folder : of the project.
    notebook : the file that was converted; original : the one before it was mended, if it was.
    workdir : the folder that the notebook ran in.
    order : ``document`` or ``recorded``.
    mode : ``exact``, ``parallel`` or ``none``; seeds : what each task's stream begins with in a parallel one.
    digests : of the files as they were written.
    modules : files that the notebook writes and the project has as modules of its own, as seen from `workdir`.
    paths : paths as they stand in the notebook, and what the project has in their place, as seen from its folder.
    """

    folder: Path
    notebook: Path
    sha256: str
    original: Path | None
    workdir: Path
    order: str
    pipeline: str
    dag: str | None
    statements: Mapping[int, Statement]
    tasks: tuple[TaskAccount, ...]
    mode: str
    seeds: Mapping[str, int]
    fixes: tuple[Mapping[str, Any], ...]
    digests: Mapping[str, str]
    modules: tuple[str, ...]
    paths: Mapping[str, str]

    @cached_property
    def moved(self) -> Mapping[str, Path]:
        """Return the paths in the notebook that the project reads elsewhere, with where that is."""
        places = {name: (self.folder / place).resolve() for name, place in self.paths.items()}
        return {name: place for name, place in places.items() if (self.workdir / name).resolve() != place}

    @cached_property
    def by_place(self) -> Mapping[str, Statement]:
        """Return the statements by where they stand."""
        return {one.place: one for one in self.statements.values()}

    @classmethod
    def read(cls, folder: Path) -> Account:
        """Read the record that a conversion left.

        Raises
        ------
        ProveError
            There is none, it cannot be read, or the notebook is not there.
        """
        path = folder / FILE
        if not path.is_file():
            raise ProveError.not_converted(folder)
        try:
            account = cls.of(json.loads(path.read_text(encoding="utf-8")), folder)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ProveError.bad_record(path, f"{type(error).__name__}: {error}") from error
        if not account.notebook.is_file():
            raise ProveError.no_notebook(account.notebook)
        if not (folder / account.pipeline).is_file():
            raise ProveError.no_pipeline(folder / account.pipeline)
        return account

    @classmethod
    def of(cls, document: Mapping[str, Any], folder: Path) -> Account:
        """Read a record that was parsed."""
        notebook, original, streams = document["notebook"], document.get("original"), document.get("random") or {}
        why = {
            one["statement"]: one["reason"] for one in document.get("dropped", ()) if one.get("statement") is not None
        }
        statements = [_statement(one, why) for one in document["statements"]]
        return cls(
            folder=folder,
            notebook=folder / notebook["file"],
            sha256=notebook["sha256"],
            original=folder / original["file"] if original else None,
            workdir=(folder / notebook.get("folder", "..")).resolve(),
            order=notebook.get("order", "document"),
            pipeline=document.get("pipeline", "pipeline.py"),
            dag=document.get("dag"),
            statements={one.id: one for one in statements},
            tasks=tuple(_task(one) for one in document["tasks"]),
            mode=streams.get("mode", "none"),
            seeds=streams.get("seeds") or {},
            fixes=tuple(document.get("fixes", ())),
            digests=document.get("digests", {}),
            modules=tuple(document.get("modules", {}).values()),
            paths={**dict(_paths(document.get("params", ()))), **document.get("data", {})},
        )


def _paths(params: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for param in params:
        if param.get("kind") == "path" and isinstance(param.get("value"), str):
            with contextlib.suppress(ValueError, SyntaxError):
                name = ast.literal_eval(param["text"])
                if isinstance(name, str):
                    yield name, param["value"]


def _statement(one: Mapping[str, Any], why: Mapping[int, str]) -> Statement:
    shows = one.get("shows")
    left_out = one.get("reason") or why.get(one["id"]) or one.get("where", "task")
    return Statement(
        id=one["id"],
        place=f"{one['cell']}.{one['index']}",
        cell=one["cell"],
        line=one["lines"][0],
        tasks=tuple(one["tasks"]),
        is_shown=shows is not None,
        shown_as=shows["name"] if shows and shows.get("output") else "",
        label=shows.get("text", "") if shows else "",
        why_left_out="" if one["tasks"] else str(left_out),
        is_random=bool(one.get("random")),
    )


def _task(one: Mapping[str, Any]) -> TaskAccount:
    outputs = tuple(
        Output(out["name"], out.get("variable"), out.get("after"), out.get("kind", "variable"))
        for out in one["outputs"]
    )
    return TaskAccount(one["name"], tuple(one["statements"]), one["returns"], outputs)
