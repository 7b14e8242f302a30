"""What stands around the Python of a project: its settings, dependencies, README and tests."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence

from fairlead.notebook.convert.convert import Converted
from fairlead.notebook.convert.pages import toml
from fairlead.notebook.convert.plan import ABOUT, Task
from fairlead.notebook.scope import root_of

IGNORED = ".fairlead/\n__pycache__/\nplots/\n"


def papers_of(
    converted: Converted, packages: Mapping[str, str], *, has_suite: bool, table: str | None
) -> dict[str, str]:
    """Return the files of a project that are not its tasks, by path.

    Parameters
    ----------
    packages : what has to be installed, with the version that is installed here ("" where none is).
    has_suite : whether there is a suite.toml; table : the parameter that holds the path of the table it is about.
    """
    files = {
        "fairlead.toml": _settings(converted),
        "pyproject.toml": _pyproject(converted, packages),
        "README.md": _readme(converted, has_suite=has_suite),
        ".gitignore": IGNORED,
    }
    files.update(_tests(converted, has_suite=has_suite, table=table))
    return files


def _settings(converted: Converted) -> str:
    return f'# This file makes the folder a Fairlead project.\n\n[project]\nname = {toml(converted.name)}\npipeline = "pipeline.py"\n'  # noqa: E501


def _pyproject(converted: Converted, packages: Mapping[str, str]) -> str:
    lines = [f"{name}=={version}" if version else name for name, version in sorted(packages.items())]
    inner = "".join(f'  "{line}",\n' for line in lines)
    name = converted.name.lower().replace("_", "-").strip("-") or "pipeline"
    return (
        f'[project]\nname = {toml(name)}\nversion = "0.1.0"\nrequires-python = ">=3.11"\n'
        "# The versions with which the notebook was converted.\n"
        f"dependencies = [\n{inner}]\n\n"
        '[tool.pytest.ini_options]\npythonpath = ["."]\ntestpaths = ["tests"]\n\n'
        '[tool.ruff]\nextend-exclude = ["notebook"]  # it stays as it was\n'
    )


def _readme(converted: Converted, *, has_suite: bool) -> str:
    file = converted.record.notebook["name"]
    lines = [
        f"# {converted.title}",
        "",
        f"The notebook `notebook/{file}` as a pipeline. What it does stands in `pipeline.py`, the values it is given in",  # noqa: E501
        "`params.toml`" + (", what must be true of the data in `suite.toml`." if has_suite else "."),
        "",
        "```console",
        "$ fairlead graph      # what comes after what",
        "$ fairlead run        # run it; a second time everything comes from the store",
        "$ fairlead prove      # run notebook and pipeline, and compare what comes out",
        "$ fairlead test       # its tests",
        "```",
        "",
        "| task | what it does | cells |",
        "|---|---|---|",
    ]
    for task in converted.tasks:
        about = " ".join((task.heading or ABOUT[task.group.stage]).replace("|", "/").split())
        cells = sorted({_cell(converted, number) for number in task.group.units})
        lines.append(f"| {task.name} | {about} | {_ranges(cells)} |")
    told = [one for one in converted.record.dropped if one["reason"]]
    if told:
        lines += ["", "Not carried over:", ""]
        seen = dict.fromkeys(f"- cell {one['cell']}: {one['reason']}" for one in told)
        lines += list(seen)
    mode = converted.record.random["mode"]
    if mode == "exact":
        lines += [
            "",
            "The notebook draws all its random numbers from one stream. Its tasks hand that stream on to each other;",
            "`fairlead convert --random parallel` gives each task its own instead.",
        ]
    elif mode == "parallel":
        lines += [
            "",
            "Each task that draws random numbers begins with a seed of its own, so that tasks can run side by side:",
            "the numbers are not those of the notebook, and `fairlead prove` compares with a notebook that is seeded alike.",  # noqa: E501
        ]
    if converted.record.notebook["order"] == "recorded":
        lines += [
            "",
            "The notebook does not run from top to bottom: its cells are here in the order in which they were run.",
        ]
    return "\n".join(lines) + "\n"


def _cell(converted: Converted, number: int) -> int:
    return int(converted.record.statements[number]["cell"])


def _ranges(cells: Sequence[int]) -> str:
    """Return numbers with runs of them shortened.

    >>> _ranges([1, 2, 3, 7])
    '1-3, 7'
    """
    parts: list[list[int]] = []
    for cell in cells:
        if parts and cell == parts[-1][1] + 1:
            parts[-1][1] = cell
        else:
            parts.append([cell, cell])
    return ", ".join(f"{one}-{other}" if one != other else str(one) for one, other in parts)


_CONFTEST = '''\
"""What the tests are made on: the outputs of a run of the pipeline. What is stored is not computed again."""

from pathlib import Path

import pytest
from fairlead.project import Project, run
from fairlead.project.testing import output_of

PROJECT = Project.find(Path(__file__).parents[1])


@pytest.fixture(scope="session")
def last_run():
    """Run the pipeline."""
    return run(PROJECT)


@pytest.fixture(scope="session")
def output(last_run):
    """Give the output of a task by its name."""
    return lambda name: output_of(PROJECT, name)
'''


def _tests(converted: Converted, *, has_suite: bool, table: str | None) -> dict[str, str]:
    return {
        "tests/conftest.py": _CONFTEST,
        "tests/test_pipeline.py": _test_file(converted, has_suite=has_suite, table=table),
    }


def _test_file(converted: Converted, *, has_suite: bool, table: str | None) -> str:
    """Return tests of all four layers, as far as there is something to test in each."""
    tasks = converted.tasks
    parts: list[str] = []
    if has_suite and table is not None:
        parts.append(
            '@pytest.mark.ml(layer="data")\n'
            "def test_the_data_pass_their_suite(output):\n"
            '    assert output("validate")["passed"]\n'
        )
    else:
        giving = [task for task in tasks if task.outputs]
        sources = [task for task in giving if task.group.stage == "extract"] or giving[:1] or list(tasks[:1])
        names = [task.name for task in sources]
        check = "is not None" if giving else "is None"
        parts.append(
            '@pytest.mark.ml(layer="data")\n'
            f'@pytest.mark.parametrize("name", {_listed(names)})\n'
            "def test_there_are_data(output, name):\n"
            f"    assert output(name) {check}\n"
        )
    made = [task for task in tasks if task.group.stage in ("transform", "split") and task.returns != "nothing"]
    for task in made[:1]:
        names = [one.name for one in task.outputs if one.kind == "variable"]
        if task.returns == "mapping" and names:
            parts.append(
                '@pytest.mark.ml(layer="transform")\n'
                f"def test_{task.name}_gives_what_the_next_tasks_need(output):\n"
                f'    assert set(output("{task.name}")) >= {{{", ".join(repr(name).replace(chr(39), chr(34)) for name in names)}}}\n'  # noqa: E501
            )
        else:
            parts.append(
                '@pytest.mark.ml(layer="transform")\n'
                f"def test_{task.name}_gives_something(output):\n"
                f'    assert output("{task.name}") is not None\n'
            )
    measured = [
        (task, one)
        for task in tasks
        for one in task.outputs
        if one.type == "float" and task.group.stage in ("evaluate", "train")
    ]
    for task, one in measured[:1]:
        value = f'output("{task.name}")' + ("" if task.returns == "value" else f'["{one.name}"]')
        parts.append(
            '@pytest.mark.ml(layer="behaviour")\n'
            f"def test_{one.name}_is_a_number(output):\n"
            f"    assert math.isfinite({value})\n"
        )
    if not measured:
        parts.append(_behaviour(converted))
    parts.append(
        '@pytest.mark.ml(layer="system", level="e2e")\n'
        "def test_every_task_succeeds(last_run):\n"
        '    assert last_run.state == "succeeded"\n'
    )
    imports = "import math\n\n" if measured else ""
    return (
        '"""Tests of the pipeline, in four layers; add what must be true of your data and your model."""\n\n'
        f"{imports}import pytest\n\n\n" + "\n\n".join(parts)
    )


def _behaviour(converted: Converted) -> str:
    """Return a test of what the model answers: the same twice; without a model, of what comes out at the end."""
    by_name = {task.name: task for task in converted.tasks}
    for task in converted.tasks:
        models = [one for one in task.inputs if one.kind.startswith("estimator:") and _is_trained(by_name[one.task])]
        asked = _asked(converted, task)
        pairs = [(one, rows) for one in models for rows in task.inputs if (one.name, rows.name) in asked]
        if task.group.stage == "evaluate" and pairs:
            model, given = (_of_output(by_name[one.task].returns, one.task, one.output) for one in pairs[0])
            return (
                '@pytest.mark.ml(layer="behaviour")\n'
                "def test_the_model_answers_the_same_twice(output):\n"
                f"    model, rows = {model}, {given}\n"
                "    assert (model.predict(rows) == model.predict(rows)).all()\n"
            )
    last = next((task for task in reversed(converted.tasks) if task.outputs), converted.tasks[-1])
    check = "is not None" if last.outputs else "is None"
    return (
        '@pytest.mark.ml(layer="behaviour")\n'
        f"def test_{last.name}_ends_as_the_notebook_does(output):\n"
        f'    assert output("{last.name}") {check}\n'
    )


def _asked(converted: Converted, task: Task) -> set[tuple[str, str]]:
    """Return which models a task asks about which rows, as ``model.predict(X_test)`` does."""
    assert converted.flow is not None
    found: set[tuple[str, str]] = set()
    parts: dict[str, str] = {}  # ``best = search.best_estimator_``
    for number in task.group.all:
        node = converted.flow.units[number].node
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            root = root_of(node.value) or ""
            parts[node.targets[0].id] = parts.get(root, root)
        for one in ast.walk(node):
            if not isinstance(one, ast.Call) or not isinstance(one.func, ast.Attribute) or not one.args:
                continue
            rows = one.args[0]
            if one.func.attr in ("predict", "score") and isinstance(rows, ast.Name):
                root = root_of(one.func.value) or ""
                found.add((parts.get(root, root), rows.id))
    return found


def _is_trained(task: Task) -> bool:
    """Tell whether a task fits models, not only what prepares the rows for one."""
    return task.group.stage == "train"


def _of_output(returns: str, task: str, name: str) -> str:
    return f'output("{task}")' if returns == "value" else f'output("{task}")["{name}"]'


def _listed(names: Iterable[str]) -> str:
    return "[" + ", ".join(f'"{name}"' for name in names) + "]"
