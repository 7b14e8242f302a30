"""Taking a part of the rows of a table: slices, masks, indices."""

from __future__ import annotations

import ast
import re
from dataclasses import replace

from fairlead.notebook.flow.arguments import Arguments
from fairlead.notebook.flow.columns import column, columns, names_of, some_columns, without_columns
from fairlead.notebook.flow.events import Learned
from fairlead.notebook.flow.knowledge.tables import LOCATORS
from fairlead.notebook.flow.rows import filter_of, is_within, opposite, part_of
from fairlead.notebook.flow.run import Run
from fairlead.notebook.flow.values import (
    UNKNOWN,
    Constant,
    Folds,
    Items,
    Method,
    Model,
    OtherColumns,
    Table,
    Value,
    mixed,
)

_MEANS_ROWS = re.compile(r"idx|index|indic|mask|msk|rows?$|perm|shuffle|^tr|^te|^va|train|test|valid|split|fold|sel$")


_MEANS_COLUMNS = re.compile(r"col(umn)?s?(_?names?)?$|feat(ure)?s?(_?names?)?$|vars$|predictors$")


def means_rows(name: str) -> bool:
    """Tell whether a name is one of positions or a mask of rows, and not of columns.

    >>> means_rows("train_idx"), means_rows("train_cols"), means_rows("target")
    (True, False, False)
    """
    name = name.lower()
    return _MEANS_ROWS.search(name) is not None and not _MEANS_COLUMNS.search(name)


def subscript(run: Run, node: ast.Subscript) -> Value:
    """Return ``value[...]``."""
    inner = node.value
    if isinstance(inner, ast.Attribute) and inner.attr in LOCATORS:
        owner = run.value(inner.value)
        if type(owner) is Table:
            return located(run, owner, node.slice, by_label=inner.attr in ("loc", "at", "ix"))
    return item(run, run.value(inner), node.slice)


def item(run: Run, owner: Value, key: ast.expr) -> Value:
    """Return what stands under a key of anything."""
    kind = type(owner)
    if kind is Table:
        return item_of_table(run, owner, key)  # type: ignore[arg-type]
    if isinstance(owner, Items):
        return item_of_items(run, owner, key)
    if isinstance(owner, Folds):
        return owner.pair()
    if isinstance(owner, Model):
        run.value(key)
        return owner.parts[-1] if owner.parts else owner
    if isinstance(owner, Method):
        return UNKNOWN
    name = getattr(owner, "name", None)
    chosen = run.value(key)
    if name in ("numpy.c_", "numpy.r_"):
        return mixed([chosen])
    return chosen if isinstance(chosen, Table) and chosen.shape == "number" else UNKNOWN


def item_of_table(run: Run, table: Table, key: ast.expr) -> Value:
    """Return ``df[key]``."""
    if isinstance(key, ast.Slice):
        return sliced(run, table, key)
    if run.left_out and table.rows and run.text(key) in run.left_out:
        return one_row(table.like(rows=part_of(table.rows, f"in#=at {run.text(key)}")))
    if isinstance(key, ast.Tuple):
        return located(run, table, key, by_label=False)
    chosen = run.value(key)
    if isinstance(chosen, Constant):
        if isinstance(chosen.value, str):
            return column(table, chosen.value)
        return one_row(table)
    names = names_of(chosen)
    if names is not None:
        return columns(table, names)
    if isinstance(chosen, Table):
        return chosen_rows(run, table, chosen, key)
    if isinstance(chosen, OtherColumns):
        return some_columns(without_columns(table, chosen.names))
    if isinstance(chosen, Items):
        if isinstance(key, ast.Name) and means_rows(key.id) and not any(map(_is_name, chosen.all())):
            return table.like(rows=part_of(table.rows, f"{key.id}#="))
        chosen = mixed(chosen.all())
        by_statistic = isinstance(chosen, Table) and chosen.all_learned and not chosen.rows
        return selected(table, chosen) if by_statistic else some_columns(table)  # type: ignore[arg-type]
    if table.shape in ("count", "number"):
        return table
    if isinstance(key, ast.Name) and table.shape != "groups":
        if means_rows(key.id):
            return table.like(rows=part_of(table.rows, f"{key.id}#="), known=table.known)
        if table.shape == "column":
            return one_row(table)
    return some_columns(table) if table.shape == "table" else table.like()


def _is_name(value: Value) -> bool:
    return isinstance(value, Constant) and isinstance(value.value, str)


def one_row(table: Table) -> Table:
    """Return one element of a column or row of an array."""
    return (
        table
        if table.shape in ("count", "number", "groups")
        else table.like(shape="row" if table.shape == "column" else table.shape)
    )


