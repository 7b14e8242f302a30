"""The plain form of a split: ``X_train, X_test, ... = train_test_split(X, ...)``."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from fairlead.notebook.facts import Facts


@dataclass(frozen=True, slots=True)
class Parting:
    """Hold the statement that parts a table, and the names of its two parts."""

    cell: int
    statement: ast.Assign
    train: str
    test: str


def parting_of(facts: Facts, cell: int, statement: ast.stmt, table: str) -> Parting | None:
    """Return what a statement parts, if it is a plain ``train_test_split`` of this table into two names."""
    if not isinstance(statement, ast.Assign) or not isinstance(statement.value, ast.Call):
        return None
    call, target = statement.value, statement.targets[0]
    name = facts.index.name_of(call.func) or ""
    if not name.startswith("sklearn.") or not name.endswith(".train_test_split") or len(statement.targets) != 1:
        return None
    places = [number for number, one in enumerate(call.args) if isinstance(one, ast.Name) and one.id == table]
    mentions = sum(isinstance(one, ast.Name) and one.id == table for one in ast.walk(call))
    if len(places) != 1 or mentions != 1 or not isinstance(target, (ast.Tuple, ast.List)):
        return None
    parts = [one.id for one in target.elts if isinstance(one, ast.Name)]
    if len(parts) != 2 * len(call.args) or len(parts) != len(target.elts) or len(set(parts)) != len(parts):
        return None
    return Parting(cell, statement, parts[2 * places[0]], parts[2 * places[0] + 1])


def names_in(node: ast.AST) -> set[str]:
    """Return the names that are mentioned in a node."""
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}


def bound_in(node: ast.stmt) -> set[str]:
    """Return the names that a statement gives a value to."""
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}
