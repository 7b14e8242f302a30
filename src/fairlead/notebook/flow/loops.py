"""Loops and comprehensions: short lists of tables and models are gone through one by one, all else twice."""

from __future__ import annotations

import ast
from typing import Any

from fairlead.notebook.flow import splitting
from fairlead.notebook.flow.assigning import assign
from fairlead.notebook.flow.columns import names_of
from fairlead.notebook.flow.containers import keys_of
from fairlead.notebook.flow.run import Run
from fairlead.notebook.flow.values import UNKNOWN, Constant, Folds, Items, OtherColumns, Splitter, Table, Value, mixed

MOST_TURNS = 8
MOST_CONSTANTS = 3


def elements(run: Run, value: Value) -> list[Value]:
    """Return what a loop goes through: one value for each turn that is worth running."""
    if isinstance(value, Items):
        return _of_items(run, value)
    if isinstance(value, Folds):
        return _twice(run, value.pair())
    if isinstance(value, Splitter):
        return _twice(run, splitting.old_folds(run, value).pair())
    if isinstance(value, Table):
        return _twice(run, element_of(value))
    return _twice(run, UNKNOWN)


def is_exact(source: Value, turns: list[Value]) -> bool:
    """Tell whether each turn of a loop is run by itself."""
    return isinstance(source, Items) and source.rest is None and len(turns) == len(source.values)


def _twice(run: Run, value: Value) -> list[Value]:
    """Return a value for two turns, so that the second sees what the first left; an inner loop gets one a turn."""
    return [value] if run.loops or run.is_frugal else [value, value]


def _of_items(run: Run, items: Items) -> list[Value]:
    is_dict = items.keys is not None
    if is_dict:
        keys = keys_of(items)
        items = Items(keys.kind, keys.values, rest=items.rest)
    values = items.values
    if items.rest is not None:
        values = [*values, items.rest]
    if not values:
        return [] if is_dict else _twice(run, UNKNOWN)
    most = MOST_TURNS if run.loops < 2 and not run.is_frugal else 2
    if all(isinstance(one, Constant) for one in values):
        turns = most if items.kind == "keys" else MOST_CONSTANTS
        return values if len(values) <= turns else _twice(run, UNKNOWN)
    if items.rest is not None and len(values) == 1:
        return _twice(run, values[0])
    return values[:most]


def element_of(table: Table) -> Value:
    """Return one element of a table that is looped over."""
    if table.shape == "groups":
        return Items("tuple", [UNKNOWN, table.like(shape="table")])
    if table.shape in ("count", "number", "index"):
        return UNKNOWN if table.shape != "number" else table
    return table.like(shape="row", own={}, learned=table.all_learned)


def loop(run: Run, node: ast.For | ast.AsyncFor) -> bool:
    """Run a ``for`` loop."""
    source = _pairs_of_rows(run, node.iter)
    turns = elements(run, source)
    vague = not is_exact(source, turns)
    run.loops += 1
    run.vague += vague
    for value in turns:
        assign(run, node.target, value)
        run.execute(node.body)
    run.loops -= 1
    run.vague -= vague
    return run.execute(node.orelse)


def _pairs_of_rows(run: Run, node: ast.expr) -> Value:
    """Return the value of what a loop goes over; ``df.iterrows()`` gives pairs."""
    value = run.value(node)
    if not isinstance(value, Table) or not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return value
    name = node.func.attr
    if name in ("iterrows", "items", "iteritems"):
        shape = "row" if name == "iterrows" else "column"
        return Items("list", [], rest=Items("tuple", [UNKNOWN, value.like(shape=shape)]))
    return value


def repeat(run: Run, node: ast.While) -> bool:
    """Run a ``while`` loop."""
    run.value(node.test)
    turns = _twice(run, UNKNOWN)
    run.loops += 1
    run.vague += 1
    for _ in turns:
        run.execute(node.body)
    run.loops -= 1
    run.vague -= 1
    return run.execute(node.orelse)


