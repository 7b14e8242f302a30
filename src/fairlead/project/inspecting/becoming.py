"""Which task a cell has become, or would become, and whether the pipeline was shown to compute the same."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fairlead.errors import FairleadError
from fairlead.notebook.convert.record import FILE, Conversion
from fairlead.project.checking.files import SKIPPED

if TYPE_CHECKING:
    from fairlead.notebook.prove.proof import Proof

DEEPEST = 4
"""Folders below the project's in which a converted project is looked for."""


@dataclass(frozen=True, slots=True)
class Becoming:
    """Say what becomes of a notebook's cells.

    Parameters
    ----------
    folder : of the converted project, from that of the project; None where nobody has converted the notebook yet, and
        this is what a conversion would do.
    tasks : by cell, the tasks that its statements are in.
    stages : by cell, what its statements are: ``extract``, ``train``, ``shared``, ``explore`` and so on.
    trouble : why it cannot be converted as it stands.
    proof : that the pipeline computes the same; stale : what is no longer as it was when that was made.
    """

    folder: str | None
    tasks: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    stages: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    trouble: str = ""
    proof: Proof | None = None
    stale: tuple[str, ...] = ()


def becoming_of(project: Path, path: Path, content: bytes) -> Becoming:
    """Return what a conversion has made of a notebook, or would make of it; nothing is written."""
    found = _conversion_of(project, path, content)
    if found is not None:
        folder, record = found
        proof, stale = _proof_in(folder)
        tasks, stages = _by_cell(record.statements)
        return Becoming(os.path.relpath(folder, project), tasks, stages, proof=proof, stale=stale)
    from fairlead.notebook.convert.convert import convert_notebook

    try:
        made = convert_notebook(
            content, str(path), folder=".", beside=path.parent, random="exact", data={}, copies_on_write=True
        )
    except FairleadError as error:
        return Becoming(None, trouble=error.message)
    return Becoming(None, *_by_cell(made.record.statements))


def _by_cell(
    statements: Sequence[Mapping[str, Any]],
) -> tuple[dict[int, tuple[str, ...]], dict[int, tuple[str, ...]]]:
    tasks: dict[int, dict[str, None]] = {}
    stages: dict[int, dict[str, None]] = {}
    for one in statements:
        tasks.setdefault(one["cell"], {}).update(dict.fromkeys(one["tasks"]))
        stages.setdefault(one["cell"], {})[one["stage"]] = None
    return {n: tuple(names) for n, names in tasks.items()}, {n: tuple(names) for n, names in stages.items()}


def _conversion_of(project: Path, path: Path, content: bytes) -> tuple[Path, Conversion] | None:
    """Return the converted project that a notebook lies in, or that was made of exactly this content."""
    digest = sha256(content).hexdigest()
    for folder in _converted(project, path):
        try:
            record = Conversion.read(folder)
        except FairleadError:
            continue
        original = record.original or {}
        is_inside = folder / str(record.notebook.get("file")) == path
        if is_inside or digest in (record.notebook.get("sha256"), original.get("sha256")):
            return folder, record
    return None


def _converted(project: Path, path: Path) -> Iterator[Path]:
    """Yield the folders that `fairlead convert` has made: the one around the notebook first."""
    if (path.parent.parent / FILE).is_file():
        yield path.parent.parent
    for place, folders, _ in os.walk(project):
        here = Path(place)
        deep = len(here.relative_to(project).parts)
        folders[:] = sorted(one for one in folders if deep < DEEPEST and not one.startswith(".") and one not in SKIPPED)
        if (here / FILE).is_file() and here != path.parent.parent:
            yield here


def _proof_in(folder: Path) -> tuple[Proof | None, tuple[str, ...]]:
    from fairlead.project.proving import check_proof

    try:
        proof, stale = check_proof(folder)
    except FairleadError:  # nobody has proved it yet, or the proof cannot be read
        return None, ()
    return proof, tuple(stale)
