"""Choosing, writing and dropping columns of a table."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from fairlead.notebook.flow.rows import part_of
from fairlead.notebook.flow.values import NO_NAMES, Column, Constant, Items, Table, Value, mixed, names_in


def column(table: Table, name: str) -> Table:
    """Return one column of a table."""
    if table.keyed:
        table = _under_key(table, name)
    if table.shape == "column":  # what looked like a column was a table of its own: load("csv")["train"]["label"]
        return table.like(own={}, derived=frozenset([name]))
    if table.shape in ("row", "groups", "mask", "index"):
        return table.like(own={}, derived=frozenset([name]) | (table.derived or NO_NAMES))
    if table.seen is not None:
        table.seen.add(name)
    known = table.own.get(name)
    facts: dict[str, Any] = {
        "shape": "column" if table.rows else table.shape,
        "own": {},
        "columns": None,
        "derived": frozenset([name]) | ((known.derived if known is not None else table.derived) or NO_NAMES),
    }
    if known is not None:
        facts["learned"] = known.learned
    return table.like(**facts)


_PART = re.compile(r"train|test|valid|holdout|(^|[_xy])(tr|te|val|dev)(_|$)")


def _under_key(table: Table, key: str) -> Table:
    """Return what stands under a key of several tables in one, before its columns are looked at.

    >>> _under_key(Table(rows=frozenset([("d.npz",)]), keyed="arrays"), "x_train").rows
    frozenset({('d.npz', 'train#=keys')})
    """
    named = _PART.search(key.lower())
    part = key if table.keyed == "each" else named[0].strip("_xy") if named is not None else "other"
    if part == "other" and table.keyed == "parts":
        return table
    return table.like(rows=part_of(table.rows, f"{part}#=keys"), keyed="")


def columns(table: Table, names: Iterable[str]) -> Table:
    """Return a table of some columns."""
    chosen = frozenset(names)
    if table.seen is not None:
        table.seen.update(chosen)
    own = {name: one for name, one in table.own.items() if name in chosen} if table.own else {}
    learned = table.learned if len(own) < len(chosen) else frozenset()
    shape = table.shape if table.shape in ("groups", "row") else "table"
    return table.like(own=own, columns=chosen, learned=learned, shape=shape, seen=set(chosen), dropped=NO_NAMES)


def some_columns(table: Table) -> Table:
    """Return a table of columns of which it is not known which they are."""
    return table.like(narrowed=True, columns=None)


def without_columns(table: Table, names: Iterable[str]) -> Table:
    """Return a table that has lost columns."""
    lost = frozenset(names)
    own = {name: one for name, one in table.own.items() if name not in lost} if table.own else {}
    kept = None if table.columns is None else table.columns - lost
    if table.seen is not None:
        table.seen.update(lost)
    return table.like(own=own, dropped=table.dropped | lost, columns=kept)


def write_column(table: Table, name: str | None, value: Value, *, whole: bool = True) -> None:
    """Change a table where it is: one column, or one that is not known, now holds a value.

    Parameters
    ----------
    whole : whether every row of the column is written; otherwise what was there stays too.
    """
    source = mixed([value])
    written = source if isinstance(source, Table) else Table(derived=NO_NAMES)
    learned = written.all_learned
    if name is None:
        if learned - table.learned:
            table.learned = table.learned | learned
        if written.ordered:
            table.ordered = True
        return
    derived = names_in([written])
    if not whole:
        before = table.own.get(name)
        learned = learned | (table.learned if before is None else before.learned)
        derived = None if derived is None else derived | (before.derived or NO_NAMES if before else NO_NAMES) | {name}
    table.own = {**table.own, name: Column(learned, derived)}
    table.dropped = table.dropped - {name}
    if table.columns is not None:
        table.columns = table.columns | {name}
    if written.ordered:
        table.ordered = True
    if written.predictions:
        table.predictions = tuple({*table.predictions, *written.predictions})[:8]
    if not table.rows and written.rows:
        table.rows = written.rows
    if written.repeated is not None and table.repeated is None:
        table.repeated = written.repeated


def names_of(value: Value | None) -> frozenset[str] | None:
    """Return the names in a constant, or in a list of constants; None where it is neither."""
    if isinstance(value, Constant):
        return frozenset([value.value]) if isinstance(value.value, str) else None
    if isinstance(value, Items) and value.rest is None and value.values:
        names = [one.value for one in value.values if isinstance(one, Constant) and isinstance(one.value, str)]
        return frozenset(names) if len(names) == len(value.values) else None
    return None
