"""Turn conditions and metrics into expressions of Polars. Nothing is computed here.

The tree of an `Expr` becomes one of `polars.Expr`, with three things put right on the way: NaN is a missing value,
arithmetic on whole numbers is done in 128 bits so that it cannot run over, and the members of a set are of the type
of the column that they are compared with.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from fairlead.data.expr import Expr, all_of
from fairlead.data.metric import Metric
from fairlead.data.pattern import check_regex, in_rust, searcher
from fairlead.data.row_function import answer
from fairlead.data.schema import COMPARISONS, LARGEST_WHOLE, Column, Family, Schema
from fairlead.data.simplify import Known, simplified
from fairlead.data.table import WHOLE_COLUMN
from fairlead.data.with_polars.sets import emit_in
from fairlead.errors import SuiteError

if TYPE_CHECKING:
    import polars as pl

_OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "eq": operator.eq, "ne": operator.ne, "lt": operator.lt, "le": operator.le, "gt": operator.gt, "ge": operator.ge,
    "add": operator.add, "sub": operator.sub, "mul": operator.mul, "div": operator.truediv,
    "and": operator.and_, "or": operator.or_,
}  # fmt: skip
_EXACT = frozenset({"add", "sub", "mul", "abs"})
"""Arithmetic whose result is a whole number if its operands are."""


def schema_of(lazy: pl.LazyFrame) -> Schema:
    """Describe the columns of a polars table."""
    return Schema(tuple(_column(name, dtype) for name, dtype in lazy.collect_schema().items()))


def emit(expr: Expr, schema: Schema, known: Known) -> pl.Expr:
    """Turn an expression into one of Polars.

    Parameters
    ----------
    known : what stands for parts about whole columns.

    Raises
    ------
    SuiteError
        A value of Python objects is used for more than being there.
    """
    return _Emitter(schema, known).emit(simplified(expr, known))


def emit_metric(metric: Metric, schema: Schema, known: Known) -> pl.Expr:
    """Turn a metric that can be added up into an aggregate of Polars."""
    if metric.name in ("rows", "hits"):
        return _count_true(all_of(part for part in (metric.where, metric.of) if part is not None), schema, known)
    values = emit_values(metric, schema, known)
    if metric.name == "sum":
        is_whole = metric.of is not None and (_is_whole(metric.of, schema) or _is_empty(metric.of, schema))
        return _exact(values).sum() if is_whole else values.sum()
    aggregate: pl.Expr = getattr(values, metric.name)()  # Polars has all others by these names
    return aggregate


def _count_true(condition: Expr, schema: Schema, known: Known) -> pl.Expr:
    """Count the rows for which a condition is true; a literal is one value, not one a row."""
    import polars as pl

    shorter = simplified(condition, known)
    if shorter.op == "literal":
        return pl.len() if shorter.args[0] is True else pl.len() * 0
    return emit(shorter, schema, known).sum()


def emit_values(metric: Metric, schema: Schema, known: Known) -> pl.Expr:
    """Give the values that a metric is about: null outside its row condition."""
    import polars as pl

    assert metric.of is not None
    value = emit(metric.of, schema, known)
    if metric.where is None:
        return value
    return pl.when(emit(metric.where, schema, known)).then(value)


def emit_column(name: str, schema: Schema) -> pl.Expr:
    """Give a column as it is compared and shown: NaN as null, a coded text as text."""
    import polars as pl

    column = schema.by_name[name]
    if column.family == "float":
        value = pl.col(name).cast(pl.Float64) if column.is_single else pl.col(name)  # to calculate as everywhere
        return value.fill_nan(None)  # NaN is a missing value, whichever library wrote the table
    is_coded = column.family == "text" and column.dtype != "String"
    return pl.col(name).cast(pl.String) if is_coded else pl.col(name)


def _column(name: str, dtype: Any) -> Column:
    zone = getattr(dtype, "time_zone", None)
    return Column(name, _family(dtype), str(dtype), zone, is_single=str(dtype) == "Float32")


def _family(dtype: Any) -> Family:
    if dtype.is_integer():
        return "integer"
    if dtype.is_float():
        return "float"
    if dtype.is_nested():
        return "nested"
    families: dict[str, Family] = {
        "Boolean": "boolean", "String": "text", "Categorical": "text", "Enum": "text", "Decimal": "decimal",
        "Date": "date", "Datetime": "datetime", "Time": "time", "Duration": "duration", "Binary": "binary",
        "Null": "empty",
    }  # fmt: skip
    return families.get(type(dtype).__name__, "object")


class _Emitter:
    def __init__(self, schema: Schema, known: Known) -> None:
        self.schema, self.known = schema, known

    def emit(self, expr: Expr) -> pl.Expr:
        import polars as pl

        op, args = expr.op, expr.args
        if op in WHOLE_COLUMN:
            found = self.known[expr.key]
            return found if isinstance(found, pl.Expr) else pl.lit(found)
        if op == "column":
            return emit_column(args[0], self.schema)
        if op == "literal":
            return pl.lit(args[0])
        if op == "previous":
            return pl.when(self.emit(args[1])).then(self.emit(args[0])).forward_fill().shift(1)
        self._refuse_objects(expr)
        if op in COMPARISONS:
            return self._comparison(expr)
        if op in _EXACT:
            return self._arithmetic(expr)
        if op in _OPERATORS:
            emitted: pl.Expr = _OPERATORS[op](self.emit(args[0]), self.emit(args[1]))
            return emitted.fill_nan(None) if op == "div" and _may_be_nan(expr, self.schema) else emitted
        return self._function(op, args)

    def _refuse_objects(self, expr: Expr) -> None:
        """Polars cannot compare columns of Python objects, and panics over some."""
        if expr.op in ("missing", "satisfies"):
            return
        for arg in expr.args:
            if isinstance(arg, Expr) and arg.op == "column" and self.schema.by_name[arg.args[0]].family == "object":
                raise SuiteError.python_objects(arg.args[0])

    def _comparison(self, expr: Expr) -> pl.Expr:
        import polars as pl

        left, right = expr.args
        sides = []
        for side, other in ((left, right), (right, left)):
            value = side.args[0] if side.op == "literal" else None
            is_round = isinstance(value, float) and value.is_integer() and _is_whole(other, self.schema)
            is_round = is_round and abs(value) < LARGEST_WHOLE  # type: ignore[arg-type]  # a float: see above
            # As a float it would be compared with numbers that float cannot hold, and equal several of them.
            sides.append(pl.lit(int(value)) if is_round else self.emit(side))  # type: ignore[arg-type]
        emitted: pl.Expr = _OPERATORS[expr.op](*sides)
        return emitted

    def _arithmetic(self, expr: Expr) -> pl.Expr:
        operands = [self.emit(arg) for arg in expr.args]
        if _is_whole(expr, self.schema):
            operands = [_exact(operand) for operand in operands]
        emitted: pl.Expr = operands[0].abs() if expr.op == "abs" else _OPERATORS[expr.op](*operands)
        return emitted.fill_nan(None) if _may_be_nan(expr, self.schema) else emitted

    def _function(self, op: str, args: tuple[Any, ...]) -> pl.Expr:
        import polars as pl

        value = self.emit(args[0])
        if op == "not":
            return ~value
        if op == "missing":
            return value.is_null()
        if op == "true":
            return value.fill_null(False)
        if op == "filled":
            return value.fill_null(pl.lit(args[1]))
        if op == "in":
            family = "integer" if _is_whole(args[0], self.schema) else self.schema.family(args[0])
            dtype = self.schema.by_name[args[0].args[0]].dtype if args[0].op == "column" else ""
            return emit_in(value, args[1], family, dtype)
        if op == "matches":
            return _emit_matches(self._text(args[0], value), args[1])
        if op == "length":
            return self._text(args[0], value).str.len_chars()
        if op == "satisfies":
            check = functools.partial(_satisfied, functools.partial(answer, args[1], args[2]))
            return value.map_batches(check, return_dtype=pl.Boolean, is_elementwise=True)
        raise AssertionError(f"no such operation: {op}")

    def _text(self, expr: Expr, value: pl.Expr) -> pl.Expr:
        import polars as pl

        return value.cast(pl.String) if _is_empty(expr, self.schema) else value


def _is_empty(expr: Expr, schema: Schema) -> bool:
    """Tell whether an expression is a column without a type, as all of it is missing."""
    return expr.op == "column" and schema.by_name[expr.args[0]].family == "empty"


def _is_whole(expr: Expr, schema: Schema) -> bool:
    """Tell whether the value of an expression is a whole number."""
    if expr.op in _EXACT:
        return all(_is_whole(arg, schema) for arg in expr.args)
    if expr.op in ("previous", "filled"):
        return _is_whole(expr.args[0], schema)
    return expr.op in ("column", "literal", "length") and schema.family(expr) == "integer"


def _may_be_nan(expr: Expr, schema: Schema) -> bool:
    """Tell whether a calculation may come to no number, as zero by zero does; that is a missing value."""
    if expr.op == "div" or (expr.op in _EXACT and not _is_whole(expr, schema)):
        return all(_may_be_nan(arg, schema) or _is_whole(arg, schema) for arg in expr.args)
    return schema.family(expr) in ("integer", "float", "boolean")


def _exact(value: pl.Expr) -> pl.Expr:
    """Widen a whole number so that neither a sum nor a product of two columns runs over."""
    import polars as pl

    return value.cast(pl.Int128)


def _emit_matches(value: pl.Expr, regex: str) -> pl.Expr:
    import polars as pl

    check_regex(regex)  # what Python refuses is refused, whether or not Polars understands it
    written = in_rust(regex)
    try:
        pl.Series([""]).str.contains(written)
    except pl.exceptions.ComputeError:
        check = functools.partial(_satisfied, searcher(regex))
        return value.map_batches(check, return_dtype=pl.Boolean, is_elementwise=True)
    return value.str.contains(written)


def _satisfied(function: Callable[[Any], bool], values: pl.Series) -> pl.Series:
    """Apply a function to each different value of a batch."""
    import polars as pl

    if values.dtype in (pl.Object, pl.List, pl.Array, pl.Struct):  # they have no hash
        return pl.Series(values.name, [None if one is None else function(one) for one in values], dtype=pl.Boolean)
    if not len(values):  # replacing nothing would leave the type as it is
        return pl.Series(values.name, [], dtype=pl.Boolean)
    different = values.unique()
    answers = [None if one is None else function(one) for one in different]
    return values.replace_strict(different, pl.Series(answers, dtype=pl.Boolean), return_dtype=pl.Boolean)
