"""A cell whose output does not belong to its code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from fairlead.notebook.facts import Facts
from fairlead.notebook.notebook import Cell, Place
from fairlead.notebook.rules.rule import Hit, rule

_ARROW_LINE = re.compile(r"^-+> \d+ (.+)$", re.MULTILINE)
_UNDEFINED = re.compile(r"name '(\w+)' is not defined")
_SETTING = "ast_node_interactivity"
_QUIET = (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Pass, ast.FunctionDef, ast.ClassDef)


@rule("state", "warning")
def stale_cell(facts: Facts) -> Iterator[Hit]:
    """Find cells that were edited, emptied or left out since the outputs around them came about.

    What it does
    ------------
    Looks for outputs that the code beside them cannot have made: a value shown by a cell that ends in no expression,
    printed text from a cell that calls nothing, an error that quotes a line or a name which is no longer in the cell.
    It also reports a cell that was never run although a cell that did run takes a name from it.

    Why it hurts in production
    --------------------------
    The notebook shows one thing and does another: the figures that everybody has agreed on were made by code that is no
    longer there.

    Example
    -------
    The cell ``score = model.score(X_test, y_test)`` with ``Out[12]: 0.95`` under it: an assignment shows nothing, so
    the line that showed 0.95 was another one.

    Fix
    ---
    Choose *Restart and run all*, look whether the figures are still the same, and save the notebook as it then is.

    Known limits
    ------------
    An edit that leaves the kind of output as it was cannot be seen. Cells with magics at their end are left alone, and
    so are notebooks that change what cells display (``ast_node_interactivity``).
    """
    cells = facts.notebook.code_cells
    if not any(cell.execution_count or cell.outputs for cell in cells):
        return
    shows_all = any(_SETTING in cell.source for cell in cells)
    for cell in cells:
        message = _edited(cell, shows_all)
        if message:
            yield Hit(_top(cell), message, evidence={"execution_count": cell.execution_count})
    yield from _left_out(facts)


def _edited(cell: Cell, shows_all: bool) -> str | None:
    """Return how the outputs of a cell tell that its code was another, or None."""
    if not cell.outputs or cell.problem is not None:
        return None
    if not cell.source.strip():
        return f"Cell {cell.number} is empty, but has an output: its code was deleted after it ran."
    for output in cell.outputs:
        if output.kind == "error":
            message = _quotes_other_code(cell, output.text)
            if message:
                return message
    if cell.tree is None or cell.magics or not cell.tree.body:
        return None
    kinds = {output.kind for output in cell.outputs}
    last = cell.tree.body[-1]
    if "result" in kinds and not shows_all and isinstance(last, _QUIET):
        return f"Cell {cell.number} shows a value, but its last line shows none: it was edited after it ran."
    if "stream" in kinds and all(_is_silent(statement) for statement in cell.tree.body):
        return f"Cell {cell.number} shows printed text, but calls nothing: it was edited after it ran."
    return None


def _is_silent(statement: ast.stmt) -> bool:
    """Tell whether a statement surely prints nothing: a constant or a name is bound."""
    return isinstance(statement, ast.Pass) or (
        isinstance(statement, ast.Assign)
        and isinstance(statement.value, (ast.Constant, ast.Name))
        and all(isinstance(target, ast.Name) for target in statement.targets)
    )


def _quotes_other_code(cell: Cell, traceback: str) -> str | None:
    quoted = _ARROW_LINE.search(traceback)
    if quoted is not None:
        line = quoted[1].strip()
        if line and "".join(line.split()) not in "".join(cell.source.split()):
            return f"Cell {cell.number} shows an error in a line that it no longer holds: it was edited after it ran."
        return None
    name = _UNDEFINED.search(traceback)
    if name is not None and name[1] not in cell.source and "Traceback" not in traceback:
        return f"Cell {cell.number} shows an error about `{name[1]}`, which it no longer names: it was edited since."
    return None


def _left_out(facts: Facts) -> Iterator[Hit]:
    """Tell of cells that were not run, though cells that were run take names from them."""
    cells = {cell.number: cell for cell in facts.notebook.code_cells}
    if all(cell.execution_count or cell.outputs for cell in cells.values()):
        return
    told: set[int] = set()
    for thread in facts.threads:
        reader, source = cells[thread.reader], cells.get(thread.source or 0)
        if source is None or source.number in told or not reader.execution_count or reader.number == source.number:
            continue
        failed = any(output.kind == "error" for output in reader.outputs)
        if source.execution_count is None and not source.outputs and not failed and not source.magics:
            told.add(source.number)
            message = (
                f"Cell {source.number} has not been run as it is, but cell {reader.number} [{reader.execution_count}],"
                f" which was, takes `{thread.name}` from it."
            )
            yield Hit(_top(source), message, "medium", evidence={"name": thread.name, "reader": reader.number})


def _top(cell: Cell) -> Place:
    return Place(cell.number, 1, 0, 1, len(cell.source.partition("\n")[0]))
