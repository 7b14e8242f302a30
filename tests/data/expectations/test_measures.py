"""What kinds that measure a table, or look at its columns, do at the edges."""

import math
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import polars as pl
import pytest

from fairlead.clock import SystemClock
from fairlead.data import (
    Suite,
    bootstrapped_ks_above,
    chisquare_above,
    column_count_between,
    column_count_equals,
    column_exists,
    column_type,
    columns_in_order,
    columns_match_set,
    cramers_phi_below,
    distinct_contains_set,
    distinct_equals_set,
    distinct_in_set,
    fresh,
    in_type_list,
    kl_divergence_below,
    ks_above,
    max_between,
    mean_between,
    median_between,
    min_between,
    most_common_in_set,
    non_null_proportion_between,
    of_type,
    quantiles_between,
    row_count_between,
    row_count_equals,
    row_count_equals_table,
    stdev_between,
    sum_between,
    unique_count_between,
    unique_proportion_between,
)
from fairlead.data.kind import Condition
from fairlead.data.schema import Column, Schema
from fairlead.errors import SuiteError, TableError

STATISTICS = [mean_between, median_between, stdev_between, min_between, max_between]


def run(line, table=None, **columns):
    return Suite("measures", [line]).run(pl.DataFrame(columns) if table is None else table).results[0]


@pytest.mark.parametrize("kind", STATISTICS, ids=lambda kind: kind.alias)
def test_a_statistic_of_no_values_breaks_the_rule(kind):
    for values in ([], [None, None], [math.nan]):
        result = run(kind("x", 0, 1), x=pl.Series(values, dtype=pl.Float64))
        assert (result.success, result.observed_value) == (False, None)


def test_the_sum_of_no_values_is_zero():
    assert run(sum_between("x", 0, 0), x=pl.Series([None], dtype=pl.Int64)).success


def test_one_value_has_no_standard_deviation():
    assert run(stdev_between("x", 0, 1), x=[5]).observed_value is None
    assert run(stdev_between("x", 0, 1), x=[1, 2]).observed_value == pytest.approx(0.5**0.5)


def test_a_median_is_the_middle_of_two_and_says_how_it_was_found():
    result = run(median_between("x", 2, 3), x=[1, 2, 3, 4, None])
    assert (result.observed_value, result.details["method"]) == (2.5, "exact")


def test_strict_bounds_leave_themselves_out():
    assert run(max_between("x", max_value=3), x=[1, 3]).success
    assert not run(max_between("x", max_value=3, strict_max=True), x=[1, 3]).success


def test_without_bounds_a_number_is_only_reported():
    result = run(median_between("x"), x=[1, 3])
    assert (result.success, result.observed_value) == (True, 2.0)
    assert result.expectation.sentence == "the median of x is any number"
    assert not run(median_between("x"), x=pl.Series([None], dtype=pl.Float64)).success


@pytest.mark.parametrize("kind", [mean_between, stdev_between, sum_between, min_between, max_between])
def test_a_rule_that_every_table_keeps_is_refused(kind):
    with pytest.raises(SuiteError, match="neither"):
        kind("x")


def test_bounds_that_nothing_lies_between_are_refused():
    for make in (lambda: mean_between("x", 2, 1), lambda: row_count_between(2, 1), lambda: mean_between("x", 0, "a")):
        with pytest.raises(SuiteError):
            make()
    with pytest.raises(SuiteError, match="min_value"):
        row_count_between("many")


def test_bounds_of_a_date_may_be_text():
    days = [date(2026, 11, 1), date(2026, 11, 23)]
    assert run(max_between("d", "2026-11-20", "2026-11-30"), d=days).success
    zoned = pl.Series([datetime(2026, 11, 23, 12)]).dt.replace_time_zone("Europe/Berlin")
    assert run(max_between("d", "2026-11-23T12:00", "2026-11-23T12:00"), d=zoned).success
    with pytest.raises(SuiteError, match="min_value"):
        run(max_between("d", 3), d=days)


