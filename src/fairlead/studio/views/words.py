"""Numbers, times and states as people read them: the filters and names that every template knows."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup, escape

from fairlead.clock import SystemClock, show_duration, timestamp
from fairlead.studio.views.icons import ICONS
from fairlead.studio.views.prose import markdown, prose

Tone = str

TONES: Mapping[str, Tone] = {
    # tasks and runs
    "succeeded": "success",
    "cached": "success",
    "running": "running",
    "starting": "running",
    "retrying": "warn",
    "failed": "failed",
    "upstream_failed": "failed",
    "lost": "failed",
    "interrupted": "warn",
    "cancelled": "skipped",
    "skipped": "skipped",
    "pending": "pending",
    # findings
    "critical": "failed",
    "error": "failed",
    "warning": "warn",
    "info": "running",
    # tests, checks, verdicts
    "passed": "success",
    "healthy": "success",
    "good": "success",
    "suspect": "warn",
    "alarm": "failed",
    "unknown": "pending",
    "xfailed": "skipped",
    "xpassed": "warn",
}
"""The colour of a state, by its word; a state that is not here is drawn as one that is not known."""

TONE_ICONS: Mapping[Tone, str] = {
    "success": "check",
    "running": "arc",
    "failed": "cross",
    "warn": "triangle",
    "pending": "ring",
    "skipped": "dash",
}
STATE_ICONS: Mapping[str, str] = {
    "cached": "store",
    "retrying": "again",
    "upstream_failed": "blocked",
    "cancelled": "stop",
    "info": "info",
}
"""States that have a sign of their own; the others share that of their tone."""


def tone(state: str) -> Tone:
    """Return the colour of a state.

    >>> tone("succeeded"), tone("never heard of")
    ('success', 'pending')
    """
    return TONES.get(state, "pending")


def icon(name: str) -> Markup:
    """Return a drawing of 16 by 16 in the colour of the text; a screen reader passes it over."""
    return Markup(
        f'<svg class="icon icon-{escape(name)}" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" '
        f'focusable="false">{ICONS[name]}</svg>'
    )


def icon_of(state: str) -> str:
    """Return which drawing stands for a state.

    >>> icon_of("failed"), icon_of("cached")
    ('cross', 'store')
    """
    return STATE_ICONS.get(state, TONE_ICONS[tone(state)])


def word_of(state: str) -> str:
    """Return a state as a word.

    >>> word_of("upstream_failed")
    'upstream failed'
    """
    return "from the store" if state == "cached" else state.replace("_", " ")


def number(value: float | None, digits: int | None = None) -> str:
    """Return a number with separators; a dash where there is none.

    >>> number(7043), number(0.78125, 3), number(None)
    ('7,043', '0.781', '–')
    """
    if value is None:
        return "–"
    if digits is None:
        return f"{value:,}" if isinstance(value, int) else f"{value:,.4g}"
    return f"{value:,.{digits}f}"


def counted(value: int, noun: str, plural: str | None = None) -> str:
    """Return a number with its noun.

    >>> counted(1, "task"), counted(7043, "row"), counted(2, "check", "checks")
    ('1 task', '7,043 rows', '2 checks')
    """
    return f"{value:,} {noun if value == 1 else plural or f'{noun}s'}"


def percent(value: float | None, digits: int = 1) -> str:
    """Return a share as per cent.

    >>> percent(0.7346)
    '73.5 %'
    """
    return "–" if value is None else f"{value * 100:.{digits}f} %"


def size(value: int | None) -> str:
    """Return a number of bytes.

    >>> size(12), size(7_340_032)
    ('12 B', '7.3 MB')
    """
    if value is None:
        return "–"
    left, unit = float(value), "B"
    for larger in ("kB", "MB", "GB", "TB"):
        if left < 1000:
            break
        left, unit = left / 1000, larger
    return f"{value} B" if unit == "B" else f"{left:.1f} {unit}"


def duration(seconds: float | None) -> str:
    """Return a length of time; a dash where it is not known."""
    return "–" if seconds is None else show_duration(seconds)


def when(seconds: float | None, now: float | None = None) -> Markup:
    """Return a moment as the wall clock shows it, with how long ago it was; a dash where it is not known."""
    if seconds is None:
        return Markup("–")
    now = SystemClock().now() if now is None else now
    shown = time.strftime("%Y-%m-%d %H:%M", time.localtime(seconds))
    return Markup('<time datetime="{}" title="{}">{}</time>').format(timestamp(seconds), shown, ago(seconds, now))


def ago(seconds: float, now: float) -> str:
    """Say how long ago a moment was; after a week, its date.

    >>> ago(0.0, 5.0), ago(0.0, 7200.0), ago(0.0, 86400.0 * 30)
    ('just now', '2 hours ago', '1970-01-01')
    """
    passed = now - seconds
    if passed < 45:
        return "just now" if passed > -45 else time.strftime("%Y-%m-%d %H:%M", time.localtime(seconds))
    for most, length, noun in ((3600, 60, "minute"), (86400, 3600, "hour"), (7 * 86400, 86400, "day")):
        if passed < most:
            return f"{counted(max(round(passed / length), 1), noun)} ago"
    return time.strftime("%Y-%m-%d", time.localtime(seconds))


def moment(seconds: float | None) -> str:
    """Return a moment as the wall clock shows it."""
    return "–" if seconds is None else time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(seconds))


def short(run_id: str) -> str:
    """Return the end of a run's id, which is enough to name it.

    >>> short("20261123-144512-gkaqmt")
    'gkaqmt'
    """
    return run_id[-6:]


FILTERS: Mapping[str, Callable[..., Any]] = {
    "tone": tone,
    "word": word_of,
    "number": number,
    "counted": counted,
    "percent": percent,
    "size": size,
    "duration": duration,
    "when": when,
    "moment": moment,
    "short": short,
    "prose": prose,
    "markdown": markdown,
}
GLOBALS: Mapping[str, Callable[..., Any]] = {"icon": icon, "icon_of": icon_of}
