"""A notebook: cells in their order, with where each came from and what it printed."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, NamedTuple

from fairlead.finding import Where
from fairlead.notebook.record import record


class Place(NamedTuple):
    """Say where something stands in a notebook; places are in order. A check makes hundreds, hence a plain tuple.

    Parameters
    ----------
    cell : int, position of the cell among all cells, from 1. A plain script has one cell.
    line : int, in the cell, from 1.
    column : int, characters before it in the line, from 0 (as `ast` counts, but characters, not bytes).
    end_line, end_column : where it ends; the end column is exclusive.
    """

    cell: int
    line: int
    column: int = 0
    end_line: int = 0
    end_column: int = 0


@record()
class Problem:
    """Tell why a cell cannot be parsed."""

    message: str
    line: int
    column: int = 0


@record()
class Magic:
    """Hold a line that is IPython's, not Python's.

    Parameters
    ----------
    kind : ``line`` (``%time``), ``cell`` (``%%bash``), ``shell`` (``!pip``) or ``help`` (``df?``).
    name : ``matplotlib``, ``bash``, ``pip``; of a shell line its first word.
    text : the whole line, or of a cell magic the whole cell.
    line : int, in the cell, from 1.
    """

    kind: Literal["line", "cell", "shell", "help"]
    name: str
    text: str
    line: int


@record()
class Output:
    """Hold what a cell left behind when it was run.

    Parameters
    ----------
    kind : ``stream``, ``result``, ``display`` or ``error``.
    text : what it says as plain text; of an error its traceback without colours.
    html : the table or figure as HTML, if there is one.
    name : ``stdout`` or ``stderr`` of a stream, the class of an error.
    """

    kind: Literal["stream", "result", "display", "error"]
    text: str
    html: str = ""
    name: str = ""


@record()
class Cell:
    """Hold one cell.

    Parameters
    ----------
    number : int, position among all cells, from 1.
    source : as the person wrote it.
    code : the same lines with magics replaced by Python that does nothing to names (or, of ``x = !ls``, by an
        assignment of an unknown value); as many lines as `source`. Empty for text.
    tree : what `code` means; None for text, an opaque cell (``%%bash``) or a cell of which nothing can be parsed.
        Of a cell that can be parsed in part it holds the statements that could be.
    problem : why it could not be parsed, wholly or in part.
    execution_count : int or None, the number beside the cell.
    first_line : int, line of the file in which the source begins, for a file of Python; 0 in an .ipynb.
    runs : files that it brings in with ``%run``, where they lie beside the notebook; run_places : where each is named.
    lost : files of ``%run`` that are not there or cannot be read, each with where it is named.
    """

    number: int
    kind: Literal["code", "markdown", "raw"]
    source: str
    code: str = ""
    tree: ast.Module | None = None
    problem: Problem | None = None
    magics: Sequence[Magic] = ()
    execution_count: int | None = None
    outputs: Sequence[Output] = ()
    tags: frozenset[str] = frozenset()
    id: str | None = None
    first_line: int = 0
    runs: Sequence[Notebook] = ()
    run_places: Sequence[Place] = ()
    lost: Sequence[tuple[str, Place]] = ()


@dataclass(frozen=True)
class Notebook:
    """Hold what a person brings: an .ipynb, a file of cells (``# %%``), or a plain script.

    Parameters
    ----------
    path : as it was given; ``<stdin>`` where it came from there.
    kind : ``ipynb``, ``percent`` (also jupytext's light and hydrogen styles) or ``script``.
    metadata : of the notebook, as it was found.
    troubles : what the reader could not make sense of, as (message, cell or None).
    language : of its kernel, in lower case; the cells of another one than ``python`` have no trees.
    """

    path: str
    kind: Literal["ipynb", "percent", "script"]
    cells: Sequence[Cell]
    metadata: Mapping[str, Any] = field(default_factory=dict)
    troubles: Sequence[tuple[str, int | None]] = ()
    language: str = "python"

    @cached_property
    def code_cells(self) -> tuple[Cell, ...]:
        """Return the cells of code in their order."""
        return tuple(cell for cell in self.cells if cell.kind == "code")

    @cached_property
    def code(self) -> str:
        """Return the code of all cells."""
        return "\n".join([cell.code for cell in self.code_cells])

    def where(self, place: Place) -> Where:
        """Return a place as a finding names it: in a cell of an .ipynb, else in the file."""
        return Where(**self.position(place))

    def position(self, place: Place) -> dict[str, Any]:
        """Return what a finding says of where a place is, by name."""
        cell, line, column, end_line, end_column = place
        before = 0 if self.kind == "ipynb" else self.cells[cell - 1].first_line - 1
        said: dict[str, Any] = {"file": self.path, "line": before + line, "column": column + 1}
        if self.kind == "ipynb":
            said["cell"] = cell
        if end_line:
            said["end_line"], said["end_column"] = before + end_line, end_column + 1
        return said

    def line_text(self, place: Place) -> str:
        """Return the line of source that a place begins in."""
        lines = self.cells[place.cell - 1].source.split("\n")
        return lines[place.line - 1] if 0 < place.line <= len(lines) else ""
