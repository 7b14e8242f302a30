"""Turn a notebook into the files of a project. Nothing is run and nothing is written here."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from fairlead.errors import ConvertError, NotConvertibleError
from fairlead.notebook.convert.body import Writer
from fairlead.notebook.convert.grouping import groups_of
from fairlead.notebook.convert.headings import headings_of, title_of
from fairlead.notebook.convert.lifting import Lifter
from fairlead.notebook.convert.pages import Pages, params_file
from fairlead.notebook.convert.plan import Task, tasks_of
from fairlead.notebook.convert.reading.reader import Reader
from fairlead.notebook.convert.reading.reading import Reading, Trouble
from fairlead.notebook.convert.reading.written import imports_of
from fairlead.notebook.convert.record import Conversion
from fairlead.notebook.convert.recording import statements_of, tasks_record
from fairlead.notebook.convert.stages import find_stages
from fairlead.notebook.convert.versions import Flow, flow_of
from fairlead.notebook.notebook import Cell, Notebook
from fairlead.notebook.read import notebook_of

Random = Literal["exact", "parallel"]
_NEEDS = re.compile(r"it needs '(\w+)', which nothing above it makes")
_MODULES = ("pandas", "polars", "numpy")
_CLASH = "it writes {0}: the project has a file of that name for itself, so the module needs another"
_FIRST_SEED = 20_011
"""Seeds of tasks in the parallel mode count on from here: any number does, as long as it stays the same."""


@dataclass(frozen=True)
class Converted:
    """Hold a notebook as a project.

    Parameters
    ----------
    files : text of every file of Python and params.toml, by path.
    packages : modules that the project imports; needed : packages that ``!pip install`` named.
    sources : paths of the data that are read, as params.toml holds them, with the task that reads each.
    """

    notebook: Notebook
    title: str
    name: str
    files: Mapping[str, str]
    tasks: Sequence[Task]
    record: Conversion
    needed: Sequence[str] = ()
    modules: Sequence[str] = ()
    flow: Flow | None = field(default=None, repr=False)


def convert_notebook(
    content: bytes,
    path: str,
    *,
    folder: str = "..",
    beside: Path | None = None,
    random: Random = "exact",
    data: Mapping[str, str] | None = None,
    copies_on_write: bool = True,
    suite_of: tuple[str, str] | None = None,
) -> Converted:
    """Convert a notebook.

    Parameters
    ----------
    content, path : the file, and what it is called.
    folder : where the notebook lies, as seen from the project: relative paths in it begin there.
    beside : the folder in which files for ``%run`` are looked for.
    random : whether the common stream of random numbers is handed from task to task, or each task has its own.
    data : for paths of the notebook, what to read instead, as seen from the project.
    copies_on_write : whether frames of pandas never share what they hold (pandas 3).
    suite_of : the task whose output, and the name of it, is to be checked against suite.toml.

    Raises
    ------
    ConvertError
        It is no notebook in Python, or there is nothing in it.
    NotConvertibleError
        Cells do something that a pipeline cannot; each is named.
    """
    notebook = notebook_of(content, path, beside=beside)
    _refuse(notebook, path)
    reading, order = _read(notebook, copies_on_write=copies_on_write)
    if reading.troubles:
        raise NotConvertibleError.of(path, [(one.cell, one.line, one.reason) for one in _once(reading.troubles)])
    exact = random == "exact"
    flow = flow_of(reading, exact=exact)
    find_stages(flow)
    groups = groups_of(flow)
    if not groups:
        raise ConvertError.nothing_to_do(path)
    taken = _taken(flow)
    title = title_of(notebook, f"The notebook {Path(path).name} as a pipeline")
    tasks = tasks_of(flow, groups, taken, headings_of(notebook), title)
    lifter = Lifter(flow, groups, folder, data or {}, taken | {task.name for task in tasks})
    for task in tasks:
        task.params = lifter.of(task.group)
    chdir = lifter.unlifted([one for task in tasks for one in task.params])
    seeds = (
        {task.name: _FIRST_SEED + number for number, task in enumerate(one for one in tasks if one.draws)}
        if not exact and reading.watches_random
        else {}
    )
    writer = Writer(flow, _modules_of(flow), parallel_seeds=seeds, chdir=chdir)
    file = Path(path).name
    name = _name_of(file)
    pages = Pages(flow, tasks, writer, _title(title), name, file, suite_of)
    files = pages.files()
    clashes = [(one.cell, one.line, _CLASH.format(name)) for name, one in reading.written.items() if name in files]
    if clashes:
        raise NotConvertibleError.of(path, clashes)
    files.update({name: one.text for name, one in reading.written.items()})
    more = ['suite = "suite.toml"'] if suite_of else []
    files["params.toml"] = params_file(tasks, more, seeds, folder if chdir else None)
    record = Conversion(
        notebook={
            "file": f"notebook/{file}",
            "sha256": hashlib.sha256(content).hexdigest(),
            "name": file,
            "folder": folder,
            "order": order,
        },
        environment={},
        dag=name,
        statements=statements_of(flow, tasks, writer),
        tasks=tasks_record(flow, tasks),
        random={
            "mode": "none" if not reading.watches_random else random,
            "libraries": list(pages.random_libraries()) if reading.watches_random else [],
            "order": [task.name for task in tasks if task.draws] if reading.watches_random and exact else [],
            "seeds": seeds,
        },
        params=_params_record(tasks),
        modules={name: one.path for name, one in reading.written.items()},
        dropped=[
            *({"statement": None, "cell": cell, "reason": reason} for cell, reason in reading.dropped),
            *(
                {"statement": unit.id, "cell": unit.cell, "reason": unit.reason}
                for unit in flow.units
                if unit.role == "dropped" and unit.reason
            ),
        ],
    )
    modules = sorted(
        {one.qualified.partition(".")[0] for one in reading.facts.index.imports if one.qualified}
        - {name.partition("/")[0].removesuffix(".py") for name in reading.written}
        | imports_of(reading.written)
    )
    return Converted(notebook, title, name, files, tasks, record, reading.needed, modules, flow)


def _refuse(notebook: Notebook, path: str) -> None:
    for message, cell in notebook.troubles:
        if cell is None:
            raise ConvertError.no_notebook(path, message.rstrip("."))
    if notebook.language != "python":
        raise ConvertError.no_notebook(path, f"its language is {notebook.language}, not Python")
    if not any(cell.source.strip() for cell in notebook.code_cells):
        raise ConvertError.nothing_to_do(path)


def _read(notebook: Notebook, *, copies_on_write: bool) -> tuple[Reading, str]:
    """Read the cells from top to bottom; if names are missing so, in the order in which they were run."""
    reading = Reader(notebook, notebook.code_cells, copies_on_write=copies_on_write).read()
    missing = [one for one in reading.troubles if _NEEDS.match(one.reason)]
    recorded = _as_recorded(notebook) if missing else None
    if recorded is None:
        return reading, "document"
    again = Reader(notebook, recorded, copies_on_write=copies_on_write).read()
    if len(again.troubles) <= len(reading.troubles) - len(missing):
        return again, "recorded"
    return reading, "document"


def _as_recorded(notebook: Notebook) -> list[Cell] | None:
    """Return the cells in the order of the numbers beside them; None where they say nothing else than the document."""
    run = [cell for cell in notebook.code_cells if cell.execution_count is not None]
    ordered = sorted(run, key=lambda cell: cell.execution_count or 0)
    return (
        ordered if ordered and [one.number for one in ordered] != [one.number for one in notebook.code_cells] else None
    )


def _once(troubles: Sequence[Trouble]) -> list[Trouble]:
    """Return the first trouble of each cell and reason: what follows from a missing name is not told again."""
    seen: set[tuple[int, str]] = set()
    found = []
    for one in troubles:
        if (one.cell, one.reason) not in seen:
            seen.add((one.cell, one.reason))
            found.append(one)
    return found


def _taken(flow: Flow) -> set[str]:
    """Return the names that stand at the top of the project's modules."""
    names = {name for number in flow.at_top for name in flow.units[number].binds}
    names |= set(flow.reading.bodies)
    return names | {
        "task",
        "DAG",
        "Path",
        "dag",
        "functions",
        "plots",
        "randomness",
        "save_plots",
        "random_stream",
        "set_random_stream",
        "seed_stream",
        "Suite",
        "check",
        "os",
    }


def _modules_of(flow: Flow) -> dict[str, str]:
    """Return the names under which the modules of tables are imported."""
    found: dict[str, str] = {}
    for one in flow.reading.facts.index.imports:
        if one.name is None and one.module in _MODULES and one.alias in flow.module:
            found.setdefault(one.module, one.alias)
    return found


def _name_of(file: str) -> str:
    stem = re.sub(r"[^A-Za-z0-9_-]+", "_", PurePosixPath(file).stem).strip("_-")
    return stem or "notebook"


def _title(title: str) -> str:
    text = title.replace("\\", "/").replace('"""', "'''").rstrip()
    text = text if text[-1:] in ".!?" else f"{text}."
    return text if len(text) <= 110 else f"{text[:106]}..."


def _params_record(tasks: Sequence[Task]) -> list[dict[str, Any]]:
    found = []
    for task in tasks:
        for one in task.params:
            found.append(
                {
                    "name": one.name,
                    "task": task.name,
                    "value": one.value,
                    "statement": one.unit,
                    "text": one.text,
                    "kind": one.kind,
                }
            )
    return found
