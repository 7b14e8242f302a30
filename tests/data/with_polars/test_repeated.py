"""Repeated keys are found exactly: whatever the hash does, in one pass or in several."""

import datetime as dt
from collections import Counter
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairlead.data.with_polars import repeated as module
from fairlead.data.with_polars.repeated import Key, passes_of, repeated

a, b = pl.col("a"), pl.col("b")
PRESENT = a.is_not_null()


def flags(table: pl.DataFrame, key: Key) -> list[bool]:
    """Tell of each row whether its key is repeated."""
    (flag,) = repeated(table.lazy(), [key], table.height)
    if flag is None:
        return [False] * table.height
    return table.lazy().select(flag.expression.alias("flag")).collect(engine="streaming")["flag"].to_list()


def expected(rows: list[tuple[Any, ...]], counts: list[bool]) -> list[bool]:
    counter = Counter(row for row, is_in in zip(rows, counts, strict=True) if is_in)
    return [is_in and counter[row] > 1 for row, is_in in zip(rows, counts, strict=True)]


TABLES = (
    st.integers(0, 30)
    .flatmap(
        lambda n: st.tuples(
            st.lists(st.none() | st.integers(-3, 12), min_size=n, max_size=n),
            st.lists(st.none() | st.sampled_from(["", "x", "y", "xy"]), min_size=n, max_size=n),
        )
    )
    .map(lambda columns: pl.DataFrame(dict(zip("ab", columns, strict=True)), schema={"a": pl.Int64, "b": pl.String}))
)


@pytest.mark.parametrize("bits", [64, 3, 0])
@pytest.mark.parametrize("at_once", [100, 4])
def test_repeated_rows_are_those_that_counting_finds(bits: int, at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "KEYS_AT_ONCE", at_once)

    @settings(max_examples=60)
    @given(TABLES)
    def check(table: pl.DataFrame) -> None:
        has_a = table["a"].is_not_null().to_list()
        every = [True] * table.height
        assert flags(table, Key([a], PRESENT, is_number=True)) == expected(table.select("a").rows(), has_a)
        assert flags(table, Key([a], PRESENT, bits=bits)) == expected(table.select("a").rows(), has_a)
        assert flags(table, Key([b], None, bits=bits)) == expected(table.select("b").rows(), every)
        assert flags(table, Key([a, b], None, bits=bits)) == expected(table.rows(), every)
        assert flags(table, Key([a, b], PRESENT, bits=bits)) == expected(table.rows(), has_a)

    check()


def test_several_keys_are_found_together() -> None:
    table = pl.LazyFrame({"a": [1, 2, 2], "b": ["x", "y", "z"]})
    once, never = repeated(table, [Key([a], PRESENT, is_number=True), Key([b])], 3)
    assert never is None
    assert once is not None
    assert table.select(once.expression).collect().to_series().to_list() == [False, True, True]


@pytest.mark.parametrize(
    "values",
    [
        [0.0, -0.0, 1.0],
        [dt.date(2026, 1, 1), dt.date(2026, 1, 1), dt.date(2026, 1, 2)],
        [b"x", b"x", b"y"],
        [[1, 2], [1, 2], [2, 1]],
        [{"k": 1}, {"k": 1}, {"k": None}],
        [True, True, False],
        [None, None, 1],
    ],
)
def test_values_of_every_type_can_be_repeated(values: list[Any]) -> None:
    assert flags(pl.DataFrame({"a": pl.Series(values)}), Key([a])) == [True, True, False]


def test_a_hash_that_never_tells_values_apart_leaves_the_work_to_polars() -> None:
    table = pl.DataFrame({"a": ["x", "y", "x"]})
    (flag,) = repeated(table.lazy(), [Key([a], bits=0)], 3)
    assert flag is not None
    assert flag.needs_all_rows
    assert flags(table, Key([a], bits=0)) == [True, False, True]


def test_rising_numbers_are_unique_after_one_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "KEYS_AT_ONCE", 2)
    done: list[int] = []
    table = pl.LazyFrame({"a": [1, 2, None, 5, 9]})
    assert repeated(table, [Key([a], PRESENT, is_number=True)], 5, lambda: done.append(1)) == [None]
    assert len(done) == passes_of(5, 1) == 3


def test_a_gap_between_numbers_hides_no_repetition(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "KEYS_AT_ONCE", 2)
    assert flags(pl.DataFrame({"a": [5, None, 5]}), Key([a], PRESENT, is_number=True)) == [True, False, True]
