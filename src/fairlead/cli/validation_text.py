"""What `fairlead validate` has found, as text, JSON, HTML or notes for GitHub."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from fairlead.cli.documents import document_text
from fairlead.cli.screen import Screen, count, cut, one_line
from fairlead.clock import show_duration, timestamp
from fairlead.data.report.page import html_report
from fairlead.data.report.verdict import (
    Tone,
    is_private,
    observed_text,
    sentence_of,
    share_text,
    verdict_of,
    verdict_of_rule,
)  # fmt: skip
from fairlead.data.result import Result, SuiteResult
from fairlead.finding import Finding, Where, render_github, render_text
from fairlead.project.validation import Validation

HOLDING_SHOWN = 20
"""Rules that hold and are listed one by one; the broken ones are all listed."""

NARROWEST_RULE = 24
OBSERVED_WIDTH = 16
_STATE_OF: Mapping[Tone, str] = {"good": "succeeded", "note": "cached", "warning": "retrying", "bad": "failed"}
_HEADS = ("verdict", "rule", "rows", "broken", "share")


def written(
    found: Validation, form: str, screen: Screen | None, *, suite: str, result_format: str | None = None
) -> str:
    """Return a validation in a format.

    Parameters
    ----------
    form : text, json, html or github.
    screen : for colours and width; None for a file.
    suite : what a person typed for the suite.
    result_format : of Great Expectations, for JSON with its keys.
    """
    if form == "html":
        return html_report(found.report)
    if form == "github":
        return github_text(found, suite)
    if form == "json":
        document = document_of(found) if result_format is None else gx_document(found, result_format)
        return document_text(document)
    return "\n".join(text_lines(found, screen, suite))


def verdict_line(found: Validation, screen: Screen | None) -> str:
    """Return the line that stands first: how the table has done."""
    verdict = verdict_of(found.findings)
    said = f"{verdict.icon} {found.suite.name} {verdict.word}"
    painted = said if screen is None else screen.paint(said, _STATE_OF[verdict.tone])
    return f"{painted}: {_lowered(sentence_of(found.results, found.rows))}"


def text_lines(found: Validation, screen: Screen | None, suite: str) -> list[str]:
    """Return all that a person should read, the most important first."""
    width = 100 if screen is None else min(screen.width, 120)
    color = screen is not None and screen.has_color
    about = f"  {one_line(found.source)}, checked in {show_duration(found.seconds)}"
    lines = [verdict_line(found, screen), about, *_split_lines(found), "", *_table(found, screen, width)]
    if found.findings:
        lines += ["", *render_text(found.findings, color=color, width=min(width, 100)).split("\n")]
    return [*lines, *_next_steps(found, suite)]


def _lowered(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]


def _split_lines(found: Validation) -> Iterator[str]:
    if found.split is not None:
        split = found.split
        yield f"  {split.rows_valid:,} rows are valid, {split.rows_quarantined:,} in quarantine"
        if not split.passed:
            yield "  The split did not pass: no valid rows were written."


def _table(found: Validation, screen: Screen | None, width: int) -> list[str]:
    """Return the table of rules: the broken ones first, then some of those that hold."""
    ordered = sorted(found.results, key=lambda result: (result.success, -result.expectation.severity))
    broken = sum(not result.success for result in ordered)
    shown = ordered[: broken + HOLDING_SHOWN]
    rows = [_row(result, found) for result in shown]
    if not rows:
        return []
    widths = [max(len(row[n]) for row in [_HEADS, *rows]) for n in range(len(_HEADS))]
    rest = sum(widths) - widths[1] + 2 * (len(widths) - 1)
    widths[1] = min(widths[1], max(width - rest, NARROWEST_RULE))
    lines = [_line(_HEADS, widths)]
    lines[0] = lines[0] if screen is None else screen.strong(lines[0])
    for result, row in zip(shown, rows, strict=True):
        text = _line(row, widths)
        state = _STATE_OF[verdict_of_rule(result, is_split=found.split is not None).tone]
        lines.append(text if screen is None else text.replace(row[0], screen.paint(row[0], state), 1))
    more = len(ordered) - len(shown)
    return [*lines, f"… and {count(more, 'more rule')} that hold{'s' if more == 1 else ''}"] if more else lines


def _row(result: Result, found: Validation) -> list[str]:
    rule = one_line(result.expectation.sentence)
    verdict = str(verdict_of_rule(result, is_split=found.split is not None))
    if result.unexpected is None:
        seen = one_line(observed_text(result.observed_value, OBSERVED_WIDTH))
        if is_private(result, found.suite.private):
            return [verdict, rule, "", "", "private"]
        return [verdict, rule, "", "", "" if result.success and result.observed_value is None else f"found {seen}"]
    return [verdict, rule, f"{result.considered:,}", f"{result.unexpected:,}", share_text(result.share)]


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    verdict, rule, *numbers = (cut(cell, width) for cell, width in zip(cells, widths, strict=True))
    aligned = [number.rjust(width) for number, width in zip(numbers, widths[2:], strict=True)]
    return "  ".join([verdict.ljust(widths[0]), rule.ljust(widths[1]), *aligned]).rstrip()


def _next_steps(found: Validation, suite: str) -> list[str]:
    steps = []
    source, name = shlex.quote(found.source), shlex.quote(suite)
    can_split = any(result.unexpected and not result.success for result in found.results)
    if found.split is not None and found.split.out is not None and found.split.rows_quarantined:
        steps.append(f"Look at what was put aside: fairlead quarantine show {shlex.quote(_near(found.split.out))}")
    elif found.split is None and can_split:
        steps.append(f"Go on with the good rows: fairlead validate {source} --suite {name} --split OUT")
    if any(len(values) > 1 for values in found.history.values()):
        steps.append(f"How it went before: fairlead validate --history {shlex.quote(found.suite.name)}")
    return ["", *steps] if steps else []


def _near(path: Path) -> str:
    """Return a path as one would type it here."""
    here = Path.cwd()
    return str(path.relative_to(here)) if here in path.parents else str(path)


def github_text(found: Validation, suite: str) -> str:
    """Return what was found as notes beside the suite's file, or one that says that all is well."""
    file = suite.rpartition(":")[0] if ".py:" in suite else suite
    told = [replace(finding, where=replace(finding.where, file=file)) for finding in found.findings]
    if told:
        return render_github(told)
    from fairlead.finding import Severity

    message = f"{found.suite.name}: {_lowered(sentence_of(found.results, found.rows))}"
    return render_github([Finding("data", Severity.INFO, message, Where(file=file))])


