"""Read source: the files of a project, and the normal form of what is defined in them."""

from __future__ import annotations

import ast
import linecache
import os
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import CodeType
from typing import Any

from fairlead.code.bytecode import Chain, Uses, nested

# The names of a module: its `vars`, or the globals of a function.
Space = Mapping[str, Any]

MUTATORS = frozenset(
    (
        *("add", "append", "appendleft", "clear", "difference_update", "discard", "extend", "extendleft"),
        *("insert", "intersection_update", "pop", "popitem", "popleft", "remove", "reverse", "rotate"),
        *("setdefault", "sort", "symmetric_difference_update", "update"),
    )
)
"""Methods that change a list, dict, set or deque in place."""

_NOT_THE_PROJECT = frozenset({"site-packages", "dist-packages", ".venv", ".fairlead"})
# The standard library, and Fairlead itself even where it is developed.
_LIBRARIES = tuple(
    os.path.realpath(folder) + os.sep for folder in (os.path.dirname(os.__file__), Path(__file__).parents[1])
)
_FUNCTION_NODES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_HAS_DOCSTRING = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Module)


class Files:
    """Know which files are the project's own, and what they say; each is read once.

    Parameters
    ----------
    root : folder of the project. Files outside it, and those in ``site-packages``, ``.venv`` or
        ``.fairlead``, are libraries.
    """

    def __init__(self, root: Path) -> None:
        self._root = os.path.realpath(root)
        self.is_local_file = cache(self._is_local_file)
        self.source = cache(Source.read)
        self.uses = cache(Uses.of)

    def place(self, path: str) -> str:
        """Return a path relative to the project if it lies in it, otherwise as it is."""
        real = os.path.realpath(path)
        return Path(os.path.relpath(real, self._root)).as_posix() if self._inside(real) else path

    def is_local(self, space: Space) -> bool:
        """Tell whether a module, given by its namespace, is the project's own code.

        A module without a file is: a notebook, or code that the project made while it ran.
        """
        file = space.get("__file__")
        if isinstance(file, str):
            return self.is_local_file(file)
        folders = list(space.get("__path__") or ())
        if folders:
            return self.is_local_file(str(folders[0]))
        name = space.get("__name__")
        return name == "__main__" or name not in sys.modules

    def source_of(self, space: Space) -> Source | None:
        """Return the source of a module of the project."""
        file = space.get("__file__")
        return self.source(file) if isinstance(file, str) and self.is_local_file(file) else None

    def definition(self, code: CodeType) -> Definition | None:
        """Return what the source says about a code object; None if it does not compile to it (any more)."""
        source = self.source(code.co_filename)
        return source.definition(code) if source else None

    def _is_local_file(self, path: str) -> bool:
        real = os.path.realpath(path)
        if not self._inside(real) or real.startswith(_LIBRARIES):
            return False
        return _NOT_THE_PROJECT.isdisjoint(os.path.relpath(real, self._root).split(os.sep))

    def _inside(self, real: str) -> bool:
        return real.startswith(self._root.rstrip(os.sep) + os.sep)


@dataclass(frozen=True, slots=True)
class Definition:
    """Hold the normal form of a function or class, and the names that are read when it is defined."""

    text: str
    chains: frozenset[Chain]


class Source:
    """Hold a parsed file: its definitions, what its functions write, and what it sets up at the top.

    Attributes
    ----------
    rebound : names that a function rebinds: ``global x``
    stored : what a function writes into: ``x[0] = 1``, ``x.y = 1``
    mutated : what a function calls a method on that changes a container: ``x.append(1)``
    statements : top statements that may change a library's state, each with the name that it begins with
    """

    def __init__(self, tree: ast.Module, code: CodeType) -> None:
        self.tree = tree
        self.code = code
        self.codes = frozenset(nested(code))
        self._definitions: dict[CodeType, Definition] = {}
        self._nodes: dict[tuple[int, str], list[ast.AST]] = defaultdict(list)
        for node in ast.walk(tree):
            if isinstance(node, (*_FUNCTION_NODES, ast.ClassDef)):
                self._nodes[_key(node)].append(node)
        self.rebound: set[str] = set()
        self.stored: set[Chain] = set()
        self.mutated: set[Chain] = set()
        for function in _outermost_functions(tree):
            self._note_writes(function)
        self.statements = list(_setup_statements(tree.body))

    @classmethod
    def read(cls, filename: str) -> Source | None:
        """Parse a file, or a notebook cell that `linecache` knows; None if it is missing or no Python."""
        try:
            text: str | bytes = Path(filename).read_bytes()
        except (OSError, ValueError):
            text = "".join(linecache.getlines(filename))
            if not text:
                return None
        try:
            # Not compiled from the tree: one of 2,000 nested terms is too deep for that.
            return cls(ast.parse(text), compile(text, filename, "exec", dont_inherit=True))
        except (SyntaxError, ValueError):
            return None

    def definition(self, code: CodeType) -> Definition | None:
        """Return what the file says about a code object; None if it does not compile to it (any more)."""
        if code not in self.codes:
            return None
        if code not in self._definitions:
            # All lambdas that begin on one line count together.
            nodes = self._nodes[code.co_firstlineno, code.co_name]
            text = "\n".join(map(normal_form, nodes))
            self._definitions[code] = Definition(text, frozenset(_definition_chains(nodes)))
        return self._definitions[code]

    def class_codes(self, qualname: str) -> list[CodeType]:
        """Return the bodies of all classes of that name: a file may define it in an if and in its else."""
        found = [code for code in self.codes if code.co_qualname == qualname]
        return sorted(found, key=lambda code: code.co_firstlineno)

    def _note_writes(self, function: ast.AST) -> None:
        bound: set[str] = set()
        declared: set[str] = set()
        stored: set[Chain] = set()
        mutated: set[Chain] = set()
        for node in ast.walk(function):
            bound.update(_bound_by(node))
            if isinstance(node, ast.Global):
                declared.update(node.names)
            elif isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load):
                stored.add(_beginning(node if isinstance(node, ast.Attribute) else node.value))
            elif isinstance(node, ast.Call) and getattr(node.func, "attr", None) in MUTATORS:
                mutated.add(_beginning(node.func)[:-1])
        self.rebound |= declared
        own = bound - declared
        self.stored |= {chain for chain in stored if chain and chain[0] not in own}
        self.mutated |= {chain for chain in mutated if chain and chain[0] not in own}