def test_statistics_of_booleans_and_decimals():
    assert run(mean_between("b", 0.5, 0.5), b=[True, False]).success
    assert run(sum_between("x", 3, 3), x=[Decimal("1.5"), Decimal("1.5")]).success
    assert run(max_between("b", 1, 1), b=[True, False]).success


def test_a_number_about_something_else_is_refused_before_anything_is_read():
    for line in (
        mean_between("s", 0, 1),
        sum_between("s", 0, 1),
        median_between("s", 0, 1),
        ks_above("s", "norm", params=[0, 1]),
    ):
        with pytest.raises(SuiteError, match="Expected a number.*; found s .text."):
            run(line, s=["a"])
    for line in (distinct_in_set("l", [1]), kl_divergence_below("l", CATEGORIES, 1), max_between("l", 0, 1)):
        with pytest.raises(SuiteError, match="l .nested."):
            run(line, l=[[1]])


def test_a_row_condition_narrows_a_measure():
    columns = {"x": [1, 2, 30], "ok": [True, True, False]}
    assert run(sum_between("x", 3, 3, row_condition="ok == True"), **columns).success
    assert run(row_count_equals(2, row_condition="ok == True"), **columns).success


def test_shares_are_of_what_is_there_or_of_all_rows():
    x = [1, 1, 2, None]
    assert run(unique_count_between("x", 2, 2), x=x).success
    assert run(unique_proportion_between("x"), x=x).observed_value == pytest.approx(2 / 3)
    assert run(non_null_proportion_between("x"), x=x).observed_value == 0.75
    empty = pl.DataFrame(schema={"x": pl.Int64})
    assert run(unique_proportion_between("x"), empty).observed_value == 0.0
    assert run(non_null_proportion_between("x"), empty).observed_value == 0.0


def test_a_quantile_between_two_values_is_the_nearest_and_then_the_even():
    ranges = {"quantiles": [0.25, 0.5], "value_ranges": [[None, None], [None, None]]}
    assert run(quantiles_between("x", ranges), x=[1, 2, 3]).observed_value["values"] == [1, 2]
    assert run(quantiles_between("x", ranges, "linear"), x=[1, 2, 3]).observed_value["values"] == [1.5, 2.0]
    assert run(quantiles_between("x", ranges, "higher"), x=[1, 2, 3]).observed_value["values"] == [2, 2]


def test_quantiles_need_a_range_each():
    for bad in (
        {"quantiles": [0.5], "value_ranges": []},
        {"quantiles": [1.5], "value_ranges": [[0, 1]]},
        {"quantiles": [0.5], "value_ranges": [[2, 1]]},
        {"quantiles": [0.5], "value_ranges": [[1]]},
        [0.5],
    ):
        with pytest.raises(SuiteError):
            quantiles_between("x", bad)
    with pytest.raises(SuiteError, match="linear"):
        quantiles_between("x", {"quantiles": [], "value_ranges": []}, True)


def test_distinct_values_are_compared_as_the_column_holds_them():
    days = [date(2026, 11, 23), date(2026, 11, 23), None]
    assert run(distinct_equals_set("d", ["2026-11-23"]), d=days).success
    result = run(distinct_equals_set("n", ["1", 2]), n=[1, 2])
    assert (result.success, result.details["unexpected"], result.details["missing"]) == (False, [1], ["1"])


def test_no_values_are_in_every_set_and_contain_none():
    nothing = pl.DataFrame({"x": [None, None]}, schema={"x": pl.String})
    assert run(distinct_in_set("x", ["a"]), nothing).success
    assert not run(distinct_contains_set("x", ["a"]), nothing).success
    assert run(distinct_equals_set("x", []), nothing).success