def gx_document(found: Validation, result_format: str) -> dict[str, Any]:
    """Return the results with the keys of Great Expectations."""
    result = SuiteResult(found.suite, tuple(found.results), found.rows, tuple(found.findings), found.seconds)
    return result.to_gx_json(result_format)


def document_of(found: Validation) -> dict[str, Any]:
    """Return a validation as plain values."""
    verdict, split = verdict_of(found.findings), found.split
    return {
        "id": found.id,
        "suite": found.suite.name,
        "source": found.source,
        "at": timestamp(found.at),
        "seconds": round(found.seconds, 4),
        "rows": found.rows,
        "success": found.success,
        "verdict": verdict.word,
        "split": None
        if split is None
        else {
            "out": str(split.out),
            "passed": split.passed,
            "rows_valid": split.rows_valid,
            "rows_quarantined": split.rows_quarantined,
        },
        "rules": [_rule_document(result, found) for result in found.results],
        "findings": [finding.to_dict() for finding in found.findings],
    }


def _rule_document(result: Result, found: Validation) -> dict[str, Any]:
    private, is_split = found.suite.private, found.split is not None
    line, is_counted = result.expectation, result.unexpected is not None
    hidden = is_private(result, private)
    keys = [{name: one for name, one in key.items() if name not in private} for key in result.keys or ()]
    return {
        "rule": line.label,
        "type": line.name,
        "sentence": line.sentence,
        "columns": line.columns,
        "severity": str(line.severity),
        "on_row": line.on_row if line.is_about_rows else None,
        "success": result.success,
        "verdict": verdict_of_rule(result, is_split=is_split).word,
        "considered": result.considered if is_counted else None,
        "missing": result.missing,
        "unexpected": result.unexpected,
        "share": result.share if is_counted else None,
        "observed_value": None if hidden else result.observed_value,
        "values": None if hidden else list(result.values),
        "row_numbers": list(result.index),
        "keys": keys or None,
        "error": result.error,
    }
