"""A profile says what a column looks like, whoever holds the table, and is small enough to keep for ever."""

from __future__ import annotations

import datetime
import resource
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy
import pandas
import polars
import pyarrow
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from fairlead.errors import MonitorError, TableError
from fairlead.monitor import CategoryProfile, NumberProfile, Profile, profile
from fairlead.monitor.profiles.views import counts_by_view

ROWS = {
    "age": [20.0, None, 41.5, 36.0, 36.0],
    "visits": [1, 2, 2, None, 9],
    "plan": ["basic", "full", None, "basic", "full"],
    "paperless": [True, False, None, True, True],
    "count": ["a", "b", "a", None, "a"],  # a name that a count of words may have too
    "joined": [datetime.date(2026, 1, day) for day in range(1, 5)] + [None],
    "seen": [datetime.datetime(2026, 1, 1, hour) for hour in range(5)],
}

finite = arrays(float, st.integers(1, 60), elements=st.floats(-1e6, 1e6) | st.sampled_from([0.0, 1.0, 2.0]))


def same(one: Profile, other: Profile) -> bool:
    return one.to_bytes() == other.to_bytes()


def test_the_library_of_a_table_makes_no_difference(tmp_path: Path) -> None:
    table = polars.DataFrame(ROWS)
    table.write_parquet(tmp_path / "rows.parquet")
    seen = profile(table)
    assert seen["age"].nulls == seen["plan"].nulls == 1
    assert seen["paperless"].counts == {"True": 3, "False": 1}
    assert seen["seen"].is_time
    for other in (
        table.lazy(),
        table.to_pandas(),
        table.to_pandas(use_pyarrow_extension_array=True),
        pandas.DataFrame(ROWS).astype({"visits": "Int64", "plan": "category"}),
        table.to_arrow(),
        pyarrow.table(ROWS),
        tmp_path / "rows.parquet",
    ):
        found = profile(other)
        assert all(same(Profile(5, {name: found[name]}), Profile(5, {name: seen[name]})) for name in found)
        assert len(found) >= 5


def test_a_moment_is_the_same_in_every_zone() -> None:
    noon = polars.Series("at", [datetime.datetime(2026, 6, 1, 12)]).dt.replace_time_zone("UTC")
    there = noon.dt.convert_time_zone("Asia/Tokyo")
    expected = datetime.datetime(2026, 6, 1, 12, tzinfo=datetime.UTC).timestamp()
    for series in (noon, there, noon.dt.cast_time_unit("ms"), noon.dt.cast_time_unit("ns")):
        assert profile(series.to_frame())["at"].knots.tolist() == [expected]


@given(finite)
def test_a_small_column_is_kept_exactly(values: Any) -> None:
    seen = NumberProfile.of(values)
    points = numpy.concatenate([values, values + 0.5])
    below, through = seen.at(numpy.sort(values))
    assert below.tolist() == [float((values < point).mean()) for point in numpy.sort(values)]
    assert through.tolist() == [float((values <= point).mean()) for point in numpy.sort(values)]
    assert ((seen.at(points)[0] >= 0) & (seen.at(points)[1] <= 1)).all()


@given(finite, st.floats(0, 1))
def test_a_quantile_is_the_least_value_that_so_many_do_not_exceed(values: Any, share: float) -> None:
    found = NumberProfile.of(values).quantiles(numpy.array([share]))[0]
    assert found == numpy.quantile(values, share, method="inverted_cdf") or (values <= found).mean() == pytest.approx(
        share
    )


def test_missing_and_infinite_values_are_counted_apart() -> None:
    values = numpy.array([numpy.nan, -numpy.inf, 1.0, numpy.inf, numpy.nan, numpy.inf, 2.0])
    seen = NumberProfile.of(values)
    assert (seen.rows, seen.nulls, seen.infinite, seen.finite, seen.knots.tolist()) == (7, 2, 3, 2, [1.0, 2.0])
    assert seen.mean == 1.5


