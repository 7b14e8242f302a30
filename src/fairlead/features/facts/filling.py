"""Say with what imputers fill what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from fairlead.features.facts.words import each, listed, name_at, number

WORDS = {"mean": "mean", "median": "median", "most_frequent": "commonest value", "constant": "filled with"}


def simple(part: Any, names: Sequence[str]) -> Iterator[str]:
    """Say the value that each column is filled with."""
    what = WORDS.get(part.strategy, str(part.strategy))
    for name, value in each(names, part.statistics_):
        yield f"{name}: {what} {number(value)}" if value == value else f"{name}: held no value, and is left out"
    yield from _indicated(part, names)


def neighbours(part: Any, names: Sequence[str]) -> Iterator[str]:
    """Say how many of the most similar rows are looked at."""
    yield f"what is missing is taken from the {part.n_neighbors} most similar of the rows it has learned"
    yield from _indicated(part, names)


def iterative(part: Any, names: Sequence[str]) -> Iterator[str]:
    """Say that columns are predicted from each other."""
    yield f"what is missing is predicted from the other columns, in {part.n_iter_} rounds"
    for name, value in each(names, getattr(part.initial_imputer_, "statistics_", None)):
        yield f"{name}: begins with {number(value)}"
    yield from _indicated(part, names)


def indicator(part: Any, names: Sequence[str]) -> Iterator[str]:
    """Say for which columns it is noted that a value is missing."""
    yield f"marks what is missing in {listed(name_at(names, place) for place in part.features_)}"


def _indicated(part: Any, names: Sequence[str]) -> Iterator[str]:
    added = getattr(part, "indicator_", None)
    if added is not None and len(added.features_):
        yield from indicator(added, names)
