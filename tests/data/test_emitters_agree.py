"""A suite says the same of a table however it is computed: in one scan or line by line, by any library, row by row."""

import datetime as dt
import math
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

from fairlead.data import Expectation, Suite, col, expectation, kind
from fairlead.data.check import check_table
from fairlead.data.kind import find_kind
from fairlead.data.result import Result
from fairlead.data.with_narwhals.pandas_scan import PandasTable
from fairlead.data.with_polars.emit import schema_of

TYPES = {
    "n": pl.Int64, "m": pl.Int64, "x": pl.Float64, "y": pl.Float64, "s": pl.String, "t": pl.String, "b": pl.Boolean,
    "d": pl.Date, "p": pl.Decimal(9, 2), "f": pl.Float32,
}  # fmt: skip
DAYS = [dt.date(2026, 1, 1), dt.date(2026, 2, 28), dt.date(2026, 11, 23)]
TEXTS = ["", "a", "ab", "Ada", "Alan", "é", "日本", "a\n", "12", "2026-01-01", "{}", "İ"]
PRICES = [Decimal(text) for text in ("0.00", "0.10", "0.30", "1.00", "1.50", "-2.50", "1234567.89")]
SINGLES = [0.0, 0.1, 0.3, 1.5, -2.5, 16777216.0, float("inf"), float("nan")]
FLOATS = [0.0, -0.0, 1.0, 1.5, -2.5, 1e300, float("inf"), float("-inf"), float("nan")]


@expectation
def ratio_above(a: str, b: str, least: float) -> Any:
    return (col(a) / col(b)) > least


@expectation
def difference_small(a: str, b: str) -> Any:
    return ((col(a) - col(b)).abs() < 3) | (col(a) == 0)


@expectation
def short_or_shouting(a: str) -> Any:
    return (col(a).length() < 2) | col(a).satisfies(str.isupper, "isupper")


for name in ("expect_ratio_above", "expect_difference_small", "expect_short_or_shouting"):
    kind.KINDS.pop(name)  # they are of this test alone


def maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(values, values, st.none())


VALUES = {
    "n": maybe(st.integers(-3, 6) | st.integers(-(2**40), 2**40)),
    "m": maybe(st.integers(-3, 6)),
    "x": maybe(st.sampled_from(FLOATS) | st.floats(-5, 5)),
    "y": maybe(st.sampled_from(FLOATS)),
    "s": maybe(st.sampled_from(TEXTS) | st.text(st.characters(min_codepoint=1, max_codepoint=0x24F), max_size=4)),
    "t": maybe(st.sampled_from(TEXTS)),
    "b": maybe(st.booleans()),
    "d": maybe(st.sampled_from(DAYS)),
    "p": maybe(st.sampled_from(PRICES)),
    "f": maybe(st.sampled_from(SINGLES)),
}


@st.composite
def tables(draw: st.DrawFn) -> pl.DataFrame:
    n = draw(st.integers(0, 40) | st.integers(0, 5))
    columns = {name: draw(st.lists(values, min_size=n, max_size=n)) for name, values in VALUES.items()}
    return pl.DataFrame(columns, schema=TYPES)


NUMBER = st.sampled_from(["n", "m", "x", "y"])
ANY_NUMBER = st.sampled_from(["n", "m", "x", "y", "p", "f"])
TEXT = st.sampled_from(["s", "t"])
COLUMN = st.sampled_from(list(TYPES))
COLUMNS = st.lists(COLUMN, min_size=2, max_size=4, unique=True)
WRITTEN = st.sampled_from([0, 1, 0.1, 0.3, 0.105, 1.5, -2.5, 16777217, Decimal("0.1"), Decimal("1.50"), 1e300])
BOUND = st.integers(-3, 4) | st.sampled_from([-2.5, 0.5, 1.5])
PAIRS = [(1, "a"), (2, "Ada"), (None, "a")]
REGEX = st.sampled_from(["^a", "a$", r"\d+", r"^\w*$", "(?i)ADA", "^$", "(?=A)Ada", r"(.)\1", "[^a-z]", r"a\Z"])
PAIR_RULES = st.sampled_from(["both_values_are_missing", "either_value_is_missing", "neither"])
RECORD_RULES = st.sampled_from(["all_values_are_missing", "any_value_is_missing", "never"])
CONDITIONS = [
    None, None, "n > 0", 'col("s").notNull()', "b == True", "x < 1.5 or m == 2", 'not (t == "Ada")', "d.isnull()",
    "n + m > 1", "p >= 0.1", "f <= 0.1",
]  # fmt: skip