def test_a_tie_is_broken_only_when_allowed():
    x = ["a", "a", "b", "b", "c"]
    assert not run(most_common_in_set("x", ["a", "b"]), x=x).success
    assert run(most_common_in_set("x", ["a"], ties_okay=True), x=x).success
    assert run(most_common_in_set("x", ["a"]), x=["a", "a", "b", None, None, None]).success
    assert not run(most_common_in_set("x", ["a"]), x=pl.Series([None], dtype=pl.String)).success


def test_columns_are_told_by_name_number_and_place():
    table = pl.DataFrame({"a": [1], "b": [2]})
    assert run(column_exists("b", 1), table).success
    assert not run(column_exists("b", 0), table).success
    assert run(column_count_between(max_value=2), table).success
    found = run(columns_in_order(["a", "c", "b"]), table)
    assert found.details["mismatched"][0] == {"Expected Column Position": 1, "Expected": "c", "Found": "b"}
    assert run(columns_match_set(["b"], exact_match=False), table).success
    assert run(columns_match_set(["b", "c"]), table).details["mismatched"] == {"missing": ["c"], "unexpected": ["a"]}


def test_a_table_without_columns_can_be_asked():
    assert run(row_count_equals(0), pl.DataFrame()).success
    assert not run(column_exists("a"), pl.DataFrame()).success


def test_rows_are_counted_against_another_table(tmp_path):
    pl.DataFrame({"z": [1, 2]}).write_parquet(tmp_path / "other.parquet")
    for other in (tmp_path / "other.parquet", str(tmp_path / "other.parquet"), pl.DataFrame({"z": [1, 2]}), 2):
        assert run(row_count_equals_table(other), x=[7, 8]).success
    with pytest.raises(TableError):
        run(row_count_equals_table(str(tmp_path / "none.parquet")), x=[1])


@pytest.mark.parametrize(
    ("dtype", "right", "wrong"),
    [
        (pl.Int64, ["int", "int64", "BIGINT", "LongType", "INTEGER", "Int64"], ["int32", "float", "NUMBER8", "str"]),
        (pl.Int32, ["int", "int32", "IntegerType", "INT4"], ["int64", "BIGINT", "uint32"]),
        (pl.UInt8, ["uint8", "UInt8"], ["int8", "Int8"]),
        (pl.Float32, ["float", "float32", "FloatType"], ["float64", "int"]),
        (pl.String, ["str", "VARCHAR", "TEXT", "StringType", "VARCHAR(20)", "String"], ["bytes", "category"]),
        (pl.Categorical, ["str", "category", "Categorical"], ["int"]),
        (pl.Boolean, ["bool", "BOOLEAN", "BooleanType"], ["int"]),
        (pl.Date, ["date", "DATE", "DateType"], ["datetime", "TIMESTAMP"]),
        (pl.Datetime("us"), ["datetime", "datetime64[ns]", "TIMESTAMP", "Timestamp"], ["date"]),
        (pl.Duration("us"), ["timedelta", "timedelta64[ns]", "INTERVAL"], ["datetime"]),
        (pl.Decimal(10, 2), ["Decimal", "NUMERIC", "DECIMAL(10, 2)"], ["float"]),
        (pl.List(pl.Int64), ["list", "ArrayType"], ["str"]),
        (pl.Null, ["int", "str", "DATE"], []),
    ],
    ids=str,
)
def test_a_type_goes_by_many_names(dtype, right, wrong):
    table = pl.DataFrame({"x": [None]}, schema={"x": dtype})
    assert [name for name in right if not run(of_type("x", name), table).success] == []
    assert [name for name in wrong if run(of_type("x", name), table).success] == []
    assert run(of_type("x", str(table.schema["x"])), table).success


def test_any_type_of_a_list_will_do_and_none_means_any():
    assert run(in_type_list("x", ["str", "int"]), x=[1]).success
    assert not run(in_type_list("x", []), x=[1]).success
    assert run(in_type_list("x", None), x=[1]).success
    assert run(column_type("x", "Int64"), x=[1]).success


