"""What is computed of parts adds up to what the whole has."""

import math
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.data.expr import col
from fairlead.data.metric import Metric
from fairlead.data.with_polars import parts
from fairlead.data.with_polars.emit import schema_of
from fairlead.data.with_polars.parts import can_be_pooled, needed_for_pooling, parts_of, pooled
from fairlead.data.with_polars.scan import PolarsTable

X = col("x")
METRICS = needed_for_pooling([Metric(name, X) for name in ("mean", "std", "min", "max", "sum")])  # type: ignore[arg-type]


@given(st.lists(st.lists(st.floats(-1e6, 1e6), max_size=8), min_size=1, max_size=6))
def test_moments_of_parts_are_those_of_the_whole_by_numpy(pieces: list[list[float]]) -> None:
    tables = [PolarsTable(pl.DataFrame({"x": piece}, schema={"x": pl.Float64}).lazy()) for piece in pieces]
    found = pooled(METRICS, [table.measure(METRICS) for table in tables])
    whole = np.array([value for piece in pieces for value in piece])
    assert found["count(x)"] == len(whole)
    assert found["mean(x)"] == (pytest.approx(whole.mean(), abs=1e-6) if len(whole) else None)
    assert found["std(x)"] == (pytest.approx(whole.std(ddof=1), rel=1e-9, abs=1e-6) if len(whole) > 1 else None)
    assert found["max(x)"] == (whole.max() if len(whole) else None)


def test_a_small_spread_about_a_large_mean_is_not_lost() -> None:
    values = [1e9 + number % 3 for number in range(300)]
    tables = [PolarsTable(pl.DataFrame({"x": values[n : n + 50]}).lazy()) for n in range(0, 300, 50)]
    found = pooled(METRICS, [table.measure(METRICS) for table in tables])
    assert found["std(x)"] == pytest.approx(np.std(values, ddof=1), rel=1e-7)


def test_an_infinite_value_makes_the_mean_infinite() -> None:
    tables = [PolarsTable(pl.DataFrame({"x": piece}).lazy()) for piece in ([1.0, 2.0], [math.inf, 0.0])]
    found = pooled(METRICS, [table.measure(METRICS) for table in tables])
    assert found["mean(x)"] == math.inf
    assert math.isnan(found["std(x)"])


def test_values_whose_squares_are_beyond_float_have_the_deviation_that_the_whole_has() -> None:
    tables = [PolarsTable(pl.DataFrame({"x": piece}).lazy()) for piece in ([1e300, 1.0], [-1e300, 0.0])]
    assert pooled(METRICS, [table.measure(METRICS) for table in tables])["std(x)"] == math.inf
    assert PolarsTable(pl.DataFrame({"x": [1e300, 1.0, -1e300, 0.0]}).lazy()).measure(METRICS)["std(x)"] == math.inf


def test_only_files_that_can_be_entered_anywhere_are_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "ROWS_OF_A_PART", 2)
    table = pl.DataFrame({"x": [1, 2, 3, 4, 5]})
    table.write_parquet(tmp_path / "t.parquet")
    table.write_csv(tmp_path / "t.csv")
    parquet = pl.scan_parquet(tmp_path / "t.parquet")
    assert [part.first for part in parts_of(parquet, 5)] == [0, 2, 4]
    assert [part.lazy.collect().height for part in parts_of(parquet, 5)] == [2, 2, 1]
    for whole in (pl.scan_csv(tmp_path / "t.csv"), table.lazy(), parquet.filter(pl.col("x") > 1), parquet.sort("x")):
        assert len(parts_of(whole, 5)) == 1
    assert len(parts_of(parquet, 3)) == 1
    assert len(parts_of(parquet, 5, 3)) == 1
    assert [part.lazy.collect().height for part in parts_of(parquet, 4)] == [2, 3]  # no row goes unnoticed


def test_means_of_dates_and_looks_at_the_row_above_are_not_put_together_from_parts() -> None:
    schema = schema_of(pl.LazyFrame(schema={"x": pl.Float64, "day": pl.Date}))
    assert can_be_pooled([Metric("mean", X), Metric("max", col("day"))], schema)
    assert not can_be_pooled([Metric("mean", col("day"))], schema)
