"""What a model may be asked, and what is said about everything else."""

from __future__ import annotations

import json
import math
from datetime import date, datetime
from typing import Any

import pandas
import polars
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.dummy import DummyClassifier

from fairlead.data import Suite, between, greater_than, in_set, not_null, unique
from fairlead.model import Model
from fairlead.serve.domain import Domain, Problem

ROW = {"age": 41, "charge": 60.5, "member": True, "plan": "pro", "city": None, "since": "2024-05-01"}


def table() -> polars.DataFrame:
    return polars.DataFrame(
        {
            "age": [20, 30, 40, 50],
            "charge": [10.0, 20.5, 30.0, 40.0],
            "member": [True, False, True, False],
            "plan": ["basic", "pro", "pro", "team"],
            "city": ["Bern", None, "Oslo", "Bern"],
            "since": [date(2020, 1, 1), date(2021, 2, 2), date(2022, 3, 3), date(2023, 4, 4)],
        }
    )


def model(rows: Any = None, suite: Suite | None = None, **settings: Any) -> Model:
    rows = table() if rows is None else rows
    document = None if suite is None else suite.to_gx()
    return Model.fit("m", DummyClassifier(), rows, ["a", "b"] * (len(rows) // 2), suite=document, **settings)


DOMAIN = Domain.of(model())


def sentences(row: Any, domain: Domain = DOMAIN) -> list[str]:
    return [problem.sentence for problem in domain.check(row)[1]]


def test_a_good_row_is_handed_on_with_its_values_in_their_types() -> None:
    ready, problems, flags = DOMAIN.check({**ROW, "age": 41.0, "charge": 60, "member": 1})
    assert (problems, flags) == ([], ())
    assert ready == {**ROW, "charge": 60.0, "member": True, "since": date(2024, 5, 1)}
    assert [type(ready[name]) for name in ("age", "charge", "member")] == [int, float, bool]


def test_fields_that_the_model_does_not_need_are_left_out() -> None:
    assert "colour" not in DOMAIN.check({**ROW, "colour": "red"})[0]
    assert sentences({**ROW, "colour": "red"}) == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"age": "41"}, "'age' is text; a whole number is expected."),
        ({"age": 41.5}, "'age' is a number with a fraction; a whole number is expected."),
        ({"age": True}, "'age' is true or false; a whole number is expected."),
        ({"age": None}, "'age' is null; a whole number is expected, and it may not be missing."),
        ({"age": [41]}, "'age' is a list; a whole number is expected."),
        (
            {"age": 2**63},
            "'age' is beyond -9223372036854775808 to 9223372036854775807, the numbers that its column can hold.",
        ),
        ({"charge": "60.5"}, "'charge' is text; a number is expected."),
        ({"charge": False}, "'charge' is true or false; a number is expected."),
        ({"charge": math.inf}, "'charge' is infinite; a number is expected."),
        ({"charge": math.nan}, "'charge' is not a number (NaN); a number is expected."),
        ({"charge": 10**400}, "'charge' is larger than any number that a computer calculates with."),
        ({"member": 2}, "'member' is a whole number; true or false is expected."),
        ({"member": "yes"}, "'member' is text; true or false is expected."),
        ({"plan": 3}, "'plan' is a whole number; text is expected."),
        ({"plan": {"name": "pro"}}, "'plan' is an object; text is expected."),
        ({"plan": "\ud800"}, "'plan' is text with half a character (a lone surrogate); whole characters are expected."),
        ({"city": math.nan}, "'city' is not a number (NaN); text is expected."),
        ({"since": 20240501}, "'since' is a whole number; a date such as 2026-11-30 is expected, as text."),
        ({"since": "1.5.2024"}, "'since' is text that is no such thing; a date such as 2026-11-30 is expected."),
        ({"since": "0001-01-01"}, "'since' is beyond the years 1678 to 2261, which its column can hold."),
    ],
)
def test_a_wrong_value_is_refused_in_one_sentence(change: dict[str, Any], sentence: str) -> None:
    assert sentences({**ROW, **change}) == [sentence]


def test_absent_and_null_are_different() -> None:
    without = {name: value for name, value in ROW.items() if name not in ("city", "age")}
    assert sentences(without) == [
        "'age' is not in the row; a whole number is expected.",
        "'city' is not in the row; text is expected. A missing value is written as null.",
    ]


def test_all_problems_come_at_once_in_the_order_of_the_columns() -> None:
    found = DOMAIN.check({"city": 3, "charge": "x"})[1]
    assert [(one.field, one.rule) for one in found] == [
        ("age", "missing"), ("charge", "type"), ("member", "missing"), ("plan", "missing"), ("city", "type"),
        ("since", "missing"),
    ]  # fmt: skip


