"""Write a condition on the columns of a row, once, for every way in which it is evaluated.

`Expr` is a small tree of operations. It computes nothing itself: `fairlead.data.with_polars.emit` and
`fairlead.data.with_narwhals.scan` turn it into a query, `fairlead.data.row` into a plain function of one row. Logic
is that of SQL: a comparison with a missing value is neither true nor false but missing.

>>> col("tenure") * col("monthly") > 100
Expr('(tenure * monthly) > 100')
>>> sorted(((col("a") > 1) & ~col("b").is_null()).columns)
['a', 'b']
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NoReturn

from fairlead.errors import SuiteError

SIGNS = {
    "eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">=",
    "add": "+", "sub": "-", "mul": "*", "div": "/", "and": "&", "or": "|",
}  # fmt: skip
"""Operations of two arguments that are written between them."""

VALUES_IN_TEXT = 8
"""A longer set is shown, and told from another, by its digest."""


class Values(tuple[Any, ...]):
    """Hold the members of a set; what it is told by is worked out once, as a set may be long.

    >>> Values(range(3)).text
    '[0, 1, 2]'
    """

    @cached_property
    def text(self) -> str:
        """Write the members, or a digest of them."""
        if len(self) <= VALUES_IN_TEXT:
            return repr(list(self))
        digest = hashlib.sha256(repr(tuple(self)).encode()).hexdigest()[:16]
        return f"[{len(self)} values, {digest}]"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Expr:
    """Hold one operation and what it is applied to.

    Parameters
    ----------
    op : str, one of the operations that the three emitters know.
    args : tuple of Expr or plain values.
    """

    op: str
    args: tuple[Any, ...]

    def __eq__(self, other: object) -> Expr:  # type: ignore[override]  # the spelling of every table library
        return _binary("eq", self, other)

    def __ne__(self, other: object) -> Expr:  # type: ignore[override]
        return _binary("ne", self, other)

    def __lt__(self, other: object) -> Expr:
        return _binary("lt", self, other)

    def __le__(self, other: object) -> Expr:
        return _binary("le", self, other)

    def __gt__(self, other: object) -> Expr:
        return _binary("gt", self, other)

    def __ge__(self, other: object) -> Expr:
        return _binary("ge", self, other)

    def __add__(self, other: object) -> Expr:
        return _binary("add", self, other)

    def __radd__(self, other: object) -> Expr:
        return _binary("add", other, self)

    def __sub__(self, other: object) -> Expr:
        return _binary("sub", self, other)

    def __rsub__(self, other: object) -> Expr:
        return _binary("sub", other, self)

    def __mul__(self, other: object) -> Expr:
        return _binary("mul", self, other)

    def __rmul__(self, other: object) -> Expr:
        return _binary("mul", other, self)

    def __truediv__(self, other: object) -> Expr:
        return _binary("div", self, other)

    def __rtruediv__(self, other: object) -> Expr:
        return _binary("div", other, self)

    def __neg__(self) -> Expr:
        return Expr("sub", (lit(0), self))

    def __and__(self, other: object) -> Expr:
        return _binary("and", self, other)

    def __rand__(self, other: object) -> Expr:
        return _binary("and", other, self)

    def __or__(self, other: object) -> Expr:
        return _binary("or", self, other)

    def __ror__(self, other: object) -> Expr:
        return _binary("or", other, self)

    def __invert__(self) -> Expr:
        return Expr("not", (self,))

    def __hash__(self) -> int:
        return hash(self.key)

    def __bool__(self) -> NoReturn:
        raise SuiteError.used_as_bool(self.text)

    def __repr__(self) -> str:
        return f"Expr({self.text!r})"

    def is_null(self) -> Expr:
        """Tell whether the value is missing: null or, of floats, NaN."""
        return Expr("missing", (self,))

    def is_not_null(self) -> Expr:
        """Tell whether the value is there."""
        return ~self.is_null()

    def is_in(self, values: Iterable[object]) -> Expr:
        """Tell whether the value is one of these; a value of another type never is."""
        return Expr("in", (self, Values(values)))

    def between(self, low: object, high: object) -> Expr:
        """Tell whether the value is at least `low` and at most `high`."""
        return (self >= low) & (self <= high)

    def matches(self, regex: str) -> Expr:
        """Tell whether the regular expression is found somewhere in the text (anchor it with ``^`` and ``$``)."""
        return Expr("matches", (self, regex))

    def length(self) -> Expr:
        """Count the characters of a text."""
        return Expr("length", (self,))

    def abs(self) -> Expr:
        """Drop the sign of a number."""
        return Expr("abs", (self,))

    def filled(self, value: object) -> Expr:
        """Put a plain value in the place of a missing one: ``col("a").filled(0) + col("b").filled(0)``."""
        return Expr("filled", (self, value))

    def satisfies(self, function: Callable[[Any], bool], name: str | None = None) -> Expr:
        """Apply a Python function to each value: the way out, and a slow one.

        Parameters
        ----------
        function : of one value that is not missing; it returns whether the value is right.
        name : str, of the function in texts; its own if not given.
        """
        return Expr("satisfies", (self, function, name or getattr(function, "__qualname__", "function")))

    def text_satisfies(self, function: Callable[[str], bool], name: str) -> Expr:
        """Apply a Python function to each value of a column that must hold text; see `satisfies`."""
        return Expr("satisfies", (self, function, name, "text"))

    @property
    def columns(self) -> frozenset[str]:
        """Name the columns that the expression reads."""
        return frozenset(str(part.args[0]) for part in self.walk() if part.op == "column") | frozenset(
            name for part in self.walk() if part.op == "duplicated" for name in part.args[0]
        )

    @property
    def text(self) -> str:
        """Write the expression as a person would."""
        return _text(self, _value_text)

    @property
    def key(self) -> str:
        """Tell the expression from others: equal keys mean equal expressions, also of functions with one name."""
        return _text(self, _value_key)

    def walk(self) -> Iterator[Expr]:
        """Go through this expression and all that are within it."""
        yield self
        for arg in self.args:
            if isinstance(arg, Expr):
                yield from arg.walk()

    def rebuilt(self, change: Callable[[Expr], Expr]) -> Expr:
        """Return the tree with every part replaced by what `change` makes of it, from the leaves up."""
        return change(Expr(self.op, tuple(a.rebuilt(change) if isinstance(a, Expr) else a for a in self.args)))


def col(name: str) -> Expr:
    """Name a column of the table.

    >>> col("age") >= 18
    Expr('age >= 18')
    """
    return Expr("column", (name,))


def lit(value: object) -> Expr:
    """Wrap a plain value as an expression.

    >>> lit(1) + col("n")
    Expr('1 + n')
    """
    return value if isinstance(value, Expr) else Expr("literal", (value,))


def all_of(conditions: Iterable[Expr]) -> Expr:
    """Join conditions that must all hold; none of them gives the condition that always holds.

    >>> all_of([col("a") > 1, col("b") > 1])
    Expr('(a > 1) & (b > 1)')
    """
    return _joined("and", conditions, if_none=True)


def any_of(conditions: Iterable[Expr]) -> Expr:
    """Join conditions of which one must hold."""
    return _joined("or", conditions, if_none=False)


def duplicated(columns: Iterable[str], where: Expr | None = None) -> Expr:
    """Tell whether another row, among those that `where` holds for, has the same values in these columns."""
    return Expr("duplicated", (tuple(columns), lit(True) if where is None else where))


def previous(value: Expr, where: Expr) -> Expr:
    """Give the value of the nearest row above that `where` holds for."""
    return Expr("previous", (value, where))


def statistic(name: str, value: Expr, where: Expr, *options: object) -> Expr:
    """Give a number about the whole column (``mean``, ``std``, ``quantile``) over the rows that `where` holds for."""
    return Expr("statistic", (name, value, where, *options))


def _joined(op: str, conditions: Iterable[Expr], if_none: bool) -> Expr:
    joined: Expr | None = None
    for condition in conditions:
        joined = condition if joined is None else Expr(op, (joined, condition))
    return lit(if_none) if joined is None else joined


def _binary(op: str, left: object, right: object) -> Expr:
    return Expr(op, (lit(left), lit(right)))


def _text(value: object, write: Callable[[object], str]) -> str:
    if not isinstance(value, Expr):
        return write(value)
    op, args = value.op, value.args
    if op == "column":
        return str(args[0]) if str(args[0]).isidentifier() else f"`{args[0]}`"
    if op == "literal":
        return repr(args[0])
    if op in SIGNS:
        return f"{_operand(args[0], write)} {SIGNS[op]} {_operand(args[1], write)}"
    if op == "not":
        return f"~{_operand(args[0], write)}"
    if op == "satisfies" and write is _value_text:
        return f"satisfies({_text(args[0], write)}, {args[2]})"  # the name that the function has for people
    return f"{op}({', '.join(_text(arg, write) for arg in args)})"


def _operand(value: object, write: Callable[[object], str]) -> str:
    is_compound = isinstance(value, Expr) and (value.op in SIGNS or value.op == "not")
    return f"({_text(value, write)})" if is_compound else _text(value, write)


def _value_text(value: object) -> str:
    if isinstance(value, tuple):
        return (value if isinstance(value, Values) else Values(value)).text
    return repr(value)


def _value_key(value: object) -> str:
    return f"<function {id(value)}>" if callable(value) else _value_text(value)
