"""Hand calls of a cell over to the watcher: ``scaler.fit(X)`` becomes ``__watch__(3, scaler.fit, X)``.

Only the calls that a plan names are touched, and the lines stay where they are, so that a traceback says the truth.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping

WATCH = "__fairlead_watch__"
SHOW = "__fairlead_show__"


def rewritten(code: str, calls: Mapping[tuple[int, int, int, int], int], replaced: Mapping[str, str]) -> ast.Module:
    """Return the code of a cell with some calls handed over, and its last expression shown as Jupyter would.

    Parameters
    ----------
    calls : number of a call by where it stands: line and column (in bytes) of its begin and its end.
    replaced : constants of text that become others.

    Raises
    ------
    SyntaxError
        It cannot be parsed.
    """
    tree = ast.parse(code)
    _Rewriter(calls, replaced).visit(tree)
    if tree.body and isinstance(tree.body[-1], ast.Expr):
        last = tree.body[-1]
        last.value = ast.copy_location(_call(SHOW, [last.value]), last.value)
    return ast.fix_missing_locations(tree)


class _Rewriter(ast.NodeTransformer):
    def __init__(self, calls: Mapping[tuple[int, int, int, int], int], replaced: Mapping[str, str]) -> None:
        self.calls = calls
        self.replaced = replaced

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """Hand a call over, if it is one of those."""
        place = (node.lineno, node.col_offset, node.end_lineno or 0, node.end_col_offset or 0)
        self.generic_visit(node)
        number = self.calls.get(place)
        if number is None:
            return node
        handed = _call(WATCH, [ast.Constant(number), node.func, *node.args])
        handed.keywords = node.keywords
        return ast.copy_location(handed, node)

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        """Put another text into the place of a constant."""
        if isinstance(node.value, str) and node.value in self.replaced:
            return ast.copy_location(ast.Constant(self.replaced[node.value]), node)
        return node


def _call(name: str, arguments: list[ast.expr]) -> ast.Call:
    return ast.Call(ast.Name(name, ast.Load()), arguments, [])
