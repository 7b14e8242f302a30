"""The Python files of the project: the pipeline, the notebook's functions, plots and random numbers."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from fairlead.notebook.convert.body import INDENT, Writer
from fairlead.notebook.convert.cutting import indented
from fairlead.notebook.convert.lifting import Lifted
from fairlead.notebook.convert.plan import STATE, Task
from fairlead.notebook.convert.unit import Unit
from fairlead.notebook.convert.versions import Flow

LONG = 150
"""Lines of tasks beyond which each gets a file of its own: more than that nobody sees at a glance."""

_DONE = {
    "extract": "extracted",
    "validate": "validated",
    "explore": "explored",
    "transform": "transformed",
    "split": "parts",
    "train": "trained",
    "evaluate": "evaluated",
    "deploy": "saved",
}

PLOTS = '''\
"""Plots are saved where a notebook would show them."""

from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402

FOLDER = Path(__file__).parent / "plots"


def save_plots(name: str) -> None:
    """Save the figures that are open as plots/NAME.png, NAME-2.png and so on, and close them."""
    FOLDER.mkdir(exist_ok=True)
    for place, number in enumerate(plt.get_fignums(), 1):
        plt.figure(number).savefig(FOLDER / (f"{name}.png" if place == 1 else f"{name}-{place}.png"))
    plt.close("all")
'''


@dataclass
class Pages:
    """Write the Python of a project.

    Parameters
    ----------
    title, name : of the notebook; suite : whether the data have a suite; validated : the task whose table it checks.
    """

    flow: Flow
    tasks: list[Task]
    writer: Writer
    title: str
    dag: str
    notebook: str
    suite_of: tuple[str, str] | None = None
    libraries: tuple[str, ...] = ()
    local: dict[str, str] = field(default_factory=dict)

    def files(self) -> dict[str, str]:
        """Return the Python files by their paths."""
        functions = {task.name: self.writer.function(task) for task in self.tasks}
        found: dict[str, str] = {}
        length = sum(text.count("\n") + 4 for text in functions.values())
        apart = length > LONG
        if apart:
            for task in self.tasks:
                task.module = f"tasks.{task.name}"
                text = functions[task.name]
                found[f"tasks/{task.name}.py"] = "\n".join([*self._head([text], {"task"}), "", text, ""])
            found["tasks/__init__.py"] = (
                f'"""The tasks of the pipeline, in the order in which they run: {", ".join(one.name for one in self.tasks)}."""\n'  # noqa: E501
            )
        found["pipeline.py"] = self._pipeline(functions, apart)
        definitions = self._functions()
        if definitions:
            found["functions.py"] = definitions
        if self._uses("save_plots", functions.values()):
            found["plots.py"] = PLOTS
        if self._uses("random_stream", functions.values()) or self._uses("seed_stream", functions.values()):
            found["randomness.py"] = self._randomness()
        return found

    def _uses(self, name: str, texts: Iterable[str]) -> bool:
        return any(f"{name}(" in text for text in texts)

    # pipeline.py

    def _pipeline(self, functions: dict[str, str], apart: bool) -> str:
        lines = [
            f'"""{self.title}',
            "",
            *self._arrows(),
            f"Made from notebook/{self.notebook}; `fairlead prove` runs both and compares.",
            '"""',
            "",
        ]
        wanted = {"DAG"}
        texts: list[str] = []
        if not apart:
            wanted.add("task")
            texts = list(functions.values())
        suite = self._suite_task() if self.suite_of else ""
        if suite:
            wanted.add("task")
            texts.append(suite)
        lines += self._head(texts, wanted)
        if apart:
            lines += [
                f"from tasks.{task.name} import {task.name}" for task in sorted(self.tasks, key=lambda one: one.name)
            ]
        for text in texts:
            lines += ["", "", text]
        lines += ["", "", self._dag(), ""]
        return "\n".join(lines)

    def _suite_task(self) -> str:
        assert self.suite_of is not None
        name = self.suite_of[1]
        return "\n".join(
            [
                "@task",
                f"def {self._suite_name()}({name}, suite: Path) -> dict:",
                f'{INDENT}"""Check the data against the rules of suite.toml."""',
                f"{INDENT}result = Suite.load(suite).run({name})",
                f"{INDENT}print(result)",
                f'{INDENT}return {{"passed": result.passed}}',
            ]
        )

    def _suite_name(self) -> str:
        return "validate" if all(task.name != "validate" for task in self.tasks) else "validate_suite"

    def _arrows(self) -> Iterator[str]:
        """Yield the shape of the pipeline in one or two lines: each rank of tasks, those that run beside each other with ``||``."""  # noqa: E501
        rank: dict[str, int] = {}
        for task in self.tasks:
            before = [rank[one.task] for one in task.inputs] + [rank[one] for one in task.after]
            rank[task.name] = max(before, default=-1) + 1
        if self.suite_of:
            rank[self._suite_name()] = rank[self.suite_of[0]] + 1
        ranks = [
            [name for name, number in rank.items() if number == one]
            for one in range(max(rank.values(), default=-1) + 1)
        ]
        if self.suite_of:
            ranks[rank[self._suite_name()]].sort(key=lambda name: name != self._suite_name())
        parts = [names[0] if len(names) == 1 else f"({' || '.join(names)})" for names in ranks]
        line = ""
        for part in parts:
            more = f"{line} -> {part}" if line else part
            if len(more) > 84 and line:
                yield f"{line} ->"
                line = part
            else:
                line = more
        if line:
            yield f"{line}."

    def _dag(self) -> str:
        options = ""
        lines = [f'with DAG("{self.dag}", params="params.toml"{options}) as dag:']
        names = self._variables()
        read = {one.task for task in self.tasks for one in task.inputs} | {
            one for task in self.tasks for one in task.after
        }
        read |= {self.suite_of[0]} if self.suite_of else set()
        for task in self.tasks:
            given = []
            for one in task.inputs:
                source = next(each for each in self.tasks if each.name == one.task)
                value = names[one.task] if source.returns == "value" else f'{names[one.task]}["{one.output}"]'
                given.append(f"{one.name}={value}")
            call = f"{task.name}({', '.join(given)})"
            is_named = task.name in read or task.after
            lines.append(f"{INDENT}{names[task.name]} = {call}" if is_named else f"{INDENT}{call}")
            lines += [f"{INDENT}{names[before]} >> {names[task.name]}" for before in task.after]
            if self.suite_of and task.name == self.suite_of[0]:
                value = names[task.name] if task.returns == "value" else f'{names[task.name]}["{self.suite_of[1]}"]'
                lines.append(f"{INDENT}{self._suite_name()}({self.suite_of[1]}={value})")
        return "\n".join(lines)

    def _variables(self) -> dict[str, str]:
        """Return the names that the outputs of tasks have in the DAG: what has been done."""
        found: dict[str, str] = {}
        for task in self.tasks:
            stage = task.group.stage
            rest = task.name.removeprefix(stage)
            done = f"{_DONE[stage]}{rest}"
            found[task.name] = done if done != task.name else f"{done}_output"
        return found

    # Imports

    def _head(self, texts: list[str], wanted: set[str]) -> list[str]:
        """Return the imports that texts need, the options that are set for all of them, and what Fairlead brings."""
        names = set().union(*(names_in(text) for text in texts)) if texts else set()
        blocks: list[str] = []
        setups: list[Unit] = []
        used_modules: dict[str, set[str]] = {}
        for unit in self._at_top():
            if unit.role == "import":
                shown = imported(unit, names)
                if shown:
                    blocks.append(shown)
            elif unit.role == "setup" and texts:
                setups.append(unit)
            elif unit.binds & names:
                used_modules.setdefault("functions", set()).update(unit.binds & names)
        own: list[str] = []
        if setups:
            more = set().union(*(names_in(unit.text) for unit in setups))
            blocks += [
                shown
                for unit in self._at_top()
                if unit.role == "import" and (shown := imported(unit, more)) and shown not in blocks
            ]
        if "Path" in names | ({"Path"} if any(": Path" in text for text in texts) else set()) and not any(
            "Path" in imported_names(one) for one in blocks
        ):
            own.append("from pathlib import Path")
        if any("os.chdir(folder)" in text for text in texts) and not any("os" in imported_names(one) for one in blocks):
            own.append("import os")
        fairlead = sorted(wanted)
        own.append(f"from fairlead import {', '.join(fairlead)}")
        if any("Suite.load(" in text for text in texts):
            own.append("from fairlead.data import Suite")
        for module, brought in sorted(used_modules.items()):
            own.append(f"from {module} import {', '.join(sorted(brought))}")
        if self._uses("save_plots", texts):
            own.append("from plots import save_plots")
        state = [one for one in ("random_stream", "seed_stream", "set_random_stream") if self._uses(one, texts)]
        if state:
            own.append(f"from randomness import {', '.join(state)}")
        future = [one for one in blocks if one.startswith("from __future__")]
        first = [one for one in blocks if not one.startswith("from __future__")]
        lines = [*future, *own, *first]
        if setups:
            lines.append("")
            for unit in setups:
                lines += [*unit.before, unit.text + (f"  {unit.behind}" if unit.behind else "")]
        return lines

    def _at_top(self) -> list[Unit]:
        return [self.flow.units[number] for number in sorted(self.flow.at_top)]

    # Other files

    def _functions(self) -> str:
        """Return the module of the notebook's functions and classes, with the constants that they need."""
        units = [unit for unit in self._at_top() if unit.role in ("definition", "constant")]
        if not units:
            return ""
        texts = [unit.text for unit in units]
        names = set().union(*(names_in(text) for text in texts))
        blocks = [shown for unit in self._at_top() if unit.role == "import" and (shown := imported(unit, names))]
        lines = ['"""Functions and classes of the notebook, as they stand there."""', "", *blocks, ""]
        for unit in units:
            if unit.role == "definition" and not isinstance(unit.node, ast.Assign):
                lines += ["", ""]
            lines += [*unit.before, unit.text + (f"  {unit.behind}" if unit.behind else ""), *unit.below]
        return "\n".join(lines) + "\n"

    def _randomness(self) -> str:
        libraries = self.random_libraries()
        save, load, seed, imports = [], [], [], []
        if "random" in libraries:
            imports.append("import random")
            save.append('"random": random.getstate()')
            load.append('random.setstate(state["random"])')
            seed.append("random.seed(seed)")
        if "numpy" in libraries:
            imports += ["", "import numpy as np"]
            save.append('"numpy": np.random.get_state()')
            load.append('np.random.set_state(state["numpy"])')
            seed.append("np.random.seed(seed)")
        if "torch" in libraries:
            imports.append("import torch")
            save.append('"torch": torch.get_rng_state()')
            load.append('torch.set_rng_state(state["torch"])')
            seed.append("torch.manual_seed(seed)")
        return "\n".join(
            [
                '"""The random numbers of the notebook: one stream for all its cells, which tasks hand on to each other."""',  # noqa: E501
                "",
                *imports,
                "",
                "",
                "def random_stream() -> dict:",
                '    """Return where the stream is."""',
                f"    return {{{', '.join(save)}}}",
                "",
                "",
                "def set_random_stream(state: dict) -> None:",
                '    """Go on where another task stopped."""',
                *(f"    {one}" for one in load),
                "",
                "",
                "def seed_stream(seed: int) -> None:",
                '    """Begin a stream of one\'s own."""',
                *(f"    {one}" for one in seed),
                "",
            ]
        )

    def random_libraries(self) -> tuple[str, ...]:
        """Return the libraries whose streams are carried along."""
        names = {one.qualified.partition(".")[0] for one in self.flow.reading.facts.index.imports}
        found = ["random"]
        if names & {"numpy", "pandas", "sklearn", "scipy", "seaborn"}:
            found.append("numpy")
        if "torch" in names:
            found.append("torch")
        return tuple(found)


