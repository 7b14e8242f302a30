"""Where the argument of a task comes from, and what can be said about a value given as one."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from fairlead.pipeline.condition import Field
from fairlead.pipeline.tasks import Task


@dataclass(frozen=True, slots=True)
class Wire:
    """Say where one argument of a task comes from.

    kind : "given" (a fixed value, perhaps holding tasks), "task" (an upstream output), "item" (of a map),
    "value" (a parameter or secret), or "provided" (by the run).
    """

    kind: str
    value: Any
    annotation: Any = None


def tasks_in(value: Any) -> Iterator[Task]:
    """Yield the tasks inside a value that was given as an argument: alone, or in lists and mappings."""
    if type(value) is str:  # the most common argument, and the slowest to be told from a mapping
        return
    if isinstance(value, Task):
        yield value
    elif isinstance(value, Field):
        yield value.task
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from tasks_in(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from tasks_in(item)


def in_folder(value: Any, folder: Path) -> Any:
    """Return a value with every relative path in it (alone, in lists or mappings) as one in `folder`.

    >>> in_folder([Path("a.csv"), 1], Path("data"))
    [PosixPath('data/a.csv'), 1]
    """
    if isinstance(value, Path):
        return folder / value
    if type(value) in (list, tuple):
        return type(value)(in_folder(item, folder) for item in value)
    return {key: in_folder(item, folder) for key, item in value.items()} if type(value) is dict else value


def portable(value: Any, folder: Path) -> Any:
    """Return a value with every path below `folder` relative to it: a project that is moved is the same project.

    >>> portable([Path("/p/data/a.csv"), 1], Path("/p"))
    [PosixPath('data/a.csv'), 1]
    """
    if isinstance(value, Path):
        return value.relative_to(folder) if value.is_relative_to(folder) else value
    if type(value) in (list, tuple):
        return type(value)(portable(item, folder) for item in value)
    return {key: portable(item, folder) for key, item in value.items()} if type(value) is dict else value


def paths_in(name: str, value: Any) -> Iterator[tuple[str, str]]:
    """Yield every path inside an argument with its place.

    >>> list(paths_in("files", [Path("a.csv"), {"b": Path("b.csv")}]))
    [('files[0]', 'a.csv'), ('files[1][b]', 'b.csv')]
    """
    if isinstance(value, Path):
        yield name, os.fspath(value)
    elif isinstance(value, (list, tuple, dict)):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from paths_in(f"{name}[{key}]", item)


def files_in(wires: Mapping[str, Wire]) -> dict[str, str]:
    """Return the input files among a task's arguments, by the place at which each stands."""
    fixed = [(name, wire.value) for name, wire in wires.items() if wire.kind in ("value", "given")]
    return {place: path for name, value in fixed for place, path in paths_in(name, value)}


PLAIN = (str, int, float, bool, bytes, Path, date, datetime, timedelta, Task, Field)


def is_plain(value: Any) -> bool:
    """Tell whether a value given as an argument has content that can be written down.

    >>> is_plain([1, {"a": None}]), is_plain(object())
    (True, False)
    """
    if value is None or isinstance(value, PLAIN):
        return True
    if isinstance(value, Mapping):
        return all(isinstance(key, str) and is_plain(item) for key, item in value.items())
    return isinstance(value, (list, tuple)) and all(map(is_plain, value))


def words_of(wire: Wire, folder: Path) -> str:
    """Say where an argument comes from, for the cache key and for `explain`."""
    if wire.kind == "item":
        return f"item of {_show(portable(wire.value, folder))}"
    return _show(portable(wire.value, folder))


def _show(value: Any) -> str:
    if isinstance(value, Task):
        return value.id
    if isinstance(value, Field):
        return value.sentence
    if type(value) is str:
        return repr(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key!r}: {_show(item)}" for key, item in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_show, value)) + "]"
    return repr(value) if is_plain(value) else f"<{type(value).__name__}>"
