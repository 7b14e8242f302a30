"""Turn a notebook into a project on the disk: all of it or nothing, and again after an edit of the notebook."""

from __future__ import annotations

import ast
import hashlib
import importlib.metadata
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from fairlead.errors import ConvertError
from fairlead.project.place import SETTINGS_FILE

if TYPE_CHECKING:
    from fairlead.notebook.convert.convert import Converted
    from fairlead.notebook.fix import Fixed

RECORD = "notebook/conversion.json"
_LARGEST_TABLE = 200_000_000
"""Bytes of a data file beyond which no suite is suggested: to read it would take longer than to convert."""


@dataclass(frozen=True)
class Project:
    """Say what a conversion has written.

    Parameters
    ----------
    written : files that are new or changed; same : those that were so already; kept : those that the person has
        changed since, which stay as they are; removed : those that the notebook no longer makes.
    formatted : whether ruff was there to put the code in order.
    """

    folder: Path
    converted: Converted
    written: Sequence[str] = ()
    same: Sequence[str] = ()
    kept: Sequence[str] = ()
    removed: Sequence[str] = ()
    fixed: Fixed | None = None
    formatted: bool = True
    suite_rules: int = 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """Hold how a notebook is to be converted.

    Parameters
    ----------
    data : for paths in the notebook, the files to read instead.
    into : whether the folder is a project to which the pipeline is added.
    """

    random: Literal["exact", "parallel"] = "exact"
    fix: bool = False
    into: bool = False
    data: Mapping[str, Path] = field(default_factory=dict)


def convert(path: Path, folder: Path, wanted: Wanted | None = None) -> Project:
    """Convert a notebook into a folder.

    Raises
    ------
    ConvertError
        The notebook or the folder cannot be used; nothing was written.
    NotConvertibleError
        Cells do something that a pipeline cannot; nothing was written.
    """
    wanted = wanted or Wanted()
    if not path.is_file():
        beside = path.parent if path.parent.is_dir() else Path()
        raise ConvertError.no_such_file(path, sorted(one.name for one in beside.glob("*.ipynb")))
    if wanted.into:
        if not (folder / SETTINGS_FILE).is_file():
            raise ConvertError.no_project(folder)
        folder = folder / path.stem  # a pipeline has a folder of its own in the project
    before = _digests(folder)
    content = path.read_bytes()
    fixed = _fixed(path, content) if wanted.fix else None
    source = fixed.content if fixed is not None else content
    converted, files, rules = _files(path, source, content, folder, wanted, fixed)
    with tempfile.TemporaryDirectory(prefix=".fairlead-convert-", dir=_existing(folder)) as place:
        made = Path(place) / "project"
        _write(made, files)
        formatted = _format(made)
        files = {name: (made / name).read_bytes() for name in files}
        record = replace(
            converted.record,
            digests={name: _digest(text) for name, text in sorted(files.items())},
        )
        converted = replace(converted, record=record)
        files[RECORD] = record.to_json().encode()
        (made / RECORD).write_bytes(files[RECORD])
        changes = _changes(folder, files, before)
        _put(made, folder, changes)
    return Project(folder, converted, *changes, fixed=fixed, formatted=formatted, suite_rules=rules)


def _digests(folder: Path) -> Mapping[str, str]:
    """Return the digests of what an earlier conversion wrote.

    Raises
    ------
    ConvertError
        The folder has files of somebody else in it.
    """
    from fairlead.notebook.convert.record import Conversion

    if (folder / RECORD).is_file():
        return Conversion.read(folder).digests
    if folder.is_file() or (folder.is_dir() and any(not one.name.startswith(".") for one in folder.iterdir())):
        raise ConvertError.folder_not_empty(folder)
    return {}


def _fixed(path: Path, content: bytes) -> Fixed:
    """Mend what `fairlead check` finds and can mend; paths are left, as the pipeline has them in params.toml."""
    from fairlead.notebook.check import check_notebook
    from fairlead.notebook.fix import fix_notebook
    from fairlead.notebook.read import notebook_of
    from fairlead.notebook.surroundings import surroundings_of

    notebook = notebook_of(content, str(path), beside=path.parent)
    around = surroundings_of(notebook, path.parent)
    findings = [one for one in check_notebook(notebook, surroundings=around) if one.code != "abs-path"]
    return fix_notebook(content, str(path), findings, beside=path.parent, surroundings=around)


