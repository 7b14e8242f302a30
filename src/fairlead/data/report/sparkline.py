"""Draw how a number went over time, in the size of a word: as text and as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

_BARS = "▁▂▃▄▅▆▇█"
_WIDTH, _HEIGHT, _EDGE = 96, 24, 3


def text_sparkline(values: Sequence[float | None]) -> str:
    """Draw numbers as a row of bars, from 0 or the least to the greatest; a dot where there is none.

    >>> text_sparkline([0, 0.5, None, 1]), text_sparkline([0, 0])
    ('▁▅·█', '▁▁')
    """
    low, high = _span(values)
    steps = len(_BARS) - 1
    return "".join(
        "·" if value is None else _BARS[round((value - low) / (high - low) * steps) if high > low else 0]
        for value in values
    )


def svg_sparkline(values: Sequence[float | None], label: str) -> str:
    """Draw numbers as a line with a dot at its end.

    Parameters
    ----------
    values : oldest first; None leaves a gap.
    label : what a screen reader says.
    """
    low, high = _span(values)
    points = [
        None if value is None else (_across(place, len(values)), _up(value, low, high))
        for place, value in enumerate(values)
    ]
    lines = "".join(
        f'<polyline points="{" ".join(f"{x:g},{y:g}" for x, y in part)}"/>' for part in _parts(points) if len(part) > 1
    )
    known = [point for point in points if point is not None]
    dot = f'<circle cx="{known[-1][0]:g}" cy="{known[-1][1]:g}" r="2.5"/>' if known else ""
    size = f'width="{_WIDTH}" height="{_HEIGHT}" viewBox="0 0 {_WIDTH} {_HEIGHT}"'
    return f'<svg class="spark" role="img" aria-label="{escape(label)}" {size}>{lines}{dot}</svg>'


def _span(values: Sequence[float | None]) -> tuple[float, float]:
    """Return the least and the greatest; numbers that are never below 0 begin at 0, so that small ones look small."""
    known = [value for value in values if value is not None] or [0.0]
    return min(0.0, *known), max(known)


def _parts(points: Sequence[tuple[float, float] | None]) -> list[list[tuple[float, float]]]:
    parts: list[list[tuple[float, float]]] = [[]]
    for point in points:
        if point is None:
            parts.append([])
        else:
            parts[-1].append(point)
    return parts


def _across(place: int, count: int) -> float:
    return round(_EDGE + (_WIDTH - 2 * _EDGE) * (place / (count - 1) if count > 1 else 1), 1)


def _up(value: float, low: float, high: float) -> float:
    share = (value - low) / (high - low) if high > low else 0.0
    return round(_HEIGHT - _EDGE - (_HEIGHT - 2 * _EDGE) * share, 1)
