"""Follow names through one scope in the order in which Python would: a cell, a function, the body of a class."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from fairlead.notebook.magics import AUTOMAGIC
from fairlead.notebook.methods import CHANGES_ARGUMENT, PURE
from fairlead.notebook.trail import Trail
from fairlead.notebook.tree import FIELDS, names_in

NOTHING: frozenset[str] = frozenset()
_SCOPED = frozenset((ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp, ast.Lambda, ast.NamedExpr))
_BACKWARDS = {kind: fields[::-1] for kind, fields in FIELDS.items()}
_HOLDERS = frozenset((ast.Name, ast.List, ast.Tuple, ast.Dict))
_LAST_NAMES = frozenset(name.rpartition(".")[2] for name in CHANGES_ARGUMENT)
_HIDING_CALLS = frozenset(("exec", "execfile"))


@dataclass(slots=True)
class Function:
    """Hold what a function, or a class with its methods, does to names outside it.

    Parameters
    ----------
    needs : names that it takes from around it, each with the node that reads it.
    binds : names around it that it binds (``global``).
    changes : names around it whose objects it changes.
    parameters : its parameters in order.
    changed_parameters : those whose arguments it changes.
    """

    needs: dict[str, Any] = field(default_factory=dict)
    binds: dict[str, Any] = field(default_factory=dict)
    changes: dict[str, Any] = field(default_factory=dict)
    parameters: Sequence[str] = ()
    changed_parameters: frozenset[str] = NOTHING


class Scope:
    """Collect what the code of one scope reads, binds, changes and deletes.

    Parameters
    ----------
    aliases : what imported names stand for; modules are not changed by calling their functions.
    functions : those that are known by their names so far; definitions at the top of a cell are added.
    earlier : names that earlier cells bind: what is bound only in one branch may still be theirs.
    shares : for each name, the names whose objects are (in) its object, as of ``b = a`` and ``for d in [a, b]``.
    trail : collects the expressions; function : whose body this is, for them.
    """

    def __init__(
        self,
        aliases: dict[str, str],
        functions: dict[str, Function],
        earlier: Iterable[str] = (),
        shares: dict[str, set[str]] | None = None,
        trail: Trail | None = None,
        function: ast.AST | None = None,
    ) -> None:
        self.needs: dict[str, Any] = {}
        self.binds: dict[str, Any] = {}
        self.changes: dict[str, Any] = {}
        self.deletes: dict[str, Any] = {}
        self.later: dict[str, Any] = {}
        self.used: dict[str, Any] = {}
        self.outside: set[str] = set()
        self.unseen = ""
        self._sure: set[str] = set()
        self._aliases = aliases
        self._functions = functions
        self._earlier = earlier
        self._shares = shares
        self._is_top = shares is not None
        self.trail = trail or Trail()
        self._function_here = function

    # Statements

    def run(self, body: Iterable[ast.stmt]) -> None:
        """Follow statements in their order."""
        trail, function = self.trail, self._function_here
        cell = trail.cell
        for statement in body:
            trail.unit = (cell, statement, function)
            _FOLLOW.get(type(statement), Scope._any)(self, statement)

    def _at(self, statement: ast.stmt) -> None:
        """Come back to a statement from another one within it."""
        self.trail.unit = (self.trail.cell, statement, self._function_here)

    def _any(self, node: Any) -> None:
        self.read(node)

    def _expression(self, node: Any) -> None:
        value = node.value
        if isinstance(value, ast.Name) and value.id in AUTOMAGIC and value.id not in self.binds:
            return
        self.read(value)

    def _assign(self, node: Any) -> None:
        value, is_top = node.value, self._is_top
        kind = type(value)
        if not (is_top and kind is ast.Lambda):
            self.read(value)
        else:  # a lambda with a name is a function
            self.trail.nodes[kind].append((value, self.trail.unit))
            if len(node.targets) > 1 or type(node.targets[0]) is not ast.Name:
                self._lambda(value)
        names = list(_names_held(value)) if is_top and kind in _HOLDERS else ()
        for target in node.targets:
            if type(target) is ast.Name:
                self._bind(target.id, target)
                if names:
                    self._share(target.id, names)
            else:
                self._bind_target(target)
        if is_top and (kind is ast.Call or kind is ast.Lambda) and len(node.targets) == 1:
            target = node.targets[0]
            if type(target) is ast.Name:
                self._keep_function(target.id, value)

    def _keep_function(self, name: str, value: Any) -> None:
        """Remember what a name can do: a lambda, or an object of a class of the notebook."""
        if isinstance(value, ast.Lambda):
            self._functions[name] = self._lambda(value)
            self._put_off(self._functions[name])
        elif isinstance(value, ast.Call) and isinstance(value.func, ast.Name):
            made = self._functions.get(value.func.id)
            if made is not None and value.func.id[:1].isupper() and name != value.func.id:
                self._functions[name] = made

    def _augmented(self, node: Any) -> None:
        self.read(node.value)
        target = node.target
        if isinstance(target, ast.Name):
            self._read_name(target.id, target)
            self.change(target.id, target)
            self._bind(target.id, target, keeps=True)
        else:
            self._bind_target(target)

    def _annotated(self, node: Any) -> None:
        self.read(node.annotation)
        if node.value is not None:
            self.read(node.value)
            self._bind_target(node.target)
        elif not isinstance(node.target, ast.Name):
            self.read(node.target)

    def _for(self, node: Any) -> None:
        self.read(node.iter)
        self._bind_target(node.target)
        if self._is_top:
            held = list(_names_iterated(node.iter))
            for target in ast.walk(node.target) if held else ():
                if isinstance(target, ast.Name):
                    self._share(target.id, held)
        self.run(node.body)
        self.run(node.orelse)

    def _if(self, node: Any) -> None:
        """Follow both branches; only what both of them bind is surely bound afterwards."""
        branches: list[set[str]] = []
        before = self._sure
        while True:
            self.read(node.test)
            self._sure = set(before)
            self.run(node.body)
            branches.append(self._sure)
            self._sure = set(before)
            if len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If):
                node = node.orelse[0]
                self._at(node)
                continue
            self.run(node.orelse)
            branches.append(self._sure)
            break
        self._sure = set.intersection(*branches)

    def _while(self, node: Any) -> None:
        self.read(node.test)
        self.run(node.body)
        self.run(node.orelse)

    def _with(self, node: Any) -> None:
        for item in node.items:
            self.read(item.context_expr)
            if item.optional_vars is not None:
                self._bind_target(item.optional_vars)
        self.run(node.body)

    def _try(self, node: Any) -> None:
        self.run(node.body)
        for handler in node.handlers:
            if handler.type is not None:
                self._at(node)
                self.read(handler.type)
            known = handler.name in self.binds
            if handler.name:
                self._bind(handler.name, handler)
            self.run(handler.body)
            if handler.name and not known:  # Python takes the name away behind the handler
                self.binds.pop(handler.name, None)
                self._sure.discard(handler.name)
        self.run(node.orelse)
        self.run(node.finalbody)

    def _function(self, node: Any) -> None:
        self.trail.unit = (self.trail.cell, node, node)
        for part in (*node.decorator_list, *_defaults(node.args), *_annotations(node)):
            self.read(part)
        self._define(node, self._function_of(node, node.body))

    def _class(self, node: Any) -> None:
        self.trail.unit = (self.trail.cell, node, node)
        for part in (*node.decorator_list, *node.bases, *(keyword.value for keyword in node.keywords)):
            self.read(part)
        body = Scope(self._aliases, self._functions, trail=self.trail, function=node)
        body.run(node.body)
        for name, reader in body.needs.items():
            self._read_name(name, reader)
        self.unseen = self.unseen or body.unseen
        self._define(node, Function(body.later, {}, {}))

    def _define(self, node: Any, made: Function) -> None:
        self._bind(node.name, node)
        if self._is_top:
            self._functions[node.name] = made
        self._put_off(made)

    def _put_off(self, made: Function) -> None:
        """Keep what a function needs once it is called; in a function that itself is a need of the outer one."""
        for name, reader in made.needs.items():
            self.later.setdefault(name, reader)

    def _import(self, node: Any) -> None:
        for name in node.names:
            if name.name == "*":
                self.unseen = f"from {'.' * node.level}{node.module or ''} import *"
            else:
                alias = name.asname or name.name
                self._bind(alias.partition(".")[0] if isinstance(node, ast.Import) else alias, node)

    def _delete(self, node: Any) -> None:
        for target in node.targets:
            for one in target.elts if isinstance(target, (ast.Tuple, ast.List)) else (target,):
                if isinstance(one, ast.Name):
                    self._read_name(one.id, one)
                    self.deletes[one.id] = one
                    self.binds.pop(one.id, None)
                    self._sure.discard(one.id)
                else:
                    self._bind_target(one)

    def _global(self, node: Any) -> None:
        self.outside.update(node.names)

    def _match(self, node: Any) -> None:
        self.read(node.subject)
        for case in node.cases:
            for pattern in ast.walk(case.pattern):
                name = getattr(pattern, "name", None) or getattr(pattern, "rest", None)
                if isinstance(name, str):
                    self._bind(name, pattern)
                elif isinstance(pattern, ast.expr):
                    self.read(pattern)
            if case.guard is not None:
                self._at(node)
                self.read(case.guard)
            self.run(case.body)

    # Names

    def _bind(self, name: str, node: Any, *, keeps: bool = False) -> None:
        self.binds[name] = node
        self._sure.add(name)
        if self.deletes:
            self.deletes.pop(name, None)
        if self._is_top and not keeps:
            if name in self._functions:
                del self._functions[name]
            if name in self._shares:  # type: ignore[operator]
                self._part(name)

    def _bind_target(self, target: Any) -> None:
        waiting = [target]
        while waiting:
            one = waiting.pop()
            if isinstance(one, ast.Name):
                self._bind(one.id, one)
            elif isinstance(one, (ast.Tuple, ast.List)):
                waiting += reversed(one.elts)
            elif isinstance(one, ast.Starred):
                waiting.append(one.value)
            elif isinstance(one, (ast.Attribute, ast.Subscript)):
                self.read(one)
                self.change(root_of(one), one)

    def _read_name(self, name: str, node: Any) -> None:
        if self._is_top and name in self._functions:
            self.used.setdefault(name, node)
        if name in self._sure or name in self.needs:
            return
        if name not in self.binds or name in self._earlier:
            self.needs[name] = node

    def change(self, name: str | None, node: Any) -> None:
        """Note that the object of a name is changed, and with it what shares it."""
        if name is None or name in self._aliases:
            return
        self.changes.setdefault(name, node)
        if self._shares is not None:
            for other in self._shares.get(name, ()):
                self.changes.setdefault(other, node)

    def _share(self, name: str, held: Iterable[str]) -> None:
        if self._shares is None:
            return
        group = {name}
        for one in held:
            if one not in self._aliases:
                group |= self._shares.get(one, {one})
        if len(group) > 1:
            for one in group:
                self._shares[one] = group

    def _part(self, name: str) -> None:
        group = self._shares.pop(name, None) if self._shares else None
        if group is not None:
            group.discard(name)

    # Expressions

    def read(self, node: Any, hidden: frozenset[str] = NOTHING) -> None:
        """Follow what an expression reads; `hidden` are names that mean something else in here."""
        sure, functions, is_top = self._sure, self._functions, self._is_top
        nodes, unit = self.trail.nodes, self.trail.unit
        waiting = [node]
        while waiting:
            one = waiting.pop()
            kind = type(one)
            if kind is ast.Name:
                name = one.id
                if name not in hidden and (name not in sure or (is_top and name in functions)):
                    self._read_name(name, one)
                continue
            if kind is ast.Constant or one is None:
                continue
            if kind in nodes:
                nodes[kind].append((one, unit))
            if kind is ast.Attribute:
                waiting.append(one.value)
                continue
            if kind is ast.Call:
                self._call(one, hidden)
                if one.keywords:
                    waiting += [keyword.value for keyword in one.keywords][::-1]
                waiting += one.args[::-1]
                waiting.append(one.func)
                continue
            if kind is ast.Subscript:
                waiting.append(one.slice)
                waiting.append(one.value)
                continue
            if kind in _SCOPED:
                self._scoped(one, hidden)
                continue
            for name in _BACKWARDS[kind]:
                value = getattr(one, name)
                if type(value) is list:
                    waiting += value[::-1]
                elif value is not None:
                    waiting.append(value)

    def _scoped(self, node: Any, hidden: frozenset[str]) -> None:
        """Follow what has names of its own, or binds one."""
        if isinstance(node, ast.Lambda):
            for name, reader in self._lambda(node, hidden).needs.items():
                if name not in hidden:
                    self._read_name(name, reader)
        elif isinstance(node, ast.NamedExpr):
            self.read(node.value, hidden)
            self._bind(node.target.id, node.target)
        else:
            self._comprehension(node, hidden)

    def _comprehension(self, node: Any, hidden: frozenset[str]) -> None:
        inner = hidden
        for generator in node.generators:
            self.read(generator.iter, inner)
            inner = inner | names_in(generator.target)
            for condition in generator.ifs:
                self.read(condition, inner)
        for part in (node.key, node.value) if isinstance(node, ast.DictComp) else (node.elt,):
            self.read(part, inner)

    def _call(self, node: Any, hidden: frozenset[str]) -> None:
        """Note what a call changes: its receiver, or an argument."""
        called = node.func
        kind = type(called)
        if kind is ast.Attribute:
            owner = called.value
            root = owner.id if type(owner) is ast.Name else root_of(owner)
            if root is not None and root not in hidden and root not in self._aliases:
                if called.attr not in PURE or (node.keywords and _is_in_place(node)):
                    self.change(root, node)
                return
            position = CHANGES_ARGUMENT.get(self._qualified(called)) if called.attr in _LAST_NAMES else None
        elif kind is ast.Name:
            if called.id in _HIDING_CALLS:
                self.unseen = self.unseen or f"{called.id}(...)"
            position = CHANGES_ARGUMENT.get(self._aliases.get(called.id, called.id))
            made = self._functions.get(called.id)
            if made is not None and made.changed_parameters:
                self._changed_arguments(node, made, hidden)
        else:
            return
        if position is not None and len(node.args) > position:
            name = root_of(node.args[position])
            if name not in hidden:
                self.change(name, node)

    def _qualified(self, node: Any) -> str:
        parts = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if isinstance(node, ast.Name):
            parts.append(self._aliases.get(node.id, node.id))
        return ".".join(reversed(parts))

    def _changed_arguments(self, node: Any, made: Function, hidden: frozenset[str]) -> None:
        given = [*zip(made.parameters, node.args, strict=False), *((k.arg, k.value) for k in node.keywords)]
        for parameter, value in given:
            if parameter in made.changed_parameters:
                name = root_of(value)
                if name not in hidden:
                    self.change(name, node)

    def _lambda(self, node: Any, hidden: frozenset[str] = NOTHING) -> Function:
        trail, unit = self.trail, self.trail.unit
        trail.unit = (unit[0], unit[1], node)
        for default in _defaults(node.args):
            self.read(default, hidden)
        made = self._function_of(node)
        trail.unit = unit
        return made

    def _function_of(self, node: Any, body: Sequence[ast.stmt] = ()) -> Function:
        """Follow a function's body, or a lambda's, in a scope of its own, and return what it does outside."""
        arguments = node.args
        inner = Scope(self._aliases, self._functions, trail=self.trail, function=node)
        if type(node) is ast.Lambda:
            inner.read(node.body)
        else:
            inner.run(body)
        parameters = [one.arg for one in (*arguments.posonlyargs, *arguments.args)]
        others = [one.arg for one in (*arguments.kwonlyargs, arguments.vararg, arguments.kwarg) if one is not None]
        own = ({*parameters, *others} | inner.binds.keys()) - inner.outside
        needed = {**inner.later, **inner.needs}
        self.unseen = self.unseen or inner.unseen
        return Function(
            {name: reader for name, reader in needed.items() if name not in own},
            {name: binder for name, binder in inner.binds.items() if name in inner.outside},
            {name: changer for name, changer in inner.changes.items() if name not in own},
            [*parameters, *others],
            frozenset(inner.changes.keys() & {*parameters, *others}) - inner.binds.keys(),
        )


_FOLLOW: dict[type[ast.stmt], Any] = {
    ast.Expr: Scope._expression,
    ast.Assign: Scope._assign,
    ast.AugAssign: Scope._augmented,
    ast.AnnAssign: Scope._annotated,
    ast.For: Scope._for,
    ast.AsyncFor: Scope._for,
    ast.If: Scope._if,
    ast.While: Scope._while,
    ast.With: Scope._with,
    ast.AsyncWith: Scope._with,
    ast.Try: Scope._try,
    ast.TryStar: Scope._try,
    ast.FunctionDef: Scope._function,
    ast.AsyncFunctionDef: Scope._function,
    ast.ClassDef: Scope._class,
    ast.Import: Scope._import,
    ast.ImportFrom: Scope._import,
    ast.Delete: Scope._delete,
    ast.Global: Scope._global,
    ast.Nonlocal: Scope._global,
    ast.Match: Scope._match,
}


def root_of(node: Any) -> str | None:
    """Return the name at which ``a.b[c].d`` begins, or None if it begins at a call or a value.

    >>> root_of(ast.parse("df.loc[3].x", mode="eval").body), root_of(ast.parse("f().x", mode="eval").body)
    ('df', None)
    """
    while type(node) in _INSIDE:
        node = node.value
    return node.id if type(node) is ast.Name else None


_INSIDE = frozenset((ast.Attribute, ast.Subscript, ast.Starred))


def _is_in_place(node: ast.Call) -> bool:
    return any(
        k.arg == "inplace" and not (isinstance(k.value, ast.Constant) and not k.value.value) for k in node.keywords
    )


def _names_held(node: Any) -> Iterator[str]:
    """Yield the names whose objects a value is or holds: ``a``, ``[a, b]``, ``{"x": a}``."""
    if isinstance(node, ast.Name):
        yield node.id
    elif isinstance(node, (ast.List, ast.Tuple)):
        for one in node.elts:
            if isinstance(one, (ast.Name, ast.Tuple)):
                yield from _names_held(one)
    elif isinstance(node, ast.Dict):
        yield from (one.id for one in node.values if isinstance(one, ast.Name))


def _names_iterated(node: Any) -> Iterator[str]:
    """Yield the names whose objects a loop goes through: of ``[a, b]``, ``pairs``, ``zip(names, models)``."""
    if isinstance(node, ast.Call):
        called = node.func
        if isinstance(called, ast.Name) and called.id in ("enumerate", "list", "reversed", "zip"):
            for one in node.args:
                yield from _names_held(one)
        elif isinstance(called, ast.Attribute) and called.attr in ("items", "values"):
            yield from _names_held(called.value)
    else:
        yield from _names_held(node)


def _defaults(arguments: ast.arguments) -> Iterator[ast.expr]:
    yield from arguments.defaults
    yield from (one for one in arguments.kw_defaults if one is not None)


def _annotations(node: Any) -> Iterator[ast.expr]:
    arguments = node.args
    every = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg)
    yield from (one.annotation for one in every if one is not None and one.annotation is not None)
    if node.returns is not None:
        yield node.returns
