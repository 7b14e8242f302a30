"""What a run is made of: the cells in an order, the calls to watch, and the calls to mend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from fairlead.notebook.facts import Facts
from fairlead.notebook.flow.events import CrossValidation, Evaluate, Event, Split
from fairlead.notebook.notebook import Notebook, Place
from fairlead.notebook.rules import find_rule
from fairlead.notebook.rules.rule import Hit

Order = Literal["page", "counts"]
"""Top to bottom, or by execution count, as a person ran it."""

MENDED = {
    "preprocess-before-split": "fit",
    "feature-selection": "fit",
    "resample-before-split": "resample",
}
"""Leaks that a run can do without, and the step of their path that has to learn from the training rows only."""

Role = Literal["split", "fit", "resample", "score"]


@dataclass(frozen=True, slots=True)
class Watched:
    """Name a call that the watcher takes over."""

    role: Role
    place: Place


@dataclass(frozen=True, slots=True)
class Plan:
    """Say what to run.

    Parameters
    ----------
    cells : number and code of each cell, in the order in which they run.
    watched : calls whose values are taken down: splits and scores.
    mended : calls that have to learn from the training rows only, with the split behind them.
    leaks : names of the rules whose leaks are mended.
    replaced : paths that stand in the code, and the files that are read instead.
    """

    cells: Sequence[tuple[int, str]]
    watched: Sequence[Watched] = ()
    mended: Sequence[Watched] = ()
    leaks: Sequence[str] = ()
    replaced: Mapping[str, str] = field(default_factory=dict)


def plan_of(facts: Facts, order: Order, replaced: Mapping[str, str]) -> Plan:
    """Plan a run of a notebook: which cells in which order, and what is to be learned from it."""
    leaks = {name: list(find_rule(name).hits(facts)) for name in MENDED}
    mended = {one: None for name, hits in leaks.items() for hit in hits for one in _to_mend(hit, MENDED[name])}
    watched = [*_watched(facts, Split, "split"), *_watched(facts, Evaluate, "score")]
    watched += _watched(facts, CrossValidation, "score")
    return Plan(
        cells=ordered(facts.notebook, order),
        watched=watched,
        mended=tuple(mended),
        leaks=tuple(
            name for name, hits in leaks.items() if any(True for hit in hits if list(_to_mend(hit, MENDED[name])))
        ),
        replaced=dict(replaced),
    )


def ordered(notebook: Notebook, order: Order) -> tuple[tuple[int, str], ...]:
    """Return number and code of each cell that has code, in the order in which they run.

    By counts, cells that were never run come last.
    """
    cells = [cell for cell in notebook.code_cells if cell.code.strip()]
    if order == "counts":
        cells.sort(key=lambda cell: (cell.execution_count is None, cell.execution_count or 0))
    return tuple((cell.number, cell.code) for cell in cells)


def _watched(facts: Facts, kind: type[Event], role: Role) -> list[Watched]:
    return [Watched(role, event.place) for event in facts.flow.of(kind) if not event.uncalled]


def _to_mend(hit: Hit, role: str) -> list[Watched]:
    """Return the calls of a leak that have to be mended; none if the split behind it is not known."""
    splits = [step.place for step in hit.path if step.kind == "split"]
    if not splits:
        return []
    first: Role = "resample" if role == "resample" else "fit"
    return [Watched(first, step.place) for step in hit.path if step.kind == role] + [
        Watched("split", place) for place in splits
    ]
