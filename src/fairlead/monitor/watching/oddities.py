"""What is wrong with a batch by itself: no rows, a column without a value, one that says the same of every row."""

from __future__ import annotations

from collections.abc import Iterator

from fairlead.finding import Finding, Severity, Where
from fairlead.monitor.profiles.categories import CategoryProfile
from fairlead.monitor.profiles.table import ColumnProfile, Profile


def oddities(batch: Profile, reference: Profile | None = None) -> list[Finding]:
    """Return what is odd about the columns of a batch, apart from what `compare` says.

    Parameters
    ----------
    reference : a column that was so there too is no news.
    """
    if not batch.rows:
        return []
    before = {} if reference is None else dict(reference)
    return [found for name, one in batch.items() for found in _of_column(name, one, before.get(name))]


def _of_column(name: str, column: ColumnProfile, before: ColumnProfile | None) -> Iterator[Finding]:
    if column.nulls == column.rows:
        if before is None or before.nulls < before.rows:
            yield Finding(
                "all-missing",
                Severity.ERROR,
                f"Every value of '{name}' is missing, in all {column.rows:,} rows.",
                Where(table_column=name),
                why="The model answers as if it knew nothing of that column.",
                evidence={"rows": column.rows},
                fix="find out what changed in the source.",
            )
        return
    if is_constant(column) and column.rows > 1 and (before is None or not is_constant(before)):
        yield Finding(
            "constant-column",
            Severity.INFO if before is None else Severity.WARNING,
            f"'{name}' says the same of every row: {_only(column)}.",
            Where(table_column=name),
            why="It tells no row from another. Often a default value has taken the place of what was not found.",
            evidence={"rows": column.rows},
            fix="find out whether the source really says so.",
        )


def is_constant(column: ColumnProfile) -> bool:
    """Tell whether all values that are there are the same."""
    if isinstance(column, CategoryProfile):
        return column.values == 1 and not column.others
    return len(column.knots) == 1 and column.finite > 0 and not column.infinite


def _only(column: ColumnProfile) -> str:
    if isinstance(column, CategoryProfile):
        return repr(next(iter(column.counts)))
    return "one moment" if column.is_time else f"{float(column.knots[0]):g}"
