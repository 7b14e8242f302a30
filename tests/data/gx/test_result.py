"""Result documents of Great Expectations: the keys of each form, plain values, and nothing that is private."""

import json
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.data import Suite, between, expectation, not_null, null
from fairlead.data.expr import Expr, col
from fairlead.data.gx.value import plain_value
from fairlead.data.result import Result
from fairlead.errors import SuiteError, TableError

AGES = pl.DataFrame({"age": [25, None, 45, -5, 150], "id": ["a", "b", "c", "d", "e"]})
COUNTED = {
    "element_count": 5,
    "unexpected_count": 2,
    "unexpected_percent": 50.0,
    "missing_count": 1,
    "missing_percent": 20.0,
    "unexpected_percent_total": 40.0,
    "unexpected_percent_nonmissing": 50.0,
}
BASIC = {**COUNTED, "partial_unexpected_list": [-5, 150]}
COUNTS = {"partial_unexpected_counts": [{"value": -5, "count": 1}, {"value": 150, "count": 1}]}
SUMMARY = {**BASIC, **COUNTS, "partial_unexpected_index_list": [3, 4]}
COMPLETE = {
    **SUMMARY, "unexpected_list": [-5, 150], "unexpected_index_list": [3, 4], "unexpected_index_query": "df[[3, 4]]",
}  # fmt: skip


def found(line: Any, table: pl.DataFrame, result_format: Any, **options: Any) -> dict[str, Any]:
    """Give the block `result` of the one line of a suite."""
    document = Suite("s", [line], **options).run(table, samples=None).to_gx_json(result_format)
    block: dict[str, Any] = document["results"][0]["result"]
    return block


@pytest.mark.parametrize(
    ("result_format", "wanted"),
    [("BOOLEAN_ONLY", {}), ("BASIC", BASIC), ("SUMMARY", SUMMARY), ("COMPLETE", COMPLETE)],
)
def test_each_form_has_the_keys_of_great_expectations(result_format: str, wanted: dict[str, Any]) -> None:
    assert found(between("age", 18, 120), AGES, result_format) == wanted


def test_line_about_missing_values_counts_none_apart() -> None:
    basic = {"element_count": 5, "unexpected_percent": 20.0, "unexpected_count": 1, "partial_unexpected_list": [None]}
    assert found(not_null("age"), AGES, "BASIC") == basic
    assert set(found(null("age"), AGES, "BASIC")) == set(basic)


def test_nothing_looked_at_has_no_share() -> None:
    block = found(between("age", 0, 1), pl.DataFrame({"age": [None, None]}, schema={"age": pl.Int64}), "BASIC")
    assert (block["unexpected_percent"], block["unexpected_percent_nonmissing"]) == (None, None)
    assert (block["missing_percent"], block["unexpected_percent_total"]) == (100.0, 0.0)
    empty = found(between("age", 0, 1), pl.DataFrame({"age": []}, schema={"age": pl.Int64}), "BASIC")
    assert (empty["missing_percent"], empty["unexpected_percent_total"]) == (None, None)


def test_key_columns_name_the_rows() -> None:
    form = {"result_format": "COMPLETE", "unexpected_index_column_names": ["id"]}
    block = found(between("age", 18, 120), AGES, form, keys=["id"])
    named = [{"age": -5, "id": "d"}, {"age": 150, "id": "e"}]
    assert block == {
        **COMPLETE,
        "unexpected_index_column_names": ["id"],
        "partial_unexpected_index_list": named,
        "unexpected_index_list": named,
    }


def test_keys_of_the_suite_name_the_rows_by_themselves() -> None:
    assert found(between("age", 18, 120), AGES, "SUMMARY", keys=["id"])["partial_unexpected_index_list"] == [
        {"age": -5, "id": "d"}, {"age": 150, "id": "e"},
    ]  # fmt: skip


def test_values_can_be_left_out() -> None:
    form = {"result_format": "COMPLETE", "exclude_unexpected_values": True}
    block = found(between("age", 18, 120), AGES, form)
    assert block == {
        **COUNTED,
        "partial_unexpected_index_list": [3, 4],
        "unexpected_index_list": [3, 4],
        "unexpected_index_query": "df[[3, 4]]",
    }
    assert found(between("age", 18, 120), AGES, form, keys=["id"])["unexpected_index_list"] == [{"id": ["d", "e"]}]


