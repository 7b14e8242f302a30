"""Learn which kinds of objects names hold, statement after statement."""

from __future__ import annotations

import ast
from collections.abc import Callable

from fairlead.notebook.convert.effects import statements_within
from fairlead.notebook.convert.kinds.datasets import kinds_of_datasets
from fairlead.notebook.convert.kinds.kind import ARRAY, FIGURE, ONCE
from fairlead.notebook.convert.kinds.kinds import Kinds
from fairlead.notebook.convert.kinds.models import class_of
from fairlead.notebook.convert.reading.syntax import names_of_target
from fairlead.notebook.convert.sharing import looped
from fairlead.notebook.convert.unit import Unit
from fairlead.notebook.flow.knowledge.estimators import KIND_OF


class KindsOfNames:
    """Keep the kinds of names up to date.

    Parameters
    ----------
    kinds : what is learned is written into its `of_names`.
    name_of : gives the qualified name of what is called; modules : names of imported modules.
    """

    def __init__(self, kinds: Kinds, name_of: Callable[[ast.AST], str | None], modules: frozenset[str]) -> None:
        self.kinds = kinds
        self._name_of = name_of
        self._modules = modules

    def learn(self, unit: Unit) -> None:
        """Remember what kinds of objects names hold from here on."""
        node, names = unit.node, self.kinds.of_names
        figure = unit.draws_figure
        if isinstance(node, ast.Assign):
            found = [(target, self._kind_of(node.value), node.value) for target in node.targets]
            for target, kind, value in found:
                self._set_kind(target, kind, value, figure)
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            self._set_kind(node.target, self.kinds.of(node.value), node.value, False)
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            names[node.target.id] = self.kinds.of(ast.BinOp(node.target, node.op, node.value))
        elif isinstance(node, (ast.Import, ast.ImportFrom)) and unit.role == "work":
            names.update(dict.fromkeys(unit.binds, ONCE))  # what it changes belongs to the process: often a module
        else:
            for name in unit.binds:
                names[name] = ""
            self._learn_within(node, figure)
        for one in ast.walk(node):
            if isinstance(one, ast.NamedExpr):
                names[one.target.id] = self.kinds.of(one.value)

    def _kind_of(self, value: ast.expr) -> str:
        """Return the kind of what is given a name; a module with another name stays in its process."""
        return ONCE if isinstance(value, ast.Name) and value.id in self._modules else self.kinds.of(value)

    def _learn_within(self, node: ast.stmt, figure: bool) -> None:
        """Learn what a compound statement leaves in its names: what one branch says, unless another contradicts."""
        names = self.kinds.of_names
        said: dict[str, set[str]] = {}
        for inner in sorted((node, *statements_within(node)), key=lambda one: (one.lineno, one.col_offset)):
            if isinstance(inner, (ast.With, ast.AsyncWith)):
                for item in inner.items:
                    if isinstance(item.optional_vars, ast.Name):
                        names[item.optional_vars.id] = self.kinds.of(item.context_expr)
            elif isinstance(inner, ast.For):
                for target, value in looped(inner.target, inner.iter):
                    kind = self.kinds.of(value)
                    of_one = {"range": "int", FIGURE: FIGURE, "str": "str"}.get(kind, "")
                    if isinstance(value, ast.Call) and self._name_of(value.func) == "range":
                        of_one = "int"
                    elif self._parts_rows(value):
                        of_one = ARRAY
                    for one in names_of_target(target):
                        names[one.id] = of_one
            elif isinstance(inner, ast.Assign):
                kind = self.kinds.of(inner.value)
                for target in inner.targets:
                    if isinstance(target, ast.Name):
                        said.setdefault(target.id, set()).add(kind)
                        names[target.id] = kind
                    else:
                        self._set_kind(target, kind, inner.value, figure)
        for name, kinds in said.items():
            names[name] = (
                ONCE if ONCE in kinds else FIGURE if FIGURE in kinds else kinds.pop() if len(kinds) == 1 else ""
            )

    def _parts_rows(self, value: ast.expr) -> bool:
        """Tell whether a loop goes over the numbers of rows that a splitter of scikit-learn gives."""
        is_split = isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr == "split"
        return is_split and KIND_OF.get(class_of(self.kinds.of(value.func.value))) == "splitter"  # type: ignore[attr-defined]

    def _set_kind(self, target: ast.expr, kind: str, value: ast.expr, figure: bool) -> None:
        names = self.kinds.of_names
        if isinstance(target, ast.Name):
            names[target.id] = kind
        elif isinstance(target, (ast.Tuple, ast.List)):
            if isinstance(value, (ast.Tuple, ast.List)) and len(value.elts) == len(target.elts):
                kinds_of_parts = [self._kind_of(one) for one in value.elts]
                for each, of_part, part in zip(target.elts, kinds_of_parts, value.elts, strict=True):
                    self._set_kind(each, of_part, part, figure)
                return
            kinds = self._of_several(value, len(target.elts))
            for position, one in enumerate(target.elts):
                inner = one.value if isinstance(one, ast.Starred) else one
                spread = kinds[position] if kinds else kind if kind in (ONCE, FIGURE) else ""
                if (
                    spread == ONCE
                    and isinstance(value, ast.Call)
                    and self._name_of(value.func) in ("zip", "map", "filter")
                ):
                    spread = "tuple"
                self._set_kind(inner, spread, value, figure)

    def _of_several(self, value: ast.expr, number: int) -> list[str]:
        """Return the kinds of what a call gives at once: of ``train_test_split(X, y)`` those of X, X, y, y."""
        if isinstance(value, ast.Call):
            name = self._name_of(value.func) or ""
            if name.endswith("train_test_split") and 2 * len(value.args) == number:
                return [kind for one in value.args for kind in [self.kinds.of(one)] * 2]
            return kinds_of_datasets(value, name, number)
        return []
