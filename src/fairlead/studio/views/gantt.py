"""When each stage of a run was at work: bars in per cent of the run, so that they fit every width."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations

from markupsafe import Markup, escape

from fairlead.clock import show_duration
from fairlead.pipeline.gantt import Bar, overlaps, saved_by_parallelism
from fairlead.studio.views.words import icon, icon_of, tone, word_of

SHOWN = 40
"""So many stages have a row; of more, those that run and the longest."""

PAIRS = 3
"""So many pairs of stages that ran side by side are named."""

LEAST = 0.8
"""Per cent of the width that a bar has at least, or a short stage could not be seen."""

TICKS = 4


def gantt(
    bars: Sequence[Bar], *, now: float, href: Callable[[str], str], chosen: str | None = None, order: Sequence[str] = ()
) -> Markup:
    """Draw the bars of a run: a row for each stage, its attempts one after the other.

    Parameters
    ----------
    now : float, seconds since 1970-01-01 UTC: the end of what still runs.
    href : the address of the page with a stage chosen.
    order : the stages in the order of the rows; those that are not named come last.

    >>> drawing = gantt([Bar("train", 1, 0.0, 4.0, "succeeded")], now=9.0, href=lambda one: f"?stage={one}")
    >>> 'href="?stage=train"' in drawing and "4.00 s" in drawing
    True
    """
    if not bars:
        return Markup('<p class="note">No stage has started.</p>')
    first = min(bar.start for bar in bars)
    last = max(_end(bar, now) for bar in bars)
    span = max(last - first, 1e-6)
    rows: dict[str, list[Bar]] = {name: [] for name in order if any(bar.task == name for bar in bars)}
    for bar in sorted(bars, key=lambda one: one.start):
        rows.setdefault(bar.task, []).append(bar)
    shown = _shown(rows, now, chosen)
    lines = [
        f"<li{_current(name, chosen)}>{_row(name, rows[name], first, span, now, href(name))}</li>" for name in shown
    ]
    left_out = len(rows) - len(shown)
    more = f'<p class="note">The {len(shown)} longest of {len(rows):,} stages.</p>' if left_out else ""
    return Markup(f'{_axis(span)}<ol class="gantt" data-gantt>{"".join(lines)}</ol>{more}')


def saving(bars: Sequence[Bar], now: float) -> str:
    """Say how long a run took, and what running side by side has saved.

    >>> both = [Bar("train", 1, 0.0, 4.0, "succeeded"), Bar("evaluate", 1, 1.0, 4.0, "succeeded")]
    >>> saving(both, 9.0)
    '4.00 s from the first start to the last end, 7.00 s of work: running side by side saved 3.00 s.'
    """
    found = saved_by_parallelism(bars, now=now)
    took = f"{show_duration(found.wall)} from the first start to the last end"
    if found.saved < 0.01 * found.wall or not found.wall:
        return f"{took}."
    work, saved = show_duration(found.sum_of_durations), show_duration(found.saved)
    return f"{took}, {work} of work: running side by side saved {saved}."


def side_by_side(bars: Sequence[Bar], now: float) -> list[tuple[str, str, float]]:
    """Return the pairs of stages that ran at the same time for longest, with the seconds.

    >>> side_by_side([Bar("a", 1, 0.0, 4.0, "succeeded"), Bar("b", 1, 1.0, 5.0, "succeeded")], 9.0)
    [('a', 'b', 3.0)]
    """
    ended = [bar if bar.end is not None else Bar(bar.task, bar.attempt, bar.start, now, bar.state) for bar in bars]
    longest = sorted({bar.task for bar in ended}, key=lambda one: -_length(one, ended))[:SHOWN]
    ordered = sorted(longest, key=lambda one: min(bar.start for bar in ended if bar.task == one))
    pairs = [(a, b, overlaps(ended, a, b)) for a, b in combinations(ordered, 2)]
    if not ended:
        return []
    # Less than that is a gap between two clock readings, or nothing that anybody would notice.
    least = max(0.02, 0.001 * (max(_end(bar, now) for bar in ended) - min(bar.start for bar in ended)))
    return sorted((one for one in pairs if one[2] > least), key=lambda one: -one[2])[:PAIRS]


def _length(task: str, bars: Sequence[Bar]) -> float:
    return sum((bar.end or bar.start) - bar.start for bar in bars if bar.task == task)


def _end(bar: Bar, now: float) -> float:
    return max(now if bar.end is None else bar.end, bar.start)


def _shown(rows: dict[str, list[Bar]], now: float, chosen: str | None) -> list[str]:
    if len(rows) <= SHOWN:
        return list(rows)
    weight = {
        name: (name == chosen, any(bar.end is None for bar in bars), sum(_end(bar, now) - bar.start for bar in bars))
        for name, bars in rows.items()
    }
    kept = set(sorted(rows, key=lambda name: weight[name], reverse=True)[:SHOWN])
    return [name for name in rows if name in kept]


def _current(name: str, chosen: str | None) -> str:
    return ' class="is-chosen"' if name == chosen else ""


def _row(name: str, bars: Sequence[Bar], first: float, span: float, now: float, href: str) -> str:
    latest = bars[-1]
    took = show_duration(sum(_end(bar, now) - bar.start for bar in bars))
    tries = f" in {len(bars)} tries" if len(bars) > 1 else ""
    said = f"{word_of(latest.word)}, {took}{tries}"
    marks = "".join(_bar(bar, first, span, now) for bar in bars)
    return (
        f'<a class="name is-{tone(latest.word)}" href="{escape(href)}">{icon(icon_of(latest.word))}'
        f'<span>{escape(name)}</span><span class="hidden">, {escape(said)}</span></a>'
        f'<svg class="bars" height="18" width="100%" aria-hidden="true" focusable="false">{marks}</svg>'
        f'<span class="took" aria-hidden="true">{took}{f" ×{len(bars)}" if len(bars) > 1 else ""}</span>'
    )


def _bar(bar: Bar, first: float, span: float, now: float) -> str:
    left = 100 * (bar.start - first) / span
    width = max(100 * (_end(bar, now) - bar.start) / span, LEAST)
    left = min(left, 100 - width)
    kind = f"bar is-{tone(bar.word)}{' open' if bar.end is None else ''}{' stored' if bar.cached else ''}"
    title = f"{bar.label}: {word_of(bar.word)}, {show_duration(_end(bar, now) - bar.start)}"
    return (
        f'<rect class="{kind}" x="{left:.2f}%" y="2" width="{width:.2f}%" height="14" rx="3">'
        f"<title>{escape(title)}</title></rect>"
    )


def _axis(span: float) -> str:
    marks = []
    for number in range(TICKS + 1):
        at = 100 * number / TICKS
        anchor = "start" if number == 0 else "end" if number == TICKS else "middle"
        words = "0" if number == 0 else show_duration(span * number / TICKS)
        marks.append(f'<text x="{at:.0f}%" y="11" text-anchor="{anchor}">{escape(words)}</text>')
    drawing = f'<svg width="100%" height="14" focusable="false">{"".join(marks)}</svg>'
    return f'<div class="axis" aria-hidden="true">{drawing}</div>'
