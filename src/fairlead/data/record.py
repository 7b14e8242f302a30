"""What the history of the store keeps of a validation: a row, and one for each rule, in values that JSON can hold."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from fairlead.data.policy import as_evidence
from fairlead.data.report.verdict import is_private
from fairlead.data.result import Result
from fairlead.finding import Finding, worst

if TYPE_CHECKING:
    from fairlead.data.quarantine.split import SplitResult


def record_of(
    suite: str,
    source: str,
    rows: int,
    results: Iterable[Result],
    findings: Iterable[Finding],
    *,
    seconds: float,
    private: Iterable[str] = (),
    split: SplitResult | None = None,
) -> dict[str, Any]:
    """Return a validation as `fairlead.store.validations` takes it, with its `rules`.

    Parameters
    ----------
    source : path of the table, or what else it is called.
    private : columns of which no value is kept.
    """
    severity = worst(findings)
    rules = [_rule(result, frozenset(private)) for result in results]
    return {
        "suite": suite,
        "source": source,
        "row_count": rows,
        "success": all(rule["success"] for rule in rules),
        "worst": None if severity is None else str(severity),
        "split": None if split is None else _split(split),
        "seconds": seconds,
        "rules": rules,
    }


def _split(split: SplitResult) -> dict[str, Any]:
    return {
        "out": None if split.out is None else str(split.out),
        "passed": split.passed,
        "rows_valid": split.rows_valid,
        "rows_quarantined": split.rows_quarantined,
    }


def _rule(result: Result, private: frozenset[str]) -> dict[str, Any]:
    is_counted = result.unexpected is not None
    return {
        "rule": result.expectation.label,
        "sentence": result.expectation.sentence,
        "considered": result.considered if is_counted else None,
        "unexpected": result.unexpected,
        "observed": None if is_private(result, private) else as_evidence(result.observed_value),
        "success": result.success,
    }
