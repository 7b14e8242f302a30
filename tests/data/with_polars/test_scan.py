"""A scan by Polars: one query says what many would, nothing runs over, and errors are ours."""

import datetime as dt
import math
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairlead.data import Suite, between, col, lit, not_null
from fairlead.data.expr import Expr, all_of, any_of, duplicated, previous, statistic
from fairlead.data.metric import ADDITIVE, Metric
from fairlead.data.simplify import simplified
from fairlead.data.table import Wanted
from fairlead.data.with_polars import parts
from fairlead.data.with_polars import rows as polars_rows
from fairlead.data.with_polars import scan as polars_scan
from fairlead.data.with_polars.emit import emit, schema_of
from fairlead.data.with_polars.scan import PolarsTable
from fairlead.errors import FairleadError, SuiteError, TableError

ROWS = Metric("rows")


def table_of(**columns: Any) -> PolarsTable:
    return PolarsTable(pl.DataFrame(columns).lazy())


def answers(expr: Expr, **columns: Any) -> list[Any]:
    """Work an expression out for each row."""
    lazy = pl.DataFrame(columns).lazy()
    return lazy.select(emit(expr, schema_of(lazy), {}).alias("answer")).collect(engine="streaming")["answer"].to_list()


def hits(table: PolarsTable, condition: Expr) -> int:
    return int(table.measure([Metric("hits", condition)]).popitem()[1])


def broken(considered: Expr, holds: Expr) -> Expr:
    return considered & ~Expr("true", (holds,))


# --- one query says what many would ---

n, m, x, s = col("n"), col("m"), col("x"), col("s")
CONDITIONS = [
    n > 0, n + m == 3, x <= 1.5, s.is_in(["a", "b"]), s.matches("^a"), n.is_in([1, 2.0, 2.5]), s.length() < 2,
    n.is_null() | (x > 0), ~(n == m), broken(n.is_not_null(), n.between(0, 3)), broken(lit(True), x.is_not_null()),
    broken(any_of([n.is_not_null(), m.is_not_null()]), n > m), x > statistic("mean", x, x.is_not_null()),
    broken(n.is_not_null(), ~duplicated(["n"], n.is_not_null())), broken(lit(True), ~duplicated(["n", "s"])),
    lit(True), lit(False),
]  # fmt: skip
METRICS = [
    *(Metric("hits", condition) for condition in CONDITIONS),
    *(Metric("rows", where=condition) for condition in CONDITIONS[:6]),
    *(Metric(name, of, where) for name in ("count", "sum", "min", "max", "mean", "std")  # type: ignore[arg-type]
      for of in (n, x, n + m) for where in (None, m > 0)),
    *(Metric(name, s) for name in ("count", "min", "max")),  # type: ignore[arg-type]
    ROWS,
]  # fmt: skip
VALUES = {
    "n": st.none() | st.integers(-3, 5),
    "m": st.none() | st.integers(-3, 5),
    "x": st.none() | st.sampled_from([0.0, -0.0, 1.5, math.nan, -2.0, 1e6]),
    "s": st.none() | st.sampled_from(["", "a", "b", "ab", "é"]),
}
TYPES = {"n": pl.Int32, "m": pl.Int64, "x": pl.Float64, "s": pl.String}
TABLES = (
    st.integers(0, 25)
    .flatmap(
        lambda rows: st.fixed_dictionaries(
            {name: st.lists(values, min_size=rows, max_size=rows) for name, values in VALUES.items()}
        )
    )
    .map(lambda columns: pl.DataFrame(columns, schema=TYPES))
)


def assert_same(found: dict[str, Any], expected: dict[str, Any]) -> None:
    assert found.keys() >= expected.keys()
    for key, value in expected.items():
        assert (
            found[key] == pytest.approx(value, rel=1e-9, abs=1e-9) if isinstance(value, float) else found[key] == value
        ), key


def test_the_metrics_of_this_test_are_all_that_can_be_added_up() -> None:
    assert {metric.name for metric in METRICS} == ADDITIVE


@given(TABLES, st.lists(st.sampled_from(METRICS), min_size=1, max_size=30))
def test_one_query_gives_what_one_query_each_gives(table: pl.DataFrame, metrics: list[Metric]) -> None:
    one_by_one = [PolarsTable(table.lazy()).measure([metric]) for metric in metrics]
    assert_same(PolarsTable(table.lazy()).measure(metrics), {key: v for one in one_by_one for key, v in one.items()})


