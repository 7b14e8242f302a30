"""Make straight-line notebooks of assignments, changes, aliases, views, functions, loops; run them, and their tasks."""

from __future__ import annotations

import contextlib
import io
import json
import pickle
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from sources import Case, SourceCell, content_of

from fairlead.notebook.convert.convert import convert_notebook

LISTS, BOXES, ARRAYS, NUMBERS = ("a", "b", "c"), ("box", "bag"), ("u", "v"), ("n", "m")
_START = [
    "import numpy as np",
    "a = [3, 1]",
    "b = [2]",
    "c = a",
    "box = {'in': b}",
    "bag = {'in': [5]}",
    "u = np.arange(4)",
    "v = u[1:]",
    "rows = [[7]]",
    "n = 1",
    "m = 2",
]
_LIST = (
    "{0} = [{i}, {j}]",
    "{0} = {1}",
    "{0} = list({1})",
    "{0} = {1}[:]",
    "{0} = {0} + [{i}]",
    "{0} += [{i}]",
    "{0}.append({i})",
    "{0}.extend({1})",
    "{0}.sort()",
    "{0}.reverse()",
    "{0}.insert(0, n)",
    "{0}[0] = {i}",
    "{0}, {1} = {1}, {0}",
    "for k in range({j}):\n    {0}.append(k)",
    "for one in list({0}):\n    n += one",
    "while len({0}) < {j}:\n    {0}.append(len({0}))",
    "if len({0}) > {j}:\n    {0} = {0}[:2]\nelse:\n    {1}.append({i})",
    "{0} = [one + {i} for one in {1}]",
    "def change(what=({0})):\n    what.append({i})\n    {1}.append(n)\nchange()",
    "def add(what):\n    what.append({i})\n    return what\n{0} = add({1})",
    "also = {0}.append\nalso({i})",
    "pair = ({0}, {1})\npair[0].append({i})",
    "rows.append({0})",
    "rows.append({0})",
    "rows[-1].append({i})",
    "rows[0].append({i})",
    "{0} = rows[-1]",
    "rows = [{0}, {1}]",
    "try:\n    {0}.append(1 // (n - n))\nexcept ZeroDivisionError:\n    {1}.append({i})",
)
_BOX = (
    "{2}['in'].append({i})",
    "{2}['in'] = {0}",
    "{2} = {3}",
    "{2} = dict({3})",
    "{2} = {{'in': {0}}}",
    "{0} = {2}['in']",
    "{2}.update(other={i})",
    "{2}.update(kept={0})",
    "{2}.setdefault('late', []).append({i})",
    "for key, value in {2}.items():\n    n += len(str(value))",
)
_ARRAY = (
    "{4} = np.arange({j} + 2)",
    "{4} = {5}",
    "{4} = {5}[:]",
    "{4} = {5}.copy()",
    "{4} = {5} + {i}",
    "{4} += {i}",
    "{4}[0] = {i}",
    "{4}[:] = {i}",
    "{4}.sort()",
    "{4}.fill({i})",
    "np.add({4}, 1, out={4})",
    "{4} = {5}[::-1]",
    "n = int({4}.sum())",
    "{4} = {5}.ravel()",
    "part = {4}[1:]\npart *= 2",
)
_NUMBER = (
    "n = {i}",
    "n += m",
    "m = n * 2",
    "n, m = m, n",
    "m = len({0})",
    "def total():\n    global m\n    m += {i}\n    return n\nn = total() % 100",
)
_SHOWN = ("print({0}, {2})", "print({4}, n)", "{0}", "n + m", "print({0} is {1}, {2} is {3})", "len({0})")
_END = (
    "print(a, b, c, rows, box, bag, n % 1000, m % 1000, u.tolist(), v.tolist())\n"
    "print(a is b, b is c, a is c, box is bag, box['in'] is a, bag['in'] is b, rows[-1] is a)"
)


@st.composite
def notebooks(draw: st.DrawFn) -> list[str]:
    """Draw the cells of a notebook."""
    template = st.sampled_from([*_LIST, *_BOX, *_ARRAY, *_NUMBER, *_SHOWN, *_SHOWN])
    statements = []
    for text in draw(st.lists(template, min_size=3, max_size=14)):
        names = [draw(st.permutations(kind)) for kind in (LISTS, BOXES, ARRAYS)]
        words = [*names[0][:2], *names[1], *names[2]]
        statements.append(text.format(*words, i=draw(st.integers(0, 9)), j=draw(st.integers(1, 4))))
    cells = ["\n".join(_START)]
    for statement in statements:
        if draw(st.booleans()) or len(cells) == 1:
            cells.append(statement)
        else:
            cells[-1] += "\n" + statement
    return [*cells, _END]


def run_cells(cells: Sequence[str]) -> list[str]:
    """Run cells in one namespace, as a notebook does; return the lines that are shown."""
    import ast

    said = io.StringIO()
    names: dict[str, Any] = {"__name__": "__main__"}
    with contextlib.redirect_stdout(said):
        for cell in cells:
            tree = ast.parse(cell)
            last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
            exec(compile(tree, "cell", "exec"), names)
            if last is not None:
                value = eval(compile(ast.Expression(last.value), "cell", "eval"), names)
                if value is not None:
                    print(value)
    return said.getvalue().splitlines()


def run_tasks(cells: Sequence[str], folder: Path) -> list[str]:
    """Convert cells, and call the tasks one by one; each gets copies of what it takes, as from another process."""
    case = Case("straight", "", tuple(SourceCell("code", cell) for cell in cells))
    made = convert_notebook(json.dumps(content_of(case)).encode(), str(folder / "straight.ipynb"))
    for name, text in made.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    said = io.StringIO()
    with _at_hand(folder, made.files), contextlib.redirect_stdout(said):
        outputs: dict[str, bytes] = {}
        for task in made.record.tasks:
            outputs[task["name"]] = pickle.dumps(_called(task, outputs, made))
    return said.getvalue().splitlines()


def _called(task: Mapping[str, Any], outputs: Mapping[str, bytes], made: Any) -> Any:
    import importlib

    module, _, name = task["function"].partition(":")
    function = getattr(importlib.import_module(module), name)
    function = getattr(function, "function", function)
    held = {before: pickle.loads(outputs[before]) for before in {one["task"] for one in task["inputs"]}}
    returned = {one["name"]: one["returns"] for one in made.record.tasks}
    given = {
        one["name"]: held[one["task"]] if returned[one["task"]] == "value" else held[one["task"]][one["output"]]
        for one in task["inputs"]
    }
    lifted = {one["name"]: one["value"] for one in made.record.params if one["task"] == task["name"]}
    return function(**given, **lifted)


@contextlib.contextmanager
def _at_hand(folder: Path, files: Mapping[str, str]) -> Iterator[None]:
    """Let the project's modules be imported, and forget them afterwards."""
    names = {name.removesuffix(".py").replace("/", ".") for name in files if name.endswith(".py")}
    known = set(sys.modules)
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        sys.path.remove(str(folder))
        for name in set(sys.modules) - known:
            if name in names or name.split(".")[0] == "tasks":
                del sys.modules[name]
