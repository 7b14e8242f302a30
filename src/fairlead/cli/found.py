"""What checks inside the tasks of a run have found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fairlead.cli.screen import Screen
from fairlead.finding import render_text
from fairlead.project.looking import findings_of


def findings_text(screen: Screen, tasks: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the findings of a run as lines, with an empty one before them; nothing where there are none."""
    found = findings_of(tasks)
    return ["", *render_text(found, color=screen.has_color, width=min(screen.width, 100)).split("\n")] if found else []
