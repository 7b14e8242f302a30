"""Find the rows whose values in some columns occur more than once.

Each row's values become a number of 64 bits: a whole number or a date is one already, anything else is hashed. The
numbers are sorted, and neighbours compared: that takes a quarter of the time and memory of grouping. If no number
occurs twice then no values do, and that is all. Otherwise the rows with such a number are looked at again, as
different values may share a hash; if any do, everything is hashed anew with another seed. So the answer is exact.

A table with more rows than `KEYS_AT_ONCE` is gone through in several passes, each over the numbers with another
remainder, so that memory stays bounded; unless its numbers rise from row to row, which one look shows.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from fairlead.data.with_polars.collecting import collected, ordered

if TYPE_CHECKING:
    import polars as pl

KEYS_AT_ONCE = 32_000_000
"""Numbers that are sorted in memory at a time: 8 bytes each, and as much again for sorting, 0.6 GB in all."""
SEEDS = 4
"""How many hashes are tried. Two values of a table of 100 million rows share one of 64 bits once in 3,700 tables."""


@dataclass(frozen=True, slots=True)
class Key:
    """Say what must not be repeated.

    Parameters
    ----------
    values : expressions of Polars, one a column.
    where : expression, the rows among which repetitions count; None for all.
    is_number : whether the only column holds whole numbers (or moments), none of them missing where `where` holds.
    bits : of the hash; fewer than 64 make values share one, which tests need.
    """

    values: Sequence[pl.Expr]
    where: pl.Expr | None = None
    is_number: bool = False
    bits: int = field(default=64, kw_only=True)

    def number(self, seed: int) -> pl.Expr:
        """Give the number of a row's values; null for a row that does not count."""
        import polars as pl

        if self.is_number:
            number = self.values[0].to_physical()
        else:
            number = (self.values[0] if len(self.values) == 1 else self._record).hash(seed)
        if self.bits < 64:
            number = number % (1 << self.bits)
        return number if self.where is None else pl.when(self.where).then(number)

    @property
    def _record(self) -> pl.Expr:
        import polars as pl

        return pl.struct([value.alias(str(place)) for place, value in enumerate(self.values)])

    def is_repeated(self) -> pl.Expr:
        """Give an expression that Polars works out by itself, with all values in memory."""
        import polars as pl

        if self.where is None:
            return self._record.is_duplicated()
        counts = self.where.fill_null(False)
        record = pl.struct(counts.alias("counts"), pl.when(counts).then(self._record).alias("record"))
        return counts & record.is_duplicated()


class Flag(NamedTuple):
    """Tell of each row whether its key is repeated.

    Parameters
    ----------
    expression : true where it is, and false elsewhere.
    needs_all_rows : whether the answer is only right when the whole table is looked at.
    """

    expression: pl.Expr
    needs_all_rows: bool


def repeated(
    lazy: pl.LazyFrame, keys: Sequence[Key], rows: int, after_pass: Callable[[], None] = lambda: None
) -> list[Flag | None]:
    """Find for each key which rows have a repeated one.

    Parameters
    ----------
    rows : int, of the table.
    after_pass : is called each time that the table was read; see `passes_of`.

    Returns
    -------
    list of Flag, or None for a key that is never repeated
    """
    found: dict[int, Flag | None] = {}
    for seed in range(SEEDS):
        open_places = [place for place in range(len(keys)) if place not in found]
        numbers = _repeated_numbers(lazy, [keys[place].number(seed) for place in open_places], rows, after_pass)
        for place, suspects in zip(open_places, numbers, strict=True):
            key = keys[place]
            if len(suspects) == 0:
                found[place] = None
            elif key.is_number or _are_pure(lazy, key, seed, suspects):
                found[place] = Flag(key.number(seed).is_in(suspects.implode()).fill_null(False), False)
    return [found[place] if place in found else Flag(key.is_repeated(), True) for place, key in enumerate(keys)]


def passes_of(rows: int, keys: int) -> int:
    """Say how often a table is read to find the repeated ones of some keys."""
    if rows * keys <= KEYS_AT_ONCE:
        return 1 if keys else 0
    return keys * math.ceil(rows / KEYS_AT_ONCE)


def _repeated_numbers(
    lazy: pl.LazyFrame, numbers: Sequence[pl.Expr], rows: int, after_pass: Callable[[], None]
) -> list[pl.Series]:
    """Give the numbers that occur more than once, of each expression."""
    if not numbers:
        return []
    named = [number.alias(str(place)) for place, number in enumerate(numbers)]
    if rows * len(named) > KEYS_AT_ONCE:
        return [_repeated_in_passes(lazy.select(number), rows, after_pass) for number in named]
    table = collected(lazy.select(named))
    after_pass()
    return [_repeated_of(column) for column in table]


def _repeated_in_passes(numbers: pl.LazyFrame, rows: int, after_pass: Callable[[], None]) -> pl.Series:
    import polars as pl

    found = []
    passes = passes_of(rows, 1)
    if _is_rising(numbers):
        for _ in range(passes):
            after_pass()
        return pl.Series(dtype=numbers.collect_schema().dtypes()[0])
    for part in range(passes):
        found.append(_repeated_of(collected(numbers.filter(pl.all() % passes == part)).to_series()))
        after_pass()
    return pl.concat(found)


def _is_rising(numbers: pl.LazyFrame) -> bool:
    """Tell whether each number is above the one before, as those of a table written in their order are."""
    import polars as pl

    start = numbers.head(1000).drop_nulls()
    is_above = (pl.all() > pl.all().shift(1)).all()
    return all(collected(part.select(is_above)).item() for part in (start, numbers.drop_nulls()))


def _repeated_of(numbers: pl.Series) -> pl.Series:
    """Give what occurs more than once in a series."""
    rising = ordered(numbers.drop_nulls())
    is_again = rising[1:] == rising[:-1]
    return rising[1:].filter(is_again).unique()


def _are_pure(lazy: pl.LazyFrame, key: Key, seed: int, suspects: pl.Series) -> bool:
    """Tell whether all rows that share a number also share the values, for each of some numbers."""
    import polars as pl

    table = lazy.select(key.number(seed).alias("number"), *(v.alias(str(n)) for n, v in enumerate(key.values)))
    rows = table.filter(pl.col("number").is_in(suspects.implode()))
    columns = [name for name in table.collect_schema().names() if name != "number"]
    schema = rows.collect_schema()
    is_one = [_is_one_value(name, schema[name]).alias(name) for name in columns]
    groups = rows.group_by("number").agg(is_one).select(pl.all_horizontal(columns).all())
    return bool(collected(groups).item())


def _is_one_value(name: str, dtype: Any) -> pl.Expr:
    """Tell of a group whether all its values are equal; missing ones are equal to each other only."""
    import polars as pl

    value = pl.col(name)
    if dtype.is_nested() or dtype == pl.Binary:  # they have no order
        return value.n_unique() == 1
    is_equal = (value.null_count() == 0) & (value.min() == value.max())
    return is_equal.fill_null(False) | (value.null_count() == pl.len())