def _files(
    path: Path, source: bytes, original: bytes, folder: Path, wanted: Wanted, fixed: Fixed | None
) -> tuple[Converted, dict[str, bytes], int]:
    """Return every file of the project but the record, and how many rules its suite has."""
    from fairlead.notebook.convert.convert import convert_notebook
    from fairlead.notebook.convert.papers import papers_of

    data = {name: _seen_from(folder, file) for name, file in wanted.data.items()}
    given: dict[str, Any] = {
        "folder": _seen_from(folder, path.parent),
        "beside": path.parent,
        "random": wanted.random,
        "data": data,
        "copies_on_write": _version("pandas").partition(".")[0] not in ("0", "1", "2"),
    }
    converted = convert_notebook(source, str(path), **given)
    table = _table_of(converted, folder)
    suite = _suite(table, folder) if table is not None else None
    if suite is not None and table is not None:
        converted = convert_notebook(source, str(path), suite_of=(table.task, table.name), **given)
    packages = _packages(converted)
    record = replace(
        converted.record,
        environment={"python": ".".join(map(str, sys.version_info[:2])), "packages": packages},
        fixes=[] if fixed is None else _fixes(fixed),
        original=_original(original, source),
    )
    converted = replace(converted, record=record)
    files = {name: text.encode() for name, text in converted.files.items()}
    papers = papers_of(converted, packages, has_suite=suite is not None, table=table.name if table else None)
    files.update({name: text.encode() for name, text in papers.items()})
    if suite is not None:
        files["suite.toml"] = suite[0].encode()
    files[f"notebook/{path.name}"] = source
    if source != original:
        files[f"notebook/original{path.suffix}"] = original
    for name, content in _modules_beside(converted, path.parent).items():
        files.setdefault(name, content)  # what a cell writes is as the notebook has it, whatever lies on the disk
    return converted, files, suite[1] if suite else 0


def _original(original: bytes, source: bytes) -> dict[str, Any] | None:
    if original == source:
        return None
    return {"file": "notebook/original.ipynb", "sha256": hashlib.sha256(original).hexdigest()}


def _fixes(fixed: Fixed) -> list[dict[str, Any]]:
    return [
        {"rule": one.rule, "cell": one.place.cell, "line": one.place.line, "message": one.message}
        for one in fixed.mended
    ]


def _seen_from(folder: Path, place: Path) -> str:
    return os.path.relpath(place.resolve(), folder.resolve()).replace(os.sep, "/")


def _existing(folder: Path) -> Path:
    """Return the nearest folder above that exists: a temporary one in it can be moved in one step."""
    at = folder.resolve().parent
    while not at.is_dir():
        at = at.parent
    return at


# Data and packages


@dataclass(frozen=True, slots=True)
class _Table:
    """Hold the first table that the notebook reads: its file, and where it comes out of a task."""

    file: Path
    task: str
    name: str


def _table_of(converted: Converted, folder: Path) -> _Table | None:
    """Return the table that a suite can be suggested for: a file that is there, read by a task that hands it on."""
    for task in converted.tasks:
        if task.group.stage != "extract":
            continue
        paths = [one for one in task.params if one.kind == "path" and "://" not in str(one.value)]
        frames = [one for one in task.outputs if one.type in ("pandas.DataFrame", "polars.DataFrame") and one.variable]
        if len(paths) != 1 or len(frames) != 1:
            continue
        file = Path(os.path.normpath(folder.resolve() / str(paths[0].value)))
        if file.is_file() and file.suffix in (".csv", ".parquet") and file.stat().st_size <= _LARGEST_TABLE:
            return _Table(file, task.name, frames[0].name)
    return None


def _suite(table: _Table, folder: Path) -> tuple[str, int] | None:
    """Return a suite for a table; None where the table cannot be read, or nothing can be said about it."""
    try:
        from fairlead.data.profile.proposal import suggest

        found = suggest(str(table.file), name=table.name)
    except Exception:  # whatever a file of somebody holds: without a suite the pipeline is none the worse
        return None
    return (found.text(), len(found)) if len(found) else None


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _packages(converted: Converted) -> dict[str, str]:
    """Return the packages that the project needs, with the versions that are installed here."""
    from fairlead.notebook.packages import bringers

    found: dict[str, str] = {"fairlead": ""}
    local = {Path(name).stem for name in converted.files}
    places = _module_places(converted, Path(converted.notebook.path).parent)
    for module in converted.modules:
        if not module or module in sys.stdlib_module_names or module in local or module.startswith("."):
            continue
        names = bringers(module)
        installed = next((name for name in names if _version(name)), None)
        if installed is not None or _place_of(module, places) is None:
            found[installed or names[0]] = _version(installed) if installed else ""
    for name in converted.needed:
        bare = name.split("==")[0].split(">")[0].split("<")[0].split("[")[0].split("~")[0].lower()
        if bare not in {one.lower() for one in found}:
            found[bare] = _version(bare)
    return dict(sorted(found.items()))


