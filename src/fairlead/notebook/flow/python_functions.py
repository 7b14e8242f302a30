"""Functions of Python itself, and those of libraries that hand values on: `zip`, `enumerate`, `np.array`."""

from __future__ import annotations

import ast

from fairlead.notebook.flow.arguments import Arguments
from fairlead.notebook.flow.attributes import attribute_of
from fairlead.notebook.flow.columns import names_of
from fairlead.notebook.flow.containers import keys_of
from fairlead.notebook.flow.rows import origin
from fairlead.notebook.flow.run import Run
from fairlead.notebook.flow.values import (
    NO_NAMES,
    UNKNOWN,
    Class,
    Constant,
    Folds,
    Function,
    Instance,
    Items,
    Method,
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
        made_of = _container(run, name, values[0], node)
        if isinstance(made_of, Table) and made_of.shape == "row" and isinstance(values[0], Items) and not run.loops:
            made_of = made_of.like(shape="table")  # rows that were put into a list one by one
        return made_of
    if name == "builtins.zip":
        return _zipped(values)
    if name in ("builtins.map", "builtins.filter") and len(values) > 1:
        return _mapped(run, name, values, node)
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
        return Table(rows=origin(f"frame {run.source(node)}"), derived=NO_NAMES) if values else Table(derived=NO_NAMES)
    return result


_EMPTY = {"list": "list", "tuple": "tuple", "set": "set", "dict": "dict", "OrderedDict": "dict", "deque": "list"}


def _container(run: Run, name: str, value: Value, node: ast.Call) -> Value:
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
            return _frame_of(run, value, node)
        return value
    if short == "next" and isinstance(value, Folds):
        return value.pair()
    if isinstance(value, Items) and short in ("list", "tuple", "set", "sorted", "reversed"):
        return keys_of(value) if value.keys is not None else Items("list", list(value.values), None, value.rest)
    if isinstance(value, Items) and short in ("dict", "OrderedDict"):
        return _dict_of(value)
    if isinstance(value, Items) and short not in (
        "enumerate",
        "iter",
        "tqdm",
        "tqdm_notebook",
        "deepcopy",
        "copy",
    ):
        return mixed([value])
    return value


def _dict_of(items: Items) -> Items:
    """Return the dict that is made of pairs of a key and a value."""
    pairs = [one.values for one in items.values if isinstance(one, Items) and len(one.values) == 2]
    if items.keys is not None or items.rest is not None or len(pairs) != len(items.values):
        return items
    return Items("dict", [value for _, value in pairs], [getattr(key, "value", None) for key, _ in pairs])


def _frame_of(run: Run, items: Items, node: ast.Call) -> Value:
    if items.keys is not None:
        table = mixed(items.values)
        names = frozenset(key for key in items.keys if isinstance(key, str))
        if isinstance(table, Table):
            rows = table.rows or origin(f"frame {run.source(node)}")
            return table.like(rows=rows, shape="table", columns=names, seen=set(names), narrowed=False, own={})
        return Table(rows=origin(f"frame {run.source(node)}"), columns=names, derived=NO_NAMES, seen=set(names))
    table = mixed(items.all())
    if not isinstance(table, Table):
        return Table(rows=origin(f"array {run.source(node)}")) if items.rest is not None else table
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
    return value.like(shape="row") if isinstance(value, Table) and value.shape in ("column", "table") else value


def _numbered(values: list[Value]) -> Value:
    """Return the pairs of `enumerate`."""
    first = values[0] if values else UNKNOWN
    if isinstance(first, Items) and first.rest is None:
        keys = [Constant(key) for key in first.keys] if first.keys is not None else first.values
        return Items("list", [Items("tuple", [UNKNOWN, one]) for one in keys])
    return Items("list", [], rest=Items("tuple", [UNKNOWN, _element(first)]))


MOST_MAPPED = 8


def _mapped(run: Run, name: str, values: list[Value], node: ast.Call) -> Value:
    """Return what `map` or `filter` gives: of a few values, what the function makes of each."""
    function, source = values[:2]
    one_by_one = name == "builtins.map" and len(values) == 2 and isinstance(function, (Function, Method, Partial))
    if one_by_one and isinstance(source, Items) and source.keys is None and source.rest is None:
        made = [run.call(function, Arguments([one], {}), node) for one in source.values[:MOST_MAPPED]]
        return Items("list", made, rest=mixed(source.values) if len(source.values) > MOST_MAPPED else None)
    if isinstance(function, Function):
        result = run.call(function, Arguments([_element(source)], {}), node)
        return mixed([result, source]) if isinstance(source, Table) else Items("list", [], rest=result)
    return mixed(values[1:])


def attribute(run: Run, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return an attribute that is asked for by its name: ``getattr(table, "mean")``."""
    owner, asked = arguments.get(0), arguments.constant(1)
    return attribute_of(run, owner, asked, node) if owner is not None and isinstance(asked, str) else UNKNOWN


def fold(run: Run, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return what `functools.reduce` makes of a few values one after the other."""
    source = arguments.get(1)
    if not arguments.positional or not isinstance(source, Items) or source.keys is not None or source.rest is not None:
        return mixed(arguments.all())
    values = [*arguments.positional[2:3], *source.values[:MOST_MAPPED]]
    for one in values[1:]:
        values[0] = run.call(arguments.positional[0], Arguments([values[0], one], {}), node)
    return values[0] if values else UNKNOWN


def record_class(run: Run, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return the class that `namedtuple` makes."""
    fields = arguments.get(1, "field_names")
    names: tuple[object, ...] = ()
    if isinstance(fields, Constant) and isinstance(fields.value, str):
        names = tuple(fields.value.replace(",", " ").split())
    elif isinstance(fields, Items):
        names = tuple(one.value for one in fields.values if isinstance(one, Constant))
    made = Class(str(arguments.constant(0, "typename")), {}, [], tuple(map(str, names)))
    made.is_tuple = bool(names)
    return made


def namespace(run: Run, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return an object that has what it is given as attributes."""
    made = Instance(Class("SimpleNamespace", {}, []))
    made.members.update(arguments.keywords)
    return made


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
