"""A long notebook without a single function."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from fairlead.notebook.facts import Facts
from fairlead.notebook.notebook import Place
from fairlead.notebook.rules.rule import Hit, rule

_LONG = 30
"""Assignments at the top level from which a notebook counts as long."""


_NAMED: tuple[type[ast.stmt], ...] = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@rule("tests", "info")
def no_functions(facts: Facts) -> Iterator[Hit]:
    """Find long notebooks in which nothing has a name that could be called again.

    What it does
    ------------
    Counts what a notebook computes (assignments and changes of tables). One with thirty or more and neither a
    function nor a class is reported once, at its first cell of code.

    Why it hurts in production
    --------------------------
    What is no function cannot be tested, reused or run for new data. The server needs the same steps as the training;
    they are then copied by hand, and the copies drift apart.

    Example
    -------
    A notebook of thirty lines such as ``df["ratio"] = df["a"] / df["b"]``, one after the other, is reported. It is
    fine if they stand in functions such as ``def add_ratios(df)`` that are called.

    Fix
    ---
    Give steps names: a function for reading, one for cleaning, one for features, one for training. `fairlead convert`
    makes a first cut.

    Known limits
    ------------
    Pipelines of scikit-learn are such names too: a notebook that builds one is left alone.
    """
    index = facts.index
    if any(index.of(kind) for kind in _NAMED):
        return
    steps = len(index.of(ast.Assign)) + len(index.of(ast.AugAssign))
    if (
        steps < _LONG
        or next(index.calls("sklearn.pipeline.Pipeline", "sklearn.pipeline.make_pipeline"), None) is not None
    ):
        return
    first = next(cell for cell in facts.notebook.code_cells if cell.tree is not None and cell.tree.body)
    assert first.tree is not None
    line = first.tree.body[0].lineno
    place = Place(first.number, line, 0, line, len(first.code.split("\n")[line - 1]))
    yield Hit(
        place,
        f"{steps} assignments and no function: nothing of it can be tested or used again.",
        evidence={"steps": steps},
    )
