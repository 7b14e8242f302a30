"""Keep a suite in a file that people read and change: TOML, or the JSON of Great Expectations.

A suite in TOML says what it is about, and then has one table for each expectation::

    name = "customers"
    keys = ["customer_id"]        # columns that identify a row
    private = ["email"]           # columns of which no value is ever shown
    python = ["checks.py"]        # where expectations of your own are defined

    [[expect]]
    type = "between"              # the short name, or the one of Great Expectations
    column = "age"                # then the arguments by name
    min_value = 0
    max_value = 120
    where = "col('country') == 'NO'"
    mostly = 0.99
    on_row = "quarantine"

`where` is the row condition. All else that a line can be given has its own name: `severity`, `warn_above` and so on.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, NoReturn

from fairlead.data.expr import Expr
from fairlead.data.files.condition_text import condition_text
from fairlead.data.files.python_file import load_python, python_of
from fairlead.data.files.toml_lines import line_of_key, line_of_table
from fairlead.data.files.toml_text import NotInTomlError, from_toml, toml_line
from fairlead.data.kind import find_kind
from fairlead.data.line import OPTIONS, Expectation, differs
from fairlead.data.suite import Suite
from fairlead.errors import SuiteError, nearest

KEYS: Mapping[str, str] = {
    "name": "text", "keys": "a list of names of columns", "private": "a list of names of columns",
    "python": "a Python file or module, or a list of them", "meta": "a table",
    "expect": "tables, each under [[expect]]",
}  # fmt: skip
"""What a suite can say, and what each must be."""

_WHERE = "where"
_TABLE = "expect"


def load_suite(path: str | os.PathLike[str]) -> Suite:
    """Read a suite from a file.

    Parameters
    ----------
    path : of TOML, or of JSON as Great Expectations writes it.

    Raises
    ------
    SuiteError
        The file cannot be read, or a line in it is not as it should be; the error names file and line.
    """
    place = Path(path)
    return suite_of_text(_text_of(place), place)


def suite_of_text(text: str, path: Path) -> Suite:
    """Read a suite from the text of a file; what it names is looked for beside the path.

    Raises
    ------
    SuiteError
        As in `load_suite`.
    """
    if path.suffix.lower() == ".json":
        from fairlead.data.gx.reading import read_gx

        return read_gx(text, where=str(path))
    return _Reader(path, text).suite()


def save_suite(suite: Suite, path: str | os.PathLike[str]) -> None:
    """Write a suite to a file: TOML, or the JSON of Great Expectations if the name ends in ``.json``.

    Raises
    ------
    SuiteError
        Something in the suite cannot be written in this format.
    """
    place = Path(path)
    if place.suffix.lower() == ".json":
        import json

        from fairlead.data.gx.reading import to_gx

        text = json.dumps(to_gx(suite), indent=2, ensure_ascii=False) + "\n"
    else:
        text = suite_text(suite, place.parent)
    # Beside the old file first, so that an error in the middle leaves the old one as it is.
    part = place.with_name(f"{place.name}.{os.getpid()}.part")
    try:
        part.write_text(text, encoding="utf-8")
        os.replace(part, place)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise SuiteError.unwritable_file(place, error.strerror or type(error).__name__) from error


def suite_text(
    suite: Suite, folder: Path = Path(), comments: Sequence[Sequence[str]] = (), notes: Sequence[str] = ()
) -> str:
    """Write a suite as TOML.

    Parameters
    ----------
    folder : where the file will lie; paths of Python files are relative to it.
    comments : for each expectation, lines that stand above it.
    notes : lines that stand at the top.
    """
    head: dict[str, Any] = {"name": suite.name, "keys": list(suite.keys), "private": list(suite.private)}
    python = python_of((line.kind for line in suite), folder)
    head |= {"python": python, "meta": dict(suite.meta)}
    written = [f"# {note}".rstrip() for note in notes] + [""] * bool(notes)
    written += [_written(suite.name, key, value) for key, value in head.items() if value or key == "name"]
    for place, line in enumerate(suite):
        above = comments[place] if place < len(comments) else ()
        written += ["", *(f"# {comment}".rstrip() for comment in above), f"[[{_TABLE}]]"]
        written += [_written(line.kind.alias, key, value) for key, value in _entries(line)]
    return "\n".join(written) + "\n"


def _entries(line: Expectation) -> Iterator[tuple[str, Any]]:
    """Give what has to be written of a line: all that is not as it is by default."""
    yield "type", line.kind.alias
    for parameter in line.kind.parameters:
        value = line.kwargs[parameter.name]
        if parameter.is_required or differs(value, parameter.default):
            yield parameter.name, value
    if line.row_condition is not None:
        where = line.row_condition
        yield _WHERE, condition_text(where) if isinstance(where, Expr) else where
    defaults: dict[str, Any] = {one.name: one.default for one in fields(Expectation)} | {
        "on_row": line.kind.default_on_row,
        "meta": {},
    }
    for name in OPTIONS:
        value = getattr(line, name)
        if name != "row_condition" and value != defaults[name]:
            yield name, str(value) if name == "severity" else value


def _written(subject: str, key: str, value: Any) -> str:
    try:
        return toml_line(key, value)
    except NotInTomlError as error:
        raise SuiteError.not_in_toml(subject, key, str(error)) from None


class _Reader:
    """Read one file; every error that leaves it says where in the file."""

    def __init__(self, path: Path, text: str) -> None:
        self._path, self._text = path, text

    def suite(self) -> Suite:
        found = self._parsed()
        self._tables = len(found[_TABLE]) if isinstance(found.get(_TABLE), list) else 0
        for key, value in found.items():
            if key not in KEYS:
                self._fail(SuiteError.unknown_suite_key(key, _known_for(key)), self._head(key))
            if not _is_fit(key, value):
                self._fail(SuiteError.bad_suite_key(key, value, KEYS[key]), self._head(key))
        for name in _listed(found.get("python", [])):
            self._load_python(name)
        if not self._tables:
            raise SuiteError.no_expectations(str(self._path))
        lines = [self._line(place, table) for place, table in enumerate(found.get(_TABLE, []))]
        return Suite(
            found.get("name", self._path.stem),
            lines,
            keys=tuple(found.get("keys", ())),
            private=tuple(found.get("private", ())),
            meta=from_toml(found.get("meta", {})),
        )

    def _parsed(self) -> dict[str, Any]:
        try:
            return tomllib.loads(self._text)
        except tomllib.TOMLDecodeError as error:
            reason, _, place = str(error).partition(" (at ")
            number = place.removeprefix("line ").partition(",")[0]
            last = self._text.count("\n") + 1
            self._fail(SuiteError.bad_toml(reason), int(number) if number.isdigit() else last)

    def _load_python(self, name: str) -> None:
        try:
            load_python(name, self._path.parent)
        except SuiteError as error:
            self._fail(error, line_of_key(self._text, "python"))

    def _line(self, place: int, table: dict[str, Any]) -> Expectation:
        if not isinstance(table.get("type"), str):
            start = self._start(place)
            self._fail(SuiteError.no_type(sorted(table.keys() - {"type"})), start or self._head(_TABLE))
        given = dict(table)
        try:
            kind = find_kind(given.pop("type"))
            names = {one.name for one in kind.parameters}
            if _WHERE in given and _WHERE not in names:
                given["row_condition"] = given.pop(_WHERE)
            return kind(**self._values(kind.alias, given))
        except SuiteError as error:
            self._fail(error, self._line_of(place, table, error))

    def _values(self, alias: str, given: Mapping[str, Any]) -> dict[str, Any]:
        values = {}
        for name, value in given.items():
            try:
                values[name] = from_toml(value)
            except ValueError as error:
                expected = '{ none = true }, { decimal = "1.10" } or { seconds = 1.5 }'
                raise SuiteError.bad_argument(alias, name, str(error), expected) from None
        return values

    def _line_of(self, place: int, table: Mapping[str, Any], error: SuiteError) -> int | None:
        """Return the line of the argument that is wrong, as closely as it is known."""
        start = self._start(place)
        if start is None:
            return self._head(_TABLE)
        key = error.argument or next(iter(table))
        key = _WHERE if key == "row_condition" and _WHERE in table else key
        return line_of_key(self._text, key, start) or start

    def _start(self, place: int) -> int | None:
        """Return the line of the n-th ``[[expect]]``; None if the tables are written in another way."""
        return line_of_table(self._text, _TABLE, place, self._tables)

    def _head(self, key: str) -> int | None:
        """Return the line where the suite begins to say something: ``key = ...``, ``[key]`` or ``[[key]]``."""
        tables = (n for n, line in enumerate(self._text.split("\n"), 1) if line.strip().strip("[] ") == key)
        return line_of_key(self._text, key) or next(tables, None)

    def _fail(self, error: SuiteError, line: int | None) -> NoReturn:
        place = f"{self._path}:{line}" if line is not None else str(self._path)
        raise SuiteError(error.message, where=place, hint=error.hint) from error.__cause__


def _known_for(key: str) -> list[str]:
    # A person who knows Great Expectations writes expectations, one who thinks in lines [[expectation]].
    return [_TABLE] if nearest(key, ["expectation", "expectations"]) else list(KEYS)


def _is_fit(key: str, value: Any) -> bool:
    if key == "name":
        return isinstance(value, str)
    if key == "meta":
        return isinstance(value, dict)
    if key == _TABLE:
        return isinstance(value, list) and all(isinstance(one, dict) for one in value)
    if key == "python" and isinstance(value, str):
        return True
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise SuiteError.no_file(path, _near(path)) from None
    except UnicodeDecodeError as error:
        raise SuiteError.unreadable_file(path, f"it is not UTF-8 text ({error.reason})") from None
    except OSError as error:
        raise SuiteError.unreadable_file(path, error.strerror or type(error).__name__) from error


def _near(path: Path) -> str | None:
    try:
        return nearest(path.name, sorted(one.name for one in path.parent.iterdir()))
    except OSError:
        return None
