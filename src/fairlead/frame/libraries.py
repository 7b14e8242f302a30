"""What polars, pandas and pyarrow do each in its own way: one table, three libraries."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from fairlead.errors import MissingExtraError, TableError
from fairlead.frame.shape import columns_of, library_of

# pyarrow's own errors are of these kinds.
ARROW_ERRORS = (TypeError, ValueError, NotImplementedError, OverflowError)
# Characters of another library's message that an error of ours repeats.
_CLIP = 200


def load(library: str, purpose: str) -> Any:
    """Import polars or pyarrow, which are an extra and cost 0.1 CPU s each.

    Raises
    ------
    MissingExtraError
        When the library is not installed, which `purpose` ("Reading a table") needs.
    """
    try:
        return import_module(library)
    except ImportError as error:
        raise MissingExtraError.needs(library, "tables", purpose) from error


def library_and_table(value: Any) -> tuple[str, Any]:
    """Give the library of a table and the table itself, which is collected when it is a lazy one.

    Raises
    ------
    TableError
        When the value is not a table.
    """
    library = library_of(value)
    if library == "polars" and type(value).__name__ == "LazyFrame":
        value = value.collect()
    if library in {"polars", "pandas", "pyarrow"} and columns_of(value) is not None:
        return library, value
    kind = f"{type(value).__module__}.{type(value).__qualname__}".removeprefix("builtins.")
    raise TableError.not_a_table(kind)


def with_plain_index(table: Any) -> Any:
    """Turn a pandas index into columns, unless it is row numbers, such as a filter leaves with gaps."""
    index = table.index
    is_row_number = index.nlevels == 1 and index.name is None and index.dtype.kind in "iu"
    return table if is_row_number else table.reset_index(allow_duplicates=True)


def first_line(error: Exception) -> str:
    """Give what a library says in its error's first line."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[0][:_CLIP].rstrip(".")
