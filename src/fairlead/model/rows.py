"""Bring rows - pandas, polars, NumPy, or a list of dicts - to the table that a model was trained on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from fairlead.errors import ModelInputError, TrainingDataError
from fairlead.frame.shape import columns_of, library_of
from fairlead.model.casts import CASTS, first_gap, telling_values, unknown_value, values_of
from fairlead.model.schema import Container, InputSchema, column_of, plain


def schema_of(rows: Any) -> InputSchema:
    """Describe the rows that a model is trained on.

    Raises
    ------
    ModelInputError
        They are no table.
    TrainingDataError
        There are none, a column is there twice, or its values are of several types.
    """
    names, columns = read_columns(rows)
    if not names or not _length(columns):
        raise TrainingDataError.no_rows(len(names))
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise TrainingDataError.column_twice(twice)
    container = _container_of(rows)
    found = [
        column_of(name, telling_values(column), _dtype_of(column), categories=_categories_of(column))
        for name, column in zip(names, columns, strict=True)
    ]
    return InputSchema(tuple(found), container)


def table_of(rows: Any, schema: InputSchema) -> Any:
    """Return the rows as the table that the model was trained on: same library, columns, order and types.

    Columns that the model does not need are left out.

    Raises
    ------
    ModelInputError
        The rows are no table, there are none, they lack a column, a value is of another kind than in training, or it is
        missing where training has never seen that.
    """
    names, columns = read_columns(rows, schema.names)
    if not _length(columns):
        raise ModelInputError.no_rows()
    missing = [name for name in schema.names if name not in names]
    if missing:
        raise ModelInputError.missing_column(missing, [name for name in names if name not in schema.names])
    by_name = dict(zip(names, columns, strict=True))
    for column in schema.columns:
        gap = None if column.nullable else first_gap(by_name[column.name])
        if gap is not None:
            raise ModelInputError.never_missing(column.name, gap)
    cast = CASTS[schema.container]
    return _ASSEMBLE[schema.container](
        {column.name: cast(by_name[column.name], column) for column in schema.columns}, schema
    )


def refuse_unknown(table: Any, schema: InputSchema) -> None:
    """Raise for the first text that training has not seen, where a step of the recipe has stumbled over the rows.

    Raises
    ------
    ModelInputError
        There is one.
    """
    for column, values in zip(schema.columns, read_columns(table, schema.names)[1], strict=True):
        strange = unknown_value(values_of(values), column)
        if strange is not None:
            raise ModelInputError.unknown_value(column.name, *strange, column.categories or ())


def plain_rows(table: Any, schema: InputSchema) -> list[dict[str, Any]]:
    """Return the rows of a table as dicts of plain values."""
    names, columns = read_columns(table, schema.names)
    lists = [[plain(value) for value in values_of(column)] for column in columns]
    return [dict(zip(names, row, strict=True)) for row in zip(*lists, strict=True)]


def read_columns(rows: Any, names: Sequence[str] | None = None) -> tuple[list[str], list[Any]]:
    """Return the names of the columns of any rows, and the columns.

    Parameters
    ----------
    names : of the columns of a NumPy array, which has none itself; x0, x1, ... if not given.

    Raises
    ------
    ModelInputError
        They are no table.
    """
    library = library_of(rows)
    if library == "polars" and type(rows).__name__ == "LazyFrame":
        rows = rows.collect()
    found = columns_of(rows)
    if library == "pandas" and found is not None:
        return found, [rows.iloc[:, n] for n in range(len(found))]
    if library == "polars" and found is not None:
        return found, list(rows.get_columns())
    if library == "pyarrow" and found is not None:
        return found, list(rows.columns)
    if library == "numpy":
        return _array_columns(rows, names)
    if isinstance(rows, list | tuple) and all(isinstance(row, Mapping) for row in rows):
        return _dict_columns(rows)
    raise ModelInputError.not_rows(_kind_of_rows(rows))


def take(table: Any, positions: Sequence[int]) -> Any:
    """Return some rows of a pandas, polars or NumPy table."""
    return table.iloc[list(positions)] if library_of(table) == "pandas" else table[list(positions)]


def _length(columns: Sequence[Any]) -> int:
    return len(columns[0]) if columns else 0


def _container_of(rows: Any) -> Container:
    library = library_of(rows)
    if library == "polars":
        return "polars"
    return "numpy" if library == "numpy" else "pandas"


def _array_columns(rows: Any, names: Sequence[str] | None) -> tuple[list[str], list[Any]]:
    if rows.ndim != 2:
        raise ModelInputError.not_rows(f"an array of {rows.ndim} dimension(s)")
    width = rows.shape[1]
    if names is not None and len(names) != width:
        raise ModelInputError.wrong_width(width, len(names))
    return list(names or [f"x{n}" for n in range(width)]), [rows[:, n] for n in range(width)]


def _dict_columns(rows: Sequence[Mapping[str, Any]]) -> tuple[list[str], list[Any]]:
    names = list(rows[0]) if rows else []
    for number, row in enumerate(rows):
        absent = [name for name in names if name not in row]
        if absent:
            raise ModelInputError.ragged(number, absent[0])
    return [str(name) for name in names], [[row[name] for row in rows] for name in names]


def _kind_of_rows(rows: Any) -> str:
    if isinstance(rows, Mapping):
        return "one dict"
    if isinstance(rows, list | tuple) and rows:
        return f"a list of {type(next(r for r in rows if not isinstance(r, Mapping))).__name__}"
    return f"of type {type(rows).__name__}"


def _dtype_of(column: Any) -> str:
    return "object" if isinstance(column, list) else str(getattr(column, "dtype", "object"))


def _categories_of(column: Any) -> list[Any] | None:
    """Return the categories of a categorical column of pandas or polars, in their order."""
    dtype: Any = getattr(column, "dtype", None)
    if type(dtype).__name__ == "CategoricalDtype":
        return list(dtype.categories.tolist())
    return list(dtype.categories) if str(dtype).startswith("Enum") else None


def _pandas_table(columns: Mapping[str, Any], schema: InputSchema) -> Any:
    import pandas

    return pandas.DataFrame(dict(columns))


def _polars_table(columns: Mapping[str, Any], schema: InputSchema) -> Any:
    import polars

    return polars.DataFrame(list(columns.values()))


def _numpy_table(columns: Mapping[str, Any], schema: InputSchema) -> Any:
    import numpy

    return numpy.column_stack(list(columns.values()))


_ASSEMBLE: Mapping[Container, Callable[[Mapping[str, Any], InputSchema], Any]] = {
    "pandas": _pandas_table, "polars": _polars_table, "numpy": _numpy_table,
}  # fmt: skip
