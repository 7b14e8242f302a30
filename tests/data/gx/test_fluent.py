"""The fluent style: one question at a time, answers under the keys of Great Expectations, and a memory."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest

from fairlead.data import Suite, from_pandas, from_polars, from_table
from fairlead.data.gx.fluent import Dataset
from fairlead.data.kind import load_kinds
from fairlead.errors import SuiteError, TableError

PEOPLE = {"name": ["Ada", "Alan", None], "age": [36.0, -1.0, None], "id": [7, 8, 9]}


@pytest.fixture(params=["pandas", "polars", "file"])
def people(request: pytest.FixtureRequest, tmp_path: Path) -> Dataset:
    if request.param == "pandas":
        return from_pandas(pd.DataFrame(PEOPLE))
    if request.param == "polars":
        return from_polars(pl.DataFrame(PEOPLE))
    pl.DataFrame(PEOPLE).write_parquet(tmp_path / "people.parquet")
    return from_table(tmp_path / "people.parquet")


def test_question_is_answered_as_the_lesson_shows(people: Dataset) -> None:
    assert people.expect_column_values_to_be_between("age", min_value=0, max_value=120)["success"] is False
    assert people.expect_column_values_to_be_between("age", -1, 120)["success"] is True


def test_answer_is_a_mapping_with_attributes(people: Dataset) -> None:
    answer = people.expect_column_values_to_be_between("age", 0, 120)
    assert isinstance(answer, Mapping)
    assert set(answer) == {"success", "expectation_config", "result", "meta", "exception_info"}
    assert answer.success is answer["success"] is bool(answer) is False
    assert answer.result["partial_unexpected_list"] == [-1.0]
    assert answer.get("nothing") is None
    assert json.loads(repr(answer)) == json.loads(json.dumps(answer.to_json_dict())) == answer.to_json_dict()
    with pytest.raises(AttributeError, match="an answer has no 'sucess'; it has success"):
        _ = answer.sucess


def test_basic_is_the_form_if_none_is_given(people: Dataset) -> None:
    assert set(people.expect_column_values_to_be_between("age", 0, 120).result) == {
        "element_count", "unexpected_count", "unexpected_percent", "missing_count", "missing_percent",
        "unexpected_percent_total", "unexpected_percent_nonmissing", "partial_unexpected_list",
    }  # fmt: skip


def test_complete_form_lists_everything(people: Dataset) -> None:
    answer = people.not_null("age", result_format="COMPLETE")
    assert (answer.result["unexpected_list"], answer.result["unexpected_index_list"]) == ([None], [2])


def test_rows_are_named_by_a_column_and_listed_whole(people: Dataset) -> None:
    form = {"result_format": "COMPLETE", "unexpected_index_column_names": ["id"], "include_unexpected_rows": True}
    result = people.between("age", 0, 120, result_format=form).result
    assert result["unexpected_index_list"] == [{"age": -1.0, "id": 8}]
    assert result["unexpected_rows"] == [{"name": "Alan", "age": -1.0, "id": 8}]


def test_alias_and_name_ask_the_same(people: Dataset) -> None:
    assert (
        people.between("age", 0, 9).to_json_dict()
        == people.expect_column_values_to_be_between("age", 0, 9).to_json_dict()
    )


def test_options_of_a_line_are_heard(people: Dataset) -> None:
    assert people.between("age", 0, 120, mostly=0.5).success
    assert people.between("age", 0, 120, row_condition='col("id") != 8', condition_parser="great_expectations").success
    assert people.between("age", 0, 120, row_condition="id != 8", condition_parser="pandas").success
    assert people.between("age", 0, 120, meta={"owner": "ada"}).expectation_config["meta"] == {"owner": "ada"}


def test_config_can_be_left_out(people: Dataset) -> None:
    assert "expectation_config" not in people.not_null("id", include_config=False)


def test_parameter_stands_for_its_value() -> None:
    people = from_polars(pl.DataFrame(PEOPLE), parameters={"low": -5})
    assert people.between("age", min_value={"$PARAMETER": "low"}).success
    people.set_evaluation_parameter("low", 5)
    assert not people.between("age", min_value={"$PARAMETER": "low"}).success
    assert people.get_evaluation_parameter("low") == 5


def test_error_is_raised_unless_it_is_to_be_caught(people: Dataset) -> None:
    with pytest.raises(TableError, match="Column 'agee' is not in the table"):
        people.between("agee", 0, 120)
    answer = people.between("agee", 0, 120, catch_exceptions=True)
    assert (answer.success, answer.result) == (False, {})
    assert answer.exception_info["raised_exception"] is True
    assert "Column 'agee'" in answer.exception_info["exception_message"]
    assert "Traceback" in answer.exception_info["exception_traceback"]
    assert answer.expectation_config["kwargs"]["column"] == "agee"


def test_bad_arguments_are_caught_too(people: Dataset) -> None:
    assert people.between("age", 5, 1, catch_exceptions=True).exception_info["raised_exception"]
    assert people.between("age", 0, 1, colour="red", catch_exceptions=True).exception_info["raised_exception"]


def test_switched_off_arguments_of_old_releases_change_nothing(people: Dataset) -> None:
    assert people.between("age", -1, 120, parse_strings_as_datetimes=None, allow_cross_type_comparisons=False).success


def test_every_kind_is_a_method(people: Dataset) -> None:
    for kind in load_kinds().values():
        assert getattr(people, kind.name).__doc__ == getattr(people, kind.alias).__doc__ == kind.doc
        assert {kind.name, kind.alias} <= set(dir(people))


def test_unknown_method_names_the_nearest(people: Dataset) -> None:
    with pytest.raises(AttributeError, match="did you mean 'expect_column_values_to_be_between'"):
        people.expect_column_values_to_be_betwen("age")
    assert not hasattr(people, "_ipython_display_")


def test_what_was_asked_is_a_suite(people: Dataset) -> None:
    people.between("age", 0, 120)
    people.not_null("id")
    people.not_null("id", mostly=0.5)  # asked again: the later question counts
    assert [line.label for line in people.get_expectation_suite()] == ["not_null(id)"]
    suite = people.get_expectation_suite(discard_failed_expectations=False, name="people")
    assert (suite.name, [line.kind.alias for line in suite]) == ("people", ["between", "not_null"])
    assert [line.mostly for line in suite] == [1.0, 0.5]
    assert Suite.from_gx(suite.to_gx()) == suite


def test_what_failed_to_be_asked_is_not_remembered(people: Dataset) -> None:
    people.between("agee", 0, 120, catch_exceptions=True)
    assert len(people.get_expectation_suite(discard_failed_expectations=False)) == 0


def test_validate_checks_all_that_was_asked(people: Dataset) -> None:
    people.between("age", 0, 120)
    people.not_null("id")
    answer = people.validate()
    assert answer.statistics["evaluated_expectations"] == 2
    assert [one["success"] for one in answer.results] == [False, True]
    assert not answer
    assert len(people.validate(only_return_failures=True).results) == 1
    given = people.validate(people.get_expectation_suite(), result_format="BOOLEAN_ONLY")
    assert given.success and given.results[0]["result"] == {}


def test_question_can_be_forgotten(people: Dataset) -> None:
    people.not_null("id")
    people.not_null("name")
    (forgotten,) = people.remove_expectation("not_null", column="id")
    assert forgotten.column == "id"
    assert [line.column for line in people.get_expectation_suite(discard_failed_expectations=False)] == ["name"]
    with pytest.raises(SuiteError, match="No expectation 'not_null'"):
        people.remove_expectation("not_null", column="id")


def test_change_of_the_table_is_seen() -> None:
    frame = pd.DataFrame({"age": [1, 2]})
    dataset = from_pandas(frame)
    assert dataset.between("age", 0, 2).success
    frame.loc[0, "age"] = 9
    assert not dataset.between("age", 0, 2).success


@pytest.mark.parametrize("thing", [[1, 2], None, "nope.parquet"])
def test_what_is_no_table_is_refused_at_once(thing: Any) -> None:
    with pytest.raises(TableError):
        from_pandas(thing)


# --- what only pandas holds ------------------------------------------------------------------------------


def test_column_of_mixed_types_is_looked_at_value_by_value() -> None:
    mixed = from_pandas(pd.DataFrame({"m": [1, "abc", None, 2.5]}))
    assert mixed.not_null("m").result["unexpected_count"] == 1
    answer = mixed.in_set("m", [1, "abc"], result_format="COMPLETE")
    assert (answer.result["unexpected_list"], answer.result["unexpected_index_list"]) == ([2.5], [3])
    assert mixed.unique("m").success
    with pytest.raises(SuiteError):
        mixed.between("m", 0, 5)


def test_labels_of_the_index_name_the_rows() -> None:
    labelled = from_pandas(pd.DataFrame({"x": [1, 2, 3]}, index=["r1", "r2", "r3"]))
    result = labelled.between("x", 2, 9, result_format="COMPLETE").result
    assert result["unexpected_index_list"] == ["r1"]
    assert result["unexpected_index_query"] == "df.filter(items=['r1'], axis=0)"


@pytest.mark.parametrize("dtype", ["float64", "Int64", "Float64", "int64[pyarrow]", "object"])
def test_missing_values_of_every_sort_are_left_out(dtype: str) -> None:
    dataset = from_pandas(pd.DataFrame({"x": pd.Series([1, None, 3], dtype=dtype)}))
    result = dataset.between("x", 2, 9, result_format="COMPLETE").result
    assert (result["missing_count"], result["unexpected_list"], result["unexpected_index_list"]) == (1, [1], [0])


def test_values_of_different_types_are_different() -> None:
    mixed = from_pandas(pd.DataFrame({"m": [1, "a", None], "n": [1, 2, 3], "s": ["1", "a", "b"]}))
    assert mixed.pair_equal("m", "n", result_format="COMPLETE").result["unexpected_index_list"] == [1, 2]
    assert mixed.pair_equal("n", "s", result_format="COMPLETE").result["unexpected_index_list"] == [0, 1, 2]
    assert mixed.between("n", 2, 2, row_condition='m == "a"').success


def test_pattern_is_looked_for_in_what_is_printed_of_an_object() -> None:
    mixed = from_pandas(pd.DataFrame({"m": [15, "a1", None, "b"]}))
    assert mixed.matches_regex("m", "1", result_format="COMPLETE").result["unexpected_list"] == ["b"]
    assert mixed.not_matches_regex("m", "1", result_format="COMPLETE").result["unexpected_list"] == [15, "a1"]


def test_numbers_are_no_json() -> None:
    assert from_pandas(pd.DataFrame({"n": [1, 2]})).json_parseable("n").result["unexpected_count"] == 2
