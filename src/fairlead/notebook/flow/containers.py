"""Methods of lists, dicts and sets."""

from __future__ import annotations

import ast
from functools import reduce

from fairlead.notebook.flow.arguments import Arguments
from fairlead.notebook.flow.rows import part_of
from fairlead.notebook.flow.run import Run
from fairlead.notebook.flow.values import UNKNOWN, Constant, Items, OtherColumns, Table, Value, mixed

MOST_ITEMS = 40


def method(run: Run, items: Items, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return what a method of a container gives, and change the container."""
    first = arguments.get(0)
    if name in ("append", "add", "appendleft") and first is not None:
        add(run, items, first)
    elif name == "insert" and len(arguments.positional) > 1:
        add(run, items, arguments.positional[1])
    elif name in ("extend", "update", "union") and first is not None:
        _extend(run, items, first)
    elif name == "items" and items.keys is not None:
        return _pairs(items)
    elif name == "values":
        return Items("list", list(items.values), rest=items.rest)
    elif name == "keys":
        return keys_of(items)
    elif name in ("get", "pop", "setdefault", "popleft"):
        return _taken(items, arguments)
    elif name == "copy":
        return Items(items.kind, list(items.values), list(items.keys) if items.keys is not None else None, items.rest)
    else:
        return UNKNOWN
    return Constant(None)


def keys_of(items: Items) -> Items:
    """Return the keys of a dict; of those that lead to models or tables, each is worth a turn of a loop."""
    plain = all(isinstance(one, Constant) or one is UNKNOWN for one in items.values)
    return Items(
        "list" if plain else "keys", [Constant(key) if key is not None else UNKNOWN for key in items.keys or ()]
    )


def add(run: Run, items: Items, value: Value) -> None:
    """Put a value into a list; in a loop it stands for all that the loop puts there."""
    if isinstance(items, OtherColumns) and isinstance(value, Constant):
        items.names = items.names - {value.value}
    if run.tests and not isinstance(value, (Table, Items)):
        value = mixed([run.tests[-1]])
        value = value.like(shape="row", cut=None) if isinstance(value, Table) else value
    if run.sides and isinstance(value, Table) and value.rows:
        value = value.like(rows=reduce(part_of, run.sides, value.rows))
    if run.vague and isinstance(value, (Table, Constant)) or items.rest is not None or len(items.values) >= MOST_ITEMS:
        items.rest = value if items.rest is None or items.rest is UNKNOWN else _both(items.rest, value)
    elif not any(one is value for one in items.values):
        items.values.append(value)
        if items.keys is not None:
            items.keys.append(None)


def put(items: Items, key: object, value: Value) -> None:
    """Write an element of a dict or list."""
    if items.keys is not None and key is not None:
        if key in items.keys:
            items.values[items.keys.index(key)] = value
        elif len(items.values) < MOST_ITEMS:
            items.keys.append(key)
            items.values.append(value)
        return
    if isinstance(key, int) and items.keys is None and -len(items.values) <= key < len(items.values):
        items.values[key] = value
        return
    items.rest = value if items.rest is None else _both(items.rest, value)


def _both(one: Value, other: Value) -> Value:
    if one is other:
        return one
    if isinstance(one, Items) and isinstance(other, Items) and len(one.values) == len(other.values):
        return Items(one.kind, [_both(a, b) for a, b in zip(one.values, other.values, strict=True)], one.keys)
    if isinstance(one, Table) and isinstance(other, Table):
        result = mixed([one, other])
        return result.like(narrowed=one.narrowed or other.narrowed) if isinstance(result, Table) else result
    return other if isinstance(other, Table) or one is UNKNOWN else one


def _extend(run: Run, items: Items, other: Value) -> None:
    if isinstance(other, Items):
        if other.keys is not None and items.keys is not None:
            for key, value in zip(other.keys, other.values, strict=True):
                put(items, key, value)
        else:
            for value in other.all()[:MOST_ITEMS]:
                add(run, items, value)
    elif isinstance(other, Table):
        items.rest = other if items.rest is None else _both(items.rest, other)


def _pairs(items: Items) -> Items:
    keys = items.keys or []
    rest = None if items.rest is None else Items("tuple", [UNKNOWN, items.rest])
    return Items(
        "list",
        [
            Items("tuple", [Constant(key) if key is not None else UNKNOWN, value])
            for key, value in zip(keys, items.values, strict=False)
        ],
        rest=rest,
    )


def _taken(items: Items, arguments: Arguments) -> Value:
    key = arguments.constant(0)
    if items.keys is not None and key is not None and key in items.keys:
        return items.values[items.keys.index(key)]
    values = items.all()
    return values[-1] if values else arguments.get(1) or UNKNOWN
