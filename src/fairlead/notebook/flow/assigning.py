"""Binding names, and writing into tables, containers and objects where they are."""

from __future__ import annotations

import ast
import re

from fairlead.notebook.flow import containers
from fairlead.notebook.flow.columns import names_of, without_columns, write_column
from fairlead.notebook.flow.expressions import combined
from fairlead.notebook.flow.knowledge.tables import LOCATORS, VIEWS
from fairlead.notebook.flow.rows import part_of, union
from fairlead.notebook.flow.run import Run
from fairlead.notebook.flow.values import (
    UNKNOWN,
    Class,
    Constant,
    Instance,
    Items,
    Model,
    Table,
    Value,
    mixed,
    tables_in,
)

_NOT_COLUMNS = frozenset({"columns", "index", "name", "attrs", "flags", "shape"})


def assign(run: Run, target: ast.expr, value: Value) -> None:
    """Let a target hold a value."""
    kind = type(target)
    if kind is ast.Name:
        name: str = target.id  # type: ignore[attr-defined]
        if type(value) is Model and not value.description.variable:
            value.description = value.description.called(name)
        run.scope.bind(name, value)
    elif isinstance(target, (ast.Tuple, ast.List)):
        unpack(run, target.elts, value)
    elif isinstance(target, ast.Subscript):
        write_item(run, target, value)
    elif isinstance(target, ast.Attribute):
        write_attribute(run, target, value)
    elif isinstance(target, ast.Starred):
        assign(run, target.value, value)


def unpack(run: Run, targets: list[ast.expr], value: Value) -> None:
    """Give each target its part of a value."""
    count = len(targets)
    if isinstance(value, Items) and value.rest is None and len(value.values) == count:
        for target, one in zip(targets, value.values, strict=True):
            assign(run, target, one)
        return
    parts = [_part(value, number, count) for number in range(count)]
    names = [_named_part(target) for target in targets] if isinstance(value, Table) and value.rows else []
    if len({*names} - {""}) > 1:
        for part, name in zip(parts, names, strict=True):
            if name and isinstance(part, Table):
                part.rows = part_of(part.rows, f"{name}#parts {run.site(targets[0])}")
    for target, part in zip(targets, parts, strict=True):
        assign(run, target, part)


_PART = re.compile(r"train|test|val|holdout")
"""What the parts are called into which a function parts rows of which nothing is known: ``train, test = load()``."""


def _named_part(target: ast.expr) -> str:
    if isinstance(target, (ast.Tuple, ast.List)) and target.elts:
        return _named_part(target.elts[0])
    found = _PART.search(target.id.lower()) if isinstance(target, ast.Name) else None
    return found[0] if found is not None else ""


def _part(value: Value, number: int, count: int) -> Value:
    if isinstance(value, Table):
        if value.shape == "count":
            return value if number == 0 else Table(shape="count")
        return value.like()
    if isinstance(value, Items):
        values = value.all()
        if number < len(value.values) and number < count - 1:
            return value.values[number]
        return mixed(values) if any(isinstance(one, Table) for one in values) else values[-1] if values else UNKNOWN
    return UNKNOWN


def write_item(run: Run, target: ast.Subscript, value: Value) -> None:
    """Write ``owner[key] = value``."""
    place = target.value
    located = isinstance(place, ast.Attribute) and place.attr in LOCATORS
    owner = run.value(place.value if located else place)  # type: ignore[attr-defined]
    if isinstance(owner, Table):
        _write_table(run, owner, target.slice, value, located)
        _write_through(run, place.value if located else place, owner, value)  # type: ignore[attr-defined]
    elif isinstance(owner, Items):
        key = run.value(target.slice) if not isinstance(target.slice, ast.Slice) else UNKNOWN
        containers.put(owner, key.value if isinstance(key, Constant) else None, value)
    elif owner is UNKNOWN and isinstance(place, ast.Name) and any(True for _ in tables_in(value)):
        run.scope.bind(place.id, mixed([value]))