def line(alias: str, **kwargs: st.SearchStrategy[Any]) -> st.SearchStrategy[Expectation]:
    options = st.fixed_dictionaries(
        {**kwargs, "mostly": st.sampled_from([1.0, 1.0, 0.9, 0.5, 0.0]), "row_condition": st.sampled_from(CONDITIONS)}
    )
    return options.map(lambda given: find_kind(alias)(**given))


def between(column: st.SearchStrategy[str], values: st.SearchStrategy[Any]) -> st.SearchStrategy[Expectation]:
    bounds = st.tuples(values, values).map(sorted)
    strict = st.booleans()
    return st.tuples(column, bounds, strict, strict).map(
        lambda given: find_kind("between")(given[0], given[1][0], given[1][1], strict_min=given[2], strict_max=given[3])
    )


ONE_ROW_LINES = st.one_of(
    line("not_null", column=COLUMN),
    line("null", column=COLUMN),
    between(NUMBER, BOUND),
    between(st.sampled_from(["p", "f", "x"]), WRITTEN),
    line("in_set", column=st.sampled_from(["p", "f", "x"]), value_set=st.lists(WRITTEN, max_size=4)),
    line("not_in_set", column=st.sampled_from(["p", "f"]), value_set=st.just([n / 10 for n in range(40)])),
    between(TEXT, st.sampled_from(TEXTS)),
    between(st.just("d"), st.sampled_from(["2026-01-02", "2026-03-01", "2026-11-23"])),
    line("in_set", column=NUMBER, value_set=st.lists(st.integers(-3, 6) | st.just(1.5), max_size=4)),
    line("in_set", column=st.just("m"), value_set=st.just(list(range(0, 90, 2)))),
    line("in_set", column=TEXT, value_set=st.lists(st.sampled_from(TEXTS), max_size=6)),
    line("in_set", column=st.just("b"), value_set=st.lists(st.booleans() | st.integers(0, 1), max_size=2)),
    line("not_in_set", column=TEXT, value_set=st.just([f"word {n}" for n in range(40)] + ["a", "é"])),
    line("not_in_set", column=st.just("d"), value_set=st.lists(st.sampled_from([*DAYS, "2026-01-01"]), max_size=2)),
    line("matches_regex", column=TEXT, regex=REGEX),
    line("not_matches_regex", column=TEXT, regex=REGEX),
    line("matches_regex_list", column=TEXT, regex_list=st.lists(REGEX, min_size=1, max_size=3)),
    line("like", column=TEXT, like_pattern=st.sampled_from(["a%", "%a", "_", "A_a%", "%\n%"])),
    line("length_between", column=TEXT, min_value=st.integers(0, 1), max_value=st.integers(1, 3)),
    line("json_parseable", column=TEXT),
    line("dateutil_parseable", column=TEXT),
    line("greater_than", column_A=ANY_NUMBER, column_B=ANY_NUMBER, or_equal=st.booleans(), ignore_row_if=PAIR_RULES),
    line("pair_equal", column_A=TEXT, column_B=TEXT, ignore_row_if=PAIR_RULES),
    line("pair_in_set", column_A=st.just("m"), column_B=TEXT, value_pairs_set=st.just(PAIRS)),
    line("distinct_within_row", column_list=st.just(["n", "m"]), ignore_row_if=RECORD_RULES),
    line("sum_equals", column_list=st.just(["n", "m", "x"]), sum_total=BOUND, ignore_row_if=RECORD_RULES),
    line("columns_equal", column_list=st.just(["n", "m"]), ignore_row_if=RECORD_RULES),
    st.tuples(NUMBER, NUMBER, BOUND).map(lambda given: ratio_above(*given)),
    st.tuples(NUMBER, NUMBER).map(lambda given: difference_small(*given)),
    TEXT.map(lambda column: short_or_shouting(column)),
)  # fmt: skip
WHOLE_TABLE_LINES = st.one_of(
    line("unique", column=COLUMN),
    line("compound_unique", column_list=COLUMNS, ignore_row_if=RECORD_RULES),
    line("z_score_below", column=st.sampled_from(["n", "m"]), threshold=st.sampled_from([0.5, 1.0, 2.0])),
)
ORDERED_LINES = st.one_of(
    line("increasing", column=st.sampled_from(["n", "d", "s"]), strictly=st.booleans()),
    line("decreasing", column=st.sampled_from(["m", "x"])),
)


