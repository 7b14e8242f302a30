"""The abstract run of a whole notebook, cell after cell, from top to bottom."""

from __future__ import annotations

import ast

from fairlead.notebook.flow import calls, functions, loops
from fairlead.notebook.flow.events import Flow
from fairlead.notebook.flow.expressions import EXPRESSIONS
from fairlead.notebook.flow.run import STEPS_A_LINE, Expression, Run, Statement
from fairlead.notebook.flow.statements import STATEMENTS
from fairlead.notebook.index import Index
from fairlead.notebook.notebook import Notebook, Place

_EXPRESSIONS: dict[type, Expression] = {
    **EXPRESSIONS,
    ast.Call: calls.call,
    ast.Lambda: functions.make_lambda,
    ast.ListComp: loops.comprehension,
    ast.SetComp: loops.comprehension,
    ast.DictComp: loops.comprehension,
    ast.GeneratorExp: loops.comprehension,
}

_STATEMENTS: dict[type, Statement] = {**STATEMENTS}


def flow_of(notebook: Notebook, index: Index) -> Flow:
    """Return what happens to rows in a notebook; any notebook comes to an end.

    What cannot be followed becomes an unknown value, so that the rest is followed still.
    """
    lines = sum(cell.code.count("\n") + 1 for cell in notebook.code_cells)
    run = Run(index, _EXPRESSIONS, _STATEMENTS, calls.call_value, lines)
    complete = True
    for cell in notebook.code_cells:
        if cell.tree is None:
            continue
        run.cell = cell.number
        waiting = list(zip(cell.run_places, cell.runs, strict=True)) if cell.runs else []
        for statement in cell.tree.body:
            while waiting and waiting[0][0].line <= statement.lineno:
                _bring(run, *waiting.pop(0))
            complete &= _guarded(run, statement)
        for place, brought in waiting:
            _bring(run, place, brought)
    complete &= _uncalled(run)
    return Flow(run.events, complete and not run.is_frugal, run.estimators, frozenset(run.abroad.values()))


def _bring(run: Run, place: Place, brought: Notebook) -> None:
    """Run a file of ``%run`` in the notebook's own names."""
    before = run.cell
    for cell in brought.code_cells:
        for inner in cell.runs:
            _bring(run, place, inner)
        if cell.tree is not None:
            run.enter(place, cell.code)
            run.steps += STEPS_A_LINE * (cell.code.count("\n") + 1)
            for statement in cell.tree.body:
                _guarded(run, statement)
    run.cell = before


def _guarded(run: Run, statement: ast.stmt) -> bool:
    """Run a statement of a cell; a surprise in it must not hide what follows."""
    cell = run.cell
    run.steps -= 1
    try:
        _STATEMENTS.get(type(statement), _passed)(run, statement)
    except Exception:  # The edge of the abstract run: code of strangers, of any shape.
        _start_afresh(run, cell)
        return False
    return True


def _passed(run: Run, statement: ast.stmt) -> bool:
    """Pass over a statement that does nothing to rows."""
    return False


def _uncalled(run: Run) -> bool:
    try:
        functions.run_uncalled(run)
    except Exception:  # As above.
        return False
    return True


def _start_afresh(run: Run, cell: int) -> None:
    run.scope, run.cell, run.depth, run.loops, run.vague = run.module, cell, 0, 0, 0
    run.calls.clear()
    run.tests.clear()
    run.sides.clear()
