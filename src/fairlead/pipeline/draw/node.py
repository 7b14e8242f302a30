"""A task in a drawing, and what is written in its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fairlead.pipeline.states import ICONS

Edge = tuple[str, str]

MANY = "×n"
NAMES_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Node:
    """Stand for a task in a drawing.

    Attributes
    ----------
    label : str, the id where it is empty
    state : str, as the task's (``cached`` for a success from the cache); "" draws no state
    conditional : bool, the task runs only if its condition holds
    mapped : bool, the task runs once per item of a list
    """

    id: str
    label: str = ""
    state: str = ""
    conditional: bool = False
    mapped: bool = False

    @property
    def name(self) -> str:
        """Return the label, marked where the task runs once per item."""
        return f"{self.label or self.id}{f' {MANY}' if self.mapped else ''}"

    @property
    def short(self) -> str:
        """Return the icon of the state and the name."""
        return f"{ICONS.get(self.state, '·')} {self.name}" if self.state else self.name

    @property
    def standing(self) -> str:
        """Return the state as icon and word, "" if there is none."""
        return f"{ICONS.get(self.state, '·')} {self.state.replace('_', ' ')}" if self.state else ""


def after_text(names: Sequence[str], conditional: bool) -> str:
    """Say what comes before a task.

    >>> after_text(["load"], conditional=True)
    'after load, if its condition holds'
    """
    if not names:
        return ""
    more = f" and {len(names) - NAMES_SHOWN} more" if len(names) > NAMES_SHOWN else ""
    condition = ", if its condition holds" if conditional else ""
    return f"after {', '.join(names[:NAMES_SHOWN])}{more}{condition}"