def suites(lines: st.SearchStrategy[Expectation]) -> st.SearchStrategy[Suite]:
    return st.lists(lines, min_size=1, max_size=8).map(lambda found: Suite("generated", found))


UNORDERED = suites(ONE_ROW_LINES | WHOLE_TABLE_LINES)
ANY = suites(ONE_ROW_LINES | WHOLE_TABLE_LINES | ORDERED_LINES)
often = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def same(value: Any) -> Any:
    """Bring a value to what it is in every library: pandas has whole numbers as floats, and days as moments."""
    if isinstance(value, dict):
        return same(tuple(value.values()))
    if isinstance(value, tuple):
        return tuple(same(one) for one in value)
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, float) and math.isnan(value):
        return None
    return value


def counts(result: Result) -> tuple[Any, ...]:
    return result.expectation.label, result.success, result.elements, result.missing, result.unexpected


def answers(suite: Suite, table: Any) -> list[tuple[Any, ...]]:
    """Give counts, values and row numbers of every line."""
    found = (
        check_table(suite, table, samples=None) if isinstance(table, PandasTable) else suite.run(table, samples=None)
    )
    return [(*counts(one), [same(value) for value in one.values], list(one.index)) for one in found]


def answers_in_no_order(suite: Suite, table: Any) -> list[tuple[Any, ...]]:
    found = suite.run(table, samples=None)
    return [(*counts(one), Counter(map(repr, map(same, one.values)))) for one in found]


def as_relation(table: pl.DataFrame) -> Any:
    return duckdb.connect().from_arrow(table.to_arrow())


@often
@given(tables(), ANY)
def test_one_scan_equals_every_line_alone(table: pl.DataFrame, suite: Suite) -> None:
    alone = [answers(Suite("one", [one]), table)[0] for one in suite]
    assert answers(suite, table) == alone


@often
@given(tables(), ANY)
def test_a_parquet_file_equals_the_table_in_memory(table: pl.DataFrame, suite: Suite) -> None:
    with TemporaryDirectory() as folder:
        table.write_parquet(Path(folder, "table.parquet"))
        assert answers(suite, Path(folder, "table.parquet")) == answers(suite, table)


def numpy_typed(table: pl.DataFrame) -> Any:
    return table.to_pandas()


def arrow_typed(table: pl.DataFrame) -> Any:
    return table.to_pandas(use_pyarrow_extension_array=True)


def nullable(table: pl.DataFrame) -> Any:
    frame = arrow_typed(table)
    names = {"n": "Int64", "m": "Int64", "x": "Float64", "y": "Float64", "s": "string", "t": "category", "b": "boolean"}
    return frame.astype(names)


def of_objects(table: pl.DataFrame) -> Any:
    frame = pd.DataFrame({name: pd.Series(table[name].to_list(), dtype=object) for name in table.columns})
    return frame.astype({"f": "float32"})  # an object does not tell of how many bits it was


@pytest.mark.parametrize("as_pandas", [numpy_typed, arrow_typed, nullable, of_objects])
def test_pandas_equals_polars(as_pandas: Callable[[pl.DataFrame], Any]) -> None:
    @often
    @given(tables(), ANY)
    def check(table: pl.DataFrame, suite: Suite) -> None:
        expected = answers(suite, table)
        assert answers(suite, as_pandas(table)) == expected
        assert answers(suite, PandasTable(as_pandas(table))) == expected  # through Narwhals, never Polars

    check()


