"""What a function or method of the notebook does to the objects that it is handed: which it may change, which it keeps.

But for parameters that are bound anew first (``df = df.copy()``), the body is read without regard to order. Of every
variable is known which parameters it may be (the object itself, a view or a part of it) and which it may hold (as a
list holds what was put into it). Arithmetic makes new objects; what is not known may give back whatever it was given.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fairlead.notebook.methods import CHANGES_ARGUMENT, PURE

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda

_FACTS = frozenset(["shape", "size", "ndim", "dtype", "dtypes", "columns", "index", "name", "__name__", "__class__"])
_FRESH_METHODS = frozenset(
    ["predict", "predict_proba", "predict_log_proba", "decision_function", "score", "mean", "sum", "std", "var"]
    + ["min", "max", "argmin", "argmax", "argsort", "dot", "copy", "astype", "tolist", "any", "all", "cumsum"]
    + ["round", "clip", "prod", "median", "quantile", "nunique", "value_counts", "isna", "isnull", "notna", "abs"]
    + ["corr", "describe", "split", "strip", "lower", "upper", "replace", "format", "startswith", "endswith"]
)
_FRESH_BUILTINS = frozenset(
    ["len", "int", "float", "str", "bool", "range", "abs", "round", "print", "isinstance", "type", "repr", "hash"]
    + ["id", "divmod"]
)
MAY_CHANGE = frozenset(
    ["sort", "add", "reverse", "pop", "partition", "fill", "resize", "setdefault", "update", "difference_update"]
)
"""Methods that leave a frame as it is and change a list, a set, a dict or an array."""
_SHALLOW = frozenset(
    ["append", "extend", "insert", "add", "update", "remove", "discard", "pop", "popleft", "appendleft", "sort"]
    + ["reverse", "clear", "setdefault"]
)
_FILLS = frozenset(("shuffle", "put", "place", "putmask", "copyto", "put_along_axis", "fill_diagonal"))
_SHARING_NUMPY = frozenset(
    ["asarray", "asanyarray", "reshape", "ravel", "squeeze", "transpose", "swapaxes", "moveaxis", "broadcast_to"]
    + ["atleast_1d", "atleast_2d", "split", "array_split", "hsplit", "vsplit", "diagonal", "flip", "fliplr", "flipud"]
    + ["rot90", "expand_dims", "ascontiguousarray", "nan_to_num", "array"]
)
_CHANGES_BUILTIN = frozenset(("setattr", "delattr", "next", "map", "filter", "exec", "eval", "vars"))
_BUILTINS = frozenset(dir(builtins)) - _CHANGES_BUILTIN
_NEW = (ast.Constant, ast.Compare, ast.UnaryOp, ast.JoinedStr)
_ELEMENTS = (ast.Add, ast.Mult, ast.BitOr, ast.Mod)


@dataclass(frozen=True, slots=True)
class Handling:
    """Hold what becomes of the arguments of a function.

    A parameter with a star stands for its elements alone, as ``a + b`` holds those of two lists: of an array or a table
    arithmetic makes new ones.

    Parameters
    ----------
    parameters : in their order, without the object of a method itself.
    changed : parameters whose objects may be changed; ``self`` stands for the object of a method, and ``<name>`` for
        what the notebook has under a name.
    kept : parameters that the object of a method may hold afterwards.
    returned : parameters that what it gives back may be or hold.
    open : whether it takes any number of arguments.
    """

    parameters: tuple[str, ...] = ()
    changed: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()
    returned: frozenset[str] = frozenset()
    open: bool = False

    def names(self, of: frozenset[str]) -> set[str]:
        """Return the names of the notebook among what is changed, kept or returned."""
        return {one.rstrip("*")[1:-1] for one in of if one.startswith("<")}

    def given(
        self, call: ast.Call, of: frozenset[str], is_data: Callable[[ast.expr], bool] = lambda _: False
    ) -> Iterator[ast.expr]:
        """Yield the arguments of a call that some parameters receive; all where that cannot be told.

        Parameters
        ----------
        is_data : tells which arguments are arrays or tables, whose elements nobody shares.
        """
        if not of:
            return
        loose = self.open or any(isinstance(one, ast.Starred) for one in call.args)
        stars = {one[:-1] for one in of if one.endswith("*")}
        whole = of - {f"{one}*" for one in stars}

        def is_meant(name: str | None, value: ast.expr) -> bool:
            if loose or name is None or name not in self.parameters:
                return bool(whole) or not is_data(value)
            return name in whole or (name in stars and not is_data(value))

        for position, value in enumerate(call.args):
            if is_meant(self.parameters[position] if position < len(self.parameters) else None, value):
                yield value
        yield from (one.value for one in call.keywords if is_meant(one.arg, one.value))


def everything(node: Definition, *, is_method: bool = False) -> Handling:
    """Return what a function may do at the worst."""
    names = _parameters(node)
    own = names[1:] if is_method else names
    every = frozenset(own) | ({"self"} if is_method else set())
    return Handling(tuple(own), every, frozenset(own), every, open=True)


class Handlings:
    """Answer what the functions and the methods of a notebook do with their arguments.

    Parameters
    ----------
    bodies : functions, lambdas and classes of the notebook by name; modules : names that imports bind.
    """

    def __init__(
        self, bodies: Mapping[str, ast.AST], modules: frozenset[str], name_of: Callable[[ast.AST], str | None]
    ) -> None:
        self._bodies = bodies
        self.modules = modules
        self.name_of = name_of
        self._known: dict[int, Handling] = {}
        self._methods: dict[str, list[Definition]] = {}
        for body in bodies.values():
            for one in body.body if isinstance(body, ast.ClassDef) else ():
                if isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef)):
                    self._methods.setdefault(one.name, []).append(one)

    def defines(self, name: str) -> bool:
        """Tell whether a name is a function or a class of the notebook."""
        return name in self._bodies

    def function(self, name: str) -> Handling | None:
        """Return what a function of the notebook does, None for what is none."""
        body = self._bodies.get(name)
        return self._of(body, is_method=False) if isinstance(body, Definition) else None

    def method(self, name: str) -> Handling | None:
        """Return what a method of this name does, in whichever class of the notebook; None where none has it."""
        found = [self._of(one, is_method=not _is_static(one)) for one in self._methods.get(name, ())]
        if not found:
            return None
        changed = frozenset[str]().union(*(one.changed for one in found))
        kept = frozenset[str]().union(*(one.kept for one in found))
        returned = frozenset[str]().union(*(one.returned for one in found))
        is_one = len({one.parameters for one in found}) == 1  # else positions mean different things
        is_open = not is_one or any(one.open for one in found)
        return Handling(found[0].parameters, changed, kept, returned, is_open)

    def _of(self, node: Definition, *, is_method: bool) -> Handling:
        known = self._known.get(id(node))
        if known is None:
            self._known[id(node)] = everything(node, is_method=is_method)  # for functions that call themselves
            known = self._known[id(node)] = _Body(node, self, is_method=is_method).handling()
        return known


class _Body:
    """Follow which parameters the variables of one body may be, and may hold."""

    def __init__(self, node: Definition, among: Handlings, *, is_method: bool) -> None:
        self.node = node
        self.among = among
        self.parameters = _parameters(node)
        self.me = self.parameters[0] if is_method and self.parameters else None
        self.be: dict[str, set[str]] = {one: {one} for one in self.parameters}
        self.has: dict[str, set[str]] = {}
        self.changed: set[str] = set()
        self.returned: set[str] = set()
        self.modules = set(among.modules)
        self.inner = [one for one in ast.walk(node) if one is not node]
        for one in self.inner:
            if isinstance(one, (ast.Import, ast.ImportFrom)):
                self.modules |= {(name.asname or name.name).partition(".")[0] for name in one.names}
            elif isinstance(one, Definition):
                self.be.update({name: set(self.parameters) for name in _parameters(one)})

        self.locals = {one.id for one in self.inner if isinstance(one, ast.Name) and not isinstance(one.ctx, ast.Load)}
        self.locals |= {one.name for one in self.inner if isinstance(one, (ast.FunctionDef, ast.ClassDef))}
        self.locals -= {name for one in self.inner if isinstance(one, ast.Global) for name in one.names}

    def handling(self) -> Handling:
        """Go over the body until nothing new is found."""
        self._begin()
        before = -1
        while before != (now := self._found()):
            before = now
            for one in self.inner:
                self._follow(one)
        own = self.parameters[1:] if self.me else self.parameters
        if isinstance(self.node, ast.Lambda):
            self.returned |= self._any(self.node.body)
        mine = {self.me, f"{self.me}*"}
        changed, kept, returned = (
            frozenset("self" if one in mine else one for one in found)
            for found in (self.changed, self._kept() - mine, self.returned)
        )
        given = self.node.args
        loose = {one.arg for one in (given.vararg, given.kwarg) if one is not None}
        touched = {one.rstrip("*") for one in changed | kept | returned}
        return Handling(tuple(own), changed, kept, returned, bool(loose & touched))

    def _begin(self) -> None:
        """Follow parameters that get another object before anything else is done with them: ``df = df.copy()``."""
        mentioned: set[str] = set()
        for one in self.node.body if isinstance(self.node.body, list) else ():
            target = one.targets[0] if isinstance(one, ast.Assign) and len(one.targets) == 1 else None
            name = target.id if isinstance(target, ast.Name) else None
            is_new = name in self.parameters and name != self.me and name not in mentioned
            if is_new and name is not None and isinstance(one, ast.Assign):
                inner = {id(part) for part in ast.walk(one)}
                for part in ast.walk(one.value):
                    self._follow(part)
                self.be[name], self.has[name] = set(self._is(one.value)), set(self._holds(one.value))
                self.inner = [part for part in self.inner if id(part) not in inner]
            mentioned |= {part.id for part in ast.walk(one) if isinstance(part, ast.Name)}

    def _found(self) -> int:
        known = sum(map(len, self.be.values())) + sum(map(len, self.has.values()))
        return known + len(self.changed) + len(self.returned)

    def _kept(self) -> set[str]:
        """Return what the object of the method holds."""
        mark = f"{self.me}."
        return set().union(*(held for of in (self.be, self.has) for key, held in of.items() if key.startswith(mark)))

    # What an expression gives

    def _key(self, node: ast.AST) -> str | None:
        """Return the variable that an expression is: a name, or an attribute of the method's object."""
        if isinstance(node, ast.Name):
            return node.id
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == self.me:
            return f"{self.me}.{node.attr}"
        return None

    def _root(self, node: ast.AST) -> str | None:
        inner: Any = node
        while (key := self._key(inner)) is None and isinstance(inner, (ast.Attribute, ast.Subscript, ast.Starred)):
            inner = inner.value
        return key

    def _is(self, node: ast.AST | None) -> set[str]:
        """Return the parameters that the value of an expression may be."""
        key = self._key(node) if node is not None else None
        if key is not None:
            if self.me and key.startswith(f"{self.me}."):
                return self.be.get(key, set()) | {self.me}
            return self.be.get(key, set()) | self._outside(key)
        if isinstance(node, (ast.Attribute, ast.Subscript)):
            is_fact = isinstance(node, ast.Attribute) and node.attr in _FACTS
            return set() if is_fact else self._any(node.value)
        if isinstance(node, ast.Call):
            return self._called(node)
        if isinstance(node, ast.IfExp):
            return self._is(node.body) | self._is(node.orelse)
        if isinstance(node, ast.BoolOp):
            return set().union(*map(self._is, node.values))
        if isinstance(node, (ast.NamedExpr, ast.Starred, ast.Await)):
            return self._is(node.value)
        return set()

    def _holds(self, node: ast.AST | None) -> set[str]:
        """Return the parameters that the value of an expression may hold."""
        key = self._key(node) if node is not None else None
        if key is not None:
            return self._kept() if key == self.me else self.has.get(key, set())
        if node is None or isinstance(node, _NEW):
            return set()
        if isinstance(node, ast.Attribute) and node.attr in _FACTS:
            return set()
        if isinstance(node, ast.BinOp):
            both = self._any(node.left) | self._any(node.right) if isinstance(node.op, _ELEMENTS) else ()
            return {f"{one.rstrip('*')}*" for one in both}
        if isinstance(node, ast.Call):
            return self._called(node, builtin=True)
        if isinstance(node, (ast.Attribute, ast.Subscript, ast.NamedExpr, ast.Starred, ast.Await)):
            return self._holds(node.value)
        if isinstance(node, ast.IfExp):
            return self._holds(node.body) | self._holds(node.orelse)
        if isinstance(node, ast.BoolOp):
            return set().union(*map(self._holds, node.values))
        if isinstance(node, ast.Dict):
            return set().union(*map(self._any, node.values))
        if isinstance(node, ast.DictComp):
            return self._any(node.value) | self._any(node.key)
        if isinstance(node, (ast.ListComp, ast.SetComp, ast.GeneratorExp)):
            return self._any(node.elt)
        return set().union(*(self._any(one) for one in ast.iter_child_nodes(node) if isinstance(one, ast.expr)))

    def _outside(self, name: str) -> set[str]:
        """Return the mark of a name that is the notebook's."""
        own = name in self.locals or name in self.be or name in self.modules
        return set() if own or name in _BUILTINS or self.among.defines(name) else {f"<{name}>"}

    def _any(self, node: ast.AST | None) -> set[str]:
        return self._is(node) | self._holds(node)

    def _given(self, call: ast.Call) -> set[str]:
        return set().union(*(self._any(one) for one in [*call.args, *(each.value for each in call.keywords)]))

    def _called(self, call: ast.Call, *, builtin: bool = False) -> set[str]:
        """Return what the value of a call may be or hold."""
        called = call.func
        if isinstance(called, ast.Name):
            if called.id in _FRESH_BUILTINS:
                return set()
            if called.id in ("list", "tuple", "set", "dict", "sorted") and not builtin:
                return set()
        name = self.among.name_of(called) or ""
        last = name.rpartition(".")[2]
        root = self._root(called)
        if root in self.modules:
            is_new = (name.startswith("numpy.") and last not in _SHARING_NUMPY) or name.startswith(
                ("math.", "random.", "time.", "sklearn.metrics.")
            )
            return set() if is_new else self._given(call)
        if isinstance(called, ast.Attribute):
            if called.attr in _FRESH_METHODS and self.among.method(called.attr) is None:
                return set()
            return self._any(called.value) | self._given(call)
        return self._given(call) | self._any(called)

    # What a statement does

    def _change(self, node: ast.AST, *, deep: bool) -> None:
        key = self._key(node)
        self.changed |= self._any(node) if deep or key is None else self._is(node)
        if self.me and (self._root(node) or "").startswith(f"{self.me}."):
            self.changed.add(self.me)

    def _hold(self, node: ast.AST, what: set[str]) -> None:
        key = self._root(node)
        if key is not None:
            self.has.setdefault(key, set()).update(what - {key})

    def _follow(self, node: ast.AST) -> None:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                self._assign(target, node.value)
        elif isinstance(node, (ast.AnnAssign, ast.NamedExpr)) and node.value is not None:
            self._assign(node.target, node.value)
        elif isinstance(node, ast.AugAssign):
            self._change(self._owner(node.target), deep=self._is_deep(node.target))
            if isinstance(node.op, _ELEMENTS):
                self._hold(node.target, self._any(node.value))
        elif isinstance(node, (ast.For, ast.AsyncFor, ast.comprehension)):
            self._bind(node.target, self._any(node.iter), self._holds(node.iter))
        elif isinstance(node, (ast.withitem)) and node.optional_vars is not None:
            self._bind(node.optional_vars, self._any(node.context_expr), self._any(node.context_expr))
        elif isinstance(node, ast.Delete):
            for target in node.targets:
                if not isinstance(target, ast.Name):
                    self._change(self._owner(target), deep=self._is_deep(target))
        elif isinstance(node, ast.Match):
            for one in ast.walk(node):
                if isinstance(one, (ast.MatchAs, ast.MatchStar)) and one.name:
                    self.be.setdefault(one.name, set()).update(self._any(node.subject))
        elif isinstance(node, (ast.Return, ast.Yield, ast.YieldFrom)):
            self.returned |= self._any(node.value)
        elif isinstance(node, ast.Call):
            self._call(node)

    def _owner(self, target: ast.AST) -> ast.AST:
        """Return the object that an assignment to a target changes: of ``a.b[1]`` it is ``a.b``, of ``a`` it is a."""
        if self._key(target) is None and isinstance(target, (ast.Attribute, ast.Subscript)):
            return target.value
        return target

    def _is_deep(self, target: ast.AST) -> bool:
        return self._key(self._owner(target)) is None

    def _assign(self, target: ast.AST, value: ast.expr) -> None:
        both = (ast.Tuple, ast.List)
        if isinstance(target, both) and isinstance(value, both) and len(target.elts) == len(value.elts):
            for one, other in zip(target.elts, value.elts, strict=True):
                self._assign(one, other)
        else:
            self._bind(target, self._is(value), self._holds(value))

    def _bind(self, target: ast.AST, is_: set[str], holds: set[str]) -> None:
        if isinstance(target, (ast.Tuple, ast.List)):
            for one in target.elts:
                self._bind(one.value if isinstance(one, ast.Starred) else one, is_ | holds, holds)
            return
        key = self._key(target)
        if key is not None:
            self.be.setdefault(key, set()).update(is_)
            self.has.setdefault(key, set()).update(holds)
            if self.me and key.startswith(f"{self.me}."):
                self.changed.add(self.me)
            return
        self._change(self._owner(target), deep=self._is_deep(target))
        self._hold(target, is_ | holds)

    def _call(self, call: ast.Call) -> None:
        called = call.func
        for one in call.keywords:
            is_off = isinstance(one.value, ast.Constant) and one.value.value is False
            into = one.arg == "out" or (one.arg or "").startswith("overwrite_")
            if into or (one.arg in ("copy", "deep") and is_off):
                self.changed |= self._given(call)
        position = CHANGES_ARGUMENT.get(self.among.name_of(called) or "")
        if position is not None and len(call.args) > position:
            self.changed |= self._any(call.args[position])
        root = self._root(called)
        if isinstance(called, ast.Attribute):
            if called.attr in _FILLS and call.args:
                self.changed |= self._any(call.args[0])
            if root not in self.modules:
                self._method(call, called)
        elif isinstance(called, ast.Name):
            made = self.among.function(called.id)
            if made is not None:
                self._handed(call, made)
            elif called.id in self.be or (called.id not in _BUILTINS and called.id not in self.modules):
                self.changed |= self._given(call) | self._any(called)
        else:
            self.changed |= self._given(call) | self._any(called)

    def _method(self, call: ast.Call, called: ast.Attribute) -> None:
        own = self.among.method(called.attr)
        is_me = isinstance(called.value, ast.Name) and called.value.id == self.me
        if own is not None:
            self._handed(call, own)
            kept = self._received(call, own, own.kept)
            if is_me:
                self.has.setdefault(f"{self.me}.", set()).update(kept)
            else:
                self._hold(called.value, kept)
            if "self" in own.changed:
                self._change(called.value, deep=True)
                if is_me:
                    self.changed.add(self.me or "")
            if is_me:
                return
        in_place = any(
            one.arg == "inplace" and not (isinstance(one.value, ast.Constant) and not one.value.value)
            for one in call.keywords
        )
        if called.attr not in PURE or called.attr in MAY_CHANGE or in_place:
            self._change(called.value, deep=called.attr not in _SHALLOW)
            self._hold(called.value, self._given(call))

    def _received(self, call: ast.Call, made: Handling, of: frozenset[str]) -> set[str]:
        """Return what some parameters of another function receive, or only the elements of it."""
        whole = set().union(*map(self._any, made.given(call, of, lambda _: True)))
        every = set().union(*map(self._any, made.given(call, of)))
        return whole | {f"{one.rstrip('*')}*" for one in every - whole}

    def _handed(self, call: ast.Call, made: Handling) -> None:
        self.changed |= self._received(call, made, made.changed - {"self"})
        if made.changed:  # what it changes may hold what else it was given
            for one in call.args:
                self._hold(one, self._given(call))


def _parameters(node: Definition) -> list[str]:
    given = node.args
    every = (*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg)
    return [one.arg for one in every if one is not None]


def _is_static(node: Any) -> bool:
    return any(isinstance(one, ast.Name) and one.id == "staticmethod" for one in node.decorator_list)
