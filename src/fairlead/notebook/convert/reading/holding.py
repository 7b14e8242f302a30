"""Remember which names hold functions and classes of the notebook, and what those look up when they are called."""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping

from fairlead.notebook.convert.kinds.kind import DATA, IMMUTABLE
from fairlead.notebook.convert.kinds.kinds import Kinds
from fairlead.notebook.convert.unit import Unit
from fairlead.notebook.scope import Function
from fairlead.notebook.uses import GIVEN


class Holding:
    """Remember what names hold, statement after statement.

    Parameters
    ----------
    bodies : the functions and classes of the notebook; at_call : those of them that hold others also when called.
    functions, known : what the statements so far define and bind; they grow while statements are read.
    imported : names of what is imported.
    """

    def __init__(
        self,
        kinds: Kinds,
        bodies: Mapping[str, ast.AST],
        at_call: Collection[str],
        imported: Collection[str],
        functions: Mapping[str, Function],
        known: set[str],
    ) -> None:
        self.kinds = kinds
        self._bodies = bodies
        self._at_call = at_call
        self._imported = imported
        self._functions = functions
        self._known = known
        self._late: dict[str, set[str]] = {}
        self._holds: dict[str, set[str]] = {}

    def looked_up_late(self, names: set[str]) -> set[str]:
        """Return the names that are looked up when what some names hold is called."""
        return set().union(*(self._late[name] for name in names & self._late.keys())) & self._known

    def learn(self, unit: Unit) -> None:
        """Remember which names hold functions and classes, and what those will look up when they are called."""
        node = unit.node
        if unit.role == "definition" or isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            for name in unit.changes:  # a decorator may keep what it decorates
                self._holds[name] = self._holds.get(name, set()) | unit.binds
            unit.holds = {name: set(self._holds[name]) for name in unit.changes}
            return
        held: set[str] = set()
        late: set[str] = set()
        called = {id(one.func) for one in ast.walk(node) if isinstance(one, ast.Call)}
        for one in ast.walk(node):
            if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load):
                held |= self._holds.get(one.id, set())
                late |= self._late.get(one.id, set())
                if one.id in self._bodies and (id(one) not in called or one.id in self._at_call):
                    held.add(one.id)
                    late |= self._needs_of(one.id)
            elif isinstance(one, ast.Lambda):
                late |= {each.id for each in ast.walk(one.body) if isinstance(each, ast.Name)} - {
                    each.arg for each in one.args.args
                }
        late = late.difference(self._imported, GIVEN - self._known)
        for name in unit.writes:
            more = name in unit.changes
            self._holds[name] = held | (self._holds.get(name, set()) if more else set())
            is_plain = self.kinds.of_names.get(name, "") in DATA | IMMUTABLE
            self._late[name] = set() if is_plain else late | (self._late.get(name, set()) if more else set())
        unit.holds = {name: set(self._holds[name]) for name in unit.writes}

    def _needs_of(self, name: str) -> set[str]:
        found: set[str] = set()
        waiting, seen = [name], set()
        while waiting:
            one = waiting.pop()
            made = self._functions.get(one)
            if made is None or one in seen:
                continue
            seen.add(one)
            found |= set(made.needs)
            waiting += list(made.needs)
        return found