def names_in(text: str) -> set[str]:
    """Return every name that a text of Python uses, also those in texts that libraries look names up in."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < 500:
            found |= {word for word in _words(node.value) if word.isidentifier()}
    return found


def _words(text: str) -> Iterator[str]:
    word = ""
    for one in text + " ":
        if one.isalnum() or one == "_":
            word += one
        elif word:
            yield word
            word = ""


def imported(unit: Unit, names: set[str]) -> str:
    """Return an import as far as its names are used; "" where none is."""
    node = unit.node
    if isinstance(node, ast.ImportFrom):
        if node.module == "__future__" or any(one.name == "*" for one in node.names):
            return unit.text
        kept = [one for one in node.names if (one.asname or one.name) in names or node.module == "sklearn.experimental"]
        module = "." * node.level + (node.module or "")
        return f"from {module} import {', '.join(map(_alias, kept))}" if kept else ""
    if isinstance(node, ast.Import):
        kept = [one for one in node.names if (one.asname or one.name).partition(".")[0] in names]
        return "\n".join(f"import {_alias(one)}" for one in kept)
    return unit.text if unit.binds & names else ""


def imported_names(text: str) -> set[str]:
    """Return the names that imports bind."""
    return {
        (one.asname or one.name).partition(".")[0]
        for node in ast.walk(ast.parse(text))
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for one in node.names
    }


def _alias(one: ast.alias) -> str:
    return f"{one.name} as {one.asname}" if one.asname and one.asname != one.name else one.name


def params_file(tasks: list[Task], more: list[str], seeds: dict[str, int], folder: str | None) -> str:
    """Return params.toml: what several tasks take first, then a section a task."""
    by_name: dict[str, list[tuple[str, Lifted]]] = {}
    for task in tasks:
        for name in dict.fromkeys(one.name for one in task.params):
            lifted = next(one for one in task.params if one.name == name)
            by_name.setdefault(name, []).append((task.name, lifted))
    lines = [
        "# The values of the notebook, by the names of the arguments that take them.",
        "# For one run: `fairlead run -p NAME=VALUE`.",
        "",
    ]
    top: list[str] = []
    sections: dict[str, list[str]] = {}
    for name, takers in by_name.items():
        values = {(type(one.value), one.value) for _, one in takers}
        if len(values) == 1 and (len(takers) > 1 or takers[0][1].kind == "constant" or len(by_name) == 1):
            top.append(f"{name} = {toml(takers[0][1].value)}")
        else:
            for taker, one in takers:
                sections.setdefault(taker, []).append(f"{name} = {toml(one.value)}")
    if folder is not None:
        top.append(f"folder = {toml(folder)}  # where the notebook lay: relative paths in it begin there")
    top += more
    for seeded, seed in seeds.items():
        sections.setdefault(seeded, []).append(f"random_seed = {seed}")
    lines += top
    for task in tasks:
        if task.name in sections:
            lines += ["", f"[{task.name}]", *sections[task.name]]
    return "\n".join(lines).replace("\n\n\n", "\n\n").rstrip("\n") + "\n"


def toml(value: object) -> str:
    r"""Return a value as TOML writes it.

    >>> toml("a\"b"), toml(True), toml(0.1), toml(1e-05)
    ('"a\\"b"', 'true', '0.1', '1e-05')
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return {"inf": "inf", "-inf": "-inf"}.get(repr(value), repr(value))
    if isinstance(value, str):
        escaped = (
            value.replace("\\", "\\\\")
            .replace('"', '\\"')
            .replace("\t", "\\t")
            .replace("\r", "\\r")
            .replace("\n", "\\n")
        )
        return f'"{escaped}"'
    return repr(value)


__all__ = ["STATE", "Pages", "indented", "params_file"]