@settings(max_examples=40)
@given(TABLES, st.lists(st.sampled_from(METRICS), min_size=1, max_size=30), st.integers(1, 6))
def test_a_table_in_parts_gives_what_the_whole_gives(table: pl.DataFrame, metrics: list[Metric], size: int) -> None:
    whole = PolarsTable(table.lazy()).measure(metrics)
    wanted = [Wanted(condition, ("s", "x")) for condition in CONDITIONS]
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(parts, "ROWS_OF_A_PART", size)
        patch.setattr(polars_rows, "FIRST_ROWS", 1)
        table.write_parquet(f"{folder}/t.parquet", row_group_size=4)
        cut = PolarsTable(pl.scan_parquet(f"{folder}/t.parquet"))
        assert_same(cut.measure(metrics), whole)
        assert cut.rows(wanted, 3) == PolarsTable(table.lazy()).rows(wanted, 3)
        assert cut.rows(wanted, None) == PolarsTable(table.lazy()).rows(wanted, None)


@given(TABLES, st.sampled_from(CONDITIONS))
def test_rows_are_the_first_for_which_the_condition_is_true(table: pl.DataFrame, condition: Expr) -> None:
    scanned = PolarsTable(table.lazy())
    (every,) = scanned.rows([Wanted(condition, ("n",))], None)
    (first,) = scanned.rows([Wanted(condition, ("n",))], 2)
    assert len(every.numbers) == hits(PolarsTable(table.lazy()), condition)
    assert list(every.numbers) == sorted(every.numbers)
    assert [value for (value,) in every.values] == [table["n"][number] for number in every.numbers]
    assert first.numbers == every.numbers[:2]


@given(TABLES)
def test_the_value_above_is_seen_across_every_cut(table: pl.DataFrame) -> None:
    rises = broken(n.is_not_null(), n > previous(n, n.is_not_null()))
    values = [value for value in table["n"] if value is not None]
    expected = len(values[:1]) + sum(b <= a for a, b in zip(values, values[1:], strict=False))
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(parts, "ROWS_OF_A_PART", 2)
        table.write_parquet(f"{folder}/t.parquet")
        cut = PolarsTable(pl.scan_parquet(f"{folder}/t.parquet"))
        assert hits(cut, rises) == expected
        assert len(cut.rows([Wanted(rises, ("n",))], None)[0].numbers) == expected


@given(st.sampled_from(CONDITIONS), TABLES)
def test_a_simplified_condition_says_the_same(condition: Expr, table: pl.DataFrame) -> None:
    if any(part.op in ("duplicated", "statistic") for part in condition.walk()):
        return
    again = simplified(simplified(condition, {}), {})
    assert again.text == simplified(condition, {}).text
    with_more = all_of([lit(True), ~~condition, any_of([lit(False), condition])])
    assert hits(PolarsTable(table.lazy()), with_more) == hits(PolarsTable(table.lazy()), condition)


# --- rows to be shown ---


def test_rows_far_down_are_found_and_numbered() -> None:
    age = [36] * 250_000
    age[249_999] = -1
    table = table_of(age=age)
    (rows,) = table.rows([Wanted(col("age") < 0, ("age",))], 20)
    assert rows.numbers == (249_999,)
    assert rows.values == ((-1,),)


def test_nan_is_shown_as_missing_and_a_category_as_text() -> None:
    table = PolarsTable(
        pl.DataFrame({"fare": [math.nan, 1.0], "town": ["Paris", "Oslo"]})
        .with_columns(pl.col("town").cast(pl.Categorical))
        .lazy()
    )
    (rows,) = table.rows([Wanted(col("fare").is_null(), ("fare", "town"))], 20)
    assert rows.values == ((None, "Paris"),)


def test_a_column_may_have_the_name_of_the_row_number() -> None:
    table = table_of(__row=[7, -1], __row_=[8, 9])
    (rows,) = table.rows([Wanted(col("__row") < 0, ("__row",))], 20)
    assert rows == ((1,), ((-1,),))


# --- numbers ---


