"""Turn expressions into those of Narwhals, for pandas, DuckDB and Spark alike.

The libraries differ in what becomes of a missing value: a comparison with NaN is false in pandas and true in Spark,
and missing in DuckDB. So a condition is never computed as one of three values. It is computed as two masks, where it
is true and where it is false, that are themselves never missing; where neither holds, it is missing.
"""

from __future__ import annotations

import operator
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fairlead.data.expr import Expr
from fairlead.data.row_function import row_function
from fairlead.data.schema import ARITHMETIC, COMPARISONS, NUMBERS, Family, Schema, family_of_value

Mask = Any
"""True, False, or a series or expression of Narwhals that is one of the two for each row."""

_OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "eq": operator.eq, "ne": operator.ne, "lt": operator.lt, "le": operator.le, "gt": operator.gt, "ge": operator.ge,
    "add": operator.add, "sub": operator.sub, "mul": operator.mul, "div": operator.truediv,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Value:
    """Hold the values of an expression, and where they are there.

    Parameters
    ----------
    of : series or expression of Narwhals, or a plain value; it may be anything where `valid` is false.
    valid : mask.
    family : of the values, if it is known.
    """

    of: Any
    valid: Mask
    family: Family | None


def both(a: Mask, b: Mask) -> Mask:
    """Join two masks by and."""
    if a is False or b is False:
        return False
    if a is True:
        return b
    return a if b is True else a & b


def either(a: Mask, b: Mask) -> Mask:
    """Join two masks by or."""
    if a is True or b is True:
        return True
    if a is False:
        return b
    return a if b is False else a | b


def opposite(a: Mask) -> Mask:
    """Turn a mask round."""
    return not a if isinstance(a, bool) else ~a


class Terms(ABC):
    """Give masks and values for expressions about one table.

    Parts that a library cannot compute (a Python function, a long list) are left to those who inherit from this.
    """

    def __init__(self, schema: Schema) -> None:
        self.schema = schema

    @abstractmethod
    def column(self, name: str) -> Value:
        """Give a column, with NaN as a missing value."""

    @abstractmethod
    def decided(self, expr: Expr, value: Value) -> Mask:
        """Say for which values a regular expression, a Python function or a set holds; also where rows are repeated."""

    @abstractmethod
    def previous(self, value: Value, where: Mask) -> Value:
        """Give the value of the nearest row above for which a mask holds."""

    @abstractmethod
    def filled(self, value: Value, literal: Any) -> Value:
        """Put a plain value in the place of a missing one."""

    def true(self, expr: Expr) -> Mask:
        """Say for which rows a condition is true."""
        op, args = expr.op, expr.args
        if op == "not":
            return self.false(args[0])
        if op == "and":
            return both(self.true(args[0]), self.true(args[1]))
        if op == "or":
            return either(self.true(args[0]), self.true(args[1]))
        if op == "missing":
            return opposite(self.valid(args[0]))
        if op == "true":
            return self.true(args[0])
        atom = self.atom(expr)
        return False if atom.valid is False else both(atom.valid, atom.of)

    def false(self, expr: Expr) -> Mask:
        """Say for which rows a condition is false."""
        op, args = expr.op, expr.args
        if op == "not":
            return self.true(args[0])
        if op == "and":
            return either(self.false(args[0]), self.false(args[1]))
        if op == "or":
            return both(self.false(args[0]), self.false(args[1]))
        if op == "missing":
            return self.valid(args[0])
        if op == "true":
            return opposite(self.true(args[0]))
        atom = self.atom(expr)
        return False if atom.valid is False else both(atom.valid, opposite(atom.of))

    def valid(self, expr: Expr) -> Mask:
        """Say for which rows an expression has a value."""
        if self.is_joined(expr):
            return either(self.true(expr), self.false(expr))
        return self.value(expr).valid

    def value(self, expr: Expr) -> Value:
        """Give the values of an expression."""
        op, args = expr.op, expr.args
        if op == "column":
            return self.column(args[0])
        if not expr.columns:
            plain = row_function(expr, {})({})
            return Value(plain, plain is not None and plain == plain, family_of_value(plain))
        if op in ARITHMETIC:
            return self._arithmetic(op, [self.value(arg) for arg in args])
        if op == "length":
            text = self.value(args[0])
            return Value(text.of.str.len_chars(), text.valid, "integer")
        if op == "filled":
            return self.filled(self.value(args[0]), args[1])
        if op == "previous":
            return self.previous(self.value(args[0]), self.true(args[1]))
        if self.is_joined(expr):
            return Value(self.true(expr), self.valid(expr), "boolean")
        return self.atom(expr)

    @staticmethod
    def is_joined(expr: Expr) -> bool:
        """Tell whether an expression joins conditions, each of which has masks of its own."""
        return expr.op in ("not", "and", "or", "missing", "true")

    def atom(self, expr: Expr) -> Value:
        """Give a condition that is not joined from others."""
        op, args = expr.op, expr.args
        if op in COMPARISONS and expr.columns:
            return self._comparison(op, self.value(args[0]), self.value(args[1]))
        if op == "duplicated":
            return Value(self.decided(expr, Value(None, True, None)), True, "boolean")
        if op in ("in", "matches", "satisfies") and expr.columns:
            value = self.value(args[0])
            return Value(self.decided(expr, value), value.valid, "boolean")
        if op in ("column", "previous", "filled") or not expr.columns:
            return self.value(expr)
        raise AssertionError(f"no such operation: {op}")

    def exact(self, value: Value) -> Any:
        """Give numbers to calculate with."""
        return _as_number(value)

    def _comparison(self, op: str, left: Value, right: Value) -> Value:
        valid = both(left.valid, right.valid)
        if valid is False:
            return Value(False, False, "boolean")
        a, b = left.of, right.of
        if {left.family, right.family} == {"date", "datetime"}:
            a, b = _as_moment(left), _as_moment(right)
        if left.family == right.family == "boolean" and op not in ("eq", "ne"):
            a, b = _as_number(left), _as_number(right)
        return Value(_OPERATORS[op](a, b), valid, "boolean")

    def _arithmetic(self, op: str, operands: list[Value]) -> Value:
        valid: Mask = True
        for operand in operands:
            valid = both(valid, operand.valid)
        if valid is False:
            return Value(None, False, None)
        numbers = [self.exact(operand) if op != "div" else _as_number(operand) for operand in operands]
        found = numbers[0].abs() if op == "abs" else _OPERATORS[op](*numbers)
        families = {operand.family for operand in operands}
        if op != "div" and families <= {"integer", "boolean"}:
            return Value(found, valid, "integer")
        if families <= {"integer", "boolean", "float"}:
            return Value(found, both(valid, ~found.is_nan()), "float")  # infinity less infinity
        return Value(found, valid, "decimal" if families <= NUMBERS else None)


def _as_number(value: Value) -> Any:
    import narwhals as nw

    if value.family != "boolean" or isinstance(value.of, bool):
        return int(value.of) if isinstance(value.of, bool) else value.of
    return value.of.cast(nw.Int64)


def _as_moment(value: Value) -> Any:
    import narwhals as nw

    is_column = value.family == "date" and hasattr(value.of, "cast")
    return value.of.cast(nw.Datetime) if is_column else value.of
