"""Decide what a result means: how bad it is, why that matters and what to do. Pure functions."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from typing import Any

from fairlead.data.quarantine.sentinel import is_sentinel
from fairlead.data.result import Result
from fairlead.finding import SAMPLES_SHOWN, Finding, Severity, Where

WIDTH = 60
"""Characters of a text that are shown of a value."""
_WHY_ROWS = "A model learns from such rows, and an answer that is made from one is as wrong as its input."
_WHY_TABLE = "The table as a whole is not what the steps after this one were written for."
_WHY_QUARANTINE = (
    "These rows were taken out, so that nothing after this step meets them; a model never sees them either."
)
_WHY_FLAG = "The rows stay in, as this rule only flags: the cause may lie elsewhere, as in a reference with gaps."
_WHY_FAIL = "So many broken rows are no accident of single rows: the source, or the rule, has changed."


def finding_of(
    result: Result, *, is_split: bool = False, private: frozenset[str] = frozenset(), out: str | None = None
) -> Finding | None:
    """Say what a result means; None if there is nothing to say.

    Without a split nothing is taken out of the table, so a line that does not succeed is as bad as its severity.
    A split takes rows out or keeps them as `on_row` says, and is judged by how many they are: see `severity_of`.

    Parameters
    ----------
    private : columns of which no value is shown.
    out : folder of the split, for the command that shows its quarantine.
    """
    severity = severity_of(result, is_split=is_split)
    if severity is None:
        return None
    line = result.expectation
    is_private = _is_private(result, private)
    return Finding(
        code=f"data-{line.kind.alias.replace('_', '-')}",
        severity=severity,
        message=message_of(result, is_private=is_private),
        where=Where(table_column=line.column),
        why=_why(result, is_split),
        evidence=_evidence(result, is_private, is_split),
        fix=_fix(result, is_split, out),
    )


def severity_of(result: Result, *, is_split: bool) -> Severity | None:
    """Say how bad a result is; None if it is as expected.

    Without a split, a line that does not succeed has its own severity. In a split:

    ============================  ====================================================================
    not about single rows         its own severity if it does not succeed
    critical, does not succeed    critical, whatever `on_row` says
    ``on_row="fail"``             its own severity if it does not succeed, but at least an error
    info                          a note if any row breaks it
    ``on_row="quarantine"``       its own severity, but at least an error, above `fail_above`; a warning above
                                  `warn_above`; a note if any row breaks it
    ``on_row="flag"``             a warning above `warn_above`; a note if any row breaks it
    ============================  ====================================================================

    The first row that fits counts. A split passes if nothing is as bad as an error.
    """
    line = result.expectation
    if not is_split or not line.is_about_rows:
        return None if result.success else line.severity
    if not result.success and line.severity == Severity.CRITICAL:
        return Severity.CRITICAL
    if line.on_row == "fail":
        return None if result.success else max(line.severity, Severity.ERROR)
    if not result.unexpected:
        return None
    if line.severity == Severity.INFO:
        return Severity.INFO
    if line.on_row == "quarantine" and result.share > line.fail_above:
        return max(line.severity, Severity.ERROR)
    return Severity.WARNING if result.share > line.warn_above else Severity.INFO


def passes(findings: Iterable[Finding]) -> bool:
    """Tell whether a split with these findings may go on: none is as bad as an error."""
    return all(finding.severity < Severity.ERROR for finding in findings)


def message_of(result: Result, *, is_private: bool = False) -> str:
    """Say in a sentence what was expected and what was found."""
    expected = result.expectation.sentence
    if result.error is not None:
        return f"Could not check that {expected}: {result.error}"
    if result.unexpected is None:
        found = "another value, not shown as the column is private" if is_private else _shown(result.observed_value)
        return f"Expected that {expected}; found {found}."
    return (
        f"Expected that {expected}; {result.unexpected:,} of {result.considered:,} rows "
        f"({result.share:.3%}) break this."
    )


def sentinel_of(result: Result, *, private: frozenset[str], out: str | None) -> Finding | None:
    """Offer to recode a value that seems to stand for a missing one; None if there is no such value.

    Every row that breaks the rule must have been sampled or have the same value, which the caller makes sure of.

    Parameters
    ----------
    result : of a rule about one column, with `values` standing for all that break it.
    """
    line, values = result.expectation, result.values
    if line.kind.family != "column" or line.column is None or not values or _is_private(result, private):
        return None
    if any(value != values[0] for value in values) or not is_sentinel(values[0]):
        return None
    shown = str(values[0])
    return Finding(
        code="data-missing-code",
        severity=Severity.INFO,
        message=f"All {result.unexpected:,} rows that break '{line.sentence}' have the value {values[0]!r}, "
        "which often stands for a missing one.",
        where=Where(table_column=line.column),
        why="If it does, the rows are good but for one unknown value, and leaving them out loses the rest of them.",
        evidence={"value": values[0], "rows": result.unexpected},
        fix=f"look at some of the rows; if {shown} means missing, "
        + (
            f"put them back with nothing in its place: {recode_command(out, line.column, shown)}"
            if out is not None
            else "let it be read as a missing value."
        ),
    )


def recode_command(out: str, column: str, value: str) -> str:
    """Write the command that puts quarantined rows back with a value turned into a missing one.

    >>> recode_command("out", "age", "-1")
    'fairlead quarantine release out --recode age=-1:null'
    """
    return f"fairlead quarantine release {shlex.quote(out)} --recode {shlex.quote(f'{column}={value}:null')}"


def shortened(value: Any) -> Any:
    """Return a value with a long text cut: a message is read in a terminal, and kept with every run.

    >>> shortened("x" * 100) == "x" * 60 + "…", shortened(36)
    (True, 36)
    """
    return f"{value[:WIDTH]}…" if isinstance(value, str) and len(value) > WIDTH else value


def as_evidence(value: Any) -> Any:
    """Return a value as JSON can hold it, long texts cut: a date becomes its text.

    >>> import datetime
    >>> as_evidence({"first": datetime.date(2026, 11, 23), "all": (1, None)})
    {'first': '2026-11-23', 'all': [1, None]}
    """
    if isinstance(value, Mapping):
        return {str(name): as_evidence(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [as_evidence(item) for item in value]
    is_plain = value is None or isinstance(value, (bool, int, float, str))
    return shortened(value if is_plain else str(value))


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 10 * WIDTH else f"{text[: 10 * WIDTH]}…"


def _is_private(result: Result, private: frozenset[str]) -> bool:
    """Tell whether a value of the result may be one of a private column."""
    return bool(private) and not private.isdisjoint({*result.expectation.columns, *result.expectation.needed_columns()})


def _why(result: Result, is_split: bool) -> str:
    line = result.expectation
    if not line.is_about_rows:
        return _WHY_TABLE
    if not is_split:
        return _WHY_ROWS
    if line.on_row == "quarantine":
        is_failure = result.share > line.fail_above and line.severity > Severity.INFO
        return _WHY_FAIL if is_failure else _WHY_QUARANTINE
    return _WHY_FLAG if line.on_row == "flag" else _WHY_ROWS


def _fix(result: Result, is_split: bool, out: str | None) -> str:
    line = result.expectation
    if not line.is_about_rows:
        return "find the cause where the table is made; if the table is right, change the line of the suite."
    if not is_split:
        split = "take the rows out and go on with the others: `suite.split(table, out)`"
        return f"{split}, and find the cause where the table is made."
    if line.on_row == "flag":
        return (
            'find the cause: the table, or what the rule compares it with; or take the rows out: on_row="quarantine".'
        )
    look = f"look at the rows with `fairlead quarantine show {shlex.quote(out)}`" if out else "look at the rows"
    return f"{look}, and find the cause where the table is made."


def _evidence(result: Result, is_private: bool, is_split: bool) -> dict[str, Any]:
    if result.unexpected is None:
        return {} if is_private else {"observed_value": as_evidence(result.observed_value)}
    counts: dict[str, Any] = {"rows": result.considered, "unexpected": result.unexpected, "share": result.share}
    if is_split:
        line = result.expectation
        counts |= {"on_row": line.on_row, "warn_above": line.warn_above, "fail_above": line.fail_above}
    values: list[Any] = []
    for value in result.values:
        if value is not None and as_evidence(value) not in values:
            values.append(as_evidence(value))
    if values and not is_private:
        counts["values"] = values[:SAMPLES_SHOWN]
    return counts
