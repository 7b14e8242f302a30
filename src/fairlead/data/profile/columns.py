"""Propose rules about several columns of a row, and about the table as a whole.

A relation between two columns is proposed only if it would often be broken were the columns unrelated: their rows
are paired anew, and the broken pairs are counted. That leaves out what is true of any two columns of their size.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from fairlead.data.profile.facts import ColumnProfile, Profile
from fairlead.data.profile.identity import ID_NAME
from fairlead.data.profile.suggestion import FEWEST, Confidence, Suggestion, counted, suggestion
from fairlead.data.schema import NUMBERS

if TYPE_CHECKING:
    import polars as pl

PAIRS_OF = 24
"""Columns of one family that are compared with each other: 24 make 552 ordered pairs, a tenth of a second."""

BROKEN_BY_CHANCE = 0.25
"""Share of rows, paired anew, that must break a relation before it says anything."""

BROKEN_IF_NAMED = 0.02
"""The same if the names of the columns have a part in common, such as monthly_charges and total_charges."""

KEYS_OF = 8
"""Columns of which pairs are tried as a key: those with the most different values."""

TIMES = 2
"""A table with less than half of the rows, or more than twice as many, deserves a look."""


def about_table(profile: Profile) -> Iterator[Suggestion]:
    """Propose which columns there are and about how many rows."""
    if profile.columns:
        names = [one.name for one in profile.columns]
        seen = f"The table has {counted(len(names), 'column')}."
        yield suggestion(
            "expect_table_columns_to_match_set", seen, "high", column_set=names, exact_match=False, severity="critical"
        )
    if profile.rows >= FEWEST:
        low, high = _rounded(profile.rows / TIMES, math.floor), _rounded(profile.rows * TIMES, math.ceil)
        seen = f"The table has {counted(profile.rows, 'row')}; half as many to twice as many pass."
        given = {"min_value": low, "max_value": high}
        yield suggestion("expect_table_row_count_to_be_between", seen, "low", **given, severity="warning")


def _rounded(number: float, round_: Callable[[float], int]) -> int:
    """Round to two digits."""
    step = int(10 ** max(0, math.floor(math.log10(number)) - 1))
    return round_(number / step) * step


def about_columns(profile: Profile, identified: Sequence[str]) -> Iterator[Suggestion]:
    """Propose relations, sums and keys.

    That a column rises from row to row is not proposed: in a database the same rows have no order.

    Parameters
    ----------
    identified : columns that identify a row by themselves.
    """
    if profile.rows < FEWEST:
        return
    yield from _pairs(profile)
    yield from _sums(profile)
    if not identified:
        yield from _keys(profile)


def _pairs(profile: Profile) -> Iterator[Suggestion]:
    groups = [
        [one for one in profile.of(families) if one.distinct > 2 and not ID_NAME.search(one.name)][:PAIRS_OF]
        for families in (NUMBERS, {"date"}, {"datetime"})
    ]
    pairs = [pair for group in groups for pair in itertools.permutations(group, 2) if _do_overlap(*pair)]
    if not pairs:
        return
    mixed = _paired_anew(profile.sample)
    for (low, high), holds, broken in zip(pairs, _share(profile.sample, pairs), _broken(mixed, pairs), strict=True):
        if holds == 1 and broken >= (BROKEN_IF_NAMED if _share_a_name(low.name, high.name) else BROKEN_BY_CHANCE):
            yield _relation(low, high, broken)


def _do_overlap(low: ColumnProfile, high: ColumnProfile) -> bool:
    return bool(high.low < low.high) and bool(low.low <= high.low)


def _relation(low: ColumnProfile, high: ColumnProfile, broken: float) -> Suggestion:
    chance = f"{broken:.0%}".replace("%", " %")
    seen = (
        f"True of every row; if the two had nothing to do with each other, about {chance} of the rows would break it."
    )
    name = "expect_column_pair_values_a_to_be_greater_than_b"
    confidence: Confidence = "fair" if _share_a_name(low.name, high.name) else "low"
    given = {"column_A": high.name, "column_B": low.name, "or_equal": True}
    return suggestion(name, seen, confidence, **given, ignore_row_if="either_value_is_missing")


def _paired_anew(sample: pl.DataFrame) -> pl.DataFrame:
    """Return the rows with each column moved on by another number of rows, so that no value keeps its neighbours."""
    import polars as pl

    step = max(1, sample.height // (sample.width + 1))
    moved = [
        pl.col(name).shuffle(seed=place) if step == 1 else _rolled(name, step * place)
        for place, name in enumerate(sample.columns)
    ]
    return sample.select(moved)


def _rolled(name: str, by: int) -> pl.Expr:
    import polars as pl

    return pl.col(name).slice(by).append(pl.col(name).head(by))


def _share(rows: pl.DataFrame, pairs: Sequence[tuple[ColumnProfile, ColumnProfile]]) -> list[float]:
    """Return the share of rows in which the first of each pair is not above the second; 0 if they never meet."""
    import polars as pl

    found = rows.select(
        (pl.col(low.name) <= pl.col(high.name)).mean().alias(str(place)) for place, (low, high) in enumerate(pairs)
    ).row(0)
    return [value if value is not None else 0.0 for value in found]


def _broken(rows: pl.DataFrame, pairs: Sequence[tuple[ColumnProfile, ColumnProfile]]) -> list[float]:
    return [1 - share for share in _share(rows, pairs)]


def _share_a_name(one: str, other: str) -> bool:
    """Tell whether two names have a part in common, or are the two ends of something.

    >>> _share_a_name("monthly_charges", "total_charges"), _share_a_name("adults", "babies")
    (True, False)
    """
    parts, others = (set(re.findall(r"[a-z]+", re.sub(r"([A-Z])", r" \1", name).lower())) for name in (one, other))
    ends = ({"start", "end"}, {"min", "max"}, {"from", "to"}, {"low", "high"}, {"begin", "end"}, {"open", "close"})
    is_span = any((parts & end and others & end) and parts & end != others & end for end in ends)
    return is_span or any(len(part) > 2 for part in parts & others)


def _sums(profile: Profile) -> Iterator[Suggestion]:
    """Propose that columns with a name in common add up to the same number in every row, such as shares to 1."""
    import polars as pl

    groups: dict[str, list[str]] = {}
    for one in profile.of(NUMBERS):
        if not one.missing and one.distinct > 1:
            groups.setdefault(re.split(r"[_\W\d]", one.name)[0].lower(), []).append(one.name)
    for names in groups.values():
        if not 2 <= len(names) <= 30:
            continue
        total = profile.sample.select(pl.sum_horizontal(names).alias("sum"))["sum"]
        if total.n_unique() == 1:
            seen = f"The sum of the {len(names)} columns is the same in every row."
            given = {"column_list": names, "sum_total": total[0]}
            yield suggestion("expect_multicolumn_sum_to_equal", seen, "fair", **given)


def _keys(profile: Profile) -> Iterator[Suggestion]:
    """Propose two columns that identify a row together, if pairs would repeat often were it chance."""
    import polars as pl

    able = [
        one
        for one in profile.columns
        if not one.missing and one.distinct > 1 and one.column.family not in ("float", "decimal", "boolean", "nested")
    ]
    able.sort(key=lambda one: (ID_NAME.search(one.name) is None, -one.distinct))
    for one, other in itertools.combinations(able[:KEYS_OF], 2):
        repeats = profile.rows**2 / (2 * one.distinct * other.distinct)
        if one.distinct * other.distinct < profile.rows or repeats < 10:
            continue
        if profile.sample.select(pl.struct(one.name, other.name).is_duplicated().any()).item():
            continue
        seen = f"No pair of values is there twice; by chance about {counted(round(repeats), 'pair')} would be."
        yield suggestion("expect_compound_columns_to_be_unique", seen, "fair", column_list=[one.name, other.name])
        return