def _module_places(converted: Converted, place: Path) -> list[Path]:
    """Return the folders in which the notebook finds modules of its own: where it lies, and those that it adds."""
    added = [
        inner.value
        for unit in (converted.flow.units if converted.flow is not None else ())
        if unit.calls & {"sys.path.append", "sys.path.insert"}
        for inner in ast.walk(unit.node)
        if isinstance(inner, ast.Constant) and isinstance(inner.value, str)
    ]
    return [place, *(place / one for one in added if (place / one).is_dir())]


def _place_of(module: str, places: Iterable[Path]) -> Path | None:
    """Return the first of some folders that has a module, as a file or a folder."""
    return next((one for one in places if (one / f"{module}.py").is_file() or (one / module).is_dir()), None)


def _modules_beside(converted: Converted, beside: Path) -> dict[str, bytes]:
    """Return the modules that lie beside the notebook and that it imports: the project has to find them too."""
    found: dict[str, bytes] = {}
    places = _module_places(converted, beside)
    waiting, seen = list(converted.modules), set()
    while waiting:
        module = waiting.pop()
        if module in seen or not module.isidentifier():
            continue
        seen.add(module)
        place = _place_of(module, places)
        if place is None:
            continue
        single = place / f"{module}.py"
        for file in [single] if single.is_file() else sorted((place / module).rglob("*.py")):
            if file.stat().st_size < 1_000_000:
                found[file.relative_to(place).as_posix()] = file.read_bytes()
                waiting += _imports_of(file)
    return found


def _imports_of(file: Path) -> Iterable[str]:
    try:
        tree = ast.parse(file.read_bytes())
    except (SyntaxError, ValueError):
        return []
    names = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [one.name.partition(".")[0] for one in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.append(node.module.partition(".")[0])
    return names


# Disk


def _write(place: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(content)


def _format(place: Path) -> bool:
    """Let ruff put the code in order, if it is installed; what it cannot mend keeps a note beside it."""
    program = shutil.which("ruff", path=str(Path(sys.executable).parent)) or shutil.which("ruff")
    if program is None:
        return False
    files = [str(one) for one in sorted(place.rglob("*.py")) if one.relative_to(place).parts[0] != "notebook"]
    calm: dict[str, Any] = {"capture_output": True, "check": False, "cwd": place}
    shared = ["--isolated", "--quiet", "--no-cache"]
    subprocess.run([program, "check", *shared, "--select", "I", "--fix", *files], **calm)
    subprocess.run([program, "format", *shared, *files], **calm)
    subprocess.run([program, "check", *shared, "--add-noqa", *files], **calm)
    done = subprocess.run([program, "format", *shared, *files], **calm)
    return done.returncode == 0


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


Changes = tuple[list[str], list[str], list[str], list[str]]


def _changes(folder: Path, files: Mapping[str, bytes], before: Mapping[str, str]) -> Changes:
    """Return which files are written, which are so already, which the person has changed, and which go."""
    written: list[str] = []
    same: list[str] = []
    kept: list[str] = []
    for name, content in sorted(files.items()):
        there = folder / name
        if not there.is_file():
            (kept if name in before and name != RECORD else written).append(name)
            continue
        now = _digest(there.read_bytes())
        if now == _digest(content):
            same.append(name)
        elif name == RECORD or before.get(name) == now:
            written.append(name)
        else:
            kept.append(name)
    removed = [
        name
        for name, digest in sorted(before.items())
        if name not in files and (folder / name).is_file() and _digest((folder / name).read_bytes()) == digest
    ]
    return written, same, kept, removed


def _put(made: Path, folder: Path, changes: Changes) -> None:
    """Put the files where they belong: a new folder in one step, others one by one, each whole."""
    written, _, _, removed = changes
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        os.replace(made, folder)
        return
    for name in [one for one in written if one != RECORD] + [one for one in written if one == RECORD]:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        os.replace(made / name, folder / name)
    for name in removed:
        (folder / name).unlink()
