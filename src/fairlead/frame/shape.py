"""Measure anything like a table, without importing a table library."""

from __future__ import annotations

from typing import NamedTuple

_LIBRARIES = {"numpy", "pandas", "polars", "pyarrow", "scipy"}


class Shape(NamedTuple):
    """Hold the number of rows, and of columns where there are any.

    Parameters
    ----------
    rows : int
    columns : int or None, None for a list or a one-dimensional array
    """

    rows: int
    columns: int | None


def shape_of(value: object) -> Shape | None:
    """Count the rows and columns of anything like a table, without importing a table library.

    Parameters
    ----------
    value : polars, pandas, pyarrow, NumPy or SciPy value of one or two dimensions, list or tuple

    Returns
    -------
    Shape or None, None for anything else

    Examples
    --------
    >>> shape_of(["a", "b"])
    Shape(rows=2, columns=None)
    >>> shape_of({"a": 1}) is None
    True
    """
    if isinstance(value, list | tuple):
        return Shape(len(value), None)
    library = library_of(value)
    if library is None:
        return None
    shape = getattr(value, "shape", None)
    if isinstance(shape, tuple) and len(shape) in (1, 2) and all(isinstance(size, int) for size in shape):
        return Shape(shape[0], shape[1] if len(shape) == 2 else None)
    if library == "pyarrow" and hasattr(value, "null_count") and hasattr(value, "__len__"):
        return Shape(len(value), None)
    return None


def columns_of(value: object) -> list[str] | None:
    """List the names of the columns of a polars, pandas or pyarrow table; None for anything else.

    Examples
    --------
    >>> import polars
    >>> columns_of(polars.DataFrame({"name": ["Ada"], "age": [36]}))
    ['name', 'age']
    >>> columns_of([1, 2]) is None
    True
    """
    shape = shape_of(value)
    if shape is None or shape.columns is None:
        return None
    names = getattr(value, "column_names", None)  # pyarrow's `columns` are the data
    names = getattr(value, "columns", None) if names is None else names
    return None if names is None else [str(name) for name in names]


def library_of(value: object) -> str | None:
    """Name the table library that a value's type, or one of its parents, comes from; nothing is imported."""
    for parent in type(value).__mro__:
        library = parent.__module__.partition(".")[0]
        if library in _LIBRARIES:
            return library
    return None
