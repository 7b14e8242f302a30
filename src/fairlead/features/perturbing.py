"""Find out which columns a step uses: give one of them other values and see which of its outputs move."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fairlead.features.attempt import attempted, copied, transformed
from fairlead.features.table import height_of, taken, width_of
from fairlead.frame.shape import library_of

ROWS_TRIED = 200
"""Rows that a step is tried on: enough to meet each common value, and quick."""

MOST_COLUMNS = 300
"""A wider table would be tried for too long."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Hold what was found out.

    Parameters
    ----------
    inputs : for each output the positions of the inputs that moved it; None if it could not be measured.
    reason : why not.
    """

    inputs: tuple[tuple[int, ...], ...] | None
    reason: str


def measured(part: Any, before: Any, after: Any) -> Measured:
    """Try a fitted step on other values, one column at a time.

    What no value that was tried moves is not found: a step that looks at a column only beyond 1,000 uses it unseen.
    """
    if width_of(before) > MOST_COLUMNS:
        return Measured(None, f"{width_of(before):,} columns are too many")
    rows = height_of(before)
    few = taken(before, range(0, rows, max(1, rows // ROWS_TRIED)))
    first, second = (transformed(part, copied(few)) for _ in range(2))
    if first.error is not None:
        return Measured(None, first.reason)
    if second.error is not None or any(_moved(first.value, second.value)):
        return Measured(None, "it gives other values each time")
    if width_of(first.value) != width_of(after):
        return Measured(None, "it gives other columns for fewer rows")
    inputs: list[list[int]] = [[] for _ in range(width_of(after))]
    for place in range(width_of(before)):
        tried, moved = _moved_by(part, few, place, first.value)
        if not tried:
            return Measured(None, f"it fails on other values of column {place + 1}")
        for output in moved:
            inputs[output].append(place)
    return Measured(tuple(map(tuple, inputs)), "")


def _moved_by(part: Any, table: Any, place: int, as_before: Any) -> tuple[bool, set[int]]:
    """Return whether anything could be tried, and which outputs moved."""
    tried, moved = False, set[int]()
    for other in _others(table, place):
        attempt = transformed(part, other)
        if attempt.error is None and width_of(attempt.value) == width_of(as_before):
            tried = True
            moved |= {n for n, has_moved in enumerate(_moved(as_before, attempt.value)) if has_moved}
    return tried, moved


def _others(table: Any, place: int) -> Iterator[Any]:
    """Give the table with other values in one column: the same ones in other rows, greater ones, missing ones."""
    import numpy as np
    import pandas as pd

    column = _series(table, place)
    yield _with(table, place, pd.Series(np.roll(column.to_numpy(), 1), dtype=column.dtype))
    yield _with(table, place, column.iloc[::-1].reset_index(drop=True))
    if pd.api.types.is_numeric_dtype(column.dtype) and not pd.api.types.is_bool_dtype(column.dtype):
        yield _with(table, place, column * 2 + 1)
    elif pd.api.types.is_datetime64_any_dtype(column.dtype):
        yield _with(table, place, column + pd.Timedelta(days=40, hours=5))
    gaps = attempted(lambda: column.where(np.arange(len(column)) % 2 == 1))
    if gaps.error is None:
        yield _with(table, place, gaps.value)


def _series(table: Any, place: int) -> Any:
    import pandas as pd

    library = library_of(table)
    if library == "pandas":
        column = table.iloc[:, place] if table.ndim == 2 else table
        return column.reset_index(drop=True)
    if library == "polars":
        return (
            table.to_series(place) if hasattr(table, "to_series") and hasattr(table, "width") else table
        ).to_pandas()
    values = table.toarray() if hasattr(table, "toarray") else table
    return pd.Series(values[:, place] if values.ndim == 2 else values)


def _with(table: Any, place: int, column: Any) -> Any:
    """Return a copy of the table with another column at a place."""
    library = library_of(table)
    if library == "pandas":
        column.index = table.index
        if table.ndim == 1:
            return column.rename(table.name)
        copy = table.copy()
        copy.isetitem(place, column)
        return copy
    if library == "polars":
        import polars as pl

        other: Any = pl.from_pandas(column)
        if not hasattr(table, "columns"):
            return other.cast(table.dtype, strict=False).alias(table.name)
        return table.with_columns(other.cast(table.dtypes[place], strict=False).alias(table.columns[place]))
    copy = table.tolil(copy=True) if hasattr(table, "tolil") else table.copy()
    if getattr(copy, "ndim", 2) == 1:
        copy[:] = column.to_numpy()
    else:
        copy[:, place] = column.to_numpy().reshape(-1, 1) if hasattr(table, "tolil") else column.to_numpy()
    return copy.tocsr() if hasattr(table, "tolil") else copy


def _moved(one: Any, other: Any) -> list[bool]:
    """Tell for each column whether any of its values differ; a missing value equals another."""
    import numpy as np

    first, second = _frame(one), _frame(other)
    kinds = {*first.dtypes, *second.dtypes}
    kind = kinds.pop() if len(kinds) == 1 else None
    if first.shape == second.shape and isinstance(kind, np.dtype) and kind.kind in "bfiu":
        # All at once: one by one, the thousands of columns of random trees take seconds.
        a, b = first.to_numpy(), second.to_numpy()
        found: list[bool] = (~((a == b) | ((a != a) & (b != b))).all(axis=0)).tolist()
        return found
    moved = []
    for n in range(first.shape[1]):
        a, b = first.iloc[:, n], second.iloc[:, n]
        is_same = (a.isna() & b.isna()) | attempted(lambda a=a, b=b: a.astype(object) == b.astype(object)).value
        moved.append(len(a) != len(b) or not bool(is_same.all()))
    return moved


def _frame(table: Any) -> Any:
    import pandas as pd

    if library_of(table) == "polars":
        table = table.to_frame() if not hasattr(table, "width") else table
        return table.to_pandas()
    return pd.DataFrame(table.toarray() if hasattr(table, "toarray") else table).reset_index(drop=True)