def comprehension(run: Run, node: Any) -> Value:
    """Return a list, set, dict or generator made by a comprehension."""
    before = {}
    for clause in node.generators:
        for target in ast.walk(clause.target):
            if isinstance(target, ast.Name):
                before[target.id] = run.scope.names.get(target.id)
    results: list[Value] = []
    run.loops += 1
    _clauses(run, node, 0, results)
    run.loops -= 1
    for name, value in before.items():
        if value is None:
            run.scope.names.pop(name, None)
        else:
            run.scope.names[name] = value
    left_out = _left_out(run, node)
    return _collected(node, results) if left_out is None else OtherColumns(left_out)


def _left_out(run: Run, node: Any) -> frozenset[str] | None:
    """Return the names that a list of a table's columns leaves out; None of any other comprehension."""
    clause = node.generators[0]
    if len(node.generators) > 1 or not isinstance(node, (ast.ListComp, ast.SetComp)) or not clause.ifs:
        return None
    if not (isinstance(node.elt, ast.Name) and isinstance(clause.target, ast.Name) and node.elt.id == clause.target.id):
        return None
    if not any(isinstance(one, ast.Attribute) and one.attr == "columns" for one in ast.walk(clause.iter)):
        return None
    names: frozenset[str] = frozenset()
    for condition in clause.ifs:
        for test in condition.values if _is_and(condition) else (condition,):
            names |= _unlike(run, test, node.elt.id)
    return names or None


def _is_and(node: ast.expr) -> bool:
    return isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And)


def _unlike(run: Run, node: ast.expr, name: str) -> frozenset[str]:
    """Return the texts that a condition rules out for a name: ``name != "y"``, ``name not in ["y", "id"]``."""
    if not (isinstance(node, ast.Compare) and len(node.ops) == 1 and isinstance(node.left, ast.Name)):
        return frozenset()
    if node.left.id != name or not isinstance(node.ops[0], (ast.NotEq, ast.NotIn)):
        return frozenset()
    value = run.value(node.comparators[0])
    if isinstance(node.ops[0], ast.NotIn) is isinstance(value, Constant):
        return frozenset()
    return names_of(value) or frozenset()


def _clauses(run: Run, node: Any, number: int, results: list[Value]) -> None:
    clause = node.generators[number]
    source = run.value(clause.iter)
    last = number + 1 == len(node.generators)
    for value in elements(run, source)[:MOST_TURNS]:
        assign(run, clause.target, value)
        for condition in clause.ifs:
            run.value(condition)
        if not last:
            _clauses(run, node, number + 1, results)
            continue
        made = _element(run, node)
        if made is not value and not isinstance(made, Items) and _is_of_rows(source):
            made = mixed([made, value])
            if isinstance(made, Table) and isinstance(source, Table) and source.shape == "row":
                made.shape = "row"  # a word of one text, a number of one row
        results.append(made)


def _is_of_rows(source: Value) -> bool:
    if isinstance(source, Items):
        source = source.rest or UNKNOWN
    return isinstance(source, Table) and bool(source.rows)


def _element(run: Run, node: Any) -> Value:
    if isinstance(node, ast.DictComp):
        key = run.value(node.key)
        return Items("pair", [key, run.value(node.value)])
    return run.value(node.elt)


def _collected(node: Any, results: list[Value]) -> Value:
    if isinstance(node, ast.DictComp):
        keys: list[Any] = []
        values: list[Value] = []
        for pair in results:
            if isinstance(pair, Items):
                keys.append(pair.values[0].value if isinstance(pair.values[0], Constant) else None)
                values.append(pair.values[1])
        return Items("dict", values, keys)
    kind = "set" if isinstance(node, ast.SetComp) else "list"
    if len(results) == 1:
        return Items(kind, [], rest=results[0])
    return Items(kind, results)
