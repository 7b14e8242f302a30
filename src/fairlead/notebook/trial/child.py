"""The process that runs a notebook: reads what to run from a file, and writes down what happened, line by line.

python -m fairlead.notebook.trial.child REQUEST RESULTS
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from fairlead.notebook.trial.honest import CannotMend, Labels, drawn, learned, parted
from fairlead.notebook.trial.measure import number_of, split_facts
from fairlead.notebook.trial.rewrite import SHOW, WATCH, rewritten
from fairlead.notebook.trial.sandbox import confine

TEXT = 20_000
"""Characters of what a cell prints that are kept."""


class Watcher:
    """Stand between a notebook and the calls that a plan names.

    Parameters
    ----------
    calls : for each number the `role` of the call, its `cell` and `line`, and whether it is `mended` in this run.
    test : labels of the test rows, in the run that is mended; None in the run as it stands.
    """

    def __init__(self, calls: Sequence[Mapping[str, Any]], test: set[Any] | None) -> None:
        self.calls = calls
        self.test = test
        self.labels = Labels()
        self.splits: list[dict[str, Any]] = []
        self.scores: list[dict[str, Any]] = []
        self.drawn: set[Any] | None = None
        self.trouble: str | None = None
        self.resamplers: list[Any] = []

    def __call__(self, number: int, function: Any, /, *arguments: Any, **keywords: Any) -> Any:
        """Do a call that was handed over."""
        call = self.calls[number]
        if call["role"] == "score":
            value = function(*arguments, **keywords)
            self._score(call, function, value)
            return value
        if call["role"] == "split":
            return self._split(call, function, arguments, keywords)
        if self.test is None:
            return function(*arguments, **keywords)
        if call["role"] == "resample":
            return self._resampled(function, arguments, keywords)
        return learned(function, arguments, keywords, self.test, self.labels)

    def _split(
        self, call: Mapping[str, Any], function: Any, arguments: tuple[Any, ...], keywords: dict[str, Any]
    ) -> Any:
        if self.test is not None and call["mended"]:
            labels = self.labels.found(arguments)
            parts = parted(arguments, labels, self.test)
            parts = self._resampled_training(parts)
        else:
            if call["mended"] and self.drawn is None:
                self._draw(arguments, keywords)
            parts = function(*arguments, **keywords)
        if isinstance(parts, list | tuple):
            self.splits.append({"cell": call["cell"], "line": call["line"], **split_facts(parts)})
        return parts

    def _draw(self, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> None:
        try:
            self.drawn = drawn(self.labels.found(arguments), keywords)
        except CannotMend as error:
            self.trouble = str(error)

    def _score(self, call: Mapping[str, Any], function: Any, value: Any) -> None:
        found = number_of(value)
        if found is not None:
            name = getattr(function, "__name__", "score")
            self.scores.append({"cell": call["cell"], "line": call["line"], "metric": name, "value": found})

    def _resampled(self, function: Any, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
        if getattr(function, "__name__", "") == "fit_resample":
            self.resamplers.append(function)  # made up for after the split, on the training rows
            return arguments[:2]
        # Rows that are numbered anew could not be told apart any more.
        return function(*arguments, **{**keywords, "ignore_index": False} if keywords.get("ignore_index") else keywords)

    def _resampled_training(self, parts: list[Any]) -> list[Any]:
        for fit_resample in self.resamplers:
            if len(parts) != 4:
                raise CannotMend("the split does not part rows and target alone")
            parts[0], parts[2] = fit_resample(parts[0], parts[2])
        return parts


def run(request: Mapping[str, Any], test: set[Any] | None) -> tuple[dict[str, Any], Watcher]:
    """Run the cells one after the other, up to the first that fails."""
    watcher = Watcher(request["calls"], test)
    space = _space(watcher)
    cells = []
    for number, code in request["cells"]:
        outcome = _run_cell(number, code, request, space, watcher)
        cells.append(outcome)
        if outcome["error"] is not None:
            break
    return {"cells": cells, "splits": watcher.splits, "scores": watcher.scores, "trouble": watcher.trouble}, watcher


def _run_cell(
    number: int, code: str, request: Mapping[str, Any], space: dict[str, Any], watcher: Watcher
) -> dict[str, Any]:
    calls = {
        tuple(call["span"]): n
        for n, call in enumerate(request["calls"])
        if call["cell"] == number and (watcher.test is not None or call["role"] in ("split", "score"))
    }
    printed = io.StringIO()
    shown: list[str] = []
    space[SHOW] = lambda value: shown.append(repr(value)[:TEXT]) if value is not None else None
    error = None
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(io.StringIO()):
        try:
            exec(compile(rewritten(code, calls, request["replaced"]), f"<cell {number}>", "exec"), space)
        except SystemExit:
            pass
        except CannotMend as reason:
            error = {"kind": "CannotMend", "message": str(reason), "line": _line_in(number, reason)}
        except BaseException as problem:  # the notebook's own error, which is what we want to know
            error = {"kind": type(problem).__name__, "message": str(problem)[:500], "line": _line_in(number, problem)}
    return {"cell": number, "printed": printed.getvalue()[:TEXT], "shown": shown[-1:] or None, "error": error}


def _line_in(number: int, problem: BaseException) -> int | None:
    lines = [one.lineno for one in traceback.extract_tb(problem.__traceback__) if one.filename == f"<cell {number}>"]
    return lines[0] if lines else None


def _space(watcher: Watcher) -> dict[str, Any]:
    """Return the names that a notebook begins with."""
    return {
        "__name__": "__main__",
        "__builtins__": __builtins__,
        "display": lambda *values, **_: print(*(repr(value) for value in values)),
        "get_ipython": lambda: _Nothing(),
        WATCH: watcher,
    }


class _Nothing:
    """Stand for IPython: every method does nothing."""

    def __getattr__(self, name: str) -> Any:
        return lambda *arguments, **keywords: None


def main(request_path: str, results_path: str) -> None:
    """Run a notebook as it stands, and without its leaks if that was asked for."""
    request = json.loads(Path(request_path).read_text(encoding="utf-8"))
    with open(results_path, "w", encoding="utf-8") as results:
        confine(Path.cwd(), request["seconds"], request["memory"])
        found, watcher = run(request, None)
        _write(results, {"run": "as it stands", **found})
        if watcher.drawn is not None and all(cell["error"] is None for cell in found["cells"]):
            mended, _ = run(request, watcher.drawn)
            _write(results, {"run": "mended", **mended})


def _write(stream: Any, document: Mapping[str, Any]) -> None:
    stream.write(json.dumps(document) + "\n")
    stream.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
