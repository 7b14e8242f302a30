"""What a person types first: a suite, a run, and a look at what came out."""

import json
import math
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest

from fairlead.data import Suite, between, col, expectation, from_pandas, mean_between, not_null, unique
from fairlead.data.line import Expectation
from fairlead.data.result import SuiteResult
from fairlead.errors import SuiteError, TableError


@expectation
def is_whole(a: str) -> Any:
    return col(a).satisfies(lambda value: int(value) > 0)


PEOPLE = pl.DataFrame({"name": ["Ada", "Alan", None], "age": [36, -1, 41]})


def refusal(make: Any, *args: Any, **options: Any) -> str:
    with pytest.raises((SuiteError, TableError)) as raised:
        make(*args, **options)
    return str(raised.value)


class TestMaking:
    def test_a_suite_without_a_name_says_what_to_write(self) -> None:
        said = refusal(Suite, [not_null("name")])
        assert "not a list" in said
        assert 'Suite("people", [not_null("name")])' in said
        assert "not nothing" in refusal(Suite, None, [not_null("name")])

    def test_a_single_expectation_is_to_stand_in_brackets(self) -> None:
        assert "a single expectation, not a list" in refusal(Suite, "people", not_null("name"))
        assert "nothing, not a list" in refusal(Suite, "people", None)
        assert "a value of the type str" in refusal(Suite, "people", "not_null")

    def test_expectations_from_a_generator_are_all_kept(self) -> None:
        assert len(Suite("people", (not_null(name) for name in ("name", "age")))) == 2

    def test_what_is_no_expectation_in_a_generator_is_found(self) -> None:
        assert "not an expectation" in refusal(Suite, "people", (one for one in ["not_null"]))

    def test_a_suite_without_rules_can_be_made_in_python(self) -> None:
        assert Suite("people").run(PEOPLE).success

    @pytest.mark.parametrize("name", ["s.toml", "s.json"])
    def test_a_file_without_rules_is_an_error_that_names_it(self, tmp_path: Path, name: str) -> None:
        path = tmp_path / name
        path.write_text('{"name": "people", "expectations": []}' if name.endswith("json") else "")
        said = refusal(Suite.load, path)
        assert "holds no expectation" in said
        assert name in said

    def test_a_gx_suite_that_is_a_list_is_an_error(self) -> None:
        listed: Any = [{"type": "expect_column_to_exist", "kwargs": {"column": "age"}}]
        assert "not a suite of Great Expectations" in refusal(Suite.from_gx, listed)


class TestPrivateColumns:
    @pytest.mark.parametrize("ask", [Suite.run, Suite.split], ids=["run", "split"])
    def test_a_misspelt_private_column_is_an_error(self, ask: Any) -> None:
        said = refusal(ask, Suite("people", [not_null("name")], private=["nmae"]), PEOPLE)
        assert "private of the suite 'people'" in said
        assert "did you mean 'name'?" in said

    def test_no_error_shows_a_value_of_a_suite_with_private_columns(self) -> None:
        table = pd.DataFrame({"pin": ["secret-7", 4, 5]})
        open_suite = Suite("people", [between("pin", 0, 9)])
        assert "secret-7" in refusal(open_suite.run, table)
        hidden = refusal(Suite("people", open_suite.expectations, private=["pin"]).run, table)
        assert "secret-7" not in hidden
        assert "'pin' holds values of types that cannot be compared" in hidden

    def test_no_traceback_shows_it_either(self) -> None:
        suite = Suite("people", [between("pin", 0, 9)], private=["pin"])
        with pytest.raises(SuiteError) as raised:
            suite.run(pd.DataFrame({"pin": ["secret-7", 4, 5]}))
        assert raised.value.__suppress_context__

    @pytest.mark.parametrize("library", [pl.DataFrame, pd.DataFrame])
    def test_the_words_of_a_function_that_failed_are_left_out(self, library: Any) -> None:
        whole = Expectation.of(is_whole, {"a": "pin"})
        table = library({"pin": ["secret-7"]})
        assert "secret-7" in refusal(Suite("people", [whole]).run, table)
        assert "secret-7" not in refusal(Suite("people", [whole], private=["pin"]).run, table)

    def test_the_reason_of_a_table_library_is_left_out(self, tmp_path: Path) -> None:
        (tmp_path / "pins.csv").write_text("pin\n" + "7\n" * 20_000 + "secret-7\n")
        suite = Suite("people", [between("pin", 0, 9)], private=["pin"])
        assert "the reason is left out" in refusal(suite.run, tmp_path / "pins.csv")


