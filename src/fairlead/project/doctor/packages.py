"""Packages: whether this Python is new enough, and whether what the project needs is there."""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from importlib import metadata

from fairlead import __version__
from fairlead.finding import Finding
from fairlead.project.doctor.subject import Seen, Subject, doubt, fault

OLDEST = (3, 11)

REQUIREMENT = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(?:\[[^\]]*\])?(?P<versions>[^;]*)(?:;(?P<when>.*))?$")
EXTRA = re.compile(r"extra == ['\"](?P<extra>[\w-]+)['\"]")
BOUND = re.compile(r"(?P<sign>>=|<=|==|!=|<|>|~=)\s*(?P<version>[\w.]+)")
FOR_PEOPLE = frozenset({"all", "dev", "docs", "examples", "testing"})
"""Extras that no part of a project is made of."""


def check_python(subject: Subject) -> Seen:
    """Look at the version of Python and at the core's own packages."""
    version = ".".join(map(str, sys.version_info[:3]))
    said = f"Python {version}, Fairlead {__version__}"
    if sys.version_info[:2] < OLDEST:
        fix = "make the environment anew with Python 3.11 or newer."
        return Seen(said, (fault("python-too-old", f"Python {version} is older than 3.11.", fix),))
    return Seen(said, tuple(_faults("core", requirements()["core"], is_needed=True)))


def check_extras(subject: Subject) -> Seen:
    """Look at the packages of each extra: those that the project needs, and those that are there in part."""
    wanted = requirements()
    needed = needed_extras(subject)
    findings: list[Finding] = []
    for extra, packages in sorted(wanted.items()):
        if extra not in FOR_PEOPLE | {"core"}:
            findings += _faults(extra, packages, is_needed=extra in needed)
    whole = [
        one for one, packages in sorted(wanted.items()) if one not in FOR_PEOPLE | {"core"} and not _missing(packages)
    ]
    said = f"extras: {', '.join(whole) or 'none'}" + (f"; needed: {', '.join(sorted(needed))}" if needed else "")
    return Seen(said, tuple(findings))


def needed_extras(subject: Subject) -> set[str]:
    """Return the extras that the settings of a project ask for."""
    project = subject.project
    if project is None:
        return set()
    needed = set()
    if project.store_location.startswith("postgres"):
        needed.add("postgres")
    if project.blobs_location.startswith("s3://"):
        needed.add("s3")
    elif "://" in project.blobs_location:
        needed.add("objects")
    if project.runs_on.startswith("dask"):
        needed.add("dask")
    if "traces" in subject.settings:
        needed.add("traces")
    if {"models", "monitor", "testing"} & set(subject.settings):
        needed.add("models")
    return needed


def requirements() -> Mapping[str, Mapping[str, str]]:
    """Return what each extra needs: the bounds of each package by its name; those of the core as "core"."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for line in metadata.requires("fairlead") or ():
        match = REQUIREMENT.match(line)
        if match is not None:
            extra = EXTRA.search(match["when"] or "")
            found[extra["extra"] if extra else "core"][match["name"]] = match["versions"].strip(" ()")
    return found


def is_within(version: str, bounds: str) -> bool:
    """Tell whether a version keeps to its bounds; a part that is no number counts as 0.

    >>> is_within("2.10.1", ">=2,<3"), is_within("0.28", ">=0.16,<0.28"), is_within("1.0", "")
    (True, False, True)
    """
    here = _numbers(version)
    for bound in BOUND.finditer(bounds):
        there = _numbers(bound["version"])
        width = max(len(here), len(there))
        one, other = (numbers + (0,) * (width - len(numbers)) for numbers in (here, there))
        holds = {
            ">=": one >= other,
            "<=": one <= other,
            "==": one == other,
            "!=": one != other,
            "<": one < other,
            ">": one > other,
            "~=": one >= other and one[: len(there) - 1] == other[: len(there) - 1],
        }
        if not holds[bound["sign"]]:
            return False
    return True


def _faults(extra: str, packages: Mapping[str, str], *, is_needed: bool) -> Iterator[Finding]:
    missing = _missing(packages)
    install = f'run `pip install "fairlead[{extra}]"`.' if extra != "core" else "run `pip install fairlead`."
    if missing and is_needed:
        what = "Fairlead itself needs" if extra == "core" else f"This project needs the extra '{extra}', and with it"
        yield fault("package-missing", f"{what} {_listed(missing)}, not installed here.", install, extra=extra)
    for name, bounds in packages.items():
        version = _version(name)
        if version is not None and not is_within(version, bounds):
            say = fault if is_needed else doubt
            yield say("package-version", f"{name} {version} is installed; {extra} needs {name}{bounds}.", install)


def _missing(packages: Iterable[str]) -> list[str]:
    return [name for name in packages if _version(name) is None]


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdigit() else 0 for part in version.split("+")[0].split("."))
