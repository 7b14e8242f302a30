"""Read a row condition, which says in text which rows an expectation is about.

Two notations are understood. That of Great Expectations: ``col("age") > 18 and col("name").notNull()``. And that of
pandas' ``query``: ``age > 18 and name.notnull()``, with names that are no identifiers in backticks. Nothing in the
text is executed.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from fairlead.data.expr import Expr, col, lit
from fairlead.errors import SuiteError

_QUOTED = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`([^`]*)`|([&|])""", re.DOTALL)

_COMPARISONS = {
    ast.Eq: "eq", ast.NotEq: "ne", ast.Lt: "lt", ast.LtE: "le", ast.Gt: "gt", ast.GtE: "ge",
}  # fmt: skip
_ARITHMETIC = {ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "div"}
PARSERS = ("pandas", "great_expectations", "great_expectations__experimental__", "spark")
"""Names of notations that files of Great Expectations say beside a condition."""

_MOMENTS: Mapping[str, type[date]] = {"date": date, "datetime": datetime}

_OPERATORS = {"==": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}


def condition_of(given: Expr | str | Mapping[str, Any] | None, parser: str | None = None) -> Expr | None:
    """Return a row condition, however it is given, as an expression.

    Parameters
    ----------
    given : Expr, text, or the JSON that Great Expectations 1.9 and later write.
    parser : one of `PARSERS`; it changes nothing, as both notations are told apart by themselves.

    Raises
    ------
    SuiteError
        The condition cannot be read.

    >>> condition_of('col("age") > 18 and col("name").notNull()')
    Expr('(age > 18) & (~missing(name))')
    >>> condition_of('col("since") >= date("2026-11-23")')
    Expr('since >= datetime.date(2026, 11, 23)')
    >>> condition_of("age > 18 & age < 65 | retired")
    Expr('((age > 18) & (age < 65)) | retired')
    >>> condition_of("`first name` == 'Ada'")
    Expr("`first name` == 'Ada'")
    """
    if parser is not None and parser not in PARSERS:
        raise SuiteError.bad_condition(str(given), f"there is no condition_parser {parser!r}")
    if given is None or isinstance(given, Expr):
        return given
    if isinstance(given, str):
        return parse_condition(given)
    return _from_json(given)


