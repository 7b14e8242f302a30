"""Write a row condition as the text that `fairlead.data.row_condition` reads."""

from __future__ import annotations

from typing import Any

from fairlead.data.expr import SIGNS, Expr
from fairlead.errors import SuiteError

_PLAIN = (bool, int, float, str, type(None))


def condition_text(condition: Expr) -> str:
    """Write a condition in the notation of Great Expectations.

    Raises
    ------
    SuiteError
        It uses something that a row condition in a file has no words for, such as a regular expression.

    >>> from fairlead.data.expr import col
    >>> condition_text((col("age") > 18) & col("name").is_not_null())
    "(col('age') > 18) & (~col('name').is_null())"
    """
    op, args = condition.op, condition.args
    if op == "column":
        return f"col({_quoted(args[0])})"
    if op == "literal":
        return _constant(args[0], condition)
    if op in SIGNS:
        return f"{_operand(args[0])} {SIGNS[op]} {_operand(args[1])}"
    if op == "not":
        return f"~{_operand(args[0])}"
    if op == "missing":
        return f"{_operand(args[0])}.is_null()"
    if op == "in":
        return f"{_operand(args[0])}.is_in([{', '.join(_constant(one, condition) for one in args[1])}])"
    raise SuiteError.unwritable_condition(condition.text, op)


def _operand(part: Expr) -> str:
    is_compound = part.op in SIGNS or part.op == "not"
    return f"({condition_text(part)})" if is_compound else condition_text(part)


def _constant(value: Any, condition: Expr) -> str:
    if hasattr(value, "isoformat"):
        return _quoted(value.isoformat())  # beside a column of dates, text is read as a date
    if type(value) not in _PLAIN or (isinstance(value, float) and value - value != 0):
        raise SuiteError.unwritable_condition(condition.text, repr(value))
    return _quoted(value) if isinstance(value, str) else repr(value)


def _quoted(value: str) -> str:
    return repr(value).replace("`", r"\x60")  # a backtick begins a name
