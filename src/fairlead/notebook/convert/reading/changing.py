"""Which objects a statement changes, beyond what its syntax says: by the kinds of them, and by what is called."""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping

from fairlead.notebook.convert.arguments import MAY_CHANGE, Handlings
from fairlead.notebook.convert.kinds.kind import DATA, IMMUTABLE
from fairlead.notebook.convert.kinds.kinds import Kinds
from fairlead.notebook.scope import root_of


class Changing:
    """Answer what a statement changes.

    Parameters
    ----------
    handlings : what functions of the notebook do with their arguments; bodies : those functions, and classes.
    imported : names of what is imported; known : names bound so far, which grow while statements are read.
    stateful : functions with a default that is an object of the notebook: to use one may change it.
    """

    def __init__(
        self,
        kinds: Kinds,
        handlings: Handlings,
        bodies: Mapping[str, ast.AST],
        imported: Collection[str],
        known: set[str],
    ) -> None:
        self.kinds = kinds
        self.handlings = handlings
        self.stateful: set[str] = set()
        self._bodies = bodies
        self._imported = imported
        self._known = known

    def by(self, node: ast.stmt) -> set[str]:
        """Return names whose objects a statement changes in ways that only their kinds tell."""
        found: set[str | None] = set()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            return set()
        for one in ast.walk(node):
            if isinstance(one, ast.Call):
                found |= self._by_call(one)
            elif isinstance(one, ast.Subscript) and isinstance(one.value, ast.Name):
                if self.kinds.of_names.get(one.value.id) == "defaultdict":
                    found.add(one.value.id)
            elif isinstance(one, ast.Name) and one.id in self.stateful and isinstance(one.ctx, ast.Load):
                found.add(one.id)
        return {name for name in found if name is not None and name in self._known and name not in self._imported}

    def _by_call(self, call: ast.Call) -> set[str | None]:
        found: set[str | None] = set()
        called = call.func
        for one in call.keywords:
            if one.arg == "out":
                found |= {
                    root_of(each) for each in (one.value.elts if isinstance(one.value, ast.Tuple) else (one.value,))
                }
            elif (one.arg in ("copy", "deep") and isinstance(one.value, ast.Constant) and one.value.value is False) or (
                (one.arg or "").startswith("overwrite_")
                and not (isinstance(one.value, ast.Constant) and not one.value.value)
            ):
                found |= {root_of(each) for each in call.args}
        if isinstance(called, ast.Attribute):
            root, method = root_of(called.value), called.attr
            kind = self.kinds.of(called.value)
            if method in MAY_CHANGE and not kind.startswith(("pandas.", "polars.")) and kind not in IMMUTABLE:
                found.add(root)
            own = self.handlings.method(method)
            if own is not None and not kind.startswith(("pandas.", "polars.", "numpy.", "estimator:")):
                found |= own.names(own.changed) | ({root} if "self" in own.changed else set())
                found |= {
                    inner.id
                    for each in own.given(call, own.changed - {"self"}, self._is_data)
                    for inner in ast.walk(each)
                    if isinstance(inner, ast.Name)
                }
            if method in ("shuffle", "put", "place", "putmask", "at", "copyto", "put_along_axis") and call.args:
                found.add(root_of(call.args[0]))
        elif isinstance(called, ast.Name):
            known = called.id in self._known and called.id not in self._bodies and called.id not in self._imported
            if known:  # whatever it is, it may change what it holds, and what it is given
                found.add(called.id)
                found |= {root_of(each) for each in call.args}
        else:
            found.add(root_of(called))
        return found

    def by_calls_of(self, name: str, node: ast.stmt) -> set[str]:
        """Return the names that a statement hands to a function of the notebook that changes what it is given."""
        made = self.handlings.function(name)
        if made is None or not made.changed:
            return set()
        found = made.names(made.changed)
        for call in ast.walk(node):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == name:
                for one in made.given(call, made.changed, self._is_data):
                    for inner in ast.walk(one):
                        if isinstance(inner, ast.Name) and inner.id in self._known and inner.id not in self._imported:
                            found.add(inner.id)
        kinds = self.kinds.of_names
        return {one for one in found if kinds.get(one, "") not in IMMUTABLE and one not in self._bodies}

    def _is_data(self, value: ast.expr) -> bool:
        return self.kinds.of(value) in DATA
