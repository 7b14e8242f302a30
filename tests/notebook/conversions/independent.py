"""Compare a notebook with a pipeline in a way of its own, which shares no code with `fairlead prove`.

`python independent.py notebook FILE.ipynb OUT.json` runs a notebook in a bare IPython shell (no kernel) and writes
what each cell printed, and a digest of every variable after every statement. `python independent.py pipeline FOLDER
OUT.json` reads what the last run of a pipeline printed and gave back. `compared` says where the two disagree.
"""

from __future__ import annotations

import ast
import hashlib
import io
import json
import os
import re
import sys
import time
import types
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?(?![\w])")
_NOT_A_VALUE = re.compile(
    r"^(?:CPU times:|Wall time:|.*per loop \(mean|Text\(|\[?<(?:matplotlib|Axes|seaborn)).*$"
    r"|\b0x[0-9a-fA-F]+\b|, shape=\([\d, ]+\)",
    re.MULTILINE,
)
_BUDGET = 20.0
"""Seconds that the digests of a notebook may take; beyond them variables are looked at after each cell only."""


def numbers_of(text: str) -> list[str]:
    """Return the numbers that a text shows, as written, without addresses, times and parts of figures.

    >>> numbers_of("score 0.95 at 0x7f3a, [1. 2.5] v2")
    ['0.95', '1', '2.5']
    """
    return NUMBER.findall(_NOT_A_VALUE.sub("", text))


# ------------------------------------------------------------------------------------------------- digests of values


def digest(value: Any) -> str:
    """Return a digest of a value: equal values have equal digests, in every process.

    Floats count to the bit; the order of rows, columns and of a dict's keys counts, that of a set does not.
    """
    hasher = hashlib.sha1()
    _feed(value, hasher, [])
    return hasher.hexdigest()[:16]


def _feed(value: Any, hasher: Any, within: list[Any]) -> None:
    say = lambda *words: hasher.update(repr(words).encode())  # noqa: E731
    if value is None or isinstance(value, (bool, int, str, bytes, complex)) or value is ...:
        return say(type(value).__name__, value)
    if isinstance(value, float):
        return say("float", "nan" if value != value else value.hex())
    if isinstance(value, (type, types.FunctionType, types.BuiltinFunctionType, types.ModuleType)):
        return say("named", getattr(value, "__qualname__", value.__name__).split("<locals>.")[-1])
    depth = next((n for n, one in enumerate(within) if one is value), None)
    if depth is not None:
        return say("itself", depth)
    within.append(value)
    try:
        return _feed_parts(value, hasher, within, say)
    finally:
        within.pop()


def _feed_parts(value: Any, hasher: Any, within: list[Any], say: Any) -> None:
    module = type(value).__module__.split(".")[0]
    if module in ("numpy", "pandas", "polars", "scipy") and _feed_table(value, hasher, within, say):
        return None
    if isinstance(value, Mapping) and hasattr(value, "items"):
        say(type(value).__name__, len(value))
        for key, item in list(value.items()):
            _feed(key, hasher, within)
            _feed(item, hasher, within)
        if type(value) is dict or type(value).__name__ == "Bunch":
            return None
    elif isinstance(value, (set, frozenset)):
        return say("set", sorted(digest(item) for item in value))
    elif isinstance(value, (list, tuple)):
        say(type(value).__name__, len(value))
        for item in value:
            _feed(item, hasher, within)
        return None
    return _feed_object(value, hasher, within, say)


def _feed_table(value: Any, hasher: Any, within: list[Any], say: Any) -> bool:
    kind = type(value).__name__
    if kind in ("ndarray", "MaskedArray", "recarray", "matrix", "memmap"):
        say("array", str(value.dtype), value.shape)
        if value.dtype.names:
            for name in value.dtype.names:
                _feed(value[name], hasher, within)
        elif value.dtype.hasobject:
            for item in value.ravel().tolist():
                _feed(item, hasher, within)
        else:
            hasher.update(value.tobytes())
        return True
    if hasattr(value, "dtype") and hasattr(value, "item") and getattr(value, "shape", None) == ():
        say(str(value.dtype))
        _feed(value.item(), hasher, within)
        return True
    if kind == "DataFrame":
        columns = [value[:, i] for i in range(value.width)] if hasattr(value, "width") else None
        say(kind, value.shape, list(map(str, value.columns)))
        for i in range(value.shape[1]):
            _feed(columns[i] if columns is not None else value.iloc[:, i].array, hasher, within)
        if columns is None:
            _feed(value.index, hasher, within)
        return True
    if kind == "Series" and hasattr(value, "iloc"):
        say(kind, str(value.name), str(value.dtype))
        _feed(value.array, hasher, within)
        _feed(value.index, hasher, within)
        return True
    if kind == "Series" or kind.endswith(("Index", "Array")):
        dtype = str(value.dtype)
        say(kind if kind == "Series" else "values", dtype, len(value))
        items = value.to_list() if hasattr(value, "to_list") else value.tolist()
        if dtype.startswith(("float", "int", "uint", "bool", "datetime64[ns]")) and kind != "Series":
            import numpy

            hasher.update(numpy.asarray(value).tobytes())
        else:
            for item in items:
                if type(item).__module__.startswith("pandas"):
                    say(str(item))
                else:
                    _feed(item, hasher, within)
        return True
    return False


