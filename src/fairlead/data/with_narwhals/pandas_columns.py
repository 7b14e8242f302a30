"""The columns of a pandas table: what they hold, and each in the one form that is computed with."""

from __future__ import annotations

from typing import Any

from fairlead.data.plain import is_missing
from fairlead.data.schema import Column, Family, Schema

COMPUTED = frozenset({"integer", "float", "boolean", "text", "date", "datetime", "duration"})
"""Families that pandas computes with; columns of others are decided value by value in Python."""

_KINDS: dict[str, Family] = {
    "i": "integer", "u": "integer", "f": "float", "b": "boolean", "M": "datetime", "m": "duration", "U": "text",
}  # fmt: skip


def schema_of(frame: Any) -> Schema:
    """Describe the columns of a pandas table.

    Raises
    ------
    TableError
        Two columns have the same name.
    """
    columns = (_column(str(name), frame.iloc[:, place]) for place, name in enumerate(frame.columns))
    return Schema(tuple(columns), "pandas")


def _column(name: str, column: Any) -> Column:
    zone = getattr(column.dtype, "tz", None) or getattr(getattr(column.dtype, "pyarrow_dtype", None), "tz", None)
    family = family_of(column)
    is_single = family == "float" and _is_single(column.dtype)
    return Column(name, family, str(column.dtype), None if zone is None else str(zone), is_single)


def _is_single(dtype: Any) -> bool:
    if hasattr(dtype, "categories"):
        dtype = dtype.categories.dtype
    arrow = getattr(dtype, "pyarrow_dtype", None)
    return str(arrow) == "float" if arrow is not None else getattr(dtype, "subtype", dtype).itemsize == 4


def family_of(column: Any) -> Family:
    """Tell what a pandas column holds: by its type, of Python objects by looking at them."""
    dtype = column.dtype
    if dtype.kind == "O" and type(dtype).__module__.startswith("numpy"):
        return _family_of_objects(column)
    if hasattr(dtype, "categories") and hasattr(dtype, "ordered"):
        return family_of(dtype.categories.to_series())
    if hasattr(dtype, "pyarrow_dtype"):
        return _family_of_arrow(dtype.pyarrow_dtype)
    if hasattr(dtype, "subtype"):  # sparse; an interval has one too, and is no number
        return _KINDS.get(dtype.kind, "object")
    if type(dtype).__name__ == "StringDtype":
        return "text"
    return "object" if type(dtype).__name__ == "PeriodDtype" else _KINDS.get(dtype.kind, "object")


def _family_of_objects(column: Any) -> Family:
    present = [value for value in column.array if not is_missing(value)]
    if not present:
        return "empty"
    return "text" if all(isinstance(value, str) for value in present) else "object"


def _family_of_arrow(dtype: Any) -> Family:
    import pyarrow as pa

    tests: tuple[tuple[Any, Family], ...] = (
        (pa.types.is_integer, "integer"), (pa.types.is_floating, "float"), (pa.types.is_boolean, "boolean"),
        (pa.types.is_decimal, "decimal"), (pa.types.is_date, "date"), (pa.types.is_timestamp, "datetime"),
        (pa.types.is_time, "time"), (pa.types.is_duration, "duration"), (pa.types.is_nested, "nested"),
        (pa.types.is_string, "text"), (pa.types.is_large_string, "text"), (pa.types.is_null, "empty"),
        (pa.types.is_binary, "binary"), (pa.types.is_large_binary, "binary"),
    )  # fmt: skip
    return next((family for holds, family in tests if holds(dtype)), "object")


def computable(column: Any, family: Family) -> Any:
    """Return a column in the form that its family is computed with, its rows numbered from 0.

    Floats are those of NumPy, where NaN alone is missing; whole numbers and booleans are those of NumPy if none is
    missing; text is pandas' own, in which a missing value stays one.
    """
    import pandas as pd

    series = pd.Series(column.array, copy=False)
    if hasattr(series.dtype, "categories") and hasattr(series.dtype, "ordered"):
        series = pd.Series(series.dtype.categories.to_series().reindex(series).array)
    if family == "float":
        return pd.Series(series.to_numpy(dtype="float64", na_value=float("nan")))
    if family in ("integer", "boolean"):
        return _without_missing(series, family)
    # "string", not "str": before pandas 3, the latter turns a missing value into the text "None".
    return series.astype("string") if family == "text" else series


def _without_missing(series: Any, family: Family) -> Any:
    is_of_numpy = type(series.dtype).__module__.partition(".")[0] == "numpy"
    if is_of_numpy and series.dtype.kind in "iub":
        return series
    masked = series.astype("Int64" if family == "integer" else "boolean")
    return masked if masked.isna().any() else masked.astype("int64" if family == "integer" else "bool")
