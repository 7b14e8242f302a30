"""One statement of a notebook: its text, the names it reads and writes, and what it does besides."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import Literal

Stage = Literal["extract", "validate", "explore", "transform", "split", "train", "evaluate", "deploy"]
STAGES: tuple[Stage, ...] = ("extract", "validate", "explore", "transform", "split", "train", "evaluate", "deploy")

Role = Literal["import", "definition", "setup", "constant", "work", "dropped"]
"""What becomes of a statement: at the top of the module, repeated wherever it is needed, in one task, or left out."""

Spot = tuple[int, int]
"""Line from 1 in the text of a statement, and column in characters from 0."""


@dataclass(slots=True)
class Shown:
    """Hold the value that a cell shows: its last expression."""

    text: str
    name: str = ""
    is_output: bool = False
    may_be_none: bool = False
    """Whether it is what an unknown call gives: then nothing may have been shown."""
    model: str = ""
    """The name of the model that the expression fits, and that is shown."""


@dataclass(slots=True, eq=False)
class Unit:
    """Hold one statement.

    Parameters
    ----------
    id : int, position among all statements.
    cell, index : the number of its cell, and its position in the cell's tree.
    text : its lines as they stand in the cell, without the indentation of the first; before : comments above it;
        behind : the comment at its end; below : comments after it, at the end of the cell.
    reads : names it needs; kept : names that it may leave as they are; binds : names that it binds; surely : those of
        them that it binds whatever happens; changes : names whose objects it changes; made_here : those of them that
        it changes only after it has bound them; deletes : names it takes away.
    draws : whether it draws random numbers from a stream of the whole process; seeds : whether it sets such a stream.
    draws_figure : whether it works on pyplot's figures; learns : whether it fits something.
    files_read, files_written : paths, "" for one that cannot be read off.
    """

    id: int
    cell: int
    index: int
    node: ast.stmt
    text: str
    before: tuple[str, ...] = ()
    behind: str = ""
    below: tuple[str, ...] = ()
    role: Role = "work"
    reason: str = ""
    stage: Stage | None = None
    run: tuple[str, int] | None = None
    reads: set[str] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)
    binds: set[str] = field(default_factory=set)
    surely: set[str] = field(default_factory=set)
    changes: set[str] = field(default_factory=set)
    made_here: set[str] = field(default_factory=set)
    deletes: set[str] = field(default_factory=set)
    calls: set[str] = field(default_factory=set)
    inputs: dict[str, int] = field(default_factory=dict)
    after: set[int] = field(default_factory=set)
    draws: bool = False
    seeds: bool = False
    draws_figure: bool = False
    saves_figure: str = ""
    files_read: set[str] = field(default_factory=set)
    files_written: set[str] = field(default_factory=set)
    is_display: bool = False
    shown: Shown | None = None
    has_state: bool = False
    goes_along: bool = False
    moves: bool = False
    learns: bool = False
    holds: dict[str, set[str]] = field(default_factory=dict)
    labels: set[str] = field(default_factory=set)
    sharers: dict[str, tuple[set[str], set[int]]] = field(default_factory=dict)

    @property
    def writes(self) -> set[str]:
        """Return the names that hold something else after it."""
        return self.binds | self.changes

    @property
    def lines(self) -> tuple[int, int]:
        """Return its first and last line in the cell."""
        decorators = getattr(self.node, "decorator_list", [])
        first = min([self.node.lineno, *(one.lineno for one in decorators)])
        return first, self.node.end_lineno or self.node.lineno
