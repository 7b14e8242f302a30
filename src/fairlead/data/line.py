"""A line of a suite: a kind of expectation with its arguments, and what becomes of what breaks it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal

from fairlead.data.expr import Expr, all_of
from fairlead.data.kind import Condition, Judgement, Kind, Measure
from fairlead.data.members import other_table
from fairlead.data.row_condition import condition_of
from fairlead.data.schema import Column, Schema
from fairlead.errors import SuiteError
from fairlead.finding import Severity

OnRow = Literal["fail", "quarantine", "flag"]

WARN_ABOVE = 0.01
"""Share of rows that break a rule above which a split warns. A starting value we chose, not a measured one."""
FAIL_ABOVE = 0.10
"""Share of rows that break a rule above which a split fails. A starting value we chose, not a measured one."""

OPTIONS = (
    "mostly", "row_condition", "condition_parser", "severity", "on_row", "warn_above", "fail_above", "id", "notes",
    "description", "meta",
)  # fmt: skip
"""What every line of a suite can be given beside the arguments of its kind."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Expectation:
    """Say one thing that must be true of a table.

    Make one by calling its kind: ``between("age", 0, 120, on_row="quarantine")``.

    Parameters
    ----------
    kind : Kind
    kwargs : arguments of the kind, complete with defaults.
    mostly : float in [0, 1], the share of the rows looked at that must keep the rule for it to succeed.
    row_condition : Expr or text, which rows the line is about; all if None.
    severity : how bad it is if it does not succeed; if it is critical, the split fails; if it is info, the share of
        broken rows neither warns nor fails.
    on_row : what a split does with a row that breaks the rule: ``fail`` the split, move it to ``quarantine``, or keep
        it and ``flag`` the rule. What is not about single rows has no use for it.
    warn_above, fail_above : float, share of the rows looked at above which a split warns or fails.
    id, notes, description, meta : what Great Expectations keeps beside a line; carried along.

    >>> from fairlead.data import between
    >>> between("age", 0, 120).sentence
    'age is at least 0 and at most 120'
    """

    kind: Kind
    kwargs: Mapping[str, Any]
    mostly: float = 1.0
    row_condition: Expr | str | None = None
    condition_parser: str | None = None
    severity: Severity = Severity.ERROR
    on_row: OnRow = "quarantine"
    warn_above: float = WARN_ABOVE
    fail_above: float = FAIL_ABOVE
    id: str | None = None
    notes: str | None = None
    description: str | None = None
    meta: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, kind: Kind, given: Mapping[str, Any]) -> Expectation:
        """Check arguments and options and make the line.

        Raises
        ------
        SuiteError
            One is missing, unknown or of no use.
        """
        names = [parameter.name for parameter in kind.parameters]
        unknown = next((name for name in given if name not in names and name not in OPTIONS), None)
        if unknown is not None:
            raise SuiteError.unknown_argument(kind.alias, unknown, [*names, *OPTIONS])
        missing = [one.name for one in kind.parameters if one.is_required and one.name not in given]
        if missing:
            raise SuiteError.missing_argument(kind.alias, missing)
        kwargs = {
            one.name: _plain(given.get(one.name, None if one.is_required else one.default)) for one in kind.parameters
        }
        kwargs.update({one.name: other_table(kwargs[one.name]) for one in kind.parameters if one.type == "table"})
        for parameter in kind.parameters:
            _check_column_names(kind, parameter.type, parameter.name, kwargs[parameter.name])
        options = {name: given[name] for name in OPTIONS if name in given and given[name] is not None}
        line = cls(kind, kwargs, **_checked(kind, options))
        line.check()
        return line

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Expectation) and self._identity() == other._identity()

    def __hash__(self) -> int:
        return hash((self.kind.name, self.label))

    def __repr__(self) -> str:
        return self.label

    def _identity(self) -> tuple[Any, ...]:
        where = self.where.key if self.where is not None else None  # two conditions have no == of their own
        own = (getattr(self, one.name) for one in fields(self) if one.name not in ("kind", "row_condition"))
        return (self.kind.name, where, *own)

    @property
    def name(self) -> str:
        """Give the Great Expectations name of the kind."""
        return self.kind.name

    @property
    def column(self) -> str | None:
        """Name the one column that the line is about, if it is about one."""
        return self.kwargs.get("column") if self.kind.family == "column" else None

    @property
    def columns(self) -> list[str]:
        """Name the columns among the arguments."""
        found: list[str] = []
        for parameter in self.kind.parameters:
            value = self.kwargs[parameter.name]
            if parameter.type == "column":
                found.append(value)
            elif parameter.type == "columns":
                found += value
        return found

    @property
    def sentence(self) -> str:
        """Say what must be true."""
        says = self.kind.says(self.kwargs)
        about = "" if self.where is None else f", where {self.where.text}"
        share = "" if self.mostly == 1 else f" (in at least {self.mostly:.10g} of the rows)"
        return f"{says}{about}{share}"

    @property
    def label(self) -> str:
        """Write the line as one would in Python, short: ``between(age, 0, 120)``."""
        from fairlead.data.kind import shown

        defaults = {one.name: one.default for one in self.kind.parameters}
        given = [shown(value) for name, value in self.kwargs.items() if differs(value, defaults[name])]
        return f"{self.kind.alias}({', '.join(given)})"

    @property
    def where(self) -> Expr | None:
        """Give the row condition as an expression."""
        return condition_of(self.row_condition, self.condition_parser)

    @property
    def is_about_rows(self) -> bool:
        """Tell whether single rows break the rule."""
        return self.kind.way == "rows"

    def condition(self) -> Condition:
        """Give what must hold for each row; rows outside the row condition are not considered."""
        found: Condition = self.kind.decide(**self.kwargs)
        return self._narrowed(found)

    def condition_on(self, schema: Schema) -> Condition | None:
        """Give what must hold for each row, of a line about types that the types of the columns do not settle."""
        found = self.kind.decide(schema, **self.kwargs)
        return self._narrowed(found) if isinstance(found, Condition) else None

    def _narrowed(self, found: Condition) -> Condition:
        """Put a condition to the rows of the row condition only; what it says of whole columns is about them too."""
        where = self.where
        if where is None:
            return found
        return Condition(all_of([where, found.considered]), found.holds.rebuilt(lambda part: _within(part, where)))

    def measure(self) -> Measure:
        """Give what is to be computed about the table, over the rows of the row condition, and its judgement."""
        found: Measure = self.kind.decide(**self.kwargs)
        where = self.where
        if where is None:
            return found
        metrics = {
            name: replace(metric, where=where if metric.where is None else where & metric.where)
            for name, metric in found.metrics.items()
        }
        return Measure(metrics, found.judge)

    def judge_schema(self, schema: Schema) -> Judgement:
        """Judge the names and types of the columns."""
        found: Judgement = self.kind.decide(schema, **self.kwargs)
        return found

    def needed_columns(self) -> frozenset[str]:
        """Name every column that has to be in the table for the line to be decided."""
        if self.kind.way == "schema":
            return frozenset()
        where = self.where
        own = where.columns if where is not None else frozenset()
        if self.is_about_rows:
            condition = self.condition()
            return own | condition.considered.columns | condition.holds.columns
        return own.union(*(metric.columns for metric in self.measure().metrics.values()))

    def check(self) -> None:
        """Try the arguments out, as far as that goes without a table.

        Raises
        ------
        SuiteError
            They do not go together: the least value is above the greatest, for example.
        """
        if self.is_about_rows:
            self.condition()
        elif self.kind.way == "measure":
            self.measure()
        else:
            self.judge_schema(Schema(tuple(Column(name, "empty", "") for name in dict.fromkeys(self.columns))))
        _ = self.where

    def is_kept(self, unexpected: int, considered: int) -> bool:
        """Tell whether enough rows keep the rule; a rule that no row was looked at for is kept."""
        return considered == 0 or (considered - unexpected) / considered >= self.mostly


