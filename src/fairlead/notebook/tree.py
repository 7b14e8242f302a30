"""Name the fields in which a node of `ast` holds other nodes, by its type: what every walk here goes by."""

from __future__ import annotations

import ast
from typing import Any

_MARKS = (ast.expr_context, ast.operator, ast.boolop, ast.unaryop, ast.cmpop)
"""Nodes that only tell how their parent is meant; nobody looks for them."""

_PLAIN = frozenset(
    (
        *("arg", "asname", "attr", "conversion", "ctx", "id", "is_async", "kind", "kwd_attrs", "level", "lineno"),
        *("module", "op", "ops", "rest", "simple", "tag", "type_comment", "type_ignores"),
    )
)
"""Fields that hold text, numbers or marks, whatever node they are of."""

_NAMES = frozenset(("FunctionDef", "AsyncFunctionDef", "ClassDef", "ExceptHandler", "MatchAs", "MatchStar", "alias"))
"""Nodes whose field ``name`` is text; of a type alias it is a node."""


def _fields(kind: type[ast.AST]) -> tuple[str, ...]:
    name = kind.__name__
    if kind in (ast.Global, ast.Nonlocal, ast.Constant, ast.MatchSingleton):
        return ()
    return tuple(field for field in kind._fields if field not in _PLAIN and not (field == "name" and name in _NAMES))


FIELDS: dict[type[ast.AST], tuple[str, ...]] = {
    kind: _fields(kind)
    for kind in vars(ast).values()
    if isinstance(kind, type) and issubclass(kind, ast.AST) and not issubclass(kind, _MARKS)
}
"""The fields of each type that can hold nodes, or lists of them."""

LEAVES = frozenset((ast.Name, ast.Constant, ast.alias, ast.Pass, ast.Break, ast.Continue))
"""Types that hold no other node."""


def names_in(node: ast.AST) -> set[str]:
    """Return every name that stands in a node, read or written.

    >>> sorted(names_in(ast.parse("y = f(x.a)[0]")))
    ['f', 'x', 'y']
    """
    found: set[str] = set()
    waiting: list[Any] = [node]
    while waiting:
        one = waiting.pop()
        kind = type(one)
        if kind is ast.Name:
            found.add(one.id)
        elif kind is list:
            waiting += one
        elif one is not None:
            waiting += [getattr(one, field) for field in FIELDS[kind]]
    return found
