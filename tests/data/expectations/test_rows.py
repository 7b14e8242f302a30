"""What kinds about rows do at the edges: missing values, text as dates, other types, row conditions."""

import math
from datetime import date, datetime
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.data import (
    Suite,
    between,
    col,
    columns_equal,
    compound_unique,
    dateutil_parseable,
    decreasing,
    distinct_within_row,
    expectation,
    greater_than,
    in_set,
    increasing,
    json_parseable,
    json_schema,
    length_between,
    length_equals,
    like,
    like_list,
    matches_regex,
    matches_regex_list,
    not_in_set,
    not_like_list,
    not_matches_regex,
    not_outliers,
    pair_equal,
    pair_in_set,
    strftime,
    sum_equals,
    unique,
    z_score_below,
)
from fairlead.errors import SuiteError, TableError


def run(line, **columns):
    table = pl.DataFrame(columns, strict=False)
    return Suite("rows", [line]).run(table, samples=None).results[0]


def unexpected(line, **columns):
    return list(run(line, **columns).index)


def test_nan_counts_as_missing():
    result = run(between("x", 0, 1), x=[0.5, math.nan, None, 2.0])
    assert (result.missing, result.unexpected) == (2, 1)


def test_mostly_is_reached_exactly_at_its_share():
    x = [1, 1, 1, 9, None]
    assert run(between("x", 0, 1, mostly=0.75), x=x).success
    assert not run(between("x", 0, 1, mostly=0.76), x=x).success


def test_a_date_is_in_a_set_of_dates_as_text():
    days = [date(2026, 11, 23), date(2026, 11, 24)]
    assert unexpected(in_set("day", ["2026-11-23"]), day=days) == [1]
    times = [datetime(2026, 11, 23), datetime(2026, 11, 23, 12)]
    assert unexpected(in_set("at", ["2026-11-23"]), at=times) == [1]


def test_a_member_of_another_type_equals_nothing():
    assert unexpected(in_set("n", ["1", 2]), n=[1, 2]) == [0]
    assert unexpected(not_in_set("n", ["1", None]), n=[1, None]) == []
    assert unexpected(in_set("b", [1]), b=[True, False]) == [1]


def test_whole_numbers_and_decimals_meet_their_equals():
    assert unexpected(in_set("n", [1.0, 2.5]), n=[1, 2]) == [1]
    assert unexpected(in_set("x", [Decimal("1.5"), 2]), x=[Decimal("1.5"), Decimal("2.0"), Decimal("3.0")]) == [2]


def test_no_value_is_in_a_set_of_other_types():
    assert unexpected(in_set("at", ["soon"]), at=[datetime(2026, 11, 23), None]) == [0]


def test_no_value_is_in_the_empty_set():
    assert unexpected(in_set("n", []), n=[1, None]) == [0]
    assert unexpected(not_in_set("n", []), n=[1, None]) == []


def test_a_set_must_be_a_list():
    for value in (None, "abc", 3):
        with pytest.raises(SuiteError, match="value_set"):
            in_set("n", value)


def test_members_of_a_category_are_compared_as_text():
    plans = pl.Series("plan", ["a", "b"], dtype=pl.Categorical)
    assert Suite("s", [in_set("plan", ["a"])]).run(pl.DataFrame([plans])).results[0].index == (1,)


def test_every_copy_of_a_repeated_value_breaks_uniqueness():
    assert unexpected(unique("id"), id=["a", "b", "a", None, None]) == [0, 2]


def test_a_row_condition_narrows_what_uniqueness_and_order_look_at():
    assert unexpected(unique("id", row_condition=col("ok")), id=[1, 1, 2, 2], ok=[True, False, True, True]) == [2, 3]
    line = increasing("n", row_condition="ok == 1")
    assert unexpected(line, n=[1, 9, 2, 1], ok=[1, 0, 1, 1]) == [3]


