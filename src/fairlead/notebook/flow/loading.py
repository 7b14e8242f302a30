"""Reading tables and models, and writing them."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable

from fairlead.notebook.flow.arguments import Arguments
from fairlead.notebook.flow.events import Read, Save
from fairlead.notebook.flow.models import new_model
from fairlead.notebook.flow.paths import path_of
from fairlead.notebook.flow.rows import origin, part_of
from fairlead.notebook.flow.run import Run, data_of
from fairlead.notebook.flow.values import UNKNOWN, Constant, Items, Model, Table, Value


def read(run: Run, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return the table of a file; the same file gives the same rows."""
    path = path_of(run, arguments)
    rows = origin(path or f"{name} {run.source(node)}")
    if path is None and run.loops:
        run.many.update(name for (name,) in rows)
    table = Table(rows=rows, seen=set())
    short = name.rpartition(".")[2]
    if short in _KEYED:
        table.keyed = _KEYED[short]
    elif short in _OF_SEVERAL:
        _choose_sheet(run, table, arguments)
    if "nrows" in arguments.keywords or "skiprows" in arguments.keywords:
        table.rows = part_of(table.rows, _lines(run, arguments))
    run.happened(Read(by=name, source=path, data=data_of(table), **run.circumstances(node)))
    return table


_KEYED = {"load": "arrays", "loadmat": "arrays", "read_pickle": "parts"}
"""Functions that read a file of what can be several arrays or tables, by key."""

_OF_SEVERAL = frozenset({"read_excel", "read_hdf"})
"""Functions that read one table of a file of several."""

_FIRST = Constant(0)


def _choose_sheet(run: Run, table: Table, arguments: Arguments) -> None:
    """Take the sheet that is asked for; where several are, each is under its key."""
    which = ("sheet_name", "sheetname", "key")
    value, node = arguments.get(1, *which) or _FIRST, arguments.node(1, *which)
    if isinstance(value, Items) or isinstance(value, Constant) and value.value is None:
        table.keyed = "each"
    else:
        sheet = value.value if isinstance(value, Constant) else run.text(node) if node is not None else "?"
        table.rows = part_of(table.rows, f"{sheet}#=keys")


def _lines(run: Run, arguments: Arguments) -> str:
    """Return the lines of a file that are read, as a slice: ``skiprows=100, nrows=20`` is ``[100:120]``."""
    start, count = _number(run, arguments, "skiprows"), _number(run, arguments, "nrows")
    if start.isdigit() and count.isdigit():
        return f"[{start}:{int(start) + int(count)}]#="
    return f"[{start}:{f'{start}+{count}' if start and count else count}]#="


def _number(run: Run, arguments: Arguments, name: str) -> str:
    value, node = arguments.get(-1, name), arguments.node(-1, name)
    if node is None or isinstance(value, Constant):
        return str(value.value or "") if isinstance(value, Constant) else ""
    return run.text(node).replace(" ", "").replace(":", ";")


