"""Take one notebook all the way: convert it, run the pipeline, look at the written code, prove it, judge it.

Every stage is the command that a person would type, in a process of its own; nothing is imported from Fairlead.
"""

from __future__ import annotations

import ast
import hashlib
import json
import os
import re
import resource
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from independent import compared
from sources import Case, write

HERE = Path(__file__).parent
THREADS = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "POLARS_MAX_THREADS"), "1")
PROVED = ("identical", "within tolerance")
"""Verdicts of `fairlead prove` that say that the numbers are the notebook's."""

STAGES = ("convert", "run", "style", "check", "tests", "prove", "oracle")


@dataclass(slots=True)
class Row:
    """Hold what became of a notebook; of a stage that was not reached, or not asked for, there is nothing.

    Parameters
    ----------
    converted : ``ok``, ``refused`` (with a reason, and nothing written) or ``broken``.
    least : how many tasks count as many: three, or fewer where the notebook's header asks for fewer.
    may_be_refused : whether the notebook's header says that it cannot be converted.
    repeats : whether two runs of the notebook show the same numbers and hold the same values.
    verdict : what `fairlead prove` says.
    different : where the independent comparison sees another number or value.
    """

    name: str
    converted: str = ""
    convert_cpu: float = 0.0
    tasks: int = 0
    ran: bool | None = None
    style: bool | None = None
    format: bool | None = None
    check: bool | None = None
    tests: bool | None = None
    verdict: str = ""
    notebook_stops: Mapping[str, Any] | None = None
    repeats: bool | None = None
    numbers: int = 0
    parts: int = 0
    different: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    least: int = 3
    may_be_refused: bool = False

    @property
    def silent(self) -> bool:
        """Whether the proof calls identical what is not."""
        return self.verdict in PROVED and bool(self.different)