def _feed_object(value: Any, hasher: Any, within: list[Any], say: Any) -> None:
    say("object", type(value).__qualname__.split("<locals>.")[-1])
    if isinstance(value, types.MethodType):
        _feed(value.__self__, hasher, within)
        return say(value.__name__)
    module = type(value).__module__.split(".")[0]
    if module in ("matplotlib", "mpl_toolkits", "IPython"):
        return None
    try:
        reduced = value.__reduce_ex__(4)
    except Exception:
        return say("opaque")
    if isinstance(reduced, str):
        return say(reduced)
    maker, arguments, *more = reduced
    say(getattr(maker, "__name__", ""))
    state = more[0] if more else None
    if isinstance(state, dict):
        state = {key: state[key] for key in sorted(state, key=str)}
    for part in (arguments, state, list(more[1]) if len(more) > 1 and more[1] is not None else None):
        _feed(part, hasher, within)
    return None


# ---------------------------------------------------------------------------------------------------- a notebook's run


def run_notebook(path: Path, order: str = "file") -> dict[str, Any]:
    """Run a notebook's code cells in this process, in the folder of the notebook, and tell what happened.

    Returns
    -------
    dict
        ``cells``: text that each code cell showed (cells are counted from 1, those of text too); ``times``: when each
        statement had ended, as ``cell:index``; ``history``: for each name the times at which it changed and the
        digests it then had; ``stopped``: None, or the cell that failed, and the error.
    """
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    content = json.loads(path.read_text())
    os.chdir(path.parent)
    sys.path.insert(0, "")
    config = Config()
    config.HistoryManager.enabled = False
    shell = InteractiveShell.instance(config=config)
    shell.colors = "nocolor"
    shell.displayhook.write_output_prompt = lambda: None
    shell.enable_gui = lambda *args: None
    shell.showtraceback = lambda *args, **options: None
    watch = Watch(shell)
    cells = {number: cell for number, cell in enumerate(content["cells"], 1) if cell["cell_type"] == "code"}
    numbers = list(cells)
    if order == "counts":
        numbers = [n for n in numbers if cells[n].get("execution_count")]
        numbers.sort(key=lambda n: cells[n]["execution_count"])
    shown: dict[str, str] = {}
    stopped = None
    for number in numbers:
        source = cells[number]["source"]
        source = source if isinstance(source, str) else "".join(source)
        source = re.sub(r"(?m)^%precision\b.*$", "", source)  # the same numbers, with fewer digits
        expected = "raises-exception" in cells[number].get("metadata", {}).get("tags", ())
        watch.cell = number
        out, sys.stdout = sys.stdout, io.StringIO()
        try:
            result = shell.run_cell(source, store_history=True)
        finally:
            out, sys.stdout = sys.stdout, out
        shown[str(number)] = out.getvalue()
        watch.look(None)
        if not result.success and not expected:
            error = result.error_in_exec or result.error_before_exec
            stopped = {"cell": number, "error": f"{type(error).__name__}: {error}"[:300]}
            break
    return {"cells": shown, "history": watch.history, "times": watch.times, "stopped": stopped}


class Watch:
    """Take the digests of a shell's variables, after each statement while time is left for it."""

    def __init__(self, shell: Any) -> None:
        """Begin with the names that the shell itself has."""
        self.shell = shell
        self.own = set(shell.user_ns) | {"__seen__"}
        self.history: dict[str, list[tuple[int, str]]] = {}
        self.times: dict[str, int] = {}
        self.cell = 0
        self.time = 0
        self.spent = 0.0
        shell.user_ns["__seen__"] = self.look
        shell.ast_transformers.append(_AfterEach())

    def look(self, index: int | None) -> None:
        """Take digests of what the variables hold now: after a statement, or at the end of a cell (None)."""
        self.time += 1
        self.times[f"{self.cell}:{'end' if index is None else index}"] = self.time
        if index is not None and self.spent > _BUDGET:
            self.times[f"{self.cell}:{index}"] = -1
            return
        began = time.perf_counter()
        for name, value in list(self.shell.user_ns.items()):
            if name in self.own or re.fullmatch(r"_i*\d*|_oh|_dh|_exit_code|__builtins?__", name):
                continue
            if isinstance(value, types.ModuleType):
                continue
            try:
                found = digest(value)
            except RecursionError:
                found = "too deep"
            except Exception as error:
                found = f"no digest: {type(error).__name__}"
            known = self.history.setdefault(name, [])
            if not known or found != known[-1][1]:
                known.append((self.time, found))
        self.spent += time.perf_counter() - began


