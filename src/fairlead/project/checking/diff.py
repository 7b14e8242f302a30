"""Which lines of a notebook are new or changed since a git revision."""

from __future__ import annotations

import os
import subprocess
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from fairlead.errors import CheckError
from fairlead.finding import Finding
from fairlead.notebook.notebook import Cell, Notebook

OUTPUTS = "-in-output"
"""The names of rules about what a cell has printed end so."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Hold what is new in a notebook.

    Parameters
    ----------
    lines : pairs of cell and line, both from 1; in a file of Python the cell is 0 and the line the file's.
    outputs : cells whose outputs are new.
    """

    lines: frozenset[tuple[int, int]]
    outputs: frozenset[int] = frozenset()

    def touch(self, finding: Finding) -> bool:
        """Tell whether a finding, or a step of the way that led to it, stands in what is new."""
        where = finding.where
        if finding.code.endswith(OUTPUTS):
            return where.cell in self.outputs
        spans = [
            (where.cell or 0, where.line or 0, where.end_line or where.line or 0),
            *((step.get("cell") or 0, step.get("line") or 0, step.get("end_line") or step.get("line") or 0)
              for step in finding.steps),
        ]  # fmt: skip
        if where.cell is None:
            spans = [(0, first, last) for _, first, last in spans]
        return any((cell, line) in self.lines for cell, first, last in spans for line in range(first, last + 1))


def changes(new: Notebook, old: Notebook | None) -> Changes:
    """Return what is new in a notebook; all of it if there was none.

    A cell that was moved but not changed is not new.
    """
    before = list(old.code_cells) if old is not None else []
    sources = Counter(cell.source for cell in before)
    printed = Counter((cell.source, cell.outputs) for cell in before)
    unmatched: list[Cell] = []
    outputs: set[int] = set()
    for cell in new.code_cells:
        if not _take(printed, (cell.source, cell.outputs)):
            outputs.add(cell.number)
        if not _take(sources, cell.source):
            unmatched.append(cell)
    gone = [line for source in sources.elements() for line in source.split("\n")]
    return Changes(_new_lines(unmatched, gone, new.kind == "ipynb"), frozenset(outputs))


def _take(counted: Counter, one: object) -> bool:  # type: ignore[type-arg]
    """Take one of these away; tell whether there was any."""
    if counted[one] <= 0:
        return False
    counted[one] -= 1
    return True


def _new_lines(cells: Sequence[Cell], gone: Sequence[str], is_ipynb: bool) -> frozenset[tuple[int, int]]:
    places = [
        (cell.number if is_ipynb else 0, number + (0 if is_ipynb else cell.first_line - 1))
        for cell in cells
        for number in range(1, cell.source.count("\n") + 2)
    ]
    lines = [line.strip() for cell in cells for line in cell.source.split("\n")]
    matcher = SequenceMatcher(None, [line.strip() for line in gone], lines, autojunk=False)
    same = {n for block in matcher.get_matching_blocks() for n in range(block.b, block.b + block.size)}
    return frozenset(place for n, place in enumerate(places) if n not in same)


class Revision:
    """Give files as they were at a revision.

    Parameters
    ----------
    base : a branch, tag or commit.
    start : a folder in the repository.

    Raises
    ------
    CheckError
        There is no git, no repository, or no such revision.
    """

    def __init__(self, base: str, start: Path) -> None:
        self._start = start
        top = _git(start, "rev-parse", "--show-toplevel")
        if top is None:
            raise CheckError.no_repository(start)
        # A revision that begins with a hyphen would be an option.
        commit = None if base.startswith("-") else _git(start, "rev-parse", "--verify", "--quiet", f"{base}^{{commit}}")
        if commit is None:
            raise CheckError.no_revision(base, start)
        self._top = Path(os.path.realpath(os.fsdecode(top.strip())))
        self._commit = commit.strip().decode()
        self._changed = self._names("diff", "--name-only", "-z", self._commit)
        self._changed |= self._names("ls-files", "--others", "-z")

    def has_changed(self, path: Path) -> bool:
        """Tell whether a file differs from that of the revision, or was not there."""
        name = self._name(path)
        return name is None or name in self._changed

    def content(self, path: Path) -> bytes | None:
        """Return the content of a file at the revision; None if it was not there."""
        name = self._name(path)
        return None if name is None else _git(self._top, "show", f"{self._commit}:{name}")

    def _name(self, path: Path) -> str | None:
        real = Path(os.path.realpath(path))
        return real.relative_to(self._top).as_posix() if self._top in real.parents else None

    def _names(self, *arguments: str) -> set[str]:
        return {os.fsdecode(name) for name in (_git(self._top, *arguments) or b"").split(b"\0") if name}


def _git(folder: Path, *arguments: str) -> bytes | None:
    """Return what git prints; None if it says no."""
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=folder, capture_output=True, check=False, stdin=subprocess.DEVNULL
        )
    except FileNotFoundError as error:
        raise CheckError.no_git() from error
    return done.stdout if done.returncode == 0 else None
