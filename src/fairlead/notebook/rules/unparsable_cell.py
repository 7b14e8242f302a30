"""A cell that is not Python."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from fairlead.notebook.facts import Facts
from fairlead.notebook.notebook import Place, Problem
from fairlead.notebook.rules.rule import Hit, rule

_DEEPEST = 90


@rule("state", "error")
def unparsable_cell(facts: Facts) -> Iterator[Hit]:
    """Find cells that Python cannot read at all.

    What it does
    ------------
    Reads every cell of code as IPython would: magics (``%matplotlib``), shell lines (``!pip``) and questions (``df?``)
    are fine. A cell that is still no Python is reported with the line at which Python gives up; so is a ``return``,
    ``yield``, ``break`` or ``await`` where Python refuses it (``await`` at the top of a notebook's cell is fine).

    Why it hurts in production
    --------------------------
    A notebook that is run from top to bottom stops at this cell, and nothing below it happens. It is often a half-typed
    line, a note to oneself, or code for Python 2, which has not been run for years.

    Example
    -------
    Bad::

        # %%
        import pandas as pd

        orders = pd.read_csv("orders.csv")
        # %%
        orders.groupby("region"

    Good::

        # %%
        import pandas as pd

        orders = pd.read_csv("orders.csv")
        # %%
        orders.groupby("region").size()

    Fix
    ---
    Finish the line, or take it out; make a note a markdown cell.

    Known limits
    ------------
    What the rest of such a cell does is read statement by statement, as far as possible; other rules may miss something
    in it. Only the first error of a cell is reported, as Python itself does. Languages behind ``%%bash``, ``%%R`` and
    the like are not read.
    """
    strays = _cells_with_strays(facts)
    for cell in facts.notebook.code_cells:
        problem = cell.problem
        if problem is None and cell.number in strays and cell.tree is not None:
            problem = _refused(cell.tree, awaits=facts.notebook.kind != "script")
        if problem is None:
            continue
        lines = cell.code.split("\n")
        number = min(problem.line, len(lines))
        line = lines[number - 1]
        column = min(problem.column, len(line))
        place = Place(cell.number, number, column, number, max(len(line), column + 1))
        end = "" if problem.message.endswith((".", "?")) else "."  # Python itself may ask: Did you mean ...?
        yield Hit(place, f"Cell {cell.number} is not Python: {problem.message}{end}")


def _cells_with_strays(facts: Facts) -> set[int]:
    """Return the cells that hold a word in a place where it may mean nothing, such as ``return`` in no function."""
    index = facts.index
    found: set[int] = set()
    of_functions: tuple[type[ast.AST], ...] = (ast.Return, ast.Yield, ast.YieldFrom, ast.Nonlocal)
    for kind in of_functions:
        found |= {one.cell for one in index.of(kind) if one.function is None or isinstance(one.function, ast.ClassDef)}
    is_script = facts.notebook.kind == "script"
    of_async: tuple[type[ast.AST], ...] = (ast.Await, ast.AsyncFor, ast.AsyncWith)
    for kind in of_async:
        found |= {
            one.cell
            for one in index.of(kind)
            if isinstance(one.function, (ast.FunctionDef, ast.Lambda)) or (is_script and one.function is None)
        }
    of_loops: tuple[type[ast.AST], ...] = (ast.Break, ast.Continue)
    leaving = {one.cell for kind in of_loops for one in index.of(kind)} - found
    for number in leaving:
        tree = facts.notebook.cells[number - 1].tree
        if tree is not None and _leaves_no_loop(tree.body):
            found.add(number)
    return found


def _leaves_no_loop(statements: Sequence[ast.AST], depth: int = 0) -> bool:
    """Tell whether a ``break`` or ``continue`` stands in no loop."""
    for statement in statements if depth < _DEEPEST else ():
        if isinstance(statement, (ast.Break, ast.Continue)):
            return True
        is_loop = isinstance(statement, (ast.For, ast.AsyncFor, ast.While))
        for name in ("orelse",) if is_loop else ("body", "orelse", "finalbody", "handlers", "cases"):
            if _leaves_no_loop(getattr(statement, name, ()), depth + 1):
                return True
        if is_loop and any(_leaves_no_loop([one]) for one in _scopes_in(statement)):
            return True
    return False


def _scopes_in(loop: ast.AST) -> Iterator[ast.AST]:
    """Yield the functions and classes in a loop: a ``break`` in them does not leave it."""
    scopes = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return (one for one in ast.walk(loop) if isinstance(one, scopes))


def _refused(tree: ast.Module, *, awaits: bool) -> Problem | None:
    """Return why Python does not compile what it could read; in a notebook ``await`` may stand outside of functions."""
    try:
        compile(tree, "<cell>", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT if awaits else 0, dont_inherit=True)
    except SyntaxError as error:
        return Problem(error.msg, max(error.lineno or 1, 1), max((error.offset or 1) - 1, 0))
    except (RecursionError, MemoryError, ValueError, TypeError):
        return None
    return None
