"""Quantiles are those of NumPy, however large the column is and whatever is in it."""

import datetime as dt
import math
from decimal import Decimal
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.data.with_polars.quantile import between, quantiles

RNG = np.random.default_rng(20261123)
N = 30_000
FEW = 500  # values that may be sorted at once, so that these columns count as large
METHODS = ("linear", "lower", "higher", "midpoint", "nearest")
QS = (0.0, 0.001, 0.25, 0.5, 1 / 3, 0.9, 0.999, 1.0)
COLUMNS: dict[str, Any] = {
    "constant": np.full(N, 7.5),
    "two values": RNG.integers(0, 2, N).astype(float),
    "nearly all zero": np.where(RNG.random(N) < 0.99, 0.0, RNG.normal(size=N)),
    "negative": -RNG.gamma(1.0, 100.0, N),
    "normal": RNG.normal(size=N),
    "huge range": RNG.choice([-1.0, 1.0], N) * 10.0 ** RNG.uniform(-300, 300, N),
    "infinite ends": np.where(RNG.random(N) < 0.01, RNG.choice([-np.inf, np.inf], N), RNG.normal(size=N)),
    "rising": np.arange(N, dtype=float),
    "falling": np.arange(N, dtype=float)[::-1].copy(),
    "a spike at every sampled place": np.where(np.arange(N) % 7 == 0, 1e9, RNG.normal(size=N)),
    "whole numbers": RNG.integers(-(2**40), 2**40, N),
    "whole numbers with ties": RNG.integers(0, 40, N),
}


@pytest.mark.parametrize("name", COLUMNS)
@pytest.mark.parametrize("at_once", [10 * N, FEW])
def test_quantiles_are_those_of_numpy(name: str, at_once: int) -> None:
    column = COLUMNS[name]
    wanted = [(q, how) for q in QS for how in METHODS]
    found = quantiles(pl.LazyFrame({"value": column}), len(column), wanted, at_once)
    for q, how in wanted:
        with np.errstate(invalid="ignore"):
            expected = np.quantile(column, q, method=how)  # type: ignore[call-overload]
        if np.isnan(expected):  # NumPy subtracts infinities even where both neighbours are the same one
            expected = np.quantile(column, q, method="lower")
        assert found[q, how] == pytest.approx(float(expected), rel=1e-12, nan_ok=True), (q, how)


def test_a_sample_that_misleads_costs_time_and_not_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fairlead.data.with_polars.quantile.SAMPLE", 100)
    step = N // 100
    column = np.where(np.arange(N) % step == 0, 1e6, np.arange(N, dtype=float))  # every sampled value lies outside
    found = quantiles(pl.LazyFrame({"value": column}), N, [(0.5, "lower"), (0.1, "lower")], FEW)
    assert found[0.5, "lower"] == np.quantile(column, 0.5, method="lower")
    assert found[0.1, "lower"] == np.quantile(column, 0.1, method="lower")


@given(
    st.lists(st.floats(allow_nan=False) | st.sampled_from([0.0, -0.0, 1.0]), min_size=1, max_size=60),
    st.floats(0, 1),
    st.sampled_from(METHODS),
)
def test_every_small_column_is_as_numpy_has_it(values: list[float], q: float, how: str) -> None:
    whole = quantiles(pl.LazyFrame({"value": values}), len(values), [(q, how)])[q, how]
    cut = quantiles(pl.LazyFrame({"value": values}), len(values), [(q, how)], at_once=3)[q, how]
    assert cut == whole or (math.isnan(cut) and math.isnan(whole))
    with np.errstate(all="ignore"):
        expected = float(np.quantile(values, q, method=how))  # type: ignore[call-overload]
    if how in ("linear", "midpoint") and (math.isnan(expected) or np.isinf(values).any()):
        return  # between infinities NumPy gives NaN, in ways that differ between its versions
    assert whole == pytest.approx(expected, rel=1e-9, abs=1e-300, nan_ok=True)


def test_an_empty_column_has_no_quantile() -> None:
    empty = pl.LazyFrame({"value": []}, schema={"value": pl.Float64})
    assert quantiles(empty, 0, [(0.5, "linear")]) == {(0.5, "linear"): None}


def test_whole_numbers_beyond_float_are_kept_exactly() -> None:
    column = pl.LazyFrame({"value": [2**62 + 1, 2**62 + 2, 2**62 + 3]})
    assert quantiles(column, 3, [(0.5, "nearest")], at_once=2)[0.5, "nearest"] == 2**62 + 2


@pytest.mark.parametrize("unit", ["ms", "us", "ns"])
def test_moments_are_found_in_their_own_type(unit: Any) -> None:
    start = dt.datetime(2026, 1, 1)
    column = pl.Series("value", [start + dt.timedelta(microseconds=1000 * n) for n in range(101)]).cast(
        pl.Datetime(unit)
    )
    found = quantiles(column.to_frame().lazy(), 101, [(0.5, "lower"), (0.255, "linear")], at_once=20)
    assert found[0.5, "lower"] == start + dt.timedelta(milliseconds=50)
    assert found[0.255, "linear"] == start + dt.timedelta(microseconds=25_500)


def test_moments_within_one_microsecond_do_not_loop() -> None:
    column = pl.Series("value", range(100)).cast(pl.Datetime("ns")).to_frame().lazy()
    assert quantiles(column, 100, [(0.5, "lower")], at_once=10)[0.5, "lower"] == dt.datetime(1970, 1, 1)


def test_texts_have_the_quantiles_that_need_no_arithmetic() -> None:
    column = pl.LazyFrame({"value": ["c", "a", "b"]})
    assert quantiles(column, 3, [(0.5, "lower"), (0.6, "linear")]) == {(0.5, "lower"): "b", (0.6, "linear"): "b"}


@pytest.mark.parametrize(
    ("lower", "upper", "expected"),
    [
        (Decimal("1.0"), Decimal("2.0"), Decimal("1.25")),
        (dt.timedelta(hours=1), dt.timedelta(hours=2), dt.timedelta(hours=1, minutes=15)),
        (1, 2, 1.25),
        (True, True, True),
        (1.0, math.inf, math.inf),
        (-math.inf, 1.0, -math.inf),
        (-1e308, 1e308, pytest.approx(-5e307)),
        (dt.time(1), dt.time(2), dt.time(1)),
    ],
)
def test_values_of_every_type_are_mixed_or_left(lower: Any, upper: Any, expected: Any) -> None:
    assert between(lower, upper, 0.25, "linear", 0.25) == expected