def test_whole_rows_can_be_listed() -> None:
    form = {"result_format": "BASIC", "include_unexpected_rows": True}
    assert found(between("age", 18, 120), AGES, form, keys=["id"])["unexpected_rows"] == [
        {"id": "d", "age": -5}, {"id": "e", "age": 150},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("count", "wanted"),
    [
        (1, {**COUNTED, "partial_unexpected_list": [-5], "partial_unexpected_index_list": [3],
             "partial_unexpected_counts": [{"value": -5, "count": 1}]}),
        (0, {**COUNTED, "partial_unexpected_list": []}),
    ],
)  # fmt: skip
def test_short_lists_are_as_long_as_asked(count: int, wanted: dict[str, Any]) -> None:
    form = {"result_format": "SUMMARY", "partial_unexpected_count": count}
    assert found(between("age", 18, 120), AGES, form) == wanted


def test_counts_are_of_all_values_where_all_are_listed_and_the_most_frequent_first() -> None:
    table = pl.DataFrame({"s": ["b"] * 25 + ["c", "a", "a", "c", "z"]})
    line = between("s", "x", "y")
    counts = found(line, table, "COMPLETE")["partial_unexpected_counts"]
    assert [(one["value"], one["count"]) for one in counts] == [("b", 25), ("a", 2), ("c", 2), ("z", 1)]
    assert found(line, table, "SUMMARY")["partial_unexpected_counts"] == [{"value": "b", "count": 20}]


def test_complete_result_of_a_short_run_is_refused() -> None:
    result = Suite("s", [between("age", 18, 120)]).run(AGES, samples=1)
    with pytest.raises(SuiteError, match="holds 1 of 2 unexpected values") as caught:
        result.to_gx_json("COMPLETE")
    assert caught.value.hint == 'run the suite again: suite.run(table, samples="all").'


def test_key_that_the_result_does_not_hold_is_refused() -> None:
    result = Suite("s", [between("age", 18, 120)], keys=["id"]).run(AGES)
    with pytest.raises(SuiteError, match="does not hold the column 'idd'") as caught:
        result.to_gx_json({"result_format": "SUMMARY", "unexpected_index_column_names": ["idd"]})
    assert caught.value.hint == "did you mean 'id'?"


def test_key_that_is_not_in_the_table_is_refused() -> None:
    with pytest.raises(TableError, match="Column 'idd' is not in the table"):
        Suite("s", [between("age", 18, 120)], keys=["idd"]).run(AGES)


@pytest.mark.parametrize(
    ("result_format", "said"),
    [
        ("SUMMARIES", "no result format 'SUMMARIES'"),
        ({"result_format": None}, "no result format None"),
        ({"result_format": "BASIC", "colour": 1}, "no argument 'colour'"),
        ({"result_format": "BASIC", "partial_unexpected_count": -1}, "'partial_unexpected_count'"),
    ],
)
def test_unknown_format_is_refused(result_format: Any, said: str) -> None:
    with pytest.raises(SuiteError, match=said):
        Suite("s", [not_null("age")]).run(AGES).to_gx_json(result_format)


def test_no_value_of_a_private_column_is_written() -> None:
    suite = Suite("s", [between("age", 18, 120), not_null("id")], keys=["id"], private=["age"])
    form = {"result_format": "COMPLETE", "include_unexpected_rows": True}
    text = json.dumps(suite.run(AGES, samples=None).to_gx_json(form))
    assert "150" not in text and "-5" not in text
    assert '"unexpected_index_list": [{"id": ["d", "e"]}]' in text


def test_document_of_a_suite_counts_its_lines() -> None:
    document = Suite("people", [between("age", 18, 120), not_null("id")]).run(AGES).to_gx_json()
    assert set(document) == {"success", "results", "suite_name", "suite_parameters", "statistics", "meta", "id"}
    assert (document["success"], document["suite_name"]) == (False, "people")
    assert document["statistics"] == {
        "evaluated_expectations": 2,
        "successful_expectations": 1,
        "unsuccessful_expectations": 1,
        "success_percent": 50.0,
    }
    assert Suite("empty").run(AGES).to_gx_json()["statistics"]["success_percent"] is None


