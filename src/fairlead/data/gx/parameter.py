"""Work out what stands for a parameter in a suite of Great Expectations: ``{"$PARAMETER": "rows * 0.9"}``.

A parameter is a name, or a small sum over names. The text is read, never executed: nothing but numbers, names,
arithmetic and the few functions below is understood.
"""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from fairlead.errors import SuiteError

MARK = "$PARAMETER"

_ARITHMETIC: dict[type[ast.AST], Callable[..., Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.USub: operator.neg, ast.UAdd: operator.pos,
}  # fmt: skip


def _now() -> datetime:
    from fairlead.clock import SystemClock

    return datetime.fromtimestamp(SystemClock().now())


_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "now": _now, "datetime": datetime, "timedelta": timedelta,
    "abs": abs, "round": round, "trunc": math.trunc,
}  # fmt: skip


def with_parameters(value: Any, parameters: Mapping[str, Any]) -> Any:
    """Return arguments with every parameter in them replaced by its value.

    Raises
    ------
    SuiteError
        A parameter has no value.

    >>> with_parameters({"min_value": {"$PARAMETER": "rows * 2"}}, {"rows": 10})
    {'min_value': 20}
    """
    if isinstance(value, list):
        return [with_parameters(one, parameters) for one in value]
    if not isinstance(value, Mapping):
        return value
    if MARK not in value:
        return {key: with_parameters(one, parameters) for key, one in value.items()}
    # The old format keeps the value that a name had last beside it: {"$PARAMETER.rows": 10}.
    kept = {key.removeprefix(f"{MARK}."): one for key, one in value.items() if key.startswith(f"{MARK}.")}
    return _value_of(str(value[MARK]), {**kept, **parameters})


def _value_of(text: str, parameters: Mapping[str, Any]) -> Any:
    if text in parameters:
        return parameters[text]
    try:
        return _Sum(text, parameters).of(ast.parse(text.strip(), mode="eval").body)
    except (SyntaxError, ValueError, TypeError, ArithmeticError, RecursionError):
        raise SuiteError.no_parameter(text, parameters) from None


class _Sum:
    def __init__(self, text: str, parameters: Mapping[str, Any]) -> None:
        self.text, self.parameters = text, parameters

    def of(self, node: ast.AST) -> Any:
        if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
            return node.value
        if isinstance(node, ast.Name) and node.id in self.parameters:
            return self.parameters[node.id]
        if isinstance(node, ast.BinOp) and type(node.op) in _ARITHMETIC:
            return _ARITHMETIC[type(node.op)](self.of(node.left), self.of(node.right))
        if isinstance(node, ast.UnaryOp) and type(node.op) in _ARITHMETIC:
            return _ARITHMETIC[type(node.op)](self.of(node.operand))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _FUNCTIONS:
            named = {one.arg: self.of(one.value) for one in node.keywords if one.arg is not None}
            return _FUNCTIONS[node.func.id](*(self.of(one) for one in node.args), **named)
        raise SuiteError.no_parameter(self.text, self.parameters)
