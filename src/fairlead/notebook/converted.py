r"""Statements that nbconvert wrote into text: ``get_ipython().run_cell_magic('time', '', 'model.fit(X, y)\n')``."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from fairlead.notebook.magics import PYTHON_BODIES, PYTHON_LINES, lowered
from fairlead.notebook.parse import parsed

_ESCAPE = re.compile(rb"\\(?:x..|u....|U........|[0-7]{1,3}|N\{[^}]*\}|\n|.)", re.DOTALL)


def restored(tree: ast.Module | None, code: str) -> ast.Module | None:
    r"""Return a tree in which the Python of IPython's magics is code again, each node at its place in the text.

    >>> code = "get_ipython().run_cell_magic('time', '', 'x = 1\\ny = x')"
    >>> tree = restored(ast.parse(code), code)
    >>> [(ast.unparse(one), one.lineno, one.col_offset) for one in tree.body]
    [('x = 1', 1, 42), ('y = x', 1, 49)]
    """
    if tree is None or "get_ipython()" not in code or "run_" not in code:
        return tree
    body: list[ast.stmt] = []
    for statement in tree.body:
        text = _python_in(statement)
        inner = _statements(text, code) if text is not None else None
        body += inner or [statement]
    return ast.Module(body, tree.type_ignores)


def _python_in(statement: ast.stmt) -> ast.Constant | None:
    """Return the Python that a statement hands to a magic, as far as that is Python."""
    call = statement.value if isinstance(statement, ast.Expr) else None
    if not (
        isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Call)
        and isinstance(call.func.value.func, ast.Name)
        and call.func.value.func.id == "get_ipython"
    ):
        return None
    given = [one for one in call.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    if call.func.attr == "run_cell_magic" and len(given) == 3 and given[0].value in PYTHON_BODIES:
        return given[2]
    if call.func.attr == "run_line_magic" and len(given) == 2 and given[0].value in PYTHON_LINES:
        return given[1]
    return None


def _statements(text: ast.Constant, code: str) -> list[ast.stmt] | None:
    """Return the statements of a text, each at its place in the code; None where they cannot be read."""
    inner, problem = parsed(lowered(str(text.value)).code)
    columns = _columns(text, code)
    if inner is None or problem is not None or not columns:
        return None
    starts = [0]
    for line in str(text.value).split("\n"):
        starts.append(starts[-1] + len(line.encode()) + 1)
    for node in _placed(inner):
        for line, column in (("lineno", "col_offset"), ("end_lineno", "end_col_offset")):
            at = starts[getattr(node, line) - 1] + getattr(node, column)
            setattr(node, column, columns[min(at, len(columns) - 1)])
            setattr(node, line, text.lineno)
    return inner.body


def _placed(tree: ast.Module) -> Iterator[Any]:
    return (node for node in ast.walk(tree) if hasattr(node, "lineno"))


def _columns(text: ast.Constant, code: str) -> list[int]:
    """Return the column in the code of each byte of a text, and of its end; none unless `repr` wrote it."""
    if text.lineno != text.end_lineno:
        return []
    literal = code.split("\n")[text.lineno - 1].encode()[text.col_offset : text.end_col_offset]
    at = 1 if literal[:1] in (b"'", b'"') and literal[:3] not in (b"'''", b'"""') else len(literal)
    columns: list[int] = []
    while at < len(literal) - 1:
        escape = _ESCAPE.match(literal, at)
        columns.append(text.col_offset + at)
        at = escape.end() if escape else at + 1
    return [*columns, text.col_offset + at] if columns else []
