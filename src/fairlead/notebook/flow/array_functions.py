"""Functions of arrays: statistics, counts, random numbers, positions."""

from __future__ import annotations

import ast

from fairlead.notebook.flow import scoring, splitting, table_methods
from fairlead.notebook.flow.arguments import Arguments
from fairlead.notebook.flow.columns import some_columns
from fairlead.notebook.flow.cutting import is_positions, without_positions
from fairlead.notebook.flow.knowledge.tables import AXIS_OF_ROWS
from fairlead.notebook.flow.rows import part_of
from fairlead.notebook.flow.run import Run
from fairlead.notebook.flow.values import (
    NO_NAMES,
    UNKNOWN,
    Items,
    Table,
    Value,
    mixed,
    tables_in,
)


def reduce(run: Run, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return a number computed from many rows."""
    short = name.rpartition(".")[2]
    if name.startswith("builtins.") and len(arguments.positional) != 1:
        return mixed(arguments.positional)
    tables = [one for value in arguments.all() for one in tables_in(value)]
    compared = next((one for one in tables if one.truth is not None and one.predictions), None)
    if compared is not None:
        return scoring.compared(run, compared, short, node)
    if any(one.predictions for one in tables):
        return mixed(tables) if arguments.get(-1, "axis") is not None else Table(shape="count")
    data = mixed(tables)
    if not isinstance(data, Table):
        return UNKNOWN
    if arguments.axis(1) in AXIS_OF_ROWS and short not in ("percentile", "quantile"):
        return data.like(shape="column", own={}, learned=data.all_learned)
    if data.shape in ("row", "mask", "count", "index"):
        return data if data.shape == "row" else Table(shape="count")
    kind = (
        "select"
        if short in ("mutual_info_classif", "mutual_info_regression", "f_classif", "f_regression", "chi2")
        else "preprocess"
    )
    return table_methods.statistic(run, data, name, node, kind)


def positions(run: Run, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return the positions of rows, ``range(len(df))``: what is chosen of them is a part of the rows."""
    counted = next((one for one in arguments.positional if isinstance(one, Table) and one.shape == "count"), None)
    return UNKNOWN if counted is None else Table(shape="index", length_of=counted.length_of)


def other_positions(run: Run, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return the positions that are not among others: ``np.setdiff1d(np.arange(n), test)``."""
    every, taken = arguments.get(0), arguments.get(1)
    return without_positions(taken) if is_positions(every) else mixed(arguments.all())


def among(run: Run, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return the mask of the positions that are among others: ``np.isin(np.arange(n), test)``."""
    every, taken = arguments.get(0), arguments.get(1)
    if is_positions(every) and isinstance(taken, Table) and taken.cut is not None:
        return Table(shape="mask", cut=taken.cut)
    return mixed(arguments.all())


def count(run: Run, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return a number or text from which nothing leaks; of `len`, remember of which rows."""
    short = name.rpartition(".")[2]
    first = arguments.get(0)
    if short in ("len", "shape", "size") and isinstance(first, Table):
        return Table(shape="count", length_of=first.length_of if first.length_of is not None else first.rows)
    if isinstance(first, Table) and first.truth is not None:
        return scoring.compared(run, first, short, node)
    return UNKNOWN


def random(run: Run, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return random numbers, which can become a mask; drawn around a mean, they depend on that."""
    return _around(arguments) or Table(shape="random")


def _around(arguments: Arguments) -> Value | None:
    numbers = [one for one in arguments.all() if isinstance(one, Table) and one.shape == "number" and one.learned]
    return mixed(numbers) if numbers else None


def permutation(run: Run, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return rows in another order, or the positions of rows."""
    first = arguments.get(0)
    if isinstance(first, Table) and first.shape != "count":
        return first if name.endswith(".shuffle") and not name.startswith("sklearn") else first.like()
    if isinstance(first, Items):
        return first
    return Table(shape="index", cut=None)


def choice(run: Run, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return positions drawn at random."""
    around = _around(arguments)
    if around is not None:
        return around
    first = arguments.get(0)
    result = Table(shape="index", cut=f"in#choice {run.site(node)}")
    if isinstance(first, Table) and first.shape == "index" and first.rows:
        result.rows = first.rows
        result.cut = None
    if arguments.constant(2, "replace", default=True) is not False and isinstance(first, Table):
        result.repeated = run.place(node)
    return result


def constant(run: Run, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return a value that holds no rows: ``np.zeros(10)``; it can be written into."""
    return Table(shape="column", derived=NO_NAMES) if name.startswith(("numpy", "cupy")) else UNKNOWN


def leave_out(run: Run, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return an array without some of its rows or columns: ``np.delete(X, i, axis=0)``."""
    table, key = arguments.get(0, "arr"), arguments.node(1, "obj")
    if not isinstance(table, Table) or key is None:
        return UNKNOWN
    if is_positions(table):
        return without_positions(arguments.get(1, "obj"))
    if arguments.constant(2, "axis", default=0) in AXIS_OF_ROWS:
        return some_columns(table)
    if isinstance(key, (ast.List, ast.Tuple)) and len(key.elts) == 1:
        key = key.elts[0]
    text = run.text(key)
    run.left_out.add(text)
    return table.like(rows=part_of(table.rows, f"out#=at {text}"))


def repeat(run: Run, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return rows several times."""
    table = mixed(arguments.positional[:1])
    if isinstance(table, Table) and table.rows and table.shape == "table":
        return splitting.repeated(run, table, name, node)
    return table
