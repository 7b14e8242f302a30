"""Gantt charts of a run, as text and as SVG, and the time that running tasks side by side has saved."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from fairlead.clock import show_duration

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Bar:
    """Say when one attempt of a task ran.

    Attributes
    ----------
    start, end : float, seconds since 1970; `end` is None while the attempt runs
    cached : bool, the result was taken from an earlier run
    """

    task: str
    attempt: int
    start: float
    end: float | None
    state: str
    cached: bool = False

    @property
    def label(self) -> str:
        """Return the task's name, with the number of the attempt from the second on."""
        return self.task if self.attempt <= 1 else f"{self.task} #{self.attempt}"

    @property
    def word(self) -> str:
        """Return how the attempt stands in one word."""
        return "cached" if self.cached else self.state


@dataclass(frozen=True, slots=True)
class Saving:
    """Compare a run with the same tasks one after the other; all times are in seconds.

    Attributes
    ----------
    sum_of_durations : float, what the tasks took, added up
    wall : float, from the first start to the last end
    saved : float, `sum_of_durations` less the time in which at least one task ran
    """

    sum_of_durations: float
    wall: float
    saved: float


def saved_by_parallelism(bars: Iterable[Bar], *, now: float | None = None) -> Saving:
    """Return how much time tasks that ran side by side have saved.

    Waiting between tasks (for a retry, or until an interrupted run was resumed) counts neither way.

    Parameters
    ----------
    now : float or None, the end of attempts that still run; with None they are left out

    >>> both = [Bar("train", 1, 0.0, 4.0, "succeeded"), Bar("evaluate", 1, 1.0, 4.0, "succeeded")]
    >>> saved_by_parallelism(both)
    Saving(sum_of_durations=7.0, wall=4.0, saved=3.0)
    """
    spans = _spans(bars, now)
    if not spans:
        return Saving(0.0, 0.0, 0.0)
    total = math.fsum(end - start for start, end in spans)
    wall = max(end for _, end in spans) - min(start for start, _ in spans)
    busy = math.fsum(end - start for start, end in _joined(spans))
    return Saving(total, wall, max(total - busy, 0.0))


def overlaps(bars: Sequence[Bar], a: str, b: str) -> float:
    """Return for how many seconds the tasks `a` and `b` ran at the same time.

    >>> both = [Bar("train", 1, 0.0, 4.0, "succeeded"), Bar("evaluate", 1, 1.0, 5.0, "succeeded")]
    >>> overlaps(both, "train", "evaluate")
    3.0
    """
    first, second = (_joined(_spans([bar for bar in bars if bar.task == name], None)) for name in (a, b))
    return math.fsum(max(0.0, min(e, f) - max(s, t)) for s, e in first for t, f in second)


def _spans(bars: Iterable[Bar], now: float | None) -> list[Interval]:
    ends = ((bar.start, now if bar.end is None else bar.end) for bar in bars)
    # A clock that was put back during a task must not make its time negative.
    return [(start, max(start, end)) for start, end in ends if end is not None]


def _joined(spans: Iterable[Interval]) -> list[Interval]:
    joined: list[Interval] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


# --- text ------------------------------------------------------------------------------------------------

BLOCKS: Mapping[str, str] = {"running": "▒", "failed": "▚", "cancelled": "▚", "cached": "░", "skipped": "·"}
SOLID = "█"
NARROWEST_CHART = 10


