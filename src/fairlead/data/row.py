"""Check one row, such as the JSON of a request, in microseconds: no table, and no table library."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from fairlead.data.check import own_columns
from fairlead.data.expr import Expr
from fairlead.data.line import Expectation
from fairlead.data.plain import plain
from fairlead.data.row_function import Function, Row, WrongValue, row_function
from fairlead.data.schema import Column, Family, Schema, fit
from fairlead.data.table import WHOLE_COLUMN
from fairlead.errors import SuiteError

Families = Mapping[str, Family]


@dataclass(frozen=True, slots=True)
class Broken:
    """Hold a line of a suite that a row breaks.

    Parameters
    ----------
    expectation : Expectation
    columns : names of the columns that the line is about.
    value : of the column; of several, a tuple or, by their names, a dict. None if one of them is private.
    message : str, what was expected and what was found.
    """

    expectation: Expectation
    columns: tuple[str, ...]
    value: Any
    message: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """Hold a line of a suite that one row cannot decide, and why."""

    expectation: Expectation
    reason: str


@dataclass(frozen=True, slots=True)
class _Rule:
    line: Expectation
    columns: tuple[str, ...]
    considered: Function
    holds: Function
    is_private: bool


class RowChecker:
    """Check rows one by one against the lines of a suite that one row can decide.

    Make one by `Suite.row_checker` and keep it: it is made ready once, and may be called from several threads.

    Parameters
    ----------
    lines : of the suite.
    schema : what the columns hold, by name, such as the schema of the table that a model was trained on. With it,
        text is read as a date where a date belongs, and a value of any other type breaks every line about its column.
    private : columns of which no value is shown.

    Attributes
    ----------
    skipped : tuple of Skipped, the lines that were left out.
    """

    def __init__(
        self, lines: Iterable[Expectation], *, schema: Schema | Families | None = None, private: Iterable[str] = ()
    ) -> None:
        private_columns = frozenset(private)
        fitted = schema if isinstance(schema, Schema) else _schema_of(schema or {})
        rules, skipped = [], []
        for line in lines:
            reason = why_not_by_row(line)
            if reason is None:
                rules.append(_rule(line, fitted, private_columns))
            else:
                skipped.append(Skipped(line, reason))
        self._rules = tuple(rules)
        self.skipped = tuple(skipped)

    def __call__(self, row: Row) -> tuple[Broken, ...]:
        """Return the lines that a row breaks, in the suite's order; none if all is well.

        Parameters
        ----------
        row : values by column, or a row of pandas. A column that is not in it is missing; one that no line is about
            is ignored.

        Raises
        ------
        SuiteError
            It is no row, or a Python function failed on a value of it.
        """
        if not isinstance(row, Mapping):
            row = _of_pandas(row)
        broken: list[Broken] = []
        for rule in self._rules:
            try:
                if rule.considered(row) is True and rule.holds(row) is not True:
                    broken.append(self._broken(rule, row, None))
            except WrongValue as wrong:
                broken.append(self._broken(rule, row, wrong))
        return tuple(broken)

    @staticmethod
    def _broken(rule: _Rule, row: Row, wrong: WrongValue | None) -> Broken:
        values = {name: plain(row[name]) for name in rule.columns if name in row}
        found = "the row does not keep this" if rule.is_private else _found(values, rule.columns, wrong)
        values = {name: values.get(name) for name in rule.columns}
        value = None if rule.is_private else _value(rule, values)
        return Broken(rule.line, rule.columns, value, f"Expected that {rule.line.sentence}; {found}.")


def why_not_by_row(line: Expectation) -> str | None:
    """Say why one row cannot decide a line; None if it can.

    >>> from fairlead.data import between
    >>> why_not_by_row(between("age", 0, 120)) is None
    True
    """
    if line.kind.way == "schema":
        return "it is about the columns of a table"
    if line.kind.way == "measure":
        return "it is about the table as a whole"
    condition = line.condition()
    parts = {part.op for expr in (condition.considered, condition.holds) for part in expr.walk()}
    if parts & (WHOLE_COLUMN | {"previous"}):
        return "it compares a row with others"
    return None


def _of_pandas(row: Any) -> Row:
    """Read a row of a pandas table, whose labels are the names of the columns."""
    if not hasattr(row, "to_dict") or not hasattr(row, "index") or hasattr(row, "columns"):
        raise SuiteError.not_a_row(row)
    return {str(name): value for name, value in row.to_dict().items()}


def _rule(line: Expectation, schema: Schema, private: frozenset[str]) -> _Rule:
    condition = line.condition()
    known = condition.considered.columns | condition.holds.columns <= schema.by_name.keys()

    def compiled(expr: Expr) -> Function:
        return row_function(fit(expr, schema, line.label) if known else expr, schema.by_name)

    is_private = bool(private & line.needed_columns())
    columns = tuple(own_columns(line))
    return _Rule(line, columns, compiled(condition.considered), compiled(condition.holds), is_private)


def _schema_of(families: Families) -> Schema:
    return Schema(tuple(Column(name, family, family) for name, family in families.items()), "row")


def _value(rule: _Rule, values: dict[str, Any]) -> Any:
    if rule.line.kind.family == "column":
        return next(iter(values.values()))
    return tuple(values.values()) if rule.line.kind.family == "pair" else values


def _found(row: Row, columns: tuple[str, ...], wrong: WrongValue | None) -> str:
    """Say what stands in the row."""
    if wrong is not None:
        return f"{wrong.text} is {_shown(wrong.value)}, not {wrong.expected}"
    return " and ".join(f"{name} is {_shown(row[name])}" if name in row else f"{name} is not given" for name in columns)


def _shown(value: Any) -> str:
    """Write a value, cut to what a message has room for."""
    text = repr(value)
    return text if len(text) <= 80 else text[:79] + "…"
