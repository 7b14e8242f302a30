"""Read suites in the JSON of Great Expectations, of 1.x and of 0.18.

What Great Expectations has no word for (`on_row`, `warn_above`, keys of the suite and so on) stands in
``meta["fairlead"]``, where `fairlead.data.gx.writing` puts it; a file that Great Expectations wrote has none of it.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fairlead.data.gx.parameter import with_parameters
from fairlead.data.gx.value import from_exact, plain_value
from fairlead.data.gx.writing import condition_from, condition_to_gx, query_text, to_gx
from fairlead.data.kind import find_kind
from fairlead.data.line import Expectation
from fairlead.data.row_condition import condition_of
from fairlead.data.suite import Suite
from fairlead.errors import FairleadError, SuiteError
from fairlead.finding import Severity

RUN_SQL = frozenset({"unexpected_rows_expectation", "expect_query_results_to_match_comparison"})
"""Expectations that send SQL of the user to a database."""

NO_RULE = frozenset(
    {"batch_id", "result_format", "catch_exceptions", "include_config", "auto", "profiler_config", "table"}
)
"""Arguments that say how Great Expectations is to work, not what must be true."""

CARRIED = ("id", "notes", "data_asset_type")
"""What else stands on the outside of a suite; it is carried along in ``meta["gx"]``."""


def read_gx(
    source: str | os.PathLike[str] | Mapping[str, Any], *, where: str | None = None,
    parameters: Mapping[str, Any] | None = None,
) -> Suite:  # fmt: skip
    """Read a suite of Great Expectations.

    Parameters
    ----------
    source : path of a JSON file, the JSON itself, or what it was parsed to.
    where : str, name of the file in errors; `source` is then its text.
    parameters : values of the parameters (``{"$PARAMETER": "name"}``) by their names.

    Raises
    ------
    SuiteError
        It cannot be read; the error names file and line.

    >>> suite = read_gx('{"name": "people", "expectations": [{"type": "expect_column_values_to_not_be_null",'
    ...                 '"kwargs": {"column": "name"}}]}')
    >>> suite.expectations[0].sentence
    'name is not missing'
    """
    if hasattr(source, "to_json_dict"):  # a suite in memory, of Great Expectations itself
        source = source.to_json_dict()
    if isinstance(source, Mapping):
        return _Reader("", where, parameters or {}).suite(source)
    if not isinstance(source, (str, os.PathLike)):
        raise SuiteError.no_gx_suite()
    is_text = isinstance(source, str) and (where is not None or source.lstrip("\ufeff \t\r\n").startswith(("{", "[")))
    if not is_text:
        place = Path(source)
        return _read_text(_text_of(place), str(place), parameters or {})
    return _read_text(str(source), where, parameters or {})


def _text_of(place: Path) -> str:
    try:
        return place.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise SuiteError.no_file(place) from None
    except UnicodeDecodeError:
        raise SuiteError.unreadable_file(place, "it is not text in UTF-8") from None
    except OSError as error:
        raise SuiteError.unreadable_file(place, error.strerror or type(error).__name__) from error


def _read_text(text: str, where: str | None, parameters: Mapping[str, Any]) -> Suite:
    text = text.removeprefix("\ufeff")  # which some editors of Windows put before everything
    reader = _Reader(text, where, parameters)
    try:
        given = json.loads(text)
    except json.JSONDecodeError as error:
        raise reader.placed(SuiteError.bad_json(error.msg), error.pos) from None
    except RecursionError:
        raise reader.placed(SuiteError.bad_json("it is nested too deeply"), 0) from None
    return reader.suite(given)


class _Reader:
    """Read one suite; every error that leaves it says where in the text."""

    def __init__(self, text: str, where: str | None, parameters: Mapping[str, Any]) -> None:
        self.text, self.where, self.parameters = text, where, parameters

    def suite(self, given: Any) -> Suite:
        lines = given.get("expectations") if isinstance(given, Mapping) else None
        name = (given.get("name") or given.get("expectation_suite_name")) if lines is not None else None
        if not isinstance(lines, list) or not isinstance(name, str):
            raise self.placed(SuiteError.no_gx_suite(), 0)
        meta = dict(given.get("meta") or {})
        meta.pop("great_expectations_version", None)
        own = meta.pop("fairlead", {})
        outside = {**given, "id": given.get("id") or given.get("ge_cloud_id")}
        carried = {key: outside[key] for key in CARRIED if outside.get(key) is not None}
        stored = given.get("suite_parameters") or given.get("evaluation_parameters") or {}
        self.parameters = {**stored, **self.parameters}
        if not lines and self.where is not None:
            raise SuiteError.no_expectations(self.where)
        return Suite(
            name,
            [self._line(place, one) for place, one in enumerate(lines)],
            keys=tuple(own.get("keys", ())),
            private=tuple(own.get("private", ())),
            meta={**meta, "gx": carried} if carried else meta,
        )

    def _line(self, place: int, given: Any) -> Expectation:
        try:
            return _line_of(given, self.parameters)
        except FairleadError as error:
            raise self.placed(error, self._position(place, error), place) from None

    def _position(self, place: int, error: FairleadError) -> int | None:
        """Find the argument that is at fault, or else the beginning of the line of the suite."""
        starts = starts_of_expectations(self.text)
        if place >= len(starts):
            return None
        end = starts[place + 1] if place + 1 < len(starts) else len(self.text)
        keys = [getattr(error, "argument", None), "type", "expectation_type"]
        found = (self.text.find(f'"{key}"', starts[place], end) for key in keys if key)
        return next((position for position in found if position >= 0), starts[place])

    def placed(self, error: FairleadError, position: int | None, place: int | None = None) -> FairleadError:
        """Return the error with the line that it is about."""
        line = None if not self.text or position is None else self.text.count("\n", 0, position) + 1
        where = f"{self.where}:{line}" if self.where and line else f"line {line}" if line else self.where
        if line is None and place is not None:
            where = f"expectation {place + 1}" + (f" of {self.where}" if self.where else "")
        return type(error)(error.message, where=where, hint=error.hint)


def _line_of(given: Any, parameters: Mapping[str, Any]) -> Expectation:
    """Make a line of a suite from what stands in the JSON."""
    if not isinstance(given, Mapping):
        raise SuiteError.bad_suite_key("expectations", given, "a list of objects with type and kwargs")
    name = given.get("type", given.get("expectation_type"))
    if not isinstance(name, str):
        raise SuiteError.no_type(list(given))
    if name in RUN_SQL:
        raise SuiteError.runs_sql(name)
    kind = find_kind(name)
    meta = dict(given.get("meta") or {})
    own = meta.pop("fairlead", {})
    kwargs = with_parameters(dict(given.get("kwargs") or {}), parameters)
    options = _options(kwargs, given, own, meta)
    known = {parameter.name for parameter in kind.parameters}
    rule = {key: value for key, value in kwargs.items() if key in known or is_rule(key, value)}
    return Expectation.of(kind, {**rule, **_exact(kwargs, own.get("kwargs", {})), **options})


def is_rule(key: str, value: Any) -> bool:
    """Tell whether an argument that a kind does not know must be refused; what is switched off changes nothing."""
    return not (key in NO_RULE or value is None or value is False)


def _exact(kwargs: Mapping[str, Any], exact: Mapping[str, Any]) -> dict[str, Any]:
    """Give the arguments that JSON has no words for, unless someone has changed them since in plain words."""
    values = {key: from_exact(value) for key, value in exact.items()}
    return {key: value for key, value in values.items() if plain_value(value) == kwargs.get(key)}


def _options(
    kwargs: dict[str, Any], given: Mapping[str, Any], own: Mapping[str, Any], meta: Mapping[str, Any]
) -> dict[str, Any]:
    options: dict[str, Any] = {
        "mostly": kwargs.pop("mostly", None),
        "row_condition": _condition(kwargs.pop("row_condition", None), own.get("row_condition")),
        "condition_parser": kwargs.pop("condition_parser", None),
        "severity": own.get("severity", _severity(given.get("severity"))),
        "id": given.get("id") or given.get("ge_cloud_id"),
        "notes": given.get("notes"),
        "description": given.get("description"),
        "meta": meta or None,
    }
    more = ("on_row", "warn_above", "fail_above", "notes", "description", "condition_parser")
    return options | {key: own[key] for key in more if key in own}


def _severity(given: Any) -> Any:
    known = {"info": Severity.INFO, "warning": Severity.WARNING, "critical": Severity.ERROR}  # see SEVERITY_OF
    return known.get(given, given)


def _condition(given: Any, exact: Any) -> Any:
    """Give a row condition: text as it is, an object as an expression."""
    if exact is not None:
        condition = condition_from(exact)
        if given in (condition_to_gx(condition), query_text(condition)):
            return condition
    if isinstance(given, Mapping) and given.get("type") == "pass_through":
        return given.get("pass_through_filter")
    return given if isinstance(given, str) else condition_of(given)


_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]]')


def starts_of_expectations(text: str) -> list[int]:
    """Find where in the JSON of a suite each expectation begins.

    >>> starts_of_expectations('{"expectations": [{"a": {}}, {"b": 1}]}')
    [18, 29]
    """
    starts: list[int] = []
    depth, last, inside = 0, "", False
    for token in _TOKEN.finditer(text):
        sign = token.group()
        if sign in ("{", "["):
            inside = inside or (sign == "[" and depth == 1 and last == '"expectations"')
            if sign == "{" and depth == 2 and inside:
                starts.append(token.start())
            depth += 1
        elif sign in ("}", "]"):
            depth -= 1
            inside = inside and depth >= 2
        last = sign
    return starts


__all__ = ["read_gx", "starts_of_expectations", "to_gx"]
