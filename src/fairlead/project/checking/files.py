"""Which notebooks a person means by the words of a command: files, folders, and what comes on stdin."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from fairlead.errors import CheckError
from fairlead.project.checking.settings import Settings

STDIN = "-"
NOTEBOOK = ".ipynb"
SCRIPTS = (".py", ".ipy")
SKIPPED = frozenset({"__pycache__", "build", "dist", "env", "node_modules", "site-packages", "venv"})
"""Folders in which nobody keeps notebooks of their own; so are those whose name begins with a dot."""

CELL_MARKS = (b"# %%", b"#%%", b"# In[", b"# <codecell>")
MARKS_WITHIN = 65_536
"""Bytes of a Python file in which a first cell must begin, for it to count as a notebook."""


def notebooks_in(paths: Sequence[str], settings: Settings) -> list[str]:
    """Return the notebooks that paths mean, each once, those of a folder in order of their names.

    A file that is named counts whatever it is; in folders, files .ipynb, and Python files that have cells (``# %%``).

    Raises
    ------
    CheckError
        There is no such file, or nothing in the folders.
    """
    found: dict[str, None] = {}
    for path in paths:
        if os.path.isdir(path):
            found.update(dict.fromkeys(_walk(path, settings)))
        elif path == STDIN or os.path.exists(path):
            found[path] = None
        else:
            raise CheckError.no_such_file(path, _neighbours(path))
    if not found:
        raise CheckError.nothing_to_check(paths)
    return list(found)


def _walk(folder: str, settings: Settings) -> Iterator[str]:
    """Yield the notebooks of a folder and the folders in it."""
    for here, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if _is_entered(here, name, settings))
        for name in sorted(files):
            path = os.path.normpath(os.path.join(here, name))
            if _is_notebook(path) and not settings.is_excluded(Path(path)):
                yield path


def _is_entered(here: str, name: str, settings: Settings) -> bool:
    if name.startswith(".") or name in SKIPPED:
        return False
    path = os.path.join(here, name)
    return not os.path.exists(os.path.join(path, "pyvenv.cfg")) and not settings.is_excluded(Path(path))


def _is_notebook(path: str) -> bool:
    name = os.path.basename(path)
    if name.startswith("."):
        return False
    return name.endswith(NOTEBOOK) or (name.endswith(SCRIPTS) and _has_cells(path))


def _has_cells(path: str) -> bool:
    try:
        with open(path, "rb") as file:
            head = file.read(MARKS_WITHIN)
    except OSError:
        return False
    return any(head.startswith(mark) or b"\n" + mark in head for mark in CELL_MARKS)


def _neighbours(path: str) -> Iterable[str]:
    """Return what could be meant instead, spelled as the path is."""
    folder = os.path.dirname(path)
    try:
        names = sorted(os.listdir(folder or "."))
    except OSError:
        return []
    return [os.path.join(folder, name) for name in names if name.endswith((NOTEBOOK, *SCRIPTS))]
