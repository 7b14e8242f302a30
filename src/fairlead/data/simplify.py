"""Shorten a condition without changing what it says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fairlead.data.expr import Expr
from fairlead.data.table import WHOLE_COLUMN

Known = Mapping[str, Any]
"""What stands for parts about whole columns, by their text: a plain value or an expression of Polars."""

_NEVER_MISSING = frozenset({"missing", "true"})


def simplified(expr: Expr, known: Known) -> Expr:
    """Drop what cannot change the answer: a condition that always holds, a question about what is never missing.

    >>> from fairlead.data.expr import col, lit
    >>> simplified(lit(True) & ~Expr("true", (~col("age").is_null(),)), {})
    Expr('missing(age)')
    """
    if expr.op in WHOLE_COLUMN:  # it is known by the text that it has now
        return _simpler(expr, known)
    args = (simplified(arg, known) if isinstance(arg, Expr) else arg for arg in expr.args)
    return _simpler(Expr(expr.op, tuple(args)), known)


def _simpler(part: Expr, known: Known) -> Expr:
    if part.op == "duplicated" and known.get(part.key) is False:
        return Expr("literal", (False,))
    if part.op in ("and", "or"):
        return _simpler_pair(part)
    if part.op not in ("not", "true"):
        return part
    inner: Expr = part.args[0]
    if inner.op == "literal" and isinstance(inner.args[0], bool):
        return Expr("literal", (inner.args[0] is (part.op == "true"),))
    if part.op == "not" and inner.op == "not":
        twice: Expr = inner.args[0]
        return twice
    if part.op == "not":
        return part
    return inner if _is_never_missing(inner) else part


def _simpler_pair(part: Expr) -> Expr:
    """Drop a literal from ``and`` and ``or``: one that decides takes all, one that does not goes."""
    decides = part.op == "or"
    left, right = part.args
    for one, other in ((left, right), (right, left)):
        if one.op == "literal" and isinstance(one.args[0], bool):
            taken: Expr = one if one.args[0] is decides else other
            return taken
    return part


def _is_never_missing(expr: Expr) -> bool:
    if expr.op in ("and", "or", "not"):
        return all(_is_never_missing(arg) for arg in expr.args)
    return expr.op in _NEVER_MISSING or (expr.op == "literal" and expr.args[0] is not None)
