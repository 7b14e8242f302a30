"""Bring the values of one column to the type that it had in training, in the library of training."""

from __future__ import annotations

import contextlib
import datetime
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from fairlead.errors import ModelInputError
from fairlead.frame.shape import library_of
from fairlead.model.schema import Column, Container, is_missing

QUICK_DTYPES = frozenset({"int64", "float64", "bool"})
"""Types of a pandas column whose values NumPy reads alike, once they are checked."""


def values_of(column: Any) -> list[Any]:
    """Return the values of a column as plain Python values."""
    if isinstance(column, list):
        return column
    for method in ("tolist", "to_list", "to_pylist"):
        if hasattr(column, method):
            return list(getattr(column, method)())
    raise TypeError(f"{type(column).__name__} is no column")


def telling_values(column: Any) -> list[Any]:
    """Return plain values that say as much of a column as all do: kinds, gaps, least and greatest, different texts.

    A column of a million numbers is asked for two of them, and not made into a million objects of Python.

    >>> import polars
    >>> telling_values(polars.Series([3, None, 1, 2]))
    [1, 3, None]
    """
    library = library_of(column)
    if library == "polars":
        return _telling_polars(column)
    dtype = getattr(column, "dtype", None)
    kind = getattr(dtype, "kind", "O")
    if library == "numpy" and kind in "iufb":
        return [*_ends(column[column == column]), *column[column != column][:1].tolist()]
    if library != "pandas" or str(dtype) == "object":
        return values_of(column)
    gaps = column.isna()
    present, gap = column[~gaps], column[gaps].head(1).tolist()
    is_ordered = kind in "iufbM" and str(dtype) != "category"
    return [*(_ends(present) if is_ordered else present.unique().tolist()), *gap]


def _telling_polars(column: Any) -> list[Any]:
    gap: list[Any] = [None] if column.null_count() else []
    if column.dtype.is_float():
        gap = gap or ([float("nan")] if column.is_nan().any() else [])
        column = column.fill_nan(None)
    if column.dtype.is_numeric() or column.dtype.is_temporal():
        return [*(value for value in (column.min(), column.max()) if value is not None), *gap]
    if str(column.dtype) in ("String", "Boolean") or str(column.dtype).startswith(("Enum", "Categorical")):
        return [*column.drop_nulls().unique().to_list(), *gap]
    return list(column.to_list())


def _ends(present: Any) -> list[Any]:
    """Return the least and the greatest value."""
    ends = [present.min(), present.max()] if len(present) else []
    return [value.item() if type(value).__module__ == "numpy" else value for value in ends]


def first_gap(column: Any) -> int | None:
    """Return the number of the first row in which a column has no value; None if all have one.

    >>> import polars
    >>> first_gap([1, None]), first_gap(polars.Series([1.0, float("nan")])), first_gap(polars.Series(["a"]))
    (1, 1, None)
    """
    library = library_of(column)
    if library == "pandas" and str(column.dtype) != "object":
        gaps = column.isna().to_numpy()
    elif library == "polars" and (column.dtype.is_numeric() or column.dtype == str):
        gaps = (column.is_null() | column.is_nan() if column.dtype.is_float() else column.is_null()).to_numpy()
    elif library == "numpy" and column.dtype.kind in "iufb":
        gaps = column != column
    else:
        return next((number for number, value in enumerate(values_of(column)) if is_missing(value)), None)
    return int(gaps.argmax()) if gaps.any() else None


def as_floats(column: Any) -> Any:
    """Return a column of numbers as an array of floats, a missing one as NaN."""
    import numpy  # computes with a million numbers at once

    library = library_of(column)
    if library == "polars" and column.dtype.is_numeric():
        return column.cast(column.dtype if column.dtype.is_float() else float).to_numpy().astype(float)
    if library == "pandas" and str(column.dtype) != "object":
        return column.to_numpy(dtype=float, na_value=numpy.nan)
    return numpy.array([numpy.nan if is_missing(one) else float(one) for one in values_of(column)], dtype=float)


def _to_pandas(values: Any, column: Column) -> Any:
    import numpy
    import pandas  # a model that was trained on pandas tables

    if (
        library_of(values) == "pandas"
        and str(values.dtype) == column.dtype
        and column.dtype not in ("object", "category")
    ):
        return values.reset_index(drop=True)
    listed = checked(values_of(values), column)
    if column.dtype == "category":
        _check_categories(listed, column)
        known = pandas.CategoricalDtype(list(column.categories or ()))
        return pandas.Series(listed, dtype="object").astype(known)
    gap = float("nan") if column.missing == "nan" else None
    filled = [gap if value is None else value for value in listed]
    dtype = _pandas_dtype(column, listed)
    if dtype in QUICK_DTYPES:  # a Series takes four times as long, and a request has a row or two
        with contextlib.suppress(OverflowError):
            return numpy.array(filled, dtype=dtype)
    if dtype == "str":
        return pandas.array(filled, dtype=pandas.StringDtype(na_value=numpy.nan))  # "str" takes long to look up
    return pandas.Series(filled, dtype=dtype)