def load(run: Run, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return a data set that comes with scikit-learn."""
    short = name.rpartition(".")[2]
    subset = arguments.constant(-1, "subset", default="")
    table = Table(
        rows=origin(
            f"{short} {subset}".strip() if short.startswith("load_") else f"{short} {subset or run.source(node)}"
        ),
        seen=set(),
    )
    if arguments.constant(-1, "return_X_y") is True:
        return Items(
            "tuple",
            [
                table.like(derived=frozenset(["data"]), seen=set()),
                table.like(derived=frozenset(["target"]), shape="column", seen=None),
            ],
        )
    return table


def store(run: Run, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return an open file of several tables."""
    return Table(rows=origin(path_of(run, arguments) or f"{name} {run.source(node)}"), keyed="each")


def data_set(run: Run, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return a data set of a library of data sets: the parts of it that are asked for, or all by their names."""
    called = " ".join(str(one.value) for one in arguments.positional if isinstance(one, Constant))
    split = arguments.get(1 if name.endswith(".load") else 4, "split")
    if split is not None and not _is_known(split):
        return Table(rows=origin(f"{name} {run.source(node)}"), seen=set())
    rows = origin(f"{name} {called or run.source(node)}")
    parts: list[Value] = [
        Table(rows=part_of(rows, f"{one.value}#=keys"), seen=set())
        for one in (split.values if isinstance(split, Items) else [split])
        if isinstance(one, Constant) and one.value is not None
    ]
    whole = Table(rows=rows, keyed="each")
    made = Items("list", parts) if isinstance(split, Items) else parts[0] if parts else whole
    return Items("tuple", [made, UNKNOWN]) if arguments.constant(-1, "with_info") is True else made


def _is_known(split: Value) -> bool:
    """Tell whether the parts of a data set that are asked for are written out."""
    values = split.values if isinstance(split, Items) and split.rest is None else [split]
    return all(isinstance(one, Constant) and "+" not in str(one.value) for one in values)


def make(run: Run, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return made-up data and their answers."""
    table = Table(rows=origin(f"{name.rpartition('.')[2]} {run.source(node)}"))
    return Items("tuple", [table.like(derived=frozenset(["X"])), table.like(derived=frozenset(["y"]), shape="column")])


def halves(run: Run, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return the train and test part that a data set of Keras comes in."""
    pairs: list[Value] = []
    for half in ("train", "test"):
        table = Table(rows=origin(f"{name} {half}"))
        pairs.append(Items("tuple", [table.like(), table.like(shape="column")]))
    return Items("tuple", pairs)


def load_model(run: Run, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return an estimator read from a file; what it learned from is not known, unless it was saved here."""
    source = arguments.constant(0, "filename", "filepath", "file")
    run.happened(Read(by=name, source=source if isinstance(source, str) else None, **run.circumstances(node)))
    key = file_key(run, arguments, 0, "filename", "filepath", "file")
    saved = run.saved.get(key)
    if key in run.best_kept and run.last_net is not None:
        saved = run.last_net
    return saved if saved is not None else new_model(run, name, "unknown", node)


_MEANS_PATH = re.compile("path|name|checkpoint|dir")


def file_key(run: Run, arguments: Arguments, position: int, *names: str) -> str:
    """Return what a file is known by: its name, or how the name is put together; "" for an open file."""
    value, node = arguments.get(position, *names), arguments.node(position, *names)
    if isinstance(value, Constant):
        return value.value if isinstance(value.value, str) else ""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "open" and node.args:
        node = node.args[0]
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.Name) and not _MEANS_PATH.search(node.id.lower()):
        return ""
    return f"={run.text(node)}" if isinstance(node, (ast.JoinedStr, ast.BinOp, ast.Call, ast.Name)) else ""


def keep_best(run: Run, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Remember the file in which the best state of a network is kept while it learns."""
    run.best_kept.add(file_key(run, arguments, 0, "filepath") or "?")
    return UNKNOWN


def dump(run: Run, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Record that a model or a table was pickled."""
    value = arguments.get(0, "obj", "value")
    target = arguments.constant(1, "filename", "file", "f")
    model = value if isinstance(value, Model) else None
    key = file_key(run, arguments, 1, "filename", "file", "f")
    if key and value is not None:
        run.saved[key] = value
    what = "table" if isinstance(value, Table) else "model" if _is_weights(arguments.node(0)) else "unknown"
    if model is not None:
        what = "transformer" if model.description.kind in ("transformer", "encoder", "selector") else "model"
    run.happened(
        Save(
            by=name,
            target=target if isinstance(target, str) else None,
            what=what,
            estimator=model.description if model is not None else None,
            **run.circumstances(node),
        )
    )
    return UNKNOWN


def _is_weights(node: ast.expr | None) -> bool:
    """Tell whether the weights of a network are asked for: ``model.state_dict()``."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "state_dict"


def save(run: Run, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Record that an array was written to a file."""
    target = arguments.constant(0, "file", "fname")
    run.happened(
        Save(by=name, target=target if isinstance(target, str) else None, what="table", **run.circumstances(node))
    )
    return UNKNOWN


FILES: dict[str, Callable[[Run, str, Arguments, ast.Call], Value]] = {
    "dump": dump,
    "dumps": dump,
    "save": dump,
    "load": load_model,
}
"""Functions of pickle, joblib, dill, skops, torch and others; they are told by their own name."""

PICKLERS = frozenset({"pickle", "cPickle", "_pickle", "joblib", "dill", "cloudpickle", "skops", "torch", "sklearn"})