class Harness:
    """Run the stages for notebooks, in folders below one."""

    def __init__(self, folder: Path, *, python: str = sys.executable, extra: str = "", limit: float = 300) -> None:
        """Make the folder; `extra` is put on the path of every process, `limit` is in seconds for each."""
        self.folder = folder
        self.python = python
        self.limit = limit
        path = os.pathsep.join(filter(None, (extra, os.environ.get("PYTHONPATH"))))
        more = {"MPLBACKEND": "Agg", "PIP_NO_INDEX": "1", "PYTHONPATH": path, "NO_COLOR": "1", "COLUMNS": "120"}
        self.environment = {**os.environ, **THREADS, **more}
        folder.mkdir(parents=True, exist_ok=True)

    def take(self, notebook: Path, case: Case | None = None, stages: Sequence[str] = STAGES) -> Row:
        """Take a notebook through the stages, as far as they go."""
        row = Row(notebook.stem)
        out = self.folder / notebook.stem / "project"
        shutil.rmtree(out, ignore_errors=True)
        row.may_be_refused = case is not None and case.refused is not None
        self.convert(row, notebook, out)
        if row.converted != "ok":
            return row
        graph = graph_of(json.loads((out / "notebook" / "conversion.json").read_text())["tasks"])
        row.tasks = len(graph["nodes"])
        if case is not None:
            row.least = min(3, case.tasks)
            row.notes += unmet(case, out, graph)
        written = [str(path.relative_to(out)) for path in sorted(out.rglob("*.py"))]
        if "style" in stages:
            row.style, said = self.passes("ruff", "check", "--no-cache", *written, cwd=out)
            row.notes += [] if row.style else [f"ruff: {_tail(said, 150)}"]
            row.format, _ = self.passes("ruff", "format", "--no-cache", "--check", *written, cwd=out)
        if "check" in stages:
            code = [name for name in written if not name.startswith("tests")]
            _, said = self.command("fairlead", "check", *code, "notebook", "--no-cache", "--json", cwd=out)
            new = new_rules(said)
            row.check = new == []
            row.notes += [] if row.check else [f"check: {new}"]
        if "run" in stages or "oracle" in stages:
            code, said = self.fairlead("run", "--json", "--force", cwd=out)
            row.ran = code == 0
            row.notes += [] if row.ran else [f"run: {self.why(out, said)}"]
        if "prove" in stages:
            self.prove(row, out)
        if "oracle" in stages:
            self.oracle(row, notebook, out, case)
        if "tests" in stages:
            code, said = self.command("pytest", "-q", "-p", "no:cacheprovider", cwd=out)
            row.tests = code == 0
            row.notes += [] if row.tests else [f"tests: {_tail(said)}"]
        return row

    def convert(self, row: Row, notebook: Path, out: Path) -> None:
        """Convert, and tell a refusal (with its reason, and nothing written) from a breakdown."""
        before = _cpu()
        code, said = self.fairlead("convert", notebook, "--out", out, cwd=notebook.parent)
        row.convert_cpu = _cpu() - before
        if code == 0:
            row.converted = "ok"
        elif "Traceback" not in said and re.search(r"\bFL(?!000)\d{3}\b", said) and not out.exists():
            row.converted = "refused"
            row.notes.append(_tail(said, 400))
        else:
            row.converted = "broken"
            row.notes.append(f"convert: {_tail(said)}" + (" (something was left behind)" if out.exists() else ""))

    def oracle(self, row: Row, notebook: Path, out: Path, case: Case | None) -> None:
        """Compare by another way than that of the proof."""
        order = "counts" if case is not None and not case.runs_in_order else "file"
        first = self.notebook_run(notebook, order, 1)
        if not first:
            row.notes.append("oracle: the notebook's run broke down")
            return
        row.notebook_stops = first["stopped"]
        found = self.compared(row, out, first) if row.ran else None
        if row.verdict in PROVED and not found:
            row.repeats = True
            return
        second = self.notebook_run(notebook, order, 2)
        unstable = _unstable(first, second) if second else set()
        row.repeats = not unstable
        row.different = [words for key, words in found or () if key not in unstable]

    def compared(self, row: Row, out: Path, first: Mapping[str, Any]) -> list[tuple[str, str]]:
        """Return where the pipeline disagrees with a run of the notebook, by the cell or name that it is about."""
        code, said = self.script("pipeline", out, self.folder / row.name / "pipeline.json", cwd=out)
        if code:
            row.notes.append(f"oracle: {_tail(said)}")
            return []
        found = compared(first, json.loads((self.folder / row.name / "pipeline.json").read_text()))
        row.numbers, row.parts = found["numbers"], found["parts"]
        missing = [
            (cell, f"cell {cell} shows {', '.join(numbers[:6])}; the pipeline does not")
            for cell, numbers in found["missing"].items()
        ]
        return missing + [(words.split()[1], words) for words in (*found["foreign"], *found["stale"])]

    def notebook_run(self, notebook: Path, order: str, number: int) -> dict[str, Any]:
        """Run the notebook in a copy of its folder; what an earlier run of the same cells told is used again."""
        known = hashlib.sha1(notebook.read_bytes() + (HERE / "independent.py").read_bytes()).hexdigest()[:12]
        told = self.folder / notebook.stem / f"run{number}-{known}.json"
        if not told.exists():
            copied = self.folder / notebook.stem / f"run{number}"
            shutil.rmtree(copied, ignore_errors=True)
            shutil.copytree(self.root_of(notebook), copied)
            there = copied / notebook.relative_to(self.root_of(notebook))
            self.script("notebook", there, told, order, cwd=there.parent)
        return json.loads(told.read_text()) if told.exists() else {}

    def root_of(self, notebook: Path) -> Path:
        """Return the folder that holds the notebook and the files that it reads, also those above it."""
        return notebook.parent.parent if notebook.parent.name == "notebooks" else notebook.parent

    def prove(self, row: Row, out: Path) -> None:
        """Let the project prove itself."""
        code, said = self.fairlead("prove", "--json", cwd=out)
        try:
            row.verdict = first_json(said)["verdict"]
        except (ValueError, KeyError):
            row.verdict = f"broken ({code})"
            row.notes.append(f"prove: {_tail(said)}")

    def why(self, out: Path, said: str) -> str:
        """Return the error of the first task that failed."""
        try:
            tasks = first_json(said)["tasks"]
            return next(f"{one['task']}: {_tail(str(one['error']), 500)}" for one in tasks if one["state"] == "failed")
        except (ValueError, KeyError, StopIteration):
            return _tail(said, 500)

    def fairlead(self, *words: str | Path, cwd: Path) -> tuple[int, str]:
        """Run a command of Fairlead."""
        return self.run([self.python, "-m", "fairlead", *map(str, words)], cwd)

    def command(self, name: str, *words: str | Path, cwd: Path) -> tuple[int, str]:
        """Run a module of the same Python."""
        return self.run([self.python, "-m", name, *map(str, words)], cwd)

    def passes(self, *words: str, cwd: Path) -> tuple[bool, str]:
        """Tell whether a module's command ends well, and what it says."""
        code, said = self.command(*words, cwd=cwd)
        return code == 0, said

    def script(self, *words: str | Path, cwd: Path) -> tuple[int, str]:
        """Run the independent side."""
        return self.run([self.python, str(HERE / "independent.py"), *map(str, words)], cwd)

    def run(self, command: Sequence[str], cwd: Path) -> tuple[int, str]:
        """Run a command to its end, or to the limit of time."""
        options: dict[str, Any] = {"env": self.environment, "stdin": subprocess.DEVNULL, "text": True}
        try:
            done = subprocess.run(command, cwd=cwd, capture_output=True, timeout=self.limit, check=False, **options)
        except subprocess.TimeoutExpired:
            return 124, f"longer than {self.limit} s"
        return done.returncode, done.stdout + done.stderr


