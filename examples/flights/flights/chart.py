"""The charts, drawn as SVG: no library, no font and no picture from elsewhere, and one version for dark pages."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from typing import Any

import polars as pl

Palette = Mapping[str, str]
LIGHT: Palette = {
    "text": "#1f2937", "grid": "#d7dce3", "plain": "#6b7280",
    "stale": "#b45309", "fresh": "#1d4ed8", "control": "#15803d",
}  # fmt: skip
DARK: Palette = {
    "text": "#e5e7eb", "grid": "#3f4756", "plain": "#9ca3af",
    "stale": "#fbbf24", "fresh": "#60a5fa", "control": "#4ade80",
}  # fmt: skip
THEMES: Mapping[str, Palette] = {"light": LIGHT, "dark": DARK}

WIDTH, LEFT, RIGHT = 840, 60, 640
"""Of the whole, and of the part between the axes; labels stand to its right."""


def skill_chart(skill: pl.DataFrame, colour: Palette) -> str:
    """Draw accuracy, AUC and their gap for each month, one above the other."""
    months = skill["month"].to_list()
    accuracy = _Panel(40, 190, 0.66, 0.90, len(months))
    auc = _Panel(250, 400, 0.64, 0.80, len(months))
    gap = _Panel(460, 570, 0.0, 0.08, len(months))
    parts = [
        *_frame(accuracy, "Accuracy: highest in September", [0.7, 0.8, 0.9], colour),
        *accuracy.line(skill["majority"], colour["plain"], "always the majority", dashed=True, label_at=0.655),
        *accuracy.line(skill["stale_accuracy"], colour["stale"], "model of January", label_at=0.705),
        *accuracy.line(skill["fresh_accuracy"], colour["fresh"], "fresh, all history", label_at=0.755),
        *_frame(auc, "AUC: how well late flights are told from others", [0.65, 0.7, 0.75, 0.8], colour),
        *auc.line(skill["stale_auc"], colour["stale"], "model of January", label_at=0.715),
        *auc.line(skill["control_auc"], colour["control"], "fresh, equal volume", label_at=0.69),
        *auc.line(skill["fresh_auc"], colour["fresh"], "fresh, all history", label_at=0.74),
        *_frame(gap, "What the model of January has lost: AUC of fresh less stale, 95 %", [0, 0.04, 0.08], colour),
        *gap.bars(skill["gap"], skill["gap_low"], skill["gap_high"], colour["fresh"]),
        *(_text(gap.x(n), 592, month, colour["text"], "middle") for n, month in enumerate(months)),
    ]
    return _document(606, "The model of January 2013 in the months after it", parts)


def policies_chart(policies: pl.DataFrame, colour: Palette) -> str:
    """Draw what each policy saves against never training again, and how often it trains."""
    never = policies.filter(pl.col("policy") == "never")["money"].item()
    table = policies.with_columns((never - pl.col("money")).alias("saved")).sort("saved", descending=True)
    most = max(table["saved"].max(), 1.0)
    parts = []
    for n, row in enumerate(table.iter_rows(named=True)):
        y, wide = 48 + 26 * n, 290 * max(row["saved"], 0) / most
        kind = {"oracle": "control", "never": "plain", "always": "plain"}.get(row["policy"], "fresh")
        parts += [
            _text(430, y + 5, row["policy"], colour["text"], "end"),
            f'<rect x="440" y="{y - 8}" width="{wide:.1f}" height="16" fill="{colour[kind]}"/>',
            _text(446 + wide, y + 5, f"{row['saved']:,.0f} ({row['retrains']})", colour["text"]),
        ]
    title = _text(20, 24, "Money saved against never training again (times trained)", colour["text"], weight="600")
    return _document(60 + 26 * table.height, "Retraining policies, replayed on 2013", [title, *parts])


class _Panel:
    """Hold where values lie between two axes."""

    def __init__(self, top: float, bottom: float, low: float, high: float, count: int) -> None:
        self.top, self.bottom, self.low, self.high, self.count = top, bottom, low, high, count

    def x(self, place: int) -> float:
        return LEFT + (place + 0.5) * (RIGHT - LEFT) / self.count

    def y(self, value: float) -> float:
        return self.bottom - (value - self.low) / (self.high - self.low) * (self.bottom - self.top)

    def line(
        self, values: Iterable[float], colour: str, label: str, *, label_at: float, dashed: bool = False
    ) -> list[str]:
        points = [(self.x(n), self.y(value)) for n, value in enumerate(values)]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        dashes = ' stroke-dasharray="5 4"' if dashed else ""
        return [
            f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"{dashes}/>',
            *(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.6" fill="{colour}"/>' for x, y in points if not dashed),
            _text(RIGHT + 8, self.y(label_at) + 5, label, colour, weight="600"),
        ]

    def bars(self, values: Sequence[float], lows: Sequence[float], highs: Sequence[float], colour: str) -> list[str]:
        parts = []
        for n, (value, low, high) in enumerate(zip(values, lows, highs, strict=True)):
            x, y = self.x(n), self.y(value)
            parts += [
                f'<rect x="{x - 14:.1f}" y="{y:.1f}" width="28" height="{self.bottom - y:.1f}" fill="{colour}" '
                'fill-opacity="0.55"/>',
                f'<path d="M{x:.1f} {self.y(high):.1f}V{self.y(low):.1f}" stroke="{colour}" stroke-width="2"/>',
            ]
        return parts


def _frame(panel: _Panel, title: str, ticks: Sequence[float], colour: Palette) -> list[str]:
    lines = [_text(LEFT, panel.top - 14, title, colour["text"], weight="600")]
    for tick in ticks:
        y = panel.y(tick)
        lines += [
            f'<path d="M{LEFT} {y:.1f}H{RIGHT}" stroke="{colour["grid"]}"/>',
            _text(LEFT - 8, y + 5, f"{tick:.2f}", colour["text"], "end"),
        ]
    return lines


def _text(x: float, y: float, words: str, colour: str, anchor: str = "start", weight: str = "400") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" text-anchor="{anchor}" font-weight="{weight}">'
        f"{escape(words)}</text>"
    )


def _document(height: int, title: str, parts: Sequence[str]) -> str:
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
            'aria-labelledby="title" font-family="system-ui, sans-serif" font-size="14">',
            f'<title id="title">{escape(title)}</title>',
            *parts,
            "</svg>\n",
        ]
    )


CHARTS: Mapping[str, Callable[[Any, Palette], str]] = {"skill": skill_chart, "policies": policies_chart}
