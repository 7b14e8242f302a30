"""A join that may repeat rows."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from fairlead.notebook.facts import Facts
from fairlead.notebook.index import Found
from fairlead.notebook.rules.rule import Hit, rule
from fairlead.notebook.texts import Spot

_UNIQUE = frozenset(("drop_duplicates", "unique", "groupby", "value_counts", "pivot_table", "nunique", "group_by"))
"""Methods after which a key occurs once."""
_CHECKS = frozenset(("duplicated", "is_unique", "has_duplicates"))
_JOINING = frozenset(("on", "how", "left_on", "right_on", "left_index", "right_index", "suffixes", "indicator"))


@rule("data", "warning")
def merge_no_validate(facts: Facts) -> Iterator[Hit]:
    """Find joins of tables that do not say how often a key may occur.

    What it does
    ------------
    Reports ``pd.merge`` and ``df.merge`` without ``validate=``, unless the table on the right has each key once by
    the way it was made (``groupby(...)``, ``drop_duplicates(...)``), the notebook looks for repeated keys, or the
    number of rows is asserted in the same cell.

    Why it hurts in production
    --------------------------
    If a key occurs twice in the other table, every row that has it is doubled, without a word. Sums grow, a customer
    is counted twice, and the same customer may stand in the training and in the test rows.

    Example
    -------
    Bad::

        # %%
        import pandas as pd

        orders = pd.read_csv("orders.csv")
        customers = pd.read_csv("customers.csv")
        orders = orders.merge(customers, on="customer", how="left")

    Good::

        # %%
        import pandas as pd

        orders = pd.read_csv("orders.csv")
        customers = pd.read_csv("customers.csv")
        orders = orders.merge(customers, on="customer", how="left", validate="many_to_one")

    Fix
    ---
    Say what you expect: ``validate="many_to_one"`` or ``"one_to_one"``; pandas then stops if it is not so.

    Known limits
    ------------
    ``join`` and ``concat`` are not looked at. A cross join repeats rows on purpose and is left alone.
    """
    index = facts.index
    merges = [*index.calls("pandas.merge", ".merge")]
    if not merges or not any(one.module.partition(".")[0] == "pandas" for one in index.imports):
        return
    if any(found.node.attr in _CHECKS for found in index.of(ast.Attribute)):
        return
    asserted = {
        (found.cell) for found in index.of(ast.Assert) if "len(" in (t := ast.unparse(found.node)) or ".shape" in t
    }
    for found, name in merges:
        given = {keyword.arg: keyword.value for keyword in found.node.keywords}
        if "validate" in given or None in given or found.cell in asserted or not _joins(found, name, given):
            continue
        how = given.get("how")
        if isinstance(how, ast.Constant) and how.value == "cross":
            continue
        right = _right(found.node, name, given)
        if right is None or _has_each_key_once(facts, right, Spot.of(found)):
            continue
        message = "This merge does not say how often a key may occur: repeated keys double rows without a word."
        yield Hit(index.place(found), message, evidence={"by": name})


def _joins(found: Found[ast.Call], name: str, given: dict[str | None, ast.expr]) -> bool:
    return name == "pandas.merge" or bool(found.node.args and (len(found.node.args) > 1 or given.keys() & _JOINING))


def _right(node: ast.Call, name: str, given: dict[str | None, ast.expr]) -> ast.expr | None:
    position = 1 if name == "pandas.merge" else 0
    return node.args[position] if len(node.args) > position else given.get("right")


def _has_each_key_once(facts: Facts, node: ast.expr, spot: Spot, deep: int = 0) -> bool:
    """Tell whether a table has each key once by the way it was made."""
    while isinstance(node, (ast.Call, ast.Attribute, ast.Subscript)):
        if isinstance(node, ast.Call):
            node = node.func
        else:
            if isinstance(node, ast.Attribute) and node.attr in _UNIQUE:
                return True
            node = node.value
    bound = facts.texts.binding(node.id, spot) if isinstance(node, ast.Name) else None
    return bound is not None and deep < 4 and _has_each_key_once(facts, bound[1], bound[0], deep + 1)
