"""A cell that does too much at once."""

from __future__ import annotations

from collections.abc import Iterator

from fairlead.notebook.facts import Facts
from fairlead.notebook.notebook import Place
from fairlead.notebook.rules.rule import Hit, rule

_LINES = 50
"""Lines of code: what fits on a screen."""


@rule("hygiene", "info", on_by_default=False)
def cell_too_long(facts: Facts) -> Iterator[Hit]:
    """Find cells that do not fit on a screen.

    What it does
    ------------
    Counts the lines of code of a cell, without empty ones and comments, and reports a cell with more than 50.

    Why it hurts in production
    --------------------------
    A long cell does several things at once. To change one of them you run all of them, and who converts the notebook
    into tasks has to find the seams alone.

    Example
    -------
    A cell of sixty lines that reads, cleans, joins and draws is reported; four cells of fifteen lines, one for each
    step, are fine.

    Fix
    ---
    Cut it where a table has got its next form, and give repeated parts a name as functions.

    Known limits
    ------------
    A cell that only defines one function or class is left alone. A plain script has no cells.
    """
    if facts.notebook.kind == "script":
        return
    for cell in facts.notebook.code_cells:
        if cell.tree is None or len(cell.tree.body) < 2:
            continue
        lines = [line for line in cell.code.split("\n") if line.strip() and not line.lstrip().startswith("#")]
        if len(lines) > _LINES:
            first = cell.source.partition("\n")[0]
            message = f"Cell {cell.number} has {len(lines)} lines of code; {_LINES} fit on a screen."
            yield Hit(Place(cell.number, 1, 0, 1, len(first)), message, evidence={"lines": len(lines)})
