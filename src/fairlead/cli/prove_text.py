"""A proof as text: the verdict first, then what decided it, then the results, then what could not be compared."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Self

from fairlead.cli.screen import Screen, count, cut, one_line
from fairlead.clock import SystemClock, show_duration
from fairlead.notebook.prove.page import MODES, WORDS, decided, difference, summary
from fairlead.notebook.prove.proof import SENTENCES, Proof, Row

SHOWN = 10
"""Things that could not be compared, and changes, that are listed; the page has all."""

SHORT = 25
"""So many results are all shown; of more only those that are not the same."""

STATE = {"same": "succeeded", "partly": "succeeded", "close": "retrying", "different": "failed", "unknown": "skipped"}
MARK = {True: "✓", False: "✗"}


class Steps:
    """Show which run is going on: a line each, and on a terminal a bar for the one that runs."""

    def __init__(self) -> None:
        self._clock = SystemClock()
        self._name = ""
        self._began = 0.0
        self._bar: Any = None
        self._task: Any = None
        self._is_terminal = sys.stderr.isatty()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        self._end(is_done=kind is None)

    def advance(self, name: str, done: int, total: int) -> None:
        """Take note of what runs, and of how many cells or tasks are done, of how many in all."""
        if name != self._name:
            self._end(is_done=True)
            self._name, self._began = name, self._clock.monotonic()
            if self._is_terminal:
                self._bar = _bar("tasks" if name == "pipeline" else "cells")
                self._task = self._bar.add_task(name, total=total)
        if self._bar is not None:
            self._bar.update(self._task, completed=done, total=total)

    def _end(self, *, is_done: bool) -> None:
        if self._bar is not None:
            self._bar.stop()
            self._bar = None
        if self._name and is_done:
            took = show_duration(self._clock.monotonic() - self._began)
            print(f"  {self._name:<14} {took}", file=sys.stderr, flush=True)


def _bar(unit: str) -> Any:
    from rich.console import Console  # Rich alone would double the time of a short command
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    numbers = TextColumn("{task.completed:.0f} of {task.total:.0f} " + unit)
    columns = (TextColumn("  {task.description:<14}", markup=False), BarColumn(), numbers, TimeElapsedColumn())
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    bar.start()
    return bar


def lines_of(screen: Screen, proof: Proof, folder: Path, *, every: bool = False) -> Iterator[str]:
    """Yield what a person reads after a proof."""
    yield from verdict_lines(screen, proof)
    yield from _changes(screen, proof)
    yield from _table(screen, proof, every=every)
    yield from _uncompared(screen, proof)
    yield ""
    yield f"Kept: {folder / 'proof/proof.html'} (a page to read), proof.json beside it"


def verdict_lines(screen: Screen, proof: Proof) -> Iterator[str]:
    """Yield the verdict, and what decided it."""
    mark = screen.paint(MARK[proof.is_proved], "succeeded" if proof.is_proved else "failed")
    yield f"{mark} {screen.strong(SENTENCES[proof.verdict])}"
    yield f"  {summary(proof)}"
    if proof.first is not None:
        yield f"  {one_line(decided(proof, proof.first))}"
    if proof.mode in ("exact", "parallel"):
        yield f"  Random numbers: {MODES[proof.mode][0].lower()}{MODES[proof.mode][1:]}"
    if proof.order == "recorded":
        yield "  The notebook ran in the order of its execution counts, as it was converted."


def _changes(screen: Screen, proof: Proof) -> Iterator[str]:
    if not proof.fixes:
        return
    yield ""
    yield screen.strong("What mending changed in the notebook's results")
    for one in proof.changes[:SHOWN]:
        note = "" if one.repeats else "   (does not repeat itself)"
        changed = f"reported {one_line(one.before)} -> honest {one_line(one.after)}"
        yield f"  {one_line(one.label)}: {changed}   cell {one.cell}{note}"
    if len(proof.changes) > SHOWN:
        yield f"  and {len(proof.changes) - SHOWN} more: they are on the page"
    if not proof.changes:
        yield "  none: no result that the notebook says is another one"
    yield from (
        f"  mended: {one_line(str(fix.get('message', '')))} ({fix.get('rule')}, cell {fix.get('cell')})"
        for fix in proof.fixes
    )


def _table(screen: Screen, proof: Proof, *, every: bool) -> Iterator[str]:
    every = every or len(proof.rows) <= SHORT
    rows = [row for row in proof.rows if every or row.outcome != "same" or row.is_unstable]
    if not rows:
        return
    yield ""
    heads = ("task", "result", "cell", "outcome", "first difference")
    table = screen.columns(heads, (_cells(row) for row in rows), right=("cell",))
    for line, row in zip(table, [None, *rows], strict=True):
        yield line if row is None else _painted(screen, line, row)
    if not every and len(rows) < len(proof.rows):
        yield f"… and {count(len(proof.rows) - len(rows), 'result')} that are the same to the bit (--all shows them)"


def _cells(row: Row) -> tuple[str, ...]:
    return (row.task or "file", row.name, str(row.cell or ""), _outcome(row), difference(row))


def _outcome(row: Row) -> str:
    return "does not repeat" if row.is_unstable else WORDS[row.outcome]


def _painted(screen: Screen, line: str, row: Row) -> str:
    state = "failed" if row.is_unstable else STATE[row.outcome]
    return line.replace(_outcome(row), screen.paint(_outcome(row), state), 1)


def _uncompared(screen: Screen, proof: Proof) -> Iterator[str]:
    found = proof.uncompared
    if not found and not proof.only_pipeline:
        return
    yield ""
    if found:
        yield screen.strong(f"Not compared: {len(found)}")
        yield from (f"  {cut(one_line(what), 60)}: {one_line(why)}" for what, why in found[:SHOWN])
        if len(found) > SHOWN:
            yield f"  and {len(found) - SHOWN} more: they are on the page"
    if proof.only_pipeline:
        yield f"Only the pipeline writes: {', '.join(proof.only_pipeline[:SHOWN])}"


def stale_lines(screen: Screen, proof: Proof, reasons: Sequence[str]) -> Iterator[str]:
    """Yield whether an earlier proof still holds."""
    if not reasons:
        yield from verdict_lines(screen, proof)
        yield f"  Proved at {proof.at}; notebook, code, data and environment are what they were."
        return
    said = screen.strong("The proof no longer holds: it is about something else.")
    yield f"{screen.paint(MARK[False], 'failed')} {said}"
    yield from (f"  {one_line(one)}" for one in reasons[:SHOWN])
    if len(reasons) > SHOWN:
        yield f"  and {len(reasons) - SHOWN} more"
    yield "Prove it again: fairlead prove"
