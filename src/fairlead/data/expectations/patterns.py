"""Text that matches a regular expression, or several."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fairlead.data.expr import Expr, all_of, any_of
from fairlead.data.kind import Example, Kind, Parameter, column_kind
from fairlead.data.pattern import check_regex
from fairlead.errors import SuiteError

REGEX = Parameter("regex", "text", "the regular expression, in Python's notation")
REGEX_LIST = Parameter("regex_list", "list of text", "the regular expressions")
MATCH_ON = Parameter("match_on", "text", "whether one pattern is enough (any) or each is needed (all)", "any")


def check_text(alias: str, name: str, value: Any) -> None:
    """Refuse a pattern that is no text.

    Raises
    ------
    SuiteError
        It is something else.
    """
    if not isinstance(value, str):
        raise SuiteError.bad_argument(alias, name, value, "text")


def check_texts(alias: str, name: str, values: Any) -> None:
    """Refuse a list of patterns that is empty or has something else than text in it.

    Raises
    ------
    SuiteError
        It is no list of text.
    """
    if not isinstance(values, list) or not values or not all(isinstance(one, str) for one in values):
        raise SuiteError.bad_argument(alias, name, values, "a list of text, not empty")


def joined(alias: str, conditions: Sequence[Expr], match_on: str | None) -> Expr:
    """Join what must hold for each pattern, as `match_on` says.

    Raises
    ------
    SuiteError
        It is neither ``any`` nor ``all``.
    """
    if match_on not in ("any", "all", None):
        raise SuiteError.bad_argument(alias, "match_on", match_on, "any or all")
    return all_of(conditions) if match_on == "all" else any_of(conditions)


def _matching(alias: str, value: Expr, regexes: Sequence[str]) -> list[Expr]:
    check_texts(alias, "regex_list", regexes)
    for regex in regexes:
        check_regex(regex)
    return [value.matches(regex) for regex in regexes]


@column_kind(
    "expect_column_values_to_match_regex",
    "matches_regex",
    Parameter(REGEX.name, REGEX.type, REGEX.help, "(?s).*"),
    sentence="{column} matches {regex}",
    example=Example(
        {"iata": ["JFK", "lga", None, "EWR1"]}, {"column": "iata", "regex": "^[A-Z]{3}$"}, unexpected=(1, 3)
    ),
)
def matches_regex(value: Expr, regex: str) -> Expr:
    r"""Text matches a regular expression.

    The expression may be found anywhere in the text: write ``^`` and ``$`` to hold it to the whole of it. The
    notation is Python's, where ``$`` also stands before a line break at the end; ``\Z`` does not. Missing values are
    left out; the empty text is not missing. An expression that takes too long on a value is an error.
    """
    check_text("matches_regex", "regex", regex)
    check_regex(regex)
    return value.matches(regex)


@column_kind(
    "expect_column_values_to_not_match_regex",
    "not_matches_regex",
    REGEX,
    sentence="{column} does not match {regex}",
    example=Example({"name": ["Ada", " Alan", None]}, {"column": "name", "regex": r"^\s|\s$"}, unexpected=(1,)),
)
def not_matches_regex(value: Expr, regex: str) -> Expr:
    """Text does not match a regular expression: it is found nowhere in it. Missing values are left out."""
    check_text("not_matches_regex", "regex", regex)
    check_regex(regex)
    return ~value.matches(regex)


@column_kind(
    "expect_column_values_to_match_regex_list",
    "matches_regex_list",
    REGEX_LIST,
    MATCH_ON,
    sentence="{column} matches {match_on} of {regex_list}",
    example=Example({"id": ["A-1", "B-2", "C-3"]}, {"column": "id", "regex_list": ["^A-", "^B-"]}, unexpected=(2,)),
)
def matches_regex_list(value: Expr, regex_list: list[str], match_on: str | None) -> Expr:
    """Text matches one of several regular expressions, or all of them.

    Each expression may be found anywhere in the text. Missing values are left out.
    """
    return joined("matches_regex_list", _matching("matches_regex_list", value, regex_list), match_on)


@column_kind(
    "expect_column_values_to_not_match_regex_list",
    "not_matches_regex_list",
    REGEX_LIST,
    sentence="{column} matches none of {regex_list}",
    example=Example(
        {"note": ["fine", "tbd", "n/a"]}, {"column": "note", "regex_list": ["tbd", "^n/a$"]}, unexpected=(1, 2)
    ),
)
def not_matches_regex_list(value: Expr, regex_list: list[str]) -> Expr:
    """Text matches none of several regular expressions. Missing values are left out."""
    return ~any_of(_matching("not_matches_regex_list", value, regex_list))


__all__ = ["Kind", "matches_regex", "matches_regex_list", "not_matches_regex", "not_matches_regex_list"]
