"""A copy of the folders that notebook and pipeline work in, made anew for every run under the same name.

So no run sees what another has written, and nothing is written into the person's own folders. Small files are copied,
large ones linked; what lies beside the folders is linked, so that ``../data/x.csv`` is found.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from collections import deque
from collections.abc import Container, Iterable
from dataclasses import dataclass
from pathlib import Path

from fairlead.notebook.prove.seen import SKIPPED

COPIED = 100_000_000
"""Bytes that are copied; when they are used up, files are linked."""

MOST_FILES = 20_000
ABOVE = 3
"""Levels above the folders of which the neighbours are linked."""


ABOVE_HERE = re.compile(r"""['"]((?:\.\./)+[^'"/]+)|['"](\.\.)['"]\s*[/,]\s*['"]([^'"/]+)""")
"""A path in code that goes up: ``"../data/x.csv"``, ``Path("..") / "data"``."""


def named_folders(texts: Iterable[str], beside: Path) -> list[Path]:
    """Return the folders that are there and that code names by a way up from a folder; it may write into them.

    >>> named_folders(["pd.read_csv('../no-such-folder/x.csv')"], Path("."))
    []
    """
    names = {match[1] or f"{match[2]}/{match[3]}" for text in texts for match in ABOVE_HERE.finditer(text)}
    places = sorted((beside / name).resolve() for name in names)
    return [place for place in places if place.is_dir() and place.parent != place and not beside.is_relative_to(place)]


@dataclass(frozen=True, slots=True)
class Mirror:
    """Hold where the copies lie.

    Parameters
    ----------
    root : of the copies.
    common : the folder that `root` stands for: the one that holds all of `folders`, or one above.
    folders : those that are copied, each as it lies in reality.
    """

    root: Path
    common: Path
    folders: tuple[Path, ...]

    @classmethod
    def of(cls, root: Path, *folders: Path) -> Mirror:
        """Plan the copies of some folders."""
        real = tuple(dict.fromkeys(folder.resolve() for folder in folders))
        common = Path(os.path.commonpath(real))
        for _ in range(ABOVE):
            if common.parent == common or common.parent.parent == common.parent:
                break
            common = common.parent
        return cls(root, common, real)

    def __call__(self, path: Path) -> Path:
        """Return where the copy of a path lies."""
        return self.root / path.resolve().relative_to(self.common)

    def real(self, path: str) -> str:
        """Return what a path among the copies stands for."""
        return str(self.common / Path(path).relative_to(self.root)) if Path(path).is_relative_to(self.root) else path

    @property
    def places(self) -> tuple[str, ...]:
        """Return the outermost copied folders."""
        outer = [
            one for one in self.folders if not any(other != one and one.is_relative_to(other) for other in self.folders)
        ]
        return tuple(str(self(one)) + os.sep for one in outer)

    def make(self) -> None:
        """Make the copies, in the place of earlier ones."""
        if self.root.exists():
            shutil.rmtree(self.root)
        left = COPIED
        for place in self.places:
            left = self._copy(Path(self.real(place)), Path(place), left)
        for folder in self.folders:
            self._link_beside(folder)

    def forget(self, written: Iterable[str], beside: Path, folder: Path, kept: Container[str] = ()) -> None:
        """Take out of a folder's copy what an earlier run has left there: files that a run makes anew each time.

        Parameters
        ----------
        written : files that a notebook wrote, by path among the copies; beside : the real folder that it works in.
        kept : names in the folder of what is part of it.
        """
        for path in written:
            name = os.path.relpath(self.real(path), beside)
            left = self(folder) / name
            is_new = not name.startswith(os.pardir) and not (beside / name).exists()
            if is_new and name not in kept and left.is_file():
                left.unlink()

    def _copy(self, source: Path, target: Path, left: int) -> int:
        """Copy a folder, what lies nearest first; return how many bytes may still be copied."""
        waiting = deque([(source, target)])
        number = 0
        while waiting:
            folder, copy = waiting.popleft()
            copy.mkdir(parents=True, exist_ok=True)
            for entry in sorted(os.scandir(folder), key=lambda one: one.name):
                number += 1
                if entry.name in SKIPPED:
                    continue
                if entry.is_dir(follow_symlinks=False) and number < MOST_FILES:
                    waiting.append((Path(entry.path), copy / entry.name))
                elif (
                    entry.is_file(follow_symlinks=False)
                    and (size := entry.stat().st_size) <= left
                    and number < MOST_FILES
                ):
                    shutil.copy2(entry.path, copy / entry.name)
                    left -= size
                elif os.path.exists(entry.path):
                    (copy / entry.name).symlink_to(os.path.realpath(entry.path))
        return left

    def _link_beside(self, folder: Path) -> None:
        """Link the neighbours of a folder, and of those above it, up to the common one."""
        while folder != self.common and folder.is_relative_to(self.common):
            above = folder.parent
            with contextlib.suppress(PermissionError):
                for entry in sorted(above.iterdir())[:MOST_FILES]:
                    copy = self.root / entry.relative_to(self.common)
                    if not copy.exists() and not copy.is_symlink() and not entry.name.startswith("."):
                        copy.symlink_to(entry)
            folder = above
