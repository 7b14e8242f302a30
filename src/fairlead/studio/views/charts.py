"""Charts as SVG: lines with a threshold and the moments of a retraining, bars with intervals, a line in a word's size.

Pure functions: numbers in, markup out. How they look is a matter of static/css/charts.css; the content security policy
allows no style inside the markup. Beside each chart stands a table with the same numbers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

WIDTH, HEIGHT = 760, 300
LEFT, RIGHT, FOOT = 56, 18, 46
ROW = 22
"""Height of a row of the legend."""

LETTER = 6.9
"""Width of a letter of 12 px, on average: so much room a name in the legend takes."""

NAMES_SHOWN = 13
"""So many names stand under a chart; of more, every second, third, ... one."""

Shown = Callable[[float], str]


@dataclass(frozen=True, slots=True)
class Line:
    """Hold one line.

    Parameters
    ----------
    values : one for each place; None where there is none, and the line has a gap.
    look : "main", "second", "third" or "soft": a colour and a pattern of dashes, so that none is told by colour alone.
    low, high : an interval around each value; empty without one.
    hollow : places whose value is not final, drawn as a ring.
    """

    name: str
    values: Sequence[float | None]
    look: str = "main"
    low: Sequence[float | None] = ()
    high: Sequence[float | None] = ()
    hollow: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Marker:
    """Hold a moment: a vertical line before a place, with a word above it.

    Parameters
    ----------
    place : of the names, from 0 on.
    look : of the line that it belongs to.
    """

    place: int
    words: str
    look: str = "main"


def percent(value: float) -> str:
    """Write a share.

    >>> percent(0.8731)
    '87.3 %'
    """
    return f"{value:.1%}".replace("%", " %")


def line_chart(
    names: Sequence[str],
    lines: Sequence[Line],
    *,
    id: str,
    title: str,
    about: str,
    threshold: float | None = None,
    threshold_name: str = "threshold",
    markers: Sequence[Marker] = (),
    here: int | None = None,
    shown: Shown = percent,
) -> str:
    """Draw lines over places in time.

    Parameters
    ----------
    names : of the places, in order.
    id : of the drawing in its page.
    title, about : what a person hears who does not see it.
    here : a place that is marked as the one that is looked at.
    shown : writes a value of the axis.

    >>> drawn = line_chart(["May", "June"], [Line("never", [0.8, 0.7])], id="a", title="Accuracy", about="It falls.")
    >>> drawn.startswith('<svg class="chart"'), "style=" in drawn
    (True, False)
    """
    known = [value for one in lines for value in (*one.values, *one.low, *one.high) if value is not None]
    known += [] if threshold is None else [threshold]
    if not known or not names:
        return ""
    legend, rows = _legend([(one.name, one.look) for one in lines], threshold, f"{threshold_name}")
    taken = {one.place for one in markers if one.look != "main"}
    steps = [16 if one.look == "main" and one.place in taken else 0 for one in markers]
    top = 10 + rows * ROW + (16 + max(steps) if markers else 0)
    low, high = _span(known)
    floor = HEIGHT - FOOT

    def up(value: float) -> float:
        return round(floor - (floor - top) * (value - low) / (high - low), 1)

    def across(place: float) -> float:
        wide = WIDTH - LEFT - RIGHT - 28
        return round(LEFT + 14 + wide * (place / (len(names) - 1) if len(names) > 1 else 0.5), 1)

    parts = [legend, *_grid(low, high, up, shown)]
    if here is not None:
        wide = (WIDTH - LEFT - RIGHT) / len(names) * 0.7
        x = across(here) - wide / 2
        parts.append(f'<rect class="here" x="{x:.1f}" y="{top}" width="{wide:.1f}" height="{floor - top}"/>')
    parts += _names(names, across)
    if threshold is not None:
        y = up(threshold)
        parts.append(f'<line class="threshold" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:g}" y2="{y:g}"/>')
    for marker, step in zip(markers, steps, strict=True):
        x = across(marker.place - 0.5)
        parts.append(
            f'<g class="marker {escape(marker.look)}"><line x1="{x:g}" x2="{x:g}" y1="{top - 2 - step}" y2="{floor}"/>'
            f'<text x="{x:g}" y="{top - 6 - step}" text-anchor="{_anchor(x)}">{escape(marker.words)}</text></g>'
        )
    parts += [part for one in lines for part in _line(one, names, across, up, shown)]
    return _svg(parts, id, title, about, HEIGHT)


def bars(
    rows: Sequence[tuple[str, float, float | None, float | None]],
    *,
    id: str,
    title: str,
    about: str,
    shown: Shown = percent,
    marked: str | None = None,
    limit: float | None = None,
) -> str:
    """Draw one horizontal bar for each row, from 0 on, with its interval.

    Parameters
    ----------
    rows : name, value of 0 or more, and the ends of its interval.
    marked : the name of the row that stands out.
    limit : a value that is drawn as a line through all bars.

    >>> "<rect" in bars([("tenure", 0.3, 0.2, 0.4)], id="b", title="PSI", about="tenure has moved.", shown=str)
    True
    """
    if not rows:
        return ""
    left = min(max(len(name) for name, *_ in rows) * LETTER + 14, 260)
    tall = 26
    ends = [value for _, *values in rows for value in values if value is not None]
    most = max([*ends, limit or 0.0, 1e-12])
    wide = WIDTH - left - 90
    parts: list[str] = []
    for place, (name, value, low, high) in enumerate(rows):
        y = 8 + place * tall
        end = left + wide * value / most
        look = "bar marked" if name == marked else "bar"
        after = max(end, left + wide * high / most) if high is not None else end
        parts.append(f'<text x="{left - 8:.1f}" y="{y + 15}" text-anchor="end">{escape(_short(name, left))}</text>')
        parts.append(
            f'<rect class="{look}" x="{left:.1f}" y="{y + 3}" width="{max(end - left, 1):.1f}" height="{tall - 9}">'
            f"<title>{escape(name)}: {escape(shown(value))}</title></rect>"
        )
        if low is not None and high is not None:
            parts.append(_whisker(left + wide * low / most, left + wide * high / most, y + 3 + (tall - 9) / 2))
        parts.append(f'<text class="value" x="{after + 8:.1f}" y="{y + 15}">{escape(shown(value))}</text>')
    height = 16 + len(rows) * tall
    if limit is not None:
        x = left + wide * limit / most
        parts.append(f'<line class="threshold" x1="{x:.1f}" x2="{x:.1f}" y1="4" y2="{height - 6}"/>')
    return _svg(parts, id, title, about, height)


def sparkline(values: Sequence[float | None], *, title: str, limit: float | None = None) -> str:
    """Draw a line in the size of a word, its last point marked.

    >>> sparkline([1.0, 2.0, 1.5], title="three batches").count("<circle")
    1
    >>> sparkline([None], title="nothing")
    ''
    """
    known = [value for value in values if value is not None]
    if not known:
        return ""
    wide, tall = 96, 24
    low, high = min([*known, *([] if limit is None else [limit])]), max([*known, *([] if limit is None else [limit])])
    span = (high - low) or 1.0
    step = (wide - 8) / max(len(values) - 1, 1)

    def up(value: float) -> float:
        return tall - 4 - (tall - 8) * (value - low) / span

    points = [(4 + place * step, up(value)) for place, value in enumerate(values) if value is not None]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    x, y = points[-1]
    rule = (
        ""
        if limit is None
        else f'<line class="threshold" x1="2" x2="{wide - 2}" y1="{up(limit):.1f}" y2="{up(limit):.1f}"/>'
    )
    return (
        f'<svg class="spark" role="img" viewBox="0 0 {wide} {tall}" width="{wide}" height="{tall}">'
        f'<title>{escape(title)}</title>{rule}<polyline points="{line}"/>'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.6"/></svg>'
    )


def _line(
    one: Line, names: Sequence[str], across: Callable[[float], float], up: Callable[[float], float], shown: Shown
) -> list[str]:
    """Draw one line: its interval behind, its parts, its points."""
    marks = [(place, value) for place, value in enumerate(one.values) if value is not None]
    parts = []
    if one.low and one.high:
        for first, last in _runs([place for place, _ in marks if _has(one, place)]):
            ends = range(first, last + 1)
            above = " ".join(f"{across(place):g},{up(one.high[place] or 0):g}" for place in ends)
            below = " ".join(f"{across(place):g},{up(one.low[place] or 0):g}" for place in reversed(ends))
            parts.append(f'<polygon class="band {escape(one.look)}" points="{above} {below}"/>')
    for first, last in _runs([place for place, _ in marks]):
        points = " ".join(f"{across(place):g},{up(one.values[place] or 0):g}" for place in range(first, last + 1))
        parts.append(f'<polyline class="line {escape(one.look)}" points="{points}"/>')
    for place, value in marks:
        ring = " ring" if place in one.hollow else ""
        parts.append(
            f'<circle class="dot {escape(one.look)}{ring}" cx="{across(place):g}" cy="{up(value):g}" r="4">'
            f"<title>{escape(names[place])}, {escape(one.name)}: {escape(shown(value))}</title></circle>"
        )
    return parts


def _has(one: Line, place: int) -> bool:
    return one.low[place] is not None and one.high[place] is not None


def _runs(places: Sequence[int]) -> list[tuple[int, int]]:
    """Return the first and the last of places that follow each other.

    >>> _runs([0, 1, 2, 5, 6, 9])
    [(0, 2), (5, 6), (9, 9)]
    """
    if not places:
        return []
    breaks = [place for place, (one, next_) in enumerate(pairwise(places)) if next_ != one + 1]
    begins = [places[0], *(places[place + 1] for place in breaks)]
    return list(zip(begins, [*(places[place] for place in breaks), places[-1]], strict=True))


def _legend(names: Sequence[tuple[str, str]], threshold: float | None, words: str) -> tuple[str, int]:
    """Return the names of the lines with a piece of each, and how many rows they take."""
    given = [*names, *([] if threshold is None else [(words, "threshold")])]
    x, row, parts = float(LEFT), 0, []
    for name, look in given:
        wide = 30 + len(name) * LETTER + 18
        if x + wide > WIDTH - RIGHT and x > LEFT:
            x, row = float(LEFT), row + 1
        y = 14 + row * ROW
        kind = "threshold" if look == "threshold" else f"line {escape(look)}"
        parts.append(
            f'<line class="{kind}" x1="{x:.1f}" x2="{x + 24:.1f}" y1="{y}" y2="{y}"/>'
            f'<text x="{x + 30:.1f}" y="{y + 4}">{escape(name)}</text>'
        )
        x += wide
    return f'<g class="legend">{"".join(parts)}</g>', row + 1


def _grid(low: float, high: float, up: Callable[[float], float], shown: Shown) -> list[str]:
    step = round_step(high - low)
    parts, tick = [], math.ceil(low / step - 1e-9) * step
    while tick <= high + 1e-12:
        y = up(tick)
        parts.append(f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:g}" y2="{y:g}"/>')
        parts.append(
            f'<text class="soft" x="{LEFT - 8}" y="{y + 4:g}" text-anchor="end">{escape(_tick(tick, shown))}</text>'
        )
        tick += step
    return parts


def _tick(value: float, shown: Shown) -> str:
    return f"{value:.0%}".replace("%", " %") if shown is percent else shown(round(value, 10))


def round_step(span: float) -> float:
    """Return a round number of which three to seven fit into a span.

    >>> round_step(0.3), round_step(40.0)
    (0.05, 10.0)
    """
    rough = span / 6
    power: float = 10.0 ** math.floor(math.log10(rough))
    return round(next((one for one in (1, 2, 5, 10) if one * power >= rough - 1e-12), 10) * power, 12)


def _span(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    edge = (high - low) * 0.08 or abs(high) * 0.1 or 1.0
    return low - edge, high + edge


def _names(names: Sequence[str], across: Callable[[float], float]) -> list[str]:
    step = math.ceil(len(names) / NAMES_SHOWN)
    return [
        f'<text class="soft" x="{across(place):g}" y="{HEIGHT - FOOT + 20}" text-anchor="middle">{escape(name)}</text>'
        for place, name in enumerate(names)
        if place % step == 0
    ]


def _whisker(begin: float, end: float, y: float) -> str:
    return (
        f'<path class="whisker" d="M{begin:.1f} {y:.1f}H{end:.1f}M{begin:.1f} {y - 4:.1f}v8M{end:.1f} {y - 4:.1f}v8"/>'
    )


def _short(text: str, room: float) -> str:
    most = int((room - 14) / LETTER)
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _anchor(x: float) -> str:
    return "end" if x > WIDTH - 120 else "start" if x < LEFT + 80 else "middle"


def _svg(parts: Sequence[str], id: str, title: str, about: str, height: int) -> str:
    return (
        f'<svg class="chart" role="img" aria-labelledby="{escape(id)}-title {escape(id)}-about" '
        f'viewBox="0 0 {WIDTH} {height}"><title id="{escape(id)}-title">{escape(title)}</title>'
        f'<desc id="{escape(id)}-about">{escape(about)}</desc>{"".join(parts)}</svg>'
    )
