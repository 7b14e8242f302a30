"""Checks of transformations, on some that keep the law and some that break it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import polars as pl
import pytest

from fairlead.errors import MLTestError
from fairlead.testing import same_alone, same_in_any_order, same_twice

ROWS = {"id": [1, 2, 3, 4], "age": [36.0, None, 41.0, 28.0], "plan": ["a ", "b", None, "A"]}


def polars_table() -> pl.DataFrame:
    return pl.DataFrame(ROWS)


def pandas_table() -> pd.DataFrame:
    return pd.DataFrame(ROWS)


def filled_polars(table: pl.DataFrame) -> pl.DataFrame:
    return table.with_columns(pl.col("age").fill_null(0.0))


def filled_pandas(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(age=table["age"].fillna(0.0))


def mean_polars(table: pl.DataFrame) -> pl.DataFrame:
    return table.with_columns(pl.col("age").fill_null(pl.col("age").mean()))


def mean_pandas(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(age=table["age"].fillna(table["age"].mean()))


@pytest.mark.parametrize(
    ("table", "transform"), [(polars_table(), filled_polars), (pandas_table(), filled_pandas)], ids=["polars", "pandas"]
)
def test_a_transformation_of_single_rows_keeps_every_law(table: Any, transform: Callable[[Any], Any]) -> None:
    same_twice(transform, table)
    same_in_any_order(transform, table, seed=3)
    same_alone(transform, table)


@pytest.mark.parametrize(
    ("table", "transform"), [(polars_table(), mean_polars), (pandas_table(), mean_pandas)], ids=["polars", "pandas"]
)
def test_a_mean_over_all_rows_is_caught_when_a_row_stands_alone(table: Any, transform: Callable[[Any], Any]) -> None:
    with pytest.raises(AssertionError) as failure:
        same_alone(transform, table)
    assert "'age' is not the same among the others and alone" in str(failure.value)
    assert "35" in str(failure.value)


def test_adding_one_is_not_the_same_twice() -> None:
    with pytest.raises(AssertionError, match="'id' is not the same the first time and the second time, in 4 of 4 rows"):
        same_twice(lambda table: table.with_columns(pl.col("id") + 1), polars_table())


def test_filling_from_the_row_above_depends_on_the_order() -> None:
    with pytest.raises(AssertionError, match="'age' is not the same in the old order and in another"):
        same_in_any_order(lambda table: table.with_columns(pl.col("age").forward_fill()), polars_table(), seed=1)


def test_a_column_that_comes_and_goes_is_named() -> None:
    def sometimes(table: pl.DataFrame) -> pl.DataFrame:
        return table.with_columns(pl.lit(1).alias("extra")) if table.height > 1 else table

    with pytest.raises(AssertionError, match="The columns differ among the others and alone: 'extra'"):
        same_alone(sometimes, polars_table())


def test_a_change_of_type_is_a_difference() -> None:
    def typed(table: pd.DataFrame) -> pd.DataFrame:
        return table.assign(id=table["id"].astype("float64" if len(table) > 1 else "int64"))

    with pytest.raises(AssertionError, match="'id' is not the same"):
        same_alone(typed, pandas_table())


def test_rows_that_go_away_are_told() -> None:
    with pytest.raises(AssertionError, match="makes 3 rows of 4"):
        same_alone(lambda table: table.drop_nulls("age"), polars_table())


def test_what_is_no_table_is_an_error() -> None:
    with pytest.raises(MLTestError, match="tables of pandas or polars; this is a dict"):
        same_in_any_order(lambda table: table, {"a": [1]})
