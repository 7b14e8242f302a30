"""Bring in a module where the notebook brings in others already."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator

from fairlead.notebook.facts import Facts
from fairlead.notebook.fix.edit import Edit
from fairlead.notebook.fix.spans import line_end, offset_of
from fairlead.notebook.notebook import Cell


def imports_added(facts: Facts, cell: int, lines: list[str]) -> list[Edit]:
    """Return the edits that bring modules in before a cell needs them; what is there already is left out.

    They go to the imports with which this cell begins, or else to those of the first cell: Python's own before, others
    behind.

    Parameters
    ----------
    lines : such as ``import json`` and ``from sklearn.pipeline import make_pipeline``.
    """
    own = facts.notebook.cells[cell - 1]
    target = own if any(leading_imports(own)) else top_cell(facts, cell) or own
    missing = [line for line in lines if not _is_there(facts, line, cell)]
    if not missing:
        return []
    there = list(leading_imports(target))
    own_lines = [line for line in missing if _is_standard(line)]
    others = [line for line in missing if line not in own_lines]
    if not there:
        at = first_offset(target)
        return [Edit(target.number, at, at, "".join(f"{line}\n" for line in missing) + "\n")]
    first, last = (ast.unparse(one) for one in (there[0], there[-1]))
    edits = []
    if own_lines:
        at = offset_of(target.source, there[0].lineno, 0)
        gap = "\n" if not _is_standard(first) else ""
        edits.append(Edit(target.number, at, at, "".join(f"{line}\n" for line in own_lines) + gap))
    if others:
        at = line_end(target.source, offset_of(target.source, there[-1].end_lineno or there[-1].lineno, 0))
        gap = "\n" if _is_standard(last) else ""
        edits.append(Edit(target.number, at, at, gap + "".join(f"\n{line}" for line in others)))
    return edits


def _is_standard(line: str) -> bool:
    """Tell whether an import is one of Python's own modules."""
    return line.split()[1].partition(".")[0].rstrip(",") in sys.stdlib_module_names


def is_free(facts: Facts, name: str) -> bool:
    """Tell whether nothing in the notebook has a name yet, nor asks for it."""
    if name in facts.index.aliases or any(one.node.id == name for one in facts.index.of(ast.Name)):
        return False
    named = (*facts.index.of(ast.FunctionDef), *facts.index.of(ast.ClassDef))
    return not any(one.node.name == name for one in named)  # type: ignore[attr-defined]  # both have one


def top_cell(facts: Facts, before: int) -> Cell | None:
    """Return the first cell of Python, if it is this one or one above."""
    for cell in facts.notebook.code_cells:
        if cell.tree is not None and cell.problem is None and cell.tree.body:
            return cell if cell.number <= before else None
    return None


def leading_imports(cell: Cell) -> Iterator[ast.stmt]:
    """Yield the imports with which a cell begins, those from ``__future__`` left out."""
    for number, statement in enumerate(cell.tree.body if cell.tree is not None else ()):
        if isinstance(statement, ast.ImportFrom) and statement.module == "__future__":
            continue
        if isinstance(statement, (ast.Import, ast.ImportFrom)):
            yield statement
        elif not _is_docstring(statement, number) and not isinstance(statement, ast.Pass):  # a magic became `pass`
            return


def first_offset(cell: Cell) -> int:
    """Return where the first line of code of a cell may be put: behind a cell magic, a docstring and ``__future__``."""
    behind = 0
    for number, statement in enumerate(cell.tree.body if cell.tree is not None else ()):
        from_future = isinstance(statement, ast.ImportFrom) and statement.module == "__future__"
        if not from_future and not _is_docstring(statement, number):
            break
        behind = min(line_end(cell.source, offset_of(cell.source, statement.end_lineno or 1, 0)) + 1, len(cell.source))
    if not behind and cell.source.startswith("%%"):
        behind = min(line_end(cell.source, 0) + 1, len(cell.source))
    return behind


def _is_docstring(statement: ast.stmt, number: int) -> bool:
    return number == 0 and isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _is_there(facts: Facts, line: str, cell: int) -> bool:
    """Tell whether a module is brought in under its own name before a cell is done, at the top of a cell."""
    words = line.split()
    alias = words[-1].partition(".")[0]
    wanted = words[-1] if words[0] == "import" else f"{words[1]}.{words[3]}"
    return any(
        one.alias == alias and one.qualified == wanted and one.function is None and one.cell <= cell
        for one in facts.index.imports
    )
