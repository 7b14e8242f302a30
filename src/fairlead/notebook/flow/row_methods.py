"""Methods of tables that choose, repeat or put together rows and columns."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from typing import Any

from fairlead.notebook.flow import splitting
from fairlead.notebook.flow.arguments import Arguments
from fairlead.notebook.flow.columns import columns, names_of, some_columns, without_columns, write_column
from fairlead.notebook.flow.cutting import one_row
from fairlead.notebook.flow.rows import filter_of, origin, part_of, share_rows, union, without
from fairlead.notebook.flow.run import Run
from fairlead.notebook.flow.values import (
    UNKNOWN,
    Constant,
    Function,
    Items,
    Table,
    Value,
    mixed,
    names_in,
    tables_in,
)

EXPRESSION = origin("expression")
"""The rows of an expression of Polars, until it meets its table."""


def query(run: Run, table: Table, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return the rows that a condition keeps."""
    if name == "filter" and (
        "items" in arguments.keywords or "regex" in arguments.keywords or "like" in arguments.keywords
    ):
        return some_columns(table)
    condition = arguments.get(0, "expr", "predicate")
    cut = condition.cut if isinstance(condition, Table) and condition.cut else None
    if cut is None:
        text = arguments.constant(0, "expr", default="")
        names = (
            frozenset(re.findall(r"(?<![@'\"\w])[A-Za-z_]\w*(?!['\"\w(])", text)) - _WORDS
            if isinstance(text, str)
            else None
        )
        first = arguments.node(0, "expr")
        cut = filter_of(names, run.text(first if first is not None else node))
    return table.like(rows=part_of(table.rows, cut))


_WORDS = frozenset({"and", "or", "not", "in", "True", "False", "None"})


