"""An error that is caught and forgotten."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from fairlead.notebook.facts import Facts
from fairlead.notebook.notebook import Place
from fairlead.notebook.rules.rule import Hit, rule

_ALL = frozenset(("Exception", "BaseException", "StandardError"))


@rule("safety", "warning")
def bare_except(facts: Facts) -> Iterator[Hit]:
    """Find places that catch every error, or catch errors and do nothing.

    What it does
    ------------
    Reports ``except:`` without the name of an error, and ``except Exception`` whose body does nothing at all
    (``pass``, ``continue``). A handler that raises again is fine, and so is one that says something or goes another
    way.

    Why it hurts in production
    --------------------------
    A typing error, a full disk, a stop by the operator: all end in the same ``pass``. The run is green, the table is
    empty, and the log says nothing. It can take weeks until somebody asks why the numbers are low.

    Example
    -------
    Bad::

        # %%
        import pandas as pd

        try:
            prices = pd.read_csv("prices.csv")
        except:
            prices = pd.DataFrame()

    Good::

        # %%
        import pandas as pd

        try:
            prices = pd.read_csv("prices.csv")
        except FileNotFoundError:
            prices = pd.read_csv("prices_of_yesterday.csv")

    Fix
    ---
    Name the error that you expect, and let all others through.

    Known limits
    ------------
    A handler that only prints is taken as an answer if it names `Exception`.
    """
    for found in facts.index.of(ast.ExceptHandler):
        node = found.node
        if _raises(node.body):
            continue
        place = facts.index.place(found)
        place = Place(place.cell, place.line, place.column, place.line, place.column + _width(node))
        if node.type is None:
            yield Hit(place, "Every error is caught here, also a misspelt name and a stop by the operator.")
        elif ast.unparse(node.type) in _ALL and all(map(_does_nothing, node.body)):
            yield Hit(place, "Every error is caught here and forgotten.")


def _width(node: ast.ExceptHandler) -> int:
    return len("except") if node.type is None else len(f"except {ast.unparse(node.type)}")


def _raises(body: list[ast.stmt]) -> bool:
    return any(isinstance(node, ast.Raise) for statement in body for node in ast.walk(statement))


def _does_nothing(statement: ast.stmt) -> bool:
    return isinstance(statement, (ast.Pass, ast.Continue)) or (
        isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    )
