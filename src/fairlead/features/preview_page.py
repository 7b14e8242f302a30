"""Write a preview as HTML, for Jupyter: no scripts, changed cells marked by weight and colour."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from fairlead.features.facts.words import counted
from fairlead.features.table import Plain, Table

if TYPE_CHECKING:
    from fairlead.features.showing import Preview, Step

STYLE = """<style>
.fairlead-preview table { border-collapse: collapse; margin: 4px 0 8px; font-size: 12px }
.fairlead-preview th, .fairlead-preview td { border: 1px solid #8884; padding: 2px 6px; text-align: right }
.fairlead-preview td.other { font-weight: 600; background: #1557d022 }
.fairlead-preview summary { cursor: pointer }
.fairlead-preview .note { color: #8a5a00 }
.fairlead-preview .scroll { overflow-x: auto }
@media (prefers-color-scheme: dark) { .fairlead-preview .note { color: #f0b44c } }
</style>"""


def html_of(preview: Preview) -> str:
    """Write each step as a block that opens, with its facts, its notes and its rows before and after."""
    how = "fitted here" if preview.is_fitted_here else "fitted"
    sizes = f"{counted(len(preview.steps), 'step')}, {counted(preview.rows, 'row')}"
    head = f"<p><b>{escape(preview.recipe)}</b>, {how}: {sizes}</p>"
    notes = "".join(f'<p class="note">{escape(note)}</p>' for note in preview.notes)
    return f'{STYLE}<div class="fairlead-preview">{head}{notes}{"".join(map(_step, preview.steps))}</div>'


def _step(step: Step) -> str:
    title = f"<summary><b>{escape(step.name)}</b> ({escape(step.does)}): {escape(step.summary)}</summary>"
    facts = "".join(f"<li>{escape(fact)}</li>" for fact in step.facts)
    notes = "".join(f'<p class="note">{escape(note)}</p>' for note in step.notes)
    tables = ""
    if step.before is not None and step.after is not None and not step.is_group:
        tables = _table("before", step.before, ()) + _table("after", step.after, step.cells)
    indent = 20 * max(0, len(step.path) - 1)
    return f'<details open style="margin-left:{indent}px">{title}<ul>{facts}</ul>{notes}{tables}</details>'


def _table(title: str, table: Table, cells: Sequence[Sequence[bool]]) -> str:
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in table.columns)
    rows = "".join(
        "<tr>" + "".join(_cell(value, bool(cells) and cells[n][place]) for place, value in enumerate(row)) + "</tr>"
        for n, row in enumerate(table.rows)
    )
    caption = f"<caption>{title}</caption>"
    return f'<div class="scroll"><table>{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


def _cell(value: Plain, is_other: bool) -> str:
    mark = ' class="other"' if is_other else ""
    text = "missing" if value is None else f"{value:.6g}" if isinstance(value, float) else str(value)
    return f"<td{mark}>{escape(text)}</td>"