def test_a_missing_column_is_an_error_that_names_the_nearest():
    for line in (of_type("tenre", "int"), mean_between("tenre", 0, 1), distinct_in_set("tenre", [1])):
        with pytest.raises(TableError, match="tenure"):
            run(line, tenure=[1])


def test_in_pandas_a_name_means_one_type_of_numpy():
    schema = Schema((Column("a", "integer", "int32"), Column("b", "integer", "Int64")), "pandas")
    assert of_type("a", "int32").judge_schema(schema).success
    assert not of_type("a", "int").judge_schema(schema).success
    assert of_type("b", "int").judge_schema(schema).success
    zoned = Schema((Column("d", "datetime", "datetime64[us, UTC]", "UTC"),), "pandas")
    assert of_type("d", "Timestamp").judge_schema(zoned).success
    assert not of_type("d", "datetime64").judge_schema(zoned).success


@pytest.mark.parametrize("library", ["polars", "pandas", "duckdb", "pyspark"])
def test_names_of_families_mean_the_same_in_every_library(library):
    own = {"integer": "integer", "text": "string", "boolean": "boolean", "date": "date", "datetime": "datetime"}
    for family in own:
        schema = Schema((Column("x", family, "of any width"),), library)
        kept = [name for name in own.values() if of_type("x", name).judge_schema(schema).success]
        assert kept == [own[family]]
    for family in ("integer", "float", "decimal"):
        assert of_type("x", "number").judge_schema(Schema((Column("x", family, "int16"),), library)).success


@pytest.mark.parametrize(
    ("dtype", "family", "right", "wrong"),
    [
        ("int32[pyarrow]", "integer", ["int", "int32"], ["int64"]),
        ("double[pyarrow]", "float", ["float", "float64", "DOUBLE"], ["float32"]),
        ("large_string[pyarrow]", "text", ["str", "VARCHAR"], ["int"]),
        ("timestamp[us][pyarrow]", "datetime", ["datetime", "TIMESTAMP"], ["date"]),
    ],
)
def test_a_column_of_pandas_that_arrow_holds_goes_by_all_names_of_its_type(dtype, family, right, wrong):
    schema = Schema((Column("x", family, dtype),), "pandas")
    assert [name for name in right if not of_type("x", name).judge_schema(schema).success] == []
    assert [name for name in wrong if of_type("x", name).judge_schema(schema).success] == []


def test_a_column_of_spark_has_the_width_that_its_type_says():
    schema = Schema((Column("n", "integer", "bigint"), Column("x", "float", "double")), "pyspark")
    assert of_type("n", "LongType").judge_schema(schema).success
    assert not of_type("n", "int32").judge_schema(schema).success
    assert of_type("x", "float64").judge_schema(schema).success


def test_a_misspelt_type_is_refused_with_the_nearest():
    for make in (
        lambda: of_type("a", "int46"),
        lambda: column_type("a", "int46"),
        lambda: in_type_list("a", ["int46"]),
    ):
        with pytest.raises(SuiteError, match="There is no type 'int46'") as caught:
            make()
        assert caught.value.hint == "did you mean 'int64'?"


@pytest.mark.parametrize(
    "name",
    ["period[M]", "Datetime(time_unit='us', time_zone=None)", "TIMESTAMP WITH TIME ZONE", "MEDIUMBLOB", "complex128",
     "Int64Dtype", "array<int>", "Point", "decimal128(10, 2)", "bigint"],
)  # fmt: skip
def test_a_type_that_is_not_in_the_table_may_be_one(name):
    assert of_type("a", name).kwargs["type_"] == name
    assert in_type_list("a", ["int", "tpye"]).kwargs["type_list"] == ["int", "tpye"]


