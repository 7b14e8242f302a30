"""All checks, in the order in which they are made, and what comes of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from fairlead.errors import FairleadError
from fairlead.finding import Finding, Severity, Where
from fairlead.project.doctor.champions import check_champions
from fairlead.project.doctor.engine import check_engine
from fairlead.project.doctor.files import check_pipeline, check_settings
from fairlead.project.doctor.machine import check_disk, check_limits, check_port, check_processes
from fairlead.project.doctor.outputs import check_outputs
from fairlead.project.doctor.packages import check_extras, check_python
from fairlead.project.doctor.store import check_runs, check_store
from fairlead.project.doctor.subject import Seen, Subject
from fairlead.project.doctor.tracing import check_traces
from fairlead.project.place import SETTINGS_FILE, home_of
from fairlead.project.settings import Project, read_settings

CHECKS: Mapping[str, Callable[[Subject], Seen]] = {
    "python": check_python,
    "packages": check_extras,
    "settings": check_settings,
    "processes": check_processes,
    "limits": check_limits,
    "disk": check_disk,
    "store": check_store,
    "outputs": check_outputs,
    "runs": check_runs,
    "engine": check_engine,
    "traces": check_traces,
    "port": check_port,
    "pipeline": check_pipeline,
    "champions": check_champions,
}
"""The quick ones first; the pipeline file, which is the person's own code, and models at the end."""


@dataclass(frozen=True, slots=True)
class Checked:
    """Hold the name of a check with what it has seen."""

    name: str
    seen: Seen


def examine(start: Path, *, only: frozenset[str] = frozenset()) -> Iterator[Checked]:
    """Make all checks, or some, one after the other; whatever one of them runs into is a finding.

    Parameters
    ----------
    start : a folder in a project, or anywhere.
    only : names of checks; all if empty.
    """
    subject, trouble = subject_of(start)
    for name, check in CHECKS.items():
        if only and name not in only:
            continue
        try:
            seen = check(subject)
        except FairleadError as error:
            seen = Seen("could not be looked at", (_of_error(name, error),))
        except Exception as error:  # the edge of a check: a broken installation breaks in ways that nobody has listed
            message = f"The check of {name} failed: {type(error).__name__}: {error}"
            fix = "this may be a fault of Fairlead: report it with `fairlead doctor --json`."
            seen = Seen("could not be looked at", (Finding("check-failed", Severity.ERROR, message, fix=fix),))
        if name == "settings" and trouble is not None:
            seen = Seen("the settings cannot be used", (trouble, *(f for f in seen.findings if f.code != "no-project")))
        if seen.said or seen.findings:
            yield Checked(name, seen)


def subject_of(start: Path) -> tuple[Subject, Finding | None]:
    """Return what is to be examined, and what keeps the project from being part of it."""
    home = home_of(start)
    try:
        project = Project.find(start, needs_pipeline=False)
        settings = read_settings(project.folder / SETTINGS_FILE)
    except FairleadError as error:
        if home is None:
            return Subject(start), None
        return Subject(start), _of_error("settings", error)
    return Subject(project.folder, project, settings), None


def _of_error(name: str, error: FairleadError) -> Finding:
    where = Where(file=error.where) if error.where else Where()
    return Finding(f"{name}-unusable", Severity.ERROR, error.message, where, fix=error.hint)
