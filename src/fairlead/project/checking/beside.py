"""Whether what lies beside a notebook is still as it was when the notebook was last checked."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from pathlib import Path

from fairlead.notebook.facts import Surroundings
from fairlead.notebook.notebook import Notebook

ABSENT = "absent"
SOURCES = "src"
"""A folder of modules beside the notebook's own, or beside one above it."""


class Beside:
    """Say what files and folders look like from outside; each is looked at once."""

    def __init__(self) -> None:
        self._seen: dict[str, str] = {}

    def marks_of(self, notebook: Notebook, surroundings: Surroundings, folder: Path) -> dict[str, str]:
        """Return all that a check has looked at on the disk, each with what it looked like.

        Parameters
        ----------
        folder : of the notebook.
        """
        looked_at = [*surroundings.looked_at, *(os.path.join(path, SOURCES) for path in surroundings.looked_at)]
        asked = [f"?{folder / name}" for name in surroundings.files]
        return {path: self.mark(path) for path in sorted({*_runs(notebook), *looked_at, *asked})}

    def are_as_before(self, marks: Mapping[str, str]) -> bool:
        """Tell whether everything still looks as it did."""
        return all(self.mark(path) == before for path, before in marks.items())

    def mark(self, path: str) -> str:
        """Return what a file or folder looks like; of a path behind a ``?``, only whether it is there."""
        if path not in self._seen:
            self._seen[path] = str(os.path.exists(path[1:])) if path.startswith("?") else _look(path)
        return self._seen[path]


def _look(path: str) -> str:
    """Return the names in a folder, or when a file was changed, in a few characters."""
    try:
        if os.path.isdir(path):
            names = "/".join(sorted(name for name in os.listdir(path) if not name.startswith(".")))
            return blake2b(names.encode(errors="surrogatepass"), digest_size=8).hexdigest()
        seen = os.stat(path)
    except (OSError, ValueError):
        return ABSENT
    return f"{seen.st_size} {seen.st_mtime_ns}"


def _runs(notebook: Notebook) -> Iterator[str]:
    """Yield the files that are brought in with ``%run``, and whether those are there that were not."""
    for cell in notebook.cells:
        yield from (f"?{os.path.abspath(path)}{ending}" for path, _ in cell.lost for ending in ("", ".py"))
        for brought in cell.runs:
            yield os.path.abspath(brought.path)
            yield from _runs(brought)
