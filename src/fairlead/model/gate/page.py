"""Show a verdict in a notebook."""

from __future__ import annotations

from html import escape

from fairlead.model.evaluation.judge import CANDIDATE
from fairlead.model.gate.verdict import MARKS, Verdict

STYLE = (
    ".fl-gate{font-family:sans-serif;font-size:14px}.fl-gate td,.fl-gate th{text-align:left;padding:2px 12px 2px 0}"
    ".fl-gate .bad{color:#b00020}.fl-gate .good{color:#1b6e3c}.fl-gate .quiet{color:#666}"
)
COLOR = {"passed": "good", "failed": "bad", "not judged": "bad", "not applicable": "quiet"}


def verdict_html(verdict: Verdict) -> str:
    """Return the verdict as HTML: the decision, a row a condition, and the scores. What is shown is escaped."""
    word = "good" if verdict.passed else "bad"
    conditions = "".join(
        f'<tr><td class="{COLOR[one.status]}">{MARKS[one.status]}</td><td>{escape(one.sentence)}</td>'
        f"<td>{escape(one.said)}</td></tr>"
        for one in verdict.judgements
    )
    return (
        f'<div class="fl-gate"><style>{STYLE}</style>'
        f'<p><b>{escape(verdict.evaluation.model)}</b>: <span class="{word}">{escape(verdict.summary)}</span></p>'
        f"<table>{conditions}</table>{_scores(verdict)}"
        f'<p class="quiet">Judged by {escape(verdict.evaluation.split)}.</p></div>'
    )


def _scores(verdict: Verdict) -> str:
    evaluation = verdict.evaluation
    models = [CANDIDATE, *(name for name in evaluation.scores if name != CANDIDATE)]
    head = "".join(f"<th>{escape(name)}</th>" for name in ("metric", *models))
    rows = "".join(
        f"<tr><td>{escape(metric)}</td>"
        + "".join(f"<td>{evaluation.scores[name][metric].value:.3f}</td>" for name in models)
        + "</tr>"
        for metric in evaluation.metrics
    )
    return f"<table><tr>{head}</tr>{rows}</table>"
