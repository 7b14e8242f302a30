"""Say whether the rows that a split removed differ from those it kept: removing rows selects.

If most of the broken rows come from one month or one carrier, what is left is no longer a fair picture of the
whole, and a model that learns from it does not either. Numbers are compared by the greatest distance between their
cumulative shares (Kolmogorov and Smirnov's D), anything else by half the sum of the differences of the shares (total
variation distance). Both lie between 0, equal, and 1, nothing in common.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fairlead.data.line import WARN_ABOVE
from fairlead.data.policy import shortened
from fairlead.finding import Finding, Severity

if TYPE_CHECKING:
    import polars as pl

ROWS_NEEDED = 50
"""Fewer removed or kept rows are not compared: chance alone makes them differ. Chosen, not measured."""
DISTANCE = 0.15
"""Distance, after that which chance explains is taken off, from which a difference is told. Chosen, not measured."""
COLUMNS_TOLD = 3
"""Columns that the message names; the others are in the evidence."""
ROWS_OF_A_NAME = 10
"""Names of which each has fewer rows than this on average are not compared: they identify rows rather than describe."""
VALUES_KEPT_APART = 50
"""Whole numbers with at most so many different values are compared value by value, as a month is."""
FAMILIES = frozenset({"integer", "float", "decimal", "boolean", "text", "date", "datetime"})
"""Columns that are compared; others have no order and no names."""
_SMIRNOV = 1.63  # K of Smirnov's test at 1 %: D above K * sqrt(1/n + 1/m) is not chance (Smirnov 1948)
_MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Sample:
    """Hold rows to be compared.

    Parameters
    ----------
    kept : rows that stay.
    removed : by column, its values in rows that went for another reason than this column.
    """

    kept: pl.DataFrame
    removed: Mapping[str, pl.Series]


@dataclass(frozen=True, slots=True)
class Difference:
    """Say how a column of the removed rows differs.

    Parameters
    ----------
    distance : from 0 to 1, as measured.
    excess : the distance without what chance explains.
    words : what differs most, in words with values.
    removed, kept : the numbers behind the words.
    """

    column: str
    distance: float
    excess: float
    words: str
    removed: float
    kept: float


def selection_findings(sample: Sample, share: float, *, private: frozenset[str] = frozenset()) -> list[Finding]:
    """Say in at most one finding how the removed rows differ from the kept ones.

    Parameters
    ----------
    share : of the rows that were removed; up to `WARN_ABOVE` too few to change the picture, so the finding is a note.
    private : columns of which no value is shown.
    """
    found = [difference_of(sample.removed[column.name], column) for column in sample.kept.get_columns()]
    told = sorted((one for one in found if one is not None), key=lambda one: -one.excess)
    if not told:
        return []
    return [_finding(told, private, Severity.WARNING if share > WARN_ABOVE else Severity.INFO)]


def difference_of(removed: pl.Series, kept: pl.Series) -> Difference | None:
    """Compare a column of the removed rows with the same column of the kept ones; None if they are alike."""
    if len(removed) < ROWS_NEEDED or len(kept) < ROWS_NEEDED:
        return None
    if _is_measured(removed, kept):
        compared = [_by_missing(removed, kept), _by_distribution(removed, kept)]
    else:
        compared = [_by_names(*_labels(removed, kept))]
    found = max((one for one in compared if one is not None), key=lambda one: one.excess, default=None)
    return found if found is not None and found.excess >= DISTANCE else None


def _is_measured(removed: pl.Series, kept: pl.Series) -> bool:
    """Tell whether the values are quantities rather than names or codes."""
    dtype = kept.dtype
    if dtype.is_integer():
        return kept.n_unique() > VALUES_KEPT_APART
    return dtype.is_numeric() or dtype.is_decimal()


def _by_distribution(removed: pl.Series, kept: pl.Series) -> Difference | None:
    """Compare quantities by Kolmogorov and Smirnov's D, missing values left out."""
    import polars as pl

    gone, stay = (one.cast(pl.Float64).fill_nan(None).drop_nulls().sort() for one in (removed, kept))
    if len(gone) < ROWS_NEEDED or len(stay) < ROWS_NEEDED:
        return None
    steps = pl.concat([gone, stay]).unique()
    shares = [one.search_sorted(steps, side="right") / len(one) for one in (gone, stay)]
    distance = float((shares[0] - shares[1]).abs().max() or 0.0)  # type: ignore[arg-type]  # a number, of numbers
    chance = _SMIRNOV * math.sqrt(1 / len(gone) + 1 / len(stay))
    middle = [float(one.median() or 0.0) for one in (gone, stay)]  # type: ignore[arg-type]
    words = f"the median of {kept.name} is {middle[0]:.4g} among them and {middle[1]:.4g} among the kept rows"
    return Difference(kept.name, distance, distance - chance, words, *middle)


