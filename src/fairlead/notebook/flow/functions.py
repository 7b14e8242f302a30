"""Functions and classes of the notebook: calls are followed into their bodies, to a depth and within the budget."""

from __future__ import annotations

import ast
import re

from fairlead.notebook.flow.arguments import Arguments
from fairlead.notebook.flow.expressions import joined
from fairlead.notebook.flow.models import models_in, new_model
from fairlead.notebook.flow.rows import origin
from fairlead.notebook.flow.run import DEEPEST_CALL, Run, Scope
from fairlead.notebook.flow.values import (
    NOTHING,
    UNKNOWN,
    Class,
    Function,
    Instance,
    Items,
    Library,
    Model,
    Record,
    Table,
    Value,
    mixed,
)

MOST_CALLS = 24
"""How often the body of one function is followed; a helper that draws is called for every column."""

_ESTIMATOR = re.compile(r"model|clf|estimator|classifier|regressor|^reg$|pipe|scaler|learner|algo")


def make_function(run: Run, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> Function:
    """Return the function that a definition makes."""
    arguments = node.args
    defaults: dict[str, Value] = {}
    positional = [*arguments.posonlyargs, *arguments.args]
    for parameter, default in zip(
        positional[len(positional) - len(arguments.defaults) :], arguments.defaults, strict=True
    ):
        defaults[parameter.arg] = run.value(default)
    for parameter, default_ in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        if default_ is not None:
            defaults[parameter.arg] = run.value(default_)
    made = Function(node, run.scope, defaults)
    made.cell = run.cell
    return made


def make_lambda(run: Run, node: ast.Lambda) -> Value:
    """Return the function of a lambda."""
    return make_function(run, node)


def call(run: Run, function: Function, arguments: Arguments, node: ast.expr) -> Value:
    """Follow a call into the body of a function."""
    key = id(function.node)
    run.called[key] = run.called.get(key, 0) + 1
    if run.is_frugal or len(run.calls) >= DEEPEST_CALL or function.node in run.calls or run.called[key] > MOST_CALLS:
        return mixed(arguments.all())
    scope = Scope(function.scope)
    _bind_parameters(scope, function, arguments)
    run.callers.append((node, arguments, run.scope, run.cell))
    try:
        return follow(run, function, scope)
    finally:
        run.callers.pop()


def follow(run: Run, function: Function, scope: Scope) -> Value:
    """Run the body of a function with its parameters bound, and return its result."""
    before = run.scope, run.cell, run.depth
    run.scope, run.cell, run.depth = scope, function.cell, min(run.depth + 6, 80)
    run.calls.append(function.node)
    try:
        if isinstance(function.node, ast.Lambda):
            run.steps -= 1
            return run.value(function.node.body)
        run.execute(function.node.body)
    finally:
        run.calls.pop()
        run.scope, run.cell, run.depth = before
    return _result(scope)


def _result(scope: Scope) -> Value:
    if scope.yields:
        whole = scope.yields[0]
        for value in scope.yields[1:4]:
            whole = joined(whole, value)
        return Items("list", [], rest=whole)
    if not scope.results:
        return NOTHING
    result = scope.results[0]
    for value in scope.results[1:8]:
        result = joined(result, value)
    return result


def _bind_parameters(scope: Scope, function: Function, arguments: Arguments) -> None:
    parameters = function.node.args
    names = [one.arg for one in (*parameters.posonlyargs, *parameters.args)]
    values = list(arguments.positional)
    if function.owner is not None:
        values.insert(0, function.owner)
    bound = scope.names
    bound.update(function.defaults)
    bound.update(zip(names, values, strict=False))
    spare: dict[str, Value] = {}
    accepted = {*names, *[one.arg for one in parameters.kwonlyargs]}
    for name, value in arguments.keywords.items():
        if name in accepted:
            bound[name] = value
        else:
            spare[name] = value
    if parameters.vararg is not None:
        bound[parameters.vararg.arg] = Items("tuple", [*values[len(names) :], *arguments.rest])
    if parameters.kwarg is not None:
        bound[parameters.kwarg.arg] = Items("dict", list(spare.values()), list(spare))
    missing = mixed(arguments.rest) if arguments.rest else UNKNOWN
    for name in accepted:
        bound.setdefault(name, missing)


def make_object(run: Run, kind: Class, arguments: Arguments, node: ast.expr) -> Value:
    """Return an object of a class of the notebook; one that learns and answers is an estimator."""
    if _is_net(kind):
        return new_model(run, kind.name, "net", node, Arguments([], {}))
    if _is_estimator(kind):
        model = new_model(run, kind.name, "unknown", node, arguments, models_in(arguments.all()))
        model.teaches = ""
        return model
    if kind.is_tuple:
        return _make_record(kind, arguments)
    made = run.made[id(kind)] = Instance(kind)
    start = kind.member("__init__")
    if isinstance(start, Function):
        call(run, start.bound(made), arguments, node)
    else:
        made.members.update(zip(kind.fields, arguments.positional, strict=False))
        made.members.update(arguments.keywords)
        after = kind.member("__post_init__")
        if isinstance(after, Function):
            call(run, after.bound(made), Arguments([], {}), node)
    return made


def _make_record(kind: Class, arguments: Arguments) -> Value:
    given = dict(zip(kind.fields, arguments.positional, strict=False)) | arguments.keywords
    missing = mixed(arguments.rest) if arguments.rest else UNKNOWN
    return Record(kind.fields, [given.get(name) or kind.member(name) or missing for name in kind.fields])


def _is_net(kind: Class) -> bool:
    return any(
        isinstance(base, Library)
        and base.name.rpartition(".")[2] in ("Module", "Model", "LightningModule", "Layer")
        or isinstance(base, Class)
        and base is not kind
        and _is_net(base)
        for base in kind.bases
    )


def _is_estimator(kind: Class) -> bool:
    """Tell whether a class learns and answers by itself, without estimators of a library in it."""
    learns = kind.member("fit")
    if not isinstance(learns, Function) or not isinstance(kind.member("predict"), Function):
        return False
    return not any(isinstance(one, ast.Attribute) and one.attr in ("fit", "clone") for one in ast.walk(learns.node))


def method_of(run: Run, owner: Instance, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return what a method of an object of the notebook gives."""
    found = owner.members.get(name) or owner.kind.member(name)
    if isinstance(found, Function):
        return call(run, found.bound(owner), arguments, node)
    if found is not None:
        return run.call(found, arguments, node)
    if name == "fit_transform" and isinstance(owner.kind.member("transform"), Function):
        learns = owner.kind.member("fit")
        if isinstance(learns, Function):
            call(run, learns.bound(owner), arguments, node)
        first = Arguments(arguments.positional[:1], {}, arguments.nodes[:1])
        return method_of(run, owner, "transform", first, node)
    return mixed(arguments.all())


def run_uncalled(run: Run) -> None:
    """Run the functions that nothing calls, with arguments of which only the names are known."""
    run.uncalled = True
    done = 0
    while done < len(run.functions):
        waiting = list(run.functions.values())[done:]
        done = len(run.functions)
        for function, owner in waiting:
            _run_uncalled(run, function, owner)


def _run_uncalled(run: Run, function: Function, owner: Value | None) -> None:
    if id(function.node) in run.called or run.is_frugal or function.cell in run.abroad:
        return
    scope = Scope(function.scope)
    name = getattr(function.node, "name", "lambda")
    parameters = function.node.args
    for parameter in (*parameters.posonlyargs, *parameters.args, *parameters.kwonlyargs):
        scope.names[parameter.arg] = function.defaults.get(parameter.arg) or _symbol(run, name, parameter)
    if owner is not None and parameters.args:
        kind = owner.kind if isinstance(owner, Instance) else owner
        scope.names[parameters.args[0].arg] = run.made.get(id(kind), owner)
    for extra in (parameters.vararg, parameters.kwarg):
        if extra is not None:
            scope.names[extra.arg] = UNKNOWN
    run.called[id(function.node)] = 1
    follow(run, function, scope)


def call_back(run: Run, arguments: Arguments, node: ast.expr) -> None:
    """Follow functions that are handed to what will call them in its own time: ``study.optimize(objective)``."""
    for value in arguments.all():
        if type(value) is Function and id(value.node) not in run.called:
            call(run, value, Arguments([], {}), node)


def _symbol(run: Run, function: str, parameter: ast.arg) -> Value:
    if _ESTIMATOR.search(parameter.arg.lower()):
        model: Model = new_model(run, "unknown", "unknown", parameter)
        return model
    return Table(rows=origin(f"{function}({parameter.arg})"), seen=set())
