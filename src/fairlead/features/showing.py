"""Show what each step of a recipe does to real rows, and what it has learned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from fairlead.errors import FeatureError
from fairlead.features.changes import Change, changes
from fairlead.features.facts.table import facts_of
from fairlead.features.fitting import fitted
from fairlead.features.recipe import Kind, unwrapped
from fairlead.features.table import Table, given_rows, height_of, names_of, plain_table, selected, taken
from fairlead.features.traces import Lineage, lineage_of
from fairlead.features.walk import State, Visit, walk

SAMPLE = 10_000
"""Rows that are taken through the steps; what is fitted is fitted on all."""

SHOWN = 5
"""Rows that are shown, unless said otherwise."""


@dataclass(frozen=True, slots=True)
class Step:
    """Hold what one step of a recipe does.

    Parameters
    ----------
    path : names from the outermost part of the recipe to the step.
    kind : ``step``, ``model``, ``pass``, or what it is that holds others: ``pipeline``, ``columns``, ``union``.
    does : name of the step's class.
    before, after : the rows that are shown; None where the step could not be shown.
    columns : what became of each column.
    cells : for each cell of `after` whether it is new or other than before.
    facts : what the step has learned, in sentences.
    notes : what could not be shown, and why.
    """

    path: tuple[str, ...]
    kind: Kind
    does: str
    before: Table | None
    after: Table | None
    columns: tuple[Change, ...]
    cells: tuple[tuple[bool, ...], ...]
    facts: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def name(self) -> str:
        """Return the path as text."""
        return "/".join(self.path) or self.does

    @property
    def is_group(self) -> bool:
        """Tell whether the step holds others, which are shown after it."""
        return self.kind in ("pipeline", "columns", "union")

    def named(self, status: str) -> list[str]:
        """List the columns that were added, changed, dropped or left untouched."""
        return [one.name for one in self.columns if one.status == status]

    @property
    def summary(self) -> str:
        """Say in a sentence what the step does to the columns.

        A step that cannot be shown says so, and a model adds no columns.
        """
        if self.after is None:
            return "adds no columns" if self.kind == "model" else "cannot be shown"
        parts = [
            f"{count} {'column' if count == 1 else 'columns'} {status}"
            for status in ("changed", "added", "dropped", "untouched")
            if (count := len(self.named(status)))
        ]
        return ", ".join(parts) or "no columns"

    def to_dict(self) -> dict[str, Any]:
        """Return the step as plain values, ready for JSON."""
        return {
            "path": list(self.path),
            "name": self.name,
            "kind": self.kind,
            "is_group": self.is_group,
            "depth": max(0, len(self.path) - 1),
            "does": self.does,
            "summary": self.summary,
            "before": None if self.before is None else self.before.to_dict(),
            "after": None if self.after is None else self.after.to_dict(),
            "columns": [one.to_dict() for one in self.columns],
            "cells": [list(row) for row in self.cells],
            "facts": list(self.facts),
            "notes": list(self.notes),
        }


@dataclass(frozen=True, slots=True)
class Preview:
    """Hold what a recipe does to a table, step by step. It shows itself in a terminal and in Jupyter.

    Parameters
    ----------
    recipe : name of the recipe's class.
    steps : in the order in which rows meet them; a step that holds others stands before those.
    rows : number of rows that were taken through the steps.
    places : positions of the rows that are shown; the same ones in each step.
    is_fitted_here : whether the recipe came unfitted, and a copy was fitted.
    notes : about the table as a whole.
    lineage : which raw columns each feature is made of.
    """

    recipe: str
    steps: tuple[Step, ...]
    rows: int
    places: tuple[int, ...]
    is_fitted_here: bool
    notes: tuple[str, ...]
    lineage: Lineage

    def __getitem__(self, name: str) -> Step:
        """Return a step by its path, or by its own name if only one has it."""
        found = [step for step in self.steps if step.name == name]
        found = found or [step for step in self.steps if step.path and step.path[-1] == name]
        if len(found) != 1:
            raise KeyError(f"{name!r}: use one of {', '.join(step.name for step in self.steps)}.")
        return found[0]

    def to_dict(self) -> dict[str, Any]:
        """Return the preview as plain values, ready for JSON."""
        return {
            "recipe": self.recipe,
            "rows": self.rows,
            "places": list(self.places),
            "is_fitted_here": self.is_fitted_here,
            "notes": list(self.notes),
            "steps": [step.to_dict() for step in self.steps],
            "lineage": self.lineage.to_dict(),
        }

    def __str__(self) -> str:
        from fairlead.features.preview_text import text_of

        return text_of(self)

    def _repr_html_(self) -> str:
        from fairlead.features.preview_page import html_of

        return html_of(self)


def preview(recipe: Any, rows: Any, target: Any = None, *, fit_on: Any = None, show: int = SHOWN) -> Preview:
    """Show what each step of a recipe does to real rows.

    Parameters
    ----------
    recipe : scikit-learn Pipeline, ColumnTransformer, FeatureUnion or transformer, nested as you like, or a search that
        holds one. It is not changed: an unfitted one is copied, and the copy is fitted.
    rows : pandas or polars table, list of dicts, or array. The first 10,000 are taken through the steps.
    target : array or column, the answers; only needed to fit a step that learns from them.
    fit_on : rows to fit a copy of the recipe on, even if it is fitted; `target` then belongs to them.
    show : number of rows to show: the first ones, but for some that a step changes where it leaves those alone.

    Raises
    ------
    FeatureError
        It is no recipe or no table, the table lacks a column, or an unfitted step needs the answers.
    FeatureStepError
        A step fails in fitting; it is named. A step that fails later on is shown with the reason.

    Examples
    --------
    >>> import pandas as pd
    >>> from sklearn.impute import SimpleImputer
    >>> seen = preview(SimpleImputer(strategy="median"), pd.DataFrame({"tenure": [1.0, None, 29.0, 50.0]}))
    >>> seen.steps[0].facts, seen.steps[0].after.rows[1]
    (('tenure: median 29',), (29.0,))
    """
    recipe = unwrapped(recipe)
    rows = given_rows(rows)
    learned_on = rows if fit_on is None else given_rows(fit_on)
    whole, is_copy = fitted(recipe, learned_on, target, anew=fit_on is not None)
    table, notes = in_order(whole, taken(rows, range(min(height_of(rows), SAMPLE))))
    walked = walk(whole, table)
    compared = [Compared.of(visit) for visit in walked.visits]
    places = worth_showing(compared, height_of(table), show)
    steps = tuple(_step(visit, one, places) for visit, one in zip(walked.visits, compared, strict=True))
    return Preview(type(recipe).__name__, steps, height_of(table), places, is_copy, notes, lineage_of(walked))


def in_order(recipe: Any, table: Any) -> tuple[Any, tuple[str, ...]]:
    """Bring the columns into the order in which a recipe was fitted, and say which are left out.

    Raises
    ------
    FeatureError
        A column that the recipe was fitted with is not there.
    """
    expected = [str(name) for name in getattr(recipe, "feature_names_in_", ())]
    names = names_of(table)
    if not expected or not hasattr(table, "columns") or names == expected:
        return table, ()
    for name in expected:
        if name not in names:
            raise FeatureError.unknown_column(name, names, where="the columns that the recipe was fitted with")
    extra = [name for name in names if name not in expected]
    note = (f"not part of the recipe: {', '.join(extra)}",) if extra else ()
    return selected(table, [names.index(name) for name in expected]), note


@dataclass(frozen=True, slots=True)
class Compared:
    """Hold all rows before and after a step, as plain values, and what is other; a lost table is None."""

    before: Table | None
    after: Table | None
    columns: tuple[Change, ...]
    cells: tuple[tuple[bool, ...], ...]

    @classmethod
    def of(cls, visit: Visit) -> Self:
        """Compare what a step was given with what it gave."""
        before, after = _plain(visit.before), None if visit.after is None else _plain(visit.after)
        columns, cells = changes(before, after) if before is not None and after is not None else ((), ())
        return cls(before, after, columns, cells)


def worth_showing(compared: Sequence[Compared], rows: int, show: int) -> tuple[int, ...]:
    """Choose the rows to show: the first ones, and for each step that leaves those alone one that it changes."""
    chosen = list(range(min(rows, show)))
    needed: list[int] = []
    for one in compared:
        if one.after is None or len(one.cells) != rows or any(change.status == "added" for change in one.columns):
            continue
        changed = [place for place, row in enumerate(one.cells) if any(row)]
        if changed and not {*chosen, *needed} & set(changed):
            needed.append(changed[0])
    kept = chosen[: max(0, len(chosen) - len(needed))]
    return tuple(sorted([*kept, *needed][:show]))


def _step(visit: Visit, compared: Compared, places: Sequence[int]) -> Step:
    facts, about = _facts(visit)
    return Step(
        path=visit.path,
        kind=visit.kind,
        does=visit.part if isinstance(visit.part, str) else type(visit.part).__name__,
        before=None if compared.before is None else compared.before.at(places),
        after=None if compared.after is None else compared.after.at(places),
        columns=compared.columns,
        cells=tuple(compared.cells[place] for place in places if place < len(compared.cells)),
        facts=facts,
        notes=(*visit.notes, *about),
    )


def _facts(visit: Visit) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if visit.before.table is None or visit.kind == "pipeline":
        return (), ()  # the steps of a pipeline say themselves what they have learned
    return facts_of(visit.part, visit.before.names, is_model=visit.kind == "model")


def _plain(state: State) -> Table | None:
    return None if state.table is None else plain_table(state.table, state.names)
