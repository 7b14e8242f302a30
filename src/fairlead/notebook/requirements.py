"""Which packages a project says that it needs: the files that say so, read without their tools."""

from __future__ import annotations

import configparser
import json
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

_LARGEST = 5_000_000
"""Bytes of a file beyond which it is not read."""
_INCLUDED = 20
"""Files that one requirements file may bring in with ``-r``."""

_LINE = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[[^\]]*\])?\s*([^;]*)")
_INCLUDE = re.compile(r"(?:-r|--requirement|-c|--constraint)[ =]\s*(\S+)")
_EGG = re.compile(r"#egg=([A-Za-z0-9._-]+)")
_LOCKED = re.compile(r'^name = "([^"\n]{1,100})"\nversion = "([^"\n]{1,100})"', re.MULTILINE)
_ITEM = re.compile(r"(\s*)-\s+(?:[\w.-]+::)?[\"']?([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?\s*([=<>!~][^\s#\"']*)?")

Needs = dict[str, str]
"""By the name of a package, its bound, or ""."""


def requirements_in(folder: Path) -> tuple[Needs, str] | None:
    """Return what the files in a folder say is needed, and the first file that says so; None where there is none."""
    needs: Needs = {}
    first = ""
    for name, read in _READERS.items():
        path = folder / name
        found = _read(path, read)
        if found is None:
            continue
        first = first or name
        for package, bound in found.items():
            needs[package] = needs.get(package) or bound
    return (needs, first) if first else None


def _read(path: Path, read: Callable[[str, Path], Needs]) -> Needs | None:
    """Return what one file says; None where it is not there, cannot be read, or says nothing about packages."""
    try:
        seen = path.stat()
    except (OSError, ValueError):
        return None
    if seen.st_size > _LARGEST:
        return None
    return _remembered(path, seen.st_mtime_ns, seen.st_size, read) or None


@lru_cache(maxsize=256)
def _remembered(path: Path, changed: int, size: int, read: Callable[[str, Path], Needs]) -> Needs:
    try:
        return read(path.read_text(encoding="utf-8", errors="replace"), path)
    except (OSError, ValueError, configparser.Error):  # TOML's and JSON's errors are ValueErrors
        return {}


def requirement(line: str) -> tuple[str, str] | None:
    """Return the package and the bound of one line of requirements.

    >>> requirement("pandas[excel]>=2,<3 ; python_version > '3.10'")
    ('pandas', '>=2,<3')
    """
    found = _LINE.match(line.strip())
    return (found[1], found[2].strip().strip("()")) if found else None


def _requirements_txt(text: str, path: Path) -> Needs:
    needs: Needs = {}
    waiting, seen = [(text, path)], {path}
    while waiting:
        text, path = waiting.pop()
        for line in text.replace("\\\n", " ").splitlines():
            line = re.split(r"(?:^|\s)#|\s--hash", line, maxsplit=1)[0].strip()
            included = _INCLUDE.match(line)
            if included is not None:
                other = path.parent / included[1]
                if other not in seen and len(seen) < _INCLUDED and other.is_file() and other.stat().st_size < _LARGEST:
                    seen.add(other)
                    waiting.append((other.read_text(encoding="utf-8", errors="replace"), other))
            elif (egg := _EGG.search(line)) is not None:
                needs[egg[1]] = "@ " + line
            elif line and not line.startswith(("-", "http:", "https:", "git+", ".", "/")):
                _add(needs, line)
    return needs


def _add(needs: Needs, line: str) -> None:
    found = requirement(line)
    if found is not None:
        needs[found[0]] = needs.get(found[0]) or found[1]


def _pyproject_toml(text: str, path: Path) -> Needs:
    document = tomllib.loads(text)
    project = _mapping(document.get("project"))
    poetry = _mapping(_mapping(document.get("tool")).get("poetry"))
    needs: Needs = {}
    groups = (
        *_mapping(project.get("optional-dependencies")).values(),
        *_mapping(document.get("dependency-groups")).values(),
    )
    for group in (project.get("dependencies"), *groups):
        for line in group if isinstance(group, list) else ():
            if isinstance(line, str):
                _add(needs, line)
    for table in _poetry_tables(poetry):
        needs.update(_table(table))
    return needs


def _poetry_tables(poetry: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield _mapping(poetry.get("dependencies"))
    yield _mapping(poetry.get("dev-dependencies"))
    for group in _mapping(poetry.get("group")).values():
        yield _mapping(_mapping(group).get("dependencies"))


def _table(table: Mapping[str, Any]) -> Needs:
    """Return the packages of a table of TOML: ``pandas = "^2"``, ``pandas = {version = "*"}``."""
    needs: Needs = {}
    for name, said in table.items():
        bound = said.get("version", "@") if isinstance(said, dict) else said
        needs[name] = bound if isinstance(bound, str) and bound != "*" else ""
    needs.pop("python", None)
    return needs


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _pipfile(text: str, path: Path) -> Needs:
    document = tomllib.loads(text)
    return _table(_mapping(document.get("packages"))) | _table(_mapping(document.get("dev-packages")))


def _pipfile_lock(text: str, path: Path) -> Needs:
    document = _mapping(json.loads(text))
    sections = (_mapping(document.get(name)) for name in ("default", "develop"))
    return {name: str(_mapping(said).get("version", "@")) for section in sections for name, said in section.items()}


def _setup_cfg(text: str, path: Path) -> Needs:
    parser = configparser.ConfigParser(interpolation=None)
    parser.read_string(text)
    needs: Needs = {}
    lines = [parser.get("options", "install_requires", fallback="")]
    if parser.has_section("options.extras_require"):
        lines += [value for _, value in parser.items("options.extras_require")]
    for line in "\n".join(lines).splitlines():
        if line.strip():
            _add(needs, line)
    return needs


def _environment_yml(text: str, path: Path) -> Needs:
    """Return the packages of conda's file: items of a list, as far as they are one line each."""
    needs: Needs = {}
    inside = False
    for line in text.splitlines():
        if line[:1] not in ("", " ", "-", "#"):
            inside = line.startswith("dependencies:")
        item = _ITEM.match(line) if inside else None
        if item is not None and not line.rstrip().endswith("pip:"):
            needs[item[2]] = item[3] or ""
    needs.pop("python", None)
    return needs


def _lock(text: str, path: Path) -> Needs:
    return {name: f"=={version}" for name, version in _LOCKED.findall(text)}


_READERS: dict[str, Callable[[str, Path], Needs]] = {
    "requirements.txt": _requirements_txt,
    "pyproject.toml": _pyproject_toml,
    "environment.yml": _environment_yml,
    "environment.yaml": _environment_yml,
    "setup.cfg": _setup_cfg,
    "Pipfile": _pipfile,
    "requirements-dev.txt": _requirements_txt,
    "requirements.in": _requirements_txt,
    "requirements.lock": _requirements_txt,
    "requirements-lock.txt": _requirements_txt,
    "constraints.txt": _requirements_txt,
    "uv.lock": _lock,
    "poetry.lock": _lock,
    "pdm.lock": _lock,
    "Pipfile.lock": _pipfile_lock,
}
"""The files that say which packages are needed, those that people write first."""

FILES = tuple(_READERS)