def _write_table(run: Run, table: Table, key: ast.expr, value: Value, located: bool) -> None:
    if not located and not isinstance(key, (ast.Tuple, ast.Slice)):
        chosen = run.value(key)
        names = names_of(chosen)
        if names is not None:
            for name in names:
                write_column(table, name, value)
            return
        _write_rows(run, table, [chosen], value)
        return
    keys = key.elts if isinstance(key, ast.Tuple) else [key]
    chosen_keys = [run.value(one) if not isinstance(one, ast.Slice) else UNKNOWN for one in keys]
    names = names_of(chosen_keys[1]) if located and len(chosen_keys) > 1 else None
    whole = isinstance(keys[0], ast.Slice) and keys[0].lower is None and keys[0].upper is None
    mask = chosen_keys[0]
    if names is not None:
        if isinstance(mask, Table) and mask.all_learned:
            value = mixed([value, mask.like(rows=table.rows, shape="column", cut=None)])
        for name in names:
            write_column(table, name, value, whole=whole)
        return
    _write_rows(run, table, chosen_keys, value)


def _write_rows(run: Run, table: Table, keys: list[Value], value: Value) -> None:
    """Write some cells: what is there afterwards may be the old or the new."""
    write_column(table, None, value)
    for key in keys:
        if isinstance(key, Table) and key.shape == "mask" and key.learned:
            table.learned = table.learned | key.learned
    for one in tables_in(value):
        if one.predictions:
            table.predictions = tuple(dict.fromkeys([*table.predictions, *one.predictions]))[:8]
        if one.rows and (not table.rows or table.predictions):
            table.rows = union([table.rows, one.rows])


def _write_through(run: Run, node: ast.expr, written: Table, value: Value) -> None:
    """Write a column that was taken out of a table back into it: ``df['age'][mask] = 0``, ``df.age[mask] = 0``."""
    if isinstance(node, ast.Attribute) and node.attr in VIEWS:
        node = node.value
    if isinstance(node, ast.Subscript):
        owner = run.value(node.value)
        names = names_of(run.value(node.slice)) if not isinstance(node.slice, ast.Slice) else None
    elif isinstance(node, ast.Attribute):
        owner = run.value(node.value)
        names = frozenset([node.attr])
    else:
        return
    if isinstance(owner, Table) and owner is not written:
        for name in names or [None]:
            write_column(owner, name, value, whole=False)


def write_attribute(run: Run, target: ast.Attribute, value: Value) -> None:
    """Write ``owner.name = value``."""
    owner = run.value(target.value)
    if isinstance(owner, Table):
        if target.attr not in _NOT_COLUMNS:
            write_column(owner, target.attr, value)
    elif isinstance(owner, (Instance, Class, Model)):
        owner.members[target.attr] = value


def change(run: Run, node: ast.AugAssign) -> bool:
    """Run ``target += value``."""
    before = run.value(node.target)
    value = run.value(node.value)
    if isinstance(before, Items):
        containers.method(run, before, "extend", _single(value), node)  # type: ignore[arg-type]
    elif isinstance(before, Table) or isinstance(value, Table):
        assign(run, node.target, combined(run, before, value, node.value, False))
    return False


def _single(value: Value):  # type: ignore[no-untyped-def]
    from fairlead.notebook.flow.arguments import Arguments

    return Arguments([value], {})


def delete(run: Run, node: ast.Delete) -> bool:
    """Run ``del``."""
    for target in node.targets:
        if isinstance(target, ast.Name):
            run.scope.names.pop(target.id, None)
        elif isinstance(target, ast.Subscript):
            owner = run.value(target.value)
            if isinstance(owner, Table) and not isinstance(target.slice, ast.Slice):
                names = names_of(run.value(target.slice))
                if names is not None:
                    owner.become(without_columns(owner, names))
        elif isinstance(target, (ast.Tuple, ast.List)):
            for one in target.elts:
                if isinstance(one, ast.Name):
                    run.scope.names.pop(one.id, None)
    return False