def head(run: Run, table: Table, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return the first or the last rows."""
    if table.shape == "groups" or not table.rows:
        return table.like()
    first = arguments.node(0, "n")
    size = run.text(first) if first is not None else "5"
    return table.like(rows=part_of(table.rows, f"[:{size}]#=" if name != "tail" else f"[-{size}:]#="))


def sample(run: Run, table: Table, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return rows drawn at random."""
    return splitting.sampled(run, table, arguments, node)


def drop(run: Run, table: Table, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return a table without some columns or rows."""
    by_columns = "columns" in arguments.keywords or arguments.constant(1, "axis") in (1, "columns")
    labels = arguments.get(0, "columns", "labels", "index")
    names = names_of(labels)
    if names is not None and (by_columns or table.dropped or arguments.constant(1, "axis") is None):
        return without_columns(table, names)
    if isinstance(labels, Items):
        labels = mixed(labels.all())
    if by_columns:
        if isinstance(labels, Table) and labels.all_learned and not labels.rows:
            return _chosen_by(table, labels)
        return some_columns(table) if not isinstance(labels, Constant) else table.like()
    if isinstance(labels, Table) and labels.shape == "index" and labels.rows:
        left = without(table.rows, labels.rows)
        return table.like(rows=left or table.rows)
    learned = labels.all_learned if isinstance(labels, Table) else frozenset()
    return table.like(learned=table.learned | learned)


def _chosen_by(table: Table, labels: Table) -> Table:
    from fairlead.notebook.flow.cutting import selected

    return selected(table, labels)


def choose(run: Run, table: Table, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return some columns."""
    if any(isinstance(value, Table) for value in arguments.positional):
        return expressions(run, table, name, arguments, node)
    names: set[str] = set()
    for value in arguments.positional:
        one = names_of(value)
        if one is None:
            return some_columns(table)
        names |= one
    return columns(table, names) if names else some_columns(table)


def expressions(run: Run, table: Table, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return what expressions of Polars make of a table: their statistics are learned from its rows."""
    parts = [one for value in arguments.all() for one in tables_in(value)]
    learned = frozenset(
        replace(one, rows=table.rows) if one.rows == EXPRESSION else one for part in parts for one in part.all_learned
    )
    if name in ("select", "agg") and parts and all(not part.rows for part in parts):
        return Table(shape="number", learned=table.all_learned | learned, known=table.known)
    return table.like(
        learned=table.learned | learned,
        narrowed=table.narrowed or name == "select",
        columns=None,
        ordered=table.ordered or any(part.ordered for part in parts),
    )


def merge(run: Run, table: Table, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return the rows of the left table with columns of the right one."""
    others = [one for value in arguments.positional[:1] + [*arguments.keywords.values()] for one in tables_in(value)]
    learned = table.all_learned.union(*[one.all_learned for one in others])
    known = table.known and all(one.known for one in others)
    dropped = table.dropped if not others else table.dropped - frozenset(others[0].seen or ())
    return table.like(learned=learned, own={}, columns=None, known=known, dropped=dropped, derived=None)


def append(run: Run, table: Table, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return the rows of both tables."""
    return stacked(run, [table, *arguments.positional], node)


def stacked(run: Run, values: list[Value], node: ast.expr, *, copies: bool = True) -> Value:
    """Return the rows of all tables, one under the other; rows that are in two of them are then there twice.

    Parameters
    ----------
    copies : whether rows that are the same are copies, and not other columns of them.
    """
    tables = [table for value in values for table in tables_in(value)]
    result = mixed(tables)
    if not isinstance(result, Table) or len(tables) < 2:
        return result.like() if isinstance(result, Table) else result
    own: dict[str, Any] = {}
    for one in tables:
        own.update(one.own)
    result = result.like(learned=frozenset().union(*[one.all_learned for one in tables]), own={})
    result.rows = union([one.rows for one in tables])
    result.narrowed = all(one.narrowed for one in tables)
    result.dropped = frozenset.intersection(*[one.dropped for one in tables])
    result.seen = set().union(*[one.seen or () for one in tables])
    result.derived = names_in(tables) if all(one.shape != "table" for one in tables) else None
    result.columns = None
    rows = [one.rows for one in tables if one.rows and one.shape != "row"]
    if run.loops and run.many:
        rows = [one for one in rows if not all(path[0] in run.many for path in one)]
    twice = copies and any(share_rows(a, b) for number, a in enumerate(rows[:6]) for b in rows[number + 1 : 6])
    if twice and not any(one.predictions for one in tables):
        return splitting.repeated(run, result, "concat", node)
    return result


def assign(run: Run, table: Table, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return a table with columns written."""
    result = table.like()
    for key, value in arguments.keywords.items():
        if isinstance(value, Function):
            value = run.call(value, Arguments([result], {}), node)
        write_column(result, key, value)
    for value in arguments.rest:
        write_column(result, None, value)
    return result


def insert(run: Run, table: Table, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Write a column where the table is."""
    key = arguments.constant(1, "column")
    write_column(table, key if isinstance(key, str) else None, arguments.get(2, "value") or UNKNOWN)
    return Constant(None)


def pop(run: Run, table: Table, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Take a column out of the table."""
    key = arguments.constant(0, "item")
    if not isinstance(key, str):
        return one_row(table)
    from fairlead.notebook.flow.columns import column

    taken = column(table, key)
    table.become(without_columns(table, [key]))
    return taken


def update(run: Run, table: Table, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Write values of another table into this one."""
    for value in arguments.positional:
        write_column(table, None, value)
    return Constant(None)


def take(run: Run, table: Table, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return the rows at positions."""
    from fairlead.notebook.flow.cutting import chosen_rows

    chosen = arguments.get(0)
    first = arguments.node(0)
    return chosen_rows(run, table, chosen, first) if isinstance(chosen, Table) and first is not None else table.like()


def pivot(run: Run, table: Table, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return a table of other rows: one for each group."""
    return Table(rows=origin(f"pivot {run.site(node)}"), learned=table.all_learned, known=table.known)
