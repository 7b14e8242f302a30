"""Look at a table: how much is missing, which values there are, how far they reach. Facts only; rules come later.

One streaming scan gives what can be added up. Quantiles, shapes of text and orders are read from rows at even
distances (`ROWS_SAMPLED` of them), and the values of columns with few different ones are counted in a second scan.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from fairlead.data.quarantine.sentinel import is_sentinel
from fairlead.data.schema import NUMBERS, Column
from fairlead.data.with_polars.scan import PolarsTable

if TYPE_CHECKING:
    import polars as pl

ROWS_SAMPLED = 50_000
"""Rows of the sample. A chosen number: a quantile then lies within half a percent of the rows."""

TEXTS_SAMPLED = 2_000
"""Different texts of the sample whose shape is read, from its beginning to its end."""

FEW = 200
"""Columns with at most so many different values have each of them counted."""

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
ORDERED = NUMBERS | {"date", "datetime"}


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """Hold what was seen of one column.

    Parameters
    ----------
    column : its name, family and type.
    rows, missing : int.
    distinct : int, how many different values; exact if they are few or may all be different, else to some percent.
    low, high : the least and the greatest value.
    quantiles : the values below which 5, 25, 50, 75 and 95 percent of the sample lie; empty for text.
    is_whole : whether every number is a whole one.
    counts : every different value and how often it is there, the most frequent first, if there are few of them.
    lengths : of text, the least and the greatest number of characters.
    samples : different values of the sample, of text.
    marks : values at the ends that seem to stand for missing ones, and how often each is there; see `_is_apart`.
    inner : the least and the greatest value that is no such mark.
    """

    column: Column
    rows: int
    missing: int
    distinct: int = 0
    low: Any = None
    high: Any = None
    quantiles: tuple[Any, ...] = ()
    is_whole: bool = False
    counts: tuple[tuple[Any, int], ...] = ()
    lengths: tuple[int, int] | None = None
    samples: tuple[str, ...] = ()
    marks: tuple[tuple[Any, int], ...] = ()
    inner: tuple[Any, Any] = (None, None)

    @property
    def name(self) -> str:
        """Name the column."""
        return self.column.name

    @property
    def present(self) -> int:
        """Count the values that are not missing."""
        return self.rows - self.missing


@dataclass(frozen=True, slots=True)
class Profile:
    """Hold what was seen of a table.

    Parameters
    ----------
    rows : int
    columns : tuple of ColumnProfile, in the order of the table.
    sample : polars.DataFrame, rows at even distances.
    """

    rows: int
    columns: tuple[ColumnProfile, ...]
    sample: pl.DataFrame

    def of(self, families: Iterable[str]) -> Iterator[ColumnProfile]:
        """Yield the columns of some families that have any values."""
        wanted = frozenset(families)
        return (one for one in self.columns if one.column.family in wanted and one.present)


def profile_of(table: PolarsTable) -> Profile:
    """Look at a table."""
    import polars as pl

    lazy = table.lazy.with_columns(pl.selectors.float().fill_nan(None))
    columns = table.schema.columns
    found = _aggregated(lazy, columns)
    rows = int(found["rows"])
    sample = lazy.gather_every(max(1, math.ceil(rows / ROWS_SAMPLED))).collect(engine="streaming")
    profiles = [_column_profile(column, found, rows, place) for place, column in enumerate(columns)]
    profiles = [_with_sample(one, sample[one.name]) if one.present else one for one in profiles]
    profiles = _with_distinct(lazy, profiles)
    return Profile(rows, tuple(_with_marks(lazy, _with_counts(lazy, profiles))), sample)


def _aggregated(lazy: pl.LazyFrame, columns: Sequence[Column]) -> dict[str, Any]:
    """Compute all that can be added up, in one query; names are numbers of columns, as a name may be anything."""
    import polars as pl

    selected = [pl.len().alias("rows")]
    for place, column in enumerate(columns):
        value = pl.col(column.name)
        text = value.cast(pl.String) if column.family == "text" else value
        selected.append(value.null_count().alias(f"missing {place}"))
        if column.family in (ORDERED | {"text", "boolean", "time", "duration"}):
            selected.append(text.approx_n_unique().alias(f"distinct {place}"))
        if column.family in ORDERED | {"time", "duration"}:
            selected += [value.min().alias(f"low {place}"), value.max().alias(f"high {place}")]
        if column.family == "float":
            selected.append((value == value.round()).all().alias(f"whole {place}"))
        if column.family == "text":
            length = text.str.len_chars()
            selected += [length.min().alias(f"shortest {place}"), length.max().alias(f"longest {place}")]
    return lazy.select(selected).collect(engine="streaming").row(0, named=True)


def _column_profile(column: Column, found: Mapping[str, Any], rows: int, place: int) -> ColumnProfile:
    shortest, longest = found.get(f"shortest {place}"), found.get(f"longest {place}")
    distinct = int(found.get(f"distinct {place}") or 0)
    missing = int(found[f"missing {place}"])
    return ColumnProfile(
        column,
        rows,
        missing,
        min(distinct, rows - missing),
        low=found.get(f"low {place}"),
        high=found.get(f"high {place}"),
        is_whole=column.family == "integer" or bool(found.get(f"whole {place}")),
        lengths=None if shortest is None or longest is None else (int(shortest), int(longest)),
    )


def _with_sample(profile: ColumnProfile, values: pl.Series) -> ColumnProfile:
    import polars as pl

    family = profile.column.family
    if family in ORDERED:
        ordered = values.drop_nulls().sort()
        places = [round(q * (len(ordered) - 1)) for q in QUANTILES] if len(ordered) else []
        return replace(profile, quantiles=tuple(ordered[place] for place in places))
    if family == "text":
        different = values.cast(pl.String).drop_nulls().unique(maintain_order=True)
        spread = different.gather_every(max(1, math.ceil(len(different) / TEXTS_SAMPLED)))
        return replace(profile, samples=tuple(spread.to_list()))
    return profile


def _with_distinct(lazy: pl.LazyFrame, profiles: Sequence[ColumnProfile]) -> list[ColumnProfile]:
    """Count exactly how many different values there are where they may all be different."""
    import polars as pl

    able = [
        one.name for one in profiles if one.column.family in ("integer", "text") and one.distinct > 0.8 * one.present
    ]
    if not able:
        return list(profiles)
    found = lazy.select(pl.col(able).drop_nulls().n_unique()).collect(engine="streaming").row(0, named=True)
    return [replace(one, distinct=found.get(one.name, one.distinct)) for one in profiles]


def _with_counts(lazy: pl.LazyFrame, profiles: Sequence[ColumnProfile]) -> list[ColumnProfile]:
    """Count the values of the columns that have few different ones."""
    import polars as pl

    few = [
        one
        for one in profiles
        if 0 < one.distinct <= FEW * 1.1 and one.column.family in (ORDERED | {"text", "boolean"})
    ]
    queries = [
        lazy.select(
            (pl.col(one.name).cast(pl.String) if one.column.family == "text" else pl.col(one.name)).alias("value")
        )
        .drop_nulls()
        .group_by("value")
        .len("how often")
        for one in few
    ]
    counted = pl.collect_all(queries, engine="streaming") if queries else []
    by_name = {one.name: table.rows() for one, table in zip(few, counted, strict=True)}
    return [_counted(one, by_name[one.name]) if one.name in by_name else one for one in profiles]


def _counted(profile: ColumnProfile, rows: Sequence[tuple[Any, int]]) -> ColumnProfile:
    ordered = tuple(sorted(rows, key=lambda row: (-row[1], str(row[0]))))
    return replace(profile, distinct=len(ordered), counts=ordered)


def _with_marks(lazy: pl.LazyFrame, profiles: Sequence[ColumnProfile]) -> list[ColumnProfile]:
    """See which ends of a range are marks of missing values, and where the range ends without them."""
    import polars as pl

    suspects = {
        place: ends
        for place, one in enumerate(profiles)
        if (ends := [end for end in dict.fromkeys((one.low, one.high)) if one.quantiles and is_sentinel(end)])
    }
    selected = []
    for place, ends in suspects.items():
        value = pl.col(profiles[place].name)
        others = value.filter(~value.is_in(ends))
        selected += [others.min().alias(f"low {place}"), others.max().alias(f"high {place}")]
        selected += [(value == end).sum().alias(f"often {place} {n}") for n, end in enumerate(ends)]
    found = lazy.select(selected).collect(engine="streaming").row(0, named=True) if selected else {}
    return [_marked(one, place, suspects.get(place, []), found) for place, one in enumerate(profiles)]


def _marked(profile: ColumnProfile, place: int, ends: Sequence[Any], found: Mapping[str, Any]) -> ColumnProfile:
    low, high = found.get(f"low {place}"), found.get(f"high {place}")
    if low is None:
        return replace(profile, inner=(profile.low, profile.high))
    marks = tuple(
        (end, int(found[f"often {place} {n}"])) for n, end in enumerate(ends) if _is_apart(profile, end, low, high)
    )
    ends_kept = [end for end in ends if end not in dict(marks)]
    return replace(profile, marks=marks, inner=(min([low, *ends_kept]), max([high, *ends_kept])))


def _is_apart(profile: ColumnProfile, end: Any, low: Any, high: Any) -> bool:
    """Tell whether an end of the range lies apart from all other values.

    It does if it is negative and no other value is, or if the gap is wider than a quarter of the range of the others
    and than half of what lies between a quarter and three quarters of the values.
    """
    at, lowest, highest = _as_number(end), _as_number(low), _as_number(high)
    if at < 0 <= lowest:
        return True
    gap = lowest - at if at < lowest else at - highest
    spread = _as_number(profile.quantiles[3]) - _as_number(profile.quantiles[1])
    return gap > max(spread / 2, (highest - lowest) / 4)


def _as_number(value: Any) -> float:
    """Return a number, or the days of a date since the year 0."""
    if isinstance(value, datetime):
        return value.toordinal() + (value.hour * 3600 + value.minute * 60) / 86_400
    return float(value.toordinal()) if isinstance(value, date) else float(value)
