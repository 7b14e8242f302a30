"""What is known of a notebook once every statement of it has been read."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from fairlead.notebook.convert.unit import Unit
from fairlead.notebook.facts import Facts
from fairlead.notebook.notebook import Notebook


@dataclass(slots=True)
class Trouble:
    """Hold what cannot be carried over, and where."""

    cell: int
    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Written:
    """Hold a module that a cell writes: where to, its text at the end, and where it was written last."""

    path: str
    text: str
    cell: int
    line: int


@dataclass
class Reading:
    """Hold a notebook as units.

    Parameters
    ----------
    kinds_after : the kind of what each unit wrote, by name.
    glued : pairs of units that must be in one task.
    dropped : lines that are no statements (magics), as (cell, reason); needed : packages that ``!pip install`` names.
    written : the modules that cells write, by their paths in the project.
    """

    notebook: Notebook
    facts: Facts
    units: list[Unit] = field(default_factory=list)
    kinds_after: list[dict[str, str]] = field(default_factory=list)
    bodies: dict[str, ast.AST] = field(default_factory=dict)
    troubles: list[Trouble] = field(default_factory=list)
    dropped: list[tuple[int, str]] = field(default_factory=list)
    needed: list[str] = field(default_factory=list)
    written: dict[str, Written] = field(default_factory=dict)
    glued: list[tuple[int, int]] = field(default_factory=list)
    watches_random: bool = False
    star_imports: bool = False

    def trouble(self, cell: int, line: int, reason: str) -> None:
        """Note what cannot be carried over."""
        self.troubles.append(Trouble(cell, line, reason))