def located(run: Run, table: Table, key: ast.expr, *, by_label: bool) -> Value:
    """Return ``df.loc[rows, columns]``, ``df.iloc[...]`` or ``array[rows, columns]``."""
    if not isinstance(key, ast.Tuple) or len(key.elts) < 2:
        row_key: ast.expr = key.elts[0] if isinstance(key, ast.Tuple) and key.elts else key
        return rows_at(run, table, row_key)
    found = rows_at(run, table, key.elts[0])
    return columns_at(run, found, key.elts[1], by_label=by_label) if isinstance(found, Table) else found


def columns_at(run: Run, table: Table, key: ast.expr, *, by_label: bool) -> Table:
    """Return the columns of a two-part subscript."""
    if isinstance(key, ast.Slice):
        if key.lower is None and key.upper is None:
            return table
        for bound in (key.lower, key.upper):
            if bound is not None and not isinstance(bound, ast.Constant):
                run.value(bound)
        return some_columns(table)
    chosen = run.value(key)
    if isinstance(chosen, Table) and chosen.shape == "index" and chosen.cut is not None and not by_label:
        return _of_folds(table, chosen.cut)
    names = names_of(chosen)
    if names is not None and by_label:
        return column(table, next(iter(names))) if isinstance(chosen, Constant) else columns(table, names)
    if isinstance(chosen, OtherColumns) and by_label:
        return some_columns(without_columns(table, chosen.names))
    if isinstance(chosen, Table) and chosen.all_learned and not chosen.rows:
        return selected(table, chosen)
    narrowed = some_columns(table)
    if isinstance(chosen, Constant) and narrowed.shape == "table":
        narrowed.shape = "column"
    return narrowed


def _of_folds(table: Table, cut: str) -> Table:
    """Return the rows of a fold where they lie side by side: ``X[:, train]``; a kernel matrix has both."""
    fold = cut.partition("#")[2]
    if any(part.partition("#")[2] == fold for path in table.rows for part in path[1:]):
        return some_columns(table)
    return table.like(rows=part_of(table.rows, cut))


def rows_at(run: Run, table: Table, key: ast.expr) -> Value:
    """Return the rows that one part of a subscript chooses."""
    if isinstance(key, ast.Slice):
        return sliced(run, table, key)
    chosen = run.value(key)
    if isinstance(chosen, Table):
        return chosen_rows(run, table, chosen, key)
    if isinstance(chosen, Constant):
        return one_row(table)
    if isinstance(key, ast.Name) and means_rows(key.id):
        return table.like(rows=part_of(table.rows, f"{key.id}#="))
    return table.like()


def sliced(run: Run, table: Table, key: ast.Slice) -> Table:
    """Return ``table[start:stop]``."""
    if key.lower is None and key.upper is None or table.shape == "count":
        return table.like()
    start, stop = (run.value(bound) if bound is not None else None for bound in (key.lower, key.upper))
    counted = _cut_at_length(table, start, stop)
    if counted is not None:
        return counted
    window = _window(run, key)
    part = f"[{_bound(run, key.lower, start)}:{_bound(run, key.upper, stop)}]#={window}"
    found = table.like(rows=part_of(table.rows, part), own=table.own)
    return found.like(ordered=True, columns=None, narrowed=True) if window else found


def _bound(run: Run, node: ast.expr | None, value: Value | None) -> str:
    if node is None:
        return ""
    if isinstance(value, Constant) and isinstance(value.value, int):
        return str(value.value) if value.value else ""
    return run.text(node).replace(" ", "").replace(":", ";")


def _window(run: Run, key: ast.Slice) -> str:
    """Return the width of a window that a loop moves over the rows, such as ``[i - 60 : i]``; "" of any other slice."""
    if not run.loops or key.lower is None or key.upper is None:
        return ""
    for near, far, operator in ((key.upper, key.lower, ast.Sub), (key.lower, key.upper, ast.Add)):
        if isinstance(far, ast.BinOp) and isinstance(far.op, operator) and run.text(far.left) == run.text(near):
            return f"window {_bound(run, far.right, run.value(far.right))}"
    return ""


def _cut_at_length(table: Table, start: Value | None, stop: Value | None) -> Table | None:
    """Return the tables that were put together, apart again: ``both[:len(train)]``."""
    bound = stop if start is None else start
    if not isinstance(bound, Table) or bound.length_of is None or len(table.rows) < 2:
        return None
    first = frozenset(path for path in table.rows if is_within(frozenset([path]), bound.length_of))
    if not first or first == table.rows:
        return None
    return table.like(rows=first if start is None else table.rows - first)


