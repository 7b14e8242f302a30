"""The splits of a project: what each has set aside, row by row with the reason, and rows put back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fairlead.data.quarantine.folder import Manifest, Rule, find_splits, read_manifest
from fairlead.data.quarantine.release import Released, release
from fairlead.data.quarantine.rows import QuarantinedRow, quarantined_rows, rules_now
from fairlead.errors import FairleadError, SplitError


@dataclass(frozen=True, slots=True)
class Aside:
    """Hold one split of a project.

    Parameters
    ----------
    name : its folder, from that of the project.
    manifest : what it says of itself; None where that cannot be read, and `trouble` says why.
    """

    name: str
    manifest: Manifest | None
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Quarantine:
    """Hold what a page shows of a split: its rules with what is broken now, and rows with their reasons."""

    name: str
    manifest: Manifest
    rules: tuple[Rule, ...]
    rows: tuple[QuarantinedRow, ...]


def splits_of(folder: Path) -> list[Aside]:
    """Return the splits of a project, the newest first."""
    found = [_aside(folder, place) for place in find_splits(folder)]
    return sorted(found, key=lambda one: one.manifest.created if one.manifest else "", reverse=True)


def quarantine_of(folder: Path, name: str, *, rule: str | None = None, limit: int = 50) -> Quarantine:
    """Return a split of a project with the first of its rows.

    Raises
    ------
    SplitError
        The project has no such split, or the split no such rule.
    """
    place = _place(folder, name)
    rows = quarantined_rows(place, limit=limit, rule=rule)
    return Quarantine(name, read_manifest(place), tuple(rules_now(place)), tuple(rows))


def put_back(
    folder: Path, name: str, *, recode: Sequence[str] = (), accept: Sequence[str] = (), why: str = "", dry_run: bool
) -> Released:
    """Put rows back that are good now; see `fairlead.data.quarantine.release`.

    Raises
    ------
    SplitError
        The project has no such split, or what is asked does not fit.
    """
    return release(_place(folder, name), recode=recode, accept=accept, why=why or None, dry_run=dry_run)


def _aside(folder: Path, place: Path) -> Aside:
    name = place.relative_to(folder).as_posix()
    try:
        return Aside(name, read_manifest(place))
    except FairleadError as error:
        return Aside(name, None, error.message)


def _place(folder: Path, name: str) -> Path:
    """Return the folder of a split that is in the list; no other folder of this computer has a name."""
    known = {one.relative_to(folder).as_posix(): one for one in find_splits(folder)}
    if name not in known:
        raise SplitError.not_a_split(Path(name))
    return known[name]
