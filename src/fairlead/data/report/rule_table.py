"""Show rules and what became of them as a table in HTML: in the report and in a notebook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from fairlead.data.line import Expectation
from fairlead.data.report.sparkline import svg_sparkline
from fairlead.data.report.verdict import Verdict, is_private, observed_text, share_text, verdict_of_rule
from fairlead.data.result import Result

SAMPLES_LISTED = 10
"""Rows that break a rule, of those a result holds, that a report lists: enough to see a pattern."""

CELL_WIDTH = 80
"""Characters of a value that a report shows."""

History = Mapping[str, Sequence[float | None]]
"""By the sentence of a rule, oldest first: its share of broken rows, or the number that was observed."""


def rule_table(
    results: Sequence[Result],
    *,
    private: Sequence[str] = (),
    history: History | None = None,
    is_split: bool = False,
) -> str:
    """Return the table of all rules, the broken ones first.

    Parameters
    ----------
    private : columns of which no value is shown.
    history : how each rule did before, and this time.
    is_split : whether rows that break a rule were taken out.
    """
    ordered = sorted(results, key=lambda result: (result.success, -result.expectation.severity))
    with_history = bool(history) and any(len(values) > 1 for values in (history or {}).values())
    heads = ["Verdict", "Rule", "Rows", "Broken", *(["History"] if with_history else [])]
    shown_history = (history or {}) if with_history else None
    rows = "".join(
        _row(result, verdict_of_rule(result, is_split=is_split), private, shown_history) for result in ordered
    )
    return _table("Each rule, and the rows that break it", heads, rows, "rules")


def suite_table(lines: Sequence[Expectation]) -> str:
    """Return the table of the rules of a suite that has not been run."""
    rows = "".join(
        f'<tr role="row">{_cell("Rule", _rule(line), "rule", "th")}{_cell("Severity", escape(str(line.severity)))}'
        f"{_cell('A row that breaks it', escape(_action(line)))}</tr>"
        for line in lines
    )
    return _table("The rules of the suite", ["Rule", "Severity", "A row that breaks it"], rows, "rules")


def _table(caption: str, heads: Sequence[str], rows: str, name: str) -> str:
    # The roles keep it a table for a screen reader where a narrow screen shows its rows as blocks.
    head = "".join(f'<th scope="col" role="columnheader">{escape(one)}</th>' for one in heads)
    return (
        f'<table class="{name}" role="table"><caption>{escape(caption)}</caption>'
        f'<thead role="rowgroup"><tr role="row">{head}</tr></thead><tbody role="rowgroup">{rows}</tbody></table>'
    )


def _row(result: Result, verdict: Verdict, private: Sequence[str], history: History | None) -> str:
    hidden = is_private(result, private)
    rule = _rule(result.expectation) + _samples(result, private, hidden)
    cells = [
        _cell("Verdict", f'<span class="{verdict.tone}">{verdict.icon}&nbsp;{verdict.word}</span>'),
        _cell("Rule", rule, "rule", "th"),
        _cell("Rows", "" if result.unexpected is None else f"{result.considered:,}", "number"),
        _cell("Broken", _broken(result, verdict, hidden), "number"),
    ]
    if history is not None:
        values = history.get(result.expectation.sentence, ())
        cells.append(_cell("History", _sparkline(result, values) if _is_drawn(result, values, hidden) else ""))
    return f'<tr role="row">{"".join(cells)}</tr>'


def _cell(head: str, inner: str, kind: str = "", tag: str = "td") -> str:
    role = 'scope="row" role="rowheader"' if tag == "th" else 'role="cell"'
    name = f' class="{kind}"' if kind else ""
    return f'<{tag} {role}{name} data-head="{escape(head)}">{inner}</{tag}>'


def _rule(line: Expectation) -> str:
    notes = f'<span class="notes">{escape(str(line.notes))}</span>' if line.notes else ""
    return f'{escape(line.sentence)} <code class="label">{escape(line.label)}</code>{notes}'


def _action(line: Expectation) -> str:
    if not line.is_about_rows:
        return ""
    return {"fail": "fails a split", "quarantine": "is quarantined", "flag": "stays, and is counted"}[line.on_row]


def _broken(result: Result, verdict: Verdict, hidden: bool) -> str:
    if result.error is not None:
        return escape(result.error)
    if result.unexpected is None:
        if hidden:
            return '<span class="found">not shown: private</span>'
        return f'<span class="found">found <b>{escape(observed_text(result.observed_value))}</b></span>'
    share = escape(share_text(result.share))
    return f'<b class="count">{result.unexpected:,}</b> {_bar(result, verdict)}<span>{share}</span>'


def _bar(result: Result, verdict: Verdict) -> str:
    """Draw the share; a small one gets a sliver that can be seen, as none at all would be another answer."""
    width = max(4.0, 60 * result.share) if result.unexpected else 0.0
    inner = f'<rect class="fill {verdict.tone}" width="{width:g}" height="8" rx="2"/>' if width else ""
    return (
        '<svg class="bar" aria-hidden="true" width="60" height="8" viewBox="0 0 60 8">'
        f'<rect class="track" width="60" height="8" rx="2"/>{inner}</svg>'
    )


def _is_drawn(result: Result, values: Sequence[float | None], hidden: bool) -> bool:
    is_number = isinstance(result.observed_value, (int, float)) and not hidden
    return len(values) > 1 and (result.unexpected is not None or is_number)


def _sparkline(result: Result, values: Sequence[float | None]) -> str:
    write = observed_text if result.unexpected is None else share_text
    known = [value for value in values if value is not None]
    said = f": from {write(known[0])} to {write(known[-1])}" if known else ""
    what = "value found" if result.unexpected is None else "share of broken rows"
    return svg_sparkline(values, f"{what} in the last {len(values)} validations{said}")


def _samples(result: Result, private: Sequence[str], hidden: bool) -> str:
    """Return the values that break a rule, folded away."""
    if not result.values or result.success:
        return ""
    if hidden:
        columns = ", ".join(sorted(set(private) & set(result.expectation.columns)))
        return f'<span class="notes">Values are not shown: {escape(columns or "a column")} is private.</span>'
    listed = result.values[:SAMPLES_LISTED]
    more = (result.unexpected or len(result.values)) - len(listed)
    summary = f"{len(listed)} of {len(listed) + more:,} values" if more > 0 else f"{len(listed)} values"
    summary = summary if len(listed) > 1 or more else "1 value"
    heads, rows = _sample_columns(result, private), []
    for place, value in enumerate(listed):
        cells = "".join(f"<td>{_shown(one)}</td>" for one in _sample_cells(result, heads, place, value))
        rows.append(f"<tr>{cells}</tr>")
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in heads)
    caption = f"<caption>Values that break the rule: {escape(result.expectation.label)}</caption>"
    table = f'<table class="samples">{caption}<thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table>'
    return f"<details><summary>{summary}</summary>{table}</details>"


def _sample_columns(result: Result, private: Sequence[str]) -> list[str]:
    keys = [name for name in (result.keys[0] if result.keys else ()) if name not in private]
    value, line = result.values[0], result.expectation
    if isinstance(value, Mapping):
        own = list(value)
    elif line.kind.family == "pair" and isinstance(value, (tuple, list)):
        own = line.columns
    else:
        own = [line.column or "value"]
    numbers = ["row"] if result.index and result.index[0] is not None else []
    return [*numbers, *(name for name in keys if name not in own), *own]


def _sample_cells(result: Result, heads: Sequence[str], place: int, value: Any) -> list[Any]:
    keys = result.keys[place] if result.keys and place < len(result.keys) else {}
    if isinstance(value, Mapping):
        own = dict(value)
    elif result.expectation.kind.family == "pair" and isinstance(value, (tuple, list)):
        own = dict(zip(result.expectation.columns, value, strict=False))
    else:
        own = {result.expectation.column or "value": value}
    known = {**keys, **own}
    numbered = bool(result.index) and result.index[0] is not None
    cells = [known.get(name) for name in heads[1 if numbered else 0 :]]
    return [result.index[place], *cells] if numbered and place < len(result.index) else cells


def _shown(value: Any) -> str:
    if value is None:
        return "<i>missing</i>"
    text = f"{value:g}" if isinstance(value, float) else str(value)
    text = "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text[:CELL_WIDTH])
    return f"{escape(text)}{'…' if len(str(value)) > CELL_WIDTH else ''}" if text else "<i>empty</i>"
