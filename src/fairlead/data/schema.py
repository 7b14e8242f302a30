"""The columns of a table by name and family, the same whichever library holds it; and whether a suite fits them."""

from __future__ import annotations

import math
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Literal
from zoneinfo import ZoneInfo

from fairlead.data.expr import Expr, Values, lit
from fairlead.data.members import Members
from fairlead.errors import SuiteError, TableError

Family = Literal[
    "integer", "float", "decimal", "boolean", "text", "date", "datetime", "time", "duration", "binary", "nested",
    "empty", "object",
]  # fmt: skip
"""What a column holds. ``empty``: nothing but missing values; ``object``: Python values of any type."""

NUMBERS = frozenset({"integer", "float", "decimal"})
LARGEST_WHOLE = 2**127
"""No table library has whole numbers of more than 128 bits."""
LARGEST_DECIMAL = 10**38
"""No table library has decimals of more than 38 digits."""
COMPARISONS = frozenset({"eq", "ne", "lt", "le", "gt", "ge"})
ARITHMETIC = frozenset({"add", "sub", "mul", "div", "abs"})


@dataclass(frozen=True, slots=True)
class Column:
    """Describe a column.

    Parameters
    ----------
    name : str
    family : what it holds.
    dtype : str, its type in the words of the library that holds it, such as ``Int64`` or ``object``.
    zone : str or None, time zone of a datetime column.
    is_single : whether its floats have only 32 bits.
    """

    name: str
    family: Family
    dtype: str
    zone: str | None = None
    is_single: bool = False


@dataclass(frozen=True, slots=True)
class Schema:
    """List the columns of a table in their order.

    Parameters
    ----------
    columns : tuple of Column
    library : str, of the table: polars, pandas, duckdb, pyspark.
    """

    columns: tuple[Column, ...]
    library: str = "polars"
    by_name: Mapping[str, Column] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {column.name: column for column in self.columns})
        if len(self.by_name) < len(self.columns):
            names = [column.name for column in self.columns]
            raise TableError.duplicate_column(next(name for name in names if names.count(name) > 1))

    @property
    def names(self) -> list[str]:
        """List the names of the columns."""
        return [column.name for column in self.columns]

    def family(self, expr: Expr) -> Family | None:
        """Tell what the value of an expression is; None if it may be anything."""
        if expr.op == "column":
            family = self.by_name[expr.args[0]].family
            return None if family in ("object", "empty") else family
        if expr.op == "literal":
            return family_of_value(expr.args[0])
        if expr.op in COMPARISONS or expr.op in ("and", "or", "not", "in", "missing", "matches", "satisfies", "true"):
            return "boolean"
        if expr.op == "length":
            return "integer"
        if expr.op in ("previous", "filled"):
            return self.family(expr.args[0])
        return "float" if expr.op == "statistic" else None

    def column(self, expr: Expr) -> Column | None:
        """Return the column whose values an expression gives; None if it calculates with them."""
        if expr.op in ("previous", "filled"):
            return self.column(expr.args[0])
        return self.by_name[expr.args[0]] if expr.op == "column" else None


_KINDS: Mapping[type, Family] = {
    bool: "boolean", int: "integer", float: "float", Decimal: "decimal", str: "text",
    datetime: "datetime", date: "date", time: "time", timedelta: "duration", bytes: "binary",
}  # fmt: skip
"""Of a class that is derived from several, the first counts."""


def family_of_value(value: Any) -> Family | None:
    """Tell what a plain Python value is; None for the missing one.

    >>> family_of_value(3), family_of_value(True), family_of_value("a")
    ('integer', 'boolean', 'text')
    """
    return _KINDS.get(type(value)) or next((family for kind, family in _KINDS.items() if isinstance(value, kind)), None)


def fit(expr: Expr, schema: Schema, line: str) -> Expr:
    """Return the expression with its plain values in the types of the columns that they meet.

    Text that stands beside a date is read as a date, whole numbers 0 and 1 beside a boolean as False and True. A float
    beside a decimal is the decimal that it is written as; a number beside floats of 32 bits is rounded to one of them.
    Members of a set that can never be equal to the column's values are dropped.

    Parameters
    ----------
    line : str, the label of the expectation, for errors.

    Raises
    ------
    TableError
        A column is not in the table.
    SuiteError
        A value or column is used as a type that it is not.
    """
    for name in sorted(expr.columns):
        if name not in schema.by_name:
            raise TableError.missing_column(name, schema.names, where=f"expectation {line}")
    return expr.rebuilt(lambda part: _fitted(part, schema, line))


