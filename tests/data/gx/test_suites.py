"""Suites of Great Expectations: both formats read and written, and errors that name the line."""

import json
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.data import Expr, Suite, between, col, not_null, null
from fairlead.data.gx.value import exact_value, from_exact
from fairlead.data.kind import load_kinds
from fairlead.errors import SuiteError
from fairlead.finding import Severity

NEW = """{
  "name": "people",
  "id": null,
  "expectations": [
    {
      "type": "expect_column_values_to_be_between",
      "kwargs": {
        "column": "age", "mostly": 0.9, "min_value": 2.0, "strict_min": true,
        "row_condition": {"type": "pass_through", "pass_through_filter": "fare > 1"},
        "condition_parser": "pandas"
      },
      "meta": {"a": 1},
      "notes": "of grown-ups",
      "description": "ages",
      "severity": "warning"
    },
    {
      "type": "expect_column_values_to_not_be_null",
      "kwargs": {
        "batch_id": "p-a",
        "column": "name",
        "row_condition": {
          "type": "and",
          "conditions": [
            {"type": "comparison", "column": {"name": "fare"}, "operator": ">", "parameter": 1},
            {"type": "or", "conditions": [
              {"type": "nullity", "column": {"name": "age"}, "is_null": false},
              {"type": "comparison", "column": {"name": "name"}, "operator": "NOT_IN", "parameter": ["x"]}
            ]}
          ]
        }
      },
      "meta": {},
      "severity": "critical"
    }
  ],
  "meta": {"great_expectations_version": "1.24.1", "owner": "ada"},
  "notes": "hello"
}"""

OLD = """{
  "expectation_suite_name": "people",
  "ge_cloud_id": null,
  "data_asset_type": "Dataset",
  "evaluation_parameters": {},
  "expectations": [
    {
      "expectation_type": "expect_column_values_to_be_between",
      "kwargs": {"column": "age", "min_value": 0, "max_value": null, "result_format": "BASIC", "auto": false},
      "meta": {}
    },
    {
      "expectation_type": "expect_column_values_to_be_null",
      "kwargs": {"column": "gone", "row_condition": "col(\\"age\\").notNull()",
                 "condition_parser": "great_expectations__experimental__"},
      "meta": {"notes": {"content": "old"}},
      "ge_cloud_id": "7"
    }
  ],
  "meta": {"great_expectations_version": "0.18.22"}
}"""


def gx(*expectations: str) -> str:
    """Write a suite with these expectations, each beginning on a line of its own from line 2 on."""
    return '{"name": "s", "expectations": [\n' + ",\n".join(expectations) + "\n]}"


def problem_in(source: Any, **options: Any) -> SuiteError:
    with pytest.raises(SuiteError) as caught:
        Suite.from_gx(source, **options)
    return caught.value


def test_suite_of_1x_is_read() -> None:
    suite = Suite.from_gx(NEW)
    ages, names = suite
    assert (suite.name, suite.meta) == ("people", {"owner": "ada", "gx": {"notes": "hello"}})
    assert (ages.severity, ages.mostly, ages.notes, ages.description) == (Severity.WARNING, 0.9, "of grown-ups", "ages")
    assert ages.sentence == "age is more than 2, where fare > 1 (in at least 0.9 of the rows)"
    assert names.severity is Severity.ERROR
    assert names.where is not None
    assert names.where.text == "(fare > 1) & ((~missing(age)) | (~in(name, ['x'])))"


def test_suite_of_018_is_read() -> None:
    suite = Suite.from_gx(OLD)
    ages, gone = suite
    assert (suite.name, suite.meta) == ("people", {"gx": {"data_asset_type": "Dataset"}})
    assert (ages.kwargs["min_value"], ages.kwargs["max_value"], ages.severity) == (0, None, Severity.ERROR)
    assert (gone.id, gone.meta, gone.kind.alias) == ("7", {"notes": {"content": "old"}}, "null")


def test_suite_is_read_from_file_and_from_what_was_parsed(tmp_path: Path) -> None:
    path = tmp_path / "people.json"
    path.write_text(NEW)
    assert Suite.from_gx(path) == Suite.from_gx(str(path)) == Suite.from_gx(json.loads(NEW)) == Suite.from_gx(NEW)


