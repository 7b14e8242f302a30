"""A notebook that is several notebooks."""

from __future__ import annotations

from collections.abc import Iterator

from fairlead.notebook.facts import Facts
from fairlead.notebook.notebook import Place
from fairlead.notebook.rules.rule import Hit, rule

_CELLS = 60
_LINES = 800


@rule("hygiene", "info", on_by_default=False)
def notebook_too_long(facts: Facts) -> Iterator[Hit]:
    """Find notebooks that are too long to be read in one go.

    What it does
    ------------
    Reports a notebook with more than 60 cells of code, or more than 800 lines in them.

    Why it hurts in production
    --------------------------
    Nobody runs a long notebook from top to bottom, so it is run in pieces, and the pieces depend on what happened to
    be in memory. It is also read by nobody before it ships.

    Example
    -------
    A notebook of ninety cells from the first look at the data to the trained model is reported; one for the look and
    one for the model are fine.

    Fix
    ---
    Cut it where a table or a model is saved, and let the next one begin with reading it.

    Known limits
    ------------
    Text is not counted. A plain script has no cells, and only its lines count.
    """
    cells = [cell for cell in facts.notebook.code_cells if cell.source.strip()]
    lines = sum(cell.source.count("\n") + 1 for cell in cells)
    if len(cells) <= _CELLS and lines <= _LINES:
        return
    message = f"The notebook has {len(cells)} cells of code with {lines} lines."
    yield Hit(Place(cells[0].number, 1, 0, 1, 0), message, evidence={"cells": len(cells), "lines": lines})