_PLACE_OF_WHERE = {"duplicated": 1, "previous": 1, "statistic": 2}
"""Which argument says, of a part about a whole column, over which rows it is taken."""


def _within(part: Expr, where: Expr) -> Expr:
    place = _PLACE_OF_WHERE.get(part.op)
    if place is None:
        return part
    args = list(part.args)
    args[place] = where & args[place]
    return Expr(part.op, tuple(args))


def _checked(kind: Kind, options: dict[str, Any]) -> dict[str, Any]:
    checked = dict(options)
    for name in ("mostly", "warn_above", "fail_above"):
        if name in checked:
            checked[name] = _share(kind, name, checked[name])
    if "severity" in checked:
        checked["severity"] = _severity(kind, checked["severity"])
    for name, (type_, expected) in _TYPE_OF.items():
        if name in checked and not isinstance(checked[name], type_):
            raise SuiteError.bad_argument(kind.alias, name, checked[name], expected)
    checked.setdefault("on_row", kind.default_on_row)
    if checked["on_row"] not in ("fail", "quarantine", "flag"):
        raise SuiteError.bad_argument(kind.alias, "on_row", checked["on_row"], "fail, quarantine or flag")
    _check_shares(kind, checked)
    return checked


def _check_shares(kind: Kind, options: Mapping[str, Any]) -> None:
    """Refuse to warn above a share at which a split has failed; a default counts only where it decides something."""
    warn_above, fail_above = options.get("warn_above"), options.get("fail_above")
    if fail_above is None and options["on_row"] == "quarantine":
        fail_above = FAIL_ABOVE
    if warn_above is not None and fail_above is not None and warn_above > fail_above:
        raise SuiteError.warns_after_failing(kind.alias, warn_above, fail_above)


