"""One row is checked by plain functions: quickly, without a table library, and whatever JSON holds."""

import datetime as dt
import subprocess
import sys
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from fairlead.data import Suite, between, col, expectation, not_null, unique
from fairlead.data.kind import KINDS, find_kind
from fairlead.data.row import Broken
from fairlead.data.schema import Column, Schema
from fairlead.errors import SuiteError


def broken(row: dict[str, Any], *lines: Any, **options: Any) -> list[str]:
    """Give the labels of the lines that a row breaks."""
    return [found.expectation.label for found in Suite("s", list(lines)).row_checker(**options)(row)]


def messages(row: dict[str, Any], *lines: Any, **options: Any) -> list[str]:
    return [found.message for found in Suite("s", list(lines)).row_checker(**options)(row)]


def test_a_row_that_keeps_every_rule_gives_nothing() -> None:
    assert Suite("s", [between("age", 0, 120), not_null("age")]).row_checker()({"age": 36}) == ()


def test_broken_lines_come_in_order_with_value_and_sentence() -> None:
    line = between("age", 0, 120)
    found = Suite("s", [not_null("name"), line]).row_checker()({"name": "Ada", "age": -1})
    said = "Expected that age is at least 0 and at most 120; age is -1."
    assert found == (Broken(line, ("age",), -1, said),)


def test_a_missing_key_is_a_missing_value() -> None:
    assert broken({}, between("age", 0, 120)) == []
    assert messages({}, not_null("age")) == ["Expected that age is not missing; age is not given."]


@pytest.mark.parametrize("value", [None, float("nan"), Decimal("NaN")])
def test_null_and_nan_are_missing(value: Any) -> None:
    assert broken({"age": value}, not_null("age"), between("age", 0, 120)) == ["not_null(age)"]


def test_keys_that_no_line_is_about_are_ignored() -> None:
    assert broken({"age": 3, "other": object()}, between("age", 0, 120)) == []


@pytest.mark.parametrize("value", ["36", "old", True, [1], {"a": 1}])
def test_what_is_no_number_breaks_a_rule_about_numbers(value: Any) -> None:
    (message,) = messages({"age": value}, between("age", 2, 120))
    assert message.endswith(f"age is {value!r}, not a number.")


def test_a_number_breaks_a_rule_about_text() -> None:
    (message,) = messages({"code": 5}, find_kind("matches_regex")("code", "^a"))
    assert message.endswith("code is 5, not text.")
    assert broken({"code": 5}, find_kind("length_between")("code", 1, 3)) != []


def test_a_list_is_in_no_set() -> None:
    assert broken({"code": ["a"]}, find_kind("in_set")("code", ["a"])) != []


def test_iso_text_is_read_as_a_date_beside_a_date() -> None:
    line = between("day", dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    assert broken({"day": "2026-05-05"}, line) == []
    assert broken({"day": "2025-12-31"}, line) == [line.label]
    assert messages({"day": "soon"}, line)[0].endswith("day is 'soon', not a date.")


def test_a_date_beside_text_is_compared_as_a_date() -> None:
    line = between("day", "2026-01-01", "2026-12-31")
    assert broken({"day": dt.date(2026, 5, 5)}, line) == []
    assert broken({"day": dt.datetime(2027, 1, 1, 3)}, line) == [line.label]


def test_moments_with_and_without_a_time_zone_compare_in_utc() -> None:
    line = between("at", dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC), None)
    assert broken({"at": "2026-01-01T13:00:00+02:00"}, line) == [line.label]
    assert broken({"at": "2026-01-01T12:00:00"}, line) == []


def test_members_that_are_dates_are_found_as_iso_text() -> None:
    line = find_kind("in_set")("day", [dt.date(2026, 1, 1)])
    assert broken({"day": "2026-01-01"}, line) == []
    assert broken({"day": "2026-01-02"}, line) == [line.label]


