"""One name that means two things in two cells."""

from __future__ import annotations

import ast
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import Any

from fairlead.notebook.facts import Facts
from fairlead.notebook.notebook import Cell
from fairlead.notebook.record import record
from fairlead.notebook.rules.rule import Hit, rule

_PASSING_WORDS = """
    ax ax1 ax2 axes axs bins c color col colors cols column columns e end f f1 fig figure fn g h handles i idx img index
    j k key l labels_ line lines m msg n name names p palette path plot q r res result s sns start t text tmp title
    total v val value w x1 x2 y1 y2 z x t0 t1 file fname filename row rows d item items temp out output start_time
    end_time
"""
_THROWAWAY = frozenset(_PASSING_WORDS.split())
"""Names that everybody uses anew in each cell and nobody carries along."""


@record()
class _Definition:
    """Hold one fresh binding of a name and what it is bound to."""

    cell: Cell
    statement: ast.stmt
    value: ast.AST


@rule("state", "warning")
def redefinition_across_cells(facts: Facts) -> Iterator[Hit]:
    """Find names that are defined anew in a later cell, while other cells use each of both meanings.

    What it does
    ------------
    Reports a name that two cells bind to different things, neither made from the other, when cells between them use the
    first and cells below use the second. Cells that carry a table on (``df = df.dropna()``) are fine, so are loop
    variables, figures, imports, and definitions that are the same to the letter.

    Why it hurts in production
    --------------------------
    Which of the two a cell gets depends on which definition was run last. Running one cell again in the wrong moment
    mixes two experiments without any error, and somebody who turns the notebook into functions picks the wrong one.

    Example
    -------
    Bad::

        # %%
        import pandas as pd

        table = pd.read_csv("customers.csv")
        # %%
        print(table.tenure.mean())
        # %%
        table = pd.read_csv("orders.csv")
        # %%
        print(table.price.sum())

    Good::

        # %%
        import pandas as pd

        customers = pd.read_csv("customers.csv")
        # %%
        print(customers.tenure.mean())
        # %%
        orders = pd.read_csv("orders.csv")
        # %%
        print(orders.price.sum())

    Fix
    ---
    Give the second thing a name of its own.

    Known limits
    ------------
    Short names that are used for passing values (``i``, ``ax``, ``tmp``) are left out, and so is a name whose values
    only its own cells use. Values are compared by how they are written.
    """
    if len(facts.notebook.code_cells) < 2:
        return
    imported = {one.alias for one in facts.index.imports}
    readers: dict[str, list[int]] = {}
    for thread in facts.threads:
        readers.setdefault(thread.name, []).append(thread.reader)
    names = {name for name in readers if not name.startswith("_")} - imported - _THROWAWAY
    for name, definitions in _definitions(facts, names, readers).items():
        found = _second(facts, definitions, readers[name])
        if found is not None:
            yield _hit(facts, name, *found)


def _definitions(facts: Facts, names: set[str], readers: dict[str, list[int]]) -> dict[str, list[_Definition]]:
    """Return the fresh definitions of those names that more than one cell binds, with readers between and below."""
    fresh: dict[str, list[int]] = {}
    for uses in facts.uses:
        for name in uses.binds:
            if name in names and name not in uses.needs:
                fresh.setdefault(name, []).append(uses.cell)
    several = {name: cells for name, cells in fresh.items() if _is_used_between(cells, readers[name])}
    where = frozenset().union(*several.values())
    found: dict[str, list[_Definition]] = {}
    for cell in facts.notebook.code_cells:
        for statement in cell.tree.body if cell.tree is not None and cell.number in where else ():
            if type(statement) in _BINDING:
                for name, value in _bound(statement):
                    if cell.number in several.get(name, ()):
                        found.setdefault(name, []).append(_Definition(cell, statement, value))
    return found


def _is_used_between(cells: list[int], readers: list[int]) -> bool:
    """Tell whether a cell that reads a name may stand between two that bind it, and another below both."""
    return (
        len(cells) > 1 and readers[-1] > cells[1] and bisect_right(readers, cells[0]) < bisect_left(readers, cells[-1])
    )


_BINDING = frozenset((ast.Assign, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))


def _bound(statement: ast.stmt) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        yield statement.name, statement
    elif isinstance(statement, ast.Assign):
        for target in statement.targets:
            for one in target.elts if isinstance(target, (ast.Tuple, ast.List)) else (target,):
                if isinstance(one, ast.Name):
                    yield one.id, statement.value


def _kind(facts: Facts, value: ast.AST) -> str:
    """Return what sort of thing a value is, in a few words."""
    if isinstance(value, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return "a function"
    if isinstance(value, ast.ClassDef):
        return "a class"
    name = facts.index.name_of(value.func) if isinstance(value, ast.Call) else None
    return f"what `{name.removeprefix('?.')}` gives" if name else "another value"


def _written(value: Any, cell: Cell) -> str:
    """Return a value as it is written, without blanks."""
    lines = cell.code.split("\n")[value.lineno - 1 : value.end_lineno]
    if value.lineno == value.end_lineno and lines:
        lines = [lines[0].encode(errors="replace")[value.col_offset : value.end_col_offset].decode(errors="replace")]
    elif lines:
        lines[0] = lines[0].encode(errors="replace")[value.col_offset :].decode(errors="replace")
    return "".join("".join(lines).split())


def _second(facts: Facts, definitions: list[_Definition], readers: list[int]) -> tuple[_Definition, _Definition] | None:
    """Return the first two definitions that differ and are both used by other cells."""
    for first, second in zip(definitions, definitions[1:], strict=False):
        one, two = first.cell.number, second.cell.number
        both_used = bisect_right(readers, one) < bisect_left(readers, two) and readers[-1] > two
        if both_used and _written(first.value, first.cell) != _written(second.value, second.cell):
            return first, second
    return None


def _hit(facts: Facts, name: str, first: _Definition, second: _Definition) -> Hit:
    kind, other = _kind(facts, first.value), _kind(facts, second.value)
    one, two = first.cell.number, second.cell.number
    message = (
        f"`{name}` is {kind} in cell {one} and {other} in cell {two}; cells use both."
        if kind != other
        else f"`{name}` is defined in cell {one} and defined anew in cell {two}; cells use both."
    )
    evidence = {"name": name, "cells": [one, two]}
    place = facts.index.place_of(second.statement, two)
    return Hit(place, message, "high" if kind != other else "medium", evidence=evidence)
