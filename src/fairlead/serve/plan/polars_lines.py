"""Write polars' expressions as Python of one row.

A function of a table is called with a lazy table that has no rows; what polars would do with it is then read and
written, operation by operation. polars' own form of such a plan is not promised to stay: whatever is not known here
makes the function be called as it is, with a table of one row.
"""

from __future__ import annotations

import json
import math
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fairlead.serve.plan.code import Code, Col, NoPlanError

LARGEST = 2**63 - 1
"""Whole numbers of polars go round from here; a row where that would happen is left to the pipeline."""

KINDS = {"Int64": "int", "Float64": "float", "Boolean": "bool", "String": "text"}

OPERATORS = {
    "Plus": "+", "Minus": "-", "Multiply": "*", "Eq": "==", "NotEq": "!=", "Lt": "<", "LtEq": "<=", "Gt": ">",
    "GtEq": ">=",
}  # fmt: skip


class _UnknownError(Exception):
    """Say that an operation of polars has no form here."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a row: the local or the number that stands for it.

    Parameters
    ----------
    kind : "int", "float", "bool", "text", or "null".
    may_be_null : bool
    least, greatest : bounds of a whole number.
    is_literal : bool, whether it takes the type of what it meets.
    """

    text: str
    kind: str
    may_be_null: bool = False
    least: int = -LARGEST - 1
    greatest: int = LARGEST
    is_literal: bool = False


def polars_lines(function: Callable[[Any], Any], schema: Any, cols: Sequence[Col], code: Code) -> list[Col] | None:
    """Write what a function does with a polars table; None if it cannot be read, and nothing is written then.

    Parameters
    ----------
    schema : of the table, names and types.
    """
    import polars

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the form is called deprecated
        try:
            lazy = function(polars.LazyFrame(schema=schema))
            if not isinstance(lazy, polars.LazyFrame):
                return None
            plan = json.loads(lazy.serialize(format="json"))
            made = lazy.collect_schema()  # which changes the form of the plan
        except Exception:  # a person's own function, on a table that it was not written for
            return None
    before = len(code.lines)
    values = {
        str(col.name): Value(col.local, KINDS.get(str(dtype), "other"), not col.never_missing)
        for col, dtype in zip(cols, schema.values(), strict=True)
    }
    try:
        found = _Lines(code).table(plan, values)
        return [_column(name, found[name], str(dtype), cols, code) for name, dtype in made.items()]
    except (_UnknownError, NoPlanError, KeyError, TypeError, ValueError):
        del code.lines[before:]
        return None


def _column(name: str, value: Value, dtype: str, cols: Sequence[Col], code: Code) -> Col:
    """Return the column of a value, the old one where it was left as it is."""
    same = next((col for col in cols if col.name == name and col.local == value.text), None)
    if same is not None:
        return same
    if value.kind != KINDS.get(dtype):
        raise _UnknownError(dtype)
    if value.kind == "text":
        return Col(_local(value, code), "raw", name, is_text=True, gap="none", never_missing=not value.may_be_null)
    if value.kind == "float":
        local = code.let(f"NAN if {value.text} is None else {value.text}") if value.may_be_null else _local(value, code)
        return Col(local, "float", name, may_overflow=True)
    form: Any = "raw" if value.may_be_null else "number"
    return Col(_local(value, code), form, name, gap="none", never_missing=not value.may_be_null)


def _local(value: Value, code: Code) -> str:
    return code.let(value.text) if value.is_literal else value.text