def test_a_schema_reads_text_as_dates_in_pairs() -> None:
    line = find_kind("greater_than")("end", "start")
    families = {"start": "datetime", "end": "datetime"}
    row = {"start": "2026-01-01T10:00:00+02:00", "end": "2026-01-01T09:30:00+00:00"}
    assert broken(row, line, schema=families) == []
    assert broken({"start": "2026-02-01", "end": "never"}, line, schema=families) == [line.label]


def test_a_schema_refuses_values_of_another_type() -> None:
    assert broken({"age": True}, not_null("age"), schema={"age": "integer"}) == ["not_null(age)"]
    assert broken({"ok": 1}, find_kind("in_set")("ok", [True]), schema={"ok": "boolean"}) == []


def test_lines_that_one_row_cannot_decide_are_listed_with_the_reason() -> None:
    lines = [
        unique("id"), find_kind("increasing")("id"), find_kind("mean_between")("id", 0, 1),
        find_kind("column_exists")("id"), between("id", 0, 9),
    ]  # fmt: skip
    check = Suite("s", lines).row_checker()
    assert [(one.expectation.kind.alias, one.reason) for one in check.skipped] == [
        ("unique", "it compares a row with others"),
        ("increasing", "it compares a row with others"),
        ("mean_between", "it is about the table as a whole"),
        ("column_exists", "it is about the columns of a table"),
    ]
    assert len(check({"id": 10})) == 1


def test_a_row_condition_decides_whether_the_rule_is_put() -> None:
    line = between("age", 18, 120, row_condition='col("kind") == "adult"')
    assert broken({"kind": "child", "age": 3}, line) == []
    assert broken({"age": 3}, line) == []
    assert broken({"kind": "adult", "age": 3}, line) == [line.label]


def test_no_private_value_is_shown() -> None:
    suite = Suite("s", [between("income", 0, 9, row_condition="age > 1")], private=["age", "income"])
    for row in ({"income": 4711, "age": 5}, {"income": 1, "age": "4711"}):
        (found,) = suite.row_checker()(row)
        assert found.value is None
        assert "4711" not in found.message


def test_division_is_that_of_tables() -> None:
    from fairlead.data.expr import col
    from fairlead.data.row_function import row_function

    ratio = row_function(col("a") / col("b"), {})
    found = [ratio({"a": a, "b": b}) for a, b in [(1, 0), (-1, 0), (0, 0), (1, 2), (None, 1)]]
    assert found == [float("inf"), float("-inf"), None, 0.5, None]


def test_a_number_is_no_json() -> None:
    assert broken({"s": 5}, find_kind("json_parseable")("s")) != []


def test_something_else_than_a_row_is_an_error() -> None:
    with pytest.raises(SuiteError, match="One row is expected"):
        Suite("s", []).row_checker()([1, 2])  # type: ignore[arg-type]


def test_a_large_value_is_cut_in_the_message() -> None:
    (message,) = messages({"s": "x" * 10_000_000}, find_kind("length_between")("s", 1, 3))
    assert len(message) < 200


