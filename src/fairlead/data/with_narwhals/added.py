"""Columns that are added to a table of DuckDB or Spark, for what no query of theirs can decide.

A Python function, or a regular expression in Python's notation, is decided here for each different value of the
column; the values that break the rule go back as a table to be joined. So do long lists of values, which SQL would try
one after the other. Whether a row is repeated is a window, which may not stand inside an aggregate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from fairlead.data.expr import Expr
from fairlead.data.pattern import searcher
from fairlead.data.plain import plain
from fairlead.data.row_function import answer
from fairlead.data.schema import Schema
from fairlead.data.with_narwhals.native import batches_of, collected, constants_beside
from fairlead.data.with_narwhals.terms import Mask, Terms, Value, both
from fairlead.errors import SuiteError

MEMBERS_IN_QUERY = 20
"""A longer list is joined: DuckDB took 2.9 CPU s for one of 1,458 values in a million rows, and 0.03 s for the join."""

MAX_BAD_VALUES = 1_000_000
"""Different values that break a rule decided in Python, at the most: they are held in memory and sent back."""

Step = Callable[[Any], Any]
"""Adds columns to a table of Narwhals."""


class LazyTerms(Terms):
    """Give expressions of Narwhals; what cannot be one has to be a column of the table already.

    Parameters
    ----------
    decisions : by the text of an expression, the name of a column that holds whether it is true, or a constant.
    """

    def __init__(self, schema: Schema) -> None:
        super().__init__(schema)
        self.decisions: dict[str, str | bool] = {}

    def column(self, name: str) -> Value:
        """Give a column, with NaN as a missing value."""
        import narwhals as nw

        column, value = self.schema.by_name[name], nw.col(name)
        if column.is_single:
            value = value.cast(nw.Float64)  # to calculate as everywhere
        is_there = ~value.is_null()
        # SQL may look at both sides of an `and`: a NULL that is no NaN either must not make the mask missing.
        valid = both(is_there, ~nw.coalesce(value.is_nan(), nw.lit(True))) if column.family == "float" else is_there
        family = None if column.family in ("object", "empty", "nested") else column.family
        return Value(value, valid, family)

    def decided(self, expr: Expr, value: Value) -> Mask:
        """Say for which values a set holds, or read the column that says so."""
        import narwhals as nw

        decision = self.decisions.get(expr.key)
        if decision is not None:
            return decision if isinstance(decision, bool) else nw.col(decision)
        members = [member for member in expr.args[1] if member is not None and member == member]
        return value.of.is_in(members) if members else False

    def filled(self, value: Value, literal: Any) -> Value:
        """Put a plain value in the place of a missing one."""
        import narwhals as nw

        if isinstance(value.valid, bool):
            return value if value.valid else Value(nw.lit(literal), True, value.family)
        return Value(nw.when(value.valid).then(value.of).otherwise(nw.lit(literal)), True, value.family)

    def exact(self, value: Value) -> Any:
        """Give numbers to calculate with: whole ones wide enough not to run over; Spark has none so wide."""
        import narwhals as nw

        number = super().exact(value)
        is_whole = value.family in ("integer", "boolean") and self.schema.library == "duckdb"
        return number.cast(nw.Int128) if is_whole and hasattr(number, "cast") else number

    def previous(self, value: Value, where: Mask) -> Value:
        """Refuse: there is no row above."""
        raise SuiteError.not_in_order(self.schema.library)


class Added:
    """Decide parts of expressions, and give the table with the columns that say so.

    Parameters
    ----------
    lazy : table of Narwhals.
    terms : LazyTerms of that table; they are told what is decided.
    """

    def __init__(self, lazy: Any, terms: LazyTerms) -> None:
        self._lazy, self._terms = lazy, terms
        self._steps: dict[str, Step] = {}  # by the text of the part that needs it, the inner parts first

    def learn(self, expressions: Iterable[Expr]) -> None:
        """Decide each part that no query can compute."""
        for expr in expressions:
            for part in reversed(list(expr.walk())):
                if part.key not in self._terms.decisions and part.columns:
                    self._learn_part(part)

    def beside(self, *expressions: Expr | None) -> Any:
        """Give the table with what these expressions need, and nothing else: a join costs what it costs."""
        needed = {part.key for expr in expressions if expr is not None for part in expr.walk()}
        lazy = self._lazy
        for text, step in self._steps.items():
            if text in needed:
                lazy = step(lazy)
        return lazy

    def _learn_part(self, part: Expr) -> None:
        if part.op == "duplicated":
            self._learn_repeated(part)
        elif part.op == "matches":
            self._join(part, self._bad(part, searcher(part.args[1])), is_true=False)
        elif part.op == "satisfies":
            self._join(part, self._bad(part, partial(answer, part.args[1], part.args[2])), is_true=False)
        elif part.op == "in" and len(part.args[1]) > MEMBERS_IN_QUERY:
            members = (member for member in part.args[1] if member is not None and member == member)
            self._join(part, list(dict.fromkeys(members)), is_true=True)

    def _add(self, part: Expr, name: str, step: Step) -> None:
        self._steps[part.key] = step
        self._terms.decisions[part.key] = name

    def _bad(self, part: Expr, holds: Callable[[Any], bool]) -> list[Any]:
        """Try each different value in Python, and return those that fail."""
        value = self._terms.value(part.args[0])
        different = where(self.beside(part.args[0]), value.valid).select(value.of.alias("value")).unique()
        bad: list[Any] = []
        for batch in batches_of(different):
            bad += [one for one in map(plain, batch) if one is not None and not holds(one)]
            if len(bad) > MAX_BAD_VALUES:
                raise SuiteError.too_many_values(part.args[0].text, MAX_BAD_VALUES, self._terms.schema.library)
        return bad

    def _join(self, part: Expr, members: list[Any], is_true: bool) -> None:
        """Add a column that says whether the value is among the members, or is not if they are those that fail."""
        import narwhals as nw

        if not members:
            self._terms.decisions[part.key] = not is_true
            return
        place = len(self._terms.decisions)
        key, hit, name = f"__key_{place}", f"__hit_{place}", f"__is_{place}"
        key_of = self._terms.value(part.args[0]).of.alias(key)
        keyed = self.beside(part.args[0]).with_columns(key_of)
        constants = constants_beside(keyed, key, members).with_columns(nw.lit(True).alias(hit))
        is_hit = ~nw.col(hit).is_null()
        found = (is_hit if is_true else ~is_hit).alias(name)

        def step(lazy: Any) -> Any:
            joined = lazy.with_columns(key_of).join(constants, left_on=key, right_on="value", how="left")
            return joined.with_columns(found)

        self._add(part, name, step)

    def _learn_repeated(self, part: Expr) -> None:
        """Say which rows are repeated; looked for only if counting says that there are any."""
        import narwhals as nw

        names, among = part.args
        mask = True if among is None else self._terms.true(among)
        place = len(self._terms.decisions)
        keys = [_normal(self._terms.column(name)).alias(f"__k{place}_{n}") for n, name in enumerate(names)]
        if not self._has_repeated(where(self.beside(among), mask).select(*keys)):
            self._terms.decisions[part.key] = False
            return
        inside: Any = nw.lit(True) if mask is True else mask
        groups = [f"__in{place}", *(f"__k{place}_{n}" for n in range(len(keys)))]
        found = nw.col(f"__in{place}") & (nw.col(f"__n{place}") > 1)

        def step(lazy: Any) -> Any:
            keyed = lazy.with_columns(*keys, inside.alias(f"__in{place}"))
            counted = keyed.with_columns(nw.len().over(*groups).alias(f"__n{place}"))
            return counted.with_columns(found.alias(f"__is_{place}"))

        self._add(part, f"__is_{place}", step)

    @staticmethod
    def _has_repeated(keys: Any) -> bool:
        import narwhals as nw

        names = keys.collect_schema().names()
        if len(names) == 1:
            ((rows, different),) = collected(keys.select(rows=nw.len(), different=nw.col(names[0]).n_unique()))
        else:
            ((rows,),), ((different,),) = (collected(one.select(n=nw.len())) for one in (keys, keys.unique()))
        return bool(rows != different)


def where(lazy: Any, mask: Mask) -> Any:
    """Give the rows of a table for which a mask holds."""
    if isinstance(mask, bool):
        return lazy if mask else lazy.head(0)
    return lazy.filter(mask)


def _normal(value: Value) -> Any:
    """Give the values of a key: null wherever one is missing."""
    import narwhals as nw

    return value.of if value.family != "float" else nw.when(value.valid).then(value.of)
