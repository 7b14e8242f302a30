"""Which notebooks a project has, and how each of them stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from fairlead.errors import CheckError
from fairlead.finding import Finding, Severity, worst
from fairlead.project.checking.files import notebooks_in
from fairlead.project.checking.one import Checked, Options
from fairlead.project.checking.results import read_source, results
from fairlead.project.checking.settings import Settings, settings_for


@dataclass(frozen=True, slots=True)
class Listed:
    """Hold one notebook of a project.

    Parameters
    ----------
    name : its path from the folder of the project, with forward slashes; what its page is called by.
    """

    name: str
    checked: Checked
    size: int = 0

    @property
    def severity(self) -> Severity | None:
        """Return how bad the worst finding is."""
        return worst(self.checked.findings)

    @property
    def counts(self) -> dict[str, int]:
        """Count the findings by how bad they are, the worst first."""
        found = Counter(finding.severity for finding in self.checked.findings)
        return {str(one): found[one] for one in sorted(found, reverse=True)}

    @property
    def problem_cells(self) -> int:
        """Count the cells in which something is wrong that is more than a note."""
        return len({one.where.cell for one in problems(self.checked.findings) if one.where.cell is not None})


def problems(findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings that are more than a note."""
    return [one for one in findings if one.severity > Severity.INFO]


def notebooks_of(folder: Path) -> list[Listed]:
    """Check every notebook of a folder and the folders in it; what is unchanged is answered from memory.

    Raises
    ------
    ProjectError, CheckError
        The settings cannot be used.
    """
    settings = settings_for(folder)
    try:
        paths = notebooks_in([str(folder)], settings)
    except CheckError:  # there is none
        return []
    checked = checked_all(paths, settings)
    return [
        Listed(_name(folder, path), _called(one, _name(folder, path)), _size(path))
        for path, one in zip(paths, checked, strict=True)
    ]


def checked_all(paths: Sequence[str], settings: Settings) -> list[Checked]:
    """Check notebooks as the project's settings want it, in this process: a server with threads must not fork."""
    sure: Any = settings.confidence or "medium"
    options = Options(settings.select, settings.ignore, sure)
    return results([read_source(path, None) for path in paths], options, settings, processes=1)[0]


def path_in(folder: Path, name: str) -> Path:
    """Return the file of a notebook of a project, by its name in the list; nothing else in the world has one.

    Raises
    ------
    CheckError
        The project has no such notebook.
    """
    try:
        known = {_name(folder, path): path for path in notebooks_in([str(folder)], settings_for(folder))}
    except CheckError:
        known = {}
    if name not in known:
        raise CheckError.no_such_file(name, sorted(known))
    return Path(known[name])


def _name(folder: Path, path: str) -> str:
    return Path(path).relative_to(folder).as_posix()


def _called(checked: Checked, name: str) -> Checked:
    return replace(checked, file=name)


def _size(path: str) -> int:
    try:
        return Path(path).stat().st_size
    except OSError:
        return 0
