"""Which text an expression holds, as far as it can be read off: through names, joined paths and f-strings."""

from __future__ import annotations

import ast
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from fairlead.notebook.index import Found, Index
from fairlead.notebook.record import new, record

_DEEPEST = 8
"""Steps from name to name after which a text counts as unknown."""

_SAME = frozenset(("os.path.expanduser", "os.path.abspath", "os.path.normpath", "os.path.realpath", "os.fspath", "str"))
_JOINS = frozenset(("os.path.join", "pathlib.Path", "pathlib.PurePath", "pathlib.PosixPath", "pathlib.WindowsPath"))
_SAME_METHODS = frozenset(("expanduser", "resolve", "absolute", "as_posix", "strip", "rstrip"))


@record()
class Text:
    """Hold what is known of a text.

    Parameters
    ----------
    value : its beginning, or all of it.
    whole : whether `value` is all of it.
    node, cell : the literal that it begins with, and where that stands.
    """

    value: str
    whole: bool
    node: ast.expr
    cell: int


class Spot(NamedTuple):
    """Say from where in the notebook a name is looked up."""

    cell: int
    line: int
    function: ast.AST | None

    @classmethod
    def of(cls, found: Found[Any]) -> Spot:
        """Return the spot of a node."""
        return cls(found.cell, found.node.lineno, found.function)


