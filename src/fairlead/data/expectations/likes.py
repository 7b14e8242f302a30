"""Text that matches a pattern of SQL's LIKE, or several."""

from __future__ import annotations

from fairlead.data.expectations.patterns import MATCH_ON, check_text, check_texts, joined
from fairlead.data.expr import Expr, any_of
from fairlead.data.kind import Example, Kind, Parameter, column_kind
from fairlead.data.pattern import like_to_regex
from fairlead.errors import SuiteError

PATTERN = Parameter("like_pattern", "text", "the pattern: % is any text, _ any one character")
PATTERN_LIST = Parameter("like_pattern_list", "list of text", "the patterns")
ESCAPE = Parameter("escape", "text", "a character that takes the meaning from the % or _ after it", None)


def like(value: Expr, pattern: str, escape: str | None) -> Expr:
    """Give the condition that a text as a whole matches a pattern."""
    return value.matches(like_to_regex(pattern, escape))


def _check(alias: str, escape: str | None) -> None:
    if escape is not None and not (isinstance(escape, str) and len(escape) == 1):
        raise SuiteError.bad_argument(alias, "escape", escape, "one character")


@column_kind(
    "expect_column_values_to_match_like_pattern",
    "like",
    PATTERN,
    ESCAPE,
    sentence="{column} is like {like_pattern}",
    example=Example(
        {"file": ["a.csv", "b.CSV", "c.csv.gz", None]}, {"column": "file", "like_pattern": "%.csv"}, unexpected=(1, 2)
    ),
)
def matches_like(value: Expr, like_pattern: str, escape: str | None) -> Expr:
    """Text as a whole is like a pattern of SQL.

    ``%`` stands for any text, also none, and ``_`` for any one character. Upper and lower case differ. There are no
    character classes: ``[`` stands for itself. Missing values are left out.
    """
    check_text("like", "like_pattern", like_pattern)
    _check("like", escape)
    return like(value, like_pattern, escape)


@column_kind(
    "expect_column_values_to_not_match_like_pattern",
    "not_like",
    PATTERN,
    ESCAPE,
    sentence="{column} is not like {like_pattern}",
    example=Example({"name": ["Ada", "test 1"]}, {"column": "name", "like_pattern": "test%"}, unexpected=(1,)),
)
def not_like(value: Expr, like_pattern: str, escape: str | None) -> Expr:
    """Text is not like a pattern of SQL; see `like`. Missing values are left out."""
    check_text("not_like", "like_pattern", like_pattern)
    _check("not_like", escape)
    return ~like(value, like_pattern, escape)


@column_kind(
    "expect_column_values_to_match_like_pattern_list",
    "like_list",
    PATTERN_LIST,
    MATCH_ON,
    ESCAPE,
    sentence="{column} is like {match_on} of {like_pattern_list}",
    example=Example({"x": ["bat", "hat", "man"]}, {"column": "x", "like_pattern_list": ["b%", "h_t"]}, unexpected=(2,)),
)
def like_list(value: Expr, like_pattern_list: list[str], match_on: str | None, escape: str | None) -> Expr:
    """Text is like one of several patterns of SQL, or like all of them; see `like`. Missing values are left out."""
    check_texts("like_list", "like_pattern_list", like_pattern_list)
    _check("like_list", escape)
    return joined("like_list", [like(value, one, escape) for one in like_pattern_list], match_on)


@column_kind(
    "expect_column_values_to_not_match_like_pattern_list",
    "not_like_list",
    PATTERN_LIST,
    ESCAPE,
    sentence="{column} is like none of {like_pattern_list}",
    example=Example(
        {"x": ["bat", "hat", "man"]}, {"column": "x", "like_pattern_list": ["b%", "h_t"]}, unexpected=(0, 1)
    ),
)
def not_like_list(value: Expr, like_pattern_list: list[str], escape: str | None) -> Expr:
    """Text is like none of several patterns of SQL; see `like`. Missing values are left out."""
    check_texts("not_like_list", "like_pattern_list", like_pattern_list)
    _check("not_like_list", escape)
    return ~any_of(like(value, one, escape) for one in like_pattern_list)


__all__ = ["Kind", "like_list", "matches_like", "not_like", "not_like_list"]