def test_suite_that_was_read_checks_a_table() -> None:
    table = pl.DataFrame({"age": [1, 40, None], "fare": [9, 9, 9], "name": ["Ada", None, "Alan"]})
    result = Suite.from_gx(NEW).run(table)
    assert [one.unexpected for one in result] == [1, 1]


@pytest.mark.parametrize(("ours", "theirs"), [("info", "info"), ("warning", "warning"), ("error", "critical")])
def test_severity_is_written_in_their_three_grades(ours: str, theirs: str) -> None:
    (written,) = Suite("s", [not_null("a", severity=ours)]).to_gx()["expectations"]
    assert (written["severity"], written["meta"]) == (theirs, {})


def test_our_critical_survives_beside_theirs() -> None:
    suite = Suite("s", [not_null("a", severity="critical")])
    (written,) = suite.to_gx()["expectations"]
    assert (written["severity"], written["meta"]) == ("critical", {"fairlead": {"severity": "critical"}})
    assert Suite.from_gx(suite.to_gx()) == suite


def test_what_great_expectations_has_no_word_for_survives() -> None:
    line = between("age", 0, 120, on_row="flag", warn_above=0.2, fail_above=0.3)
    suite = Suite("s", [line], keys=["id"], private=["age"])
    assert Suite.from_gx(json.dumps(suite.to_gx())) == suite


def test_row_condition_is_written_as_the_object_of_great_expectations() -> None:
    (written,) = Suite("s", [not_null("a", row_condition=(col("n") > 1) & ~col("s").is_in(["x"]))]).to_gx()[
        "expectations"
    ]
    assert written["meta"] == {}
    assert written["kwargs"]["row_condition"] == {
        "type": "and",
        "conditions": [
            {"type": "comparison", "column": {"name": "n"}, "operator": ">", "parameter": 1},
            {"type": "comparison", "column": {"name": "s"}, "operator": "NOT_IN", "parameter": ["x"]},
        ],
    }


def test_row_condition_without_an_object_is_written_as_text() -> None:
    suite = Suite("s", [not_null("a", row_condition=col("n") * 2 > col("m"))])
    (written,) = suite.to_gx()["expectations"]
    assert written["kwargs"] == {"column": "a", "row_condition": "(n * 2) > m", "condition_parser": "pandas"}
    assert Suite.from_gx(suite.to_gx()) == suite


def test_edited_value_wins_over_the_exact_one_beside_it() -> None:
    written = Suite("s", [between("day", date(2026, 1, 1))]).to_gx()
    (line,) = written["expectations"]
    line["kwargs"]["min_value"] = "2027-01-01"
    assert Suite.from_gx(written).expectations[0].kwargs["min_value"] == "2027-01-01"


def test_old_format_has_their_old_words() -> None:
    suite = Suite("s", [not_null("a", severity="warning", id="7", notes="n")], meta={"gx": {"id": "9"}})
    written = suite.to_gx("0.18")
    (line,) = written["expectations"]
    assert (written["expectation_suite_name"], written["ge_cloud_id"]) == ("s", "9")
    assert (line["expectation_type"], line["ge_cloud_id"], line["kwargs"]) == (
        "expect_column_values_to_not_be_null", "7", {"column": "a"},
    )  # fmt: skip
    assert Suite.from_gx(written) == suite


def test_unknown_version_is_refused() -> None:
    with pytest.raises(SuiteError, match="Suites of Great Expectations '2' cannot be written"):
        Suite("s").to_gx("2")  # type: ignore[arg-type]


def test_table_as_argument_is_refused() -> None:
    with pytest.raises(SuiteError, match="'max_value' of between is a value of type object, which JSON cannot hold"):
        Suite("s", [between("a", max_value=object())]).to_gx()


# --- parameters ------------------------------------------------------------------------------------------


def with_parameter(parameter: Any) -> dict[str, Any]:
    line = {"type": "expect_column_values_to_be_between", "kwargs": {"column": "a", "min_value": parameter}}
    return {"name": "s", "expectations": [line]}


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ({"$PARAMETER": "low"}, 10),
        ({"$PARAMETER": "low * 0.5 + 1"}, 6.0),
        ({"$PARAMETER": "trunc(-low / 3)"}, -3),
        ({"$PARAMETER": "high", "$PARAMETER.high": 20}, 20),
        ({"$PARAMETER": "datetime(2026, 1, 8) - timedelta(weeks=1)"}, datetime(2026, 1, 1)),
    ],
)
def test_parameter_gets_its_value(parameter: Any, value: Any) -> None:
    (line,) = Suite.from_gx(with_parameter(parameter), parameters={"low": 10})
    assert line.kwargs["min_value"] == value


