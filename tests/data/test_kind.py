"""Expectations of one's own: what they may be called, what they may return, and how they are told apart."""

from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd
import polars as pl
import pytest

from fairlead.data import Suite, col, expectation
from fairlead.data.kind import KINDS, find_kind
from fairlead.errors import SuiteError


@pytest.fixture(autouse=True)
def kinds_as_before() -> Iterator[None]:
    find_kind("between")  # so that all are loaded
    before = dict(KINDS)
    yield
    KINDS.clear()
    KINDS.update(before)


def named(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    function.__name__ = name
    return function


@pytest.mark.parametrize("name", ["between", "expect_column_to_exist", "column_to_exist"])
def test_the_name_of_a_built_in_expectation_is_refused(name: str) -> None:
    before = dict(KINDS)
    with pytest.raises(SuiteError, match="is an expectation of Fairlead"):
        expectation(named(name, lambda a: col(a) > 0))
    assert before == KINDS


def test_ones_own_can_be_defined_again_as_a_notebook_does() -> None:
    for least in (0, 5):

        @expectation
        def at_least_some(a: str, least: int = least) -> Any:
            return col(a) >= least

    assert find_kind("at_least_some")("n").sentence == "at_least_some: n >= 5"


def test_a_lambda_has_no_name_to_be_called_by() -> None:
    with pytest.raises(SuiteError, match="no name"):
        expectation(lambda a: col(a) > 0)


@pytest.mark.parametrize(
    "body",
    [
        lambda a: col(a) + 1,
        lambda a: -col(a),
        lambda a: col(a).length(),
        lambda a: (col(a) > 1) & (col(a) - 1),
        lambda a: ~col(a).abs(),
    ],
)
def test_a_number_instead_of_a_condition_is_found_before_a_table_is(body: Callable[..., Any]) -> None:
    own = expectation(named("computes", body))
    with pytest.raises(SuiteError, match="neither true nor false"):
        own("a")


def test_a_column_of_truth_values_is_a_condition() -> None:
    own = expectation(named("is_paid", lambda a: col(a)))
    assert Suite("s", [own("paid")]).run(pl.DataFrame({"paid": [True, False]}))["is_paid"].unexpected == 1


def test_an_error_in_the_function_names_the_expectation() -> None:
    own = expectation(named("broken", lambda a: col(a) > {}["limit"]))
    with pytest.raises(SuiteError, match=r"broken cannot be made: KeyError: 'limit'") as raised:
        own("a")
    assert isinstance(raised.value.__cause__, KeyError)


def test_the_sentence_begins_with_the_docstring() -> None:
    @expectation
    def has_margin(revenue: str, cost: str) -> Any:
        """The revenue is more than the cost.

        More is said here.
        """
        return col(revenue) > col(cost)

    @expectation
    def has_vat(a: str) -> Any:
        """VAT is given"""
        return col(a) > 0

    assert has_margin("r", "c").sentence == "the revenue is more than the cost (r > c)"
    assert has_vat("vat").sentence == "VAT is given (vat > 0)"


def test_a_function_of_values_is_shown_by_its_name() -> None:
    def is_even(value: int) -> bool:
        return value % 2 == 0

    assert col("a").satisfies(is_even, "is_even").text == "satisfies(a, is_even)"
    assert "is_even" in col("a").satisfies(is_even).text
    assert not any(sign.isdigit() for sign in col("a").satisfies(is_even).text)


@pytest.mark.parametrize("library", [pl.DataFrame, pd.DataFrame])
def test_two_functions_of_one_name_are_told_apart(library: Any) -> None:
    small, large = (col("n").satisfies(test, "test") for test in (lambda n: n < 2, lambda n: n >= 2))
    below = expectation(named("below", lambda a: small & (col(a) > 0)))
    above = expectation(named("above", lambda a: large & (col(a) > 0)))
    result = Suite("s", [below("n"), above("n")]).run(library({"n": [1, 2, 3]}))
    assert [one.unexpected for one in result] == [2, 1]
    assert small.text == large.text
    assert small.key != large.key
