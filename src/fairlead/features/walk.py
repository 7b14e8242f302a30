"""Take rows through a fitted recipe, one step after the other, and keep what each step was given and gave."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from fairlead.features.attempt import attempted, copied, transformed
from fairlead.features.recipe import Kind, blocks_of, kind_of
from fairlead.features.sources import Source, joined, sources_of
from fairlead.features.table import height_of, names_of, one_column, selected, width_of

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class State:
    """Hold a table between two steps.

    Parameters
    ----------
    table : as the next step takes it; None after a step that could not be shown.
    names : of its columns.
    sources : for each column the raw columns that it is made of.
    """

    table: Any
    names: tuple[str, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Visit:
    """Hold what a step was given and what it gave.

    Parameters
    ----------
    path : names from the outermost part of the recipe to the step.
    kind : what the part is.
    part : the fitted step itself.
    before, after : `after` is None where the step could not be shown.
    notes : what could not be shown, and why.
    """

    path: Path
    kind: Kind
    part: Any
    before: State
    after: State | None
    notes: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Walk:
    """Hold a walk through a recipe.

    Parameters
    ----------
    visits : one for each part, a part that holds others before those.
    end : the table that the model is given; None where it could not be shown.
    """

    visits: tuple[Visit, ...]
    end: State | None


def walk(recipe: Any, table: Any) -> Walk:
    """Take a table through a fitted recipe."""
    names = tuple(names_of(table))
    raw = State(table, names, tuple(Source((name,), "named") for name in names))
    found, end = _walk((), recipe, raw)
    return Walk(tuple(found), end)


def _walk(path: Path, part: Any, before: State) -> tuple[list[Visit], State | None]:
    """Visit a part and all inside it; the second value is the table that it gives."""
    kind = kind_of(part)
    if kind == "pipeline":
        return _pipeline(path, part, before)
    if kind == "columns":
        inner = [
            (block.name, block.transformer, _few(before, block.places, is_single=block.is_single))
            for block in blocks_of(part, before.names)
            if block.places and kind_of(block.transformer) != "drop"
        ]
        return _side_by_side(path, part, before, inner)
    if kind == "union":
        inner = [(name, step, before) for name, step in part.transformer_list if kind_of(step) != "drop"]
        return _side_by_side(path, part, before, inner)
    if kind == "pass":
        return [Visit(path, kind, part, before, before)], before
    if kind == "model":
        return [Visit(path, kind, part, before, None)], before
    if not hasattr(part, "transform"):
        note = "takes part in training only: it has no transform"
        return [Visit(path, kind, part, before, before, (note,))], before
    visit = _step(path, part, before)
    return [visit], visit.after


def _pipeline(path: Path, part: Any, before: State) -> tuple[list[Visit], State | None]:
    """Visit the steps of a pipeline; after one that could not be shown the rest cannot be either."""
    inner: list[Visit] = []
    state: State | None = before
    for name, step in part.steps:
        if state is None:
            lost = State(None, (), ())
            inner.append(Visit((*path, name), kind_of(step), step, lost, None, ("the step before gave no table",)))
            continue
        found, state = _walk((*path, name), step, state)
        inner += found
    if not path:
        return inner, state
    return [Visit(path, "pipeline", part, before, state), *inner], state


def _side_by_side(
    path: Path, part: Any, before: State, inner: Iterable[tuple[str, Any, State]]
) -> tuple[list[Visit], State | None]:
    """Visit parts that work side by side on columns of one table, and put their sources together."""
    visited: list[Visit] = []
    sources: list[Source] = []
    is_whole = True
    for name, step, state in inner:
        found, after = _walk((*path, name), step, state)
        visited += found
        is_whole = is_whole and after is not None
        sources += after.sources if after is not None else ()
    visit = _step(path, part, before, sources if is_whole else None)
    return [visit, *visited], visit.after


def _step(path: Path, part: Any, before: State, sources: Sequence[Source] | None = None) -> Visit:
    """Transform the table and name what comes out."""
    kind = kind_of(part)
    tried = transformed(part, copied(before.table))
    if tried.error is not None:
        return Visit(path, kind, part, before, None, (f"cannot be shown: {tried.reason}",))
    measured = attempted(width_of, tried.value)
    if measured.error is not None or not hasattr(tried.value, "__len__") and not hasattr(tried.value, "shape"):
        note = f"cannot be shown: what it gives is of type {type(tried.value).__name__}, and no table"
        return Visit(path, kind, part, before, None, (note,))
    names, notes = _names(part, path, tried.value, before)
    if height_of(tried.value) != height_of(before.table):
        notes += (f"gives {height_of(tried.value):,} rows for {height_of(before.table):,}",)
    after = State(tried.value, names, ())
    if sources is None or len(sources) != len(names):
        local, about = sources_of(part, before.table, before.names, after.table, after.names)
        sources = tuple(joined(one, before.sources) for one in local)
        notes += about
    return Visit(path, kind, part, before, replace(after, sources=tuple(sources)), notes)


def _names(part: Any, path: Path, table: Any, before: State) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Name the columns that a step gives: by its table, by what it says, else by what came in."""
    width = width_of(table)
    if hasattr(table, "columns") or getattr(table, "name", None) is not None:
        return tuple(names_of(table)), ()
    give = getattr(part, "get_feature_names_out", None)
    for arguments in ((list(before.names),), ()):
        tried = attempted(give, *arguments) if give is not None else None
        if tried is not None and tried.error is None and len(tried.value) == width:
            return tuple(str(name) for name in tried.value), ()
    if width == len(before.names):
        return before.names, ("says no names; those of its input are shown",)
    label = path[-1] if path else type(part).__name__.lower()
    return tuple(f"{label}_{n}" for n in range(width)), ("says no names; its columns are numbered",)


def _few(state: State, places: Sequence[int], *, is_single: bool) -> State:
    table = one_column(state.table, places[0]) if is_single else selected(state.table, places)
    return State(table, tuple(state.names[n] for n in places), tuple(state.sources[n] for n in places))