_SCALARS = NUMBERS | {"boolean", "text", "date", "datetime", "time", "duration", "binary"}
_MEASURABLE: Mapping[str, tuple[frozenset[str], str]] = {
    "sum": (NUMBERS | {"boolean", "duration"}, "a number"),
    "std": (NUMBERS | {"boolean", "duration"}, "a number"),
    "mean": (NUMBERS | {"boolean", "duration", "date", "datetime"}, "a number"),
    "quantile": (NUMBERS | {"boolean", "duration", "date", "datetime", "time"}, "a number or a date"),
    "values": (NUMBERS | {"boolean"}, "a number"),
    "min": (_SCALARS, "a value that has an order"),
    "max": (_SCALARS, "a value that has an order"),
    "value_counts": (_SCALARS, "a plain value"),
    "pair_counts": (_SCALARS, "a plain value"),
}
"""What a metric, by its name, can be computed of; any other can be of everything."""


def check_measurable(metric: str, operands: Iterable[Expr], schema: Schema, line: str) -> None:
    """Refuse a metric of values that have none: the mean of text.

    Raises
    ------
    SuiteError
        An operand is of another type.
    """
    if metric in _MEASURABLE:
        for operand in operands:
            _demand(operand, *_MEASURABLE[metric], schema, line)


def _fitted(part: Expr, schema: Schema, line: str) -> Expr:
    if part.op in COMPARISONS:
        return _fitted_comparison(part, schema, line)
    if part.op == "in":
        return Expr("in", (part.args[0], _fitted_members(part.args[0], part.args[1], schema)))
    if part.op == "filled":
        return Expr("filled", (part.args[0], _fitted_literal(lit(part.args[1]), part.args[0], schema, line).args[0]))
    if part.op in ARITHMETIC:
        for arg in part.args:
            _demand(arg, NUMBERS | {"duration", "date", "datetime", "boolean"}, "a number", schema, line)
    if part.op in ("matches", "length") or (part.op == "satisfies" and part.args[3:] == ("text",)):
        _demand(part.args[0], frozenset({"text"}), "text", schema, line)
    if part.op in ("and", "or", "not"):
        for arg in part.args:
            _demand(arg, frozenset({"boolean"}), "true or false", schema, line)
    return part


def _fitted_members(value: Expr, members: tuple[Any, ...] | Members, schema: Schema) -> tuple[Any, ...] | Members:
    family, column = schema.family(value), schema.column(value)
    if isinstance(members, Members) and not (column and column.is_single):
        fitted = members.fitted(family)
        if fitted is not None:
            return fitted
    fitted_each = fitting_values(tuple(members), family)
    return Values(fitted_each if column is None else dict.fromkeys(held(one, column) for one in fitted_each))


def _fitted_comparison(part: Expr, schema: Schema, line: str) -> Expr:
    left, right = part.args
    if left.op == "literal" and right.op != "literal":
        return Expr(part.op, (_fitted_literal(left, right, schema, line), right))
    if right.op == "literal" and left.op != "literal":
        return Expr(part.op, (left, _fitted_literal(right, left, schema, line)))
    families = {schema.family(left), schema.family(right)} - {None}
    if len(families) > 1 and not families <= NUMBERS | {"boolean"} and not families <= {"date", "datetime"}:
        if part.op in ("eq", "ne"):
            return lit(part.op == "ne")  # values of different types are different
        raise SuiteError.uncomparable(line, _named(left, schema), _named(right, schema))
    return part


def _fitted_literal(literal: Expr, other: Expr, schema: Schema, line: str) -> Expr:
    value, family = literal.args[0], schema.family(other)
    if value is None or family is None:
        return literal
    fitted = fitting_value(value, family)
    if fitted is None:
        raise SuiteError.wrong_type(line, other.text, family, value)
    column = schema.column(other)
    return lit(fitted if column is None else held(fitted, column))