def test_sums_of_whole_numbers_do_not_run_over() -> None:
    largest = 2**63 - 1
    table = table_of(n=[largest, largest, largest])
    assert table.measure([Metric("sum", col("n"))])["sum(n)"] == 3 * largest


@pytest.mark.parametrize("dtype", [pl.Int8, pl.UInt8, pl.UInt32, pl.Int64, pl.UInt64])
def test_arithmetic_on_whole_numbers_does_not_run_over(dtype: Any) -> None:
    a = pl.Series([1, 100, 100]).cast(dtype)
    b = pl.Series([2, 100, 1]).cast(dtype)
    assert answers(col("a") - col("b"), a=a, b=b) == [-1, 0, 99]
    assert answers(col("a") + col("b"), a=a, b=b) == [3, 200, 101]
    assert answers(col("a") * col("b") * col("b"), a=a, b=b) == [4, 1_000_000, 100]
    assert answers(abs_of(col("b") - col("a")), a=a, b=b) == [1, 0, 99]


def abs_of(value: Expr) -> Expr:
    return value.abs()


def test_the_least_number_of_a_type_has_an_absolute_value() -> None:
    assert answers(col("a").abs(), a=pl.Series([-128], dtype=pl.Int8)) == [128]


def test_a_round_float_is_compared_as_a_whole_number() -> None:
    beyond = 2**53 + 1  # no float; as one it would be 2**53
    assert answers(col("n") == float(2**53), n=[2**53, beyond]) == [True, False]
    assert answers(col("n") == 1.5, n=[1, 2]) == [False, False]
    assert answers(col("n") < math.inf, n=[1, None]) == [True, None]


def test_a_set_may_hold_numbers_of_several_types() -> None:
    values = [1, 2.0, 2.5, Decimal("3"), 10**30, -1]
    assert answers(col("n").is_in(values), n=[1, 2, 3, 4, None]) == [True, True, True, False, None]
    assert answers(col("n").is_in(values), n=pl.Series([1, 255], dtype=pl.UInt8)) == [True, False]
    assert answers(col("x").is_in(values), x=[1.0, 2.5, math.nan, 4.0]) == [True, True, None, False]
    assert answers(col("d").is_in(values), d=[Decimal("2.50"), Decimal("2.51")]) == [True, False]
    assert answers(col("n").is_in([]), n=[1, None]) == [False, None]


@pytest.mark.parametrize("unit", ["ms", "us", "ns"])
def test_a_set_of_moments_fits_every_unit(unit: Any) -> None:
    at = dt.datetime(2026, 11, 23, 12)
    column = pl.Series([at, None, at + dt.timedelta(seconds=1)]).cast(pl.Datetime(unit))
    assert answers(col("at").is_in([at]), at=column) == [True, None, False]


def test_few_texts_and_many_give_the_same() -> None:
    column = ["a", "c", None, "z"]
    few, many = ["a", "b"], ["a", "b", "d", "e", "f", "g"]
    assert (
        answers(col("s").is_in(few), s=column) == answers(col("s").is_in(many), s=column) == [True, False, None, False]
    )


def test_nan_is_neither_less_nor_greater_but_missing() -> None:
    assert answers(col("x") >= 0, x=[math.nan, 1.0, None]) == [None, True, None]
    measured = table_of(x=[math.nan, 1.0, 3.0]).measure([Metric("mean", col("x")), Metric("count", col("x"))])
    assert measured == {"mean(x)": 2.0, "count(x)": 2}


def test_a_column_of_nothing_can_be_asked_everything() -> None:
    nothing = pl.Series([None, None])
    for asked in (
        col("v") > 5,
        col("v").length() > 1,
        col("v").matches("a"),
        col("v").is_in([1]),
        col("v").is_in(["a"] * 9),
    ):
        assert answers(asked, v=nothing) == [None, None]


