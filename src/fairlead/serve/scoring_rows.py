"""Part the rows of a table into those that a model may be asked and those that it refuses, as its server does.

Most rows are found good a column at a time. Only the others are looked at one by one, by the same code that checks a
request, which also says what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fairlead.data import Suite
from fairlead.data.row import why_not_by_row
from fairlead.data.schema import fit
from fairlead.data.with_polars.emit import emit, schema_of
from fairlead.model import Column, Model
from fairlead.serve.domain import Domain, Problem

if TYPE_CHECKING:
    import polars as pl

    from fairlead.data.line import Expectation

ROW, REASONS = "row", "reasons"
"""Columns of the rows that are refused: their number within the table, and why."""


@dataclass(frozen=True, slots=True)
class Parted:
    """Hold what is to be done with the rows of a chunk.

    Parameters
    ----------
    asked : the model's columns of all rows, with the values as a request would have them.
    reasons : why rows are refused, by their places in the chunk.
    flags : the rules that other rows break without being refused, by their places.
    """

    asked: pl.DataFrame
    reasons: dict[int, list[str]]
    flags: dict[int, tuple[str, ...]]


class Parting:
    """Look at chunk after chunk of one table; see `Parted`."""

    def __init__(self, model: Model) -> None:
        self._columns = model.schema.columns
        self._domain = Domain.of(model)
        self._lines = _lines_about_rows(model)
        self.has_flags = any(line.on_row == "flag" for line in self._lines)

    def part(self, chunk: pl.DataFrame) -> Parted:
        """Say which rows are refused, and why."""
        import polars as pl

        asked = as_asked(chunk, self._columns)
        is_sure = asked.select(pl.all_horizontal(self._sure(asked)).fill_null(False).alias("is_sure"))["is_sure"]
        places = (~is_sure).arg_true()
        reasons: dict[int, list[str]] = {}
        flags: dict[int, tuple[str, ...]] = {}
        for place, row in zip(places, _as_json(asked[places]).iter_rows(named=True), strict=True):
            _, problems, flagged = self._domain.check(row)
            if problems:
                reasons[place] = [_sentence(problem, chunk, place) for problem in problems]
            elif flagged:
                flags[place] = flagged
        return Parted(asked, reasons, flags)

    def _sure(self, asked: pl.DataFrame) -> list[pl.Expr]:
        """Say for which rows there is nothing to look at."""
        import polars as pl

        every = pl.repeat(True, pl.len())  # a row each, also where all that follows is one literal
        sure = [every, *(_is_plain(column, asked.schema[column.name]) for column in self._columns)]
        schema = schema_of(asked.lazy())
        for line in self._lines:
            condition = line.condition()
            considered, holds = (
                emit(fit(part, schema, line.label), schema, {}).fill_null(False)
                for part in (condition.considered, condition.holds)
            )
            sure.append(~considered | holds)
        return sure


def as_asked(chunk: pl.DataFrame, columns: Sequence[Column]) -> pl.DataFrame:
    """Return a chunk with the values as a request would have them: NaN is a missing value, a coded text is text."""
    import polars as pl

    changes = []
    for column in columns:
        dtype = chunk.schema[column.name]
        value = pl.col(column.name)
        if dtype.is_float():
            changes.append(value.cast(pl.Float64).fill_nan(None))
        elif dtype.is_decimal():
            changes.append(value.cast(pl.Float64))
        elif isinstance(dtype, pl.Categorical | pl.Enum):
            changes.append(value.cast(pl.String))
    return chunk.select(column.name for column in columns).with_columns(changes)


def _sentence(problem: Problem, chunk: pl.DataFrame, place: int) -> str:
    """Say what is wrong with a row; a value that is missing since it is NaN is called so."""
    if problem.rule == "null" and problem.field is not None and chunk[problem.field][place] is not None:
        said = problem.sentence.removeprefix(f"{problem.field!r} is null")
        return f"{problem.field!r} is NaN, so missing{said}"
    if problem.rule == "suite":
        return _with_nan(problem, chunk, place)
    return problem.sentence


def _with_nan(problem: Problem, chunk: pl.DataFrame, place: int) -> str:
    """Call NaN what the suite, which was given a missing value instead, calls None."""
    said = problem.sentence
    for name in (problem.field or "").split(", "):
        if name in chunk.columns and chunk[name][place] is not None:
            said = said.replace(f"{name} is None", f"{name} is NaN")
    return said


def _as_json(rows: pl.DataFrame) -> pl.DataFrame:
    """Write dates and times as a request has them."""
    import polars as pl

    moments = [
        pl.col(name).map_elements(lambda moment: moment.isoformat(), return_dtype=pl.String)
        for name, dtype in rows.schema.items()
        if dtype == pl.Date or isinstance(dtype, pl.Datetime)
    ]
    return rows.with_columns(moments)


def _lines_about_rows(model: Model) -> list[Expectation]:
    """Return the lines of the suite that one row can decide, about columns that the model has."""
    if model.suite is None:
        return []
    suite = Suite.from_gx(dict(model.suite))
    names = set(model.schema.names)
    return [one for one in suite.expectations if one.needed_columns() <= names and why_not_by_row(one) is None]


def _is_plain(column: Column, dtype: Any) -> pl.Expr:
    """Say for which rows the value of a column surely may stand there."""
    import polars as pl

    value = pl.col(column.name)
    may_lack = pl.lit(column.nullable)
    if dtype == pl.Null:
        return may_lack
    is_good = _is_good(column, dtype, value)
    return pl.when(value.is_null()).then(may_lack).otherwise(is_good)


def _is_good(column: Column, dtype: Any, value: pl.Expr) -> pl.Expr:
    import polars as pl

    never, always = pl.lit(False), pl.lit(True)
    if column.kind == "float" and "32" not in column.dtype and "16" not in column.dtype:
        return value.is_finite() if dtype.is_float() else always if dtype.is_integer() else never
    if column.kind == "int" and dtype.is_numeric():
        low, high = whole_bounds(column.dtype)
        largest = float(2**53)  # below it no whole number is rounded
        is_whole = always if dtype.is_integer() else (value == value.floor()) & (value.abs() < largest)
        return is_whole & value.is_between(pl.lit(low), pl.lit(high))
    if column.kind == "bool":
        return always if dtype == pl.Boolean else never
    is_closed = column.dtype == "category" or column.dtype.startswith("Enum")
    if column.kind == "string" and dtype == pl.String:
        return value.is_in(list(column.categories or ())) if is_closed else always
    has_zone = str(column.low)[-6:-5] in ("+", "-")
    is_moment = isinstance(dtype, pl.Datetime) and (dtype.time_zone is not None) == has_zone
    if (column.kind == "date" and dtype == pl.Date) or (column.kind == "datetime" and is_moment):
        return value.dt.year().is_between(1678, 2261)
    return never


def whole_bounds(dtype: str) -> tuple[int, int]:
    """Return the least and the greatest value of an integer type that polars can compare with.

    >>> whole_bounds("UInt8"), whole_bounds("int32")
    ((0, 255), (-2147483648, 2147483647))
    """
    unsigned, bits = dtype.lower().startswith("u"), int(re.sub(r"\D", "", dtype) or 64)
    return (0, min(2**bits, 2**63) - 1) if unsigned else (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
