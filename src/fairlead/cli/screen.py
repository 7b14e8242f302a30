"""Text for people: columns, states with their icons, colours where a terminal shows them."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from fairlead.clock import show_duration
from fairlead.errors import ProjectError
from fairlead.pipeline.states import ICONS as TASK_ICONS

ICONS: Mapping[str, str] = {**TASK_ICONS, "interrupted": "■", "lost": "✗"}
COLOR_OF: Mapping[str, str] = {
    "running": "34",
    "retrying": "33",
    "succeeded": "32",
    "cached": "36",
    "failed": "31",
    "skipped": "2",
    "upstream_failed": "31",
    "cancelled": "35",
    "interrupted": "33",
    "lost": "31",
}
NARROWEST = 60


class Screen:
    """Write lines to a stream.

    Nobody may be reading any more (``fairlead run | head``): that must not stop a run, so what cannot be
    written is left out.
    """

    def __init__(self, stream: Any = None) -> None:
        self.stream = stream or sys.stdout
        self.is_terminal = bool(self.stream.isatty()) and os.environ.get("TERM") != "dumb"
        self.has_color = self.is_terminal and not os.environ.get("NO_COLOR")
        self.width = max(shutil.get_terminal_size().columns, NARROWEST) if self.is_terminal else 100
        self._is_open = True

    def write(self, *lines: str) -> None:
        """Write whole lines at once."""
        if not self._is_open or not lines:
            return
        try:
            self.stream.write("\n".join(lines) + "\n")
            self.stream.flush()
        except BrokenPipeError:
            self._is_open = False
            # Python flushes once more at its end, and would complain then.
            os.dup2(os.open(os.devnull, os.O_WRONLY), self.stream.fileno())

    def paint(self, text: str, state: str) -> str:
        """Return the text in the colour of a state, if the stream shows colours."""
        return f"\x1b[{COLOR_OF[state]}m{text}\x1b[0m" if self.has_color and state in COLOR_OF else text

    def state(self, state: str) -> str:
        """Return icon and word of a state, in its colour."""
        return self.paint(standing(state), state)

    def strong(self, text: str) -> str:
        """Return the text in bold, if the stream can show that."""
        return f"\x1b[1m{text}\x1b[0m" if self.has_color else text

    def columns(
        self,
        heads: Sequence[str],
        rows: Iterable[Sequence[str]],
        right: Collection[str] = (),
        state: int | None = None,
    ) -> list[str]:
        """Return a table as lines; the last column is cut where the screen ends.

        Parameters
        ----------
        right : heads of columns that are aligned to the right.
        state : place of the column that holds states, which are shown with icon and colour.
        """
        table = [list(heads), *([one_line(cell) for cell in row] for row in rows)]
        states = [row[state] if state is not None else "" for row in table]
        for row in table[1:]:
            if state is not None:
                row[state] = standing(row[state])
        kept = [n for n in range(len(heads)) if n == 0 or any(row[n] for row in table[1:])]
        widths = {n: max(len(row[n]) for row in table) for n in kept}
        lines = []
        for row, which in zip(table, states, strict=True):
            cells = [row[n].rjust(widths[n]) if heads[n] in right else row[n].ljust(widths[n]) for n in kept]
            line = "  ".join(cells).rstrip()
            line = cut(line, self.width) if self.is_terminal else line
            lines.append(line.replace(standing(which), self.state(which), 1) if which else line)
        return [self.strong(lines[0]), *lines[1:]]


def save(path: Path, text: str) -> None:
    """Write a text to a file, and make the folder if need be.

    Raises
    ------
    ProjectError
        It cannot be written there.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ProjectError(f"'{path}' cannot be written: {reason}.", hint="choose another name.") from error


def standing(state: str) -> str:
    """Return a state as icon and word.

    >>> standing("upstream_failed"), standing("")
    ('⊘ upstream failed', '')
    """
    return f"{ICONS.get(state, '·')} {state.replace('_', ' ')}" if state else ""


def state_of(row: Mapping[str, Any]) -> str:
    """Return the state of a task's row; a success from the store is called ``cached``.

    >>> state_of({"state": "succeeded", "cached": 1})
    'cached'
    """
    return "cached" if row["state"] == "succeeded" and row["cached"] else str(row["state"])


def one_line(text: str) -> str:
    r"""Return the text on one line, without characters that would steer a terminal.

    >>> one_line("two" + chr(10) + "lines" + chr(27) + "[2J")
    'two lines\\x1b[2J'
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in " ".join(text.split()))


def cut(text: str, width: int) -> str:
    """Return the text cut to a width.

    >>> cut("transform", 6)
    'trans…'
    """
    return text if len(text) <= width else f"{text[: width - 1]}…"


def count(number: int, noun: str) -> str:
    """Return a number with its noun.

    >>> count(1, "task"), count(7043, "row")
    ('1 task', '7,043 rows')
    """
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def seconds_of(row: Mapping[str, Any], now: float | None = None) -> float | None:
    """Return how long it took, or takes until `now`, seconds; None if that cannot be said."""
    end = row["ended"] if row["ended"] is not None else now
    return None if row["started"] is None or end is None else max(0.0, end - row["started"])


def time_of(row: Mapping[str, Any], now: float | None = None) -> str:
    """Return how long it took, for people; an empty text if that is not known."""
    seconds = seconds_of(row, now)
    return "" if seconds is None else show_duration(seconds)


def rows_text(number: int | None) -> str:
    """Return a number of rows, or an empty text.

    >>> rows_text(7043), rows_text(None)
    ('7,043', '')
    """
    return "" if number is None else f"{number:,}"


def moment(seconds: float | None) -> str:
    """Return a time as the clock on the wall shows it."""
    import time  # formats a time, reads none

    return "" if seconds is None else time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(seconds))


def size_text(size: int) -> str:
    """Return a number of bytes for people.

    >>> [size_text(n) for n in (12, 4096, 7_340_032)]
    ['12 B', '4.1 kB', '7.3 MB']
    """
    value, unit = float(size), "B"
    for larger in ("kB", "MB", "GB", "TB"):
        if value < 1000:
            break
        value, unit = value / 1000, larger
    return f"{size} B" if unit == "B" else f"{value:.1f} {unit}"