class TestLooking:
    def test_a_result_counts_as_its_success(self) -> None:
        assert Suite("people", [not_null("age")]).run(PEOPLE)
        assert not Suite("people", [not_null("name")]).run(PEOPLE)
        assert Suite("people").run(PEOPLE)

    def test_a_split_counts_as_whether_it_passed(self) -> None:
        assert Suite("people", [not_null("name", fail_above=0.5)]).split(PEOPLE)
        assert not Suite("people", [not_null("name", fail_above=0.1)]).split(PEOPLE)

    def test_everything_is_shown_in_one_line_without_a_value(self) -> None:
        suite = Suite("people", [between("age", 0, 120, mostly=0.9), mean_between("age", 0, 1), not_null("age")])
        result = suite.run(PEOPLE)
        assert repr(suite) == str(suite) == "Suite('people', 3 rules)"
        assert repr(suite.expectations[0]) == "between(age, 0, 120)"
        assert repr(result) == str(result) == "SuiteResult('people', failed: 2 of 3 rules, 3 rows)"
        assert [repr(one) for one in result] == [
            "Result(between(age, 0, 120): 1 of 3 rows break it)",
            "Result(mean_between(age, 0, 1): does not hold)",
            "Result(not_null(age): 0 of 3 rows break it)",
        ]
        split = Suite("people", [not_null("name", fail_above=0.5)]).split(PEOPLE)
        assert repr(split) == str(split) == "SplitResult('people', passed, 1 of 3 rows quarantined)"

    def test_of_several_rules_about_a_column_the_first_that_failed_is_returned(self) -> None:
        result = Suite("people", [unique("age"), between("age", 0, 120), not_null("age")]).run(PEOPLE)
        assert result["age"] is result.results[1]

    @pytest.mark.parametrize(
        ("name", "told"),
        [("aeg", "did you mean 'age'?"), ("nothing", "there are: age, not_null(age)"), (0, "results[0]")],
    )
    def test_a_result_that_is_not_there_says_which_are(self, name: Any, told: str) -> None:
        result = Suite("people", [not_null("age")]).run(PEOPLE)
        with pytest.raises(KeyError) as raised:
            result[name]
        assert told in raised.value.args[0]

    def test_all_unexpected_values_are_kept_when_asked_for_in_words(self) -> None:
        table = pl.DataFrame({"age": [-1] * 50})
        suite = Suite("people", [between("age", 0, 120)])
        with pytest.raises(SuiteError, match='samples="all"'):
            suite.run(table).to_gx_json("COMPLETE")
        found: SuiteResult = suite.run(table, samples="all")
        assert len(found["age"].values) == 50
        assert found.to_gx_json("COMPLETE")

    @pytest.mark.parametrize("samples", ["many", -1, True, 2.5])
    def test_another_number_of_samples_is_refused(self, samples: Any) -> None:
        assert "samples" in refusal(Suite("people", [not_null("age")]).run, PEOPLE, samples=samples)

    def test_infinity_is_no_number_in_json(self) -> None:
        table = pl.DataFrame({"rate": [1.0, math.inf, -math.inf]})
        found = Suite("rates", [between("rate", 0, 10), mean_between("rate", 0, 1)]).run(table)
        assert json.loads(json.dumps(found.to_gx_json(), allow_nan=False))["success"] is False

    def test_an_answer_becomes_json_through_a_plain_dict(self) -> None:
        answer = from_pandas(pd.DataFrame({"age": [1]})).not_null("age")
        assert json.loads(json.dumps(answer.to_json_dict()))["success"] is True


@pytest.mark.parametrize(
    "value", [None, 5, ["a.csv", "b.csv"], pl.DataFrame({"a": [1]}).to_numpy()], ids=["none", "int", "paths", "numpy"]
)
def test_what_is_no_table_is_answered_with_what_is_one(value: Any) -> None:
    said = refusal(Suite("people", [not_null("a")]).run, value)
    assert "polars, pandas, pyarrow, DuckDB or PySpark, or the path of a file" in said
    assert "*.parquet" in said