def _by_names(removed: pl.Series, kept: pl.Series) -> Difference | None:
    """Compare names by their shares."""
    most = (len(removed) + len(kept)) / ROWS_OF_A_NAME
    if kept.n_unique() > most:  # counting is cheap, and most of the work is for columns of identifiers
        return None
    gone, stay = _counts(removed), _counts(kept)
    return _by_counts(kept.name, gone, stay) if len(gone.keys() | stay.keys()) <= most else None


def _by_missing(removed: pl.Series, kept: pl.Series) -> Difference | None:
    """Compare quantities by how many are missing."""
    missing = [one.null_count() + (int(one.is_nan().sum()) if one.dtype.is_float() else 0) for one in (removed, kept)]
    if not any(missing):
        return None
    gone, stay = ({_MISSING: n, "there": len(one) - n} for n, one in zip(missing, (removed, kept), strict=True))
    return _by_counts(kept.name, gone, stay)


def _by_counts(column: str, removed: Mapping[str, int], kept: Mapping[str, int]) -> Difference:
    """Compare names by half the sum of the differences of their shares."""
    n, m = sum(removed.values()), sum(kept.values())
    gone, stay = {one: rows / n for one, rows in removed.items()}, {one: rows / m for one, rows in kept.items()}
    both = gone.keys() | stay.keys()
    distance = sum(abs(gone.get(one, 0.0) - stay.get(one, 0.0)) for one in both) / 2
    # Two draws from one population differ by this much on average: the mean of |N(0, s)| is s * sqrt(2 / pi).
    pooled = [(gone.get(one, 0.0) * n + stay.get(one, 0.0) * m) / (n + m) for one in both]
    chance = sum(math.sqrt(2 / math.pi * p * (1 - p) * (1 / n + 1 / m)) for p in pooled) / 2
    top = max(both, key=lambda one: (gone.get(one, 0.0) - stay.get(one, 0.0), one))
    shares = gone.get(top, 0.0), stay.get(top, 0.0)
    words = f"{column} is {shortened(top)} in {shares[0]:.0%} of them and in {shares[1]:.0%} of the kept rows"
    return Difference(column, distance, distance - chance, words, *shares)


def _counts(values: pl.Series) -> dict[str, int]:
    counted = values.value_counts(name="rows")
    names = (_MISSING if one is None else one for one in counted.get_column(values.name).to_list())
    return dict(zip(names, counted["rows"].to_list(), strict=True))


def _labels(removed: pl.Series, kept: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Give the values as text; moments as the month, day or hour that they lie in."""
    import polars as pl

    if kept.dtype.is_temporal():
        form = _form(kept)
        return removed.dt.strftime(form), kept.dt.strftime(form)
    gone, stay = removed.cast(pl.String), kept.cast(pl.String)
    if not kept.dtype.is_numeric() and kept.dtype != pl.Boolean:  # quotes tell an empty text from nothing
        gone, stay = (("'" + one + "'").alias(kept.name) for one in (gone, stay))
    return gone, stay


def _form(moments: pl.Series) -> str:
    """Choose how finely to cut time, by how far it goes."""
    first, last = moments.min(), moments.max()
    days = (last - first).days if first is not None and last is not None else 0  # type: ignore[operator, union-attr]
    if days > 90:
        return "%Y-%m"
    return "%Y-%m-%d" if days > 3 or str(moments.dtype) == "Date" else "%Y-%m-%d %H h"


def _finding(told: list[Difference], private: frozenset[str], severity: Severity) -> Finding:
    first = "; ".join(_words(one, private) for one in told[:COLUMNS_TOLD])
    more = f"; and {len(told) - COLUMNS_TOLD} more columns" if len(told) > COLUMNS_TOLD else ""
    return Finding(
        code="data-selection",
        severity=severity,
        message=f"The quarantined rows are not like the others: {first}{more}.",
        why="What is left is no fair picture of the whole: a model is worse where rows were missing when it learned.",
        evidence={one.column: _numbers(one, private) for one in told},
        fix="find out why these rows break the rules, and repair them rather than lose them; measure a model on them.",
    )


def _words(one: Difference, private: frozenset[str]) -> str:
    return f"{one.column} differs (it is private, so no values)" if one.column in private else one.words


def _numbers(one: Difference, private: frozenset[str]) -> dict[str, float]:
    distance = {"distance": round(one.distance, 4), "beyond_chance": round(one.excess, 4)}
    if one.column in private:
        return distance
    return {**distance, "removed": round(one.removed, 4), "kept": round(one.kept, 4)}
