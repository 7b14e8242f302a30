"""Write a look as one HTML file that can be mailed: no other files, no scripts. The verdict stands first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from fairlead.clock import timestamp
from fairlead.data.report.style import PAGE_STYLE
from fairlead.finding.html import render_html
from fairlead.monitor.profiles.answers import ANSWERS
from fairlead.monitor.report.charts import maturity_chart, metric_chart, shape_chart
from fairlead.monitor.report.style import CHART_STYLE
from fairlead.monitor.watching.look import Look, Standing

ICONS = {"good": "✓", "note": "·", "warning": "!", "bad": "✗"}
FINDINGS_SHOWN = 30
ALL_FINDINGS = "; <code>fairlead monitor --json</code> has them all."
HEAT_BATCHES = 12
SOME, MUCH = 0.1, 0.2
"""From which PSI on a cell of the table of drift is marked a little, and from which on it is marked much."""


def look_page(look: Look) -> str:
    """Return the whole page."""
    title = f"{look.model}: {look.verdict.word}"
    parts = [
        _head(look),
        render_html(look.findings, shown=FINDINGS_SHOWN, rest=ALL_FINDINGS),
        _performance(look),
        _segments(look),
        _drift(look),
        _assumptions(look),
    ]
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{escape(title)}</title><style>{PAGE_STYLE}{CHART_STYLE}</style></head>\n"
        f"<body><main>{chr(10).join(part for part in parts if part)}</main>"
        f"<footer>{_made(look)}</footer></body></html>\n"
    )


def _made(look: Look) -> str:
    return f"Looked at on {timestamp(look.at)[:16].replace('T', ' at ')} UTC, by Fairlead."


def _head(look: Look) -> str:
    verdict, here = look.verdict, look.standing
    score = None if look.scored is None else look.scored.score
    drifted = [name for name in here.drifted if name not in ANSWERS]
    facts = {
        "Rows": f"{look.batch.rows:,}",
        "Outcomes known": "–" if here.score is None else f"{here.score.maturity.share:.0%}",
        "–" if score is None else score.main.metric: "–" if score is None else _number(score.main.value),
        "Skill over the base rate": "–" if score is None else _number(score.main.skill),
        "Columns drifted": f"{len(drifted)}",
    }
    numbers = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in facts.items())
    by = "" if look.batch.version is None else f", answered by version {look.batch.version}"
    return (
        f'<header class="{verdict.tone}"><p class="kicker">Model in production</p><h1>{escape(look.model)}</h1>'
        f'<p class="verdict"><span aria-hidden="true">{ICONS[verdict.tone]}</span> {verdict.word.capitalize()}</p>'
        f'<p class="sentence">{escape(verdict.sentence)}</p>'
        f'<p class="source">Batch {escape(look.batch.name)}{by}, against {escape(look.reference)}. '
        f"Policy: {escape(str(look.watched.policy))}.</p><dl>{numbers}</dl></header>"
    )


def _performance(look: Look) -> str:
    shown = [one for one in look.history if one.score is not None]
    if not shown:
        return (
            "<section><h2>How good the answers are</h2><p>No answers are kept, so nothing is measured. "
            "<code>fairlead monitor add TABLE --batch NAME --ask</code> asks the model about a table.</p></section>"
        )
    main = next(one.score.main.metric for one in reversed(shown) if one.score is not None)
    has_fresh = any(one.score is not None and one.score.gap is not None for one in shown)
    has_estimate = any(one.score is not None and one.score.estimate is not None for one in shown)
    keys = [("k-line", f"{main}, with the interval of 95 %"), ("k-base", "an answer that ignores the row")]
    keys += [("k-target", "what was promised")] if main in look.target else []
    keys += [("k-fresh", "a fresh model on the same rows")] if has_fresh else []
    keys += [("k-estimate", "estimated without outcomes")] if has_estimate else []
    chart = metric_chart(shown, look.target.get(main), look.batch.name)
    heads = (
        "Batch",
        "Rows",
        "Version",
        "Outcomes",
        main,
        "Interval",
        "Base rate",
        "Skill",
        "Fresh is better by",
        "Estimate",
    )
    rows = "".join(_performance_row(one) for one in shown)
    return (
        f"<section><h2>How good the answers are</h2>{_key(keys)}{chart}"
        f"<h2>Outcomes that are known</h2>{maturity_chart(shown)}"
        f"<details><summary>The numbers</summary>{_table(heads, rows, 'Each batch and how good its answers were')}"
        "</details></section>"
    )


def _performance_row(one: Standing) -> str:
    assert one.score is not None
    score, main = one.score, one.score.main
    interval = "" if main.low is None or main.high is None else f"{main.low:.3f} to {main.high:.3f}"
    fresh = "" if score.gap is None else f"{score.gap.gain:+.3f} ({score.gap.low:+.3f} to {score.gap.high:+.3f})"
    value = _number(main.value) if main.value is not None else f"not known: {main.why_not}"
    estimate = "" if score.estimate is None else f"{score.estimate.value:.3f}"
    cells = (
        f"{one.batch.rows:,}", "" if one.batch.version is None else str(one.batch.version),
        f"{score.maturity.share:.0%}", value, interval, _number(main.base), _number(main.skill), fresh, estimate,
    )  # fmt: skip
    return _row(one.batch.name, cells)


def _segments(look: Look) -> str:
    score = None if look.scored is None else look.scored.score
    if score is None or not score.segments:
        return ""
    drifted = {f"{by} = {name}": ", ".join(one[name].drifted) for by, one in look.segments.items() for name in one}
    rows = "".join(
        _row(
            name,
            (
                f"{one.labelled:,}",
                _number(one.value) if one.value is not None else f"not known: {one.why_not}",
                "" if one.low is None or one.high is None else f"{one.low:.3f} to {one.high:.3f}",
                drifted.get(name, ""),
            ),
        )
        for name, one in score.segments.items()
    )
    heads = ("Segment", "Outcomes", score.main.metric, "Interval", "Drifted")
    return f"<section><h2>Segments</h2>{_table(heads, rows, 'Each segment and how good its answers were')}</section>"


def _drift(look: Look) -> str:
    if look.drift is None:
        return ""
    limits = look.drift.thresholds
    usual = (
        f"A column has drifted when its PSI is above {limits.psi:g} and above what is usual between two of the "
        f"{limits.windows + 1} batches of the reference, and more than chance."
        if limits.windows
        else f"A column has drifted when its PSI is above {limits.psi:g} and more than chance. That is a custom, not "
        "learned from your own quiet times; with a reference of three batches or more in a row it is."
    )
    shapes = "".join(
        f"<div><h3>{escape(ANSWERS.get(name, name))}</h3>{shape_chart(name, shape)}</div>"
        for name, shape in look.shapes.items()
    )
    keys = _key([("k-before", look.reference), ("k-now", look.batch.name)]) if shapes else ""
    heads = (
        "Column",
        "PSI",
        "JS",
        "KS",
        "Wasserstein (IQR)",
        "Cramer's V",
        "New values",
        "Missing before",
        "now",
        "q-value",
    )
    rows = "".join(
        _row(
            ANSWERS.get(name, name),
            (
                *(_number(value) for value in (one.psi, one.js, one.ks, one.wasserstein_robust, one.cramers_v)),
                "" if one.unseen is None else f"{one.unseen:.1%}",
                *(f"{rate:.1%}" for rate in one.null_rate),
                "" if one.q_value is None else f"{one.q_value:.2g}",
            ),
        )
        for name, one in sorted(look.drift.items(), key=lambda item: -(item[1].psi or 0.0))
    )
    return (
        f'<section><h2>What has moved</h2><p>{escape(usual)}</p>{keys}<div class="shapes">{shapes}</div>'
        f"{_heat(look)}<details><summary>All statistics of {escape(look.batch.name)}</summary>"
        f"{_table(heads, rows, 'All statistics of drift')}</details></section>"
    )


def _heat(look: Look) -> str:
    """Return the PSI of each column in each batch, as a table whose cells are marked."""
    shown = [one for one in look.history if one.drift][-HEAT_BATCHES:]
    if len(shown) < 2:
        return ""
    names = sorted({name for one in shown for name in one.drift})
    names.sort(key=lambda name: -max(one.drift.get(name, 0.0) for one in shown))
    head = "".join(f'<th scope="col">{escape(one.batch.name)}</th>' for one in shown)
    rows = "".join(
        f'<tr><th scope="row"><code>{escape(name)}</code></th>'
        + "".join(_heat_cell(one.drift.get(name)) for one in shown)
        + "</tr>"
        for name in names
    )
    table = (
        '<table class="heat"><caption>PSI of each column in each batch</caption>'
        f'<thead><tr><th scope="col">PSI</th>{head}</tr></thead><tbody>{rows}</tbody></table>'
    )
    return f'<h2>Batch by batch</h2><div class="scroll">{table}</div>'


def _heat_cell(psi: float | None) -> str:
    if psi is None:
        return "<td></td>"
    word = "much" if psi > MUCH else "some" if psi > SOME else ""
    return f'<td class="{word}">{psi:.2f}</td>'


def _assumptions(look: Look) -> str:
    if look.estimate is None:
        return ""
    return (
        f"<section><h2>What the estimate takes for granted</h2><p>{escape(str(look.estimate))}.</p>"
        f'<p class="why">{escape(look.estimate.assumption)}</p></section>'
    )


def _key(keys: Iterable[tuple[str, str]]) -> str:
    return (
        '<p class="key">' + "".join(f'<span><i class="{one}"></i>{escape(word)}</span>' for one, word in keys) + "</p>"
    )


def _table(heads: Sequence[str], rows: str, caption: str) -> str:
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in heads)
    return (
        f'<div class="scroll"><table class="numbers"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _row(name: str, cells: Iterable[str]) -> str:
    listed = "".join(f"<td>{escape(one)}</td>" for one in cells)
    return f'<tr><th scope="row"><code>{escape(name)}</code></th>{listed}</tr>'


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"