@pytest.mark.parametrize("row", [None, [], "x", 3, [ROW]])
def test_what_is_no_row_is_refused(row: Any) -> None:
    (problem,) = DOMAIN.check(row)[1]
    assert (problem.field, problem.rule) == (None, "row")


def test_a_value_may_be_null_where_training_says_so() -> None:
    assert sentences({**ROW, "age": None}, Domain.of(model(may_be_missing=["age"]))) == []


def test_a_column_of_categories_holds_no_other_value() -> None:
    rows = table().to_pandas().assign(plan=lambda rows: rows["plan"].astype("category")).drop(columns="since")
    domain = Domain.of(model(rows))
    assert sentences({**ROW, "plan": "gold"}, domain) == [
        "'plan' is none of the 3 values that its column can hold: 'basic', 'pro', 'team'."
    ]
    assert sentences({**ROW, "plan": "team"}, domain) == []


def test_a_single_precision_column_holds_no_number_that_is_too_large_for_it() -> None:
    rows = pandas.DataFrame({"x": pandas.Series([1.0, 2.0, 3.0, 4.0], dtype="float32")})
    assert sentences({"x": 1e39}, Domain.of(model(rows))) == [
        "'x' is beyond 3.40282e+38, the largest number that its column can hold."
    ]


@pytest.mark.parametrize(
    ("zone", "value", "part"),
    [
        (None, "2024-05-01T10:00:00+02:00", "has a time zone"),
        ("UTC", "2024-05-01T10:00:00", "has no time zone"),
    ],
)
def test_a_time_has_a_zone_if_training_had_one(zone: str | None, value: str, part: str) -> None:
    times = polars.Series("at", [datetime(2024, 1, day) for day in (1, 2, 3, 4)])
    domain = Domain.of(model(polars.DataFrame([times.dt.replace_time_zone(zone)])))
    assert part in sentences({"at": value}, domain)[0]
    fit = value.removesuffix("+02:00") if zone is None else value + "+00:00"
    assert sentences({"at": fit}, domain) == []


SUITE = Suite(
    "inputs",
    [
        not_null("age"),
        between("age", 18, 100, on_row="fail"),
        in_set("plan", ["basic", "pro", "team"]),
        between("charge", 1, 50, on_row="flag"),
        unique("customer_id"),
        not_null("customer_id"),
    ],
)


def test_rules_of_the_suite_refuse_set_aside_or_flag_a_row() -> None:
    ready, problems, flags = Domain.of(model(suite=SUITE)).check({**ROW, "age": 7, "plan": "gold"})
    assert problems == [
        Problem("age", "suite", "Expected that age is at least 18 and at most 100; age is 7.", "fail"),
        Problem("plan", "suite", "Expected that plan is one of basic, pro, team; plan is 'gold'.", "quarantine"),
    ]
    assert flags == ("charge is at least 1 and at most 50",)


def test_a_value_of_a_wrong_type_is_said_once_and_not_by_every_rule_about_it() -> None:
    assert sentences({**ROW, "age": "7"}, Domain.of(model(suite=SUITE))) == [
        "'age' is text; a whole number is expected."
    ]


def test_rules_about_two_columns_name_both() -> None:
    rows = polars.DataFrame({"low": [1, 2], "high": [2, 3]})
    suite = Suite("pairs", [greater_than("high", "low")])
    (problem,) = Domain.of(model(rows, suite)).check({"low": 5, "high": 3})[1]
    assert problem.field == "high, low"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)


@given(st.dictionaries(st.sampled_from([*ROW, "other"]), JSON))
def test_whatever_json_brings_is_either_answered_by_the_model_or_refused(row: dict[str, Any]) -> None:
    ready, problems, _ = DOMAIN.check(row)
    assert all(isinstance(one.sentence, str) and "\n" not in one.sentence for one in problems)
    json.dumps([one.sentence for one in problems])
    if not problems:
        assert MODEL.score_rows([ready]).shape == (1, 2)


@given(st.sampled_from(sorted(ROW)), JSON)
def test_one_strange_value_is_either_answered_by_the_model_or_refused(name: str, value: Any) -> None:
    ready, problems, _ = DOMAIN.check({**ROW, name: value})
    if not problems:
        assert MODEL.score_rows([ready]).shape == (1, 2)
    else:
        assert [one.field for one in problems] == [name]


MODEL = model()
