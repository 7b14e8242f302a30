"""Statements: each returns whether it leaves the block that it stands in."""

from __future__ import annotations

import ast
from typing import Any

from fairlead.notebook.flow import loops
from fairlead.notebook.flow.assigning import assign, change, delete
from fairlead.notebook.flow.expressions import choice_of, joined
from fairlead.notebook.flow.functions import make_function
from fairlead.notebook.flow.run import Run, Scope
from fairlead.notebook.flow.scoring import compared
from fairlead.notebook.flow.values import UNKNOWN, Class, Constant, Function, Instance, Items, Library, Table, Value


def expression(run: Run, node: ast.Expr) -> bool:
    """Evaluate an expression for what it does."""
    if type(node.value) is not ast.Constant:
        run.value(node.value)
    return False


def assignment(run: Run, node: ast.Assign) -> bool:
    """Run ``a = b = value``."""
    value = run.value(node.value)
    for target in node.targets:
        assign(run, target, value)
    return False


def annotated(run: Run, node: ast.AnnAssign) -> bool:
    """Run ``a: int = value``."""
    if node.value is not None:
        assign(run, node.target, run.value(node.value))
    return False


def condition(run: Run, node: ast.If) -> bool:
    """Run both branches of an ``if``, each from the state before it, and join what they leave."""
    test = run.value(node.test)
    choice = choice_of(run, test, node.test)
    if choice is not None:
        return run.execute(node.body if choice else node.orelse)
    depends = isinstance(test, Table) and bool(test.rows or test.learned)
    if depends:
        _scored_one_by_one(run, test, node)
        run.tests.append(test)  # type: ignore[arg-type]
    ended = branches(run, [node.body, node.orelse], f"=|branch {run.site(node)}" if run.vague else "")
    if depends:
        run.tests.pop()
    return ended


def _scored_one_by_one(run: Run, test: Value, node: ast.If) -> None:
    """Record a score that is counted in a loop: ``if predicted[i] == y_test[i]: right += 1``."""
    if run.loops and isinstance(test, Table) and test.truth is not None and test.predictions:
        compared(run, test, "count", node.test)


def branches(run: Run, blocks: list[list[Any]], cut: str = "") -> bool:
    """Run blocks of which one is run in truth; return whether all leave.

    Of a condition in a loop, cut names the parting of what the loop goes through.
    """
    scope = run.scope
    before = scope.names
    left: dict[str, Value] | None = None
    for number, block in enumerate(blocks):
        scope.names = before.copy()
        run.sides += [f"{number}#{cut}"] if cut else []
        leaves = run.execute(block)
        if cut:
            run.sides.pop()
        if leaves:
            continue
        left = scope.names if left is None else joined_names(left, scope.names)
    scope.names = before if left is None else left
    return left is None


def joined_names(one: dict[str, Value], other: dict[str, Value]) -> dict[str, Value]:
    """Return what each name may hold after one of two branches."""
    result = one
    for name, value in other.items():
        found = result.get(name)
        if found is None:
            result[name] = value
        elif found is not value:
            result[name] = joined(found, value)
    return result


def attempt(run: Run, node: Any) -> bool:
    """Run ``try``: its body, and each handler as if it followed."""
    ended = run.execute(node.body)
    if not ended:
        run.execute(node.orelse)
    for handler in node.handlers:
        branches(run, [handler.body, []])
    run.execute(node.finalbody)
    return ended and not node.handlers


def with_(run: Run, node: ast.With | ast.AsyncWith) -> bool:
    """Run ``with``."""
    for item in node.items:
        value = run.value(item.context_expr)
        if item.optional_vars is not None:
            assign(run, item.optional_vars, value)
    return run.execute(node.body)


def define(run: Run, node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Bind a function."""
    function = make_function(run, node)
    run.functions.setdefault(id(node), (function, None))
    for decorator in node.decorator_list:
        name = decorator.attr if isinstance(decorator, ast.Attribute) else getattr(decorator, "id", "")
        if name in ("staticmethod", "classmethod", "property"):
            function.decorator = name
    run.scope.bind(node.name, function)
    return False


def define_class(run: Run, node: ast.ClassDef) -> bool:
    """Bind a class."""
    bases = [run.value(base) for base in node.bases]
    outer = run.scope
    run.scope = Scope(outer)
    run.execute(node.body)
    members = run.scope.names
    run.scope = outer
    fields = [one.target.id for one in node.body if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name)]
    made = Class(node.name, members, bases, tuple(fields))
    instance = Instance(made)
    for key, (function, owner) in list(run.functions.items()):
        if (
            owner is None
            and isinstance(function, Function)
            and members.get(getattr(function.node, "name", "")) is function
        ):
            function.scope = outer
            run.functions[key] = (function, instance)
    outer.bind(node.name, made)
    return False


def give_back(run: Run, node: ast.Return) -> bool:
    """Note what a function returns."""
    run.scope.results.append(run.value(node.value) if node.value is not None else Constant(None))
    return True


def import_(run: Run, node: ast.Import) -> bool:
    """Bind modules."""
    for name in node.names:
        if name.asname:
            run.scope.bind(name.asname, Library(name.name))
        else:
            root = name.name.partition(".")[0]
            run.scope.bind(root, Library(root))
    return False


def import_from(run: Run, node: ast.ImportFrom) -> bool:
    """Bind what is taken from a module."""
    module = node.module or ""
    for name in node.names:
        if name.name == "*":
            run.stars.append(module)
        else:
            run.scope.bind(name.asname or name.name, Library(f"{module}.{name.name}"))
    return False


def outer_names(run: Run, node: ast.Global | ast.Nonlocal) -> bool:
    """Send names to the scope outside."""
    run.scope.globals = {*(run.scope.globals or ()), *node.names}
    return False


def leave(run: Run, node: ast.stmt) -> bool:
    """Leave the block: ``break``, ``continue``."""
    return True


def fail(run: Run, node: ast.Raise) -> bool:
    """Leave the block with an error."""
    return True


def check(run: Run, node: ast.Assert) -> bool:
    """Evaluate what is asserted."""
    run.value(node.test)
    return False


def match(run: Run, node: ast.Match) -> bool:
    """Run every case of a ``match``."""
    subject = run.value(node.subject)
    for case in node.cases:
        for pattern in ast.walk(case.pattern):
            name = getattr(pattern, "name", None) or getattr(pattern, "rest", None)
            if isinstance(name, str):
                run.scope.bind(name, subject if not isinstance(subject, Items) else UNKNOWN)
    return branches(run, [*[case.body for case in node.cases], []])


STATEMENTS: dict[type, Any] = {
    ast.Expr: expression,
    ast.Assign: assignment,
    ast.AnnAssign: annotated,
    ast.AugAssign: change,
    ast.Delete: delete,
    ast.If: condition,
    ast.For: loops.loop,
    ast.AsyncFor: loops.loop,
    ast.While: loops.repeat,
    ast.Try: attempt,
    ast.TryStar: attempt,
    ast.With: with_,
    ast.AsyncWith: with_,
    ast.FunctionDef: define,
    ast.AsyncFunctionDef: define,
    ast.ClassDef: define_class,
    ast.Return: give_back,
    ast.Import: import_,
    ast.ImportFrom: import_from,
    ast.Global: outer_names,
    ast.Nonlocal: outer_names,
    ast.Break: leave,
    ast.Continue: leave,
    ast.Raise: fail,
    ast.Assert: check,
    ast.Match: match,
}