_TYPE_OF: Mapping[str, tuple[type | tuple[type, ...], str]] = {
    "row_condition": ((str, Expr, Mapping), "a condition as text"),
    "meta": (Mapping, "a table of values by name"),
    "description": (str, "text"),
}


def _severity(kind: Kind, value: Any) -> Severity:
    if isinstance(value, Severity):
        return value
    try:
        return Severity.of(value)
    except (KeyError, AttributeError):
        expected = "info, warning, error or critical"
        raise SuiteError.bad_argument(kind.alias, "severity", value, expected) from None


def _share(kind: Kind, name: str, value: Any) -> float:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not is_number or math.isnan(value) or not 0 <= value <= 1:
        raise SuiteError.bad_argument(kind.alias, name, value, "a share from 0 to 1")
    return float(value)


def _check_column_names(kind: Kind, type_: str, name: str, value: Any) -> None:
    if type_ == "column" and not isinstance(value, str):
        raise SuiteError.bad_argument(kind.alias, name, value, "the name of a column")
    if type_ == "columns" and not (
        isinstance(value, (list, tuple)) and value and all(isinstance(one, str) for one in value)
    ):
        raise SuiteError.bad_argument(kind.alias, name, value, "a list of names of columns")


def _plain(value: Any) -> Any:
    """Return a set as a list in a fixed order, a range as one, a NumPy number as Python's own; all else as it is."""
    if isinstance(value, (set, frozenset)):
        return sorted(value, key=lambda one: (type(one).__name__, str(one)))
    if isinstance(value, (tuple, range)):
        return list(value)
    if hasattr(value, "tolist") and type(value).__module__.partition(".")[0] in ("numpy", "pandas", "pyarrow"):
        return value.tolist()
    if hasattr(value, "to_list"):
        return value.to_list()
    return value


def differs(value: Any, default: Any) -> bool:
    """Tell whether an argument is something else than its default; True is not 1."""
    return value is not default and not (type(value) is type(default) and value == default)