def test_a_row_condition_narrows_the_mean_that_a_score_is_taken_from():
    line = z_score_below("x", 1, False, row_condition="kind == 'a'")
    assert unexpected(line, x=[1, 1, 4, 1000, 1000], kind=["a", "a", "a", "b", "b"]) == [2]


def test_missing_values_are_the_same_in_a_combination():
    columns = {"a": [1, 1, None, None, None], "b": [None, None, 2, 2, None]}
    assert unexpected(compound_unique(["a", "b"]), **columns) == [0, 1, 2, 3]
    assert unexpected(compound_unique(["a", "b"], ignore_row_if="any_value_is_missing"), **columns) == []


def test_two_missing_values_are_the_same_within_a_row():
    columns = {"a": [1, None, None], "b": [None, None, 2], "c": [2, 3, None]}
    assert unexpected(distinct_within_row(["a", "b", "c"]), **columns) == [1, 2]


def test_a_missing_value_equals_only_a_missing_one():
    columns = {"a": [1, None, None], "b": [1, 1, None], "c": [1, 1, None]}
    assert unexpected(columns_equal(["a", "b", "c"]), **columns) == [1]
    assert unexpected(columns_equal(["a", "b", "c"], ignore_row_if="never"), **columns) == [1]
    assert unexpected(pair_equal("a", "b", ignore_row_if="neither"), **columns) == [1, 2]


def test_a_rule_about_several_columns_needs_two():
    for kind in (compound_unique, distinct_within_row, columns_equal):
        with pytest.raises(SuiteError, match="two columns"):
            kind(["a"])


def test_a_row_condition_narrows_combinations_that_nothing_is_left_out_of():
    line = compound_unique(["a", "b"], ignore_row_if="never", row_condition="x > 0")
    assert unexpected(line, a=[1, 1, 1], b=[None, None, None], x=[1, 1, 0]) == [0, 1]


def test_a_sum_with_a_missing_part_breaks_the_rule():
    columns = {"a": [1, None, None], "b": [2, 3, None]}
    assert unexpected(sum_equals(["a", "b"], 3), **columns) == [1]


def test_small_integers_do_not_run_over_in_a_sum():
    table = pl.DataFrame({"a": [100], "b": [100]}, schema={"a": pl.Int8, "b": pl.Int8})
    assert Suite("s", [sum_equals(["a", "b"], 200)]).run(table).success


def test_a_pair_with_one_missing_value_is_not_greater():
    columns = {"a": [2, None, 1, None], "b": [1, 1, None, None]}
    assert unexpected(greater_than("a", "b"), **columns) == [1, 2]
    assert unexpected(greater_than("a", "b", ignore_row_if="either_value_is_missing"), **columns) == []


def test_none_in_a_pair_stands_for_a_missing_value():
    line = pair_in_set("a", "b", [["x", 1], ["x", None], [None, 2]])
    assert unexpected(line, a=["x", "x", None, None, "y"], b=[1, None, 2, 3, 1]) == [3, 4]


def test_a_set_of_many_pairs_is_no_deep_tree():
    pairs = [[n, n + 1] for n in range(3000)]
    assert unexpected(pair_in_set("a", "b", pairs), a=[1, 2999, 5], b=[2, 3000, 5]) == [2]


def test_the_first_value_after_missing_ones_keeps_the_order():
    assert unexpected(increasing("n"), n=[None, 5, None, 4, 4]) == [3]
    assert unexpected(increasing("n", strictly=True), n=[None, 5, None, 4, 4]) == [3, 4]
    assert unexpected(decreasing("n"), n=[3, 3, 4]) == [2]


def test_a_single_value_and_equal_values_have_no_outliers():
    for x in ([5.0], [5.0, 5.0, 5.0], [None, 5.0]):
        for line in (z_score_below("x", 0.1, True), not_outliers("x"), not_outliers("x", "std", 0)):
            assert unexpected(line, x=x) == []


