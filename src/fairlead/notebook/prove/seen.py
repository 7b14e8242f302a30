"""Which files a run read and wrote, and which packages it used."""

from __future__ import annotations

import importlib.metadata
import json
import os
import pickle
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from fairlead.notebook.prove.imprint import Imprint
from fairlead.notebook.prove.node import Node, node, unknown

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
SKIPPED = frozenset((".git", ".fairlead", "__pycache__", ".ipynb_checkpoints", ".venv", "node_modules", ".ruff_cache"))
NOBODYS = ("/dev/", "/proc/", "/sys/", tempfile.gettempdir().rstrip(os.sep) + os.sep)
LARGEST = 2_000_000_000


class Seen:
    """Watch which files are opened.

    Parameters
    ----------
    root : folder of the copies; what is read in it is of interest.
    guarded : folders in which nothing may be written: those that are copied.
    """

    def __init__(self, root: str, guarded: tuple[str, ...]) -> None:
        self.root = root.rstrip(os.sep) + os.sep
        self.guarded = tuple(one.rstrip(os.sep) + os.sep for one in guarded)
        self._read: dict[str, None] = {}
        self._outside: dict[str, None] = {}

    def begin(self) -> None:
        """Watch from now on, for good."""
        sys.addaudithook(self._watch)

    def _watch(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event != "open" or not isinstance(arguments[0], str | bytes | os.PathLike):
            return
        path = os.path.abspath(os.fsdecode(arguments[0]))
        _, mode, flags = (*arguments, None, None)[:3]
        is_writing = any(one in mode for one in "wax+") if isinstance(mode, str) else bool((flags or 0) & WRITING)
        if is_writing:
            real = os.path.realpath(path)
            if not real.startswith((self.root, *NOBODYS)) and f"{os.sep}." not in real:
                self._outside[real] = None
            is_linked = path.startswith(self.root) and not real.startswith(self.root)
            if is_linked or (any(real.startswith(one) for one in self.guarded) and not real.startswith(self.root)):
                raise PermissionError(f"a proof works on copies and may not write {real!r}")
        elif path.startswith(self.root) and f"{os.sep}.fairlead{os.sep}" not in path:
            self._read[path] = None

    def read(self, before: Mapping[str, Any]) -> list[str]:
        """Return the files that were read and were there before, without those of code."""
        return sorted(
            one for one in self._read
            if not one.endswith((".py", ".pyc", ".ipynb", ".pyi")) and os.path.isfile(one)
            and (one in before or os.path.realpath(one) != one)
        )  # fmt: skip

    def outside(self) -> list[str]:
        """Return the files that were written outside of the copies, without caches and what passes."""
        return sorted(one for one in self._outside if os.path.isfile(one))

    def packages(self) -> dict[str, str]:
        """Return the versions of the packages that are loaded."""
        return packages_of(set(sys.modules))


def packages_of(modules: set[str]) -> dict[str, str]:
    """Return the versions of the installed packages that modules come from."""
    roots = {name.partition(".")[0] for name in modules}
    names = {
        one for root, owners in importlib.metadata.packages_distributions().items() if root in roots for one in owners
    }
    return {name: importlib.metadata.version(name) for name in sorted(names)}


def files_in(folder: str) -> Iterator[str]:
    """Yield the files below a folder; links to folders are not followed."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(
            one for one in folders if one not in SKIPPED and not os.path.islink(os.path.join(place, one))
        )
        for name in sorted(names):
            if not os.path.islink(os.path.join(place, name)):
                yield os.path.join(place, name)


def stamps(root: str) -> dict[str, tuple[int, int]]:
    """Return size and time of every file below a folder."""
    found = {}
    for path in files_in(root):
        status = os.stat(path)
        found[path] = (status.st_size, status.st_mtime_ns)
    return found


def written_files(before: Mapping[str, Any], root: str, imprint: Imprint) -> dict[str, Any]:
    """Return what was written below a folder since `before`, each with its node."""
    return {
        path: file_node(path, imprint).to_json()
        for path, stamp in stamps(root).items()
        if list(before.get(path, ())) != list(stamp) and not path.endswith(".pyc")
    }


def file_node(path: str, imprint: Imprint) -> Node:
    """Write a file down by what is in it: a model by its parts, a table as text, anything else byte by byte."""
    suffix = Path(path).suffix.lower()
    if os.path.getsize(path) > LARGEST:
        return unknown("file", f"it is larger than {LARGEST:,} bytes")
    try:
        content = CONTENTS.get(suffix, Path.read_bytes)(Path(path))
    except Exception:  # not what its name says, or made of what cannot be loaded here: then its bytes count
        content = Path(path).read_bytes()
    return node("branch", f"file {suffix}".strip(), "", [("", imprint.of(content))])


def _text(path: Path) -> Any:
    return path.read_text(encoding="utf-8").splitlines(keepends=True)


def _pickle(path: Path) -> Any:
    try:
        with path.open("rb") as file:
            return pickle.load(file)
    except Exception:  # joblib writes arrays between the pieces of a pickle, often into a file with this name
        return _joblib(path)


def _joblib(path: Path) -> Any:
    import joblib  # type: ignore[import-untyped]  # the file was written with it

    return joblib.load(path)


def _arrays(path: Path) -> Any:
    import numpy  # the file was written with it

    found = numpy.load(path, allow_pickle=True)
    return dict(found) if path.suffix == ".npz" else found


def _parquet(path: Path) -> Any:
    import pyarrow.parquet  # the file was written with it, or by what is compatible

    return pyarrow.parquet.read_table(path)


CONTENTS: Mapping[str, Any] = {
    **dict.fromkeys((".csv", ".tsv", ".txt", ".md", ".html", ".yaml", ".yml", ".toml", ".jsonl"), _text),
    ".json": lambda path: json.loads(path.read_text(encoding="utf-8")),
    **dict.fromkeys((".pkl", ".pickle"), _pickle),
    ".joblib": _joblib,
    **dict.fromkeys((".npy", ".npz"), _arrays),
    ".parquet": _parquet,
}
