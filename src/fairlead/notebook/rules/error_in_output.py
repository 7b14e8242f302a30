"""A cell whose saved output is an error."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fairlead.notebook.facts import Facts
from fairlead.notebook.notebook import Cell, Output, Place
from fairlead.notebook.rules.rule import Hit, rule

_EXPECTED = "raises-exception"
_ARROW = re.compile(r"^-+> (\d+)", re.MULTILINE)
_LONGEST = 120


@rule("state", "error")
def error_in_output(facts: Facts) -> Iterator[Hit]:
    """Find cells that ended in an error when they were last run.

    What it does
    ------------
    Looks at the saved outputs for errors. A cell that is meant to fail says so with the tag ``raises-exception`` and is
    left alone.

    Why it hurts in production
    --------------------------
    A run from top to bottom stops at the first error, and nothing below it happens. If the notebook went on all the
    same, what the failed cell should have made is left over from earlier, or missing.

    Example
    -------
    A cell ``model.fit(X, y)`` under which ``ValueError: Input contains NaN`` is saved.

    Fix
    ---
    Mend the cell and run the notebook from the top, or give a cell that shows an error on purpose the tag
    ``raises-exception``.

    Known limits
    ------------
    An error that was caught and printed is an ordinary output. Whether the cell would still fail is not known: it may
    have been mended without being run.
    """
    for cell in facts.notebook.code_cells:
        if _EXPECTED in cell.tags:
            continue
        for output in cell.outputs:
            if output.kind == "error":
                yield _hit(cell, output)
                break


def _hit(cell: Cell, output: Output) -> Hit:
    stopped = output.name == "KeyboardInterrupt"
    said = output.text.strip().rpartition("\n")[2].strip()[:_LONGEST]
    message = (
        f"Cell {cell.number} was stopped by hand when it last ran."
        if stopped
        else f"Cell {cell.number} ended in an error when it last ran: {said or output.name or 'unknown'}"
    )
    return Hit(_place(cell, output), message, "medium" if stopped else "high", evidence={"error": output.name})


def _place(cell: Cell, output: Output) -> Place:
    """Return the line at which the first arrow of the traceback points, if it is in the cell."""
    lines = cell.source.split("\n")
    arrow = _ARROW.search(output.text)
    number = int(arrow[1]) if arrow and len(arrow[1]) < 7 else 1
    number = number if 0 < number <= len(lines) else 1
    text = lines[number - 1]
    return Place(cell.number, number, len(text) - len(text.lstrip()), number, len(text))
