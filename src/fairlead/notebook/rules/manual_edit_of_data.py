"""Data mended by hand, row by row."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from fairlead.notebook.facts import Facts
from fairlead.notebook.index import Found
from fairlead.notebook.rules.rule import Confidence, Hit, rule
from fairlead.notebook.texts import Spot

_CELLS = frozenset(("loc", "iloc", "at", "iat", "ix"))
_IDENTITY = re.compile(r"(?:^|_)(?:id|no|nr|number|key|index)$|[a-z]I[dD]$|^ID$")


@rule("data", "warning")
def manual_edit_of_data(facts: Facts) -> Iterator[Hit]:
    """Find rows of data that are changed or dropped by their number.

    What it does
    ------------
    Reports ``df.loc[37, "age"] = 42`` and its like, ``df.drop([12, 99])``, ``df.drop(df.index[[3, 7]])``, and single
    records picked by an identity typed in (``df.loc[df["customer_id"] == 1044, "fare"] = 7.5``). Tables that are made
    in the notebook, results collected row by row, and columns dropped by name are fine.

    Why it hurts in production
    --------------------------
    Row 37 of tomorrow's file is another customer. The edit then ruins a good record and leaves the bad one; and what
    was wrong with row 37 is written down nowhere.

    Example
    -------
    Bad::

        # %%
        import pandas as pd

        houses = pd.read_csv("houses.csv")
        houses = houses.drop([523, 1298])
        houses.loc[37, "year"] = 1998

    Good::

        # %%
        import pandas as pd

        houses = pd.read_csv("houses.csv")
        houses = houses[houses["area"] < 4000]

    Fix
    ---
    Say by a rule on values what is wrong with such rows, or correct them at the source; keep corrections in a table
    of their own, by key and with the reason.

    Known limits
    ------------
    A value that is computed (``df.loc[0, "rate"] = first / total``) is no edit by hand. A list of rows in a variable
    is followed only if it is typed in. Plain NumPy arrays are not looked at.
    """
    for found in facts.index.of(ast.Assign):
        targets = [target for target in found.node.targets if isinstance(target, ast.Subscript)]
        if not targets or not _is_typed_in(found.node.value):
            continue
        for target in targets:
            said = _edited(facts, target, found)
            if said is not None:
                yield Hit(facts.index.place_of(target, found.cell), said)
    for call, _ in facts.index.calls(".drop"):
        rows = _dropped_rows(facts, call)
        if rows and not _is_own_table(facts, _receiver(call.node.func), call.cell, call.node.lineno, call.function):
            shown = ", ".join(map(str, rows[:4])) + (" ..." if len(rows) > 4 else "")
            message = f"Row {shown} is" if len(rows) == 1 else f"Rows {shown} are"
            sure: Confidence = "medium" if rows == [0] else "high"
            yield Hit(facts.index.place(call), f"{message} dropped by number.", sure, evidence={"rows": rows[:20]})


def _is_typed_in(value: ast.expr) -> bool:
    """Tell whether a value stands in the source as it is, rather than being computed."""
    if isinstance(value, ast.UnaryOp):
        return _is_typed_in(value.operand)
    if isinstance(value, (ast.List, ast.Tuple)):
        return all(map(_is_typed_in, value.elts))
    return isinstance(value, ast.Constant) or (
        isinstance(value, ast.Attribute) and value.attr.lower() in ("nan", "na", "nat")
    )


def _edited(facts: Facts, target: ast.Subscript, found: Found[ast.Assign]) -> str | None:
    """Return what is changed by hand, or None."""
    node = target.value
    if not isinstance(node, ast.Attribute) or node.attr not in _CELLS:
        return _chained(facts, target, found)
    key = target.slice
    if not isinstance(key, ast.Tuple) or len(key.elts) != 2:
        return None
    row, column = key.elts
    if node.attr in ("loc", "at") and not isinstance(column, ast.Constant | ast.List):
        return None
    said = _row_said(row)
    if said is None or _is_own_table(facts, node.value, found.cell, target.lineno, found.function):
        return None
    return f"{said} of `{ast.unparse(node.value)}` is changed by hand."


def _row_said(row: ast.expr) -> str | None:
    if _number(row) is not None:
        return f"Row {_number(row)}"
    numbers = _numbers(row)
    if numbers:
        return f"Some rows ({', '.join(map(str, numbers[:3]))})"
    if isinstance(row, ast.Compare) and len(row.ops) == 1 and isinstance(row.ops[0], ast.Eq):
        name = _column(row.left)
        number = _number(row.comparators[0])
        if name and number is not None and _IDENTITY.search(name):
            return f"The record with {name} {number}"
    return None


def _column(node: ast.expr) -> str:
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        return str(node.slice.value)
    return node.attr if isinstance(node, ast.Attribute) else ""


def _chained(facts: Facts, target: ast.Subscript, found: Found[ast.Assign]) -> str | None:
    """Return what ``df["age"][37] = 42`` changes."""
    outer = target.value
    if not isinstance(outer, ast.Subscript) or not isinstance(outer.slice, ast.Constant):
        return None
    number = _number(target.slice)
    if not isinstance(outer.slice.value, str) or number is None or not isinstance(outer.value, ast.Name):
        return None
    bound = facts.texts.binding(outer.value.id, Spot(found.cell, target.lineno, found.function))
    if bound is None or not _reads(facts, bound[1]):
        return None
    return f"Row {number} of `{outer.value.id}` is changed by hand."


def _reads(facts: Facts, value: ast.expr) -> bool:
    """Tell whether a value is a table that was read, or made from another one."""
    while isinstance(value, ast.Call):
        name = facts.index.name_of(value.func) or ""
        if ".read_" in name:
            return True
        value = value.func.value if isinstance(value.func, ast.Attribute) else ast.Constant(0)
    return False


def _dropped_rows(facts: Facts, found: Found[ast.Call]) -> list[int]:
    node = found.node
    given = {keyword.arg: keyword.value for keyword in node.keywords}
    axis = given.get("axis", node.args[1] if len(node.args) > 1 else None)
    if "columns" in given or (isinstance(axis, ast.Constant) and axis.value in (1, "columns")):
        return []
    rows = given.get("index", given.get("labels", node.args[0] if node.args else None))
    if isinstance(rows, ast.Name):
        bound = facts.texts.binding(rows.id, Spot.of(found))
        rows = bound[1] if bound else None
    if isinstance(rows, ast.Subscript) and isinstance(rows.value, ast.Attribute) and rows.value.attr == "index":
        rows = rows.slice
    if rows is None:
        return []
    number = _number(rows)
    return [number] if number is not None else _numbers(rows)


def _number(node: ast.expr) -> int | None:
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return node.value
    return None


def _numbers(node: ast.expr) -> list[int]:
    """Return the numbers of a list that consists of nothing else."""
    if not isinstance(node, (ast.List, ast.Tuple)) or not node.elts:
        return []
    numbers = [_number(one) for one in node.elts]
    return [] if None in numbers else [number for number in numbers if number is not None]


def _receiver(called: ast.expr) -> ast.expr:
    return called.value if isinstance(called, ast.Attribute) else called


def _is_own_table(facts: Facts, node: ast.expr, cell: int, line: int, function: ast.AST | None) -> bool:
    """Tell whether a table was made in the notebook from values typed in, or is a result."""
    if not isinstance(node, ast.Name):
        return not isinstance(node, (ast.Subscript, ast.Attribute, ast.Call))
    bound = facts.texts.binding(node.id, Spot(cell, line, function))
    if bound is None:
        return False
    value = bound[1]
    if (
        isinstance(value, ast.Call)
        and isinstance(value.func, ast.Attribute)
        and value.func.attr in ("copy", "set_index")
    ):
        return _is_own_table(facts, value.func.value, bound[0].cell, bound[0].line, bound[0].function)
    name = facts.index.name_of(value.func) if isinstance(value, ast.Call) else None
    last = (name or "").rpartition(".")[2]
    return last in ("DataFrame", "Series", "from_dict", "from_records", "describe", "pivot_table", "crosstab", "zeros")
