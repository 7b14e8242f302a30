"""What one walk over the code comes by: the expressions that rules look for, each with where it stands."""

from __future__ import annotations

import ast
from typing import Any

Unit = tuple[int, ast.stmt, ast.AST | None]
"""What nodes of one statement share: their cell, the statement, the function or class around it."""

Nodes = dict[type[ast.AST], list[tuple[Any, Unit]]]
WATCHED: frozenset[type[ast.AST]] = frozenset(
    (
        *(ast.Call, ast.Attribute, ast.Subscript, ast.Compare, ast.Dict, ast.Lambda, ast.SetComp, ast.IfExp),
        *(ast.JoinedStr, ast.Await, ast.Yield, ast.YieldFrom),
    )
)
"""Types of expressions that are collected on the way, as rules look for them."""

_NOWHERE = ast.Pass()


class Trail:
    """Collect the expressions that scopes come by, so that one walk serves names and rules alike.

    Attributes
    ----------
    cell : number of the cell that is followed; unit : what the nodes at hand share.
    nodes : every expression of a watched type with its unit, in no order.
    lost : whether some code was nested too deeply to be followed.
    """

    __slots__ = ("cell", "lost", "nodes", "unit")

    def __init__(self) -> None:
        self.cell = 0
        self.lost = False
        self.unit: Unit = (0, _NOWHERE, None)
        self.nodes: Nodes = {kind: [] for kind in WATCHED}
