"""Turn expressions into series of a pandas table, each computed once however many rules it is in.

A column of Python objects is not one that pandas can compute with: what concerns it is decided row by row, by the
functions that also decide about a single row.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any

from fairlead.data.expr import Expr, col
from fairlead.data.pattern import searcher
from fairlead.data.plain import plain
from fairlead.data.row_function import WrongValue, answer, row_function
from fairlead.data.schema import Schema
from fairlead.data.with_narwhals.pandas_columns import COMPUTED, computable
from fairlead.data.with_narwhals.terms import Mask, Terms, Value, both
from fairlead.errors import SuiteError

_OF_OTHER_ROWS = ("previous", "duplicated")
_LIMIT = 2**63


class PandasTerms(Terms):
    """Give series of Narwhals for expressions.

    Parameters
    ----------
    frame : pandas.DataFrame
    """

    def __init__(self, frame: Any, schema: Schema) -> None:
        super().__init__(schema)
        self._frame = frame
        self._places = {name: place for place, name in enumerate(schema.names)}
        self._objects = frozenset(column.name for column in schema.columns if column.family not in COMPUTED)
        self._memo: dict[tuple[str, str], Any] = {}

    def true(self, expr: Expr) -> Mask:
        """Say for which rows a condition is true."""
        return self._once("true", expr.key, lambda: Terms.true(self, expr))

    def false(self, expr: Expr) -> Mask:
        """Say for which rows a condition is false."""
        return self._once("false", expr.key, lambda: Terms.false(self, expr))

    def value(self, expr: Expr) -> Value:
        """Give the values of an expression: a series, or a list where they are Python objects of any type."""
        compute = self._of_rows if self._is_of_rows(expr) and not self.is_joined(expr) else super().value
        found: Value = self._once("value", expr.key, lambda: compute(expr))
        return found

    def _is_of_rows(self, expr: Expr) -> bool:
        """Tell whether an expression is beyond what pandas computes."""
        return bool(expr.columns & self._objects) or any(map(self._may_run_over, expr.walk()))

    def _may_run_over(self, expr: Expr) -> bool:
        """Tell whether whole numbers are so great that a sum or product may not fit; Python's own always do."""
        if expr.op not in ("add", "sub", "mul", "abs"):
            return False
        sizes = [_greatest(self.value(arg)) for arg in expr.args]
        return math.prod(sizes) >= _LIMIT if expr.op == "mul" else sum(sizes) >= _LIMIT

    def atom(self, expr: Expr) -> Value:
        """Give a condition that is not joined from others."""
        found: Value = self._once("atom", expr.key, lambda: self._atom(expr))
        return found

    def _atom(self, expr: Expr) -> Value:
        is_of_rows = expr.op not in _OF_OTHER_ROWS and self._is_of_rows(expr)
        found = self._of_rows(expr) if is_of_rows else super().atom(expr)
        return found if found.valid is False else Value(self._mask(found.of), found.valid, found.family)

    def column(self, name: str) -> Value:
        """Give a column, with NaN as a missing value."""
        family = self.schema.by_name[name].family
        native = computable(self.native(name), family)
        present = native.notna()
        return Value(_wrapped(native), True if present.all() else _wrapped(present.astype(bool)), family)

    def decided(self, expr: Expr, value: Value) -> Mask:
        """Decide about a set, a function or repeated rows."""
        if expr.op == "duplicated":
            return self._repeated(*expr.args)
        if expr.op == "in":
            return _wrapped(_native(value.of).isin([one for one in expr.args[1] if one is not None]))
        function = searcher(expr.args[1]) if expr.op == "matches" else partial(answer, *expr.args[1:3])
        return _each_different(_native(value.of), function)

    def previous(self, value: Value, where: Mask) -> Value:
        """Give the value of the nearest row above for which a mask holds."""
        import numpy as np

        rows = np.arange(len(self._frame))
        inside = self.array(both(where, value.valid))
        last = np.maximum.accumulate(np.where(inside, rows, -1)) if len(rows) else rows
        above = np.concatenate([[-1], last[:-1]]).astype(int) if len(rows) else rows
        valid = _wrapped_array(above >= 0)
        if isinstance(value.of, list):
            return Value([value.of[place] if place >= 0 else None for place in above], valid, value.family)
        taken = _native(value.of).iloc[above.clip(0)].reset_index(drop=True)
        return Value(_wrapped(taken), valid, value.family)

    def filled(self, value: Value, literal: Any) -> Value:
        """Put a plain value in the place of a missing one."""
        if value.valid is True:
            return value
        if isinstance(value.of, list):
            filled = [literal if one is None else one for one in value.of]
            return Value(filled, True, value.family)
        if value.valid is False:
            import pandas as pd

            return Value(_wrapped(pd.Series([literal] * len(self._frame))), True, value.family)
        return Value(_wrapped(_native(value.of).where(_native(value.valid), literal)), True, value.family)

    def native(self, name: str) -> Any:
        """Give a column as it came."""
        return self._frame.iloc[:, self._places[name]]

    def listed(self, expr: Expr) -> list[Any]:
        """Give the values of an expression as plain ones, None where they are missing."""
        return self._list(self.value(expr))

    def array(self, mask: Mask) -> Any:
        """Give a mask as an array of booleans, one a row."""
        import numpy as np

        return np.full(len(self._frame), mask) if isinstance(mask, bool) else _native(mask).to_numpy(dtype=bool)

    def _mask(self, of: Any) -> Mask:
        """Give the answers of a condition as a mask without missing ones, which the rows that are valid do not have."""
        if isinstance(of, list):
            return _wrapped_array([one is True for one in of])
        if isinstance(of, bool) or _native(of).dtype == bool:
            return of
        return _wrapped_array(_native(of).to_numpy(dtype=bool, na_value=False))

    def _once(self, what: str, text: str, compute: Callable[[], Any]) -> Any:
        key = (what, text)
        if key not in self._memo:
            self._memo[key] = compute()
        return self._memo[key]

    def _of_rows(self, expr: Expr) -> Value:
        """Compute the values of an expression row by row."""
        if expr.op == "previous":
            return self.previous(self.value(expr.args[0]), self.true(expr.args[1]))
        lists: dict[str, list[Any]] = {}

        def named(part: Expr) -> Expr:
            if part.op in _OF_OTHER_ROWS:
                name = f" {part.key}"  # no column of the table: those that rules name do not begin with a space
                lists[name] = self._list(self.value(part))
                return col(name)
            if part.op == "matches":
                found = partial(_matches_written, searcher(part.args[1]))
                return Expr("satisfies", (part.args[0], found, "matches"))
            return part

        function = row_function(expr.rebuilt(named), {})
        lists |= {name: self._values_of(name) for name in expr.columns}
        rows = zip(*lists.values(), strict=True)
        try:
            found = [function(dict(zip(lists, row, strict=True))) for row in rows]
        except WrongValue as wrong:
            raise SuiteError.mixed_types(wrong.text, wrong.value, wrong.expected) from None
        return Value(found, _wrapped_array([one is not None for one in found]), None)

    def _values_of(self, name: str) -> list[Any]:
        found: list[Any] = self._once("list", name, lambda: [plain(one) for one in self.native(name).array])
        return found

    def _list(self, value: Value) -> list[Any]:
        valid = self.array(value.valid)
        values = value.of if isinstance(value.of, list) else _native(value.of).array
        return [plain(one) if there else None for one, there in zip(values, valid, strict=True)]

    def _repeated(self, names: tuple[str, ...], where: Expr | None) -> Mask:
        import pandas as pd

        inside = self.array(True if where is None else self.true(where))
        keys: dict[Any, Any] = {"": inside}
        for place, name in enumerate(names):
            value = self.column(name) if name not in self._objects else None
            keys[place] = self._values_of(name) if value is None else _native(value.of)
        try:
            is_repeated = pd.DataFrame(keys).duplicated(keep=False).to_numpy()
        except TypeError:  # lists and the like
            raise SuiteError.mixed_types(names[0], keys[0][0], "another of its kind") from None
        return _wrapped_array(is_repeated & inside)


