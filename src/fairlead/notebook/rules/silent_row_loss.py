"""Rows that go away and nobody counts."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from fairlead.notebook.facts import Facts
from fairlead.notebook.index import Found
from fairlead.notebook.rules.rule import Hit, rule
from fairlead.notebook.tree import names_in

_KEEPS = frozenset(
    (
        "reset_index",
        "copy",
        "drop_duplicates",
        "rename",
        "sort_values",
        "astype",
        "assign",
        "set_index",
        "query",
        "fillna",
    )
)
"""Methods after which a table is still that table."""
_MAKES = frozenset(("replace", "drop", "merge", "join", "read_csv", "read_excel", "read_parquet"))
"""Methods that give a table."""
_BAD_LINES = {"on_bad_lines": ("skip", "warn"), "error_bad_lines": (False,), "ignore_errors": (True,)}
_LOSING = ("coerce", "bad_lines", "ignore_errors", "inner")


@rule("data", "warning")
def silent_row_loss(facts: Facts) -> Iterator[Hit]:
    """Find steps that throw rows or values away without counting them.

    What it does
    ------------
    Reports ``dropna()`` whose result replaces the table, ``on_bad_lines="skip"``, ``errors="coerce"`` and
    ``merge(..., how="inner")`` if the cell does not count what is lost: no ``len``, ``shape``, ``isna().sum()``,
    ``info()`` or ``assert`` about that table before or after it.

    Why it hurts in production
    --------------------------
    On the training data 11 of 7,043 rows went away. When a source breaks, it may be half of them: the pipeline still
    runs, the customers concerned get no answer, and the average of those who are left looks better than the truth.

    Example
    -------
    Bad::

        # %%
        import pandas as pd

        churn = pd.read_csv("churn.csv")
        churn["total"] = pd.to_numeric(churn["total"], errors="coerce")
        churn = churn.dropna()

    Good::

        # %%
        import pandas as pd

        churn = pd.read_csv("churn.csv")
        before = len(churn)
        churn = churn.dropna()
        assert before - len(churn) < 0.01 * before, "more rows without a value than ever"

    Fix
    ---
    Count the rows before and after and stop if too many are lost, or set them aside (`fairlead validate
    --quarantine`).

    Known limits
    ------------
    A selection such as ``df[df["age"] > 18]`` is taken as meant. Values of a single column that are dropped for a
    plot or a statistic are no loss of rows.
    """
    drops, loses = facts.mentions("dropna", "drop_nulls"), facts.mentions(*_LOSING)
    if not drops and not loses:
        return
    counted = _Counted(facts)
    for found in facts.index.of(ast.Assign) if drops else ():
        dropped = _dropna_in(found.node.value)
        if dropped is not None:
            names = names_in(found.node.targets[0]) | names_in(dropped)
            if not counted.has(found.cell, names):
                place = facts.index.place_of(dropped, found.cell)
                replaced = bool(names_in(found.node.targets[0]) & names_in(dropped))
                message = f"Rows of `{_shown(dropped)}` with a missing value go away here, uncounted."
                yield Hit(place, message, "high" if replaced else "medium")
    for call, _ in facts.index.calls(".dropna"):
        if _is_in_place(call) and _drops_rows(call.node) and not counted.has(call.cell, names_in(call.node)):
            yield Hit(
                facts.index.place(call), f"Rows of `{_shown(call.node)}` with a missing value go away here, uncounted."
            )
    if loses:
        yield from _lost_values(facts, counted)


def _lost_values(facts: Facts, counted: _Counted) -> Iterator[Hit]:
    index = facts.index
    for found, node in ((call, keyword) for call in index.of(ast.Call) for keyword in call.node.keywords):
        if not isinstance(node.value, ast.Constant):
            continue
        value = node.value.value
        if node.arg in _BAD_LINES and value in _BAD_LINES[node.arg]:
            place = index.place_of(node, found.cell)
            yield Hit(
                place, f"Lines that cannot be read are left out by `{node.arg}={value!r}`, and nobody counts them."
            )
        elif node.arg == "errors" and value == "coerce" and not counted.has(found.cell, _statement_names(found)):
            message = "Values that are no number or date become missing here, uncounted."
            yield Hit(index.place_of(node, found.cell), message, "medium")
        elif node.arg == "how" and value == "inner" and _is_merge(found.statement):
            if counted.has(found.cell, _statement_names(found)):
                continue
            message = "Rows without a partner in the other table go away in this inner join, uncounted."
            yield Hit(index.place_of(node, found.cell), message, "medium")


class _Counted:
    """Answer whether a cell counts the rows or the gaps of a table."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._cells: dict[int, set[str]] = {}

    def has(self, cell: int, names: set[str]) -> bool:
        if cell not in self._cells:
            self._cells[cell] = set(_counted_names(self._facts.notebook.cells[cell - 1].code))
        return bool(names & self._cells[cell])


_COUNTS = re.compile(
    r"\blen\((\w+)|\b(\w+)(?:\[[^\]\n]*\]+)?\.(?:shape|info\(|count\(|height\b|isna\(|isnull\(|notna\(\)\.sum|null_count)"
    r"|\bassert\b[^\n]*?\b(\w+)[.\[]"
)


def _counted_names(code: str) -> Iterator[str]:
    for match in _COUNTS.finditer(code):
        yield next(name for name in match.groups() if name is not None)


def _dropna_in(value: ast.expr) -> ast.Call | None:
    """Return the ``dropna`` of a chain whose result is still the table."""
    node = value
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr in ("dropna", "drop_nulls"):
            return node if _drops_rows(node) else None
        if node.func.attr not in _KEEPS:
            return None
        node = node.func.value
    return None


def _drops_rows(node: ast.Call) -> bool:
    """Tell whether it is rows of a table that go: not columns, not empty rows, not values of one column."""
    assert isinstance(node.func, ast.Attribute)
    receiver = node.func.value
    if isinstance(receiver, ast.Subscript) and isinstance(receiver.slice, ast.Constant):
        return False
    called = receiver.func if isinstance(receiver, ast.Call) else None
    if isinstance(called, ast.Attribute) and called.attr not in _KEEPS | _MAKES:
        return False
    given = {keyword.arg: keyword.value for keyword in node.keywords}
    if node.args:
        given.setdefault("axis", node.args[0])
    axis, how = _constant(given.get("axis")), _constant(given.get("how"))
    return axis not in (1, "columns") and how != "all"


def _constant(node: ast.expr | None) -> object:
    return node.value if isinstance(node, ast.Constant) else None


def _is_in_place(found: Found[ast.Call]) -> bool:
    return any(keyword.arg == "inplace" and _constant(keyword.value) is True for keyword in found.node.keywords)


def _is_merge(statement: ast.stmt) -> bool:
    value = statement.value if isinstance(statement, ast.Assign) else None
    while isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute):
        if value.func.attr in ("merge", "join"):
            return True
        value = value.func.value
    return False


def _statement_names(found: Found[ast.Call]) -> set[str]:
    statement = found.statement
    if isinstance(statement, (ast.Assign, ast.Expr)):
        return names_in(statement) - {"pd"}
    return set()


def _shown(node: ast.Call) -> str:
    assert isinstance(node.func, ast.Attribute)
    text = ast.unparse(node.func.value)
    return text if len(text) <= 40 else "this table"
