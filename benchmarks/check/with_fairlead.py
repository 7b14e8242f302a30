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

TURNS = 3
"""Each is timed so often, and the least counts: what is more is the machine's."""


def least(call: Callable[[], object]) -> float:
    """Return the least CPU seconds of some calls."""
    times = []
    for _ in range(TURNS):
        gc.collect()
        gc.disable()  # as `fairlead check` does while it reads a notebook; for the bare parse as well
        before = time.process_time()
        call()
        times.append(time.process_time() - before)
        gc.enable()
    return min(times)


def bare(sources: list[str]) -> None:
    """Parse cells, as far as they are Python."""
    for source in sources:
        try:
            ast.parse(source)
        except SyntaxError:
            continue


def one(path: Path) -> dict[str, float]:
    """Return what a notebook costs: the JSON, a bare parse, reading and checking without the JSON, and all of it."""
    content, folder = path.read_bytes(), path.parent
    document = json.loads(content)
    sources = ["".join(cell["source"]) for cell in document["cells"] if cell["cell_type"] == "code"]

    def checked() -> None:
        notebook = notebook_of(content, path.name, beside=folder)
        check_notebook(notebook, surroundings=surroundings_of(notebook, folder))

    loading = least(lambda: json.loads(content))
    return {
        "parse": least(lambda: bare(sources)),
        "check": least(checked) - loading,
        "whole": least(lambda: examine(path.name, content, folder, Options())),
        "cells": len(sources),
        "lines": sum(source.count("\n") + 1 for source in sources),
    }


def main() -> None:
    """Print the numbers of each notebook as the last line."""
    paths = sorted(Path(sys.argv[1]).glob("*.ipynb"))
    one(paths[0])  # what is loaded only once is not a notebook's cost
    print(json.dumps([one(path) for path in paths]))


if __name__ == "__main__":
    main()
