"""Columns are described by a few of their values as well as by all of them, whatever library holds them."""

from __future__ import annotations

import datetime
from typing import Any

import numpy
import pandas
import polars
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.errors import ModelInputError
from fairlead.model.casts import as_floats, checked, telling_values, values_of
from fairlead.model.reference import SHARES, reference_of
from fairlead.model.rows import schema_of, table_of
from fairlead.model.schema import Column, column_of

DAY = datetime.date(2026, 11, 23)
COLUMNS: dict[str, list[Any]] = {
    "whole": [3, 1, 2],
    "half": [0.5, -1.5, float("inf")],
    "gaps": [None, 2.0, 1.0],
    "yes": [True, False, True],
    "text": ["b", "a", None],
    "empty": ["", "a", ""],
    "then": [None, datetime.datetime(2026, 11, 23)],
    "when": [datetime.datetime(2026, 11, 23, hour) for hour in (3, 1, 2)],
    "day": [DAY, None, DAY - datetime.timedelta(1)],
}
MAKERS = {
    "pandas": pandas.Series,
    "pandas objects": lambda values: pandas.Series(values, dtype="object"),
    "pandas extension": lambda values: pandas.Series(values).convert_dtypes(),
    "polars": polars.Series,
}


@pytest.mark.parametrize("library", MAKERS)
@pytest.mark.parametrize("name", COLUMNS)
def test_telling_values_say_what_all_values_say(library: str, name: str) -> None:
    column = MAKERS[library](COLUMNS[name])
    dtype = str(column.dtype)
    assert column_of(name, telling_values(column), dtype) == column_of(name, values_of(column), dtype)


@given(st.lists(st.one_of(st.none(), st.floats(allow_nan=True, allow_infinity=True)), min_size=1, max_size=30))
def test_numbers_of_any_library_are_the_same_floats(values: list[float | None]) -> None:
    expected = numpy.array([numpy.nan if one is None else one for one in values])
    for column in (
        polars.Series(values, dtype=polars.Float64, strict=False),
        pandas.Series(values, dtype="float64"),
        pandas.Series(values, dtype="object"),
        values,
    ):
        assert numpy.array_equal(as_floats(column), expected, equal_nan=True)
    polar, pandy = (
        column_of("x", telling_values(column), "float64")
        for column in (
            polars.Series(values, dtype=polars.Float64, strict=False),
            pandas.Series(values, dtype="float64"),
        )
    )
    assert (polar.kind, polar.nullable, polar.low, polar.high) == (pandy.kind, pandy.nullable, pandy.low, pandy.high)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=200))
def test_quantiles_are_values_that_occurred_and_their_shares_are_right(values: list[float]) -> None:
    table = pandas.DataFrame({"x": values})
    found = reference_of(table, schema_of(table), [0] * len(values), "regression")["columns"]["x"]["quantiles"]
    expected = numpy.quantile(values, SHARES, method="inverted_cdf")
    assert len(found) == len(SHARES)
    assert numpy.array_equal(numpy.array(found, dtype=float), expected)


def test_the_reference_of_a_column_is_small_and_counts_what_is_missing() -> None:
    n = 5_000
    table = pandas.DataFrame({"x": numpy.random.default_rng(1).normal(size=n), "id": [f"c{i}" for i in range(n)]})
    table.loc[:9, "x"] = numpy.nan
    found = reference_of(table, schema_of(table), ["a", "b"] * (n // 2), "binary")
    assert found["columns"]["x"]["missing"] == 10
    assert (len(found["columns"]["id"]["counts"]), found["columns"]["id"]["others"]) == (500, n - 500)
    assert 1_000 < len(found["shares"]) < 1_200
    assert found["target"]["counts"] == {"a": n // 2, "b": n // 2}


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        (3.0, "int", 3),
        (3.5, "int", 3.5),
        (numpy.int64(3), "float", 3.0),
        ("inf", "float", float("inf")),
        (1, "bool", True),
        ("2026-11-23", "date", DAY),
        (float("nan"), "string", None),
    ],
)
def test_a_value_is_brought_to_the_kind_of_its_column(value: Any, kind: Any, expected: Any) -> None:
    (found,) = checked([value], Column("x", kind, "object"))
    assert (found, type(found)) == (expected, type(expected))


@pytest.mark.parametrize(
    ("value", "kind"), [("12", "int"), (12, "string"), ("soon", "date"), (2, "bool"), ([1], "float"), ("nan", "float")]
)
def test_a_value_of_another_kind_is_refused(value: Any, kind: Any) -> None:
    with pytest.raises(ModelInputError, match="'x' in row 1"):
        checked([None, value], Column("x", kind, "object"))


def test_a_missing_whole_number_makes_a_column_of_floats_and_a_fraction_is_not_cut_off() -> None:
    schema = schema_of(pandas.DataFrame({"n": [1, 2, 3]})).with_missing(["n"])
    assert table_of([{"n": None}, {"n": 2}], schema)["n"].dtype == "float64"
    assert table_of([{"n": 2.5}], schema)["n"].tolist() == [2.5]
    assert table_of([{"n": 2.0}], schema)["n"].dtype == "int64"
    assert table_of([{"n": 2.5}], schema_of(polars.DataFrame({"n": [1, 2]})))["n"].to_list() == [2.5]
