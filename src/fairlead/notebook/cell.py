"""Make a cell of code: its magics lowered, its Python read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from fairlead.notebook.converted import restored
from fairlead.notebook.magics import commented, lowered, may_be_automagic
from fairlead.notebook.notebook import Cell, Output, Problem
from fairlead.notebook.parse import parsed


def code_cell(
    number: int,
    source: str,
    *,
    execution_count: int | None = None,
    outputs: Sequence[Output] = (),
    tags: Iterable[str] = (),
    id: str | None = None,
    first_line: int = 0,
    comments: bool = False,
) -> Cell:
    r"""Read a cell of Python, as IPython understands it.

    What is Python already is left as it is: only a cell that is not, is searched for magics.

    Parameters
    ----------
    comments : whether magics may stand in comments, as jupytext writes them.

    >>> cell = code_cell(1, "%matplotlib inline\nx = 1")
    >>> cell.code, cell.magics[0].name, cell.problem
    ('pass\nx = 1', 'matplotlib', None)
    """
    made = (execution_count, outputs, frozenset(tags), id, first_line)
    hidden = commented(source) if comments else ()
    tree, problem = parsed(source) if not source.lstrip().startswith("%%") else (None, Problem("", 1))
    if problem is None and not may_be_automagic(source):
        return Cell(number, "code", source, source, restored(tree, source), None, hidden, *made)
    low = lowered(source)
    if low.opaque:
        return Cell(number, "code", source, low.code, None, None, low.magics, *made)
    if low.code != source:
        tree, problem = parsed(low.code)
    tree = restored(tree, low.code)
    return Cell(number, "code", source, low.code, tree, problem, (*low.magics, *hidden), *made)


def foreign_cell(number: int, source: str, outputs: Sequence[Output], execution_count: int | None) -> Cell:
    """Keep a cell of another language: nothing is read in it."""
    return Cell(number, "code", source, "", execution_count=execution_count, outputs=outputs)


def text_cell(number: int, source: str, kind: Any, tags: Iterable[str] = (), first_line: int = 0) -> Cell:
    """Keep a cell of text."""
    return Cell(number, kind, source, tags=frozenset(tags), first_line=first_line)
