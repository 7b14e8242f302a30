"""Outputs that weigh more than the notebook."""

from __future__ import annotations

from collections.abc import Iterator

from fairlead.notebook.facts import Facts
from fairlead.notebook.notebook import Place
from fairlead.notebook.rules.rule import Hit, rule

_CHARACTERS = 200_000
"""Text and tables of one cell beyond which nobody reads them: some 4,000 lines."""


@rule("hygiene", "info", on_by_default=False)
def output_bloat(facts: Facts) -> Iterator[Hit]:
    """Find cells whose saved output is longer than anybody reads.

    What it does
    ------------
    Counts the text and the HTML that each cell has left behind, and reports more than 200,000 characters.

    Why it hurts in production
    --------------------------
    Every change of the notebook then changes megabytes in the repository. Nobody can review that, cloning takes
    minutes, and data that should have stayed inside travel along.

    Example
    -------
    A cell that prints a line for each of 50,000 rows is reported; one that shows ``df.head()`` is fine.

    Fix
    ---
    Print less, and clear outputs before a commit (`nbstripout` does it by itself).

    Known limits
    ------------
    Pictures are not counted.
    """
    for cell in facts.notebook.code_cells:
        size = sum(len(output.text) + len(output.html) for output in cell.outputs)
        if size > _CHARACTERS:
            first = cell.source.partition("\n")[0]
            message = f"What cell {cell.number} has printed is {size:,} characters long."
            yield Hit(Place(cell.number, 1, 0, 1, len(first)), message, evidence={"characters": size})