def graph_of(tasks: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the graph of a conversion's record in the form in which `fairlead graph` tells it."""
    edges = {(one["task"], task["name"]) for task in tasks for one in task["inputs"]}
    return {
        "nodes": [{"id": task["name"]} for task in tasks],
        "edges": [{"from": before, "to": after} for before, after in sorted(edges)],
    }


def unmet(case: Case, out: Path, graph: Mapping[str, Any]) -> list[str]:
    """Return what the header of a notebook asks for and the written project does not have."""
    flat = _flat("\n".join(path.read_text() for path in python_files(out)))
    found = [f"lost: {piece}" for piece in case.kept if _flat(piece) not in flat]
    if len(graph["nodes"]) < case.tasks:
        found.append(f"{len(graph['nodes'])} tasks, not {case.tasks}")
    reached = _reached(graph)
    for pair in case.parallel:
        left, right = (tasks_with(piece, out) & set(reached) for piece in pair)
        if not any(a != b and b not in reached[a] and a not in reached[b] for a in left for b in right):
            found.append(f"not parallel: {pair[0]} and {pair[1]} ({sorted(left)}, {sorted(right)})")
    params = (out / "params.toml").read_text() if (out / "params.toml").exists() else ""
    found += [f"not in params.toml: {value}" for value in case.params if str(value) not in params]
    needs = (out / "pyproject.toml").read_text() if (out / "pyproject.toml").exists() else ""
    return found + [f"not in pyproject.toml: {name}" for name in case.packages if name not in needs]


def python_files(out: Path) -> list[Path]:
    """Return the Python files of a project, without its tests."""
    return [path for path in sorted(out.rglob("*.py")) if "tests" not in path.relative_to(out).parts[:-1]]


def tasks_with(piece: str, out: Path) -> set[str]:
    """Return the functions of a project in which a piece of code stands."""
    found = set()
    for path in python_files(out):
        source = path.read_text()
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef) and _flat(piece) in _flat(ast.get_source_segment(source, node) or ""):
                found.add(node.name)
    return found


def _flat(code: str) -> str:
    return re.sub(r"\s+", "", code).replace("'", '"').replace(",)", ")").replace(",]", "]")


def _reached(graph: Mapping[str, Any]) -> dict[str, set[str]]:
    names = [node["id"] for node in graph["nodes"]]
    reached: dict[str, set[str]] = {name: set() for name in names}
    for _ in names:
        for edge in graph["edges"]:
            reached[edge["from"]] |= {edge["to"]} | reached[edge["to"]]
    return reached


