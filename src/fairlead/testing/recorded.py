"""How results travel from the process that runs the tests to the one that asked for them: a file of JSON lines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from fairlead.testing.pyramid import Tested

RESULTS = "FAIRLEAD_TEST_RESULTS"
"""The environment variable that names the file."""

PROGRESS = "FAIRLEAD_TEST_PROGRESS"
"""The environment variable that names a file which grows while the tests run: the number of them, then each result."""


def write_results(path: Path, results: Iterable[Mapping[str, Any]]) -> None:
    """Write results, one a line."""
    path.write_text("".join(f"{json.dumps(one)}\n" for one in results), encoding="utf-8")


def add_progress(path: Path, what: Mapping[str, Any]) -> None:
    """Add a line about how far the tests are."""
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{json.dumps(what)}\n")


def read_results(path: Path) -> tuple[Tested, ...]:
    """Read what was written; nothing if nothing was."""
    if not path.exists():
        return ()
    return tuple(Tested(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines())
