"""What a suite has found, as plain values: verdicts, values that break a rule, rows that would be set aside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fairlead.data.policy import severity_of
from fairlead.data.quarantine.split import SplitResult
from fairlead.data.report.verdict import is_private, observed_text, sentence_of, share_text, verdict_of, verdict_of_rule
from fairlead.data.result import Result
from fairlead.data.suite import Suite
from fairlead.finding import Finding

VALUES_SHOWN = 10
"""Values that break a rule, of those a result holds, that are kept: enough to see a pattern."""
ROWS_SHOWN = 50
WIDTH = 80
"""Characters of a value that are kept."""

History = Mapping[str, Sequence[float | None]]


def document_of(
    suite: Suite,
    results: Sequence[Result],
    findings: Sequence[Finding],
    *,
    rows: int,
    seconds: float,
    split: SplitResult | None = None,
    history: History | None = None,
    columns: Sequence[str] = (),
) -> dict[str, Any]:
    """Return what was found.

    Of private columns no value is in it.

    Parameters
    ----------
    split : in memory, what became of the rows; None where they were not split.
    history : by the sentence of a rule, see `Validation`.
    columns : names of the table's columns, in order.
    """
    held = sum(one.success for one in results)
    verdict = verdict_of(findings)
    return {
        "suite": suite.name,
        "rows": rows,
        "seconds": seconds,
        "passed": held,
        "of": len(results),
        "success": held == len(results),
        "sentence": sentence_of(results, rows),
        "verdict": {"icon": verdict.icon, "word": verdict.word, "tone": verdict.tone},
        "results": [_result(one, suite, history or {}) for one in results],
        "split": None if split is None else _split(split, suite, columns),
    }


def _result(result: Result, suite: Suite, history: History) -> dict[str, Any]:
    line = result.expectation
    hidden = is_private(result, suite.private)
    verdict, severity = verdict_of_rule(result), severity_of(result, is_split=False)
    counted = result.unexpected is not None
    shown = () if hidden or result.success else result.values[:VALUES_SHOWN]
    return {
        "label": line.label,
        "sentence": line.sentence,
        "kind": line.kind.alias,
        "column": line.column or "",
        "on_row": line.on_row if line.is_about_rows else "",
        "notes": str(line.notes or ""),
        "success": result.success,
        "verdict": {"icon": verdict.icon, "word": verdict.word, "tone": verdict.tone},
        "severity": None if severity is None else str(severity),
        "considered": result.considered if counted else None,
        "missing": result.missing,
        "unexpected": result.unexpected,
        "share": share_text(result.share) if counted else "",
        "observed": "" if counted else "not shown: private" if hidden else observed_text(result.observed_value),
        "error": result.error,
        "private": hidden,
        "values": [
            {"row": _row_number(result, n), "keys": _keys(result, n, suite), "value": shortened(value)}
            for n, value in enumerate(shown)
        ],
        "history": list(history.get(line.sentence, ())),
    }


def _row_number(result: Result, place: int) -> str:
    known = result.index[place] if place < len(result.index) else None
    return "" if known is None else shortened(known)


def _keys(result: Result, place: int, suite: Suite) -> str:
    keys = result.keys[place] if result.keys and place < len(result.keys) else {}
    return ", ".join(f"{name} {shortened(value)}" for name, value in keys.items() if name not in suite.private)


def _split(split: SplitResult, suite: Suite, columns: Sequence[str]) -> dict[str, Any]:
    assert split.tables is not None  # only splits in memory come here
    shown = [name for name in columns if name not in suite.private]
    rows = _first_rows(split.tables.quarantined, shown)
    wrong = {one.expectation.sentence: list(one.expectation.columns) for one in split.results}
    return {
        "passed": split.passed,
        "valid": split.rows_valid,
        "quarantined": split.rows_quarantined,
        "columns": shown,
        "hidden": [name for name in columns if name in suite.private],
        "rows": [
            {
                "values": [shortened(value) for value in row],
                "why": list(reasons),
                "wrong": sorted({name for why in reasons for name in wrong.get(why, ())}),
            }
            for row, reasons in zip(rows, split.tables.reasons, strict=False)
        ],
    }


def _first_rows(table: Any, columns: Sequence[str]) -> list[tuple[Any, ...]]:
    """Return the first rows of a table of any of the libraries that can be split in memory."""
    import narwhals  # only for tables that are not Polars' own; light beside those

    if not columns or table is None:
        return []
    frame = narwhals.from_native(table, eager_only=True)
    return list(frame.select(list(columns)).head(ROWS_SHOWN).iter_rows())


def shortened(value: Any) -> str:
    """Write a value on one line, short; what is missing is said.

    >>> shortened(None), shortened(2.50), shortened("a" * 100)[-3:]
    ('missing', '2.5', 'aa…')
    """
    if value is None or value != value:
        return "missing"
    text = f"{value:g}" if isinstance(value, float) else str(value)
    text = "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text[:WIDTH])
    return f"{text}…" if len(str(value)) > WIDTH else text if text else "empty"
