"""The process that runs a notebook: reads what to run from a file, and writes down all that it computes.

python -m fairlead.notebook.prove.child REQUEST RESULTS
"""

from __future__ import annotations

import ast
import asyncio
import builtins
import inspect
import json
import os
import sys
import traceback
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from fairlead.notebook.magics import UNKNOWN
from fairlead.notebook.notebook import Cell
from fairlead.notebook.prove.code import Step, steps_of
from fairlead.notebook.prove.imprint import Imprint
from fairlead.notebook.prove.node import Shelf, unknown
from fairlead.notebook.prove.recorder import Recorder
from fairlead.notebook.prove.seen import Seen, written_files
from fairlead.notebook.prove.streams import Streams
from fairlead.notebook.read import read_notebook


class InputWanted(Exception):
    """Tell that a notebook waits for somebody to type."""


class Shell:
    """Run the statements of cells as IPython does, and look at the names in between.

    Parameters
    ----------
    wanted : the names that are looked at right after each place.
    moved : paths in the code, and what is read in their place.
    """

    def __init__(
        self, recorder: Recorder, wanted: Mapping[str, list[str]], streams: Streams, moved: Mapping[str, str]
    ) -> None:
        from IPython.core.interactiveshell import InteractiveShell
        from traitlets.config import Config

        self.recorder = recorder
        self.wanted = wanted
        self.streams = streams
        self.moved = _Moved(moved) if moved else None
        self.values: dict[str, dict[str, Any]] = {}
        self.shown: dict[str, Any] = {}
        main = ModuleType("__main__")
        sys.modules["__main__"] = main
        quiet = Config({"HistoryManager": {"enabled": False}})
        self.shell = InteractiveShell.instance(user_module=main, user_ns=main.__dict__, config=quiet)
        # Libraries ask whether there is a kernel to find out whether this is a terminal.
        setattr(self.shell, "kernel", None)  # noqa: B010 - it is no attribute of its class
        self.space: dict[str, Any] = self.shell.user_ns
        self.space["display"] = self._display
        self.space[UNKNOWN] = _nothing  # ``%%capture out``: what was shown, which no pipeline has
        builtins.display = self._display  # type: ignore[attr-defined]
        _replace_display(self._display)

    def _display(self, *values: Any, **_: Any) -> None:
        for value in values:
            self.recorder.show(value)

    def run(self, cell: Cell) -> None:
        """Run one cell; whatever it raises goes to the caller."""
        name = self.shell.compile.cache(cell.code, cell.number)
        try:
            for step in steps_of(cell, self.shell):
                self.recorder.place = step.place
                self.streams.enter(step.place)
                if self.moved is not None:
                    self.moved.visit(step.tree)
                self._run(step, name)
                self._look(step.place)
        finally:
            self.recorder.finish_figures()
            self.recorder.place = ""

    def _run(self, step: Step, name: str) -> None:
        if not step.shows:
            self._execute(ast.Module([step.tree], []), name, "exec")
            return
        assert isinstance(step.tree, ast.Expr)
        value = self._execute(ast.Expression(step.tree.value), name, "eval")
        self.shown[step.place] = self.recorder.show_last(value)
        if value is not None:
            self.space["_"] = value

    def _execute(self, tree: Any, name: str, mode: str) -> Any:
        code = compile(tree, name, mode, self.shell.compile.flags | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
        self.shell.compile.flags |= code.co_flags & _FUTURE
        result = eval(code, self.space)
        return asyncio.get_event_loop().run_until_complete(result) if code.co_flags & inspect.CO_COROUTINE else result

    def _look(self, place: str) -> None:
        names = self.wanted.get(place, ())
        if names:
            imprint = self.recorder.imprint
            nothing = unknown("nothing", "there is no such name")
            found = {one: imprint.of(self.space[one]) if one in self.space else nothing for one in names}
            self.values[place] = {one: written.to_json() for one, written in found.items()}


class _Moved(ast.NodeTransformer):
    """Put other paths into the place of those in the code."""

    def __init__(self, moved: Mapping[str, str]) -> None:
        self.moved = moved

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        """Exchange a text that is such a path."""
        found = self.moved.get(node.value) if isinstance(node.value, str) else None
        return node if found is None else ast.copy_location(ast.Constant(found), node)


def _nothing(*_: Any) -> None:
    return None


def _future_flags() -> int:
    import __future__

    return sum(getattr(__future__, name).compiler_flag for name in __future__.all_feature_names)


_FUTURE = _future_flags()


def _replace_display(display: Any) -> None:
    import IPython.core.display_functions
    import IPython.display

    IPython.display.display = IPython.core.display_functions.display = display


def main(request_path: str, results_path: str) -> None:
    """Run a notebook, and write a line for each cell that begins, and at the end all that it left."""
    request = json.loads(Path(request_path).read_text(encoding="utf-8"))
    with open(results_path, "w", encoding="utf-8") as results:
        confine(request)
        _run(request, lambda document: _write(results, document))


def _run(request: Mapping[str, Any], tell: Any) -> None:
    notebook = read_notebook(request["notebook"])
    cells = {cell.number: cell for cell in notebook.code_cells}
    imprint = Imprint(Shelf(Path(request["shelf"])), tuple(request["places"]))
    seen = Seen(request["root"], tuple(request["guarded"]))
    seen.begin()
    error = None
    sys.argv = ["notebook"]
    with Recorder(imprint) as recorder:
        shell = Shell(recorder, request["wanted"], Streams(request["streams"], request["seeds"]), request["moved"])
        builtins.input = _refuse_input
        for number in request["order"]:
            tell({"begin": number})
            cell = cells[number]
            try:
                shell.run(cell)
            except SystemExit:
                break
            except BaseException as problem:  # the notebook's own error
                if "raises-exception" in cell.tags:
                    continue
                error = _error(number, problem, cell)
                break
        read = seen.read(request["before"])
        tell({"begin": "files"})
        files = {} if error else written_files(request["before"], request["root"], imprint)
    tell(
        {
            "said": recorder.said, "figures": recorder.figures, "cut": sorted(recorder.cut), "values": shell.values,
            "shown": shell.shown, "files": files, "read": read,
            "outside": seen.outside(), "packages": seen.packages(), "error": error,
        }
    )  # fmt: skip
    sys.stderr.flush()
    os._exit(0)  # threads and loops of libraries that would keep it alive have no more to say


def _error(number: int, problem: BaseException, cell: Cell) -> dict[str, Any]:
    line = problem.lineno if isinstance(problem, SyntaxError) else _line_of(problem)
    return {
        "cell": number, "line": line, "kind": type(problem).__name__, "message": str(problem)[:1000],
        "trace": "".join(traceback.format_exception(problem))[-4000:],
    }  # fmt: skip


def _line_of(problem: BaseException) -> int | None:
    lines = [one.lineno for one in _frames(problem) if "ipython-input" in one.filename or "ipykernel" in one.filename]
    return lines[0] if lines else None


def _frames(problem: BaseException) -> Iterator[traceback.FrameSummary]:
    yield from traceback.extract_tb(problem.__traceback__)


def _refuse_input(prompt: object = "") -> str:
    raise InputWanted(f"it waits for somebody to type: input({str(prompt)!r})")


def confine(request: Mapping[str, Any]) -> None:
    """Set the limit of memory to this process and what it starts."""
    import resource

    if request["memory"]:
        resource.setrlimit(resource.RLIMIT_DATA, (request["memory"], request["memory"]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _write(stream: Any, document: Mapping[str, Any]) -> None:
    stream.write(json.dumps(document) + "\n")
    stream.flush()


if __name__ == "__main__":
    # Under its own name: the notebook is to be `__main__`.
    from fairlead.notebook.prove import child

    child.main(sys.argv[1], sys.argv[2])
