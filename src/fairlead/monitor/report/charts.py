"""Drawings of a look, as SVG: the metric over time, outcomes that are known, how a column looked and looks."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from html import escape

from fairlead.monitor.watching.look import Shape, Standing

WIDTH, HEIGHT = 960, 300
LEFT, RIGHT, TOP, BOTTOM = 56, 16, 14, 34
NAMES_SHOWN = 12
"""So many names of batches stand under a drawing; of more, every second, third, ... one."""

Up = Callable[[float], float]


def metric_chart(history: Sequence[Standing], target: float | None, here: str) -> str:
    """Draw the main metric of each batch with its interval, the base rate, what was promised, and estimates.

    Parameters
    ----------
    here : the name of the batch that is looked at, marked with a line.
    """
    shown = [one for one in history if one.score is not None]
    values = [value for one in shown for value in _values(one)] + ([] if target is None else [target])
    if not values:
        return ""
    low, high = _span(values)
    up = _scale(low, high)
    places = [_across(place, len(shown)) for place in range(len(shown))]
    marks = list(zip(places, shown, strict=True))
    drawn = [
        *_grid(low, high, up),
        *_names(marks),
        *(
            f'<line class="here" x1="{x:g}" x2="{x:g}" y1="{TOP}" y2="{HEIGHT - BOTTOM}"/>'
            for x, one in marks
            if one.batch.name == here
        ),
        _band(marks, up),
        *_line("base", [(x, _base(one)) for x, one in marks], up),
        *([] if target is None else _line("target", [(LEFT, target), (WIDTH - RIGHT, target)], up)),
        *_line("line", [(x, _value(one)) for x, one in marks], up),
        *_line("fresh", [(x, _fresh(one)) for x, one in marks], up),
        *_dots(marks, up),
        *_estimates(marks, up),
    ]
    name = next(one.score.main.metric for one in shown if one.score is not None)
    return _svg(drawn, f"{name} of {len(shown)} batches; the table below has the numbers")


def maturity_chart(history: Sequence[Standing]) -> str:
    """Draw for each batch how many of its outcomes are known, and how many are to be expected by now."""
    shown = [one for one in history if one.score is not None]
    if not shown:
        return ""
    height, top, foot = 120, 8, 24
    wide = (WIDTH - LEFT - RIGHT) / len(shown)
    drawn = []
    tall = height - top - foot
    for place, one in enumerate(shown):
        assert one.score is not None
        x, bar = LEFT + place * wide + wide * 0.15, wide * 0.7
        share = one.score.maturity.share
        drawn.append(f'<rect class="track" x="{x:.1f}" y="{top}" width="{bar:.1f}" height="{tall}"/>')
        drawn.append(
            f'<rect class="fill" x="{x:.1f}" y="{top + tall * (1 - share):.1f}" width="{bar:.1f}" '
            f'height="{tall * share:.1f}"><title>{escape(one.batch.name)}: {share:.0%}</title></rect>'
        )
        if one.expected is not None:
            y = top + tall * (1 - one.expected)
            drawn.append(f'<line class="target" x1="{x - 3:.1f}" x2="{x + bar + 3:.1f}" y1="{y:.1f}" y2="{y:.1f}"/>')
    step = math.ceil(len(shown) / NAMES_SHOWN)
    drawn += [
        _text_at(LEFT + (place + 0.5) * wide, height - 8, one.batch.name)
        for place, one in enumerate(shown)
        if place % step == 0
    ]
    drawn += [f'<text x="{LEFT - 8}" y="{y}" text-anchor="end">{word}</text>' for word, y in (("100 %", 16), ("0", 96))]
    return _svg(drawn, "Share of the outcomes that are known, by batch", height)


def shape_chart(name: str, shape: Shape) -> str:
    """Draw how a column was distributed, and how it is now, a pair of bars for each bin."""
    width, height, foot = 320, 130, 22
    tallest = max(*shape.before, *shape.now, 1e-9)
    wide = width / len(shape.bins)
    drawn = []
    for place, (bin_name, before, now) in enumerate(zip(shape.bins, shape.before, shape.now, strict=True)):
        title = f"<title>{escape(bin_name)}: {before:.1%} before, {now:.1%} now</title>"
        for part, (word, share) in enumerate((("before", before), ("now", now))):
            tall = (height - foot - 6) * share / tallest
            x = place * wide + wide * (0.1 + 0.42 * part)
            drawn.append(
                f'<rect class="{word}" x="{x:.1f}" y="{height - foot - tall:.1f}" width="{wide * 0.38:.1f}" '
                f'height="{tall:.1f}">{title}</rect>'
            )
    ends = [(0, "start", shape.bins[0]), (width, "end", shape.bins[-1])]
    drawn += [
        f'<text x="{x}" y="{height - 6}" text-anchor="{anchor}">{escape(_short(word))}</text>'
        for x, anchor, word in ends
    ]
    inside = "".join(drawn)
    label = escape(f"{name}: the reference and the batch, by value")
    return f'<svg class="chart" role="img" aria-label="{label}" viewBox="0 0 {width} {height}">{inside}</svg>'


def _short(text: str) -> str:
    return text if len(text) <= 20 else f"{text[:19]}…"


def _values(one: Standing) -> list[float]:
    found = [_value(one), _base(one), _fresh(one)]
    if one.score is not None:
        found += [one.score.main.low, one.score.main.high]
        estimate = one.score.estimate
        if estimate is not None and estimate.metric == one.score.main.metric:
            found += [estimate.low, estimate.high]
    return [value for value in found if value is not None]


def _value(one: Standing) -> float | None:
    return None if one.score is None else one.score.main.value


def _base(one: Standing) -> float | None:
    return None if one.score is None or one.score.main.value is None else one.score.main.base


def _fresh(one: Standing) -> float | None:
    return None if one.score is None or one.score.gap is None else one.score.gap.fresh


def _span(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    edge = (high - low) * 0.08 or abs(high) * 0.1 or 1.0
    return low - edge, high + edge


def _scale(low: float, high: float) -> Up:
    tall = HEIGHT - TOP - BOTTOM
    return lambda value: round(HEIGHT - BOTTOM - tall * (value - low) / (high - low), 1)


def _across(place: int, count: int) -> float:
    wide = WIDTH - LEFT - RIGHT - 40
    return round(LEFT + 20 + wide * (place / (count - 1) if count > 1 else 0.5), 1)


def _grid(low: float, high: float, up: Up) -> Iterable[str]:
    step = _step(high - low)
    tick = math.ceil(low / step) * step
    while tick <= high + 1e-12:
        y = up(tick)
        yield f'<line class="axis" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:g}" y2="{y:g}"/>'
        yield f'<text x="{LEFT - 8}" y="{y + 4:g}" text-anchor="end">{tick:.4g}</text>'
        tick += step


def _step(span: float) -> float:
    """Return a round number of which four to nine fit into a span.

    >>> _step(0.3), _step(40.0)
    (0.05, 5.0)
    """
    rough = span / 8
    power: float = 10.0 ** math.floor(math.log10(rough))
    return round(next((one for one in (1, 2, 5, 10) if one * power >= rough), 10) * power, 12)


def _names(marks: Sequence[tuple[float, Standing]]) -> Iterable[str]:
    step = math.ceil(len(marks) / NAMES_SHOWN)
    for place, (x, one) in enumerate(marks):
        if place % step == 0:
            yield _text_at(x, HEIGHT - 10, one.batch.name)


def _text_at(x: float, y: float, text: str) -> str:
    return f'<text x="{x:.1f}" y="{y:g}" text-anchor="middle">{escape(text)}</text>'


def _band(marks: Sequence[tuple[float, Standing]], up: Up) -> str:
    """Draw the interval as an area, in parts where batches without one lie between."""
    parts: list[list[tuple[float, float, float]]] = [[]]
    for x, one in marks:
        main = None if one.score is None else one.score.main
        if main is None or main.low is None or main.high is None:
            parts.append([])
        else:
            parts[-1].append((x, main.low, main.high))
    drawn = []
    for part in parts:
        if len(part) == 1:
            x, low, high = part[0]
            part = [(x - 4, low, high), (x + 4, low, high)]
        if part:
            above = " ".join(f"{x:g},{up(high):g}" for x, _, high in part)
            below = " ".join(f"{x:g},{up(low):g}" for x, low, _ in reversed(part))
            drawn.append(f'<polygon class="band" points="{above} {below}"/>')
    return "".join(drawn)


def _line(word: str, points: Sequence[tuple[float, float | None]], up: Up) -> Iterable[str]:
    parts: list[list[str]] = [[]]
    for x, value in points:
        if value is None:
            parts.append([])
        else:
            parts[-1].append(f"{x:g},{up(value):g}")
    return [f'<polyline class="{word}" points="{" ".join(part)}"/>' for part in parts if len(part) > 1]


def _dots(marks: Sequence[tuple[float, Standing]], up: Up) -> Iterable[str]:
    for x, one in marks:
        for word, value in (("dot", _value(one)), ("freshdot", _fresh(one))):
            if value is not None:
                shape = "open" if word == "dot" and one.batch.is_open else word
                title = f"<title>{escape(one.batch.name)}: {value:.3f}</title>"
                yield f'<circle class="{shape}" cx="{x:g}" cy="{up(value):g}" r="4">{title}</circle>'


def _estimates(marks: Sequence[tuple[float, Standing]], up: Up) -> Iterable[str]:
    for x, one in marks:
        estimate = None if one.score is None else one.score.estimate
        if estimate is None or one.score is None or estimate.metric != one.score.main.metric:
            continue
        y, low, high = up(estimate.value), up(estimate.low), up(estimate.high)
        yield (
            f'<path class="estimate" d="M{x + 9:g} {low:g}V{high:g}M{x + 5:g} {y:g}H{x + 13:g}">'
            f"<title>{escape(one.batch.name)}: estimated at {estimate.value:.3f}</title></path>"
        )


def _svg(drawn: Iterable[str], label: str, height: int = HEIGHT) -> str:
    inside = "".join(drawn)
    return f'<svg class="chart" role="img" aria-label="{escape(label)}" viewBox="0 0 {WIDTH} {height}">{inside}</svg>'
