"""Each row is given what was known at its time, and nothing that came later."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.errors import JoinError
from fairlead.features import as_of_join

LEFT = {"customer": ["a", "b", "a", "c"], "time": [5, 5, 2, 9]}
RIGHT = {"customer": ["a", "b", "a", "a"], "time": [4, 6, 1, 5], "calls": [40, 60, 10, 50]}
BOTH = pytest.mark.parametrize("table", [pl.DataFrame, pd.DataFrame], ids=["polars", "pandas"])


def plain(table: Any, column: str) -> list[Any]:
    return [None if value is None or value != value else value for value in table[column].to_list()]


@BOTH
def test_each_row_gets_the_last_one_known_at_its_time_of_its_own_key(table: Any) -> None:
    joined = as_of_join(table(LEFT), table(RIGHT), on="time", by="customer")
    assert plain(joined, "calls") == [50, None, 10, None]
    assert plain(joined, "time_right") == [5, None, 1, None]
    assert list(joined.columns) == ["customer", "time", "time_right", "calls"]


@BOTH
def test_a_row_of_the_very_moment_counts_only_if_allowed(table: Any) -> None:
    joined = as_of_join(table(LEFT), table(RIGHT), on="time", by="customer", allow_exact=False)
    assert plain(joined, "calls") == [40, None, 10, None]


@BOTH
def test_a_lag_holds_a_row_back_until_it_is_known(table: Any) -> None:
    joined = as_of_join(table(LEFT), table(RIGHT), on="time", by="customer", lag=1)
    assert plain(joined, "calls") == [40, None, 10, None]
    assert plain(as_of_join(table(LEFT), table(RIGHT), on="time", by="customer", lag=2), "calls") == [
        10,
        None,
        None,
        None,
    ]


@BOTH
def test_a_row_older_than_the_tolerance_is_no_match(table: Any) -> None:
    left = table({"customer": ["a", "a"], "time": [8, 7]})
    assert plain(as_of_join(left, table(RIGHT), on="time", by="customer", tolerance=2), "calls") == [None, 50]


@BOTH
def test_without_keys_all_rows_are_of_one(table: Any) -> None:
    assert plain(as_of_join(table(LEFT), table(RIGHT), on="time"), "calls") == [50, 50, 10, 60]


@BOTH
def test_a_missing_key_matches_nothing(table: Any) -> None:
    left, right = table({"k": ["a", None], "t": [2, 2]}), table({"k": [None, "a"], "t": [1, 1], "v": [1, 2]})
    assert plain(as_of_join(left, right, on="t", by="k"), "v") == [2, None]


@BOTH
def test_several_keys_must_all_be_equal(table: Any) -> None:
    left = table({"k": [1, 1, 2], "m": ["x", "y", "x"], "t": [9, 9, 9]})
    right = table({"k": [1, 2, 1], "m": ["x", "x", "x"], "t": [3, 4, 5], "v": [3, 4, 5]})
    assert plain(as_of_join(left, right, on="t", by=["k", "m"]), "v") == [5, None, 4]


@BOTH
def test_an_empty_right_table_gives_missing_values(table: Any) -> None:
    joined = as_of_join(table(LEFT), table(RIGHT)[:0], on="time", by="customer")
    assert plain(joined, "calls") == [None] * 4 and plain(joined, "time") == LEFT["time"]


def test_a_pandas_index_is_kept_even_if_its_labels_repeat() -> None:
    left = pd.DataFrame(LEFT, index=[7, 7, 3, 1])
    joined = as_of_join(left, pd.DataFrame(RIGHT), on="time", by="customer")
    assert list(joined.index) == [7, 7, 3, 1] and plain(joined, "calls") == [50, None, 10, None]


def test_moments_in_different_zones_are_compared_as_moments() -> None:
    noon_utc = datetime(2026, 3, 1, 12, tzinfo=UTC)
    one_in_berlin = datetime(2026, 3, 1, 13, 0, tzinfo=timezone(timedelta(hours=1)))  # the same moment
    left = pl.DataFrame({"t": [noon_utc]})
    right = pl.DataFrame({"u": [one_in_berlin], "v": [1]}).with_columns(
        pl.col("u").cast(pl.Datetime("ms", "UTC")).dt.convert_time_zone("Europe/Berlin")
    )
    assert as_of_join(left, right, left_time="t", right_time="u")["v"].to_list() == [1]
    early = left.with_columns(pl.col("t") - timedelta(microseconds=1))
    assert as_of_join(early, right, left_time="t", right_time="u")["v"].to_list() == [None]


def test_a_finer_unit_on_one_side_does_not_let_the_future_in() -> None:
    left = pd.DataFrame({"t": pd.to_datetime(["2026-03-01 12:00:00"]).as_unit("s")})
    right = pd.DataFrame({"t": pd.to_datetime(["2026-03-01 12:00:00.000000001"]).as_unit("ns"), "v": [1]})
    assert plain(as_of_join(left, right, on="t"), "v") == [None]


def test_twins_of_which_one_would_be_used_are_told_and_others_are_not() -> None:
    left, right = pl.DataFrame({"t": [5]}), pl.DataFrame({"t": [3, 3, 4, 8, 8], "v": [1, 2, 3, 4, 5]})
    assert as_of_join(left, right, on="t")["v"].to_list() == [3]
    with pytest.raises(JoinError, match="For 1 left row the right row is not the only one with the same 't'"):
        as_of_join(pl.DataFrame({"t": [3]}), right, on="t")
    assert as_of_join(pl.DataFrame({"t": [3]}), right, on="t", ties="last")["v"].to_list() == [2]


DAY, MOMENT = date(2026, 3, 1), datetime(2026, 3, 1)


@pytest.mark.parametrize(
    ("left", "right", "given", "message"),
    [
        ({"t": [1]}, {"t": [1]}, {"on": "tim"}, "Column 'tim' is not in the left table"),
        ({"t": [1]}, {"u": [1]}, {"on": "t"}, "Column 't' is not in the right table"),
        ({"t": [1]}, {"t": [1]}, {}, "Which columns hold the times is not said"),
        ({"t": [1]}, {"t": [1]}, {"on": ("k", "t")}, r"'on' is \('k', 't'\), of type tuple; expected the name of one"),
        ({"t": [1]}, {"t": [1]}, {"on": "t", "left_time": ["t"]}, r"'left_time' is \['t'\], of type list"),
        ({"t": ["May"]}, {"t": [1]}, {"on": "t"}, "holds .*; times, days or numbers are expected"),
        ({"t": [1.0, None]}, {"t": [1.0]}, {"on": "t"}, "'t' of the left table is missing in 1 of 2 rows"),
        ({"t": [1.0]}, {"t": [float("nan")]}, {"on": "t"}, "'t' of the right table is missing in 1 of 1 row"),
        ({"t": [MOMENT]}, {"t": [MOMENT.replace(tzinfo=UTC)]}, {"on": "t"}, "which of two is earlier is not known"),
        ({"t": [MOMENT]}, {"t": [3]}, {"on": "t"}, "which of two is earlier is not known"),
        ({"t": [MOMENT]}, {"t": [MOMENT]}, {"on": "t", "lag": 3}, "'lag' is 3; expected a timedelta"),
        ({"t": [1]}, {"t": [1]}, {"on": "t", "tolerance": timedelta(1)}, "expected a number"),
        ({"t": [1]}, {"t": [1]}, {"on": "t", "lag": -1}, "below 0 it would let rows of the future in"),
        ({"k": ["1"], "t": [1]}, {"k": [1], "t": [1]}, {"on": "t", "by": "k"}, "nothing would match"),
        ({"t": [1], "v": [1], "v_right": [1]}, {"t": [1], "v": [1]}, {"on": "t"}, "would be called 'v_right'"),
    ],
)  # fmt: skip
@BOTH
def test_what_cannot_be_joined_is_said(table: Any, left: Any, right: Any, given: Any, message: str) -> None:
    with pytest.raises(JoinError, match=message):
        as_of_join(table(left), table(right), **given)


def test_a_day_is_not_compared_with_a_moment() -> None:
    with pytest.raises(JoinError, match="'t' is a moment without a time zone, and 't' is a day"):
        as_of_join(pl.DataFrame({"t": [MOMENT]}), pl.DataFrame({"t": [DAY]}), on="t")


def test_the_two_tables_are_of_one_library() -> None:
    with pytest.raises(JoinError, match="one of polars, the right one of pandas"):
        as_of_join(pl.DataFrame(LEFT), pd.DataFrame(RIGHT), on="time")


def test_a_time_beyond_the_range_of_nanoseconds_is_told_and_does_not_wrap_around() -> None:
    left = pl.DataFrame({"t": [datetime(9999, 12, 31)]})
    right = pl.DataFrame({"t": [MOMENT], "v": [1]}).with_columns(pl.col("t").cast(pl.Datetime("ns")))
    with pytest.raises(JoinError, match="holds a time that cannot be counted in ns"):
        as_of_join(left, right, on="t")


rows = st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 8), st.integers(0, 99)), max_size=12)


@st.composite
def settings_of_a_join(draw: st.DrawFn) -> dict[str, Any]:
    return {
        "allow_exact": draw(st.booleans()),
        "lag": draw(st.sampled_from([None, 0, 1, 3])),
        "tolerance": draw(st.sampled_from([None, 0, 2])),
        "ties": "last",
    }


def frames(left: list[Any], right: list[Any], library: Any) -> tuple[Any, Any]:
    if library is pd.DataFrame:
        one, two = pd.DataFrame(left, columns=["k", "t", "n"]), pd.DataFrame(right, columns=["k", "t", "v"])
        return one.astype({"t": "int64"}), two.astype({"t": "int64"})
    kinds: Any = {"k": pl.String, "t": pl.Int64}
    return (
        pl.DataFrame(left, schema={**kinds, "n": pl.Int64}, orient="row"),
        pl.DataFrame(right, schema={**kinds, "v": pl.Int64}, orient="row"),
    )


@BOTH
@given(left=rows, right=rows, options=settings_of_a_join())
def test_the_join_is_the_one_that_a_loop_over_all_pairs_gives(table: Any, left: Any, right: Any, options: Any) -> None:
    def found(key: str, time: int) -> int | None:
        latest = None
        for other, written, value in right:
            known = written + (options["lag"] or 0)
            is_past = known <= time if options["allow_exact"] else known < time
            if other == key and is_past and (latest is None or written >= latest[0]):
                latest = (written, value)
        is_fresh = latest is not None and (options["tolerance"] is None or time - latest[0] <= options["tolerance"])
        return latest[1] if latest is not None and is_fresh else None

    joined = as_of_join(*frames(left, right, table), on="t", by="k", **options)
    assert plain(joined, "v") == [found(key, time) for key, time, _ in left]
    assert list(zip(*(joined[name].to_list() for name in ("k", "t", "n")), strict=True)) == left


@BOTH
@given(left=rows, right=rows, options=settings_of_a_join(), data=st.data())
def test_no_row_of_the_future_counts_whether_changed_deleted_or_added(
    table: Any, left: Any, right: Any, options: Any, data: Any
) -> None:
    now = data.draw(st.integers(0, 8), label="now")
    past = [row for row in right if row[1] <= now]
    added = data.draw(st.lists(st.tuples(st.sampled_from("ab"), st.integers(now + 1, 20), st.just(-1)), max_size=5))
    until_now = [row for row in left if row[1] <= now]
    whole = as_of_join(*frames(until_now, right, table), on="t", by="k", **options)
    other = as_of_join(*frames(until_now, past + added, table), on="t", by="k", **options)
    assert plain(whole, "v") == plain(other, "v")


@given(left=rows, right=rows, seed=st.randoms())
def test_the_order_of_the_rows_does_not_count(left: Any, right: Any, seed: Any) -> None:
    right = list({(key, time): (key, time, value) for key, time, value in right}.values())
    mixed = seed.sample(right, len(right))
    one = as_of_join(*frames(left, right, pl.DataFrame), on="t", by="k")
    other = as_of_join(*frames(left, mixed, pl.DataFrame), on="t", by="k")
    assert one.equals(other)
