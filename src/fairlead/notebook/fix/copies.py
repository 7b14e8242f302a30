"""Which statements repeat rows of a table, and of which."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from fairlead.notebook.facts import Facts
from fairlead.notebook.fix.learning import base_of
from fairlead.notebook.fix.parting import bound_in, names_in
from fairlead.notebook.fix.standing import Split, Standing, Top

_ROWS = frozenset(("sample", "copy", "reset_index", "append", "query"))
"""Methods that choose, repeat or number rows."""


@dataclass(frozen=True, slots=True)
class Copies:
    """Hold how rows are repeated: of which table, under which name afterwards, by which statements, with which names.

    Parameters
    ----------
    chosen : names of rows that were chosen on the way; nothing else may use them.
    """

    table: str
    made: str
    statements: Sequence[Top]
    chosen: frozenset[str]


def copies_of(facts: Facts, standing: Standing) -> Copies | None:
    """Follow the names in a statement that repeats rows back to the one table that they come from."""
    if not isinstance(standing.node, ast.Assign) or len(standing.node.targets) != 1:
        return None
    target = standing.node.targets[0]
    if not isinstance(target, ast.Name):
        return None
    place = [node for _, node in standing.all].index(standing.node)
    before = standing.all[:place]
    statements: list[Top] = [(standing.cell, standing.node)]
    chosen: set[str] = set()
    roots: set[str] = set()
    waiting = sorted(_values_in(facts, standing.node.value))
    while waiting:
        name = waiting.pop()
        if name in chosen or name in roots:
            continue
        bound = [(cell, node) for cell, node in before if name in bound_in(node)]
        if not bound:
            return None
        cell, node = bound[-1]
        if isinstance(node, ast.Assign) and _is_constant(node.value):
            continue
        if isinstance(node, ast.Assign) and len(bound) == 1 and _chooses_rows(facts, node.value):
            chosen.add(name)
            statements.append((cell, node))
            waiting += sorted(_values_in(facts, node.value))
        else:
            roots.add(name)
    if len(roots) != 1 or target.id in chosen:
        return None
    return Copies(roots.pop(), target.id, statements, frozenset(chosen))


def put_together(facts: Facts, standing: Standing, split: Split) -> Standing:
    """Return the statement that puts rows that were drawn to others: ``pd.concat([many, drawn])``."""
    found = standing
    for cell, node in standing.up_to(split):
        call = node.value if isinstance(node, ast.Assign) else None
        is_concat = isinstance(call, ast.Call) and facts.index.name_of(call.func) == "pandas.concat"
        if is_concat and names_in(node) & bound_in(found.node):
            found = Standing(cell, node, standing.all)
    return found


def _chooses_rows(facts: Facts, node: ast.expr) -> bool:
    """Tell whether a value is rows of a table: ``df[df.churn == 1]``, ``resample(left, ...)``, ``left.sample(900)``."""
    if isinstance(node, ast.Subscript):
        return isinstance(node.slice, (ast.Compare, ast.BinOp, ast.UnaryOp)) and bool(base_of(node))
    if not isinstance(node, ast.Call):
        return False
    name = facts.index.name_of(node.func) or ""
    return name == "sklearn.utils.resample" or (isinstance(node.func, ast.Attribute) and node.func.attr in _ROWS)


def _values_in(facts: Facts, node: ast.AST) -> set[str]:
    """Return the names in a node that are no modules and no functions that were imported or are Python's own."""
    builtin = {"len", "int", "float", "round", "max", "min", "range", "list"}
    return {name for name in names_in(node) if name not in facts.index.aliases and name not in builtin}


def _is_constant(node: ast.expr) -> bool:
    try:
        ast.literal_eval(node)
    except ValueError:
        return False
    return True