def test_different_values_of_a_large_column_are_counted_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polars_scan, "ROWS_OF_ONE_COUNT", 10)
    table = table_of(n=[number // 2 for number in range(200)], s=[None, "a"] * 100)
    assert table.measure([Metric("n_unique", col("n")), Metric("n_unique", col("s"))]) == {
        "n_unique(n)": 100,
        "n_unique(s)": 1,
    }


def test_a_quantile_says_how_it_was_found() -> None:
    metric = Metric("quantile", col("n"), options=(0.5, "linear"))
    assert table_of(n=[1, 2, 4, None]).measure([metric]) == {
        metric.key: {"value": 2.0, "method": "exact"}, "count(n)": 3,
    }  # fmt: skip


# --- progress ---


def test_progress_is_told_to_the_end() -> None:
    told: list[tuple[int, int]] = []
    suite = Suite("ages", [between("age", 0, 120)])
    suite.run(pl.DataFrame({"age": list(range(100))}), on_progress=lambda done, rows: told.append((done, rows)))
    assert told[-1] == (100, 100)
    assert told == sorted(told)


def test_what_on_progress_raises_ends_the_run() -> None:
    class StoppedError(Exception):
        pass

    def stop(done: int, rows: int) -> None:
        raise StoppedError

    with pytest.raises(StoppedError):
        Suite("ages", [between("age", 0, 120)]).run(pl.DataFrame({"age": [1]}), on_progress=stop)


def test_a_table_without_columns_to_read_has_progress_too() -> None:
    told: list[tuple[int, int]] = []
    table_of(age=[1, 2]).measure([ROWS], lambda done, rows: told.append((done, rows)))
    assert told == [(2, 2)]


# --- errors ---


def test_a_file_that_breaks_off_inside_is_an_error_of_the_table(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    pl.DataFrame({"s": [f"text {number * 7919 % 10007}" for number in range(20_000)]}).write_parquet(path)
    data = bytearray(path.read_bytes())
    data[2000:6000] = b"\xff" * 4000
    path.write_bytes(data)
    with pytest.raises(TableError):
        Suite("texts", [not_null("s")]).run(pl.scan_parquet(path))


def test_an_error_of_the_engine_is_told_as_one_of_the_table() -> None:
    with pytest.raises(TableError, match="could not be gone through"):
        table_of(a=["x"], b=[1]).measure([Metric("hits", col("a") > col("b"))])


def test_a_query_that_is_no_table_is_an_error_of_the_table() -> None:
    with pytest.raises(TableError, match="unable to find column"):
        Suite("ages", [not_null("age")]).run(pl.LazyFrame({"a": [1]}).select(pl.col("age")))


def test_python_objects_can_only_be_there_or_not() -> None:
    table = PolarsTable(pl.DataFrame({"o": pl.Series([{1}, None], dtype=pl.Object)}).lazy())
    assert hits(table, col("o").is_null()) == 1
    with pytest.raises(SuiteError, match="'o' holds Python objects"):
        hits(table, col("o") == 1)


def test_a_function_that_raises_is_named() -> None:
    def sluggish(value: Any) -> bool:
        raise ValueError("no")

    with pytest.raises(SuiteError, match=r"function sluggish failed on a value of the type int: ValueError: no"):
        hits(table_of(n=[1, None]), col("n").satisfies(sluggish, "sluggish"))


def test_a_slow_regex_stops_with_our_own_words() -> None:
    slow = col("s").matches(r"^(a|aa)+\1\1b$")
    with pytest.raises(SuiteError, match="was not done") as caught:
        hits(table_of(s=["a" * 60]), slow)
    assert "expression" not in caught.value.message.split("seconds")[-1]
    assert caught.value.hint


def test_what_the_regex_engine_of_polars_lacks_is_searched_in_python() -> None:
    assert answers(col("s").matches(r"^(a|b)\1$"), s=["aa", "ab", None]) == [True, False, None]
    assert answers(col("s").matches("a(?=b)"), s=["ab", "ac", None]) == [True, False, None]


def test_every_error_is_one_of_ours() -> None:
    with pytest.raises(FairleadError):
        table_of(a=[1]).measure([Metric("sum", Expr("length", (col("a"),)))])


@pytest.mark.parametrize("bound", [2**127, 10**400, 1e300])
def test_a_number_beyond_128_bits_is_compared_and_no_error(bound: float) -> None:
    from fairlead.data import Suite, between, in_set

    lines = [between("n", -bound, bound), between("x", -bound, bound), in_set("n", [1, bound])]
    assert Suite("s", lines).run(pl.DataFrame({"n": [1], "x": [1.5]})).success
