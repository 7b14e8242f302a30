"""Prepare a suite for a table: fit it to the columns, and say what has to be computed. Nothing is computed here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from fairlead.data.expr import Expr
from fairlead.data.kind import Condition, Judgement, Measure
from fairlead.data.line import Expectation
from fairlead.data.metric import Metric
from fairlead.data.schema import Schema, check_measurable, fit
from fairlead.errors import FairleadError, SuiteError

ROWS = Metric("rows")


@dataclass(frozen=True, slots=True)
class Check:
    """Hold a line of a suite with everything in it fitted to the columns of one table.

    Parameters
    ----------
    line : Expectation
    condition : of a line about rows.
    measure : of a line about numbers.
    where : the row condition.
    """

    line: Expectation
    condition: Condition | None = None
    measure: Measure | None = None
    where: Expr | None = None

    @property
    def elements(self) -> Metric:
        """Count the rows that the line is about."""
        return ROWS if self.where is None else Metric("rows", where=self.where)

    @property
    def considered(self) -> Metric:
        """Count the rows that the rule is put to."""
        assert self.condition is not None
        return Metric("hits", self.condition.considered)

    @property
    def unexpected(self) -> Metric:
        """Count the rows that break the rule."""
        assert self.condition is not None
        return Metric("hits", self.condition.unexpected)

    @property
    def metrics(self) -> list[Metric]:
        """List what has to be computed for the line."""
        if self.condition is not None:
            return [self.elements, self.considered, self.unexpected]
        return list(self.measure.metrics.values()) if self.measure is not None else []


def checks_of(lines: Iterable[Expectation], schema: Schema) -> list[Check]:
    """Fit the lines of a suite to the columns of a table.

    Raises
    ------
    TableError, SuiteError
        A line does not fit. If several do not, the error names them all.
    """
    checks, problems = [], []
    for line in lines:
        try:
            checks.append(check_of(line, schema))
        except FairleadError as error:
            problems.append(error)
    if len(problems) == 1:
        raise problems[0]
    if problems:
        raise SuiteError.do_not_fit([problem.message for problem in problems], problems[0].hint)
    return checks


def check_of(line: Expectation, schema: Schema) -> Check:
    """Fit one line to the columns of a table."""

    def fitted(expr: Expr) -> Expr:
        return fit(expr, schema, line.label)

    where = None if line.where is None else fitted(line.where)
    condition = line.condition_on(schema) if line.kind.way == "schema" else None
    if line.kind.way == "schema" and condition is None:
        return Check(line, where=where)
    if line.is_about_rows:
        condition = line.condition()
    if condition is not None:
        return Check(line, Condition(fitted(condition.considered), fitted(condition.holds)), where=where)
    measure = line.measure()
    metrics = {name: _fitted_metric(metric, fitted) for name, metric in measure.metrics.items()}
    for metric in metrics.values():
        check_measurable(metric.name, metric.operands, schema, line.label)
    return Check(line, measure=Measure(metrics, measure.judge), where=where)


def metrics_of(checks: Iterable[Check]) -> list[Metric]:
    """List what has to be computed for all checks, each number once."""
    found = {metric.key: metric for check in checks for metric in check.metrics}
    return list({ROWS.key: ROWS, **found}.values())


def judged(check: Check, values: Mapping[str, Any], schema: Schema) -> Judgement:
    """Judge a line that is not about rows by the values of its metrics."""
    if check.measure is None:
        return check.line.judge_schema(schema)
    return check.measure.judge({name: values[metric.key] for name, metric in check.measure.metrics.items()})


def _fitted_metric(metric: Metric, fitted: Callable[[Expr], Expr]) -> Metric:
    return replace(
        metric,
        of=None if metric.of is None else fitted(metric.of),
        where=None if metric.where is None else fitted(metric.where),
        options=tuple(fitted(option) if isinstance(option, Expr) else option for option in metric.options),
    )