@pytest.mark.parametrize(
    "values", [[], [numpy.nan] * 3, [numpy.inf], [1e308, -1e308], [5e-324, 0.0, -0.0], [7.0] * 2000]
)
def test_odd_columns_have_a_profile_and_can_be_merged_and_stored(values: list[float]) -> None:
    seen = NumberProfile.of(numpy.array(values, dtype=float))
    both = seen.merged(NumberProfile.of(numpy.array([1.0, 2.0])))
    assert both.rows == len(values) + 2
    assert (numpy.diff(both.through) > 0).all()
    assert same(Profile.from_bytes(Profile(1, {"x": both}).to_bytes()), Profile(1, {"x": both}))


@given(finite, finite)
def test_two_small_profiles_merge_to_that_of_all_rows(first: Any, second: Any) -> None:
    merged = NumberProfile.of(first).merged(NumberProfile.of(second))
    together = NumberProfile.of(numpy.concatenate([first, second]))
    assert merged.knots.tolist() == together.knots.tolist()
    assert merged.through == pytest.approx(together.through)
    assert merged.mean == pytest.approx(together.mean, abs=1e-6)
    assert merged.deviation == pytest.approx(together.deviation, rel=1e-6, abs=1e-3)


def test_large_profiles_stay_small_when_merged_and_keep_the_shape() -> None:
    draw = numpy.random.default_rng(4)
    days = [draw.lognormal(0, 1, 20_000) for _ in range(30)]
    month = NumberProfile.of(days[0])
    for day in days[1:]:
        month = month.merged(NumberProfile.of(day))
    exact = numpy.sort(numpy.concatenate(days))
    points = numpy.quantile(exact, numpy.linspace(0.001, 0.999, 500))
    truth = numpy.searchsorted(exact, points, side="right") / len(exact)
    assert abs(month.at(points)[1] - truth).max() < 5e-4
    assert len(month.knots) < 1500
    assert month.rows == 600_000


def test_a_column_takes_some_twelve_thousand_bytes_at_most() -> None:
    draw = numpy.random.default_rng(4)
    table = polars.DataFrame({f"x{n}": draw.normal(size=100_000) for n in range(5)})
    kept = profile(table).to_bytes()
    assert len(kept) < 5 * 15_000
    assert same(Profile.from_bytes(kept), profile(table))


@pytest.mark.parametrize("last", ["a", "seen last"])
def test_few_words_of_a_long_column_are_counted_as_many_are(last: str) -> None:
    words = polars.Series("plan", ["a", "b", "", None] * 15_000 + [last])
    seen = profile(words.to_frame())["plan"]
    assert (
        seen
        == profile(words.to_frame().to_arrow())["plan"]
        == profile(words.cast(polars.Categorical).to_frame())["plan"]
    )
    assert seen.counts == {"a": 15_000 + (last == "a"), "b": 15_000, "": 15_000} | ({last: 1} if last != "a" else {})
    assert seen.nulls == 15_000


