"""What a project has settled about its notebooks: ``[tool.fairlead.check]`` of pyproject.toml."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from fairlead.errors import ProjectError

FILE = "pyproject.toml"
TABLE = "tool.fairlead.check"
SEVERITIES = ("info", "warning", "error", "critical", "never")
CONFIDENCES = ("high", "medium", "low")
LISTS = ("select", "ignore", "exclude")
KNOWN = (*LISTS, "baseline", "confidence", "fail-on", "per-file-ignores")


@dataclass(frozen=True, slots=True)
class Settings:
    """Hold what the project says; None and empty where it says nothing.

    Parameters
    ----------
    folder : where the file lies, from which its patterns and paths are meant; None where there is no such file.
    select, ignore : names of rules and groups.
    per_file_ignores : names by a pattern of files.
    exclude : patterns of files and folders that are not looked for in folders.
    """

    folder: Path | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    per_file_ignores: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    exclude: tuple[str, ...] = ()
    fail_on: str | None = None
    confidence: str | None = None
    baseline: str | None = None

    def ignored_in(self, file: Path) -> tuple[str, ...]:
        """Return the names that are not to be reported in a file, apart from those ignored everywhere."""
        return tuple(
            name
            for pattern, names in self.per_file_ignores.items()
            if matches(file, pattern, self.folder)
            for name in names
        )

    def is_excluded(self, path: Path) -> bool:
        """Tell whether a file or folder is left out of what is found in folders."""
        return any(matches(path, pattern, self.folder) for pattern in self.exclude)


def matches(path: Path, pattern: str, folder: Path | None) -> bool:
    """Tell whether a pattern means a path: its name, its path from the folder, or a folder that it is in.

    >>> matches(Path("/p/old/a.ipynb"), "old", Path("/p")), matches(Path("/p/old/a.ipynb"), "*.py", Path("/p"))
    (True, False)
    """
    absolute = path.absolute()
    inside = absolute.relative_to(folder) if folder is not None and folder in absolute.parents else absolute
    pattern = pattern.removeprefix("./").rstrip("/")
    names = (inside, *inside.parents)
    return any(fnmatch(one.name, pattern) or fnmatch(one.as_posix(), pattern) for one in names if one.name)


def settings_for(start: Path) -> Settings:
    """Return the settings of the nearest pyproject.toml, at a folder or above it, that has any.

    Raises
    ------
    ProjectError
        The file is not TOML, or holds a setting that is not known or of no use.
    """
    start = start.absolute()
    for folder in (start, *start.parents):
        path = folder / FILE
        try:
            text = path.read_bytes()
        except OSError:
            continue
        if b"fairlead" in text:  # reading TOML takes longer than checking a small notebook
            values = _table_of(path, text)
            if values is not None:
                return settings_of(values, path)
    return Settings()


def _table_of(path: Path, text: bytes) -> Any:
    import tomllib

    try:
        values: Any = tomllib.loads(text.decode())
    except UnicodeDecodeError as error:
        raise ProjectError.bad_toml(path, None, "it is not UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        line = str(error).rpartition("line ")[2].partition(",")[0]
        raise ProjectError.bad_toml(path, int(line) if line.isdigit() else None, str(error)) from error
    for name in TABLE.split("."):
        values = values.get(name) if isinstance(values, dict) else None
    return values


def settings_of(values: Any, path: Path) -> Settings:
    """Return settings from the values of a file.

    Raises
    ------
    ProjectError
        A setting is not known or of no use.
    """
    if not isinstance(values, dict):
        raise ProjectError.bad_value(path, TABLE, values, "a table")
    for key in values:
        if key not in KNOWN:
            raise ProjectError.unknown_key(path, f"{TABLE}.{key}", [f"{TABLE}.{known}" for known in KNOWN])
    lists = {key: _names(values.get(key, []), key, path) for key in LISTS}
    per_file = values.get("per-file-ignores", {})
    if not isinstance(per_file, dict):
        raise ProjectError.bad_value(path, f"{TABLE}.per-file-ignores", per_file, "a table of patterns and lists")
    return Settings(
        folder=path.parent,
        **lists,
        per_file_ignores={
            pattern: _names(names, f"per-file-ignores.{pattern}", path) for pattern, names in per_file.items()
        },
        fail_on=_choice(values, "fail-on", SEVERITIES, path),
        confidence=_choice(values, "confidence", CONFIDENCES, path),
        baseline=_text(values, "baseline", path),
    )


def _names(value: Any, key: str, path: Path) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise ProjectError.bad_value(path, f"{TABLE}.{key}", value, 'a list of names, such as ["leakage"]')
    return tuple(value)


def _choice(values: Mapping[str, Any], key: str, choices: Sequence[str], path: Path) -> str | None:
    value = values.get(key)
    if value is not None and value not in choices:
        raise ProjectError.bad_value(path, f"{TABLE}.{key}", value, f"one of {', '.join(choices)}")
    return value


def _text(values: Mapping[str, Any], key: str, path: Path) -> str | None:
    value = values.get(key)
    if value is not None and not isinstance(value, str):
        raise ProjectError.bad_value(path, f"{TABLE}.{key}", value, "the name of a file")
    return value