@lru_cache(maxsize=256)
def parse_condition(text: str) -> Expr:
    """Read a condition written as text; see `condition_of`."""
    names: list[str] = []

    # A name in backticks becomes one that Python can read, and is put back afterwards; text in quotes stays as it is.
    # As in pandas, & and | bind no closer than `and` and `or`: a > 1 & b > 1 are two comparisons.
    def placed(found: re.Match[str]) -> str:
        if found.group(2) is not None:
            return " and " if found.group(2) == "&" else " or "
        if found.group(1) is None:
            return found.group()
        names.append(found.group(1))
        return f"__column_{len(names) - 1}__"

    source = _QUOTED.sub(placed, text).strip()
    if "`" in _QUOTED.sub("", text):
        raise SuiteError.bad_condition(text, "a backtick is not closed")
    try:
        tree = ast.parse(source, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise SuiteError.bad_condition(text, getattr(error, "msg", None) or str(error)) from None
    return _Reader(text, names).read(tree.body)


class _Reader:
    def __init__(self, text: str, names: list[str]) -> None:
        self.text, self.names = text, names

    def read(self, node: ast.expr) -> Expr:
        if isinstance(node, ast.BoolOp):
            return self._joined("and" if isinstance(node.op, ast.And) else "or", node.values)
        if isinstance(node, ast.BinOp) and type(node.op) in _ARITHMETIC:
            return Expr(_ARITHMETIC[type(node.op)], (self.read(node.left), self.read(node.right)))
        if isinstance(node, ast.UnaryOp):
            return self._unary(node)
        if isinstance(node, ast.Compare):
            return self._comparison(node)
        if isinstance(node, ast.Call):
            return self._call(node)
        if isinstance(node, ast.Name):
            return self._name(node.id)
        if isinstance(node, ast.Constant):
            return lit(node.value)
        raise self._refused(node)

    def _joined(self, op: str, values: list[ast.expr]) -> Expr:
        first, *rest = (self.read(value) for value in values)
        for value in rest:
            first = Expr(op, (first, value))
        return first

    def _unary(self, node: ast.UnaryOp) -> Expr:
        if isinstance(node.op, (ast.Not, ast.Invert)):
            return ~self.read(node.operand)
        if isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant):
            return lit(-node.operand.value)  # type: ignore[operator]  # a number: Python's parser says so
        raise self._refused(node)

    def _comparison(self, node: ast.Compare) -> Expr:
        sides = [node.left, *node.comparators]
        found: Expr | None = None
        for op, left, right in zip(node.ops, sides, sides[1:], strict=False):
            part = self._one_comparison(op, left, right)
            found = part if found is None else found & part
        assert found is not None
        return found

    def _one_comparison(self, op: ast.cmpop, left: ast.expr, right: ast.expr) -> Expr:
        if isinstance(op, (ast.In, ast.NotIn)) and isinstance(right, (ast.List, ast.Tuple, ast.Set)):
            inside = self.read(left).is_in(self._constants(right.elts))
            return inside if isinstance(op, ast.In) else ~inside
        if isinstance(op, (ast.Is, ast.IsNot)) and isinstance(right, ast.Constant) and right.value is None:
            missing = self.read(left).is_null()
            return missing if isinstance(op, ast.Is) else ~missing
        if type(op) not in _COMPARISONS:
            raise self._refused(right)
        return Expr(_COMPARISONS[type(op)], (self.read(left), self.read(right)))

    def _call(self, node: ast.Call) -> Expr:
        if isinstance(node.func, ast.Name) and node.func.id in ("col", "column", "Column") and len(node.args) == 1:
            return col(str(self._constants(node.args)[0]))
        if isinstance(node.func, ast.Name) and node.func.id in _MOMENTS and len(node.args) == 1 and not node.keywords:
            return self._moment(node)
        if not isinstance(node.func, ast.Attribute):
            raise self._refused(node)
        value, name = self.read(node.func.value), node.func.attr.lower().replace("_", "")
        if name in ("isnull", "isna"):
            return value.is_null()
        if name in ("notnull", "isnotnull", "notna"):
            return value.is_not_null()
        if name in ("isin", "in", "notin") and len(node.args) == 1:
            members = node.args[0].elts if isinstance(node.args[0], (ast.List, ast.Tuple, ast.Set)) else node.args
            inside = value.is_in(self._constants(members))
            return ~inside if name == "notin" else inside
        if name == "between" and len(node.args) == 2:
            return value.between(*self._constants(node.args))
        raise self._refused(node)

    def _moment(self, node: ast.Call) -> Expr:
        """Read date("2026-11-23"), as Great Expectations writes it; of datetime too."""
        text = self._constants(node.args)[0]
        kind = _MOMENTS[ast.unparse(node.func)]
        try:
            return lit(kind.fromisoformat(text))
        except (TypeError, ValueError):
            raise SuiteError.bad_condition(self.text, f"{text!r} is not a {kind.__name__}") from None

    def _name(self, name: str) -> Expr:
        if name.startswith("__column_") and name.endswith("__"):
            return col(self.names[int(name[9:-2])])
        return lit({"True": True, "False": False, "None": None}[name]) if name in ("True", "False") else col(name)

    def _constants(self, nodes: list[ast.expr]) -> list[Any]:
        values = []
        for node in nodes:
            read = self.read(node)
            if read.op != "literal":
                raise self._refused(node)
            values.append(read.args[0])
        return values

    def _refused(self, node: ast.AST) -> SuiteError:
        return SuiteError.bad_condition(self.text, f"`{ast.unparse(node)}` is not understood")


def _from_json(given: Mapping[str, Any]) -> Expr:
    try:
        found = _READERS[given["type"]](given)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        found = None
    if found is None:
        raise SuiteError.bad_condition(str(given), "it is no condition as Great Expectations writes them")
    return found


def _joined_from_json(given: Mapping[str, Any]) -> Expr:
    first, *rest = (_from_json(part) for part in given["conditions"])
    for part in rest:
        first = Expr(str(given["type"]), (first, part))
    return first


def _nullity_from_json(given: Mapping[str, Any]) -> Expr:
    value = col(given["column"]["name"])
    return value.is_null() if given.get("is_null") else value.is_not_null()


def _comparison_from_json(given: Mapping[str, Any]) -> Expr | None:
    value, operator, parameter = col(given["column"]["name"]), given["operator"], given["parameter"]
    if operator in _OPERATORS:
        return Expr(_OPERATORS[operator], (value, lit(parameter)))
    if operator in ("IN", "NOT IN", "NOT_IN"):
        inside = value.is_in(parameter)
        return inside if operator == "IN" else ~inside
    return None


_READERS: Mapping[str, Callable[[Mapping[str, Any]], Expr | None]] = {
    "and": _joined_from_json,
    "or": _joined_from_json,
    "nullity": _nullity_from_json,
    "comparison": _comparison_from_json,
    "pass_through": lambda given: parse_condition(given["pass_through_filter"]),
}
