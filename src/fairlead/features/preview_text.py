"""Write a preview for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from fairlead.features.facts.words import counted
from fairlead.features.table import Plain, Table

if TYPE_CHECKING:
    from fairlead.features.showing import Preview, Step

WIDTH = 110
FACTS_SHOWN = 8
CELL = 19
HEADING = 28


def text_of(preview: Preview) -> str:
    """Write each step with the rows before and after it; a changed cell carries a star."""
    how = "fitted here" if preview.is_fitted_here else "fitted"
    lines = [f"{preview.recipe}, {how}: {counted(len(preview.steps), 'step')}, {counted(preview.rows, 'row')}"]
    lines += [f"! {note}" for note in preview.notes]
    for number, step in enumerate(preview.steps, start=1):
        lines += ["", f"{number}. {step.name} ({step.does}): {step.summary}"]
        lines += [f"   {line}" for line in _about(step)]
    return "\n".join(lines)


def _about(step: Step) -> Iterator[str]:
    yield from (f"- {fact}" for fact in step.facts[:FACTS_SHOWN])
    if len(step.facts) > FACTS_SHOWN:
        yield f"- and {len(step.facts) - FACTS_SHOWN} more"
    yield from (f"! {note}" for note in step.notes)
    if step.is_group or step.before is None or step.after is None or step.kind == "pass":
        return
    touched = {one.was for one in step.columns if one.status in ("changed", "dropped")}
    yield from _table("before", _only(step.before, touched))
    other = {one.name for one in step.columns if one.status in ("changed", "added")}
    marks = dict(zip(step.after.columns, zip(*step.cells, strict=True), strict=True)) if step.cells else {}
    is_added = {one.name for one in step.columns if one.status == "added"}
    yield from _table("after", _only(step.after, other), {k: v for k, v in marks.items() if k not in is_added})


def _only(table: Table, names: set[str]) -> Table:
    places = [place for place, name in enumerate(table.columns) if name in names]
    rows = tuple(tuple(row[place] for place in places) for row in table.rows)
    return Table(tuple(table.columns[place] for place in places), rows)


def _table(title: str, table: Table, marks: dict[str, Sequence[bool]] | None = None) -> Iterator[str]:
    """Write the columns that fit, right-aligned; those that do not are counted."""
    if not table.columns:
        return
    used = len(title) + 2
    fitting: list[list[str]] = []
    for place, name in enumerate(table.columns):
        cells = [
            _cell(row[place], bool(marks and marks.get(name, ())[n : n + 1] == (True,)))
            for n, row in enumerate(table.rows)
        ]
        column = [_cut(name, HEADING), *cells]
        width = max(map(len, column))
        if used + width + 2 > WIDTH and fitting:
            break
        used += width + 2
        fitting.append([text.rjust(width) for text in column])
    rest = len(table.columns) - len(fitting)
    more = f"  and {rest} more" if rest else ""
    for n, row in enumerate(zip(*fitting, strict=True)):
        yield f"{title if n == 0 else '':<6}  {'  '.join(row)}{more if n == 0 else ''}".rstrip()


def _cell(value: Plain, is_marked: bool) -> str:
    if value is None:
        text = "-"
    elif isinstance(value, float):
        text = f"{value:.4g}" if abs(value) < 1e5 else f"{value:.0f}"
    else:
        text = str(value)
    return f"{_cut(text, CELL)}{'*' if is_marked else ''}"


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
