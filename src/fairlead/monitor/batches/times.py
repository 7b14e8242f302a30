"""When the rows of a table are from: read a column of times, and say what is odd about it."""

from __future__ import annotations

from datetime import tzinfo
from typing import TYPE_CHECKING

from fairlead.errors import BatchError
from fairlead.finding import Finding, Severity, Where

if TYPE_CHECKING:
    import polars as pl


def read_times(table: pl.DataFrame, column: str, zone: tzinfo) -> tuple[pl.Series, list[Finding]]:
    """Return when each row is from, in UTC, and what is odd.

    Parameters
    ----------
    column : days, moments, or text in ISO 8601.
    zone : of times that do not say theirs.

    Raises
    ------
    BatchError
        There is no such column, or it holds no times.
    """
    import polars as pl

    if column not in table.columns:
        raise BatchError.no_column("the time", column, table.columns)
    values = table[column]
    if values.dtype == pl.String:
        values = _read(values, column)
    elif values.dtype == pl.Date:
        values = values.cast(pl.Datetime("us"))
    if not isinstance(values.dtype, pl.Datetime):
        raise BatchError.no_times(column, str(table[column].dtype))
    is_naive = values.dtype.time_zone is None
    name = str(zone)
    if is_naive:  # a moment that a clock shows twice is taken as the first, one that it never shows is left out
        values = values.dt.replace_time_zone(name, ambiguous="earliest", non_existent="null")
    found = values.dt.convert_time_zone("UTC").cast(pl.Datetime("us", "UTC")).alias("at")
    return found, list(_odd(found, column, name if is_naive else None, table))


def _read(values: pl.Series, column: str) -> pl.Series:
    """Read text; one time zone for all if they say one, none if none does."""
    import polars as pl

    present = values.drop_nulls()
    has_zone = bool(len(present)) and present.str.contains(r"(Z|[+-]\d\d:?\d\d)$").all()
    try:
        if has_zone:
            return values.str.to_datetime(time_unit="us", time_zone="UTC")
        if bool(len(present)) and present.str.contains(r"^\d{4}-\d\d-\d\d$").all():
            return values.str.to_date().cast(pl.Datetime("us"))
        return values.str.to_datetime(time_unit="us")
    except pl.exceptions.PolarsError:
        raise BatchError.no_times(column, "text that is no time in ISO 8601, or not all of one form") from None


def _odd(found: pl.Series, column: str, zone: str | None, table: pl.DataFrame) -> list[Finding]:
    where = Where(table_column=column)
    odd: list[Finding] = []
    if zone is not None:
        message = f"The times in '{column}' do not say their zone; they are taken as {zone}."
        odd.append(
            Finding(
                "times-without-zone", Severity.INFO, message, where, fix="set `timezone` under [monitor], or write it."
            )
        )
    if missing := found.null_count():
        message = f"{missing:,} of {len(found):,} rows have no time in '{column}', and are left out."
        odd.append(Finding("times-missing", Severity.WARNING, message, where, "They belong to no batch."))
    present = found.drop_nulls()
    if not present.is_sorted():
        message = f"The times in '{column}' do not rise from row to row; the rows are sorted by them."
        odd.append(Finding("times-unsorted", Severity.INFO, message, where))
    same = len(present) - present.n_unique()
    if same:
        message = f"{same:,} of {len(present):,} rows have the time of another row in '{column}'."
        again = len(table) - table.n_unique()
        severity = Severity.WARNING if again else Severity.INFO
        more = f" {again:,} of them are the same in every column." if again else ""
        why = "Rows that were written twice count twice." if again else ""
        odd.append(Finding("times-repeated", severity, message + more, where, why))
    return odd
