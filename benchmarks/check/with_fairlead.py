"""Check notebooks one after the other in this process, and time each beside a bare `ast.parse` of its cells.

python benchmarks/check/with_fairlead.py FOLDER
"""

from __future__ import annotations

import ast
import gc
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from fairlead.notebook.check import check_notebook
from fairlead.notebook.read import notebook_of
from fairlead.notebook.surroundings import surroundings_of
from fairlead.project.checking.one import Options, examine

ROUNDS = 8
"""All notebooks are timed so often, one after the other, and the least of each counts: what is more is the machine's,
which has slow seconds."""


def cpu_of(call: Callable[[], object]) -> float:
    """Return the CPU seconds of a call."""
    gc.collect()
    gc.disable()  # as `fairlead check` does while it reads a notebook; for the bare parse as well
    before = time.process_time()
    call()
    used = time.process_time() - before
    gc.enable()
    return used


def bare(sources: list[str]) -> None:
    """Parse cells, as far as they are Python."""
    for source in sources:
        try:
            ast.parse(source)
        except SyntaxError:
            continue


def one(path: Path) -> dict[str, float]:
    """Return what a notebook costs: the JSON, a bare parse, reading and checking it, and all of the command's work."""
    content, folder = path.read_bytes(), path.parent

    def checked() -> None:
        notebook = notebook_of(content, path.name, beside=folder)
        check_notebook(notebook, surroundings=surroundings_of(notebook, folder))

    sources = sources_of(path)
    return {
        "json": cpu_of(lambda: json.loads(content)),
        "parse": cpu_of(lambda: bare(sources)),
        "check": cpu_of(checked),
        "whole": cpu_of(lambda: examine(path.name, content, folder, Options())),
    }


def sources_of(path: Path) -> list[str]:
    """Return the code of a notebook's cells."""
    document = json.loads(path.read_bytes())
    return ["".join(cell["source"]) for cell in document["cells"] if cell["cell_type"] == "code"]


def told(path: Path, rounds: list[dict[str, float]]) -> dict[str, float]:
    """Return the least of all rounds, the check without the JSON, and how large the notebook is."""
    least = {name: min(costs[name] for costs in rounds) for name in rounds[0]}
    sources = sources_of(path)
    return {
        "parse": least["parse"],
        "check": least["check"] - least["json"],
        "whole": least["whole"],
        "cells": len(sources),
        "lines": sum(source.count("\n") + 1 for source in sources),
    }


def main() -> None:
    """Print the numbers of each notebook as the last line."""
    paths = sorted(Path(sys.argv[1]).glob("*.ipynb"))
    one(paths[0])  # what is loaded only once is not a notebook's cost
    rounds = [[one(path) for path in paths] for _ in range(ROUNDS)]
    print(json.dumps([told(path, list(costs)) for path, costs in zip(paths, zip(*rounds, strict=True), strict=True)]))


if __name__ == "__main__":
    main()
