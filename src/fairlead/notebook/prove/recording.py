"""What one run of a notebook, or of a pipeline, has left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from fairlead.notebook.prove.node import Node


class Said(NamedTuple):
    """Hold one thing that was printed or shown.

    Parameters
    ----------
    place : the statement, ``cell.index``; of a pipeline the task.
    last : whether it is the value of a cell's last expression; silent : whether that was None, which is not shown.
    """

    place: str
    text: str
    values: Sequence[Node]
    last: bool = False
    silent: bool = False


class Figure(NamedTuple):
    """Hold one figure, with its number among all."""

    place: str
    number: int
    node: Node


@dataclass(frozen=True, slots=True)
class NotebookRun:
    """Hold what a run of a notebook has left.

    Parameters
    ----------
    said : by place.
    values : by place, the names that were looked at there; shown : by place, the value of the last expression.
    files : what it wrote, by path among the copies.
    read : files that it read; packages : versions of those it used.
    outside : files that it wrote outside of the copied folders.
    """

    said: Mapping[str, Sequence[Said]]
    figures: Sequence[Figure]
    values: Mapping[str, Mapping[str, Node]]
    shown: Mapping[str, Node]
    files: Mapping[str, Node]
    read: Sequence[str] = ()
    packages: Mapping[str, str] = field(default_factory=dict)
    cut: frozenset[str] = frozenset()
    seconds: float = 0.0
    outside: Sequence[str] = ()

    @classmethod
    def of(cls, document: Mapping[str, Any], seconds: float) -> NotebookRun:
        """Read what the process of a notebook wrote."""
        return cls(
            {place: said_of(place, events) for place, events in document["said"].items()},
            figures_of(document["figures"]),
            {place: nodes_of(found) for place, found in document["values"].items()},
            nodes_of(document["shown"]),
            nodes_of(document["files"]),
            document["read"],
            document["packages"],
            frozenset(document["cut"]),
            seconds,
            document["outside"],
        )


@dataclass(frozen=True, slots=True)
class TaskRun:
    """Hold what a task has left."""

    said: Sequence[Said] = ()
    figures: Sequence[Figure] = ()
    outputs: Mapping[str, Node] = field(default_factory=dict)
    cut: bool = False

    @classmethod
    def of(cls, task: str, document: Mapping[str, Any]) -> TaskRun:
        """Read what the worker of a task wrote."""
        return cls(
            said_of(task, document["said"]),
            figures_of(document["figures"]),
            nodes_of(document["outputs"]),
            document["cut"],
        )


@dataclass(frozen=True, slots=True)
class PipelineRun:
    """Hold what a run of a pipeline has left: by task, and the files that it wrote."""

    tasks: Mapping[str, TaskRun]
    files: Mapping[str, Node]
    seconds: float = 0.0


def said_of(place: str, events: Sequence[Mapping[str, Any]]) -> list[Said]:
    """Read what was said in a place."""
    return [
        Said(place, one["text"], [Node.from_json(value) for value in one["values"]], one["last"], one["silent"])
        for one in events
    ]


def figures_of(documents: Sequence[Mapping[str, Any]]) -> list[Figure]:
    """Read figures, in the order in which they were made."""
    found = [Figure(one["at"], one["number"], Node.from_json(one["node"])) for one in documents]
    return sorted(found, key=lambda one: one.number)


def nodes_of(found: Mapping[str, Any]) -> dict[str, Node]:
    """Read nodes by name."""
    return {name: Node.from_json(one) for name, one in found.items()}