def held(value: Any, column: Column) -> Any:
    """Return a value of the column's family as the column holds it: in its time zone, and of as few bits.

    >>> held(0.1, Column("x", "float", "Float32", is_single=True))
    0.10000000149011612
    """
    if isinstance(value, datetime):
        return _in_zone(value, column.zone)
    return _single(value) if column.is_single else value


def _in_zone(value: datetime, zone: str | None) -> datetime:
    """Return a moment in a time zone, or without one (then in UTC).

    Of a moment without a zone that the clocks show twice, the first is meant; one that they leave out, as an hour in
    spring, is moved on by as much as the clocks are.
    """
    if zone is None:
        return value if value.tzinfo is None else value.astimezone(UTC).replace(tzinfo=None)
    try:
        own = ZoneInfo(zone)
    except (KeyError, ValueError):  # a zone of another library's naming, such as a fixed difference from UTC
        return value if value.tzinfo is not None else value.replace(tzinfo=UTC)
    aware = value.replace(tzinfo=own) if value.tzinfo is None else value
    return aware.astimezone(UTC).astimezone(own)  # the way round by UTC leads out of an hour that there was not


def _single(value: Any) -> float:
    """Round a number to a float of 32 bits."""
    try:
        (found,) = struct.unpack("f", struct.pack("f", float(value)))
    except OverflowError:
        return math.copysign(math.inf, value)
    return float(found)


def fitting_values(values: tuple[Any, ...], family: Family | None) -> tuple[Any, ...]:
    """Return the members of a set that a column of this family can hold, in its type, each once."""
    if family is None:
        return values
    fitted = (fitting_value(value, family) for value in values)
    return tuple(dict.fromkeys(value for value in fitted if value is not None))


def fitting_value(value: Any, family: Family) -> Any:
    """Return a value as a column of this family would hold it; None if it cannot.

    >>> fitting_value("2026-11-23", "date")
    datetime.date(2026, 11, 23)
    >>> fitting_value("young", "integer") is None
    True
    """
    own = family_of_value(value)
    if own is None or (own in ("float", "decimal") and value != value):
        return None
    if family in NUMBERS:
        return _number(value, own, family)
    if family == "boolean":
        return bool(value) if own in NUMBERS | {"boolean"} and value in (0, 1) else None
    if family in ("date", "datetime"):
        return _moment(value, own, family)
    if family == "time" and own == "text":
        return _parsed(time.fromisoformat, value)
    return value if own == family else None


def _number(value: Any, own: Family, family: Family) -> Any:
    if own == "boolean":
        return int(value)
    if own == "integer" and abs(value) >= LARGEST_WHOLE:
        return math.inf if value > 0 else -math.inf  # beyond every value that a column can hold
    if own in ("float", "decimal") and family == "decimal":
        return as_decimal(value)
    if own == "decimal" and family == "float":
        return float(value)
    return value if own in NUMBERS else None


def as_decimal(value: Any) -> Any:
    """Return the decimal that a number is written as; what is beyond every decimal of a table is infinite, a float.

    >>> as_decimal(0.1), as_decimal(2e16), as_decimal(1e300)
    (Decimal('0.1'), Decimal('20000000000000000'), inf)
    """
    if abs(value) >= LARGEST_DECIMAL:
        return math.copysign(math.inf, value)
    return Decimal(f"{Decimal(str(value)):f}")


def _moment(value: Any, own: Family, family: Family) -> Any:
    if own == "text":
        value = _parsed(datetime.fromisoformat, value)
        own = "datetime"
    if value is None or own not in ("date", "datetime"):
        return None
    if family == "datetime":
        return value if own == "datetime" else datetime(value.year, value.month, value.day)
    is_midnight = own == "date" or value == datetime(value.year, value.month, value.day)
    return date(value.year, value.month, value.day) if is_midnight else value


def _parsed(parse: Any, text: str) -> Any:
    try:
        return parse(text)
    except ValueError:
        return None


def _demand(arg: Any, families: frozenset[str], expected: str, schema: Schema, line: str) -> None:
    family = schema.family(arg) if isinstance(arg, Expr) else None
    if family is not None and family not in families:
        raise SuiteError.wrong_operand(line, _named(arg, schema), expected)


def _named(expr: Expr, schema: Schema) -> str:
    family = schema.family(expr)
    return f"{expr.text} ({family})" if family else expr.text