def text_gantt(bars: Sequence[Bar], *, width: int, now: float) -> str:
    """Draw a chart for a terminal: a line for each attempt, in the order in which they started.

    It needs no colour: blocks of another pattern and a word say what is not a plain success.

    Parameters
    ----------
    width : int, columns; names are cut and the chart gets narrow where there is little room
    now : float, seconds since 1970, the end of attempts that still run

    >>> bars = [Bar("train", 1, 0.0, 4.0, "succeeded"), Bar("evaluate", 1, 1.0, 4.0, "failed")]
    >>> print(text_gantt(bars, width=60, now=9.0))
    train    │███████████████████████████████│ 4.00 s  succeeded
    evaluate │        ▚▚▚▚▚▚▚▚▚▚▚▚▚▚▚▚▚▚▚▚▚▚▚│ 3.00 s  failed
             0                         4.00 s
    4.00 s in all, 7.00 s of work; running side by side saved 3.00 s
    """
    if not bars:
        return "No task has started."
    ordered = _in_order(bars)
    first, last = _range(ordered, now)
    times = [_time(bar, now) for bar in ordered]
    longest_time, longest_word = max(map(len, times)), max(len(bar.word) for bar in ordered)
    names = min(max(len(bar.label) for bar in ordered), max(width // 3, 8))
    chart = max(width - names - longest_time - longest_word - 6, NARROWEST_CHART)
    lines = []
    for bar, time in zip(ordered, times, strict=True):
        name, blocks = _cut(bar.label, names), _blocks(bar, first, last, now, chart)
        lines.append(f"{name:{names}} │{blocks}│ {time:>{longest_time}}  {bar.word}")
    return "\n".join([*lines, f"{'':{names}} {_axis(last - first, chart)}", _summary(bars, now)])


def _blocks(bar: Bar, first: float, last: float, now: float, width: int) -> str:
    scale = width / (last - first) if last > first else 0.0
    start = min(round((bar.start - first) * scale), width - 1)
    end = max(round((bar.start + _length(bar, now) - first) * scale), start + 1)
    return (" " * start + BLOCKS.get(bar.word, SOLID) * (end - start)).ljust(width)


def _axis(seconds: float, width: int) -> str:
    return "0" + show_duration(seconds).rjust(width)


def _summary(bars: Iterable[Bar], now: float) -> str:
    saving = saved_by_parallelism(bars, now=now)
    took = f"{show_duration(saving.wall)} in all"
    # Less than a hundredth is the gap between two clock readings, not a gain.
    if saving.saved < 0.01 * saving.wall:
        return took
    work, saved = show_duration(saving.sum_of_durations), show_duration(saving.saved)
    return f"{took}, {work} of work; running side by side saved {saved}"


def _in_order(bars: Sequence[Bar]) -> list[Bar]:
    return sorted(bars, key=lambda bar: bar.start)


def _range(bars: Sequence[Bar], now: float) -> Interval:
    return min(bar.start for bar in bars), max(bar.start + _length(bar, now) for bar in bars)


def _length(bar: Bar, now: float) -> float:
    return max((now if bar.end is None else bar.end) - bar.start, 0.0)


def _time(bar: Bar, now: float) -> str:
    """Return how long an attempt took, or a dash if it did not run."""
    return "-" if bar.state == "skipped" else show_duration(_length(bar, now))


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"


# --- SVG -------------------------------------------------------------------------------------------------

CHART_WIDTH = 560
ROW_HEIGHT = 26
BAR_HEIGHT = 16
TOP = 34
# Average advance of a 12-pixel system font, so that columns fit without measuring text.
LETTER_WIDTH = 7.2
LONGEST_LABEL = 40
COLOURS: Mapping[str, tuple[str, str]] = {  # state: on light, on dark
    "succeeded": ("#2f855a", "#48bb78"),
    "cached": ("#718096", "#a0aec0"),
    "running": ("#2b6cb0", "#63b3ed"),
    "retrying": ("#b7791f", "#ecc94b"),
    "failed": ("#c53030", "#fc8181"),
    "cancelled": ("#6b46c1", "#b794f4"),
}


def svg_gantt(bars: Sequence[Bar], *, now: float) -> str:
    """Draw a chart as one SVG element without scripts, for a page or a file; it follows light and dark mode.

    Every bar carries its length and state as text, so that nothing is said by colour alone. Colours can be
    set from outside: ``--fairlead-succeeded`` and so on for the other states.

    Parameters
    ----------
    now : float, seconds since 1970, the end of attempts that still run

    >>> drawing = svg_gantt([Bar("train", 1, 0.0, 4.0, "succeeded")], now=9.0)
    >>> drawing.startswith("<svg"), "4.00 s, succeeded" in drawing
    (True, True)
    """
    ordered = _in_order(bars)
    first, last = _range(ordered, now) if ordered else (0.0, 0.0)
    names = LETTER_WIDTH * max((len(_cut(bar.label, LONGEST_LABEL)) for bar in ordered), default=0) + 20
    notes = LETTER_WIDTH * max((len(_note(bar, now)) for bar in ordered), default=20) + 20
    place = _scale(first, last, names)
    width, height = round(names + CHART_WIDTH + notes), TOP + ROW_HEIGHT * len(ordered) + 10
    summary = _summary(bars, now) if ordered else "No task has started."
    description = "; ".join(f"{bar.label}: {_note(bar, now)}" for bar in ordered)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" class="fairlead-gantt" role="img" '
            f'viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
            f'font-family="system-ui, sans-serif" font-size="12" fill="currentColor">',
            f"<title>{_escaped(f'Gantt chart: {summary}')}</title>",
            f"<desc>{_escaped(description)}</desc>",
            f"<style>{_style({bar.word for bar in ordered})}</style>",
            *_ticks(last - first, lambda seconds: place(first + seconds), height),
            *(line for row, bar in enumerate(ordered) for line in _svg_bar(bar, row, now, place)),
            "</svg>",
        ]
    )