def test_a_value_on_the_fence_is_no_outlier():
    assert unexpected(not_outliers("x", "iqr", 0), x=[0, 1, 2, 3, 4]) == [0, 4]
    assert unexpected(not_outliers("x", "iqr", 0.5), x=[0, 1, 2, 3, 4]) == []


def test_a_value_as_many_standard_deviations_away_as_allowed_is_an_outlier():
    assert unexpected(not_outliers("x", "std", 1), x=[1, -1, -3]) == [0, 2]
    assert unexpected(not_outliers("x", "std", 1), x=[1, 2, -1]) == [2]
    assert unexpected(not_outliers("x", "std", 0), x=[1, -1, -3]) == [0, 2]


def test_length_counts_characters():
    assert unexpected(length_equals("s", 2), s=["éé", "ab", "", None, "abc"]) == [2, 4]
    assert unexpected(length_between("s", 1, 3, strict_max=True), s=["", "ab", "abc"]) == [0, 2]


def test_lengths_are_of_text_only():
    with pytest.raises(SuiteError, match="Expected text; found"):
        run(length_equals("n", 2), n=[10, 11])
    with pytest.raises(SuiteError, match="number of characters"):
        length_equals("s", "2")


def test_a_regular_expression_is_found_anywhere_and_like_is_anchored():
    assert unexpected(matches_regex("s", "b"), s=["abc", "xyz"]) == [1]
    assert unexpected(like("s", "b"), s=["abc", "b"]) == [0]
    assert unexpected(like("s", "a%c"), s=["a\nc", "abc", "abcd"]) == [2]


def test_like_takes_an_escape_and_nothing_else_as_special():
    assert unexpected(like("s", "50!%", escape="!"), s=["50%", "500"]) == [1]
    assert unexpected(like("s", "[ab]_"), s=["[ab]c", "ac"]) == [1]


def test_lists_of_patterns_take_any_or_all():
    s = ["ab", "a", "c"]
    assert unexpected(matches_regex_list("s", ["a", "b"]), s=s) == [2]
    assert unexpected(matches_regex_list("s", ["a", "b"], "all"), s=s) == [1, 2]
    assert unexpected(like_list("s", ["a%", "%b"], "all"), s=s) == [1, 2]
    assert unexpected(not_like_list("s", ["a", "c"]), s=s) == [1, 2]
    with pytest.raises(SuiteError, match="any or all"):
        matches_regex_list("s", ["a"], "some")
    with pytest.raises(SuiteError, match="not empty"):
        matches_regex_list("s", [])


def test_what_is_no_regular_expression_is_refused_at_once():
    for make in (
        lambda: matches_regex("s", "("),
        lambda: not_matches_regex("s", "["),
        lambda: matches_regex("s", None),
    ):
        with pytest.raises(SuiteError):
            make()


def test_a_date_that_does_not_exist_is_in_no_format():
    assert unexpected(strftime("d", "%d.%m.%Y"), d=["30.02.2026", "1.2.2026", "01.02.2026 "]) == [0, 2]
    with pytest.raises(SuiteError, match="strptime"):
        strftime("d", "%Q")
    for text in ("", "yyyy-mm-dd", "100%%"):
        with pytest.raises(SuiteError, match="such as %Y-%m-%d"):
            strftime("d", text)


@pytest.mark.parametrize(
    "make",
    [
        lambda: length_between("s", -1, 5),
        lambda: length_between("s", max_value=-1),
        lambda: length_between("s", math.nan),
        lambda: length_equals("s", -1),
        lambda: length_equals("s", 1.5),
    ],
)
def test_a_length_that_no_text_has_is_refused(make):
    with pytest.raises(SuiteError, match="a number of characters"):
        make()


def test_a_set_may_be_given_as_a_range():
    assert in_set("x", range(3)) == in_set("x", [0, 1, 2])
    assert unexpected(not_in_set("x", range(1, 3)), x=[0, 1, 2, 3]) == [1, 2]


