"""Progress on a terminal: a table of tasks that is drawn anew while the run goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Self

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from fairlead.cli.plain import event_text
from fairlead.cli.progress import DONE, Line, Progress
from fairlead.cli.screen import ICONS, count, rows_text, standing
from fairlead.clock import SystemClock, show_duration
from fairlead.pipeline.spec import Graph

LARGEST = 30
"""More tasks than this are shown as counts, a bar, and those that run."""

BAR_WIDTH = 60
SHOWN = 12
"""So many running tasks of a long graph are shown."""

NOTES_SHOWN = 5
"""So many of the latest notes on the run as a whole are shown: who was told how it ended, and the like."""

STYLES: Mapping[str, str] = {
    "pending": "dim",
    "running": "blue",
    "retrying": "yellow",
    "succeeded": "green",
    "cached": "cyan",
    "failed": "red",
    "skipped": "dim",
    "upstream_failed": "red",
    "cancelled": "magenta",
}

Rows = Iterable[Mapping[str, Any]]


class LiveReport:
    """Show a run while it goes on.

    Parameters
    ----------
    rows_of : returns the rows of a run's tasks, for a run that is resumed.
    """

    def __init__(self, rows_of: Callable[[str], Rows]) -> None:
        self.run_id: str | None = None
        self._rows_of = rows_of
        self._clock = SystemClock()
        self._began = self._clock.monotonic()
        self._name = ""
        self._progress = Progress()
        self._notes: list[str] = []
        self._live = Live(
            console=Console(highlight=False),
            get_renderable=self._draw,
            refresh_per_second=8,
            redirect_stdout=False,
            redirect_stderr=False,
        )

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._live.stop()

    def on_graph(self, run_id: str, graph: Graph) -> None:
        """Begin with the tasks of the pipeline."""
        self.run_id, self._name = run_id, graph.name
        self._progress = Progress.of(graph.tasks, self._rows_of(run_id))

    def on_event(self, event: dict[str, Any]) -> None:
        """Take note of an event; the next drawing shows it."""
        self._progress.take(event)
        is_note = event["task_id"] is None or event["kind"] == "finding"
        if is_note and (text := event_text(event)):
            self._notes.append(text)

    def _draw(self) -> Any:
        if self.run_id is None:
            return Text("Loading the pipeline …", style="dim")
        seconds = self._clock.monotonic() - self._began
        table = drawn(self._progress, self._name, self.run_id, seconds, self._clock.now())
        return Group(table, *(Text(note, style="dim") for note in self._notes[-NOTES_SHOWN:]))


def drawn(progress: Progress, name: str, run_id: str, seconds: float, now: float) -> Any:
    """Return the table of a run, or for a long graph its counts and what runs."""
    lines = list(progress.lines.items())
    head = Text.assemble((name, "bold"), f"  {run_id}  {show_duration(seconds)}  {progress.done} of {len(lines)} done")
    if len(lines) <= LARGEST:
        return Group(head, _table(lines, now))
    running = [(task, line) for task, line in lines if line.state in ("running", "retrying")]
    failed = [(task, line) for task, line in lines if line.state == "failed"]
    counts = "  ".join(f"{standing(state)} {n:,}" for state, n in progress.counts().items())
    more = [Text(f"… and {count(len(running) - SHOWN, 'more task')}", style="dim")] if len(running) > SHOWN else []
    filled = BAR_WIDTH * progress.done // len(lines)
    bar = Text.assemble(("━" * filled, "green"), ("━" * (BAR_WIDTH - filled), "dim"))
    return Group(head, bar, Text(counts), _table([*failed[:SHOWN], *running[:SHOWN]], now), *more)


def _table(lines: Iterable[tuple[str, Line]], now: float) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    for _ in range(2):
        table.add_column(justify="right", no_wrap=True)
    table.add_column(no_wrap=True, overflow="ellipsis", ratio=1)
    for task, line in lines:
        style = STYLES.get(line.state, "")
        word = Text(f"{ICONS.get(line.state, '·')} {line.state.replace('_', ' ')}", style=style)
        name = Text(task, style="dim" if line.state == "pending" else "")
        table.add_row(name, word, _elapsed(line, now), _rows(line), Text(line.note, style="dim"))
    return table


def _elapsed(line: Line, now: float) -> str:
    if line.started is None or line.state in ("skipped", "upstream_failed", "cached"):
        return ""
    end = line.ended if line.state in DONE and line.ended is not None else now
    return show_duration(max(0.0, end - line.started))


def _rows(line: Line) -> str:
    if line.rows_out is None:
        return ""
    came = f"{rows_text(line.rows_in)} → " if line.rows_in is not None else ""
    return f"{came}{rows_text(line.rows_out)} rows"