def test_document_of_a_line_says_what_was_asked() -> None:
    line = between("age", 18, mostly=0.9, severity="warning", meta={"a": 1}, notes="n", id="7", row_condition="age > 1")
    document = Suite("s", [line]).run(AGES)["age"].to_gx_json("BOOLEAN_ONLY")
    assert document == {
        "success": False,
        "expectation_config": {
            "type": "expect_column_values_to_be_between",
            "kwargs": {"column": "age", "min_value": 18, "mostly": 0.9, "row_condition": "age > 1"},
            "meta": {"a": 1},
            "severity": "warning",
            "id": "7",
            "notes": "n",
        },
        "result": {},
        "meta": {},
        "exception_info": {"raised_exception": False, "exception_traceback": None, "exception_message": None},
    } | {"success": document["success"]}
    assert document["success"] is True


def test_row_condition_stands_in_a_document_as_its_object_or_in_words() -> None:
    def written(condition: Expr) -> Any:
        document = Suite("s", [not_null("id", row_condition=condition)]).run(AGES)["id"].to_gx_json()
        return document["expectation_config"]["kwargs"]["row_condition"]

    assert written(col("age") > 1) == {
        "type": "comparison", "column": {"name": "age"}, "operator": ">", "parameter": 1,
    }  # fmt: skip
    assert written(col("id").matches("^a")) == "matches(id, '^a')"


def test_line_that_could_not_be_decided_says_why() -> None:
    document = Result(not_null("a"), False, error="the file ended").to_gx_json()
    assert document["result"] == {}
    assert document["exception_info"]["exception_message"] == "the file ended"


def test_own_expectation_shows_the_columns_it_reads() -> None:
    @expectation
    def positive_margin(revenue: str, cost: str) -> Expr:
        return col(revenue) > col(cost)

    table = pl.DataFrame({"r": [3, 1], "c": [1, 2]})
    block = found(positive_margin("r", "c"), table, "SUMMARY")
    assert sorted(block["partial_unexpected_list"][0].items()) == [("c", 2), ("r", 1)]


# --- plain values ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (date(2026, 1, 2), "2026-01-02"),
        (datetime(2026, 1, 2, 10), "2026-01-02T10:00:00"),
        (datetime(2026, 1, 2, 10, tzinfo=UTC), "2026-01-02T10:00:00+00:00"),
        (time(10, 30), "10:30:00"),
        (timedelta(hours=1), "1:00:00"),
        (Decimal("1.50"), 1.5),
        (float("nan"), None),
        (Decimal("nan"), None),
        (b"a\xff", "b'a\\xff'"),
        ({"b", "a"}, ["a", "b"]),
        ((1, (2, None)), [1, [2, None]]),
        ({1: date(2026, 1, 2)}, {"1": "2026-01-02"}),
        (True, True),
    ],
)
def test_value_becomes_what_json_can_hold(value: Any, plain: Any) -> None:
    assert plain_value(value) == plain
    assert type(plain_value(value)) is type(plain)


def test_numbers_of_numpy_and_what_pandas_misses_become_plain() -> None:
    import numpy as np
    import pandas as pd

    values = [
        np.int64(3),
        np.float64("nan"),
        np.bool_(True),
        np.array([1.5]),
        np.datetime64("2026-01-02"),
        pd.NaT,
        pd.NA,
    ]
    assert plain_value(values) == [3, None, True, [1.5], "2026-01-02", None, None]
    assert plain_value(pd.Timestamp("2026-01-02 10:00")) == "2026-01-02T10:00:00"
    assert type(plain_value(np.bool_(True))) is bool


CELLS = st.one_of(
    st.lists(st.none() | st.integers(-(2**40), 2**40), max_size=8),
    st.lists(st.none() | st.floats(), max_size=8),
    st.lists(st.none() | st.text(max_size=3), max_size=8),
    st.lists(st.none() | st.dates(), max_size=8),
    st.lists(st.none() | st.datetimes(), max_size=8),
    st.lists(st.none() | st.binary(max_size=3), max_size=8),
    st.lists(st.none() | st.decimals(-99, 99, places=2), max_size=8),
    st.lists(st.none() | st.timedeltas(timedelta(-9), timedelta(9)), max_size=8),
    st.lists(st.none() | st.lists(st.integers(0, 9), max_size=2), max_size=8),
)


@given(CELLS)
def test_every_document_can_be_written_as_json(values: list[Any]) -> None:
    table = pl.DataFrame({"a": values}, strict=False)
    for result_format in ("BOOLEAN_ONLY", "BASIC", "SUMMARY", "COMPLETE"):
        document = Suite("s", [null("a"), not_null("a")]).run(table, samples=None).to_gx_json(result_format)
        assert json.loads(json.dumps(document)) == document
