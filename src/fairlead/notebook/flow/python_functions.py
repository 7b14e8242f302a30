"""Functions of Python itself, and those of libraries that hand values on: `zip`, `enumerate`, `np.array`."""

from __future__ import annotations

import ast

from fairlead.notebook.flow.arguments import Arguments
from fairlead.notebook.flow.columns import names_of
from fairlead.notebook.flow.containers import keys_of
from fairlead.notebook.flow.rows import origin
from fairlead.notebook.flow.run import Run
from fairlead.notebook.flow.values import (
    NO_NAMES,
    UNKNOWN,
    Constant,
    Folds,
    Function,
    Instance,
    Items,
    Model,
    Partial,
    Splitter,
    Table,
    Value,
    mixed,
)


def same(run: Run, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return what is computed row by row from the arguments."""
    values = arguments.all()
    made = _EMPTY.get(name.rpartition(".")[2])
    if made is not None and not arguments.positional and not arguments.rest:
        return Items(made, list(arguments.keywords.values()), list(arguments.keywords) if made == "dict" else None)
    if name == "builtins.enumerate":
        return _numbered(values)
    if len(values) == 1 and isinstance(values[0], (Items, Folds, Instance, Model, Splitter)):
        made_of = _container(name, values[0], run.site(node))
        if isinstance(made_of, Table) and made_of.shape == "row" and isinstance(values[0], Items) and not run.loops:
            made_of = made_of.like(shape="table")  # rows that were put into a list one by one
        return made_of
    if name == "builtins.zip":
        return _zipped(values)
    if name in ("builtins.map", "builtins.filter") and len(values) > 1:
        return _mapped(run, values, node)
    if (
        values
        and isinstance(values[0], (Items, Folds))
        and name.startswith(("tqdm", "builtins.list", "builtins.sorted"))
    ):
        return values[0]
    result = mixed(values)
    if isinstance(result, Table):
        if result.own or result.length_of is not None:
            return result.like(own={}, learned=result.all_learned) if result.length_of is None else result
        if name.endswith((".DataFrame", ".Series")) and result.shape in ("mask", "index", "row"):
            return result.like(shape="table", cut=None)
        named = names_of(arguments.get(-1, "columns"))
        if named is not None:
            return result.like(columns=named, seen=set(named), narrowed=False, shape="table")
        return result
    if name.endswith(".DataFrame"):
        return Table(rows=origin(f"frame {run.site(node)}"), derived=NO_NAMES) if values else Table(derived=NO_NAMES)
    return result


_EMPTY = {"list": "list", "tuple": "tuple", "set": "set", "dict": "dict", "OrderedDict": "dict", "deque": "list"}


def _container(name: str, value: Value, site: str) -> Value:
    short = name.rpartition(".")[2]
    if short in (
        "array",
        "asarray",
        "vstack",
        "hstack",
        "DataFrame",
        "Series",
        "convert_to_tensor",
        "tensor",
        "concatenate",
    ):
        if isinstance(value, Items):
            return _frame_of(value, short, site)
        return value
    if short == "next" and isinstance(value, Folds):
        return value.pair()
    if isinstance(value, Items) and short in ("list", "tuple", "set", "sorted", "reversed"):
        return keys_of(value) if value.keys is not None else Items("list", list(value.values), None, value.rest)
    if isinstance(value, Items) and short not in (
        "enumerate",
        "iter",
        "tqdm",
        "tqdm_notebook",
        "dict",
        "deepcopy",
        "copy",
    ):
        return mixed([value])
    return value


def _frame_of(items: Items, short: str, site: str) -> Value:
    if items.keys is not None:
        table = mixed(items.values)
        names = frozenset(key for key in items.keys if isinstance(key, str))
        if isinstance(table, Table):
            rows = table.rows or origin(f"frame {site}")
            return table.like(rows=rows, shape="table", columns=names, seen=set(names), narrowed=False, own={})
        return Table(rows=origin(f"frame {site}"), columns=names, derived=NO_NAMES, seen=set(names))
    table = mixed(items.all())
    if not isinstance(table, Table):
        return Table(rows=origin(f"array {site}")) if items.rest is not None else table
    return table.like(shape="table" if table.shape in ("row", "column") and not table.predictions else table.shape)


def _zipped(values: list[Value]) -> Value:
    """Return the pairs of `zip`."""
    lists = [one for one in values if isinstance(one, Items) and one.rest is None]
    if len(lists) == len(values) and values:
        return Items("list", [Items("tuple", list(row)) for row in zip(*[one.values for one in lists], strict=False)])
    return Items("list", [], rest=Items("tuple", [_element(one) for one in values]))


def _element(value: Value) -> Value:
    if isinstance(value, Folds):
        return value.pair()
    if isinstance(value, Items):
        return mixed(value.all()) if not value.values else value.all()[-1]
    return value.like(shape="row") if isinstance(value, Table) and value.shape == "column" else value


def _numbered(values: list[Value]) -> Value:
    """Return the pairs of `enumerate`."""
    first = values[0] if values else UNKNOWN
    if isinstance(first, Items) and first.rest is None:
        keys = [Constant(key) for key in first.keys] if first.keys is not None else first.values
        return Items("list", [Items("tuple", [UNKNOWN, one]) for one in keys])
    return Items("list", [], rest=Items("tuple", [UNKNOWN, _element(first)]))


def _mapped(run: Run, values: list[Value], node: ast.Call) -> Value:
    element = _element(values[1])
    if isinstance(values[0], Function):
        result = run.call(values[0], Arguments([element], {}), node)
        return mixed([result, values[1]]) if isinstance(values[1], Table) else Items("list", [], rest=result)
    return mixed(values[1:])


def container(run: Run, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return an empty dict of some kind."""
    return Items("dict", [], [])


def file(run: Run, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return an open file: it is known by its path."""
    return arguments.positional[0] if arguments.positional else UNKNOWN


def partial(run: Run, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return a function with some arguments given."""
    if not arguments.positional:
        return UNKNOWN
    return Partial(arguments.positional[0], Arguments(arguments.positional[1:], arguments.keywords))