def test_now_is_a_moment_of_today() -> None:
    (line,) = Suite.from_gx(with_parameter({"$PARAMETER": "now()"}))
    assert abs(line.kwargs["min_value"] - datetime.now()) < timedelta(minutes=5)


@pytest.mark.parametrize("text", ["missing", "__import__('os')", "low.real", "low +", "1 / 0", "'a' * 9", "f(1)"])
def test_parameter_without_a_value_is_an_error(text: str) -> None:
    problem = problem_in(with_parameter({"$PARAMETER": text}), parameters={"low": 10})
    assert "has no value; given are 'low'" in problem.message
    assert problem.where == "expectation 1"


def test_error_about_a_parameter_names_its_line() -> None:
    text = gx('{"type": "between", "kwargs": {"column": "a",\n"min_value": {"$PARAMETER": "q"}}}')
    assert problem_in(text).where == "line 3"


# --- errors ----------------------------------------------------------------------------------------------


def test_unknown_expectation_is_named_with_the_nearest_and_the_line(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    path.write_text(
        gx(
            '{"type": "not_null", "kwargs": {"column": "a"}}',
            '{"kwargs": {},\n"type": "expect_column_values_to_be_nul"}',
        )
    )
    problem = problem_in(path)
    assert problem.message == "There is no expectation 'expect_column_values_to_be_nul'."
    assert problem.hint == "did you mean 'expect_column_values_to_be_null'?"
    assert problem.where == f"{path}:4"


@pytest.mark.parametrize(
    ("text", "said", "where"),
    [
        ('{"name": "s",\n "expectations": [}', "not valid JSON", "line 2"),
        ("{" * 100_000, "not valid JSON", "line 1"),
        ("{}", "not a suite of Great Expectations", "line 1"),
        ("[1]", "not a suite of Great Expectations", "line 1"),
        (gx('{"type": "not_null", "kwargs": {"column": "a", "mostly": 7}}'), "'mostly' of not_null is 7", "line 2"),
        (gx('{"type": "not_null", "kwargs": {"column": "a",\n "colour": 7}}'), "no argument 'colour'", "line 3"),
        (gx('{"type": "not_null", "kwargs": {}}'), "needs 'column'", "line 2"),
        (gx('{"kwargs": {}}'), "not its type", "line 2"),
        (gx("3"), "expected a list of objects", "expectation 1"),
        (gx('{"type": "unexpected_rows_expectation", "kwargs": {}}'), "runs no SQL", "line 2"),
        (gx('{"type": "not_null", "kwargs": {"column": "a", "row_condition": {"or": 1}}}'), "cannot be read", "line 2"),
        (gx('{"type": "not_null", "kwargs": {"column": "a", "row_condition": "a >"}}'), "cannot be read", "line 2"),
    ],
)  # fmt: skip
def test_malformed_suite_is_a_clear_error_with_its_line(text: str, said: str, where: str) -> None:
    problem = problem_in(text)
    assert said in problem.message
    assert problem.where == where


@pytest.mark.parametrize("name", ["expect_query_results_to_match_comparison", "unexpected_rows_expectation"])
def test_expectation_that_runs_sql_is_refused_with_the_reason(name: str) -> None:
    problem = problem_in(gx(json.dumps({"type": name, "kwargs": {"unexpected_rows_query": "select 1"}})))
    assert "runs a query in a database of yours" in problem.message


def test_missing_file_is_a_clear_error(tmp_path: Path) -> None:
    assert "There is no suite at" in problem_in(tmp_path / "nope.json").message


def test_mark_that_windows_puts_before_a_text_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "s.json").write_text(NEW, encoding="utf-8-sig")
    assert Suite.from_gx(tmp_path / "s.json") == Suite.load(tmp_path / "s.json") == Suite.from_gx(NEW)


