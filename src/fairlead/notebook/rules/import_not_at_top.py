"""An import in the middle."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from fairlead.notebook.facts import Facts
from fairlead.notebook.guards import handler_spans, is_within, try_spans
from fairlead.notebook.rules.rule import Hit, rule


@rule("hygiene", "info", on_by_default=False)
def import_not_at_top(facts: Facts) -> Iterator[Hit]:
    """Find cells that import modules after the work has begun.

    What it does
    ------------
    Reports the first import of each cell that comes after a cell with other code than imports and settings. Imports
    inside functions and optional ones (``try: import ...``) are fine.

    Why it hurts in production
    --------------------------
    The missing package shows after an hour of training rather than in the first second, and nobody can see at a
    glance what the notebook needs.

    Example
    -------
    Bad::

        # %%
        import pandas as pd

        orders = pd.read_csv("orders.csv")
        # %%
        from sklearn.cluster import KMeans

        KMeans(4).fit(orders)

    Good::

        # %%
        import pandas as pd
        from sklearn.cluster import KMeans

        # %%
        orders = pd.read_csv("orders.csv")
        KMeans(4).fit(orders)

    Fix
    ---
    Move all imports into the first cell of code.

    Known limits
    ------------
    What stands in the same cell as the first imports is not looked at.
    """
    begun = 0
    for cell in facts.notebook.code_cells:
        if cell.tree is not None and any(map(_is_work, cell.tree.body)):
            begun = cell.number
            break
    if not begun:
        return
    optional = [*try_spans(facts.index), *handler_spans(facts.index)]
    seen: set[int] = set()
    for one in facts.index.imports:
        late = one.cell > begun and one.function is None and one.cell not in seen
        if late and not is_within((one.cell, one.node.lineno), optional):
            seen.add(one.cell)
            message = f"`{one.module}` is imported after the work has begun in cell {begun}."
            yield Hit(facts.index.place_of(one.node, one.cell), message, evidence={"module": one.module})


def _is_work(statement: ast.stmt) -> bool:
    """Tell whether a statement is more than an import, a setting or a note."""
    if isinstance(statement, (ast.Import, ast.ImportFrom, ast.Pass, ast.Try, ast.If)):
        return False
    if isinstance(statement, ast.Expr):
        return False
    return not (isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant))
