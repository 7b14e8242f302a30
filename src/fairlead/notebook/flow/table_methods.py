"""Methods of tables: each effect of `knowledge.tables` in a function."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any, TypeGuard

from fairlead.notebook.flow import scoring
from fairlead.notebook.flow.arguments import Arguments
from fairlead.notebook.flow.columns import column, columns, names_of, write_column
from fairlead.notebook.flow.events import Save
from fairlead.notebook.flow.knowledge.tables import AXIS_OF_ROWS, EFFECT_OF
from fairlead.notebook.flow.row_methods import (
    append,
    assign,
    choose,
    drop,
    expressions,
    head,
    insert,
    merge,
    pivot,
    pop,
    query,
    sample,
    take,
    update,
)
from fairlead.notebook.flow.rows import filter_of, is_within, origin, part_of, windows_of
from fairlead.notebook.flow.run import Run
from fairlead.notebook.flow.values import (
    UNKNOWN,
    Constant,
    Function,
    Items,
    Library,
    Method,
    Table,
    Value,
    tables_in,
)

Act = Callable[[Run, Table, str, Arguments, ast.Call], Value]


def method(run: Run, table: Table, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return what a method of a table gives, and change the table where the call says so."""
    effect = EFFECT_OF.get(name)
    if effect is None:
        return _unheard_of(run, table, name, arguments, node)
    result = _ACTS[effect](run, table, name, arguments, node)
    if "inplace" in arguments.keywords and arguments.constant(-1, "inplace") is True:
        _change(run, table, result, node)
        return Constant(None)
    return result


def _change(run: Run, table: Table, result: Value, node: ast.Call) -> None:
    """Let a table be what a method with ``inplace=True`` made of it; of a column, write it back into its table."""
    if not isinstance(result, Table):
        return
    table.become(result)
    receiver = node.func.value if isinstance(node.func, ast.Attribute) else None
    if isinstance(receiver, ast.Subscript):
        owner, key = run.value(receiver.value), run.value(receiver.slice)
        for name in names_of(key) or [None]:
            if type(owner) is Table:
                write_column(owner, name, result)
    elif isinstance(receiver, ast.Attribute):
        owner = run.value(receiver.value)
        if type(owner) is Table:
            write_column(owner, receiver.attr, result)


def _unheard_of(run: Run, table: Table, name: str, arguments: Arguments, node: ast.Call) -> Value:
    result = same(run, table, name, arguments, node)
    if isinstance(result, Table):
        result.known = False
    return result


