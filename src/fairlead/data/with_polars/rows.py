"""Fetch the rows that break rules: most are found near the top of a table, and a scan is made only for the others."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fairlead.data.schema import Schema
from fairlead.data.table import Rows, Wanted
from fairlead.data.with_polars.collecting import collected, collected_all
from fairlead.data.with_polars.emit import emit, emit_column
from fairlead.data.with_polars.parts import Part

if TYPE_CHECKING:
    import polars as pl

ROW = "__row"
"""Name of the column with the number of a row, counted from 0."""
FIRST_ROWS = 100_000
"""Rows at the top of a table in which rows to be shown are looked for first."""


@dataclass(frozen=True, slots=True)
class Source:
    """Say where rows come from, and what is known of them.

    Parameters
    ----------
    schema : of the table.
    lazy : function of names of columns, gives the table with these at least.
    parts : function of the same, gives the table in parts.
    known : what stands for parts of conditions about whole columns.
    needs_all_rows : texts of those of them that are wrong for a part of the table.
    hits : by the text of a condition, for how many rows it is true; not for every condition.
    n_rows : of the table, if that is known.
    """

    schema: Schema
    lazy: Callable[[Iterable[str]], pl.LazyFrame]
    parts: Callable[[Iterable[str]], list[Part]]
    known: Mapping[str, Any]
    needs_all_rows: frozenset[str]
    hits: Mapping[str, int]
    n_rows: int | None


def fetch(source: Source, wanted: Sequence[Wanted], limit: int | None) -> list[Rows]:
    """Fetch the first rows for which each condition is true.

    Parameters
    ----------
    limit : int or None, rows of each condition at the most.
    """
    found = {} if limit is None else _near_the_top(source, wanted, limit)
    others = [place for place in range(len(wanted)) if place not in found]
    found |= dict(zip(others, _throughout(source, [wanted[place] for place in others], limit), strict=True))
    return [Rows(tuple(frame[:, 0].to_list()), tuple(frame[:, 1:].rows())) for _, frame in sorted(found.items())]


def _near_the_top(source: Source, wanted: Sequence[Wanted], limit: int) -> dict[int, pl.DataFrame]:
    """Fetch the rows of those conditions for which the top of the table has enough, or all."""
    places = [place for place, one in enumerate(wanted) if not _has_op(one, source, "duplicated")]
    names = _columns(wanted[place] for place in places)
    if not names:
        return {}
    row = _row_name(source)
    top = collected(source.lazy(names).select(names).head(FIRST_ROWS).with_row_index(row)).lazy()
    frames = collected_all([_query(source, top, wanted[place], limit) for place in places])
    is_all = source.n_rows is not None and source.n_rows <= FIRST_ROWS
    return {
        place: frame
        for place, frame in zip(places, frames, strict=True)
        if is_all or _is_enough([frame], _needed(source, wanted[place], limit))
    }


def _throughout(source: Source, wanted: Sequence[Wanted], limit: int | None) -> list[pl.DataFrame]:
    """Fetch rows from the whole table, part by part, until there are enough of each."""
    import polars as pl

    if not wanted:
        return []
    needed = [_needed(source, one, limit) for one in wanted]
    found: list[list[pl.DataFrame]] = [[] for _ in wanted]
    names = _columns(wanted)
    is_whole = any(_has_op(one, source, "duplicated", "previous") for one in wanted)
    for part in [Part(source.lazy(names), 0)] if is_whole else source.parts(names):
        short = [n for n, frames in enumerate(found) if not frames or not _is_enough(frames, needed[n])]
        numbered = part.lazy.with_row_index(_row_name(source), offset=part.first)
        left = [None if limit is None else limit - _height(found[n]) for n in short]
        more = collected_all([_query(source, numbered, wanted[n], m) for n, m in zip(short, left, strict=True)])
        for n, frame in zip(short, more, strict=True):
            found[n].append(frame)
    return [pl.concat(frames) for frames in found]


def _query(source: Source, numbered: pl.LazyFrame, one: Wanted, limit: int | None) -> pl.LazyFrame:
    import polars as pl

    shown = [emit_column(name, source.schema).alias(str(place)) for place, name in enumerate(one.columns)]
    found = numbered.filter(emit(one.condition, source.schema, source.known))
    query = found.select(pl.col(_row_name(source)).alias(ROW), *shown)
    return query if limit is None else query.head(limit)


def _needed(source: Source, one: Wanted, limit: int | None) -> int | None:
    """Say how many rows are to be found; None if all, and it is not known how many they are."""
    known = [number for number in (limit, source.hits.get(one.condition.key)) if number is not None]
    return min(known) if known else None


def _has_op(one: Wanted, source: Source, *ops: str) -> bool:
    """Tell whether a part of the condition looks at other rows; repeated keys only if their flag needs all rows."""
    parts = [part for part in one.condition.walk() if part.op in ops]
    return any(part.op != "duplicated" or part.key in source.needs_all_rows for part in parts)


def _row_name(source: Source) -> str:
    """Give a name that no column has."""
    names = (ROW + "_" * n for n in itertools.count())
    return next(name for name in names if name not in source.schema.by_name)


def _columns(wanted: Iterable[Wanted]) -> list[str]:
    return sorted({name for one in wanted for name in (*one.columns, *one.condition.columns)})


def _is_enough(frames: Iterable[pl.DataFrame], needed: int | None) -> bool:
    return needed is not None and _height(frames) >= needed


def _height(frames: Iterable[pl.DataFrame]) -> int:
    return sum(frame.height for frame in frames)
