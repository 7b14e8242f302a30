"""A model in production as a page shows it: its batches over time, how far each column has moved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fairlead.studio.views.charts import Line, bars, line_chart, sparkline

if TYPE_CHECKING:
    from fairlead.monitor.watching.look import Look
    from fairlead.monitor.watching.look import Standing as Batch
    from fairlead.project.monitoring.reading import Standing

STATES = {"good": "good", "note": "unknown", "warning": "warning", "bad": "failed"}
"""The state whose colour and sign a verdict has, by the tone of a look."""

DRIFTED = 0.2
"""The line in the chart of columns: from this stability index on a column has drifted, by the usual rule."""

COLUMNS_SHOWN = 20
METRICS_IN_PERCENT = frozenset({"accuracy", "balanced_accuracy", "precision", "recall", "f1", "error_rate"})


def shown(standing: Standing) -> dict[str, Any]:
    """Return what the page draws; nothing where no batch is kept."""
    look = standing.look
    if look is None:
        return {"chart": "", "drift": "", "moved": [], "sparks": {}}
    return {
        "chart": _chart(look),
        "drift": _drift(look),
        "moved": _moved(look),
        "sparks": _sparks(look),
        "state": STATES[look.verdict.tone],
    }


def _chart(look: Look) -> str:
    scored = [one for one in look.history if one.score is not None]
    if not any(_main(one) is not None for one in scored):
        return ""
    name = next(one.score.main.metric for one in scored if one.score is not None)
    mains = [None if one.score is None else one.score.main for one in scored]
    estimates = [
        one.score.estimate.value
        if one.score is not None and one.score.estimate is not None and one.score.estimate.metric == name
        else None
        for one in scored
    ]
    lines = [
        Line(
            f"{name}, measured",
            [None if one is None else one.value for one in mains],
            "main",
            [None if one is None else one.low for one in mains],
            [None if one is None else one.high for one in mains],
            frozenset(place for place, one in enumerate(scored) if one.batch.is_open),
        )
    ]
    base = [None if one is None else one.base for one in mains]
    if any(value is not None for value in base):
        lines.append(Line("ignoring the row", base, "soft"))
    if any(value is not None for value in estimates):
        lines.append(Line("estimated without outcomes", estimates, "third"))
    target = look.target.get(name)
    names = [one.batch.name for one in scored]
    return line_chart(
        names,
        lines,
        id="history-chart",
        title=f"{name} of each batch",
        about=look.verdict.sentence,
        threshold=target,
        threshold_name=f"promised {_written(name, target)}" if target is not None else "",
        here=names.index(look.batch.name) if look.batch.name in names else None,
        shown=lambda value: _written(name, value),
    )


def _main(one: Batch) -> float | None:
    return None if one.score is None else one.score.main.value


def _written(metric: str, value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value * 100:.1f} %" if metric in METRICS_IN_PERCENT else f"{value:.3g}"


def _moved(look: Look) -> list[tuple[str, float, bool]]:
    """Return each column with its stability index and whether it has drifted, the furthest first."""
    drift, drifted = look.standing.drift, set(look.standing.drifted)
    return sorted(((name, psi, name in drifted) for name, psi in drift.items()), key=lambda one: -one[1])


def _drift(look: Look) -> str:
    rows = [(name, psi, None, None) for name, psi, _ in _moved(look)[:COLUMNS_SHOWN]]
    if not rows:
        return ""
    count = len(look.standing.drifted)
    return bars(
        rows,
        id="drift-chart",
        title=f"How far the columns of {look.batch.name} have moved from {look.reference}",
        about=f"Population stability index by column; {count} of {len(look.standing.drift)} have drifted.",
        shown=lambda value: f"{value:.3f}",
        limit=DRIFTED,
    )


def _sparks(look: Look) -> dict[str, str]:
    """Return how each column has moved over the batches, as a small line."""
    recent = [one for one in look.history if one.drift]
    names = sorted({name for one in recent for name in one.drift})
    return {
        name: sparkline(
            [one.drift.get(name) for one in recent],
            title=f"{name}: stability index of {len(recent)} batches",
            limit=DRIFTED,
        )
        for name in names
    }