def _unstable(first: Mapping[str, Any], second: Mapping[str, Any]) -> set[str]:
    """Return the cells that show other numbers in a second run, and the names that hold other values."""
    from independent import numbers_of

    cells = {c for c, text in first["cells"].items() if numbers_of(text) != numbers_of(second["cells"].get(c, ""))}
    names = {
        name
        for name, known in first["history"].items()
        if [one for _, one in known] != [one for _, one in second["history"].get(name, [])]
    }
    return cells | names


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def first_json(said: str) -> Any:
    """Return the document that a command printed, whatever it said around it.

    Raises
    ------
    ValueError
        It printed none.
    """
    return json.JSONDecoder().raw_decode(said, said.index("{"))[0]


def new_rules(said: str) -> list[str]:
    """Return the rules that the written code breaks and the notebook does not, as far as they are errors."""
    try:
        looked_at = first_json(said)["notebooks"]
    except (ValueError, KeyError):
        return [_tail(said)]
    broken: dict[bool, set[str]] = {True: set(), False: set()}
    for one in looked_at:
        worst = {finding["code"] for finding in one["findings"] if finding["severity"] in ("error", "critical")}
        broken[one["file"].startswith("notebook")] |= worst
    return sorted(broken[False] - broken[True])


def _tail(said: str, length: int = 300) -> str:
    return " ".join(said.split())[-length:]


def table(rows: Sequence[Row]) -> str:
    """Return the rows as lines to read, and the rates that the project promises."""
    mark = {True: "yes", False: "NO", None: "-"}
    lines = [f"{'notebook':32} {'convert':8} {'CPU s':>5} tasks ran  style form check tests rep {'proof':24} oracle"]
    for row in rows:
        oracle = f"{row.numbers} numbers, {row.parts} values" if not row.different else f"DIFFERENT {row.different[:2]}"
        lines.append(
            f"{row.name[:32]:32} {row.converted:8} {row.convert_cpu:5.1f} {row.tasks:5} {mark[row.ran]:4} "
            f"{mark[row.style]:5} {mark[row.format]:4} {mark[row.check]:5} {mark[row.tests]:5} {mark[row.repeats]:3} "
            f"{row.verdict[:24]:24} {oracle}" + (f"  [{'; '.join(row.notes)}]" if row.notes else "")
        )
    return "\n".join([*lines, "", rates(rows)])


def rates(rows: Sequence[Row]) -> str:
    """Return the rates, each with the rows that it is of."""
    converted = [row for row in rows if row.converted == "ok"]
    runnable = [row for row in converted if row.notebook_stops is None and row.repeats is not None]
    repeating = [row for row in runnable if row.repeats]
    identical = [row for row in repeating if row.verdict in PROVED and not row.different and row.tasks >= row.least]
    wanted = [row for row in rows if not row.may_be_refused]
    said = [
        ("convert without error", sum(row.converted == "ok" for row in wanted), len(wanted)),
        ("converted pipelines run", sum(bool(row.ran) for row in runnable), len(runnable)),
        ("repeatable ones proved identical, three tasks or more", len(identical), len(repeating)),
        ("ruff passes", *_passed([row.style for row in converted])),
        ("ruff format passes", *_passed([row.format for row in converted])),
        ("fairlead check passes", *_passed([row.check for row in converted])),
        ("its tests pass", *_passed([row.tests for row in converted])),
        ("silent differences", sum(row.silent for row in rows), len(rows)),
    ]
    return "\n".join(f"{what}: {n} of {of}" + (f" ({n / of:.0%})" if of else "") for what, n, of in said)


def _passed(results: Sequence[bool | None]) -> tuple[int, int]:
    """Return how many passed, and how many were looked at."""
    return sum(one is True for one in results), sum(one is not None for one in results)


def saved(rows: Sequence[Row], path: Path) -> None:
    """Keep the rows in a file."""
    path.write_text("".join(json.dumps(asdict(row), ensure_ascii=False) + "\n" for row in rows))


def taken(case: Case, folder: Path, stages: Sequence[str] = STAGES, limit: float = 120) -> Row:
    """Write a notebook of the corpus into a folder and take it through the stages."""
    return Harness(folder, limit=limit).take(write(case, folder / case.name / "source"), case, stages)
