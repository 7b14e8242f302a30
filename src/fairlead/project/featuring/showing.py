"""Work out what a recipe does to real rows, as plain values that a page shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from fairlead.clock import SystemClock

SHOWN = 6
"""Rows that are shown."""

Tell = Callable[[Mapping[str, Any]], None]


def show(home: Path, given: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    """Take rows of a project through its recipe, and return each step with the lineage at the end.

    Raises
    ------
    FairleadError
        As `subject_of` and `preview` do.
    """
    from fairlead.features.showing import preview
    from fairlead.features.table import height_of, names_of, selected
    from fairlead.project.featuring.subject import subject_of

    del given
    tell({"said": "loading the project's code and rows"})
    subject = subject_of(home)
    rows, target = subject.rows, subject.target
    if isinstance(target, str):
        names = names_of(rows)
        answers = rows[target] if target in names else None
        rows = selected(rows, [place for place, name in enumerate(names) if name != target])
        target = answers
    tell({"said": "taking rows through each step"})
    seen = preview(subject.recipe, rows, target, show=SHOWN)
    return {
        **seen.to_dict(),
        "all_rows": height_of(rows),
        "at": SystemClock().now(),
        "subject": subject.said,
    }