@pytest.mark.parametrize(
    "make",
    [
        lambda: row_count_equals(-1),
        lambda: row_count_equals(1.5),
        lambda: row_count_between(-1, 5),
        lambda: row_count_between(0, math.nan),
        lambda: row_count_equals_table(-3),
        lambda: column_count_equals(-1),
        lambda: column_count_equals(1.5),
        lambda: column_count_between(0, -1),
        lambda: column_exists("a", -1),
        lambda: columns_match_set("a"),
        lambda: quantiles_between("a", {"quantiles": [1.5], "value_ranges": [[0, 1]]}),
        lambda: quantiles_between("a", {"quantiles": [0.5], "value_ranges": [[0, 1], [0, 1]]}),
    ],
)
def test_an_argument_of_no_use_is_refused_when_the_line_is_written(make):
    with pytest.raises(SuiteError):
        make()


def test_single_values_are_looked_at_in_a_column_of_objects():
    schema = Schema((Column("x", "object", "object"),), "pandas")
    assert of_type("x", "object").judge_schema(schema).success
    condition = of_type("x", "int", row_condition="y > 0").condition_on(schema)
    assert isinstance(condition, Condition)
    assert "y" in condition.considered.columns
    accepts = condition.holds.args[1]
    assert [accepts(value) for value in (1, True, "a", 1.5)] == [True, True, False, False]


CATEGORIES = {"values": ["a", "b"], "weights": [0.5, 0.5]}


def test_divergence_of_categories_has_its_formula():
    result = run(kl_divergence_below("x", CATEGORIES, 0.1), x=["a", "a", "a", "b", None])
    assert result.observed_value == pytest.approx(0.75 * math.log(1.5) + 0.25 * math.log(0.5))
    assert not result.success
    assert result.details["observed_partition"] == {"values": ["a", "b"], "weights": [0.75, 0.25]}


def test_what_was_not_expected_makes_the_divergence_infinite_unless_it_was_held_out():
    result = run(kl_divergence_below("x", CATEGORIES, 10), x=["a", "b", "c"])
    assert (result.success, result.observed_value) == (False, None)
    assert run(kl_divergence_below("x", CATEGORIES, 10, tail_weight_holdout=0.1), x=["a", "b", "c"]).success


def test_bins_hold_their_lower_edge_and_the_last_one_both():
    bins = {"bins": [0, 1, 2], "weights": [0.5, 0.5]}
    result = run(kl_divergence_below("x", bins, 0.1), x=[0, 1, 2, 2])
    assert result.details["observed_partition"] == {
        "bins": [0.0, 1.0, 2.0],
        "weights": [0.25, 0.75],
        "tail_weights": [0, 0],
    }


def test_infinite_edges_are_tails():
    bins = {"bins": [-math.inf, 0, 1, math.inf], "weights": [0.25, 0.5, 0.25]}
    result = run(kl_divergence_below("x", bins, 0.1), x=[-5.0, 0.5, 0.6, 1.0])
    assert (result.success, result.observed_value) == (True, 0.0)


def test_holdouts_scale_the_other_weights_down():
    bins = {"bins": [0, 1, 2, 3], "weights": [0.5, 0.5, 0]}
    line = kl_divergence_below("x", bins, 1, tail_weight_holdout=0.1, internal_weight_holdout=0.2)
    expected = run(line, x=[0.5, 2.5]).details["expected_partition"]
    assert expected["weights"] == pytest.approx([0.35, 0.35, 0.2])
    assert expected["tail_weights"] == pytest.approx([0.05, 0.05])


def test_no_values_are_no_distribution():
    assert not run(kl_divergence_below("x", CATEGORIES, 10), x=pl.Series([None], dtype=pl.String)).success