def chosen_rows(run: Run, table: Table, chosen: Table, key: ast.expr) -> Table:
    """Return the rows that a mask or an index chooses, or the columns that a statistic chooses."""
    if chosen.cut is not None:
        found = table.like(rows=part_of(table.rows, chosen.cut))
        if chosen.repeated is not None:
            found.repeated = chosen.repeated
        if chosen.truth is not None and table.predictions:
            found.truth = chosen.truth
        return _filtered(run, found, chosen, key)
    if chosen.shape == "index" and chosen.rows:
        if is_within(chosen.rows, table.rows):
            return table.like(rows=chosen.rows, repeated=chosen.repeated or table.repeated)
        return table.like()
    if chosen.shape in ("index", "random"):
        return table.like(rows=part_of(table.rows, f"{run.text(key)}#="))
    if chosen.all_learned and (chosen.shape == "number" or not chosen.rows):
        return selected(table, chosen)
    if chosen.shape == "mask":
        return _filtered(
            run, table.like(rows=part_of(table.rows, filter_of(chosen.derived, run.text(key)))), chosen, key
        )
    if table.shape in ("number", "count"):
        return table
    if not chosen.known and isinstance(key, ast.Name) and means_rows(key.id):
        return table.like(rows=part_of(table.rows, f"{key.id}#="))  # indices from somewhere that is not known
    if chosen.shape in ("row", "count", "number"):
        return one_row(table)
    is_part = bool(chosen.rows) or (isinstance(key, ast.Name) and means_rows(key.id))
    return table.like(rows=part_of(table.rows, f"{run.text(key)}#=")) if is_part else table.like()


def _filtered(run: Run, table: Table, mask: Table, key: ast.expr) -> Table:
    """Return rows kept by a mask; where the mask depends on statistics (outliers), so do the rows."""
    if mask.learned and mask.shape == "mask":
        unsure = frozenset(_unsure(one) for one in mask.learned)
        return table.like(learned=table.learned | unsure)
    return table


def _unsure(one: Learned) -> Learned:
    return replace(one, sure=False) if one.sure else one


def selected(table: Table, chosen: Table) -> Table:
    """Return the columns that a statistic chose, such as the most correlated ones."""
    learned = frozenset(
        replace(one, kind="select") for one in chosen.all_learned if one.kind in ("preprocess", "select")
    )
    return some_columns(table).like(learned=table.learned | learned)


def item_of_items(run: Run, items: Items, key: ast.expr) -> Value:
    """Return an element of a list, tuple or dict, or a part of a list."""
    if isinstance(key, ast.Slice):
        return _slice_of_items(run, items, key)
    chosen = run.value(key)
    if isinstance(chosen, Constant):
        found = _at(items, chosen.value)
        if found is not None:
            return found
    if isinstance(chosen, Table) and chosen.cut is not None and items.rest is not None:
        whole = mixed(items.all())
        if isinstance(whole, Table):
            return chosen_rows(run, whole, chosen, key)
    values = items.all()
    if not values:
        return UNKNOWN
    return values[-1] if len(values) == 1 or not any(isinstance(one, Table) for one in values) else mixed(values)


def _at(items: Items, key: object) -> Value | None:
    if items.keys is not None:
        for name, value in zip(reversed(items.keys), reversed(items.values), strict=True):
            if name is not None and name == key and type(name) is type(key):
                return value
        return None
    if isinstance(key, int) and items.rest is None and -len(items.values) <= key < len(items.values):
        return items.values[key]
    return None


def _slice_of_items(run: Run, items: Items, key: ast.Slice) -> Value:
    start, stop = (run.value(bound) if bound is not None else Constant(None) for bound in (key.lower, key.upper))
    if items.rest is None and isinstance(start, Constant) and isinstance(stop, Constant) and key.step is None:
        bounds = (start.value, stop.value)
        if all(bound is None or isinstance(bound, int) for bound in bounds):
            return Items(items.kind, items.values[slice(*bounds)])
    whole = mixed(items.all())
    if isinstance(whole, Table):
        return sliced(run, whole, key)
    return Items("list", [], rest=items.rest) if items.rest is not None else items


def inverted(run: Run, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return the mask of the other rows: ``np.logical_not(mask)``."""
    mask = arguments.get(0)
    if isinstance(mask, Table):
        return rest_of(mask) if mask.cut is not None else mask.like()
    return mixed(arguments.all())


def rest_of(mask: Table) -> Table:
    """Return the mask of the other rows: ``~mask``."""
    other = None if mask.cut is None else opposite(mask.cut)
    return mask.like(cut=other)


def without_positions(taken: Value | None) -> Table:
    """Return the positions that are left without some; where nobody knows which, they are a part of their own."""
    cut = taken.cut if isinstance(taken, Table) else None
    return Table(shape="index", cut=opposite(cut) if cut is not None else None)


def is_positions(value: Value | None) -> bool:
    """Tell whether a value is positions of rows, and not the index of a table."""
    return isinstance(value, Table) and value.shape == "index" and not value.rows
