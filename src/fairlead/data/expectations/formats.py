"""Text in a notation that a program reads: dates, JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from fairlead.data.expectations.patterns import check_text
from fairlead.data.expr import Expr
from fairlead.data.kind import Example, Kind, Parameter, column_kind
from fairlead.errors import MissingExtraError, SuiteError


@lru_cache(maxsize=256)  # one function for one format: equal conditions are computed once
def strftime_reader(strftime_format: str) -> Callable[[str], bool]:
    """Return a function that tells whether a text is a date in a format.

    >>> strftime_reader("%Y-%m-%d")("2026-11-23")
    True
    """

    def is_read(text: str) -> bool:
        try:
            datetime.strptime(text, strftime_format)
        except (ValueError, OverflowError):
            return False
        return True

    return is_read


def _check_format(strftime_format: str) -> None:
    """Refuse a format that Python cannot read, such as one with an unknown letter, or that has no part of a date."""
    if "%" not in strftime_format.replace("%%", ""):
        expected = "a format of strptime, such as %Y-%m-%d"
        raise SuiteError.bad_argument("strftime", "strftime_format", strftime_format, expected)
    try:
        datetime.strptime(datetime(2026, 11, 23, 14, 5, 6).strftime(strftime_format), strftime_format)
    except (ValueError, UnicodeError) as error:
        expected = f"a format of strptime: {str(error).removesuffix('.')}"
        raise SuiteError.bad_argument("strftime", "strftime_format", strftime_format, expected) from None


@column_kind(
    "expect_column_values_to_match_strftime_format",
    "strftime",
    Parameter("strftime_format", "text", "the format, in the letters of Python's strptime"),
    sentence="{column} is a date in the format {strftime_format}",
    example=Example(
        {"day": ["2026-11-23", "2026-1-5", "23.11.2026", "2026-02-30", None]},
        {"column": "day", "strftime_format": "%Y-%m-%d"},
        unexpected=(2, 3),
    ),
)
def strftime(value: Expr, strftime_format: str) -> Expr:
    """Text is a date in a given format, and the date exists.

    It is read as Python's `strptime` does: leading zeros may be left out, and nothing may stand before or after.
    Missing values are left out. The column must hold text; of a column of dates there is nothing to check. Each
    different value is read once, in Python, so this is slow on many different ones.
    """
    check_text("strftime", "strftime_format", strftime_format)
    _check_format(strftime_format)
    return value.text_satisfies(strftime_reader(strftime_format), f"strptime {strftime_format}")


def is_dateutil_parseable(text: str) -> bool:
    """Tell whether the package dateutil reads a text as a date.

    >>> is_dateutil_parseable("23 November 2026"), is_dateutil_parseable("soon")
    (True, False)
    """
    try:
        from dateutil import parser, tz  # an extra, and slow to load
    except ImportError as error:
        raise MissingExtraError.needs("dateutil", "tables", "Reading dates in any notation") from error

    def zone(name: str | None, offset: int | None) -> tz.tzoffset | None:
        return None if offset is None else tz.tzoffset(name, offset)  # without it dateutil warns of unknown names

    try:
        parser.parse(text, tzinfos=zone)
    except (ValueError, ArithmeticError):  # of a number with thousands of digits
        return False
    return True


@column_kind(
    "expect_column_values_to_be_dateutil_parseable",
    "dateutil_parseable",
    sentence="{column} can be read as a date",
    example=Example({"day": ["2026-11-23", "Nov 23", "soon", "", None]}, {"column": "day"}, unexpected=(2, 3)),
)
def dateutil_parseable(value: Expr) -> Expr:
    """Text can be read as a date in some notation, by the package dateutil.

    It is generous: ``"3"`` is the third of this month. For one notation only, use `strftime`. Missing values are
    left out. The column must hold text. Each different value is read once, in Python.
    """
    return value.text_satisfies(is_dateutil_parseable, "dateutil.parse")


def is_json(text: Any) -> bool:
    """Tell whether a text is JSON, as Python reads it; what is no text is not.

    >>> is_json('{"a": 1}'), is_json("{'a': 1}")
    (True, False)
    """
    try:
        json.loads(text)
    except (ValueError, TypeError, RecursionError):
        return False
    return isinstance(text, str)  # Python reads bytes too


@column_kind(
    "expect_column_values_to_be_json_parseable",
    "json_parseable",
    sentence="{column} is JSON",
    example=Example({"payload": ['{"a": 1}', "[1", "{'a': 1}", None]}, {"column": "payload"}, unexpected=(1, 2)),
)
def json_parseable(value: Expr) -> Expr:
    """Text is JSON.

    It is read as Python does, which lets ``NaN`` and ``Infinity`` pass. A value that is no text, such as a number, is
    no JSON. Missing values are left out. Each different value is read once, in Python.
    """
    return value.satisfies(is_json, "json.loads")


@lru_cache(maxsize=64)
def json_schema_reader(json_schema: str) -> Callable[[str], bool]:
    """Return a function that tells whether a text is JSON of a certain form.

    Parameters
    ----------
    json_schema : str, the schema, itself written as JSON.

    Raises
    ------
    SuiteError
        It is no JSON schema.
    MissingExtraError
        The package jsonschema is not installed.
    """
    try:
        import jsonschema  # an extra, and slow to load
    except ImportError as error:
        raise MissingExtraError.needs("jsonschema", "tables", "Checking JSON against a schema") from error
    schema = json.loads(json_schema)
    validator_class = jsonschema.validators.validator_for(schema)
    try:
        validator_class.check_schema(schema)
    except jsonschema.SchemaError as error:
        raise SuiteError.bad_argument("json_schema", "json_schema", schema, f"a JSON schema: {error.message}") from None
    validator = validator_class(schema)

    def is_valid(text: str) -> bool:
        try:
            return bool(validator.is_valid(json.loads(text)))
        except (ValueError, RecursionError):
            return False

    return is_valid


@column_kind(
    "expect_column_values_to_match_json_schema",
    "json_schema",
    Parameter("json_schema", "table of values", "the JSON schema"),
    sentence="{column} is JSON that follows the schema",
    example=Example(
        {"payload": ['{"age": 36}', '{"age": "36"}', "{}", "[", None]},
        {
            "column": "payload",
            "json_schema": {"type": "object", "properties": {"age": {"type": "integer"}}, "required": ["age"]},
        },
        unexpected=(1, 2, 3),
    ),
)
def json_schema(value: Expr, json_schema: Mapping[str, Any]) -> Expr:
    """Text is JSON that follows a JSON schema.

    Text that is no JSON at all breaks the rule; Great Expectations stops with an error there. Missing values are left
    out. Each different value is read once, in Python.
    """
    if not isinstance(json_schema, Mapping):
        raise SuiteError.bad_argument("json_schema", "json_schema", json_schema, "a JSON schema")
    return value.text_satisfies(json_schema_reader(json.dumps(json_schema, sort_keys=True)), "JSON schema")


__all__ = ["Kind", "dateutil_parseable", "json_parseable", "json_schema", "strftime"]