@pytest.mark.parametrize("when", ['date("2019-01-02")', 'datetime("2019-01-02 00:00:00")', '"2019-01-02"'])
def test_a_row_condition_compares_with_a_date(when):
    line = between("x", 0, 1, row_condition=f'col("when") >= {when} and col("x").notNull()')
    days = [date(2019, 1, 1), date(2019, 1, 2), date(2019, 1, 3)]
    assert unexpected(line, x=[9, 9, 1], when=days) == [1]
    assert unexpected(line, x=[9, 9, 1], when=[datetime(day.year, day.month, day.day) for day in days]) == [1]


@pytest.mark.parametrize("when", ['date("soon")', "date(2019)", 'date("2019-01-01", 1)', "date()", "date(x)"])
def test_a_date_in_a_row_condition_that_is_none_is_refused(when):
    with pytest.raises(SuiteError, match="cannot be read"):
        between("x", 0, 1, row_condition=f'col("when") > {when}')


def test_formats_are_of_text_only():
    for line in (strftime("d", "%Y"), dateutil_parseable("d"), json_schema("d", {})):
        with pytest.raises(SuiteError, match="Expected text; found"):
            run(line, d=[1, 2])


def test_no_text_makes_the_reader_of_dates_fail(recwarn):
    texts = ["1" * 400 + ":" + "2" * 400, "9" * 10_000, "2026-11-23 10:00 XYZ", "\x00", "12:00 +99:99", "Nov 23"]
    assert unexpected(dateutil_parseable("d"), d=texts) == [0, 1, 3]
    assert not recwarn.list


def test_text_that_is_no_json_breaks_a_json_schema():
    line = json_schema("p", {"type": "object", "required": ["a"]})
    assert unexpected(line, p=['{"a": 1}', "{}", "nonsense", None]) == [1, 2]
    with pytest.raises(SuiteError, match="JSON schema"):
        json_schema("p", {"type": "no such type"})


def test_deeply_nested_json_is_no_crash():
    assert unexpected(json_parseable("p"), p=["[" * 100_000, "[]"]) == [0]


def test_a_missing_column_is_named_with_the_nearest():
    with pytest.raises(TableError, match="tenure"):
        run(in_set("tenre", [1]), tenure=[1])


@given(st.lists(st.one_of(st.none(), st.integers(-3, 3)), max_size=12), st.lists(st.integers(-3, 3), max_size=5))
def test_in_set_and_not_in_set_part_the_values_that_are_there(values, members):
    table = pl.DataFrame({"n": pl.Series(values, dtype=pl.Int64)})
    inside, outside = Suite("s", [in_set("n", members), not_in_set("n", members)]).run(table, samples=None).results
    present = [row for row, value in enumerate(values) if value is not None]
    assert sorted([*inside.index, *outside.index]) == present


@given(st.lists(st.one_of(st.none(), st.integers(0, 4)), max_size=12))
def test_strictly_increasing_values_are_unique_and_increasing(values):
    table = pl.DataFrame({"n": pl.Series(values, dtype=pl.Int64)})
    strict, loose, once = Suite("s", [increasing("n", True), increasing("n"), unique("n")]).run(table).results
    if strict.success:
        assert loose.success and once.success


def test_a_custom_expectation_runs_like_the_others():
    @expectation
    def paid_in_full(billed, paid, tolerance=0):
        return col(paid).filled(0) + tolerance >= col(billed)

    line = paid_in_full("billed", "paid", tolerance=1, mostly=0.5)
    result = run(line, billed=[10, 10, None], paid=[9, 5, 1])
    assert (result.index, result.missing, result.success) == ((1,), 1, True)
    assert line.sentence.startswith("paid_in_full: ")


def test_a_custom_expectation_may_ask_for_repeated_rows():
    from fairlead.data.expr import duplicated

    @expectation
    def once(name):
        return ~duplicated([name])

    assert unexpected(once("n"), n=[1, 1, 2]) == [0, 1]
