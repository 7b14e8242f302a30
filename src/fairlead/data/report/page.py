"""Write what a suite found as one HTML file that can be mailed: no other files, no scripts.

The verdict stands first, then what a person should know, then every rule with the rows that break it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING

from fairlead.clock import show_duration, timestamp
from fairlead.data.report.rule_table import History, rule_table, suite_table
from fairlead.data.report.style import NOTEBOOK_STYLE, PAGE_STYLE
from fairlead.data.report.verdict import sentence_of, share_text, verdict_of
from fairlead.data.result import Result
from fairlead.data.schema import Schema
from fairlead.finding import Finding
from fairlead.finding.html import render_html

if TYPE_CHECKING:
    from fairlead.data.quarantine.split import SplitResult
    from fairlead.data.result import SuiteResult
    from fairlead.data.suite import Suite

FINDINGS_SHOWN = 20
"""Findings that are listed; every rule has its line in the table anyway."""


@dataclass(frozen=True, slots=True)
class Report:
    """Hold what a report shows.

    Parameters
    ----------
    suite : str, its name.
    source : str, the path or name of the table.
    rows : int, of the table.
    at : float, when it was checked, seconds since 1970-01-01 UTC.
    seconds : float, how long that took.
    split : what became of the rows, if they were split.
    history : how each rule did before, and this time.
    schema : the columns of the table.
    private : columns of which no value is shown.
    """

    suite: str
    source: str
    rows: int
    results: Sequence[Result]
    findings: Sequence[Finding]
    at: float
    seconds: float = 0.0
    split: SplitResult | None = None
    history: History = field(default_factory=dict)
    schema: Schema | None = None
    private: Sequence[str] = ()


def html_report(report: Report) -> str:
    """Return the whole page."""
    verdict = verdict_of(report.findings)
    title = f"{report.suite}: {verdict.word}"
    table = rule_table(
        report.results, private=report.private, history=report.history, is_split=report.split is not None
    )
    parts = [
        _head(report),
        _findings(report.findings),
        _split(report.split) if report.split is not None else "",
        f"<section><h2>Rules</h2>{_scrolling(table)}</section>" if report.results else "",
        _schema(report.schema) if report.schema is not None else "",
    ]
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{escape(title)}</title><style>{PAGE_STYLE}</style></head>\n"
        f"<body><main>{chr(10).join(part for part in parts if part)}</main>"
        f"<footer>{escape(_made(report))}</footer></body></html>\n"
    )


def result_html(result: SuiteResult) -> str:
    """Return a result for a notebook: the verdict and the table of rules."""
    verdict = verdict_of(result.findings)
    head = f"<b>{escape(result.suite.name)}</b> {verdict}. {escape(sentence_of(result.results, result.rows))}"
    return _in_notebook(head, rule_table(result.results, private=result.suite.private))


def split_html(split: SplitResult) -> str:
    """Return a split for a notebook: what became of the rows, and the table of rules."""
    verdict = verdict_of(split.findings)
    table = rule_table(split.results, private=split.private, is_split=True)
    return _in_notebook(f"<b>{escape(split.suite)}</b> {verdict}. {escape(_split_sentence(split))}", table)


def suite_html(suite: Suite) -> str:
    """Return a suite for a notebook: the table of its rules."""
    rules = f"{len(suite)} rule{'' if len(suite) == 1 else 's'}"
    return _in_notebook(f"<b>{escape(suite.name)}</b>: {rules}", suite_table(suite.expectations))


def _in_notebook(head: str, table: str) -> str:
    return f'<div class="fairlead-suite"><style>{NOTEBOOK_STYLE}</style><p>{head}</p>{table}</div>'


def _head(report: Report) -> str:
    verdict = verdict_of(report.findings)
    broken = sum(not result.success for result in report.results)
    facts = {
        "Rows": f"{report.rows:,}",
        "Rules that hold": f"{len(report.results) - broken:,}",
        "Rules broken": f"{broken:,}",
        **({"Rows quarantined": f"{report.split.rows_quarantined:,}"} if report.split is not None else {}),
    }
    numbers = "".join(f"<div><dt>{escape(name)}</dt><dd>{value}</dd></div>" for name, value in facts.items())
    sentence = sentence_of(report.results, report.rows)
    return (
        f'<header class="{verdict.tone}"><p class="kicker">Data validation</p><h1>{escape(report.suite)}</h1>'
        f'<p class="verdict"><span aria-hidden="true">{verdict.icon}</span> {verdict.word.capitalize()}</p>'
        f'<p class="sentence">{escape(sentence)}</p>'
        f'<p class="source"><code>{escape(report.source)}</code></p><dl>{numbers}</dl></header>'
    )


def _findings(findings: Sequence[Finding]) -> str:
    ordered = sorted(findings, key=lambda finding: -finding.severity)
    return render_html(ordered, shown=FINDINGS_SHOWN, rest=", in the table of rules below.")


def _split_sentence(split: SplitResult) -> str:
    share = share_text(split.rows_quarantined / split.rows_in if split.rows_in else 0.0)
    out = f"{split.rows_quarantined:,} ({share}) are in quarantine"
    said = f"Of {split.rows_in:,} rows, {split.rows_valid:,} are valid and {out}."
    return said if split.passed else f"{said} The split did not pass, so no valid rows were written."


def _split(split: SplitResult) -> str:
    rows = max(split.rows_in, 1)
    valid = 100 * split.rows_valid / rows
    bar = (
        '<svg class="split" role="img" width="100%" height="14" preserveAspectRatio="none" viewBox="0 0 100 14" '
        f'aria-label="{escape(_split_sentence(split))}">'
        f'<rect class="valid" width="{valid:.4g}" height="14"/>'
        f'<rect class="out" x="{valid:.4g}" width="{100 - valid:.4g}" height="14"/></svg>'
    )
    reasons = [result for result in split.results if result.unexpected and result.expectation.on_row != "flag"]
    listed = "".join(
        f"<li><b>{result.unexpected or 0:,}</b> because not: {escape(result.expectation.sentence)}</li>"
        for result in sorted(reasons, key=lambda result: -(result.unexpected or 0))
    )
    several = "<p>A row that breaks several rules is counted with each.</p>" if len(reasons) > 1 else ""
    command = f"<p>To look at the rows: <code>fairlead quarantine show {escape(str(split.out))}</code></p>"
    shown = f"<ul>{listed}</ul>{several}" if listed else ""
    sentence = f"<p>{escape(_split_sentence(split))}</p>"
    return f"<section><h2>Quarantine</h2>{sentence}{bar}{shown}{command if split.rows_quarantined else ''}</section>"


def _schema(schema: Schema) -> str:
    rows = "".join(
        f'<tr><th scope="row"><code>{escape(column.name)}</code></th><td>{escape(column.family)}</td>'
        f"<td><code>{escape(column.dtype)}</code></td></tr>"
        for column in schema.columns
    )
    table = (
        "<table><caption>The columns of the table</caption><thead><tr>"
        '<th scope="col">Column</th><th scope="col">Holds</th><th scope="col">Type</th>'
        f"</tr></thead><tbody>{rows}</tbody></table>"
    )
    count = f"{len(schema.columns):,} column{'' if len(schema.columns) == 1 else 's'}"
    return f"<section><h2>Columns</h2><details><summary>{count}</summary>{_scrolling(table)}</details></section>"


def _scrolling(table: str) -> str:
    return f'<div class="scroll">{table}</div>'


def _made(report: Report) -> str:
    took = f" in {show_duration(report.seconds)}" if report.seconds else ""
    return f"Checked on {timestamp(report.at)[:16].replace('T', ' at ')} UTC{took}, by Fairlead."