@pytest.mark.parametrize(
    "partition",
    [
        None,
        {"values": ["a"], "weights": [0.5]},
        {"values": ["a", "b"], "weights": [1.0]},
        {"bins": [0, 1], "weights": [0.5, 0.5]},
        {"bins": [1, 0], "weights": [1.0]},
        {"bins": [0, 1, 2], "weights": [0.5, 0.6]},
        {"bins": [0, 1], "weights": [0.5], "tail_weights": [0.5]},
        {"values": ["a"], "weights": ["1"]},
    ],
)
def test_what_is_no_partition_is_refused(partition):
    with pytest.raises(SuiteError, match="partition"):
        kl_divergence_below("x", partition, 0.1)


def test_chi_square_finds_shares_that_are_not_as_expected():
    pytest.importorskip("scipy")
    x = ["a"] * 60 + ["b"] * 40
    assert run(chisquare_above("x", CATEGORIES), x=x).observed_value == pytest.approx(0.0455, abs=1e-4)
    assert run(chisquare_above("x", CATEGORIES), x=[*x, "c"]).observed_value == 0.0


def test_equal_columns_are_associated_and_independent_ones_are_not():
    a, b = [1, 2, 3] * 4, [1] * 3 + [2] * 3 + [3] * 3 + [4] * 3
    assert run(cramers_phi_below("a", "a2"), a=a, a2=a).observed_value == pytest.approx(1.0)
    assert run(cramers_phi_below("a", "b"), a=a, b=b).observed_value == pytest.approx(0.0)
    assert run(cramers_phi_below("a", "b"), a=["x"] * 3, b=[1, 2, 3]).observed_value == 0.0


def test_kolmogorov_smirnov_knows_a_uniform_column():
    pytest.importorskip("scipy")
    x = [(n + 0.5) / 100 for n in range(100)]
    assert run(ks_above("x", "uniform", params=[0, 1]), x=x).success
    assert not run(ks_above("x", "norm", params={"mean": 0, "std_dev": 1}), x=x).success
    even = {"bins": [0, 0.5, 1], "weights": [0.5, 0.5]}
    line = bootstrapped_ks_above("x", even, bootstrap_samples=50, bootstrap_sample_size=20)
    first, again = run(line, x=x), run(line, x=x[::-1])
    assert first.success and first.observed_value == again.observed_value


def test_parameters_of_a_distribution_are_checked():
    for distribution, params in (
        ("norm", {"mean": 0, "std_dev": -1}), ("beta", [1]), ("chi2", {}), ("cauchy", [0, 1]), ("norm", None),
        ("gamma", {"alpha": 1, "beta": 2}),
    ):  # fmt: skip
        with pytest.raises(SuiteError):
            ks_above("x", distribution, params=params)


def test_the_newest_value_must_be_recent():
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    times = [datetime(2026, 11, 20), datetime(2026, 11, 22, 13)]
    result = run(fresh("t", "1d", now=now), t=times)
    assert (result.success, result.observed_value, result.details["age_seconds"]) == (True, times[1], 82800)
    assert not run(fresh("t", "22h", now=now), t=times).success
    assert not run(fresh("t", "1d", now=now), t=pl.Series([None], dtype=pl.Datetime)).success


def test_without_now_the_clock_is_asked():
    now = datetime.fromtimestamp(SystemClock().now(), UTC)
    assert run(fresh("t", "1h"), t=[now - timedelta(minutes=5)]).success
    assert not run(fresh("t", "1h"), t=[now - timedelta(hours=2)]).success


def test_a_date_stands_for_its_whole_day():
    line = fresh("d", "1d", now="2026-11-23T12:00:00")
    assert run(line, d=[date(2026, 11, 22)]).success
    assert not run(line, d=[date(2026, 11, 21)]).success


def test_a_date_in_the_far_future_is_no_sign_of_freshness():
    assert not run(fresh("d", "1d", now="2026-11-23"), d=[date(2099, 1, 1)]).success


def test_an_age_must_be_a_length_of_time():
    with pytest.raises(SuiteError, match="length of time"):
        fresh("d", "soon")
    with pytest.raises(SuiteError, match="ISO 8601"):
        run(fresh("d", "1d", now="2026-11-23"), d=["soon"])