def _matches_written(is_found: Callable[[str], bool], value: Any) -> bool:
    """Tell whether a pattern is in a value, or in what is printed of it: a column of objects may hold any type."""
    return is_found(value if isinstance(value, str) else str(value))


def _each_different(series: Any, function: Callable[[Any], bool]) -> Any:
    """Put a function to each different value; a missing one is not put to it."""
    import numpy as np
    import pandas as pd

    codes, different = pd.factorize(series)
    answers = [bool(function(plain(value))) for value in different]
    return _wrapped_array(np.array([*answers, False], dtype=bool)[codes])  # the code of a missing value is -1


def _greatest(value: Value) -> int:
    """Give the greatest size among whole numbers; 0 for all else."""
    if value.family != "integer" or value.valid is False:
        return 0
    if not hasattr(value.of, "to_native"):
        return abs(int(value.of))
    series = _native(value.of).dropna()
    return max(abs(int(series.min())), abs(int(series.max()))) if len(series) else 0


def _wrapped(native: Any) -> Any:
    import narwhals as nw

    return nw.from_native(native, series_only=True)


def _wrapped_array(values: Any) -> Any:
    import pandas as pd

    return _wrapped(pd.Series(values, dtype=bool))


def _native(series: Any) -> Any:
    return series.to_native()
