"""Read what a person brings: a file, or its text, becomes a `Notebook`. Nothing in it is executed."""

from __future__ import annotations

import codecs
import os
import re
import warnings
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from fairlead.notebook.ipynb import ipynb_notebook
from fairlead.notebook.notebook import Cell, Notebook, Place
from fairlead.notebook.percent import percent_notebook

_RUNS_DEEP = 3
"""How far ``%run`` in a file that was itself brought in by ``%run`` is followed."""

_LARGEST_RUN = 2_000_000
"""Bytes of a file beyond which ``%run`` is not followed."""

_CODING = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_RUN = re.compile(r"%?run\s+(?:-(?!m\b)\w+\s+)*(?!-)(?:\"([^\"]+)\"|'([^']+)'|(\S+))")


def read_notebook(path: Path | str) -> Notebook:
    """Read a notebook file and the files that it brings in with ``%run``.

    Whatever is wrong with its content is told in the notebook's `troubles` and in its cells' `problem`.

    Raises
    ------
    OSError
        The file cannot be read.
    """
    file = Path(path)
    return notebook_of(file.read_bytes(), str(path), beside=file.parent)


def notebook_of(content: bytes | str, path: str = "<stdin>", *, beside: Path | None = None) -> Notebook:
    """Make a notebook of the content of a file.

    Parameters
    ----------
    content : of an .ipynb or a file of Python; which of them it is, the name says or else the content.
    path : its name, for findings.
    beside : the folder in which files for ``%run`` are looked for; without one they are not followed.

    >>> notebook_of("x = 1").kind
    'script'
    >>> notebook_of(b'{"cells": []}').kind
    'ipynb'
    """
    return _notebook(content, path, beside, deep=0)


def _notebook(content: bytes | str, path: str, beside: Path | None, deep: int) -> Notebook:
    text = _decoded(content) if isinstance(content, bytes) else content.removeprefix("\ufeff")
    with warnings.catch_warnings():  # invalid escapes in somebody's strings are not our user's business
        warnings.simplefilter("ignore")
        notebook = ipynb_notebook(text, path) if _is_ipynb(text, path) else percent_notebook(text, path)
    if beside is None or deep >= _RUNS_DEEP or not any(cell.magics for cell in notebook.cells):
        return notebook
    cells = [_with_runs(cell, beside, deep) if cell.magics else cell for cell in notebook.cells]
    return replace(notebook, cells=cells)


def _is_ipynb(text: str, path: str) -> bool:
    """Tell whether a file is an .ipynb; one without a telling name is, if it begins as JSON objects do."""
    lowered = path.lower()
    if lowered.endswith((".py", ".pyw", ".pyi")):
        return False
    if lowered.endswith(".ipynb"):
        return True
    start = text.lstrip()
    return start.startswith("{") and ('"cells"' in start or '"worksheets"' in start or '"nbformat"' in start)


def _decoded(content: bytes) -> str:
    """Return the text of a file; bytes that are not UTF-8 are taken as Latin-1, which every byte is."""
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, errors="replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    for line in content.split(b"\n", 2)[:2]:
        said = _CODING.match(line)
        if said is not None:
            try:
                return content.decode(said[1].decode(), errors="replace")
            except (LookupError, ValueError):
                break
    return content.decode("latin-1")


def _with_runs(cell: Cell, beside: Path, deep: int) -> Cell:
    named = tuple(_named_files(cell))
    if not named:
        return cell
    files = [(name, place, _brought(beside, name, deep)) for name, place in named]
    return replace(
        cell,
        runs=tuple(brought for _, _, brought in files if brought is not None),
        run_places=tuple(place for _, place, brought in files if brought is not None),
        lost=tuple((os.path.join(beside, name), place) for name, place, brought in files if brought is None),
    )


def _named_files(cell: Cell) -> Iterator[tuple[str, Place]]:
    """Yield the files that ``%run`` names, each with where it stands; a name with a variable in it is none."""
    for magic in cell.magics:
        match = _RUN.match(magic.text) if magic.kind == "line" and magic.name == "run" else None
        if match is None:
            continue
        name = match[1] or match[2] or match[3]
        if "$" in name or "{" in name:
            continue
        line = cell.source.split("\n")[magic.line - 1]
        start = max(line.find(name), 0)
        yield name, Place(cell.number, magic.line, start, magic.line, start + len(name))


def _brought(beside: Path, name: str, deep: int) -> Notebook | None:
    """Return the file of ``%run``, which as IPython has it may be named without ``.py``."""
    for file in (beside / name, beside / f"{name}.py"):
        try:
            if file.is_file() and file.stat().st_size <= _LARGEST_RUN:
                return _notebook(file.read_bytes(), str(file), file.parent, deep + 1)
        except (OSError, ValueError):
            continue
    return None
