"""Cut the cells of a notebook into statements, with those that ``%run`` and ``%env`` bring into them."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from fairlead.notebook.convert.cutting import units_of_cell
from fairlead.notebook.convert.reading.magics import fate_of, packages_in, units_that_set, variable_of
from fairlead.notebook.convert.reading.reading import Reading
from fairlead.notebook.convert.reading.written import line_of, writes_module
from fairlead.notebook.convert.unit import Unit
from fairlead.notebook.notebook import Cell, Notebook


def cut(cells: Iterable[Cell], reading: Reading) -> Iterator[Unit]:
    """Yield the statements of cells, numbered; what cannot be carried over is noted in `reading`."""
    number = 0
    for cell in cells:
        for unit in _cut_cell(cell, number, reading):
            number += 1
            yield unit


def _cut_cell(cell: Cell, number: int, reading: Reading) -> Iterator[Unit]:
    if cell.problem is not None:
        message = cell.problem.message or "it cannot be read"
        reading.trouble(cell.number, cell.problem.line, f"it is not Python: {message}")
        return
    _follow_magics(cell, reading)
    runs = {place.line: run for run, place in zip(cell.runs, cell.run_places, strict=True)}
    variables = {magic.line: said for magic in cell.magics if (said := variable_of(magic))}
    timed = {magic.line for magic in cell.magics if magic.name == "timeit" and magic.kind == "line"}
    fails = "raises-exception" in cell.tags
    for unit in units_of_cell(cell, 0):
        if fails and unit.index == len(cell.tree.body) - 1:  # type: ignore[union-attr]  # it has statements
            unit.role, unit.reason = "dropped", "it is meant to fail"
        run = runs.get(unit.lines[0])
        said = variables.get(unit.lines[0])
        if isinstance(unit.node, ast.Pass) and (run is not None or said is not None):
            others = (
                _brought(run, cell, unit, reading) if run is not None else units_that_set(*(said or ("", "")), cell)
            )
            for brought in others:
                brought.id = number
                number += 1
                yield brought
            continue
        unit.id = number
        number += 1
        if isinstance(unit.node, ast.Pass):
            unit.role = "dropped"
        elif unit.lines[0] in timed:
            unit.role, unit.reason = "dropped", "%timeit only measures"
        yield unit


def _brought(run: Notebook, cell: Cell, at: Unit, reading: Reading) -> Iterator[Unit]:
    """Yield the statements of a file of ``%run``, as if they stood in the cell."""
    for inner in run.code_cells:
        if inner.problem is not None or inner.runs:
            reading.trouble(cell.number, at.lines[0], f"%run of {run.path}, which cannot be followed to its end")
            return
        for unit in units_of_cell(inner, 0, run.path):
            if not _is_main_guard(unit.node):
                unit.cell = cell.number
                yield unit


def _follow_magics(cell: Cell, reading: Reading) -> None:
    """Note what becomes of the lines of a cell that are IPython's."""
    for magic in cell.magics:
        if writes_module(magic):
            reading.dropped.append((cell.number, f"{line_of(magic)}: the module is a file of the project"))
            continue
        reason, is_trouble = fate_of(magic.kind, magic.name, magic.text)
        if magic.kind == "shell" and magic.name in ("pip", "pip3", "conda", "uv") or magic.name in ("pip", "conda"):
            reading.needed += packages_in(magic.text)
        if magic.name == "run" and magic.kind == "line":
            if not cell.runs:
                reading.trouble(cell.number, magic.line, f"{magic.text.strip()!r} names a file that is not there")
        elif is_trouble and not variable_of(magic):
            reading.trouble(cell.number, magic.line, reason)
        elif not is_trouble:
            reading.dropped.append((cell.number, reason))


def _is_main_guard(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and "__name__" in ast.unparse(node.test) and not node.orelse
