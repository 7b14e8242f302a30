"""What the syntax of a statement says by itself."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator

from fairlead.notebook.convert.effects import statements_within
from fairlead.notebook.magics import UNKNOWN

_TYPES = frozenset(
    [
        "collections.namedtuple",
        "namedtuple",
        "typing.NamedTuple",
        "NamedTuple",
        "enum.Enum",
        "enum.IntEnum",
        "typing.TypedDict",
        "typing.NewType",
        "typing.TypeVar",
        "dataclasses.make_dataclass",
    ]
)


def makes_a_type(node: ast.Assign, name_of: Callable[[ast.AST], str | None]) -> bool:
    """Tell whether a class is made by a call: ``Point = namedtuple("Point", "x y")``."""
    value = node.value
    if not isinstance(value, ast.Call):
        return False
    name = name_of(value.func) or ""
    return name in _TYPES or (name == "type" and len(value.args) == 3)


def only_later(node: ast.stmt) -> set[str]:
    """Return the names that a statement reads only within lambdas and functions: they are looked up at the call."""
    inside = [
        inner
        for one in ast.walk(node)
        if isinstance(one, (ast.Lambda, ast.FunctionDef, ast.AsyncFunctionDef))
        for part in (one.body if isinstance(one.body, list) else [one.body])
        for inner in ast.walk(part)
    ]
    within = {id(one) for one in inside}
    later = {one.id for one in inside if isinstance(one, ast.Name)}
    return later - {one.id for one in ast.walk(node) if isinstance(one, ast.Name) and id(one) not in within}


def in_annotations(node: ast.stmt) -> set[str]:
    """Return the names in the annotations of a statement."""
    parts = [
        part
        for one in ast.walk(node)
        for part in (getattr(one, "annotation", None), getattr(one, "returns", None))
        if part is not None
    ]
    return {one.id for part in parts for one in ast.walk(part) if isinstance(one, ast.Name)}


def only_imports(node: ast.stmt) -> bool:
    """Tell whether a statement imports one of several modules: ``try: import a`` ``except ImportError: a = None``."""
    if not isinstance(node, (ast.Try, ast.If)):
        return False
    inner = list(statements_within(node))
    calm = (ast.Import, ast.ImportFrom, ast.Pass)
    return any(isinstance(one, calm[:2]) for one in inner) and all(
        isinstance(one, calm) or (isinstance(one, ast.Assign) and isinstance(one.value, ast.Constant)) for one in inner
    )


def makes_closures(body: ast.AST) -> bool:
    """Tell whether a function may give what cannot be handed on: a function, a class or an iterator made in it."""
    if isinstance(body, ast.ClassDef):
        return False
    if isinstance(body, ast.Lambda):
        return any(isinstance(one, (ast.Lambda, ast.GeneratorExp)) for one in ast.walk(body.body))
    for one in ast.walk(body):
        if one is not body and isinstance(
            one, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Yield, ast.YieldFrom)
        ):
            return True
        if isinstance(one, ast.Return) and one.value is not None:  # noqa: SIM102
            if any(isinstance(inner, (ast.Lambda, ast.GeneratorExp)) for inner in ast.walk(one.value)):
                return True
    return isinstance(body, ast.AsyncFunctionDef)


def surely_bound(node: ast.stmt) -> set[str]:
    """Return the names that a statement binds whatever happens."""
    if isinstance(node, ast.Assign):
        return {one.id for target in node.targets for one in names_of_target(target)}
    if isinstance(node, (ast.AnnAssign, ast.AugAssign)):
        return {one.id for one in names_of_target(node.target)} if node.value is not None else set()
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return {node.name}
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return {(one.asname or one.name).partition(".")[0] for one in node.names}
    if isinstance(node, ast.If):
        sides = [_all_surely(node.body), _all_surely(node.orelse)]
        return sides[0] & sides[1]
    if isinstance(node, (ast.With, ast.AsyncWith)):
        return {
            one.id
            for item in node.items
            if item.optional_vars is not None
            for one in names_of_target(item.optional_vars)
        }
    if isinstance(node, ast.Try):
        return _all_surely(node.finalbody)
    return set()


def _all_surely(body: Iterable[ast.stmt]) -> set[str]:
    return set().union(*(surely_bound(one) for one in body))


def names_of_target(target: ast.expr) -> Iterator[ast.Name]:
    """Yield the names that a target binds: those of ``a, (b, *c)``."""
    if isinstance(target, ast.Name):
        yield target
    elif isinstance(target, (ast.Tuple, ast.List)):
        for one in target.elts:
            yield from names_of_target(one)
    elif isinstance(target, ast.Starred):
        yield from names_of_target(target.value)


def is_guarded(node: ast.stmt) -> bool:
    """Tell whether a statement catches that a name is missing."""
    return isinstance(node, ast.Try) and any(
        one.type is None or any(word in ast.unparse(one.type) for word in ("NameError", "Exception"))
        for one in node.handlers
    )


def is_in_function(top: ast.stmt, node: ast.AST) -> bool:
    """Tell whether a node stands in a function within a statement."""
    return any(
        inner is node
        for outer in ast.walk(top)
        if isinstance(outer, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
        for inner in ast.walk(outer)
    )


def is_from_shell(node: ast.stmt) -> bool:
    """Tell whether a statement binds what a line of the shell gives back: ``files = !ls``."""
    return (
        isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Call)
        and isinstance(node.value.func, ast.Name)
        and node.value.func.id == UNKNOWN
    )
