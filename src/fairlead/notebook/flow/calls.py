"""Calls: what is called decides what happens."""

from __future__ import annotations

import ast

from fairlead.notebook.flow import containers, fitting, functions, library, splitting, table_methods
from fairlead.notebook.flow.arguments import Arguments, arguments_of
from fairlead.notebook.flow.knowledge.tables import EFFECT_OF
from fairlead.notebook.flow.run import Run
from fairlead.notebook.flow.values import (
    UNKNOWN,
    Class,
    Constant,
    Folds,
    Function,
    Instance,
    Items,
    Library,
    Method,
    Model,
    Partial,
    Splitter,
    Table,
    Value,
    mixed,
)

_OF_ESTIMATORS = frozenset(fitting.ACTS) - frozenset(EFFECT_OF)


def call(run: Run, node: ast.Call) -> Value:
    """Return the value of a call."""
    function = node.func
    if type(function) is ast.Attribute:
        owner = run.value(function.value)
        if type(owner) is Library:
            return library.call(run, f"{owner.name}.{function.attr}", arguments_of(run, node), node)
        return method(run, owner, function.attr, arguments_of(run, node), node)
    callee = run.value(function)
    if type(callee) is Library:
        return library.call(run, callee.name, arguments_of(run, node), node)
    return call_value(run, callee, arguments_of(run, node), node)


def method(run: Run, owner: Value, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return what a method of anything gives."""
    kind = type(owner)
    if kind is Table:
        if name in _OF_ESTIMATORS:
            return _of_new_model(run, owner, name, arguments, node)
        return table_methods.method(run, owner, name, arguments, node)  # type: ignore[arg-type]
    if kind is Model:
        return fitting.method(run, owner, name, arguments, node)  # type: ignore[arg-type]
    if isinstance(owner, Items):
        return _of_items(run, owner, name, arguments, node)
    if isinstance(owner, Instance):
        return functions.method_of(run, owner, name, arguments, node)
    if isinstance(owner, Splitter):
        return splitting.folds(run, owner, arguments, node) if name == "split" else UNKNOWN
    if isinstance(owner, Class):
        return _of_class(run, owner, name, arguments, node)
    if isinstance(owner, (Method, Folds)):
        return mixed(arguments.all())
    if owner is UNKNOWN and name in fitting.ACTS and name not in ("flow", "search"):
        return _of_new_model(run, owner, name, arguments, node)
    if owner is UNKNOWN:
        functions.call_back(run, arguments, node)
        result = mixed(arguments.all())
        return result.like(known=False) if isinstance(result, Table) else result
    result = mixed(arguments.all())
    if isinstance(owner, Constant) and isinstance(result, Table):
        return result.like(shape="row") if result.shape == "column" else result
    return result


def _of_items(run: Run, owner: Items, name: str, arguments: Arguments, node: ast.Call) -> Value:
    if (
        name in ("fit", "predict", "fit_transform", "transform")
        or name in EFFECT_OF
        and owner.keys is None
        and name not in _OF_LISTS
    ):
        whole = mixed([owner])
        if isinstance(whole, Table):
            return method(run, whole, name, arguments, node)
    return containers.method(run, owner, name, arguments, node)


_OF_LISTS = frozenset(
    {"append", "extend", "insert", "pop", "copy", "update", "items", "values", "keys", "count", "index", "sort"}
)


def _of_class(run: Run, owner: Class, name: str, arguments: Arguments, node: ast.Call) -> Value:
    member = owner.member(name)
    if isinstance(member, Function):
        if getattr(member, "decorator", "") == "classmethod":
            member = member.bound(owner)
        return functions.call(run, member, arguments, node)
    return UNKNOWN


def _of_new_model(run: Run, owner: Value, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Take something to be an estimator because it is used as one, and remember that under its name."""
    if name in ("transform", "train", "save", "flow", "evaluate", "support", "score") and not arguments.positional:
        return UNKNOWN
    model = fitting.unknown_model(run, node)
    function = node.func
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
        run.scope.bind(function.value.id, model)
    return fitting.method(run, model, name, arguments, node)


def call_value(run: Run, callee: Value, arguments: Arguments, node: ast.expr) -> Value:
    """Return what a value gives when it is called."""
    if isinstance(callee, Function):
        return functions.call(run, callee, arguments, node)
    if isinstance(callee, Library) and isinstance(node, ast.Call):
        return library.call(run, callee.name, arguments, node)
    if isinstance(callee, Class):
        return functions.make_object(run, callee, arguments, node)
    if isinstance(callee, Model) and isinstance(node, ast.Call):
        return _answer(run, callee, arguments, node)
    if isinstance(callee, Method) and isinstance(node, ast.Call):
        return method(run, callee.owner, callee.name, arguments, node)
    if isinstance(callee, Partial):
        given = callee.arguments
        whole = Arguments(
            [*given.positional, *arguments.positional],
            {**given.keywords, **arguments.keywords},
            [*given.nodes, *arguments.nodes],
            arguments.keyword_nodes,
        )
        return call_value(run, callee.function, whole, node)
    if isinstance(callee, Instance):
        return _call_object(run, callee, arguments, node)
    result = mixed(arguments.all())
    return result.like(known=False) if isinstance(result, Table) else result


def _answer(run: Run, model: Model, arguments: Arguments, node: ast.Call) -> Value:
    """Return what a net answers when it is called: ``net(x)``."""
    if any(isinstance(one, Table) and one.rows for one in arguments.positional):
        run.nets[model.description.identity] = model
        return fitting.predict(run, model, arguments, node)
    return UNKNOWN


def _call_object(run: Run, owner: Instance, arguments: Arguments, node: ast.expr) -> Value:
    for name in ("__call__", "forward", "call"):
        member = owner.kind.member(name)
        if isinstance(member, Function):
            return functions.call(run, member.bound(owner), arguments, node)
    return mixed(arguments.all())