class _Lines:
    """Write expressions, each part of them once."""

    def __init__(self, code: Code) -> None:
        self._code = code
        self._known: dict[str, Value] = {}

    def table(self, plan: Mapping[str, Any], values: Mapping[str, Value]) -> dict[str, Value]:
        """Return the values by column after the operations on a table."""
        ((operation, about),) = plan.items()
        if operation == "DataFrameScan":
            return dict(values)
        before = self.table(about["input"], values)
        self._known.clear()
        if operation == "HStack":
            return {**before, **dict(self._named(one, before) for one in about["exprs"])}
        if operation == "Select":
            return dict(self._named(one, before) for one in about["expr"])
        raise _UnknownError(operation)

    def _named(self, expr: Mapping[str, Any], row: Mapping[str, Value]) -> tuple[str, Value]:
        ((operation, about),) = expr.items()
        if operation == "Alias":
            return str(about[1]), self.value(about[0], row)
        if operation == "Column":
            return str(about), row[about]
        if operation == "BinaryExpr":
            return self._named(about["left"], row)[0], self.value(expr, row)
        if operation == "Cast":
            return self._named(about["expr"], row)[0], self.value(expr, row)
        if operation == "Function":
            return self._named(about["input"][0], row)[0], self.value(expr, row)
        raise _UnknownError(operation)

    def value(self, expr: Mapping[str, Any], row: Mapping[str, Value]) -> Value:
        """Write an expression."""
        key = json.dumps(expr, sort_keys=True)
        if key not in self._known:
            self._known[key] = self._written(expr, row)
        return self._known[key]

    def _written(self, expr: Mapping[str, Any], row: Mapping[str, Value]) -> Value:
        ((operation, about),) = expr.items()
        if operation == "Alias":
            return self.value(about[0], row)
        if operation == "Column":
            return self._of_row(row[about])
        if operation == "Literal":
            return self._literal(about)
        if operation == "Cast":
            return self._cast(self.value(about["expr"], row), about["dtype"]["Literal"])
        if operation == "BinaryExpr":
            return self._binary(about["op"], self.value(about["left"], row), self.value(about["right"], row))
        if operation == "Ternary":
            return self._ternary(*(self.value(about[part], row) for part in ("predicate", "truthy", "falsy")))
        if operation == "Function":
            return self._function(about["function"], [self.value(one, row) for one in about["input"]])
        raise _UnknownError(operation)

    def _of_row(self, value: Value) -> Value:
        if value.kind == "other":
            raise _UnknownError("type")
        if value.kind == "float":  # a row may hold a whole number where a float is meant
            return self._let("float({})", [value], "float")
        return value

    def _literal(self, about: Mapping[str, Any]) -> Value:
        ((scope, typed),) = about.items()
        ((kind, value),) = typed.items()
        if kind == "Null":
            return Value("None", "null", may_be_null=True, is_literal=True)
        if kind in ("Int", "Int64", "Int32"):
            return Value(f"({value!r})", "int", least=value, greatest=value, is_literal=True)
        if kind in ("Float", "Float64") and math.isfinite(value):
            return Value(f"({value!r})", "float", is_literal=True)
        if kind == "Boolean":
            return Value(repr(value), "bool", is_literal=True)
        if kind == "String":
            return Value(self._code.keep(str(value)), "text", is_literal=True)
        raise _UnknownError(f"{scope} {kind}")

    def _let(
        self, text: str, values: Sequence[Value], kind: str, least: int = -LARGEST - 1, greatest: int = LARGEST
    ) -> Value:
        """Write an expression of some values that is null as soon as one of them is."""
        gaps = [f"{one.text} is None" for one in values if one.may_be_null]
        written = text.format(*(one.text for one in values))
        if kind == "int" and not -LARGEST <= least <= greatest <= LARGEST:
            written = f"whole({written})"
            self._code.objects["whole"] = _whole
            least, greatest = -LARGEST - 1, LARGEST
        local = self._code.let(f"None if {' or '.join(gaps)} else {written}" if gaps else written)
        return Value(local, kind, bool(gaps), least, greatest)

    def _cast(self, value: Value, dtype: str) -> Value:
        kind = KINDS.get(dtype)
        if kind == value.kind:
            return value
        if (value.kind, kind) == ("bool", "int"):
            return self._let("int({})", [value], "int", 0, 1)
        if value.kind in ("bool", "int") and kind == "float":
            return self._let("float({})", [value], "float")
        raise _UnknownError(f"cast of {value.kind} to {dtype}")

    def _alike(self, values: Sequence[Value]) -> tuple[list[Value], str]:
        """Return values in the type that polars brings them to."""
        kinds = {one.kind for one in values} - {"null"}
        if len(kinds) == 1:
            return list(values), kinds.pop()
        if kinds == {"int", "float"}:
            return [one if one.kind == "float" else self._cast(one, "Float64") for one in values], "float"
        raise _UnknownError(" and ".join(sorted(kinds)))

    def _binary(self, operator: str, left: Value, right: Value) -> Value:
        if operator in ("And", "Or") and left.kind == right.kind == "bool":
            return self._logic(operator, left, right)
        if operator == "TrueDivide":
            sides = [self._cast(one, "Float64") if one.kind == "int" else one for one in (left, right)]
            if {one.kind for one in sides} != {"float"}:
                raise _UnknownError("division")
            return self._let("{} / {}", sides, "float")
        sign = OPERATORS.get(operator)
        if sign is None:
            raise _UnknownError(operator)
        values, kind = self._alike([left, right])
        text = f"{{}} {sign} {{}}"
        if operator not in ("Plus", "Minus", "Multiply"):
            return self._let(text, self._ordered(values), "bool")
        if kind == "text" and operator == "Plus":
            return self._let(text, values, "text")
        if kind == "int":
            return self._let(text, values, "int", *_bounds(sign, *values))
        if kind == "float":
            return self._let(text, values, "float")
        raise _UnknownError(f"{operator} of {kind}")

    def _ordered(self, values: list[Value]) -> list[Value]:
        """Write that NaN, which polars puts behind all numbers, is left to the pipeline."""
        for one in values:
            if one.kind == "float" and not one.is_literal:
                self._code.lines.append(f"if {one.text} != {one.text}: raise Beyond")
        return values

    def _logic(self, operator: str, left: Value, right: Value) -> Value:
        a, b = left.text, right.text
        if not (left.may_be_null or right.may_be_null):
            return self._let(f"{{}} {operator.lower()} {{}}", [left, right], "bool")
        decisive = "False" if operator == "And" else "True"
        text = f"{decisive} if {a} is {decisive} or {b} is {decisive} else None if {a} is None or {b} is None else {b}"
        return Value(self._code.let(text), "bool", may_be_null=True)

    def _ternary(self, predicate: Value, truthy: Value, falsy: Value) -> Value:
        (one, other), kind = self._alike([truthy, falsy])
        may_be_null = one.may_be_null or other.may_be_null
        local = self._code.let(f"{one.text} if {predicate.text} else {other.text}")
        return Value(local, kind, may_be_null, min(one.least, other.least), max(one.greatest, other.greatest))

    def _function(self, function: Any, values: list[Value]) -> Value:
        name, options = (function, {}) if isinstance(function, str) else next(iter(function.items()))
        if name == "Boolean":
            return self._boolean(options, values)
        if name == "FillNull":
            (one, other), kind = self._alike(values)
            if not one.may_be_null:
                return one
            local = self._code.let(f"{other.text} if {one.text} is None else {one.text}")
            return Value(local, kind, other.may_be_null, min(one.least, other.least), max(one.greatest, other.greatest))
        if name in ("MaxHorizontal", "MinHorizontal"):
            return self._extreme("max" if name == "MaxHorizontal" else "min", values)
        if name == "SumHorizontal" and options["ignore_nulls"]:
            return self._sum(values)
        if name in _MATHS or (name == "Pow" and options == "Sqrt"):
            (value,) = values
            value = self._cast(value, "Float64")
            own = "sqrt" if name == "Pow" else _MATHS[name]
            self._code.objects[own] = getattr(math, own)
            return self._let(f"{own}({{}})", [value], "float")
        raise _UnknownError(str(name))

    def _boolean(self, name: Any, values: list[Value]) -> Value:
        (value,) = values
        if name == "IsNull":
            return Value(self._code.let(f"{value.text} is None"), "bool")
        if name == "IsNotNull":
            return Value(self._code.let(f"{value.text} is not None"), "bool")
        if name == "Not" and value.kind == "bool":
            return self._let("not {}", [value], "bool")
        raise _UnknownError(str(name))

    def _extreme(self, which: str, values: list[Value]) -> Value:
        alike, kind = self._alike(values)
        if kind not in ("int", "float") or any(one.may_be_null for one in alike):
            raise _UnknownError(which)
        ordered = self._ordered(alike)
        choose = max if which == "max" else min
        least, greatest = choose(one.least for one in ordered), choose(one.greatest for one in ordered)
        if len(ordered) == 2:
            a, b = ordered
            return self._let(
                f"{{0}} if {{0}} {'>' if which == 'max' else '<'} {{1}} else {{1}}", [a, b], kind, least, greatest
            )
        return self._let(f"{which}({', '.join('{}' for _ in ordered)})", ordered, kind, least, greatest)

    def _sum(self, values: list[Value]) -> Value:
        alike, kind = self._alike(values)
        if kind not in ("int", "float"):
            raise _UnknownError("sum")
        zero = "0" if kind == "int" else "0.0"
        present = [
            Value(
                f"({zero} if {one.text} is None else {one.text})", kind, False, min(one.least, 0), max(one.greatest, 0)
            )
            if one.may_be_null
            else one
            for one in alike
        ]
        text = " + ".join("{}" for _ in present)
        return self._let(text, present, kind, sum(one.least for one in present), sum(one.greatest for one in present))


_MATHS = {"Log1p": "log1p", "Exp": "exp"}


def _bounds(sign: str, a: Value, b: Value) -> tuple[int, int]:
    """Return the bounds of a sum, a difference or a product."""
    if sign == "+":
        return a.least + b.least, a.greatest + b.greatest
    if sign == "-":
        return a.least - b.greatest, a.greatest - b.least
    corners = [x * y for x in (a.least, a.greatest) for y in (b.least, b.greatest)]
    return min(corners), max(corners)


def _whole(value: int) -> int:
    """Return a whole number that polars can hold.

    Raises
    ------
    OverflowError
        It cannot.
    """
    if not -LARGEST <= value <= LARGEST:
        raise OverflowError
    return value
