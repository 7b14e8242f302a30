"""What checks inside the tasks of a run have found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from fairlead.cli.screen import Screen
from fairlead.finding import Finding, render_text


def findings_of(tasks: Iterable[Mapping[str, Any]]) -> list[Finding]:
    """Return the findings that are kept with the outputs and errors of tasks, each with its task.

    >>> findings_of([{"task_id": "extract", "artifact": None, "error": None}])
    []
    """
    found = []
    for row in tasks:
        kept = (row["artifact"] or row["error"] or {}).get("findings") or ()
        for values in kept:
            finding = Finding.from_dict(values)
            found.append(replace(finding, where=replace(finding.where, task=row["task_id"])))
    return found


def findings_text(screen: Screen, tasks: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the findings of a run as lines, with an empty one before them; nothing where there are none."""
    found = findings_of(tasks)
    return ["", *render_text(found, color=screen.has_color, width=min(screen.width, 100)).split("\n")] if found else []