@often
@given(tables(), UNORDERED)
def test_duckdb_equals_polars(table: pl.DataFrame, suite: Suite) -> None:
    assert answers_in_no_order(suite, as_relation(table)) == answers_in_no_order(suite, table)


@often
@given(tables(), suites(ONE_ROW_LINES))
def test_row_by_row_equals_polars(table: pl.DataFrame, suite: Suite) -> None:
    check = suite.row_checker(schema=schema_of(table.lazy()))
    assert not check.skipped
    broken: dict[int, list[int]] = {place: [] for place in range(len(suite))}
    places = {id(one): place for place, one in enumerate(suite)}
    for number, row in enumerate(table.to_dicts()):
        for found in check(row):
            broken[places[id(found.expectation)]].append(number)
    assert list(broken.values()) == [list(one.index) for one in suite.run(table, samples=None)]


AGGREGATES = st.one_of(
    *(
        line(alias, column=NUMBER, min_value=st.just(0))
        for alias in ("mean_between", "median_between", "stdev_between", "sum_between", "min_between", "max_between")
    ),
    line("min_between", column=TEXT, min_value=st.just("a")),
    line("max_between", column=st.just("d"), min_value=st.just("2026-02-01")),
    line("unique_count_between", column=COLUMN, min_value=st.just(1)),
    line("unique_proportion_between", column=COLUMN, min_value=st.just(0.5)),
    line("non_null_proportion_between", column=COLUMN, min_value=st.just(0.5)),
    line("row_count_between", min_value=st.just(3)),
    line("distinct_in_set", column=st.just("m"), value_set=st.just([1, 2, 3])),
    line("distinct_contains_set", column=TEXT, value_set=st.just(["a"])),
    line(
        "quantiles_between",
        column=st.sampled_from(["n", "m"]),
        quantile_ranges=st.just({"quantiles": [0.1, 0.5, 0.77], "value_ranges": [[0, 1], [0, 1], [0, None]]}),
        allow_relative_error=st.sampled_from([False, "linear", "lower", "higher", "nearest", "midpoint"]),
    ),
)  # fmt: skip


def is_close(a: Any, b: Any) -> bool:
    a, b = same(a), same(b)
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(is_close(a[name], b[name]) for name in a)
    if isinstance(a, (list, tuple)) and isinstance(b, (list, tuple)):
        return len(a) == len(b) and all(map(is_close, a, b))
    if isinstance(a, float) or isinstance(b, float):
        return a == b or (a is not None and b is not None and math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12))
    return bool(a == b)


@pytest.mark.parametrize("convert", [numpy_typed, nullable, as_relation])
def test_what_is_measured_equals_polars(convert: Callable[[pl.DataFrame], Any]) -> None:
    @often
    @given(tables(), suites(AGGREGATES))
    def check(table: pl.DataFrame, suite: Suite) -> None:
        converted = convert(table)
        opened = converted if not isinstance(converted, pd.DataFrame) else PandasTable(converted)
        found = check_table(suite, opened, samples=0) if isinstance(opened, PandasTable) else suite.run(opened)
        for one, other in zip(found, suite.run(table), strict=True):
            assert one.success == other.success, one.expectation.label
            assert is_close(one.observed_value, other.observed_value), one.expectation.label

    check()


@pytest.mark.parametrize(
    "happens",
    [
        lambda result: bool(result.unexpected) and not result.success,
        lambda result: bool(result.unexpected) and result.success,
        lambda result: bool(result.missing) and bool(result.unexpected),
        lambda result: result.unexpected == 0 and result.considered > 3,
        lambda result: any(same(value) is None for value in result.values),
        lambda result: any(value == math.inf for value in result.values),
    ],
)
def test_the_generated_suites_fail_and_pass(happens: Callable[[Result], bool]) -> None:
    pairs = st.tuples(tables(), ANY)
    find(
        pairs,
        lambda pair: any(map(happens, pair[1].run(pair[0]))),
        settings=settings(max_examples=500, deadline=None, phases=[Phase.generate]),
    )