MANY = 60_000
WORDS = {
    "one": ["only"],
    "short": [f"v{n}" for n in range(300)],
    "with the same beginning": [f"{'abcdefghijkl'[:length]}{n}" for length in (0, 3, 4, 11) for n in range(9)],
    "of one length and beginning": [f"same{n:04d}" for n in range(3000)],
    "not ASCII": ["", "ä", "a\u0308", "日本語", "🙂", "a", "a\0", "a\0\0"],
    "twelve bytes and thirteen": [f"{n:012d}" for n in range(50)] + [f"{n:013d}" for n in range(2)],
    "long": [f"the long word number {n}" for n in range(20)],
    "many": [f"word {n}" for n in range(MANY)],
}
LONG_OR_MANY = ("long", "many", "twelve bytes and thirteen", "of one length and beginning")
ORDERS: dict[str, Callable[[polars.Series], polars.Series]] = {
    "mixed": lambda words: words.sample(fraction=1, shuffle=True, seed=3),
    "in turn": lambda words: words,
    "sorted": lambda words: words.sort(),
    "from the fourth on": lambda words: words[3:],
    "in chunks": lambda words: polars.concat([words[: MANY // 7], words[MANY // 7 :]], rechunk=False),
    "one of them last": lambda words: polars.concat([words[:-1], polars.Series(["a word seen last"])]),
}


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("order", ORDERS)
def test_the_words_of_a_long_column_are_counted_exactly(words: str, order: str) -> None:
    chosen = WORDS[words]
    series = ORDERS[order](polars.Series([chosen[n % len(chosen)] for n in range(MANY)]))
    truth = Counter(series.to_list())
    found = counts_by_view(series)
    assert found == truth or (found is None and (words in LONG_OR_MANY or order == "sorted"))
    with_nulls = series.set(polars.Series(range(len(series))) % 7 == 0, None).alias("count")
    seen = profile(with_nulls.to_frame())["count"]
    assert isinstance(seen, CategoryProfile)
    known = Counter(with_nulls.drop_nulls().to_list())
    assert (seen.rows, seen.nulls, seen.values) == (len(series), with_nulls.null_count(), len(known))
    assert dict(seen.counts) == dict(sorted(sorted(known.items()), key=lambda one: -one[1])[:1000])


def test_what_is_no_text_has_no_views() -> None:
    assert counts_by_view(polars.Series([b"a", b"b"] * MANY)) is None


def test_counting_words_keeps_no_memory() -> None:
    series = polars.Series([f"v{n % 9}" for n in range(MANY)])
    for _ in range(20):
        counts_by_view(series.str.to_uppercase())
    before = held()
    for _ in range(100):
        counts_by_view(series.str.to_uppercase())
    assert held() - before < 100 * 16 * MANY / 3  # 16 bytes a row are lent


def held() -> int:
    """Return the memory of this process, in bytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


def test_rare_values_are_counted_together() -> None:
    seen = CategoryProfile.of({f"user {n}": 1 + (n == 7) for n in range(1500)}, nulls=0)
    assert len(seen.counts) == 1000
    assert next(iter(seen.counts.items())) == ("user 7", 2)
    assert (seen.others, seen.values, seen.rows) == (500, 1500, 1501)


def test_days_are_merged_to_a_week_of_the_same_columns() -> None:
    days = [polars.DataFrame({"x": [float(n), None], "plan": ["a", "b"]}) for n in range(7)]
    week = profile(days[0])
    for day in days[1:]:
        week = week.merge(profile(day))
    assert same(week, profile(polars.concat(days)))
    with pytest.raises(MonitorError, match="'y'"):
        week.merge(profile(days[0].with_columns(y=1)))
    with pytest.raises(MonitorError, match="numbers in one profile"):
        week.merge(profile(days[0].with_columns(x=polars.Series(["a", "b"]))))


def test_a_day_without_any_value_merges_with_numbers() -> None:
    empty = polars.DataFrame({"x": polars.Series([None, None], dtype=polars.Null)})
    full = polars.DataFrame({"x": [1.0, 2.0]})
    for one, other in ((empty, full), (full, empty)):
        merged = profile(one).merge(profile(other))["x"]
        assert (merged.rows, merged.nulls, merged.finite) == (4, 2, 2)


def test_what_is_neither_number_time_nor_word_is_named() -> None:
    seen = profile(polars.DataFrame({"tags": [["a"], ["b"]], "x": [1, 2]}))
    assert list(seen) == ["x"]
    assert "List" in seen.unread["tags"]


def test_only_the_columns_that_are_wanted_are_read() -> None:
    table = polars.DataFrame(ROWS)
    assert list(profile(table, ["plan", "age"])) == ["plan", "age"]
    with pytest.raises(MonitorError, match="did you mean 'plan'"):
        profile(table, ["pln"])


@pytest.mark.parametrize("thing", [[1, 2], "no such file.parquet", None])
def test_what_is_no_table_is_refused(thing: Any) -> None:
    with pytest.raises(TableError):
        profile(thing)


@pytest.mark.parametrize("change", ["begin", "middle", "cut", "format"])
def test_damaged_bytes_are_no_profile(change: str) -> None:
    kept = profile(polars.DataFrame(ROWS)).to_bytes()
    broken = {
        "begin": b"PK" + kept[2:],
        "middle": kept[:200] + b"\0" * 100 + kept[300:],
        "cut": kept[: len(kept) // 2],
        "format": kept[:4],
    }[change]
    with pytest.raises(MonitorError, match="This is no profile"):
        Profile.from_bytes(broken)


def test_an_empty_table_has_a_profile_without_rows() -> None:
    seen = profile(polars.DataFrame(ROWS).clear())
    assert seen.rows == 0
    assert all(one.rows == 0 for one in seen.values())


LONG = 60_000


def long_column(kind: str) -> Any:
    draw = numpy.random.default_rng(6)
    values = {
        "plain": draw.normal(size=LONG),
        "two heaps": numpy.where(draw.random(LONG) < 0.5, draw.normal(-5, 1, LONG), draw.normal(5, 1, LONG)),
        "skewed": draw.lognormal(0, 2, LONG),
        "wide": draw.choice([-1e308, 1e308], LONG) * draw.random(LONG),
        "narrow": 1e9 + draw.random(LONG) * 1e-6,
        "holes": numpy.where(draw.random(LONG) < 0.1, numpy.nan, draw.normal(size=LONG)),
        "endless": numpy.where(draw.random(LONG) < 0.03, numpy.inf, draw.normal(size=LONG)),
        "heap": numpy.where(draw.random(LONG) < 0.6, 0.0, draw.exponential(size=LONG)),
        "ascending": numpy.arange(LONG) * 1.5,
        "whole": draw.poisson(5, LONG).astype(float),
        "whole, wide": numpy.where(draw.random(LONG) < 0.1, numpy.nan, draw.integers(-9000, 9000, LONG)),
        "whole but one": numpy.append(draw.integers(0, 9, LONG - 1), 3.5),
    }
    return values[kind]


@pytest.mark.parametrize(
    "kind",
    [
        "ascending",
        "endless",
        "heap",
        "holes",
        "narrow",
        "plain",
        "skewed",
        "two heaps",
        "whole",
        "whole but one",
        "whole, wide",
        "wide",
    ],
)
def test_a_long_column_is_known_within_a_ten_thousandth_everywhere(kind: str) -> None:
    values = long_column(kind)
    seen = NumberProfile.of(values)
    ordered = numpy.sort(values[numpy.isfinite(values)])
    assert (seen.finite, seen.nulls, seen.infinite) == (
        len(ordered),
        numpy.isnan(values).sum(),
        numpy.isinf(values).sum(),
    )
    assert (numpy.diff(seen.knots) > 0).all()
    assert (numpy.diff(seen.through) >= 0).all() and (seen.below <= seen.through).all()
    points = ordered[:: LONG // 3000]
    below, through = seen.at(points)
    assert abs(below - numpy.searchsorted(ordered, points, side="left") / len(ordered)).max() < 3e-4
    assert abs(through - numpy.searchsorted(ordered, points, side="right") / len(ordered)).max() < 3e-4
    assert seen.at(ordered[[0, -1]])[1][1] == 1.0
    assert seen.knots[0] == ordered[0] and seen.knots[-1] == ordered[-1]


@pytest.mark.parametrize("library", ["polars", "pandas", "pyarrow"])
def test_of_many_different_words_the_most_frequent_are_kept_first_by_name(
    library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = polars.DataFrame({"word": [f"w{n % 5000}" for n in range(6000)] + [None]})
    table = {"polars": rows, "pandas": rows.to_pandas(), "pyarrow": rows.to_arrow()}[library]
    before = profile(rows)["word"]
    monkeypatch.setattr("fairlead.monitor.profiles.columns.MANY_WORDS", 1000)
    found = profile(table)["word"]
    assert found == before
    assert isinstance(found, CategoryProfile)
    assert (found.rows, found.nulls, found.values, len(found.counts), found.others) == (6001, 1, 5000, 1000, 4000)
