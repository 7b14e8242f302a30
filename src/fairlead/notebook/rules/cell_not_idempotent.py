"""A cell that does something else when it is run a second time."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from typing import Any

from fairlead.notebook.facts import Facts
from fairlead.notebook.rules.rule import Hit, rule
from fairlead.notebook.scope import root_of
from fairlead.notebook.tree import names_in

_FAILS_TWICE = {
    "drop": "what it drops is gone then, so that it stops with a KeyError",
    "pop": "what it takes out is gone then",
    "set_index": "the column has become the index then, so that it stops with a KeyError",
    "reset_index": "the old index becomes one more column",
    "melt": "the columns are gone then",
    "get_dummies": "the columns are encoded already then, so that it stops with a KeyError or adds more",
}
"""Methods and functions after which the same call finds other columns, with what happens."""

_GROWS = frozenset(("append", "extend", "insert", "write"))
_VALUE_WORDS = """
    numpy.log numpy.log1p numpy.log10 numpy.log2 numpy.sqrt numpy.exp numpy.expm1 numpy.square numpy.power shift diff
    pct_change cumsum rank sample fit_transform scale normalize minmax_scale
"""
_CHANGES_VALUES = frozenset(_VALUE_WORDS.split())
"""What gives other values each time that it is applied to its own result."""

_ADDS = frozenset(("append", "concat", "vstack", "hstack", "concatenate"))
_WORDS = frozenset((*_FAILS_TWICE, *_ADDS, "map", "replace", *_CHANGES_VALUES))


@rule("state", "warning")
def cell_not_idempotent(facts: Facts) -> Iterator[Hit]:
    """Find cells that give another result, or stop, when they are run twice.

    What it does
    ------------
    Reports lines that take a value which another cell has made and put a changed one in its place: ``x += 1``,
    ``rows.append(...)``, ``df["price"] = df["price"] / 100``, ``df = df.drop(columns="id")``, a table joined to itself,
    a ``map`` from old values to new ones. A line is fine where its own cell makes the value first.

    Why it hurts in production
    --------------------------
    Pressing Shift-Enter twice divides the price twice, and nothing shows it. A pipeline retries a step that failed:
    there the same happens at night.

    Example
    -------
    Bad::

        # %%
        import pandas as pd

        orders = pd.read_csv("orders.csv")
        # %%
        orders["price"] = orders["price"] / 100

    Good::

        # %%
        import pandas as pd

        orders = pd.read_csv("orders.csv")
        # %%
        orders["price_in_euro"] = orders["price"] / 100

    Fix
    ---
    Give the result a new name or a new column, or make the value in the same cell in which it is changed.

    Known limits
    ------------
    Calls that are not in the rule's tables are taken as harmless: ``df = clean(df)`` is not reported. Changes in
    functions are not followed.
    """
    if len(facts.notebook.code_cells) < 2:
        return
    for cell, uses in zip(facts.notebook.code_cells, facts.uses, strict=True):
        if cell.tree is None or not uses.needs:
            continue
        body = cell.tree.body
        bound: dict[str, list[ast.expr]] = {}
        fresh: set[str] = set()
        seen = 0
        for number, statement in enumerate(body):
            found = _change(facts, statement, uses.needs)
            if found is None or found[0] not in uses.needs:
                continue
            for earlier in body[seen:number]:
                _note_bound(earlier, bound)
            seen = number
            if not _is_fresh(found[0], bound, fresh):
                name, words, confidence = found
                message = f"Running cell {cell.number} twice changes `{name}` twice: {words}."
                place = facts.index.place_of(statement, cell.number)
                yield Hit(place, message, confidence, evidence={"name": name})  # type: ignore[arg-type]


def _note_bound(statement: ast.stmt, bound: dict[str, list[ast.expr]]) -> None:
    """Keep what a statement binds each of its names to."""
    waiting = [*statement.targets] if isinstance(statement, ast.Assign) else []
    for target in waiting:
        if isinstance(target, ast.Name):
            bound.setdefault(target.id, []).append(statement.value)  # type: ignore[attr-defined]
        elif isinstance(target, (ast.Tuple, ast.List)):
            waiting += target.elts
        elif isinstance(target, ast.Starred):
            waiting.append(target.value)


def _is_fresh(name: str, bound: dict[str, list[ast.expr]], fresh: set[str]) -> bool:
    """Tell whether a name was bound to something not made from itself; what has been looked at is not kept."""
    if name not in fresh and any(name not in names_in(value) for value in bound.pop(name, ())):
        fresh.add(name)
    return name in fresh


def _change(facts: Facts, statement: ast.stmt, needed: Collection[str]) -> tuple[str, str, str] | None:
    """Return which name a statement changes anew each time, in what way and how surely.

    Parameters
    ----------
    needed : names of other cells; no others are of interest.
    """
    if isinstance(statement, ast.Assign):
        value = statement.value
        if type(value) is ast.Call and type(value.func) is ast.Attribute and value.func.attr == "pop":
            name = root_of(value.func.value)
            if name and len(statement.targets) == 1:
                return name, f"`pop`: {_FAILS_TWICE['pop']}", "high"
        if root_of(statement.targets[0]) in needed and len(statement.targets) == 1:
            return _assigned(facts, statement.targets[0], value)
    elif isinstance(statement, ast.Expr):
        return _called(statement.value) if isinstance(statement.value, ast.Call) else None
    elif isinstance(statement, ast.AugAssign):
        name = root_of(statement.target)
        return (name, "each time from the value before", "high") if name else None
    return None


def _called(node: ast.Call) -> tuple[str, str, str] | None:
    if not isinstance(node.func, ast.Attribute):
        return None
    name, method = root_of(node.func.value), node.func.attr
    if name is None:
        return None
    in_place = any(
        k.arg == "inplace" and isinstance(k.value, ast.Constant) and k.value.value is True for k in node.keywords
    )
    if method in _FAILS_TWICE and in_place and not _forgiving(node):
        return name, f"`{method}`: {_FAILS_TWICE[method]}", "high"
    if method in _GROWS and isinstance(node.func.value, ast.Name) and method != "write":
        return name, f"`{method}` adds to it each time", "high"
    return None


def _forgiving(node: ast.Call) -> bool:
    """Tell whether a call says that nothing is wrong with what is missing, or leaves the old index out."""
    for keyword in node.keywords:
        if isinstance(keyword.value, ast.Constant) and (keyword.arg, keyword.value.value) in (
            ("errors", "ignore"),
            ("drop", True),
        ):
            return True
    return False


def _assigned(facts: Facts, target: Any, value: Any) -> tuple[str, str, str] | None:
    name = root_of(target)
    if name is None or not isinstance(value, (ast.BinOp, ast.Subscript, ast.Call)):
        return None
    if isinstance(value, ast.Call) and not _may_change(facts, value.func):
        return None
    own = _key(target)
    if isinstance(value, ast.BinOp):
        if isinstance(target, ast.Name) and any(
            isinstance(one, ast.Constant) and isinstance(one.value, str) for one in (value.left, value.right)
        ):
            return (name, "text is added each time", "high") if _holds(value, own) else None
        return (name, "each time from the value before", "high") if _is_side(value, own) else None
    if isinstance(value, ast.Subscript) and isinstance(value.slice, ast.Slice) and _same(value.value, own):
        return (name, "it is cut each time", "high") if isinstance(target, ast.Name) else None
    if not isinstance(value, ast.Call):
        return None
    called = value.func
    method = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    qualified = facts.index.name_of(called) or ""
    of_own = isinstance(called, ast.Attribute) and _same(called.value, own)
    given_own = bool(value.args) and _same(value.args[0], own)
    if method in _FAILS_TWICE and (of_own or given_own) and isinstance(target, ast.Name) and not _forgiving(value):
        certain = method != "get_dummies" or any(k.arg == "columns" for k in value.keywords)
        if method == "drop" and not _drops_columns(value):
            return None
        return (name, f"`{method}`: {_FAILS_TWICE[method]}", "high") if certain else None
    if method in _ADDS and (of_own or _lists(value, own)):
        return name, f"`{method}` adds rows or columns each time", "high"
    if method in ("map", "replace") and of_own and _trades_values(value, method):
        return name, "the old values are gone then, so that `map` finds none and leaves them empty", "high"
    if (qualified in _CHANGES_VALUES and given_own) or (
        method in _CHANGES_VALUES and "." not in method and (of_own or given_own)
    ):
        return name, f"`{method}` is applied to its own result", "high" if method != "fit_transform" else "medium"
    return None


def _may_change(facts: Facts, called: ast.expr) -> bool:
    """Tell whether what is called stands in a table of this rule, under its own name or the one that it has here."""
    name = facts.index.name_of(called) or ""
    method = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    return method in _WORDS or name in _CHANGES_VALUES


def _drops_columns(node: ast.Call) -> bool:
    """Tell whether `drop` names columns: of rows dropped by a filter, none are left the second time."""
    return any(k.arg == "columns" for k in node.keywords) or any(
        isinstance(one, ast.Constant) and one.value in (1, "columns")
        for one in (*(k.value for k in node.keywords if k.arg == "axis"), *node.args[1:])
    )


def _trades_values(node: ast.Call, method: str) -> bool:
    """Tell whether `map` is given a table of old and new values that has none of the new ones among the old."""
    if method != "map" or not node.args or not isinstance(node.args[0], ast.Dict):
        return False
    table = node.args[0]
    constants = [*table.keys, *table.values]
    if not all(isinstance(one, ast.Constant) for one in constants):
        return False
    old = {one.value for one in table.keys if isinstance(one, ast.Constant)}
    return any(isinstance(one, ast.Constant) and one.value not in old for one in table.values)


def _lists(node: ast.Call, own: str) -> bool:
    first = node.args[0] if node.args else None
    return isinstance(first, (ast.List, ast.Tuple)) and any(_same(one, own) for one in first.elts)


def _is_side(node: ast.BinOp, own: str) -> bool:
    """Tell whether a sum or product is made with the value itself: ``x + 1``, ``(x - a) / b``."""
    sides = [node.left, node.right]
    while sides:
        one = sides.pop()
        if _same(one, own):
            return True
        if isinstance(one, ast.BinOp):
            sides += [one.left, one.right]
    return False


def _holds(node: ast.AST, own: str) -> bool:
    return any(_same(one, own) for one in ast.walk(node))


def _same(node: Any, own: str) -> bool:
    return type(node) in (ast.Name, ast.Subscript, ast.Attribute) and _key(node) == own


def _key(node: Any) -> str:
    """Return what a name, attribute or item is called, whether it is read or written."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{_key(node.value)}.{node.attr}"
    if isinstance(node, ast.Subscript):
        item = repr(node.slice.value) if isinstance(node.slice, ast.Constant) else ast.dump(node.slice)
        return f"{_key(node.value)}[{item}]"
    return ast.dump(node)
