"""Check a table against a suite: plan, compute, decide, fetch examples."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from fairlead.data import plan
from fairlead.data.line import Expectation
from fairlead.data.policy import finding_of
from fairlead.data.result import Result, SuiteResult
from fairlead.data.schema import Schema
from fairlead.data.table import Progress, Rows, Table, Wanted
from fairlead.errors import TableError

if TYPE_CHECKING:
    from fairlead.data.suite import Suite


def check_table(
    suite: Suite, table: Table, *, samples: int | None, is_split: bool = False, on_progress: Progress | None = None
) -> SuiteResult:
    """Check an opened table and return what was found.

    Parameters
    ----------
    samples : int or None, unexpected values to keep of each line; None keeps all of them.
    is_split : whether rows that break a rule are taken out, so that fewer of them are less bad.
    on_progress : is told how many rows are done, and how many there are in all.

    Raises
    ------
    TableError, SuiteError
        The suite does not fit the table, or the table cannot be read to its end.
    """
    started = time.monotonic()
    check_named(suite, table.schema)
    checks = plan.checks_of(suite.expectations, table.schema)
    values = table.measure(plan.metrics_of(checks), on_progress)
    results = [result_of(check, values, table.schema) for check in checks]
    if samples != 0:
        results = _with_samples(suite, checks, results, table, samples)
    private = frozenset(suite.private)
    judged = (finding_of(result, is_split=is_split, private=private) for result in results)
    findings = tuple(finding for finding in judged if finding is not None)
    seconds = time.monotonic() - started
    return SuiteResult(suite, tuple(results), values[plan.ROWS.key], findings, seconds, table.schema.library)


def check_named(suite: Suite, schema: Schema) -> None:
    """Check that the columns that the suite itself names are in the table: a misspelt private one would be shown.

    Raises
    ------
    TableError
        One is not; the error names the nearest.
    """
    for about in ("keys", "private"):
        stray = next((name for name in getattr(suite, about) if name not in schema.by_name), None)
        if stray is not None:
            raise TableError.missing_column(stray, schema.names, where=f"{about} of the suite '{suite.name}'")


def result_of(check: plan.Check, values: Mapping[str, Any], schema: Schema) -> Result:
    """Decide a line by the numbers that were computed for it."""
    line = check.line
    if check.condition is None:
        judgement = plan.judged(check, values, schema)
        return Result(
            line,
            judgement.success,
            observed_value=judgement.observed_value,
            details=judgement.details,
            values=judgement.unexpected_values,
        )
    elements, considered, unexpected = (int(values[metric.key] or 0) for metric in check.metrics)
    return Result(line, line.is_kept(unexpected, considered), elements, elements - considered, unexpected)


def _with_samples(
    suite: Suite, checks: Sequence[plan.Check], results: Sequence[Result], table: Table, samples: int | None
) -> list[Result]:
    """Fetch unexpected values for the lines that have some."""
    broken = [place for place, result in enumerate(results) if result.unexpected]
    wanted = [
        Wanted(condition.unexpected, (*own_columns(checks[place].line), *suite.keys))
        for place in broken
        if (condition := checks[place].condition) is not None
    ]
    found = dict(zip(broken, table.rows(wanted, samples), strict=True))
    return [
        with_rows(result, found[place], suite.keys) if place in found else result
        for place, result in enumerate(results)
    ]


def with_rows(result: Result, rows: Rows, keys: Sequence[str]) -> Result:
    """Return a result with rows that break its rule: of each the rule's own columns, then the keys."""
    columns = own_columns(result.expectation)
    values = tuple(_value(result.expectation, columns, row[: len(columns)]) for row in rows.values)
    of_keys = tuple(dict(zip(keys, row[len(columns) :], strict=True)) for row in rows.values)
    return replace(result, values=values, index=rows.numbers, keys=of_keys if keys else None)


def own_columns(line: Expectation) -> list[str]:
    """Name the columns whose values show why a row breaks the rule."""
    return line.columns or sorted(line.condition().holds.columns)


def _value(line: Expectation, columns: Sequence[str], row: tuple[Any, ...]) -> Any:
    """Give an unexpected value as Great Expectations does: one, a pair, or a record by column."""
    if line.kind.family == "column":
        return row[0]
    return row if line.kind.family == "pair" else dict(zip(columns, row, strict=True))
