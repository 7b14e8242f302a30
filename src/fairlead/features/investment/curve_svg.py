"""Draw a curve: a row for each step, a mark at its score, a bar as wide as its confidence interval.

The steps stand one below the other, so that no label can run into another, however long it is.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from typing import TYPE_CHECKING

from fairlead.features.investment.curve_text import digits_of

if TYPE_CHECKING:
    from fairlead.features.investment.curve import Curve
    from fairlead.features.investment.outcome import Outcome

WIDTH = 760
LEFT, RIGHT = 216, 596
"""The plot is between the names of the steps and their numbers."""

TOP, ROW = 64, 34
NAME_LENGTH = 30

COLOURS = {"shuffled": ("#1557d0", "#7aa9ff"), "time": ("#8a5a00", "#f0b44c")}
"""Of each split on a light and on a dark page; the shape of the mark differs, too."""

STYLE = "".join(
    (
        "<style>.fl-curve{max-width:100%;height:auto}",
        ".fl-curve text{font:12px system-ui,sans-serif;fill:#1b1f24}.fl-curve .quiet{fill:#57606a}",
        ".fl-curve .title{font-size:15px;font-weight:600}.fl-curve .grid{stroke:#d0d7de}",
        *(f".fl-curve .{name}{{stroke:{light};fill:{light}}}" for name, (light, _) in COLOURS.items()),
        ".fl-curve .line{fill:none}.fl-curve text.shuffled,.fl-curve text.time{stroke:none}",
        "@media (prefers-color-scheme:dark){.fl-curve text{fill:#e6edf3}.fl-curve .quiet{fill:#9da7b1}",
        ".fl-curve .grid{stroke:#3d444d}",
        *(f".fl-curve .{name}{{stroke:{dark};fill:{dark}}}" for name, (_, dark) in COLOURS.items()),
        ".fl-curve .line{fill:none}.fl-curve text.shuffled,.fl-curve text.time{stroke:none}}</style>",
    )
)


@dataclass(frozen=True, slots=True)
class Series:
    """Hold the outcomes of one split, with the name it has in the drawing and its shift from the middle of a row."""

    kind: str
    label: str
    outcomes: tuple[Outcome, ...]
    shift: float


@dataclass(frozen=True, slots=True)
class Scale:
    """Map a score to a place across the drawing."""

    low: float
    high: float
    step: float

    def across(self, value: float) -> float:
        """Return the place of a score."""
        return LEFT + (value - self.low) / (self.high - self.low) * (RIGHT - LEFT)

    @property
    def ticks(self) -> list[float]:
        """Return the scores at which lines are drawn."""
        count = round((self.high - self.low) / self.step)
        return [self.low + n * self.step for n in range(count + 1)]


def svg_of(curve: Curve) -> str:
    """Draw a curve as an SVG document without scripts, with a title and a description that says all numbers."""
    series = _series(curve)
    row = ROW if len(series) == 1 else ROW + 12
    height = TOP + row * len(curve.points) + 40
    scale = scale_of([one for each in series for one in each.outcomes])
    digits = digits_of([one.score for each in series for one in each.outcomes])
    parts = [
        *_head(curve, series),
        *_grid(scale, TOP + row * len(curve.points)),
        *(line for each in series for line in _joined(each, scale, row)),
        *(line for n in range(len(curve.points)) for line in _step(curve, series, n, scale, row, digits)),
    ]
    size = f'viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
    words = described(curve)
    name = f"curve-{sha256(words.encode()).hexdigest()[:8]}"  # two drawings on one page need different ids
    start = f'<svg xmlns="http://www.w3.org/2000/svg" class="fl-curve" role="img" {size}'
    title = f'<title id="{name}-t">{escape(_title(curve))}</title><desc id="{name}-d">{escape(words)}</desc>'
    return f'{start} aria-labelledby="{name}-t {name}-d">{title}{STYLE}{"".join(parts)}</svg>'


def described(curve: Curve) -> str:
    """Say the curve in words, for people who do not see it."""
    words = []
    digits = digits_of([point.shuffled.score for point in curve.points])
    for point in curve.points:
        text = f"{point.name}: {point.shuffled.score.mean:,.{digits}f} shuffled"
        text += f" ({point.shuffled.verdict})" if point.shuffled.verdict else ""
        if point.in_time is not None:
            text += f", {point.in_time.score.mean:,.{digits}f} in order of time"
            text += f" ({point.in_time.verdict})" if point.in_time.verdict else ""
        words.append(text)
    return "; ".join(words) + "."


def scale_of(outcomes: Sequence[Outcome]) -> Scale:
    """Choose an axis that holds all intervals and has its lines at round numbers."""
    low = min(one.score.low for one in outcomes)
    high = max(one.score.high for one in outcomes)
    room = (high - low) or abs(high) or 1.0
    step = _round_step(room / 4)
    first, last = math.floor(low / step), math.ceil(high / step)
    return Scale(first * step, max(last, first + 1) * step, step)


def _round_step(step: float) -> float:
    size = 10.0 ** math.floor(math.log10(step))
    return next(size * one for one in (1, 2, 5, 10) if size * one >= step * 0.999)


def _series(curve: Curve) -> list[Series]:
    shuffled = tuple(point.shuffled for point in curve.points)
    in_time = tuple(point.in_time for point in curve.points if point.in_time is not None)
    if not in_time:
        return [Series("shuffled", "shuffled", shuffled, 0.0)]
    return [Series("shuffled", "shuffled", shuffled, -9.0), Series("time", "in order of time", in_time, 9.0)]


def _title(curve: Curve) -> str:
    better = "higher" if curve.higher_is_better else "lower"
    return f"{curve.metric.replace('_', ' ')} after each step ({better} is better)"


def _head(curve: Curve, series: Sequence[Series]) -> Iterator[str]:
    yield f'<text class="title" x="12" y="24" fill="currentColor">{escape(_title(curve))}</text>'
    if len(series) == 1:
        return
    x = 12.0
    for each in series:
        yield _mark(each.kind, x + 6, 42)
        yield f'<text x="{x + 18:g}" y="46" fill="currentColor">{escape(each.label)}</text>'
        x += 34 + 7.0 * len(each.label)


def _grid(scale: Scale, bottom: float) -> Iterator[str]:
    decimals = max(0, -math.floor(math.log10(scale.step) + 1e-9))
    for value in scale.ticks:
        x = f"{scale.across(value):.1f}"
        yield f'<line class="grid" x1="{x}" x2="{x}" y1="{TOP - 6}" y2="{bottom}" stroke="#8886"/>'
        yield (
            f'<text class="quiet" x="{x}" y="{bottom + 18}" text-anchor="middle" fill="currentColor">'
            f"{value:,.{decimals}f}</text>"
        )


def _joined(each: Series, scale: Scale, row: int) -> Iterator[str]:
    points = " ".join(
        f"{scale.across(one.score.mean):.1f},{TOP + row * n + row / 2 + each.shift:.1f}"
        for n, one in enumerate(each.outcomes)
    )
    light = COLOURS[each.kind][0]
    yield f'<polyline class="{each.kind} line" points="{points}" fill="none" stroke="{light}" stroke-opacity="0.4"/>'


def _step(curve: Curve, series: Sequence[Series], n: int, scale: Scale, row: int, digits: int) -> Iterator[str]:
    middle = TOP + row * n + row / 2
    name = f"{n + 1}. {curve.points[n].name}"
    short = name if len(name) <= NAME_LENGTH else f"{name[: NAME_LENGTH - 1]}…"
    yield f'<text x="12" y="{middle + 4:g}" fill="currentColor">{escape(short)}</text>'
    for each in series:
        one, y = each.outcomes[n], middle + each.shift
        low, high = scale.across(one.score.low), scale.across(one.score.high)
        yield (
            f'<line class="{each.kind}" x1="{low:.1f}" x2="{high:.1f}" y1="{y:g}" y2="{y:g}" '
            f'stroke="{COLOURS[each.kind][0]}" stroke-width="2"/>'
        )
        yield _mark(each.kind, scale.across(one.score.mean), y)
        said = f" · {one.verdict}" if one.verdict else ""
        text = f"{one.score.mean:,.{digits}f}{said}"
        yield f'<text x="{RIGHT + 14}" y="{y + 4:g}" fill="currentColor">{escape(text)}</text>'


def _mark(kind: str, x: float, y: float) -> str:
    """Draw a dot for shuffled rows and a diamond for rows in order of time."""
    light = COLOURS[kind][0]
    if kind == "shuffled":
        return f'<circle class="{kind}" cx="{x:.1f}" cy="{y:g}" r="4.5" fill="{light}"/>'
    corners = f"{x:.1f},{y - 6:g} {x + 6:.1f},{y:g} {x:.1f},{y + 6:g} {x - 6:.1f},{y:g}"
    return f'<polygon class="{kind}" points="{corners}" fill="{light}"/>'
