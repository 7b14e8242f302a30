"""Paths of files that are put together from what is known: ``f"data/{name}.csv"``, ``os.path.join("data", name)``."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Sequence

from fairlead.notebook.flow.arguments import Arguments
from fairlead.notebook.flow.run import Run
from fairlead.notebook.flow.values import Constant

_FILE = ("filepath_or_buffer", "io", "path", "source", "fname", "file")


def path_of(run: Run, arguments: Arguments) -> str | None:
    """Return the path of the file that is read, where it is written or put together from what is known."""
    value = arguments.get(0, *_FILE)
    if isinstance(value, Constant):
        return value.value if isinstance(value.value, str) else None
    node = arguments.node(0, *_FILE)
    return _text(run, node) if node is not None else None


def _text(run: Run, node: ast.expr) -> str | None:
    """Return the text that an expression gives; None where it takes more than constants and paths to know it."""
    if isinstance(node, (ast.Constant, ast.Name, ast.Attribute)):
        value = run.value(node)
        return str(value.value) if isinstance(value, Constant) and value.value is not None else None
    if isinstance(node, ast.JoinedStr):
        return _all(run, node.values, "".join)
    if isinstance(node, ast.FormattedValue):
        return _text(run, node.value) if node.format_spec is None else None
    if isinstance(node, ast.BinOp):
        if isinstance(node.op, ast.Mod):
            right = node.right.elts if isinstance(node.right, ast.Tuple) else [node.right]
            return _all(run, [node.left, *right], lambda texts: _filled(texts[0], _PLACE, texts[1:]))
        between = {ast.Add: "", ast.Div: "/"}.get(type(node.op))
        return None if between is None else _all(run, [node.left, node.right], between.join)
    if isinstance(node, ast.Call) and not node.keywords:
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in ("join", "joinpath", "Path", "str", "PurePath"):
            owner = [node.func.value] if name == "joinpath" and isinstance(node.func, ast.Attribute) else []
            return _all(run, [*owner, *node.args], "/".join)
        if name == "format" and isinstance(node.func, ast.Attribute):
            return _all(run, [node.func.value, *node.args], lambda texts: _filled(texts[0], _BRACES, texts[1:]))
    return None


def _all(run: Run, nodes: Sequence[ast.expr], put: Callable[[list[str]], str | None]) -> str | None:
    """Return what is made of the texts of all nodes; None if one of them is not known."""
    texts = [text for node in nodes if (text := _text(run, node)) is not None]
    return put(texts) if len(texts) == len(nodes) else None


_PLACE = re.compile("%[sd]")
_BRACES = re.compile(r"{\d*}")


def _filled(text: str, place: re.Pattern[str], given: list[str]) -> str | None:
    """Return a text with its places filled in order; None where there are other places than those.

    >>> _filled("%s/%s.csv", re.compile("%[sd]"), ["data", "train"])
    'data/train.csv'
    """
    parts = place.split(text)
    if len(parts) != len(given) + 1 or any(sign in part for part in parts for sign in "%{"):
        return None
    return parts[0] + "".join(one + part for one, part in zip(given, parts[1:], strict=True))
