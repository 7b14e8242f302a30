"""The plain form of a save: ``dump(model, ...)`` at the top of a cell, or in a ``with`` there that opens the file."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from fairlead.notebook.facts import Facts
from fairlead.notebook.flow.events import Save
from fairlead.notebook.index import Found

_DUMPS = frozenset(("pickle.dump", "joblib.dump", "cloudpickle.dump", "dill.dump"))


@dataclass(frozen=True, slots=True)
class Saving:
    """Hold a plain save.

    Parameters
    ----------
    model : the name of what is saved.
    outer : the statement at the top of the cell: the call itself, or the ``with`` around it.
    """

    call: Found[ast.Call]
    model: ast.Name
    outer: ast.stmt


def saving_of(facts: Facts, save: Save) -> Saving | None:
    """Return the statement that saves, if it is of the plain form."""
    found = next((one for one in facts.index.of(ast.Call) if one.node is save.node), None)
    if found is None or save.loop or save.uncalled or found.function is not None:
        return None
    model = found.node.args[0] if found.node.args else None
    plain = isinstance(found.statement, ast.Expr) and found.statement.value is found.node
    if not plain or not isinstance(model, ast.Name) or facts.index.name_of(found.node.func) not in _DUMPS:
        return None
    outer = _outer(facts, found)
    return Saving(found, model, outer) if outer is not None else None


def _outer(facts: Facts, found: Found[ast.Call]) -> ast.stmt | None:
    tree = facts.notebook.cells[found.cell - 1].tree
    for statement in tree.body if tree is not None else ():
        if statement is found.statement or (isinstance(statement, ast.With) and statement.body == [found.statement]):
            return statement
    return None