def _pandas_dtype(column: Column, listed: Sequence[Any]) -> Any:
    """Return the type of a column; NumPy's whole numbers and truth values have no place for a missing one."""
    is_numpy = column.dtype.startswith(("int", "uint", "bool"))
    if is_numpy and any(value is None for value in listed):
        return "object" if column.kind == "bool" else "float64"
    if column.kind == "int" and any(isinstance(value, float) for value in listed):
        return "float64"
    return column.dtype


def _to_polars(values: Any, column: Column) -> Any:
    import polars  # a model that was trained on polars tables

    if library_of(values) == "polars" and str(values.dtype) == column.dtype:
        return values.alias(column.name)
    listed = checked(values_of(values), column)
    if column.dtype.startswith("Enum"):
        _check_categories(listed, column)
    if column.kind == "int" and any(isinstance(value, float) for value in listed):
        return polars.Series(column.name, [None if v is None else float(v) for v in listed], polars.Float64)
    return polars.Series(column.name, listed, _polars_dtype(column, polars))


def _polars_dtype(column: Column, polars: Any) -> Any:
    moment = re.fullmatch(r"Datetime\(time_unit='(\w+)', time_zone=(?:None|'(.+)')\)", column.dtype)
    if moment:
        return polars.Datetime(moment[1], moment[2])
    if column.dtype.startswith("Enum"):
        return polars.Enum(list(column.categories or ()))
    simple = getattr(polars, column.dtype.partition("(")[0], None)
    return polars.Float64 if simple is None or simple is polars.Null else simple


def _to_numpy(values: Any, column: Column) -> Any:
    import numpy  # a model that was trained on arrays

    if library_of(values) == "numpy" and str(values.dtype) == column.dtype:
        return values
    gap = float("nan") if column.missing == "nan" else None
    filled = [gap if value is None else value for value in checked(values_of(values), column)]
    has_gap = any(value != value for value in filled if isinstance(value, float))
    return numpy.array(filled, dtype="float64" if has_gap and column.kind == "int" else column.dtype)


def _check_categories(listed: Sequence[Any], column: Column) -> None:
    """Refuse a value that a column of categories has no place for: it would become a missing one."""
    strange = unknown_value(listed, column)
    if strange is not None:
        raise ModelInputError.unknown_value(column.name, *strange, column.categories or ())


def unknown_value(values: Sequence[Any], column: Column) -> tuple[int, Any] | None:
    """Return the first value that training has not seen in a column of categories, with the number of its row.

    >>> unknown_value(["pro", None, "gold"], Column("plan", "string", "str", categories=("basic", "pro")))
    (2, 'gold')
    """
    if column.categories is None:
        return None
    known = set(column.categories)
    pairs = enumerate(values)
    return next(((number, one) for number, one in pairs if one not in known and not is_missing(one)), None)


def checked(values: Sequence[Any], column: Column) -> list[Any]:
    """Return plain values of the column's kind, missing ones as None.

    Raises
    ------
    ModelInputError
        One of them is of another kind.

    >>> checked(["3", None], Column("plan", "string", "str"))
    ['3', None]
    """
    read = _READERS[column.kind]
    found: list[Any] = []
    for number, value in enumerate(values):
        one = None if is_missing(value) else read(value)
        if one is None and not is_missing(value):
            raise ModelInputError.wrong_type(column.name, number, value, column.kind)
        found.append(one)
    return found


def _number(value: Any) -> Any:
    value = value.item() if hasattr(value, "item") else value
    if value in ("inf", "-inf"):  # how `plain` writes them
        return float(value)
    return value if isinstance(value, int | float) else None


def _float(value: Any) -> float | None:
    found = _number(value)
    return None if found is None else float(found)


def _int(value: Any) -> Any:
    """Return a whole number; another one stays as it is, since cutting it off would change the answer."""
    found = _number(value)
    return int(found) if isinstance(found, float) and found.is_integer() else found


def _bool(value: Any) -> bool | None:
    value = value.item() if hasattr(value, "item") else value
    return bool(value) if isinstance(value, bool) or value in (0, 1) else None


def _string(value: Any) -> str | None:
    return str(value) if isinstance(value, str) else None


def _moment(value: Any) -> Any:
    return value if isinstance(value, datetime.datetime) else _parsed(datetime.datetime.fromisoformat, value)


def _date(value: Any) -> Any:
    return value if isinstance(value, datetime.date) else _parsed(datetime.date.fromisoformat, value)


def _parsed(parse: Callable[[str], Any], value: Any) -> Any:
    try:
        return parse(value) if isinstance(value, str) else None
    except ValueError:
        return None


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "int": _int, "float": _float, "bool": _bool, "string": _string, "datetime": _moment, "date": _date,
}  # fmt: skip


CASTS: Mapping[Container, Callable[[Any, Column], Any]] = {
    "pandas": _to_pandas, "polars": _to_polars, "numpy": _to_numpy,
}  # fmt: skip
"""How a column is brought to its type, by the library of the table of training."""
