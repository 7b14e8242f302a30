"""Look at what lies beside a notebook: what its project needs, which files are there, which modules."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fairlead.notebook.facts import Surroundings
from fairlead.notebook.notebook import Notebook
from fairlead.notebook.requirements import FILES, requirements_in

_UPWARDS = 4
"""Folders above the notebook in which its project may begin."""
_ROOT_MARKS = (".git", ".hg")
_PATHS_ADDED = re.compile(r"sys\.path\.(?:append|insert)\([^'\"\n]*['\"]([^'\"\n]{1,200})['\"]")


class FilesBeside(Mapping[str, bool]):
    """Answer whether a path exists beside a notebook; what was asked for is remembered, for caches.

    >>> beside = FilesBeside(Path("/"))
    >>> beside["no such file"], list(beside)
    (False, ['no such file'])
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._asked: dict[str, bool] = {}

    def __getitem__(self, path: str) -> bool:
        if path not in self._asked:
            self._asked[path] = self._exists(path)
        return self._asked[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._asked)

    def __len__(self) -> int:
        return len(self._asked)

    def _exists(self, path: str) -> bool:
        try:
            os.stat(os.path.join(self._folder, path))
        except (FileNotFoundError, NotADirectoryError, ValueError):
            return False
        except OSError:
            return True  # what cannot be asked for is not missed
        return True


@dataclass(frozen=True, slots=True)
class _Spot:
    """Hold what is looked for in a folder, by whole paths: to join them costs more than to look.

    Parameters
    ----------
    marks : of the root of a repository; files : those that may say what is needed; source : a folder of modules.
    """

    folder: str
    marks: tuple[str, ...]
    files: tuple[str, ...]
    source: str


def surroundings_of(notebook: Notebook, folder: Path) -> Surroundings:
    """Return what rules may know about the place where a notebook lies.

    The nearest folder, at or above it and within its repository, that says which packages are needed, counts.
    """
    spots = list(_upwards(folder))
    folders = tuple(spot.folder for spot in spots)
    changed = {folder: _changed(folder) for folder in folders}
    files = tuple(file for spot in spots for file in _files(spot, changed[spot.folder]))
    found = _requirements(folders, tuple((file, _changed(file)) for file in files))
    added = {at: _changed(at) for at in _module_folders(notebook, spots)}
    modules = frozenset().union(*(_modules(at, when) for at, when in (*changed.items(), *added.items())))
    looked_at = folders + files
    if found is None:
        return Surroundings(files=FilesBeside(folder), modules=modules, looked_at=looked_at)
    at, (needs, file) = found
    shown = os.path.relpath(os.path.join(at, file), folders[0]).replace(os.sep, "/")
    return Surroundings(needs, shown, FilesBeside(folder), modules, looked_at)


@lru_cache(maxsize=64)
def _requirements(
    folders: tuple[str, ...], files: tuple[tuple[str, int], ...]
) -> tuple[str, tuple[Mapping[str, str], str]] | None:
    """Return the nearest folder that says what is needed, and what it says.

    Parameters
    ----------
    files : those that may say so, with when each was changed; many notebooks that lie together are answered at once.
    """
    return next(((at, said) for at in folders if (said := requirements_in(Path(at))) is not None), None)


@lru_cache(maxsize=256)
def _files(spot: _Spot, changed: int) -> tuple[str, ...]:
    """Return which files of a folder may say what is needed, as it was when it was changed last."""
    return tuple(file for file in spot.files if _is_there(file) and os.path.isfile(file)) if changed else ()


def _changed(path: str) -> int:
    """Return when a file or folder was changed, in nanoseconds; 0 if it is not there."""
    try:
        return os.stat(path).st_mtime_ns if _is_there(path) else 0
    except (OSError, ValueError):
        return 0


def _is_there(path: str) -> bool:
    """Tell whether a path is there: the cheapest way to ask, as most that are asked for are not."""
    try:
        return os.access(path, os.F_OK)
    except ValueError:  # not a path at all
        return False


def _upwards(folder: Path) -> Iterator[_Spot]:
    """Yield a folder and those above it, as far as its repository reaches."""
    for spot in _spots(folder.absolute()):
        yield spot
        if any(_is_there(mark) for mark in spot.marks):
            return


@lru_cache(maxsize=64)
def _spots(folder: Path) -> tuple[_Spot, ...]:
    """Return what is looked for in a folder and in those above it, wherever its repository may end."""
    return tuple(
        _Spot(
            str(at),
            tuple(str(at / mark) for mark in _ROOT_MARKS),
            tuple(str(at / name) for name in FILES),
            str(at / "src"),
        )
        for at in (folder, *folder.parents[:_UPWARDS])
    )


def _module_folders(notebook: Notebook, spots: Sequence[_Spot]) -> Iterator[str]:
    """Yield where modules may lie beside the folder and those above it: their ``src``, what the notebook adds."""
    for spot in spots:
        yield spot.source
    for cell in notebook.code_cells:
        if "sys.path" in cell.code:
            for added in _PATHS_ADDED.findall(cell.code):
                yield os.path.join(spots[0].folder, added)


@lru_cache(maxsize=256)
def _modules(folder: str, changed: int) -> frozenset[str]:
    """Return the names of the modules and packages in a folder, as it was when it was changed last."""
    return frozenset(_names_of_modules(folder)) if changed else frozenset()


def _names_of_modules(folder: str) -> Iterator[str]:
    """Yield the names of modules and packages; a folder without Python is no package."""
    try:
        entries = list(os.scandir(folder))
    except (OSError, ValueError):
        return
    for entry in entries[:2_000]:
        name, dot, ending = entry.name.partition(".")
        if not name.isidentifier():
            continue
        if (dot and ending == "py") or (not dot and entry.is_dir() and _holds_python(entry.path)):
            yield name


def _holds_python(folder: str) -> bool:
    try:
        with os.scandir(folder) as entries:
            return any(entry.name.endswith(".py") for entry, _ in zip(entries, range(200), strict=False))
    except OSError:
        return False
