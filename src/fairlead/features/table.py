"""Read any table that a step of a recipe takes or gives as names and plain values."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from fairlead.errors import FeatureError
from fairlead.frame.shape import columns_of, library_of, shape_of

WIDEST_TEXT = 60
"""Characters of a value that are shown."""

Plain = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Table:
    """Hold rows of a table as they can be shown and written as JSON.

    Parameters
    ----------
    columns : names, in order.
    rows : a tuple of plain values for each row; None is a missing value.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Plain, ...], ...]

    def at(self, places: Sequence[int]) -> Table:
        """Return the rows at some places; a place beyond the end gives none."""
        return Table(self.columns, tuple(self.rows[place] for place in places if place < len(self.rows)))

    def to_dict(self) -> dict[str, Any]:
        """Return the table as plain values, ready for JSON."""
        return {"columns": list(self.columns), "rows": [list(row) for row in self.rows]}


def given_rows(rows: Any) -> Any:
    """Return rows in a form that scikit-learn takes: a list of dicts becomes a pandas table, a lazy table is read.

    Raises
    ------
    FeatureError
        It is no table, or has no rows.
    """
    if isinstance(rows, list | tuple) and rows and all(isinstance(row, dict) for row in rows):
        import pandas as pd  # 0.5 CPU s

        rows = pd.DataFrame(list(rows))
    elif isinstance(rows, list | tuple) and rows:
        import numpy as np

        rows = np.asarray(rows)
    if library_of(rows) == "polars" and type(rows).__name__ == "LazyFrame":
        rows = rows.collect()
    if library_of(rows) == "pyarrow":
        rows = rows.to_pandas()
    shape = shape_of(rows)
    if shape is None or shape.columns is None:
        raise FeatureError.not_a_table(type(rows).__name__)
    if not shape.rows:
        raise FeatureError.no_rows(shape.columns)
    return rows


def arrayed(rows: Any) -> Any:
    """Return a list as an array: of two dimensions if its rows are as long as each other; anything else unchanged.

    >>> arrayed([[1, 2], [3, 4]]).shape, arrayed(["late call", "slow"]).shape, arrayed([["a"], ["b", "c"]]).shape
    ((2, 2), (2,), (2,))
    """
    if not isinstance(rows, list | tuple):
        return rows
    import numpy as np

    try:
        return np.asarray(rows)
    except ValueError:  # rows of several lengths, such as lists of words
        flat = np.empty(len(rows), dtype=object)
        flat[:] = rows
        return flat


def names_of(table: Any) -> list[str]:
    """Return the names of the columns; those of an array are x0, x1, ..., as scikit-learn calls them."""
    known = columns_of(table)
    if known is not None:
        return known
    name = getattr(table, "name", None)
    if name is not None:
        return [str(name)]  # a column by itself, as a ColumnTransformer hands one to an encoder of texts
    return [f"x{n}" for n in range(width_of(table))]


def width_of(table: Any) -> int:
    """Count the columns; a column by itself is one."""
    shape = getattr(table, "shape", None)
    return int(shape[1]) if isinstance(shape, tuple) and len(shape) == 2 else 1


def height_of(table: Any) -> int:
    """Count the rows."""
    shape = getattr(table, "shape", None)
    return int(shape[0]) if isinstance(shape, tuple) and shape else len(table)


def taken(table: Any, places: Any) -> Any:
    """Return the rows at some places, in this order."""
    library = library_of(table)
    if library == "pandas":
        return table.iloc[list(places)]
    return table[list(places)]  # polars takes no array of NumPy for it in every version


def selected(table: Any, places: Sequence[int]) -> Any:
    """Return the columns at some places, in this order."""
    library = library_of(table)
    if library == "pandas":
        return table.iloc[:, list(places)]
    if library == "polars":
        return table[:, list(places)] if len(places) else table.select([])
    return table[:, list(places)]


def one_column(table: Any, place: int) -> Any:
    """Return a column by itself."""
    library = library_of(table)
    if library == "pandas":
        return table.iloc[:, place]
    return table[:, place]


def plain_table(table: Any, names: Sequence[str]) -> Table:
    """Return a table as plain values.

    Parameters
    ----------
    table : pandas, polars, array of one or two dimensions, sparse matrix, or a list of rows.
    names : of the columns.

    >>> import numpy as np
    >>> plain_table(np.array([[1.0, np.nan]]), ["a", "b"])
    Table(columns=('a', 'b'), rows=((1.0, None),))
    """
    library = library_of(table)
    if hasattr(table, "toarray"):
        table = table.toarray()
    if library == "pandas":
        columns = [table.iloc[:, n] for n in range(width_of(table))] if width_of(table) != 1 else [_only(table)]
        return Table(tuple(names), tuple(zip(*map(_plain_column, columns), strict=True)) or ((),) * len(table))
    if library == "polars":
        rows = table.rows() if hasattr(table, "rows") else [(value,) for value in table]
    else:
        rows = [row if isinstance(row, Iterable) and not isinstance(row, str) else [row] for row in table]
    return Table(tuple(names), tuple(tuple(map(plain_value, row)) for row in rows))


def plain_value(value: Any) -> Plain:
    """Return a value as JSON can hold it: NaN and NaT are None, times ISO 8601, anything else its text, cut.

    >>> plain_value(float("nan")), plain_value(datetime(2026, 3, 1)), plain_value([1, 2])
    (None, '2026-03-01T00:00:00', '[1, 2]')
    """
    if hasattr(value, "item") and getattr(value, "ndim", 0) == 0:
        value = _item(value)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return None if math.isnan(value) else value if math.isfinite(value) else str(value)
    if isinstance(value, str):
        return _cut(value)
    if type(value).__name__ in ("NaTType", "NAType"):
        return None
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value) if isinstance(value, timedelta) else _cut(str(value))


def _item(value: Any) -> Any:
    # Nanoseconds of NumPy become a bare number otherwise.
    kind = getattr(getattr(value, "dtype", None), "kind", "")
    return (None if str(value) == "NaT" else str(value)) if kind in "mM" else value.item()


def _plain_column(column: Any) -> list[Plain]:
    # Numbers of pandas' own types (Int64, Float64) come out as Python's, with NA for what is missing.
    return [plain_value(value) for value in column.astype(object)]


def _only(table: Any) -> Any:
    return table.iloc[:, 0] if getattr(table, "ndim", 1) == 2 else table


def _cut(text: str) -> str:
    return text if len(text) <= WIDEST_TEXT else text[: WIDEST_TEXT - 1] + "…"