def test_no_table_library_is_loaded() -> None:
    code = (
        "from fairlead.data import Suite, between, not_null\n"
        "check = Suite('s', [between('a', 0, 1), not_null('a')]).row_checker()\n"
        "assert len(check({'a': 5})) == 1\n"
        "import sys; print([n for n in ('polars', 'pandas', 'numpy', 'pyarrow', 'narwhals') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("value", [np.int64(300), np.float32(300), np.float64(300), Decimal(300)])
def test_a_number_of_another_library_is_a_number(value: Any) -> None:
    assert broken({"age": value}, between("age", 0, 120)) == ["between(age, 0, 120)"]
    assert broken({"age": value}, between("age", 0, 300), find_kind("in_set")("age", [300])) == []
    assert broken({"age": value}, between("age", 0, 120), schema={"age": "float"}) == ["between(age, 0, 120)"]
    assert "np." not in messages({"age": value}, between("age", 0, 120))[0]


@pytest.mark.parametrize("value", [pd.NA, pd.NaT, np.float64("nan"), np.datetime64("NaT")])
def test_what_pandas_and_numpy_call_missing_is_missing(value: Any) -> None:
    assert broken({"age": value}, not_null("age"), between("age", 0, 120)) == ["not_null(age)"]
    assert broken({"age": value}, not_null("age"), schema={"age": "integer"}) == ["not_null(age)"]


@pytest.mark.parametrize("unit", ["D", "s", "us", "ns"])
def test_a_moment_of_numpy_or_pandas_is_a_moment(unit: str) -> None:
    line = between("day", dt.datetime(2026, 1, 1), dt.datetime(2026, 12, 31))
    found = [np.datetime64("2026-02-01", unit), np.datetime64("2027-02-01", unit)]
    assert [broken({"day": day}, line) != [] for day in found] == [False, True]
    assert [broken({"day": pd.Timestamp(day)}, line) != [] for day in found] == [False, True]


def test_a_row_of_a_pandas_table_is_a_row() -> None:
    table = pd.DataFrame({"age": [36, -1], "name": ["Ada", None]})
    lines = (between("age", 0, 120), not_null("name"))
    assert [broken(table.iloc[place], *lines) for place in (0, 1)] == [[], [line.label for line in lines]]  # type: ignore[arg-type]
    with pytest.raises(SuiteError, match="One row is expected"):
        broken(table, *lines)  # type: ignore[arg-type]


@pytest.mark.parametrize(("given", "written"), [(Decimal("0.1"), 0.1), (0.1, Decimal("0.1"))])
def test_a_float_beside_a_decimal_is_what_it_is_written_as(given: Any, written: Any) -> None:
    assert broken({"price": given}, between("price", written, written), find_kind("in_set")("price", [written])) == []
    assert broken({"price": given}, between("price", written, None), schema={"price": "decimal"}) == []
    assert broken({"price": given}, between("price", written, None), schema={"price": "float"}) == []


def test_decimals_and_floats_are_calculated_with() -> None:
    line = find_kind("sum_equals")(["price", "tax"], 1.5)
    assert broken({"price": Decimal("1.25"), "tax": 0.25}, line) == []
    assert broken({"price": Decimal("1.25"), "tax": 0.5}, line) == [line.label]


def test_a_float_of_32_bits_is_compared_as_one() -> None:
    schema = Schema((Column("x", "float", "Float32", is_single=True),))
    lines = (between("x", 0.1, 0.1), find_kind("in_set")("x", [0.1]))
    for value in (0.1, np.float32(0.1), float(np.float32(0.1))):
        assert broken({"x": value}, *lines, schema=schema) == []
    assert len(broken({"x": 0.2}, *lines, schema=schema)) == 2


def test_a_function_that_fails_is_an_error() -> None:
    @expectation
    def is_shouted(a: str) -> Any:
        return col(a).satisfies(lambda text: text.isupper(), "shouted")

    KINDS.pop("expect_is_shouted")
    assert broken({"s": "a"}, is_shouted("s")) != []
    with pytest.raises(SuiteError, match="function shouted failed on a value of the type int"):
        broken({"s": 5}, is_shouted("s"))
    (message,) = messages({"s": 5}, find_kind("dateutil_parseable")("s"))
    assert message.endswith("s is 5, not text.")


def test_an_hour_that_the_clocks_show_twice_is_two_hours() -> None:
    schema = Schema((Column("t", "datetime", "Datetime", "Europe/Berlin"),))
    first, second = (dt.datetime(2026, 10, 25, hour, 30, tzinfo=dt.UTC) for hour in (0, 1))
    berlin = ZoneInfo("Europe/Berlin")
    lines = (between("t", None, "2026-10-25T02:30"), find_kind("in_set")("t", ["2026-10-25T02:30"]))
    for moment in (first, first.astimezone(berlin), "2026-10-25T02:30", dt.datetime(2026, 10, 25, 2, 30)):
        assert broken({"t": moment}, *lines, schema=schema) == []
    for moment in (second, second.astimezone(berlin), second.astimezone(berlin).isoformat()):
        assert len(broken({"t": moment}, *lines, schema=schema)) == 2