@dataclass(frozen=True)
class Texts:
    r"""Answer which text an expression holds.

    >>> from fairlead.notebook.index import index_of
    >>> from fairlead.notebook.read import notebook_of
    >>> index = index_of(notebook_of("base = '/data'\nopen(f'{base}/a.csv')"))
    >>> call = index.of(ast.Call)[0]
    >>> Texts(index).of(call.node.args[0], Spot.of(call)).value
    '/data/a.csv'
    """

    index: Index

    @cached_property
    def bindings(self) -> dict[str, list[tuple[Spot, ast.expr]]]:
        """Return what each name is assigned, in order; an attribute of a class by ``Class.name``."""
        bound: dict[str, list[tuple[Spot, ast.expr]]] = defaultdict(list)
        assigned: list[Found[Any]] = [*self.index.of(ast.Assign), *self.index.of(ast.AnnAssign)]
        for found in assigned:
            node = found.node
            if node.value is None:
                continue
            prefix = f"{found.function.name}." if isinstance(found.function, ast.ClassDef) else ""
            spot = new(Spot, (found.cell, node.lineno, None if prefix else found.function))
            for target in node.targets if type(node) is ast.Assign else (node.target,):
                if type(target) is ast.Name:
                    bound[prefix + target.id].append((spot, node.value))
                    continue
                for name, value in _pairs(target, node.value):
                    bound[prefix + name].append((spot, value))
        for several in bound.values():
            if len(several) > 1:
                several.sort(key=lambda one: one[0][:2])
        return dict(bound)

    def binding(self, name: str, spot: Spot) -> tuple[Spot, ast.expr] | None:
        """Return what a name was assigned last before a spot, in its function or at the top."""
        last = None
        for bound, value in self.bindings.get(name, ()):
            visible = bound.function is None or bound.function is spot.function
            before = (bound.cell, bound.line) < (spot.cell, spot.line) or (bound.function is None and spot.function)
            if visible and before:
                last = bound, value
        return last

    def of(self, node: ast.expr, spot: Spot, deep: int = 0) -> Text | None:
        """Return what is known of the text of an expression; None where not even its beginning is known."""
        if deep > _DEEPEST:
            return None
        if isinstance(node, ast.Constant):
            return Text(node.value, True, node, spot.cell) if isinstance(node.value, str) else None
        if isinstance(node, ast.Name):
            bound = self.binding(node.id, spot)
            return self.of(bound[1], bound[0], deep + 1) if bound else None
        if isinstance(node, ast.JoinedStr):
            return self._joined(node.values, spot, "", deep)
        if isinstance(node, ast.BinOp):
            return self._operated(node, spot, deep)
        if isinstance(node, ast.Call):
            return self._called(node, spot, deep)
        if isinstance(node, ast.Subscript):
            return self._item(node, spot, deep)
        if isinstance(node, ast.Attribute):
            values = self.bindings.get(f"{self.index.name_of(node)}")
            return self.of(values[-1][1], values[-1][0], deep + 1) if values else None
        if isinstance(node, ast.FormattedValue):
            return self.of(node.value, spot, deep + 1)
        return self.of(node.body, spot, deep + 1) if isinstance(node, ast.IfExp) else None

    def _operated(self, node: ast.BinOp, spot: Spot, deep: int) -> Text | None:
        if isinstance(node.op, ast.Add):
            return self._joined((node.left, node.right), spot, "", deep)
        if isinstance(node.op, ast.Div):
            return self._joined((node.left, node.right), spot, "/", deep)
        left = self.of(node.left, spot, deep + 1) if isinstance(node.op, ast.Mod) else None
        return _beginning(left, "%") if left else None

    def _called(self, node: ast.Call, spot: Spot, deep: int) -> Text | None:
        name = self.index.name_of(node.func)
        if name in _JOINS:
            return self._joined(node.args, spot, "/", deep)
        if name in _SAME and node.args:
            return self.of(node.args[0], spot, deep + 1)
        if not isinstance(node.func, ast.Attribute):
            return None
        method, receiver = node.func.attr, node.func.value
        if method == "joinpath":
            return self._joined((receiver, *node.args), spot, "/", deep)
        if method in _SAME_METHODS:
            return self.of(receiver, spot, deep + 1)
        if method != "format":
            return None
        template = self.of(receiver, spot, deep + 1)
        if template is not None and template.value.startswith("{") and node.args:
            first = self.of(node.args[0], spot, deep + 1)
            return Text(first.value, False, first.node, first.cell) if first else None
        return _beginning(template, "{") if template else None

    def _item(self, node: ast.Subscript, spot: Spot, deep: int) -> Text | None:
        """Return an item of a dictionary of texts."""
        if not isinstance(node.value, ast.Name) or not isinstance(node.slice, ast.Constant):
            return None
        bound = self.binding(node.value.id, spot)
        if bound is None or not isinstance(bound[1], ast.Dict):
            return None
        for key, value in zip(bound[1].keys, bound[1].values, strict=True):
            if isinstance(key, ast.Constant) and key.value == node.slice.value:
                return self.of(value, bound[0], deep + 1)
        return None

    def _joined(self, parts: list[ast.expr] | tuple[ast.expr, ...], spot: Spot, between: str, deep: int) -> Text | None:
        """Return parts put together, as far as they are known."""
        text: Text | None = None
        for part in parts:
            known = self.of(part, spot, deep + 1)
            if text is None:
                if known is None:
                    return None
                text = known
            elif known is None or not text.whole:
                return Text(text.value, False, text.node, text.cell)
            elif between and known.value.startswith("/"):
                text = known
            else:
                begin = text.value.rstrip(between) + between if between and text.value != between else text.value
                text = Text(begin + known.value, known.whole, text.node, text.cell)
        return text


def _pairs(target: ast.expr, value: ast.expr) -> list[tuple[str, ast.expr]]:
    """Return the names that an assignment binds, each with its value: ``a, b = 1, 2`` binds two."""
    if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
        return [(f"{target.value.id}.{target.attr}", value)]
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
        pairs = zip(target.elts, value.elts, strict=True)
        return [(one.id, given) for one, given in pairs if isinstance(one, ast.Name)]
    return []


def _beginning(text: Text, mark: str) -> Text | None:
    """Return what stands before the first gap in a template."""
    before, gap, _ = text.value.partition(mark)
    return Text(before, text.whole and not gap, text.node, text.cell) if before else None
