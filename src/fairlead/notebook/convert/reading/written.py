"""Carry over the modules that cells write, ``%%writefile model.py``, as files of the project."""

from __future__ import annotations

import ast
import posixpath
import shlex
from collections.abc import Iterable, Iterator, Mapping
from typing import cast

from fairlead.notebook.convert.reading.reading import Reading, Written
from fairlead.notebook.notebook import Cell, Magic

_WRITING = ("writefile", "file")
_RESERVED = ("pipeline.py", "tests/conftest.py", "tests/test_pipeline.py")
"""Files that every project has for itself."""


def writes_module(magic: Magic) -> bool:
    """Tell whether a magic writes a file of Python.

    >>> [writes_module(Magic("cell", "writefile", text, 1)) for text in ("%%writefile -a m.py", "%%writefile data.csv")]
    [True, False]
    """
    return magic.kind == "cell" and magic.name in _WRITING and any(one.endswith(".py") for one in _words(magic))


def follow_writing(cells: Iterable[Cell], reading: Reading) -> None:
    """Note the modules that cells write, in the order of the cells.

    A module has one text in the project, and lies in it. What cannot be so is a trouble: a text that is no Python, a
    path outside the notebook's folder, a text that changes after it was imported.
    """
    found: dict[str, Written] = {}
    imported: set[str] = set()
    folders: set[str] = set()
    for cell in cells:
        if cell.tree is not None:
            imported |= _with_theirs(set(_imports(cell.tree)), found)
            folders |= {posixpath.normpath(one) for one in _search_folders(cell.tree)}
        for magic in filter(writes_module, cell.magics):
            made = _written(cell, magic, found, imported)
            if isinstance(made, str):
                reading.trouble(cell.number, magic.line, made)
            else:
                found[made.path] = made
    for path, one in found.items():
        name = _as_imported(path, folders)
        if name in reading.written:
            other = reading.written[name].path
            reading.trouble(one.cell, one.line, f"it writes {path}, another cell {other}: a project has one {name}")
        reading.written[name] = one


def imports_of(written: Mapping[str, Written]) -> set[str]:
    """Return the modules from outside that written modules import."""
    own = {path.partition("/")[0].removesuffix(".py") for path in written}
    names = {name.partition(".")[0] for one in written.values() for name in _imports(ast.parse(one.text))}
    return names - own


def _written(cell: Cell, magic: Magic, found: Mapping[str, Written], imported: set[str]) -> Written | str:
    """Return the module that a cell writes, or why it cannot be carried over."""
    words = _words(magic)
    names = [one for one in words if not one.startswith("-")]
    path = posixpath.normpath(names[0])
    shown = line_of(magic)
    if len(names) != 1 or any(mark in path for mark in "${"):
        return f"{shown}: which file it writes cannot be told before it runs"
    if path.startswith(("/", "~", "..")) or "\\" in path or ":" in path:
        return f"{shown}: the file is outside the notebook's folder, and the project would not have it"
    if path in _RESERVED or path.partition("/")[0] in ("tasks", "notebook"):
        return f"{shown}: the project has a file of its own there"
    text = "\n".join(cell.source.split("\n")[magic.line :]).rstrip("\n") + "\n"
    if {"-a", "--append"} & set(words):
        if path not in found:
            return f"{shown}: it adds to a file that no cell above it writes"
        text = found[path].text + text
    try:
        ast.parse(text)
    except (SyntaxError, ValueError, RecursionError) as problem:
        return f"{shown}: what it writes is not Python: {problem}"
    if _dotted(path) in imported and (path not in found or found[path].text != text):
        return f"{shown}: the module is imported above, as it was before"
    return Written(path, text, cell.number, magic.line)


def _words(magic: Magic) -> list[str]:
    """Return what stands behind the name of a cell magic."""
    line = magic.text.split("\n")[magic.line - 1].partition(magic.name)[2]
    try:
        return shlex.split(line)
    except ValueError:
        return line.split()


def line_of(magic: Magic) -> str:
    """Return the line of a cell magic, without the cell below it."""
    return " ".join([f"%%{magic.name}", *_words(magic)])


def _dotted(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _imports(tree: ast.AST) -> Iterator[str]:
    """Yield the modules that code may import: of ``from a.b import c`` a, a.b and a.b.c."""
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [one.name for one in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [f"{node.module}.{one.name}" for one in node.names]
        for name in names:
            parts = name.split(".")
            yield from (".".join(parts[:end]) for end in range(1, len(parts) + 1))


def _with_theirs(names: set[str], found: Mapping[str, Written]) -> set[str]:
    """Return names of modules with those that the written ones among them import."""
    texts = {_dotted(path): one.text for path, one in found.items()}
    waiting, seen = list(names), set()
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += _imports(ast.parse(texts.get(name, "")))
    return seen


def _search_folders(tree: ast.AST) -> Iterator[str]:
    """Yield the folders that code adds to those in which modules are found."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("sys.path.append", "sys.path.insert"):
            given = [one.value for one in node.args if isinstance(one, ast.Constant)]
            yield from cast(list[str], [one for one in given if isinstance(one, str)])


def _as_imported(path: str, folders: set[str]) -> str:
    """Return a path as seen from the folder in which its module is found: the project has it at its top."""
    within = [one for one in folders if path.startswith(f"{one}/")]
    return path[len(max(within, key=len)) + 1 :] if within else path
