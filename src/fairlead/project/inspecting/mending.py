"""What `fairlead check --fix` would change in a notebook, cell by cell, and the change itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from hashlib import sha256
from pathlib import Path
from typing import Literal

from fairlead.errors import CheckError
from fairlead.notebook.fix import Left, Mended
from fairlead.project.checking.fixes import fixed, write_whole
from fairlead.project.checking.one import Checked
from fairlead.project.checking.results import Source, read_source
from fairlead.project.checking.settings import settings_for
from fairlead.project.inspecting.listing import checked_all, path_in

AROUND = 2
"""Lines shown around each change."""

MOST_REMEMBERED = 16
_REMEMBERED: dict[tuple[object, ...], tuple[Mending, bytes]] = {}
"""Mends of the notebooks that were looked at last: each is checked anew after every single one, which takes a while."""


@dataclass(frozen=True, slots=True)
class Line:
    """Hold a line of a change: whether it stays, goes or comes, and its number before and after (0 if it has none)."""

    kind: Literal["same", "gone", "new", "cut"]
    text: str
    before: int = 0
    after: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """Hold what changes in a cell."""

    cell: int
    lines: tuple[Line, ...]
    has_outputs: bool


@dataclass(frozen=True, slots=True)
class Mending:
    """Hold what can be mended in a notebook, and what cannot.

    Parameters
    ----------
    digest : of the content that was looked at: only that is changed.
    """

    name: str
    digest: str
    mended: tuple[Mended, ...]
    left: tuple[Left, ...]
    changes: tuple[Change, ...]

    def of_cell(self, number: int) -> Change | None:
        """Return what changes in a cell."""
        return next((one for one in self.changes if one.cell == number), None)


def mending_of(project: Path, name: str) -> Mending:
    """Return what could be mended; nothing is changed.

    Raises
    ------
    CheckError
        The project has no such notebook.
    """
    return _mended(project, name)[0]


def mend(project: Path, name: str, *, digest: str) -> Mending:
    """Mend a notebook, if it is still the one that was looked at, and return what was done.

    Raises
    ------
    CheckError
        It has changed meanwhile, or cannot be written; nothing was changed.
    """
    found, content = _mended(project, name)
    if found.digest != digest:
        raise CheckError.changed_meanwhile(name)
    if found.changes:
        write_whole(path_in(project, name), content)
    return found


def _mended(project: Path, name: str) -> tuple[Mending, bytes]:
    path = path_in(project, name)
    source = read_source(str(path), None)
    checked = checked_all([str(path)], settings_for(project))[0]
    digest = sha256(source.content or b"").hexdigest()
    key = (str(path), digest, tuple(str(one.where) + one.code for one in checked.findings))
    if key not in _REMEMBERED:
        while len(_REMEMBERED) >= MOST_REMEMBERED:
            _REMEMBERED.pop(next(iter(_REMEMBERED)), None)
        _REMEMBERED[key] = _looked(name, digest, source, checked)
    return _REMEMBERED[key]


def _looked(name: str, digest: str, source: Source, checked: Checked) -> tuple[Mending, bytes]:
    result = fixed(source, checked, checked.findings)
    if result is None:
        return Mending(name, digest, (), (), ()), source.content or b""
    changes = tuple(
        Change(old.number, tuple(_lines(old.source.split("\n"), new.source.split("\n"))), bool(old.outputs))
        for old, new in zip(result.before.cells, result.after.cells, strict=True)
        if old.source != new.source
    )
    return Mending(name, digest, result.mended, result.left, changes), result.content


def _lines(before: Sequence[str], after: Sequence[str]) -> list[Line]:
    """Return the lines of a change with those around it; where lines are left out stands a cut."""
    found: list[Line] = []
    for group in SequenceMatcher(None, before, after, autojunk=False).get_grouped_opcodes(AROUND):
        if group[0][1] > 0 or found:
            found.append(Line("cut", ""))
        for tag, i1, i2, j1, j2 in group:
            if tag == "equal":
                found += [
                    Line("same", before[i], i + 1, j + 1) for i, j in zip(range(i1, i2), range(j1, j2), strict=True)
                ]
                continue
            found += [Line("gone", before[i], i + 1) for i in range(i1, i2)]
            found += [Line("new", after[j], 0, j + 1) for j in range(j1, j2)]
        if group[-1][2] < len(before):
            found.append(Line("cut", ""))
    return [line for n, line in enumerate(found) if line.kind != "cut" or n == 0 or found[n - 1].kind != "cut"]