def test_file_with_something_else_in_it_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "s.json").write_text("hello\n")
    for read in (Suite.from_gx, Suite.load):
        with pytest.raises(SuiteError, match="not valid JSON") as caught:
            read(tmp_path / "s.json")
        assert caught.value.where == f"{tmp_path / 's.json'}:1"


def test_file_that_is_no_text_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "s.json").write_bytes(b"\xff\xfe\x00")
    assert "it is not text in UTF-8" in problem_in(tmp_path / "s.json").message


# --- there and back --------------------------------------------------------------------------------------

DAYS = st.dates(date(1900, 1, 1), date(2100, 1, 1))
NUMBERS = st.integers(-1000, 1000) | st.floats(allow_nan=False, allow_infinity=False)
PLAIN = st.none() | st.booleans() | NUMBERS | st.text(max_size=5)
VALUES = st.recursive(
    PLAIN | DAYS | st.datetimes() | st.times() | st.timedeltas() | st.decimals(allow_nan=False) | st.binary(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.tuples(inner, inner) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)
LEAVES = st.one_of(
    st.builds(lambda name, value: col(name) > value, st.sampled_from(["n", "first name"]), NUMBERS | DAYS),
    st.builds(lambda values: col("s").is_in(values), st.lists(st.text(max_size=3), max_size=3)),
    st.builds(lambda name: col(name).is_null(), st.sampled_from(["n", "s"])),
    st.builds(lambda factor: col("n") * factor <= col("class"), st.integers(0, 9)),
    st.builds(lambda text: col("first name") == text, st.text(alphabet="a`'\"\\", max_size=4)),
)
CONDITIONS: st.SearchStrategy[Expr] = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(lambda a, b: a & b, inner, inner),
        st.builds(lambda a, b: a | b, inner, inner),
        inner.map(lambda a: ~a),
    ),
    max_leaves=5,
)
OPTIONS = st.fixed_dictionaries(
    {},
    optional={
        "mostly": st.floats(0, 1),
        "row_condition": CONDITIONS | st.sampled_from(["n > 1", 'col("s").notNull()']),
        "severity": st.sampled_from(Severity),
        "on_row": st.sampled_from(["fail", "quarantine", "flag"]),
        "warn_above": st.floats(0, 0.1),
        "fail_above": st.floats(0.1, 1),
        "id": st.text(min_size=1, max_size=5),
        "notes": st.text(min_size=1, max_size=5),
        "description": st.text(min_size=1, max_size=5),
        "meta": st.dictionaries(st.sampled_from(["owner", "tags"]), PLAIN, max_size=2),
    },
)
MADE_FROM_EXAMPLES = [kind for kind in load_kinds().values() if kind.example is not None and not kind.is_custom]


@st.composite
def lines(draw: st.DrawFn) -> Any:
    """Make a line of any kind from the arguments of its example, with options of every sort."""
    kind = draw(st.sampled_from(MADE_FROM_EXAMPLES))
    assert kind.example is not None
    return kind(**kind.example.kwargs, **draw(OPTIONS))


@given(
    made=st.lists(lines(), max_size=3),
    bound=DAYS | st.datetimes() | st.decimals(allow_nan=False, allow_infinity=False),
    keys=st.lists(st.text(max_size=3), max_size=2),
)
@pytest.mark.parametrize("version", ["1", "0.18"])
def test_every_suite_comes_back_as_it_was(version: Any, made: list[Any], bound: Any, keys: list[str]) -> None:
    suite = Suite("s", [*made, between("x", bound), null("y")], keys=tuple(keys), meta={"owner": "ada"})
    assert Suite.from_gx(json.dumps(suite.to_gx(version))) == suite


@given(VALUES)
def test_exact_values_come_back_as_they_were(value: Any) -> None:
    assert from_exact(json.loads(json.dumps(exact_value(value)))) == value


def test_exact_values_keep_their_type() -> None:
    back = from_exact(json.loads(json.dumps(exact_value((Decimal("1.10"), [1, True], {1: "a"}, float("inf"))))))
    assert repr(back) == "(Decimal('1.10'), [1, True], {1: 'a'}, inf)"


def test_broken_exact_value_is_a_clear_error() -> None:
    with pytest.raises(SuiteError, match="meta.fairlead"):
        from_exact({"$date": "soon"})