def _svg_bar(bar: Bar, row: int, now: float, place: Callable[[float], float]) -> Iterator[str]:
    start, end = place(bar.start), place(bar.start + _length(bar, now))
    length = max(end - start, 2.0)
    top = TOP + row * ROW_HEIGHT
    note = _note(bar, now)
    yield f'<text x="8" y="{top + 12}">{_escaped(_cut(bar.label, LONGEST_LABEL))}</text>'
    yield (
        f'<rect class="bar {_escaped(bar.word)}" x="{start:.1f}" y="{top}" width="{length:.1f}" '
        f'height="{BAR_HEIGHT}" rx="3"><title>{_escaped(f"{bar.label}: {note}")}</title></rect>'
    )
    yield f'<text x="{start + length + 6:.1f}" y="{top + 12}" opacity="0.8">{_escaped(note)}</text>'


def _ticks(seconds: float, place: Callable[[float], float], height: int) -> Iterator[str]:
    step = _tick_step(seconds)
    for number in range(int(seconds / step + 1e-9) + 1):
        x, label = place(number * step), show_duration(number * step) if number else "0"
        yield f'<path class="tick" d="M{x:.1f} 22V{height - 6}" stroke="currentColor" stroke-opacity="0.2"/>'
        yield f'<text x="{x:.1f}" y="15" text-anchor="middle" opacity="0.8">{label}</text>'


def _tick_step(seconds: float) -> float:
    """Return a round step that gives 2 to 6 ticks.

    >>> _tick_step(0.9), _tick_step(12.0), _tick_step(4000.0)
    (0.2, 5.0, 900.0)
    """
    if seconds <= 0:
        return 1.0
    if seconds > 60:
        rounds = [15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0, 1800.0, 3600.0, 7200.0, 14400.0, 43200.0]
        return next((step for step in rounds if seconds / step <= 5), 86400.0 * math.ceil(seconds / 432000))
    power: float = 10.0 ** math.floor(math.log10(seconds / 5))
    return next(step for step in (power, 2 * power, 5 * power, 10 * power) if seconds / step <= 5.0001)


def _scale(first: float, last: float, left: float) -> Callable[[float], float]:
    per_second = CHART_WIDTH / (last - first) if last > first else 0.0
    return lambda t: left + (t - first) * per_second


def _note(bar: Bar, now: float) -> str:
    return bar.word if bar.state == "skipped" else f"{_time(bar, now)}, {bar.word}"


def _style(words: Collection[str]) -> str:
    """Return the colours: each state's own where no page sets one, by the reader's light or dark mode."""
    # As a file of its own the drawing has no page to take the colour of its text from.
    light, dark = ":root.fairlead-gantt{color:#1a202c}", ":root.fairlead-gantt{color:#e2e8f0}"
    light += ".fairlead-gantt .bar{fill:var(--fairlead-other,#888)}"
    for state, (on_light, on_dark) in COLOURS.items():
        if state in words:
            light += f".fairlead-gantt .{state}{{fill:var(--fairlead-{state},{on_light})}}"
            dark += f".fairlead-gantt .{state}{{fill:var(--fairlead-{state},{on_dark})}}"
    return f"{light}@media (prefers-color-scheme:dark){{{dark}}}"


def _escaped(text: str) -> str:
    from html import escape  # only where something is drawn

    return escape("".join(letter if letter.isprintable() else " " for letter in text))
