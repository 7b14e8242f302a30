"""The rows that a model may be asked, by its schema and its suite: nothing that two readers could read otherwise."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal, Self

from fairlead.data import Suite
from fairlead.data.row import RowChecker
from fairlead.model import Column, Model

Rule = Literal["row", "missing", "null", "type", "range", "category", "suite"]
"""What a value does not keep: that there is a row, that a field is there, that it is not null, its type, its range,
that it is one of a closed list, or a rule of the suite."""

FAMILIES = {"int": "integer", "float": "float", "bool": "boolean", "string": "text"}
"""What the suite calls the kinds of the schema; dates and times are called alike."""

EXPECTED = {
    "int": "a whole number", "float": "a number", "bool": "true or false", "string": "text",
    "date": "a date such as 2026-11-30", "datetime": "a date and time such as 2026-11-30T08:15:00",
}  # fmt: skip

NOT_NULL = "expect_column_values_to_not_be_null"
MOMENTS = ("date", "datetime")
LARGEST_FLOAT = 1.7976931348623157e308
LARGEST_FLOAT32 = 3.4028234663852886e38
SHOWN_CATEGORIES = 8


@dataclass(frozen=True, slots=True)
class Problem:
    """Say why a row is refused.

    Parameters
    ----------
    field : name of the column, or of several with commas between; None if it is about the row as a whole.
    rule : the kind of rule that it breaks.
    sentence : what came and what was expected.
    on_row : of a rule of the suite, what it does with the row: "fail" or "quarantine"; else "fail".
    """

    field: str | None
    rule: Rule
    sentence: str
    on_row: Literal["fail", "quarantine"] = "fail"


class _Refused(Exception):
    """Carry the kind of rule and the sentence that follows the name of the field."""

    def __init__(self, rule: Rule, sentence: str) -> None:
        super().__init__(sentence)
        self.rule, self.sentence = rule, sentence


Read = Callable[[Any], Any]
"""Return a value as the plan takes it; `_Refused` if it may not stand there."""


class Domain:
    """Check rows before a model sees them; make one with `Domain.of` and keep it.

    >>> import pandas
    >>> from sklearn.linear_model import LogisticRegression
    >>> table = pandas.DataFrame({"tenure": [1, 2, 30, 40], "charge": [70.5, 80.0, 20.0, 30.5]})
    >>> model = Model.fit("churn", LogisticRegression(), table, [1, 1, 0, 0], seed=7)
    >>> row, problems, flags = Domain.of(model).check({"tenure": "12", "charge": None})
    >>> for problem in problems:
    ...     print(problem.sentence)
    'tenure' is text; a whole number is expected.
    'charge' is null; a number is expected, and it may not be missing.
    """

    def __init__(self, columns: Sequence[Column], checker: RowChecker | None) -> None:
        self.names = frozenset(one.name for one in columns)
        self.nullable = frozenset(one.name for one in columns if one.nullable)
        self._order = {one.name: place for place, one in enumerate(columns)}
        # Most values are just as they should be: those are passed here, quickly, and all others in `_value`.
        plain = [one for one in columns if one.kind not in MOMENTS and not _is_closed(one)]
        self._numbers = [(one.name, *_plain_range(one)) for one in plain if one.kind != "string"]
        self._texts = [one.name for one in plain if one.kind == "string"]
        self._others = [one.name for one in columns if one not in plain]
        self._read = {one.name: _reader(one) for one in columns}
        self._expected = {one.name: EXPECTED[one.kind] for one in columns}
        self._checker = checker

    @classmethod
    def of(cls, model: Model) -> Self:
        """Return the domain of a model.

        A value may be null where the schema says that it may be missing. Lines of the suite about other columns than
        the model's are left out.

        Raises
        ------
        SuiteError
            The suite that the model carries cannot be read here.
        """
        return cls(model.schema.columns, _checker(model))

    def accepts(self, name: str, value: Any) -> bool:
        """Tell whether a value may stand in a column, whatever the suite says."""
        try:
            self._value(name, value)
        except _Refused:
            return False
        return True

    def check(self, row: Any) -> tuple[dict[str, Any], list[Problem], tuple[str, ...]]:
        """Return a row as the plan takes it, what is wrong with it, and the rules that it breaks without being refused.

        Fields that the model does not need are left out.

        Parameters
        ----------
        row : values by column, as JSON has them.

        Returns
        -------
        ready : the values of the model's columns; only to be used if there is no problem.
        problems : all of them, in the order of the columns and then of the suite.
        flags : sentences of the rules with ``on_row="flag"`` that the row breaks.
        """
        if not isinstance(row, Mapping):
            return {}, [Problem(None, "row", f"The row is {_in_words(row)}; an object of fields is expected.")], ()
        ready: dict[str, Any] = {}
        problems: list[Problem] = []
        unusual = self._others.copy()
        for name, kind, low, high in self._numbers:
            value = row.get(name)
            if type(value) is kind and low <= value <= high:
                ready[name] = value
            else:
                unusual.append(name)
        for name in self._texts:
            value = row.get(name)
            if type(value) is str and value.isascii():
                ready[name] = value
            else:
                unusual.append(name)
        for name in unusual:
            try:
                ready[name] = self._value(name, row.get(name, _ABSENT))
            except _Refused as refused:
                problems.append(Problem(name, refused.rule, f"{name!r} {refused.sentence}"))
        if len(problems) > 1:
            problems.sort(key=lambda problem: self._order[problem.field or ""])
        if self._checker is None:
            return ready, problems, ()
        bad = {problem.field for problem in problems}
        flags: list[str] = []
        for broken in self._checker(ready):
            if bad and not bad.isdisjoint(broken.columns):
                continue  # said already, and better
            if broken.expectation.on_row == "flag":
                flags.append(broken.expectation.sentence)
            else:
                field = ", ".join(broken.columns) or None
                problems.append(Problem(field, "suite", broken.message, broken.expectation.on_row))
        return ready, problems, tuple(flags)

    def _value(self, name: str, value: Any) -> Any:
        if value is None:
            if name in self.nullable:
                return None
            raise _Refused("null", f"is null; {self._expected[name]} is expected, and it may not be missing.")
        if value is _ABSENT:
            may = " A missing value is written as null." if name in self.nullable else ""
            raise _Refused("missing", f"is not in the row; {self._expected[name]} is expected.{may}")
        return self._read[name](value)


_ABSENT = object()


def _checker(model: Model) -> RowChecker | None:
    if model.suite is None:
        return None
    suite = Suite.from_gx(dict(model.suite))
    always = {one.name for one in model.schema.columns if not one.nullable}
    lines = [
        line
        for line in suite.expectations
        if line.needed_columns() <= set(model.schema.names) and not (line.name == NOT_NULL and line.column in always)
    ]
    families = {one.name: FAMILIES.get(one.kind, one.kind) for one in model.schema.columns}
    return Suite(suite.name, lines, private=suite.private).row_checker(schema=families)  # type: ignore[arg-type]


def _plain_range(column: Column) -> tuple[type, Any, Any]:
    """Return a type, and between which ends every value of it may stand in a column of numbers just as it is."""
    if column.kind == "int":
        return int, *bounds_of(column.dtype)
    if column.kind == "bool":
        return bool, False, True
    largest = LARGEST_FLOAT32 if "32" in column.dtype else LARGEST_FLOAT
    return float, -largest, largest


def _is_closed(column: Column) -> bool:
    """Tell whether a column holds some values and no others."""
    return column.dtype == "category" or column.dtype.startswith("Enum")


def _reader(column: Column) -> Read:
    if _is_closed(column):
        return partial(_member, frozenset(column.categories or ()), _open_reader(column))
    return _open_reader(column)


def _open_reader(column: Column) -> Read:
    if column.kind == "int":
        return partial(_whole, *bounds_of(column.dtype))
    if column.kind == "float":
        return partial(_number, _plain_range(column)[2])
    if column.kind == "bool":
        return _truth
    if column.kind == "string":
        return _text
    return partial(_moment, column)


def bounds_of(dtype: str) -> tuple[int, int]:
    """Return the least and the greatest value of an integer type.

    >>> bounds_of("UInt8"), bounds_of("int32")
    ((0, 255), (-2147483648, 2147483647))
    """
    found = re.fullmatch(r"(u?)int(\d+)", dtype.lower())
    unsigned, bits = (found[1], int(found[2])) if found else ("", 64)
    return (0, 2**bits - 1) if unsigned else (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)


def _whole(low: int, high: int, value: Any) -> int:
    if type(value) is float and value.is_integer():
        value = int(value)
    if type(value) is not int:
        what = "is a number with a fraction" if type(value) is float and value - value == 0 else _is(value)
        raise _Refused("type", f"{what}; a whole number is expected.")
    if not low <= value <= high:
        raise _Refused("range", f"is beyond {low} to {high}, the numbers that its column can hold.")
    return value


def _number(largest: float, value: Any) -> float:
    if type(value) is int:
        try:
            value = float(value)
        except OverflowError:
            raise _Refused("range", "is larger than any number that a computer calculates with.") from None
    if type(value) is not float or value - value != 0.0:
        raise _Refused("type", f"{_is(value)}; a number is expected.")
    if abs(value) > largest:
        raise _Refused("range", f"is beyond {largest:.6g}, the largest number that its column can hold.")
    return value


def _truth(value: Any) -> bool:
    if type(value) is bool or (type(value) is int and value in (0, 1)):
        return bool(value)
    raise _Refused("type", f"{_is(value)}; true or false is expected.")


def _text(value: Any) -> str:
    if type(value) is not str:
        raise _Refused("type", f"{_is(value)}; text is expected.")
    if not value.isascii() and any("\ud800" <= one <= "\udfff" for one in value):
        raise _Refused("type", "is text with half a character (a lone surrogate); whole characters are expected.")
    return value


def _member(members: frozenset[Any], read: Read, value: Any) -> Any:
    found = read(value)
    if found not in members:
        known = sorted(map(repr, members))
        shown = ", ".join(known[:SHOWN_CATEGORIES]) + (", ..." if len(known) > SHOWN_CATEGORIES else "")
        raise _Refused("category", f"is none of the {len(known)} values that its column can hold: {shown}.")
    return found


def _moment(column: Column, value: Any) -> Any:
    expected = f"{EXPECTED[column.kind]} is expected"
    found = value
    if type(value) is str:
        parse = datetime.date.fromisoformat if column.kind == "date" else datetime.datetime.fromisoformat
        try:
            found = parse(value)
        except ValueError:
            raise _Refused("type", f"is text that is no such thing; {expected}.") from None
    elif type(value) is not (datetime.date if column.kind == "date" else datetime.datetime):
        raise _Refused("type", f"{_is(value)}; {expected}, as text.")
    if isinstance(found, datetime.datetime):
        has_zone = str(column.low)[-6:-5] in ("+", "-")
        if has_zone and found.tzinfo is None:
            raise _Refused("type", f"has no time zone; {expected}, with one such as +00:00.")
        if not has_zone and found.tzinfo is not None:
            raise _Refused("type", f"has a time zone; {expected}, without one, as in training.")
    if not 1678 <= found.year <= 2261:
        raise _Refused("range", "is beyond the years 1678 to 2261, which its column can hold.")
    return found


def _is(value: Any) -> str:
    return f"is {_in_words(value)}"


def _in_words(value: Any) -> str:
    """Say what type a value of JSON has."""
    if value is None:
        return "null"
    if type(value) is float and value - value != 0.0:
        return "not a number (NaN)" if value != value else "infinite"
    return _TYPES.get(type(value), f"of type {type(value).__name__}")


_TYPES = {
    bool: "true or false", int: "a whole number", float: "a number", str: "text", list: "a list", dict: "an object",
    datetime.date: "a date", datetime.datetime: "a date and time",
}  # fmt: skip