def _key(node: Any) -> tuple[int, str]:
    """Return what Python counts as a definition's first line, that of its first decorator, and its name."""
    first = (*getattr(node, "decorator_list", ()), node)[0]
    return first.lineno, getattr(node, "name", "<lambda>")


def _outermost_functions(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, _FUNCTION_NODES):
            yield child
        else:
            yield from _outermost_functions(child)


def _bound_by(node: ast.AST) -> Iterable[str]:
    """Give the names that a node makes local."""
    match node:
        case (
            ast.arg(arg=name)
            | ast.Name(id=name, ctx=ast.Store() | ast.Del())
            | ast.FunctionDef(name=name)
            | ast.AsyncFunctionDef(name=name)
            | ast.ClassDef(name=name)
            | ast.ExceptHandler(name=str(name))
            | ast.MatchAs(name=str(name))
            | ast.MatchStar(name=str(name))
            | ast.MatchMapping(rest=str(name))
        ):
            return (name,)
        case ast.alias(name=name, asname=asname):
            return (asname or name.partition(".")[0],)
    return ()


def _setup_statements(body: Iterable[Any]) -> Iterator[tuple[str, ast.stmt]]:
    for statement in body:
        match statement:
            case ast.If(test=ast.Compare(left=ast.Name(id="__name__"))):
                continue
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                continue
            case (
                ast.Expr(value=ast.Call() as begun)
                | ast.Assign(targets=[ast.Attribute() | ast.Subscript() as begun, *_])
                | ast.Delete(targets=[ast.Attribute() | ast.Subscript() as begun, *_])
                | ast.AugAssign(target=ast.Attribute() | ast.Subscript() as begun)
                | ast.AnnAssign(target=ast.Attribute() | ast.Subscript() as begun)
            ):
                if chain := _beginning(begun):
                    yield chain[0], statement
            case _:
                for name in ("body", "handlers", "orelse", "finalbody", "cases"):
                    for root, inner in _setup_statements(getattr(statement, name, ())):
                        yield root, statement if isinstance(statement, ast.For) else inner


def _dotted(node: ast.AST) -> Chain:
    """Return the names of ``a.b.c``; none for anything else."""
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    return (node.id, *reversed(names)) if isinstance(node, ast.Name) else ()


def _beginning(node: ast.AST) -> Chain:
    """Return the longest dotted name that an expression begins with: ``a.b[0].c`` gives ``("a", "b")``."""
    while not (chain := _dotted(node)):
        match node:
            case ast.Attribute(value=inner) | ast.Subscript(value=inner) | ast.Call(func=inner):
                node = inner
            case _:
                break
    return chain


def chains_in(nodes: Iterable[ast.AST]) -> set[Chain]:
    """Return all dotted names that are read in the given nodes.

    >>> sorted(chains_in([ast.parse("a.b + f(x).c")]))
    [('a', 'b'), ('f',), ('x',)]
    """
    found: set[Chain] = set()
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        if chain := _dotted(node):
            found.add(chain)
        else:
            waiting.extend(ast.iter_child_nodes(node))
    return found


def _definition_chains(nodes: Iterable[ast.AST]) -> set[Chain]:
    """Return the names that are read when a function or class is defined: decorators, annotations, bases."""
    names = ("decorator_list", "bases", "keywords", "args", "returns")
    parts: list[Any] = [getattr(node, name, None) for node in nodes for name in names]
    return chains_in(one for part in parts for one in (part if isinstance(part, list) else [part]) if one)


def normal_form(node: ast.AST) -> str:
    """Write a syntax tree as text: what it says, without layout, positions and docstrings.

    Not `ast.dump`: that recurses (a sum of 1,000 terms is too deep for it), and its text depends on Python's
    version.

    >>> normal_form(ast.parse("f(1)")) == normal_form(ast.parse("f( 1 )  # one"))
    True
    """
    parts: list[str] = []
    waiting: list[object] = [node]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            parts.append(item)
        elif isinstance(item, list):
            waiting.append("]")
            waiting.extend(one if isinstance(one, ast.AST) else f"{one!r}," for one in reversed(item))
            parts.append("[")
        elif isinstance(item, ast.AST):
            parts.append(type(item).__name__ + "(")
            waiting.append(")")
            for name in reversed(item._fields):
                value: Any = getattr(item, name, None)
                if name == "body" and isinstance(item, _HAS_DOCSTRING):
                    value = _without_docstring(value)
                if value is None or value == [] or name in ("ctx", "kind", "type_comment"):
                    continue
                waiting.append(value if isinstance(value, ast.AST | list) else repr(value))
                waiting.append(name + "=")
    return "".join(parts)


def _without_docstring(body: list[ast.stmt]) -> list[ast.stmt]:
    match body:
        case [ast.Expr(value=ast.Constant(value=str())), *rest]:
            return rest
    return body
