"""Draw a replay: the matrix, the shelf life, and what each policy did. SVG with the colours of the page around it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from itertools import pairwise

from fairlead.monitor.policies.history import gain
from fairlead.monitor.replays.matrix import Matrix
from fairlead.monitor.replays.report import ReplayReport
from fairlead.monitor.replays.shelf import Shelf

WIDTH = 1000
CELLS_AT_MOST = 48
"""A matrix with more periods is drawn with every second, third ... of them."""

STYLE = (
    "svg.plot{display:block;width:100%;height:auto;margin:6px 0 10px}"
    ".plot text{font:12px system-ui,sans-serif;fill:var(--ink)}.plot .soft{fill:var(--soft)}"
    ".plot .grid{stroke:var(--line)}.plot .line{fill:none;stroke-width:2.5;stroke-linejoin:round}"
    ".plot .a{stroke:var(--link)}.plot .b{stroke:var(--warning);stroke-dasharray:7 4}"
    ".plot .c{stroke:var(--good);stroke-dasharray:2 4}.plot .d{stroke:var(--soft);stroke-dasharray:12 4 2 4}"
    ".plot .dot{fill:var(--card);stroke:var(--link);stroke-width:2.5}.plot .band{fill:var(--link);fill-opacity:.16}"
    ".plot .worse{fill:var(--warning)}.plot .better{fill:var(--link)}.plot .empty{fill:var(--track)}"
    ".plot .zero{stroke:var(--soft)}.plot .mark{fill:var(--ink)}"
)


def heat_map(matrix: Matrix, metric: str) -> str:
    """Draw how much worse each model is than the newest, on each period: a row for each model."""
    count = len(matrix.periods)
    step = math.ceil((count - 1) / CELLS_AT_MOST)
    models, periods = list(range(0, count - 1, step)), list(range(1, count, step))
    losses = {
        (s, t): gain(metric, matrix.scores[t - 1, t][metric], matrix.scores[s, t][metric])
        for s in models
        for t in periods
        if s < t and metric in matrix.scores[s, t] and metric in matrix.scores[t - 1, t]
    }
    most = max((abs(one) for one in losses.values()), default=0.0) or 1.0
    left, top = 130, 44
    size = (WIDTH - left - 10) / len(periods)
    height = min(size, 34)
    has_numbers = size >= 38
    parts = []
    for row, s in enumerate(models):
        y = top + row * height
        parts.append(
            f'<text class="soft" x="{left - 8}" y="{y + height * 0.65:.1f}" text-anchor="end">'
            f"{escape(matrix.periods[s])}</text>"
        )
        for column, t in enumerate(periods):
            if s >= t:
                continue
            x = left + column * size
            score = matrix.scores[s, t].get(metric)
            loss = losses.get((s, t))
            words = "has no value" if score is None else f"{score:.3f}"
            words += "" if loss is None else f", {abs(loss):.3f} {'worse' if loss > 0 else 'better'} than the newest"
            tone = "empty" if loss is None else "worse" if loss > 0 else "better"
            strength = 1.0 if loss is None else 0.04 + 0.42 * abs(loss) / most
            parts.append(
                f'<rect class="{tone}" fill-opacity="{strength:.2f}" x="{x:.1f}" y="{y:.1f}" width="{size - 1:.1f}" '
                f'height="{height - 1:.1f}"><title>model of {escape(matrix.periods[s])} in '
                f"{escape(matrix.periods[t])}: {metric} {words}</title></rect>"
            )
            if has_numbers and score is not None:
                parts.append(
                    f'<text x="{x + size / 2:.1f}" y="{y + height * 0.65:.1f}" text-anchor="middle">'
                    f"{_short(score)}</text>"
                )
    every = max(1, math.ceil(len(periods) * 62 / (WIDTH - left)))
    for column, t in enumerate(periods):
        if column % every == 0:
            parts.append(
                f'<text class="soft" x="{left + column * size:.1f}" y="{top - 8}">{escape(matrix.periods[t])}</text>'
            )
    parts.append(f'<text class="soft" x="{left - 8}" y="14" text-anchor="end">trained up to</text>')
    parts.append(f'<text class="soft" x="{left}" y="14">scored on</text>')
    thinned = "" if step == 1 else f" One of {step} periods is drawn."
    title = (
        f"{metric} of every model on every later period; the stronger the colour, the further from the newest.{thinned}"
    )
    return _svg(title, top + len(models) * height + 8, parts)


def shelf_curve(shelf: Sequence[Shelf], metric: str) -> str:
    """Draw what models lose with their age, with the interval."""
    ends = [value for one in shelf for value in (one.loss, one.low, one.high) if value is not None]
    axes = _Axes([one.age for one in shelf], ends, 240)
    sure = [one for one in shelf if one.low is not None and one.high is not None]
    parts = axes.grid(lambda value: f"{value:+.3g}")
    if len(sure) > 1:
        upper = [f"{axes.x(one.age):.1f},{axes.y(one.high or 0.0):.1f}" for one in sure]
        lower = [f"{axes.x(one.age):.1f},{axes.y(one.low or 0.0):.1f}" for one in reversed(sure)]
        parts.append(f'<polygon class="band" points="{" ".join([*upper, *lower])}"/>')
    points = " ".join(f"{axes.x(one.age):.1f},{axes.y(one.loss):.1f}" for one in shelf)
    parts.append(f'<polyline class="line a" points="{points}"/>')
    for one in shelf:
        known = "" if one.low is None else f", 95 % interval {one.low:+.4f} to {one.high:+.4f}"
        words = f"age {one.age} ({one.days:.0f} days): loss {one.loss:+.4f}{known}, over {one.periods} periods"
        parts.append(
            f'<circle class="dot" cx="{axes.x(one.age):.1f}" cy="{axes.y(one.loss):.1f}" r="4">'
            f"<title>{words}</title></circle>"
        )
    every = max(1, len(shelf) // 12)
    parts += [
        f'<text class="soft" x="{axes.x(one.age):.1f}" y="{axes.height - 6}" text-anchor="middle">{one.age}</text>'
        for one in shelf
        if (one.age - 1) % every == 0
    ]
    return _svg(f"Loss of {metric} by the age of the model, in periods, with the 95 % interval.", axes.height, parts)


def policy_lines(report: ReplayReport) -> str:
    """Draw the metric over time: never, always, the oracle, and the best policy with its trainings."""
    best = report.best
    shown = {
        best.policy: ("a", best),
        **{one.policy: (tone, one) for tone, one in zip("bcd", report.policies[-3:], strict=True) if one is not best},
    }
    metric, count = report.metric, len(best.models)
    values = [score[metric] for _, one in shown.values() for score in one.scores if metric in score]
    if not values:
        return ""
    axes = _Axes(range(1, count + 1), values, 280, right=190)
    parts = axes.grid(_short)
    ends = []
    for name, (tone, one) in shown.items():
        known = [(n, score[metric]) for n, score in enumerate(one.scores, start=1) if metric in score]
        points = " ".join(f"{axes.x(n):.1f},{axes.y(value):.1f}" for n, value in known)
        parts.append(f'<polyline class="line {tone}" points="{points}"><title>{escape(name)}</title></polyline>')
        ends.append((axes.y(known[-1][1]), name))
    for model, n in _changes(best.models):
        if metric in best.scores[n - 1]:
            where = f'cx="{axes.x(n):.1f}" cy="{axes.y(best.scores[n - 1][metric]):.1f}"'
            words = f"trained on everything up to {report.staleness.matrix.periods[model]}"
            parts.append(f'<circle class="dot" {where} r="4"><title>{escape(words)}</title></circle>')
    parts += _ends(ends, axes.right + 8)
    parts += _periods(report.staleness.matrix, axes)
    return _svg(f"{metric} over time; dots are trainings of '{best.policy}'.", axes.height, parts)


def policy_lanes(report: ReplayReport) -> str:
    """Draw a lane for each policy: how far behind the newest model it was, and when it was trained."""
    matrix, metric = report.staleness.matrix, report.metric
    count = len(report.policies[0].models)
    left, lane = 330, 26
    size = (WIDTH - left - 10) / count
    losses = {}
    for row, one in enumerate(report.policies):
        for n, score in enumerate(one.scores, start=1):
            fresh = matrix.scores[n - 1, n]
            if metric in score and metric in fresh:
                losses[row, n] = gain(metric, fresh[metric], score[metric])
    most = max((abs(one) for one in losses.values()), default=0.0) or 1.0
    parts = []
    for row, one in enumerate(report.policies):
        y = 4 + row * lane
        name = one.policy if len(one.policy) < 50 else f"{one.policy[:48]}…"
        parts.append(f'<text x="{left - 10}" y="{y + 16}" text-anchor="end">{escape(name)}</text>')
        for n in range(1, count + 1):
            loss = losses.get((row, n))
            tone = "empty" if loss is None else "worse" if loss > 0 else "better"
            strength = 1.0 if loss is None else 0.04 + 0.42 * abs(loss) / most
            words = "no value" if loss is None else f"{loss:+.4f} behind the newest"
            parts.append(
                f'<rect class="{tone}" fill-opacity="{strength:.2f}" x="{left + (n - 1) * size:.1f}" y="{y}" '
                f'width="{max(size - 1, 0.5):.1f}" height="{lane - 5}"><title>{escape(matrix.periods[n])}: {words}'
                "</title></rect>"
            )
        parts += [
            f'<circle class="mark" cx="{left + (n - 0.5) * size:.1f}" cy="{y + (lane - 5) / 2:.1f}" r="3.5">'
            f"<title>trained before {escape(matrix.periods[n])}</title></circle>"
            for _, n in _changes(one.models)
        ]
    every = max(1, math.ceil(count * 62 / (WIDTH - left)))
    y = 4 + len(report.policies) * lane + 12
    parts += [
        f'<text class="soft" x="{left + (n - 1) * size:.1f}" y="{y}">{escape(matrix.periods[n])}</text>'
        for n in range(1, count + 1)
        if (n - 1) % every == 0
    ]
    return _svg("Each policy over time: a dot is a training, a strong colour a model that has aged.", y + 8, parts)


def _changes(models: Sequence[int]) -> list[tuple[int, int]]:
    """Return each new model with the number of the first period that it answers."""
    return [(now, n) for n, (before, now) in enumerate(pairwise((0, *models)), start=1) if now != before]


class _Axes:
    """Map numbers to places."""

    def __init__(self, across: Sequence[int], values: Sequence[float], height: int, right: int = 20) -> None:
        low, high = min(values), max(values)
        room = (high - low) or abs(high) or 1.0
        self.step = _round_step(room / 4)
        self.low, self.high = math.floor(low / self.step) * self.step, math.ceil(high / self.step) * self.step
        if self.high <= self.low:
            self.high = self.low + self.step
        self.first, self.last = across[0], max(across[-1], across[0] + 1)
        self.height, self.right = height, WIDTH - right

    def x(self, value: float) -> float:
        return 60 + (value - self.first) / (self.last - self.first) * (self.right - 70)

    def y(self, value: float) -> float:
        return 10 + (self.high - value) / (self.high - self.low) * (self.height - 40)

    def grid(self, word: object) -> list[str]:
        """Return a line for each round number, with its words."""
        assert callable(word)
        parts = []
        for n in range(round((self.high - self.low) / self.step) + 1):
            value = self.low + n * self.step
            tone = "zero" if abs(value) < self.step / 1e6 and self.low < 0 < self.high else "grid"
            y = self.y(value)
            parts.append(f'<line class="{tone}" x1="56" x2="{self.right}" y1="{y:.1f}" y2="{y:.1f}"/>')
            parts.append(f'<text class="soft" x="50" y="{y + 4:.1f}" text-anchor="end">{escape(word(value))}</text>')
        return parts


def _round_step(step: float) -> float:
    """Return the next number of 1, 2 or 5 times a power of ten.

    >>> _round_step(0.013), _round_step(3.0)
    (0.02, 5.0)
    """
    power = 10.0 ** math.floor(math.log10(step))
    return float(next(power * n for n in (1, 2, 5, 10) if power * n >= step * (1 - 1e-9)))


def _ends(ends: Sequence[tuple[float, str]], x: float) -> list[str]:
    """Return the names at the ends of lines, pushed apart so that none covers another."""
    parts, last = [], -math.inf
    for place, name in sorted(ends):
        y = max(place + 4, last + 15)
        last = y
        words = name if len(name) < 27 else f"{name[:25]}…"
        parts.append(f'<text x="{x:.1f}" y="{y:.1f}">{escape(words)}</text>')
    return parts


def _periods(matrix: Matrix, axes: _Axes) -> list[str]:
    count = len(matrix.periods) - 1
    every = max(1, math.ceil(count * 66 / (axes.right - 60)))
    return [
        f'<text class="soft" x="{axes.x(n):.1f}" y="{axes.height - 6}" text-anchor="middle">'
        f"{escape(matrix.periods[n])}</text>"
        for n in range(1, count + 1)
        if (n - 1) % every == 0
    ]


def _short(value: float) -> str:
    """Write a score short.

    >>> _short(0.6823), _short(12345.6), _short(3.14159)
    ('.682', '12,346', '3.14')
    """
    if 0 < abs(value) < 1:
        return f"{value:.3f}".replace("0.", ".", 1)
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _svg(title: str, height: float, parts: Sequence[str]) -> str:
    return (
        f'<svg class="plot" role="img" viewBox="0 0 {WIDTH} {height:.0f}" aria-label="{escape(title)}">'
        f"<title>{escape(title)}</title>{''.join(parts)}</svg>"
    )
