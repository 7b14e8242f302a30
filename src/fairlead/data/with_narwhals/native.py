"""What DuckDB and Spark do each in its own way, and Narwhals has no word for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

from fairlead.data.plain import plain
from fairlead.errors import FairleadError, TableError
from fairlead.frame.libraries import first_line

BATCH = 50_000
_LIBRARIES = frozenset({"duckdb", "_duckdb", "pyspark", "py4j", "narwhals", "pyarrow", "pandas"})


def batches_of(lazy: Any) -> Iterator[list[Any]]:
    """Fetch the only column of a query, batch by batch, so that it need not fit into memory."""
    native = lazy.to_native()
    if hasattr(native, "toLocalIterator"):
        yield from _cut(row[0] for row in native.toLocalIterator())
        return
    for batch in native.to_arrow_reader(BATCH):
        yield batch.column(0).to_pylist()


def _cut(values: Iterable[Any]) -> Iterator[list[Any]]:
    iterator = iter(values)
    while part := list(islice(iterator, BATCH)):
        yield part


def constants_beside(lazy: Any, key: str, members: list[Any]) -> Any:
    """Make a table with one column ``value`` that can be joined to a query: it must be of the same connection.

    Parameters
    ----------
    key : name of the column that it will be joined to, whose type the members take.
    """
    import narwhals as nw

    native = lazy.to_native()
    if hasattr(native, "sparkSession"):
        (field,) = native.select(key).schema.fields
        field.name, field.nullable = "value", True
        made = native.sparkSession.createDataFrame([(member,) for member in members], type(native.schema)([field]))
        return nw.from_native(made)
    import duckdb

    # A relation does not tell its connection; one derived from it, of a single row, is of the same.
    one_row = native.limit(0).aggregate("count(*) AS n")
    listed = duckdb.FunctionExpression("unnest", duckdb.ConstantExpression(members))
    return nw.from_native(one_row.select(listed.alias("value")))


def library_of_error(error: BaseException) -> str | None:
    """Name the table library that an error comes from; None if it is not from one."""
    modules = {parent.__module__.partition(".")[0] for parent in type(error).__mro__}
    return next(iter(sorted(modules & _LIBRARIES)), None)


@contextmanager
def telling(library: str) -> Iterator[None]:
    """Say in an error of ours what another library could not do.

    Raises
    ------
    TableError
        It could not.
    """
    try:
        yield
    except FairleadError:
        raise
    except Exception as error:  # each library has errors of its own, which need it to be named
        if library_of_error(error) is None:
            raise
        raise TableError.failed_query(library, first_line(error)) from error


def collected(lazy: Any) -> list[tuple[Any, ...]]:
    """Run a query and return its rows as plain Python values, NaN as None."""
    return [tuple(plain(value) for value in row) for row in fetched(lazy)]


def fetched(lazy: Any) -> list[tuple[Any, ...]]:
    """Run a query and return its rows as PyArrow gives them, where NaN is not None."""
    table = lazy.collect("pyarrow").to_native()
    return list(zip(*(column.to_pylist() for column in table.columns), strict=True))
