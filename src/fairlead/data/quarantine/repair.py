"""Change quarantined rows before they are checked again: values from a repaired file, or codes made missing."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from fairlead.data.quarantine.as_polars import polars_table
from fairlead.data.quarantine.folder import ROW, Manifest
from fairlead.data.quarantine.rows import is_own
from fairlead.data.with_polars.collecting import collected
from fairlead.errors import SplitError, TableError
from fairlead.frame.libraries import first_line

if TYPE_CHECKING:
    import polars as pl

_TO = ":null"
_PLACE = "__place"


@dataclass(frozen=True, slots=True)
class Recode:
    """Say that a value of a column stands for a missing one.

    >>> Recode.parse("age=-1:null")
    Recode(column='age', value='-1')
    """

    column: str
    value: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``COLUMN=VALUE:null``.

        Raises
        ------
        SplitError
            The text says something else.
        """
        column, equals, value = text.removesuffix(_TO).partition("=")
        if not text.endswith(_TO) or not equals or not column:
            raise SplitError.bad_recode(text)
        return cls(column, value)

    def is_met(self, schema: pl.Schema) -> pl.Expr:
        """Tell of each row whether it has the value.

        Raises
        ------
        TableError, SplitError
            There is no such column, or the value is not of its type.
        """
        import polars as pl

        if self.column not in schema:
            raise TableError.missing_column(self.column, list(schema.names()), where="--recode")
        value = as_type(pl.Series(self.column, [self.value]), schema[self.column])
        return pl.col(self.column) == pl.lit(value)


def read_repaired(repaired: Any, spare: Path) -> pl.DataFrame:
    """Read repaired rows; of a CSV file everything is text first, so that each column keeps its own type later."""
    import polars as pl

    if isinstance(repaired, (str, os.PathLike)) and os.fspath(repaired).lower().endswith((".csv", ".csv.gz")):
        place = os.fspath(repaired)
        if not os.path.isfile(place):
            raise TableError.not_found(place)
        try:
            return pl.read_csv(place, infer_schema=False, glob=False)
        except pl.exceptions.PolarsError as error:
            raise TableError.unreadable(place, first_line(error)) from error
    with polars_table(repaired, spare) as opened:
        return collected(opened.lazy)


def fitted(repaired: pl.DataFrame, manifest: Manifest, schema: pl.Schema) -> tuple[pl.DataFrame, list[str]]:
    """Return repaired rows in the types of the table, and the columns by which they are matched.

    Raises
    ------
    SplitError, TableError
        They cannot be matched, a column is not one of the table, or a value is not of its type.
    """
    import polars as pl

    own = [name for name in repaired.columns if not is_own(name)]
    for name in own:
        if name not in manifest.columns:
            raise TableError.missing_column(name, manifest.columns, where="the repaired rows")
    by = [ROW] if ROW in repaired.columns else list(manifest.keys)
    absent = [name for name in by if name not in repaired.columns]
    if absent or not by:
        raise SplitError.not_matched(
            "they have neither the column __row nor all key columns",
            "start from `fairlead quarantine show OUT --format csv --out FILE`, whose rows have their __row.",
        )
    types = {ROW: pl.Int64(), **schema}
    hidden = frozenset(manifest.private)
    found = pl.DataFrame(
        [as_type(repaired[name], types[name], is_private=name in hidden) for name in dict.fromkeys([*by, *own])]
    )
    if found.select(by).is_duplicated().any():
        raise SplitError.not_matched(f"two of them have the same {' and '.join(by)}", "leave one of each.")
    return found, by


def with_repairs(rows: pl.LazyFrame, repaired: pl.DataFrame, by: Sequence[str], touched: str) -> pl.LazyFrame:
    """Put repaired values into the rows that they belong to, and say in a column which rows these are."""
    import polars as pl

    new = [name for name in repaired.columns if name not in by]
    named = repaired.select(*by, *(pl.col(name).alias(f"__new_{n}") for n, name in enumerate(new)))
    joined = rows.join(
        named.lazy().with_columns(pl.lit(True).alias(_PLACE)), on=list(by), how="left", maintain_order="left"
    )
    is_met = pl.col(_PLACE).is_not_null()
    values = [
        pl.when(is_met).then(pl.col(f"__new_{n}")).otherwise(pl.col(name)).alias(name) for n, name in enumerate(new)
    ]
    return joined.with_columns(*values, (pl.col(touched) | is_met).alias(touched)).drop(
        _PLACE, *(f"__new_{n}" for n in range(len(new)))
    )


def as_type(values: pl.Series, dtype: Any, *, is_private: bool = False) -> pl.Series:
    """Return values, most of all text, in the type of a column.

    Parameters
    ----------
    is_private : whether an error must not name values.

    Raises
    ------
    SplitError
        One of them is not of the type.
    """
    import polars as pl

    if values.dtype == dtype:
        return values
    try:
        found = _from_text(values, dtype) if values.dtype == pl.String else values.cast(dtype)
    except pl.exceptions.PolarsError as error:
        reason = "the column is private, so no value is shown" if is_private else first_line(error)
        raise SplitError.wrong_value(values.name, str(dtype), reason) from (None if is_private else error)
    if found.dtype != dtype:
        raise SplitError.wrong_value(values.name, str(dtype), f"they were read as {found.dtype}")
    return found


def _from_text(values: pl.Series, dtype: Any) -> pl.Series:
    import polars as pl

    if dtype == pl.Date:
        return values.str.to_date()
    if dtype == pl.Time:
        return values.str.to_time()
    if dtype == pl.Datetime:
        return values.str.to_datetime(time_unit=dtype.time_unit, time_zone=dtype.time_zone)
    if dtype == pl.Boolean:
        return values.str.to_lowercase().replace_strict(["true", "false"], [True, False], return_dtype=pl.Boolean)
    return values.cast(dtype)
