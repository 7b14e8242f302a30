"""Write a replay as one HTML file that can be mailed: the verdict first, no other files, no scripts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

from fairlead.data.report.style import PAGE_STYLE
from fairlead.finding.html import TONES
from fairlead.monitor.replays.drawing import STYLE, heat_map, policy_lanes, policy_lines, shelf_curve
from fairlead.monitor.replays.report import ReplayReport

TABLE_STYLE = (
    ".numbers td,.numbers thead th{text-align:right}.numbers th:first-child{text-align:left}"
    ".numbers .best>*{font-weight:650}.numbers .bound>*{color:var(--soft)}.numbers td{white-space:nowrap}"
)


def replay_page(report: ReplayReport, *, source: str, made: str) -> str:
    """Return the whole page.

    Parameters
    ----------
    source : what was replayed.
    made : when, for the last line.
    """
    verdict = report.verdict
    pays = report.best.retrains > 0
    word, tone = ("Train again", "good") if pays else ("Keep the model", "note")
    facts = {
        "Periods": f"{len(report.best.models):,}",
        "Best policy": f"{report.price(report.best):,.0f}",
        "Never": f"{report.price(report.never):,.0f}",
        "Oracle": f"{report.price(report.oracle):,.0f}",
    }
    numbers = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in facts.items())
    head = (
        f'<header class="{tone}"><p class="kicker">Replay of retraining</p><h1>{escape(source)}</h1>'
        f'<p class="verdict">{word}</p><p class="sentence">{escape(verdict.message)}</p>'
        f'<p class="source">{escape(verdict.why)} {escape(price_sentence(report))}</p><dl>{numbers}</dl></header>'
    )
    matrix, metric = report.staleness.matrix, report.metric
    volume = report.volume
    sections = [
        head,
        _section("Policies", _policies(report), policy_lines(report), policy_lanes(report)),
        _section(
            "How long a model keeps",
            f"<p>What {escape(metric)} loses with the age of the model, each period compared with itself under the "
            f"newest model. {escape(shelf_sentence(report))}</p>",
            shelf_curve(report.shelf, metric),
        ),
        _section("More data, or newer data", f"<p>{escape(volume.sentence)}</p>") if volume is not None else "",
        _section("Every model on every later period", heat_map(matrix, metric)),
        _section("Period by period", _periods(report)),
        _section("What to know", _findings(report)) if report.staleness.findings else "",
    ]
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>Replay: {escape(source)}</title><style>{PAGE_STYLE}{STYLE}{TABLE_STYLE}</style></head>\n"
        f"<body><main>{chr(10).join(one for one in sections if one)}</main>"
        f"<footer>{escape(made)} Models were trained and scored for real; CPU seconds are measured.</footer>"
        "</body></html>\n"
    )


def price_sentence(report: ReplayReport) -> str:
    """Say what things cost, and when outcomes are known."""
    costs, unit = report.costs, f" {report.currency}" if report.currency else ""
    late = (
        "Outcomes are known when a period ends."
        if not report.label_delay
        else f"Outcomes are known {report.label_delay} period{'s' if report.label_delay > 1 else ''} late."
    )
    if not report.has_money:
        return f"Nothing has a price, so errors are counted. {late}"
    parts = [
        f"{what} {value:g}{unit}"
        for what, value in (("an error", costs.error), ("a training", costs.retrain), ("an outcome", costs.label))
        if value
    ]
    return f"{', '.join(parts)[:1].upper()}{', '.join(parts)[1:]}. {late}".replace(unit + ",", f"{unit},")


def shelf_sentence(report: ReplayReport) -> str:
    """Say from which age on a model is worse beyond chance."""
    first = next((one for one in report.shelf if one.is_sure), None)
    if first is None:
        return "At no age is it worse beyond chance."
    return (
        f"From an age of {first.age} periods ({first.days:.0f} days) on it is worse beyond chance, "
        f"by {first.loss:.3f} ({first.low:.3f} to {first.high:.3f})."
    )


def _section(title: str, *parts: str) -> str:
    return f"<section><h2>{title}</h2>{''.join(parts)}</section>"


def _policies(report: ReplayReport) -> str:
    heads = ["Policy", "Trained", report.metric, "Bad periods", "Errors", "Outcomes needed", "CPU s measured"]
    heads += [f"Money {report.currency}".strip()] if report.has_money else []
    rows = []
    for one in report.policies:
        bad, mean = report.bad_periods(one), one.mean(report.metric)
        tone = "best" if one is report.best else "bound" if one in report.policies[-3:] else ""
        cells = [
            f"{one.retrains}" + (f" + {one.shadows} tried" if one.shadows else ""),
            "" if math.isnan(mean) else f"{mean:.4f}",
            "" if bad is None else f"{bad}",
            f"{one.errors:,.0f}",
            f"{one.labels:,}",
            f"{one.seconds:,.2f}",
            *([f"{one.money:,.0f}"] if report.has_money else []),
        ]
        rows.append((tone, one.policy, cells))
    return _table("What each policy would have brought", heads, rows)


def _periods(report: ReplayReport) -> str:
    heads = ["Period", "Rows", "First model", "Newest model", "Newest - first", "Always the same answer"]
    rows = [
        ("", one.period, [f"{one.rows:,}", *map(_number, (one.stale, one.fresh, one.gap, one.base))])
        for one in report.gaps
    ]
    note = (
        "<p>A score can rise while a model ages, when the rows become easier. What the newest model does better on the "
        "same rows, it does better because it is new, or has more data.</p>"
    )
    return note + _table(f"{report.metric} period by period", heads, rows)


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"


def _table(caption: str, heads: Sequence[str], rows: Sequence[tuple[str, str, Sequence[str]]]) -> str:
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in heads)
    body = "".join(
        f'<tr class="{tone}"><th scope="row">{escape(name)}</th>'
        + "".join(f"<td>{escape(c)}</td>" for c in cells)
        + "</tr>"
        for tone, name, cells in rows
    )
    return (
        f'<div class="scroll"><table class="numbers"><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _findings(report: ReplayReport) -> str:
    listed = "".join(
        f'<li class="{TONES[one.severity]}"><b class="badge">{one.severity}</b> {escape(one.message)}</li>'
        for one in report.staleness.findings
    )
    return f'<ul class="findings">{listed}</ul>'
