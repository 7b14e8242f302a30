"""Draw what each round of work has brought: a small drawing for each number, a mark and its interval for each round.

The rounds stand side by side under the numbers of the slider; the one that is chosen is marked by a class, which a
script moves without asking the studio again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape

from markupsafe import Markup

WIDTH, HEIGHT = 300, 150
LEFT, RIGHT, TOP, FOOT = 58, 10, 12, 24

Interval = Mapping[str, float]
Shown = Callable[[float], str]


def panel(
    title: str,
    series: Mapping[str, Sequence[Interval | None]],
    *,
    names: Sequence[str],
    chosen: int,
    shown: Shown,
    id: str,
) -> Markup:
    """Draw one number for all rounds.

    Parameters
    ----------
    series : name of the split -> the mean and interval (``mean``, ``low``, ``high``) of each round.
    names : of the rounds, for people who do not see the drawing.
    chosen : the round that is marked, from 0 on.
    shown : writes a value.
    """
    known = [one for values in series.values() for one in values if one is not None]
    low, high = min(one["low"] for one in known), max(one["high"] for one in known)
    room = (high - low) or abs(high) or 1.0
    low, high = low - room * 0.06, high + room * 0.06

    def up(value: float) -> float:
        return TOP + (high - value) / (high - low) * (HEIGHT - TOP - FOOT)

    step = (WIDTH - LEFT - RIGHT) / max(1, len(names))
    across = [LEFT + step * (n + 0.5) for n in range(len(names))]
    parts = [_grid(value, up(value), shown) for value in (low + (high - low) * share for share in (0.1, 0.5, 0.9))]
    for n, x in enumerate(across):
        parts.append(
            f'<g class="level{" is-chosen" if n == chosen else ""}" data-level="{n}">'
            f'<rect class="band" x="{x - step / 2:.1f}" y="{TOP - 8}" width="{step:.1f}" '
            f'height="{HEIGHT - TOP - FOOT + 14}" rx="4"/>'
            f'<text class="place" x="{x:.1f}" y="{HEIGHT - 6}" text-anchor="middle">{n + 1}</text></g>'
        )
    for kind, (_, values) in zip(("one", "two"), series.items(), strict=False):
        shift = 0.0 if len(series) == 1 else (-step / 6 if kind == "one" else step / 6)
        parts += [
            _mark(kind, x + shift, value, up) for x, value in zip(across, values, strict=True) if value is not None
        ]
    about = "; ".join(
        f"{split}: " + ", ".join(f"{name} {shown(one['mean'])}" for name, one in zip(names, values, strict=True) if one)
        for split, values in series.items()
    )
    return Markup(
        f'<svg class="drawing investment" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="{id}-t {id}-d">'
        f'<title id="{id}-t">{escape(title)}</title><desc id="{id}-d">{escape(about)}</desc>{"".join(parts)}</svg>'
    )


def _grid(value: float, y: float, shown: Shown) -> str:
    return (
        f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
        f'<text class="tick" x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{escape(shown(value))}</text>'
    )


def _mark(kind: str, x: float, one: Interval, up: Callable[[float], float]) -> str:
    y = up(one["mean"])
    line = (
        f'<line class="whisker {kind}" x1="{x:.1f}" x2="{x:.1f}" y1="{up(one["low"]):.1f}" y2="{up(one["high"]):.1f}"/>'
    )
    if kind == "one":
        return f'{line}<circle class="mark {kind}" cx="{x:.1f}" cy="{y:.1f}" r="4"/>'
    corners = f"{x:.1f},{y - 5:.1f} {x + 5:.1f},{y:.1f} {x:.1f},{y + 5:.1f} {x - 5:.1f},{y:.1f}"
    return f'{line}<polygon class="mark {kind}" points="{corners}"/>'
