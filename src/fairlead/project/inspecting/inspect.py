"""One notebook, as a person looks at it: its cells, what was found in each, what each does, the ways of its leaks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fairlead.finding import Finding, Severity, worst
from fairlead.notebook.facts import Facts
from fairlead.notebook.notebook import Cell, Notebook
from fairlead.notebook.read import notebook_of
from fairlead.notebook.surroundings import surroundings_of
from fairlead.project.checking.one import Checked
from fairlead.project.checking.settings import settings_for
from fairlead.project.inspecting.becoming import Becoming, becoming_of
from fairlead.project.inspecting.listing import checked_all, path_in
from fairlead.project.inspecting.meaning import Meaning, meanings_of
from fairlead.project.inspecting.pictures import Picture, pictures_of

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Step:
    """Name one step of a way: what happens (``fit``, ``split``, ``score``), in which cell and line, and in words."""

    kind: str
    cell: int
    line: int
    text: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """Hold the way that a finding tells of, from the cell where it begins to the one where it shows."""

    finding: Finding
    steps: tuple[Step, ...]

    @property
    def cells(self) -> tuple[int, ...]:
        """Return the cells that it goes through, in its order, each once."""
        return tuple(dict.fromkeys(step.cell for step in self.steps))


@dataclass(frozen=True, slots=True)
class Looked:
    """Hold one cell with what is known of it.

    Parameters
    ----------
    findings : that stand in it, the worst first; waived : those that the person has left out, each with the reason.
    passing : ways of leaks that begin elsewhere and go through it.
    pictures : by the place of the output that has drawn each.
    tasks, stages : see `Becoming`.
    """

    cell: Cell
    findings: tuple[Finding, ...]
    waived: tuple[Finding, ...]
    passing: tuple[Way, ...]
    meaning: Meaning
    pictures: Mapping[int, Picture]
    tasks: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()

    @property
    def severity(self) -> Severity | None:
        """Return how bad the worst finding in it is."""
        return worst(self.findings)

    @property
    def is_problem(self) -> bool:
        """Tell whether something in it is wrong that is more than a note."""
        severity = self.severity
        return severity is not None and severity > Severity.INFO


@dataclass(frozen=True, slots=True)
class Inspected:
    """Hold a notebook with all that is known of it without running it.

    Parameters
    ----------
    name : its path from the folder of the project.
    cells : in the order of the notebook.
    loose : findings that stand in no cell.
    ways : of leaks, in the order in which they begin.
    asks_for : paths that its code reads and that are not there.
    """

    name: str
    path: Path
    content: bytes
    notebook: Notebook
    checked: Checked
    cells: tuple[Looked, ...]
    loose: tuple[Finding, ...]
    ways: tuple[Way, ...]
    becoming: Becoming
    asks_for: tuple[str, ...]

    @property
    def problem_cells(self) -> int:
        """Count the cells in which something is wrong."""
        return sum(one.is_problem for one in self.cells)

    @property
    def kernel(self) -> str:
        """Return the name of the kernel, as Jupyter shows it."""
        spec = self.notebook.metadata.get("kernelspec")
        said = spec.get("display_name") or spec.get("name") if isinstance(spec, dict) else None
        return str(said) if said else self.notebook.language.capitalize()

    @property
    def counts_jump(self) -> bool:
        """Tell whether the cells were run in another order than that of the page."""
        counts = [cell.execution_count for cell in self.notebook.code_cells if cell.execution_count is not None]
        return counts != sorted(counts)

    def at(self, number: int) -> Looked | None:
        """Return a cell by its number."""
        return next((one for one in self.cells if one.cell.number == number), None)


def inspect_notebook(project: Path, name: str) -> Inspected:
    """Look at a notebook of a project; nothing in it runs.

    Parameters
    ----------
    name : as `notebooks_of` lists it.

    Raises
    ------
    CheckError
        The project has no such notebook, or it cannot be read.
    """
    path = path_in(project, name)
    checked = checked_all([str(path)], settings_for(project))[0]
    content = path.read_bytes()
    notebook = notebook_of(content, name, beside=path.parent)
    surroundings = surroundings_of(notebook, path.parent)
    facts = Facts(notebook, surroundings)
    meanings = meanings_of(facts)
    becoming = becoming_of(project, path, content)
    findings = sorted(checked.findings, key=lambda one: -one.severity)
    ways = tuple(sorted(_ways(notebook, findings), key=lambda way: (way.steps[0].cell, way.steps[0].line)))
    pictures: dict[int, dict[int, Picture]] = {}
    for picture in pictures_of(content) if notebook.kind == "ipynb" else ():
        pictures.setdefault(picture.cell, {})[picture.output] = picture
    cells = tuple(
        Looked(
            cell,
            tuple(one for one in findings if cell_of(notebook, one) == cell.number),
            tuple(one for one in checked.suppressed if cell_of(notebook, one) == cell.number),
            tuple(way for way in ways if cell.number in way.cells and cell_of(notebook, way.finding) != cell.number),
            meanings[cell.number],
            pictures.get(cell.number, {}),
            becoming.tasks.get(cell.number, ()),
            becoming.stages.get(cell.number, ()),
        )
        for cell in notebook.cells
    )
    loose = tuple(one for one in findings if cell_of(notebook, one) is None)
    return Inspected(
        name, path, content, notebook, checked, cells, loose, ways, becoming, tuple(_missing(facts, surroundings.files))
    )


def cell_of(notebook: Notebook, finding: Finding) -> int | None:
    """Return the number of the cell that a finding stands in; of a file of Python, by its line."""
    return _cell_at(notebook, finding.where.cell, finding.where.line)


def _cell_at(notebook: Notebook, cell: int | None, line: int | None) -> int | None:
    if notebook.kind == "ipynb":
        return cell
    if line is None:
        return None
    return next((one.number for one in reversed(notebook.cells) if one.first_line <= line), None)


def _ways(notebook: Notebook, findings: Sequence[Finding]) -> Iterator[Way]:
    """Yield the ways with at least two steps: a single one is the finding itself."""
    for finding in findings:
        steps = tuple(
            Step(
                str(step.get("step", "")), number, int(step.get("line") or 1), str(step.get("text", "")),
                str(step.get("source", "")),
            )
            for step in finding.steps
            if (number := _cell_at(notebook, step.get("cell"), step.get("line"))) is not None
        )  # fmt: skip
        if len(steps) > 1:
            yield Way(finding, steps)


def _missing(facts: Facts, files: Mapping[str, bool]) -> Iterator[str]:
    """Yield the paths that are read and that are not there, each once."""
    if facts.notebook.language != "python":
        return
    paths = [use.text.value for use in facts.files if use.kind == "read" and use.text is not None and use.text.whole]
    for path in dict.fromkeys(paths):
        if "://" not in path and not files.get(path, True):
            yield path