def same(run: Run, table: Table, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return the same rows; what is in them also depends on the arguments."""
    if table.length_of is not None:
        return table
    if name in _CHOOSES_COLUMNS and "columns" in arguments.keywords:
        chosen = names_of(arguments.keywords["columns"])
        table = columns(table, chosen) if chosen is not None else table
    learned = table.all_learned if name not in _KEEPS_COLUMNS else table.learned
    facts: dict[str, Any] = {}
    predictions = table.predictions
    for value in arguments.all():
        if isinstance(value, Constant):
            continue
        for one in tables_in(value):
            learned = learned | one.all_learned
            predictions = predictions or one.predictions
            if not one.known:
                facts["known"] = False
    if name not in _KEEPS_COLUMNS:
        facts["own"] = {}
    facts["learned"] = learned
    facts["predictions"] = predictions
    if table.truth is not None:
        facts["truth"] = table.truth
    if name in ("to_frame", "reshape") and table.shape == "column":
        facts["shape"] = "table" if not predictions else "column"
    if name in ("dt", "iterrows", "itertuples"):
        return table
    if name in ("replace", "where", "mask") and "own" in facts:
        facts["own"] = {}
    return table.like(**facts)


_CHOOSES_COLUMNS = frozenset(["as_matrix", "reindex"])
_KEEPS_COLUMNS = frozenset(
    [
        "copy",
        "astype",
        "sort_values",
        "sort_index",
        "reset_index",
        "set_index",
        "reindex",
        "rename",
        "fillna",
        "replace",
        "round",
        "clip",
        "convert_dtypes",
        "infer_objects",
        "where",
        "mask",
        "query",
        "to_pandas",
        "clone",
        "lazy",
        "collect",
        "cache",
        "pipe",
    ]
)


def apply(run: Run, table: Table, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return what a function makes of each row or column."""
    axis = arguments.constant(1, "axis", default=0)
    function = arguments.get(0, "func", "function", "f")
    if table.shape == "groups":
        return _of_groups(run, table, f"{name}", arguments, node)
    by_rows = axis in AXIS_OF_ROWS or table.shape in ("column", "row") or name in ("map", "applymap", "map_elements")
    if name in ("agg", "aggregate") and not by_rows or _is_statistic(function) and not by_rows:
        return reduce(run, table, name, arguments, node)
    if name in ("agg", "aggregate"):
        return reduce(run, table, name, arguments, node)
    element = table.like(shape="row") if by_rows else table.like(shape="column")
    if isinstance(function, (Function, Method)) or not by_rows and _is_function(function):
        given = run.call(function, Arguments([element], {}), node)
        result = same(run, table, name, Arguments([given], {}), node)
        if isinstance(result, Table) and isinstance(given, Table):
            result.shape = "column" if table.shape == "table" and axis in AXIS_OF_ROWS else result.shape
            result.derived = given.derived if table.shape == "table" else result.derived
        return result
    return same(run, table, name, arguments, node)


def _is_function(value: Value | None) -> TypeGuard[Library]:
    """Tell whether a value is a function of a library, and no class."""
    return isinstance(value, Library) and value.name.rpartition(".")[2][:1].islower()


def pipe(run: Run, table: Table, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return what a function makes of the whole table."""
    function = arguments.get(0, "func")
    rest = Arguments([table, *arguments.positional[1:]], {k: v for k, v in arguments.keywords.items() if k != "func"})
    return run.call(function, rest, node) if function is not None else table


def _is_statistic(function: Value | None) -> bool:
    if isinstance(function, Constant):
        return EFFECT_OF.get(str(function.value)) == "reduce"
    return False


def reduce(run: Run, table: Table, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return a number computed from many rows; whatever it flows into depends on those rows."""
    if table.truth is not None:
        return scoring.compared(run, table, name, node)
    if table.shape == "groups":
        return _of_groups(run, table, name, arguments, node)
    if table.shape == "window":
        return table.like(shape="column", ordered=True)
    if (arguments.axis(0) in AXIS_OF_ROWS) is not _is_turned(name, node) and name not in ("quantile", "percentile"):
        return table.like(shape="column" if table.shape == "table" else table.shape, own={}, learned=table.all_learned)
    if table.shape in ("row", "mask", "count", "index") or table.predictions:
        return Table(shape="count") if table.shape != "row" else table
    return statistic(run, table, f"pandas.{name}", node)


def _is_turned(name: str, node: ast.Call) -> bool:
    """Tell whether rows and columns change places before a statistic of each: ``df.T.mean()``."""
    owner = node.func.value if isinstance(node.func, ast.Attribute) else None
    return isinstance(owner, ast.Attribute) and owner.attr == "T" and name not in ("corr", "cov")


def statistic(run: Run, table: Table, by: str, node: ast.expr, kind: str = "preprocess") -> Value:
    """Return a number that was learned from a table."""
    if not table.rows:
        return table
    return Table(shape="number", learned=run.learned(table, by, kind, node), derived=table.derived, known=table.known)


def _of_groups(run: Run, table: Table, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return a statistic of each group: for each row (`transform`), or one row a group."""
    function = arguments.get(0, "func")
    if isinstance(function, Function) and name in ("transform", "apply"):
        given = run.call(function, Arguments([table.like(shape="column")], {}), node)
        result = same(run, table, name, Arguments([given], {}), node)
        return result.like(shape="column") if isinstance(result, Table) else result
    if name in ("apply", "pipe", "filter"):
        return table.like(shape="table")
    learned = run.learned(table, f"pandas.groupby.{name}", "preprocess", node)
    if name in ("transform", "map"):
        return table.like(shape="column", learned=learned, own={})
    return Table(
        shape="table",
        rows=origin(f"groups {run.site(node)}"),
        learned=learned,
        derived=table.derived,
        known=table.known,
    )


def count(run: Run, table: Table, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return a number from which nothing leaks."""
    if table.shape == "window":
        return table.like(shape="column", ordered=True)
    if table.shape == "groups":
        return _of_groups(run, table, name, arguments, node)
    if name in ("all", "any") and table.rows and arguments.axis(0) in AXIS_OF_ROWS:
        return table.like(shape="mask", own={}, cut=filter_of(table.derived, run.text(node)))
    if table.truth is not None and name in ("any", "all"):
        return scoring.compared(run, table, name, node)
    if name == "unique" and table.predictions:
        return table
    return Table(shape="count", length_of=table.rows if name in ("count", "size") else None)


def missing(run: Run, table: Table, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return the mask of missing values: how many there are tells nothing that leaks."""
    text = run.text(node.func.value) if isinstance(node.func, ast.Attribute) else run.site(node)
    which = "in" if EFFECT_OF.get(name) == "missing" else "out"
    return Table(
        shape="mask",
        rows=table.rows,
        cut=f"{which}#={','.join(sorted(table.derived or ()))}|{text} is missing",
        derived=table.derived,
        known=table.known,
    )


def mask(run: Run, table: Table, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return the mask of a comparison with constants, or with other rows: ``df.index.isin(train.index)``."""
    if name == "isin":
        other = arguments.get(0)
        if isinstance(other, Table) and other.shape == "index" and is_within(other.rows, table.rows):
            paths = {path[-1] for path in other.rows}
            if len(paths) == 1:
                return Table(shape="mask", rows=table.rows, cut=next(iter(paths)))
    result = same(run, table, name, arguments, node)
    if isinstance(result, Table):
        result.shape, result.cut = "mask", filter_of(table.derived, run.text(node))
    return result


def sheet(run: Run, table: Table, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return a sheet of an open workbook."""
    if not table.keyed:
        return _unheard_of(run, table, name, arguments, node)
    asked = arguments.node(0, "sheet_name")
    return column(table, str(arguments.constant(0, "sheet_name", default=run.text(asked) if asked is not None else 0)))


def parted(run: Run, table: Table, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return the parts that a data set of `datasets` is cut into, by their names."""
    return table.like(keyed="each", rows=part_of(table.rows, f"all#=cut {run.site(node)}"))


def groups(run: Run, table: Table, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return groups or windows of rows."""
    return table.like(shape="groups" if name in ("groupby", "group_by") else "window")


def ordered(run: Run, table: Table, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return values computed from neighbouring rows."""
    shape = "column" if table.shape in ("groups", "window") else table.shape
    return table.like(shape=shape, ordered=True, own={}, learned=table.all_learned)


def keep(run: Run, table: Table, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return the rows that pass, with the same path: dropping rows with gaps learns nothing.

    Of a table that looks at neighbouring rows, the first rows have gaps: they were only looked back at.
    """
    if name == "dropna" and table.ordered:
        return table.like(rows=part_of(table.rows, windows_of("")))
    return table.like()


def dummies(run: Run, table: Table, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return columns of zeros and ones: which categories exist is not taken to leak."""
    return table.like(narrowed=True, columns=None, own={}, learned=table.all_learned, shape="table")


def in_place(run: Run, table: Table, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Sort an array where it is."""
    return table


def argsort(run: Run, table: Table, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return positions: of the answers of a model the most likely class, of a statistic the columns it chooses."""
    if table.predictions or table.truth is not None:
        return table.like()
    return table if not table.rows else table.like(shape="row" if table.shape == "row" else "column")


def factorize(run: Run, table: Table, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return codes and labels."""
    return Items("tuple", [table.like(), UNKNOWN])


def save(run: Run, table: Table, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Record that a table was written to a file."""
    target = arguments.constant(0, "path_or_buf", "path", "excel_writer")
    run.happened(
        Save(
            by=f"pandas.{name}",
            target=target if isinstance(target, str) else None,
            what="table",
            **run.circumstances(node),
        )
    )
    return UNKNOWN


def show(run: Run, table: Table, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Draw or print: nothing comes of it."""
    return UNKNOWN


def backward(run: Run, table: Table, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Let a net learn from the rows for which it answered, as PyTorch does."""
    from fairlead.notebook.flow.training import step

    step(run, table, node)
    return UNKNOWN


_ACTS: dict[str, Act] = {
    "same": same,
    "apply": apply,
    "pipe": pipe,
    "mask": mask,
    "missing": missing,
    "present": missing,
    "reduce": reduce,
    "count": count,
    "groups": groups,
    "ordered": ordered,
    "filter": keep,
    "query": query,
    "head": head,
    "tail": head,
    "sample": sample,
    "sheet": sheet,
    "parted": parted,
    "drop": drop,
    "columns": choose,
    "expressions": expressions,
    "merge": merge,
    "append": append,
    "dummies": dummies,
    "assign": assign,
    "insert": insert,
    "pop": pop,
    "update": update,
    "sort_in_place": in_place,
    "take": take,
    "pivot": pivot,
    "argsort": argsort,
    "factorize": factorize,
    "save": save,
    "show": show,
    "backward": backward,
}