class _AfterEach(ast.NodeTransformer):
    """Let a call follow each statement at the top of a cell."""

    def visit_Module(self, node: ast.Module) -> ast.Module:
        body: list[ast.stmt] = []
        for position, statement in enumerate(node.body):
            body.append(statement)
            last = position == len(node.body) - 1
            if last or (isinstance(statement, ast.ImportFrom) and statement.module == "__future__"):
                continue
            call = ast.parse(f"__seen__({position})").body[0]
            for inner in ast.walk(call):
                ast.copy_location(inner, statement)
            body.append(call)
        node.body = body
        return ast.fix_missing_locations(node)


# ---------------------------------------------------------------------------------------------------- a pipeline's run


def read_pipeline(folder: Path) -> dict[str, Any]:
    """Tell what the latest run of a project printed, and what its tasks gave back."""
    from fairlead.project import Project
    from fairlead.project.testing import output_of

    os.chdir(folder)
    sys.path.insert(0, str(folder))
    logs = sorted((folder / ".fairlead" / "logs").glob("*/*.log"))
    latest = max((log.parent.name for log in logs), default="")
    shown = {log.name.split(".")[0]: log.read_text(errors="replace") for log in logs if log.parent.name == latest}
    project = Project.find(needs_pipeline=False)
    record = json.loads((folder / "notebook" / "conversion.json").read_text())
    statements = {one["id"]: one for one in record["statements"]}
    last: dict[int, int] = {}
    for one in record["statements"]:
        last[one["cell"]] = max(one["index"] or 0, last.get(one["cell"], 0))  # a statement of ``%run`` has no index
    parts: list[dict[str, Any]] = []
    texts: dict[str, str] = {}
    for task in record["tasks"]:
        if not task["outputs"]:
            continue
        output = output_of(project, task["name"])
        for one in task["outputs"]:
            value = output if task["returns"] == "value" else output[one["name"]]
            after = statements.get(one["after"])
            if after is None or after["index"] is None:
                time = None
            elif after["index"] == last[after["cell"]]:
                time = f"{after['cell']}:end"
            else:
                time = f"{after['cell']}:{after['index']}"
            said = {"task": task["name"], "name": one["name"], "variable": one["variable"], "time": time}
            parts.append(said | {"digest": digest(value)})
            texts[task["name"]] = texts.get(task["name"], "") + "\n" + _text_of(value)
    return {"shown": shown, "parts": parts, "texts": texts}


def _text_of(value: Any) -> str:
    try:
        return value if isinstance(value, str) else repr(value)
    except Exception:
        return ""


# ----------------------------------------------------------------------------------------------------------- comparing


def compared(notebook: Mapping[str, Any], pipeline: Mapping[str, Any]) -> dict[str, Any]:
    """Say where a notebook and a pipeline disagree.

    Returns
    -------
    dict
        ``numbers``: how many the notebook showed; ``missing``: by cell, those that the pipeline
        shows less often, and those of lines whose numbers it nowhere shows in the same order;
        ``foreign``: outputs whose value the notebook's variable of that name has never had; ``stale``: those whose
        value it had at another time than is said; ``parts``: how many outputs were compared.
    """
    shown, held = (
        Counter(number for text in pipeline[where].values() for number in numbers_of(text))
        for where in ("shown", "texts")
    )
    wanted = {cell: Counter(numbers_of(text)) for cell, text in notebook["cells"].items()}
    needed: Counter[str] = sum(wanted.values(), Counter())
    lost = {number for number in needed if shown[number] + held[number] < needed[number]}
    rows = [" ".join(["", *numbers_of(text), ""]) for where in ("shown", "texts") for text in pipeline[where].values()]
    missing: dict[str, list[str]] = {}
    for cell, text in notebook["cells"].items():
        lines = [" ".join(["", *numbers_of(line), ""]) for line in text.split("\n")]
        broken = [number for line in lines if not any(line in row for row in rows) for number in line.split()]
        if found := sorted(set(broken) | (lost & set(wanted[cell]))):
            missing[cell] = found
    foreign, stale, parts = _outputs(notebook, pipeline)
    return {"numbers": needed.total(), "missing": missing, "foreign": foreign, "stale": stale, "parts": parts}


def _outputs(notebook: Mapping[str, Any], pipeline: Mapping[str, Any]) -> tuple[list[str], list[str], int]:
    foreign, stale, parts = [], [], 0
    for part in pipeline["parts"]:
        known = notebook["history"].get(part["variable"])
        if known is None or any(not one or one.startswith(("no digest", "too deep")) for _, one in known):
            continue
        parts += 1
        words = f"{part['task']}: {part['name']}"
        if part["digest"] not in {one for _, one in known}:
            foreign.append(words)
        elif (time := notebook["times"].get(part["time"] or "", -1)) >= 0:
            held = [one for at, one in known if at <= time]
            if not held or held[-1] != part["digest"]:
                stale.append(f"{words} is not what it is after {part['time']}")
    return foreign, stale, parts


def main(words: Iterable[str]) -> None:
    """Run as the docstring of this file says."""
    what, source, out, *rest = words
    path = Path(source).resolve()
    target = Path(out).resolve()
    told = run_notebook(path, *rest) if what == "notebook" else read_pipeline(path)
    target.write_text(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1:])
