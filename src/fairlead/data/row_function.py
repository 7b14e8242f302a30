"""Turn an expression into a plain Python function of one row, for where no table library should be loaded.

Logic is that of `fairlead.data.expr`: a function returns True, False or, if a value that it needs is missing, None.
A row has no types of its own. So what meets in a comparison is brought to one type there: text beside a date is
read as a date. What cannot be brought together is a `WrongValue`.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from fairlead.data.expr import Expr
from fairlead.data.members import Members
from fairlead.data.pattern import searcher
from fairlead.data.plain import PLAIN, plain
from fairlead.data.schema import (
    ARITHMETIC,
    COMPARISONS,
    NUMBERS,
    Column,
    Family,
    as_decimal,
    family_of_value,
    fitting_value,
    held,
)
from fairlead.errors import FairleadError, SuiteError

Row = Mapping[str, Any]
Function = Callable[[Row], Any]
Columns = Mapping[str, Column]

_OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "eq": operator.eq, "ne": operator.ne, "lt": operator.lt, "le": operator.le, "gt": operator.gt, "ge": operator.ge,
    "add": operator.add, "sub": operator.sub, "mul": operator.mul,
}  # fmt: skip
_TYPES: dict[str, frozenset[type]] = {
    "integer": frozenset({int, float}), "float": frozenset({int, float}), "decimal": frozenset({int}),
    "boolean": frozenset({bool}), "text": frozenset({str}), "date": frozenset({date}),
    "datetime": frozenset(), "time": frozenset({time}), "duration": frozenset({timedelta}),
}  # fmt: skip
"""Types of which a value can be taken as it is, by the family that is expected; a moment has a time zone to be in."""

_AS_THEY_ARE = frozenset({int, float, str, bool, date, time, timedelta})
"""Types of which two values compare without more ado."""

_IN_WORDS = {
    **dict.fromkeys(NUMBERS, "a number"), "boolean": "true or false", "text": "text", "date": "a date",
    "datetime": "a date and time", "time": "a time of day", "duration": "a duration",
}  # fmt: skip


class WrongValue(Exception):
    """Tell that a value is of a type that the rule cannot be put to."""

    def __init__(self, text: str, value: Any, family: str | None) -> None:
        super().__init__(text)
        self.text, self.value = text, value
        self.expected = _IN_WORDS.get(family or "", "a value of another type")


def row_function(expr: Expr, columns: Columns) -> Function:
    """Return a function of a row that gives the value of an expression.

    Parameters
    ----------
    expr : it must not need other rows.
    columns : by name, as far as they are known; values of other types are then read or refused.

    >>> from fairlead.data.expr import col
    >>> is_cheap = row_function(col("price") < 10, {})
    >>> is_cheap({"price": 5}), is_cheap({"price": None}), is_cheap({})
    (True, None, None)
    """
    op, args = expr.op, expr.args
    if op == "column":
        return _column(args[0], columns.get(args[0]))
    if op == "literal":
        return lambda row: args[0]
    if op == "not" and args[0].op == "missing":
        value = row_function(args[0].args[0], columns)  # the most frequent part of all: one call less
        return lambda row: value(row) is not None
    of = [row_function(arg, columns) for arg in args if isinstance(arg, Expr)]
    if op in COMPARISONS:
        return _comparison(_OPERATORS[op], of, args)
    if op in ARITHMETIC:
        return _arithmetic(op, of, args)
    if op in ("and", "or"):
        return _both(*of) if op == "and" else _either(*of)
    return _of_one(op, of[0], args)


def _of_one(op: str, value: Function, args: tuple[Any, ...]) -> Function:
    """Make a function that looks at one value."""
    if op == "not":
        return _negation(value)
    if op == "missing":
        return lambda row: value(row) is None
    if op == "true":
        return lambda row: value(row) is True
    if op == "filled":
        return lambda row: args[1] if (found := value(row)) is None else found
    if op == "in":
        return _membership(value, args[1])
    if op == "matches":
        return _of_text(value, searcher(args[1]), args[0].text)
    if op == "length":
        return _of_text(value, len, args[0].text)
    if op == "satisfies":
        return _applied(value, args, args[0].text)
    raise AssertionError(f"no such operation: {op}")


def _column(name: str, column: Column | None) -> Function:
    known = PLAIN | {float}

    def given(row: Row) -> Any:
        value = row.get(name)
        return value if type(value) in known and value == value else plain(value)  # NaN is not equal to itself

    if column is None or column.family not in _TYPES:
        return given
    types = frozenset() if column.is_single else _TYPES[column.family]

    def fitted(row: Row) -> Any:
        value = row.get(name)
        if type(value) in types and value == value:
            return value
        value = plain(value)
        return None if value is None else _fitted(value, column)

    return fitted


def _fitted(value: Any, column: Column) -> Any:
    """Return a value as the column holds it."""
    is_boolean_as_number = column.family in NUMBERS and isinstance(value, bool)
    found = None if is_boolean_as_number else fitting_value(value, column.family)
    if found is None:
        raise WrongValue(column.name, value, column.family)
    return held(found, column)


def _comparison(compare: Callable[[Any, Any], Any], of: list[Function], args: tuple[Any, ...]) -> Function:
    left, right = of
    if args[1].op == "literal":
        return _comparison_with(compare, left, args[1].args[0], args[0].text)
    text = args[0].text

    def holds(row: Row) -> bool | None:
        a, b = left(row), right(row)
        if a is None or b is None:
            return None
        if type(a) is type(b) and type(a) in _AS_THEY_ARE:
            return bool(compare(a, b))
        return _compared(compare, *_alike(a, b), text)

    return holds


def _alike(a: Any, b: Any) -> tuple[Any, Any]:
    """Return a decimal as a float beside the float of another column, as tables do."""
    if isinstance(a, float) and isinstance(b, Decimal):
        return a, float(b)
    return (float(a), b) if isinstance(a, Decimal) and isinstance(b, float) else (a, b)


def _comparison_with(compare: Callable[[Any, Any], Any], left: Function, literal: Any, text: str) -> Function:
    """Make the comparison with a plain value, which is most of them, so it is worth a short way."""
    types = _short_way(literal)

    def holds(row: Row) -> bool | None:
        value = left(row)
        if value is None or literal is None:
            return None
        if type(value) in types:
            return bool(compare(value, literal))
        return _compared(compare, value, literal, text)

    return holds


def _short_way(literal: Any) -> frozenset[type]:
    """Name the types of values that compare with a literal as they are."""
    if type(literal) in (int, float):
        return frozenset({int, float})
    return frozenset({type(literal)}) & _AS_THEY_ARE


def _compared(compare: Callable[[Any, Any], Any], a: Any, b: Any, text: str) -> bool:
    try:
        return bool(compare(*_brought_together(a, b)))
    except TypeError:
        if compare in (operator.eq, operator.ne):
            return compare is operator.ne  # values of different types are different
        raise WrongValue(text, a, family_of_value(b)) from None


def _brought_together(a: Any, b: Any) -> tuple[Any, Any]:
    """Return two values in a type in which they can be compared.

    Raises
    ------
    TypeError
        There is none.
    """
    of_a, of_b = family_of_value(a), family_of_value(b)
    if of_a == "text" and of_b not in ("text", None):
        a = fitting_value(a, of_b)
        of_a = family_of_value(a)
    elif of_b == "text" and of_a not in ("text", None):
        b = fitting_value(b, of_a)
        of_b = family_of_value(b)
    if of_a is None or of_b is None:
        raise TypeError
    if {of_a, of_b} == {"float", "decimal"}:
        return (as_decimal(a), b) if of_a == "float" else (a, as_decimal(b))
    if {of_a, of_b} <= {"date", "datetime"}:
        return _moments(a, b)
    if "boolean" in (of_a, of_b) and of_a != of_b and not (a in (0, 1) and b in (0, 1)):
        raise TypeError
    if of_a != of_b and not {of_a, of_b} <= NUMBERS | {"boolean"}:
        raise TypeError
    return a, b


def _moments(a: date, b: date) -> tuple[date, date]:
    """Return two moments that compare: as dates, or as date and time, in UTC if one has a time zone."""
    if not isinstance(a, datetime) and not isinstance(b, datetime):
        return a, b
    first, second = _with_time(a), _with_time(b)
    if first.tzinfo is None and second.tzinfo is None:
        return first, second
    return _in_utc(first), _in_utc(second)  # Python compares two moments of one zone by what the clock shows


def _with_time(value: date) -> datetime:
    return value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)


def _in_utc(value: datetime) -> datetime:
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _arithmetic(op: str, of: list[Function], args: tuple[Any, ...]) -> Function:
    calculations: dict[str, Callable[..., Any]] = {"div": _divided, "abs": abs, **_OPERATORS}
    calculate = calculations[op]

    def value(row: Row) -> Any:
        operands = [one(row) for one in of]
        if None in operands:
            return None
        if float in map(type, operands):
            operands = [float(one) if isinstance(one, Decimal) else one for one in operands]
        for arg, operand in zip(args, operands, strict=True):
            if not isinstance(operand, (int, float, Decimal, date, timedelta)):
                raise WrongValue(arg.text, operand, "float")
        try:
            found = calculate(*operands)
        except (TypeError, OverflowError):
            raise WrongValue(args[0].text, operands[0], None) from None
        return found if found == found else None

    return value


def _divided(a: Any, b: Any) -> Any:
    """Divide as tables do: a number by zero is infinite, and zero by zero is missing."""
    if b != 0:
        return a / b
    return math.nan if a == 0 or a != a else math.copysign(math.inf, a) * math.copysign(1.0, b)


def _both(left: Function, right: Function) -> Function:
    def holds(row: Row) -> bool | None:
        a = left(row)
        if a is False:
            return False
        b = right(row)
        return b if a is True or b is False else None

    return holds


def _either(left: Function, right: Function) -> Function:
    def holds(row: Row) -> bool | None:
        a = left(row)
        if a is True:
            return True
        b = right(row)
        return b if a is False or b is True else None

    return holds


def _negation(value: Function) -> Function:
    def holds(row: Row) -> bool | None:
        found = value(row)
        return None if found is None else not found

    return holds


def _membership(value: Function, members: tuple[Any, ...] | Members) -> Function:
    if isinstance(members, Members):
        return _membership_elsewhere(value, members)
    present = frozenset(_instant(member) for member in members if member is not None and member == member)
    by_family: dict[Family | None, frozenset[Any]] = {}  # the members as values of a family would be written

    def holds(row: Row) -> bool | None:
        found = value(row)
        if found is None:
            return None
        if type(found) is datetime:
            found = _instant(found)
        try:
            if found in present:
                return True
        except TypeError:  # a list or an object of JSON
            return False
        family = family_of_value(found)
        if family is None:
            return False
        if family not in by_family:
            by_family[family] = frozenset(_fitting(present, family))
        return found in by_family[family] or (family == "text" and _is_written_member(found, present))

    return holds


def _instant(value: Any) -> Any:
    """Return a moment with a time zone as one in UTC: of those that a clock shows twice, Python finds none equal."""
    return value.astimezone(UTC) if type(value) is datetime and value.tzinfo is not None else value


def _membership_elsewhere(value: Function, members: Members) -> Function:
    """Look into another table, which is loaded when the first row comes."""

    def holds(row: Row) -> bool | None:
        found = value(row)
        try:
            return None if found is None else found in members
        except TypeError:  # a list or an object of JSON
            return False

    return holds


def _fitting(members: frozenset[Any], family: Family) -> list[Any]:
    fitted = (fitting_value(member, family) for member in members)
    return [member for member in fitted if member is not None]


def _is_written_member(text: str, members: frozenset[Any]) -> bool:
    """Tell whether a text is how one of the members is written: a date, as JSON has none."""
    families = {family_of_value(member) for member in members} & {"date", "datetime", "time"}
    return any(fitting_value(text, family) in members for family in families if family is not None)


def _of_text(value: Function, function: Callable[[str], Any], text: str) -> Function:
    def found(row: Row) -> Any:
        given = value(row)
        if given is None:
            return None
        if not isinstance(given, str):
            raise WrongValue(text, given, "text")
        return function(given)

    return found


def _applied(value: Function, args: tuple[Any, ...], text: str) -> Function:
    function = partial(answer, args[1], args[2])
    if args[3:] == ("text",):
        return _of_text(value, function, text)

    def holds(row: Row) -> bool | None:
        given = value(row)
        return None if given is None else function(given)

    return holds


def answer(function: Callable[[Any], Any], name: str, value: Any) -> bool:
    """Put a person's own function to a value.

    Raises
    ------
    SuiteError
        The function did.
    """
    try:
        return bool(function(value))
    except FairleadError:
        raise
    except Exception as error:  # it may raise anything
        raise SuiteError.function_failed(name, type(value).__name__, error) from error
