"""Run a suite of a project, as it stands or as it is being written, as work of its own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fairlead.errors import CheckError
from fairlead.project import work
from fairlead.project.inspecting.data import tables_in
from fairlead.project.settings import Project
from fairlead.project.suites.document import document_of
from fairlead.project.suites.listing import TASK, Kept, suite_named
from fairlead.project.suites.text import LARGEST_SPLIT, suite_in_text
from fairlead.project.work import Tell, Work

if TYPE_CHECKING:
    from fairlead.data.suite import Suite

KIND = "suite"


def run_of(project: Path, name: str) -> Work | None:
    """Return the last run of a suite from a page; None if there was none."""
    return work.work_of(project, KIND, work.key_of(name))


def begin_run(project: Path, name: str, text: str, table: str) -> Work:
    """Begin to ask a table, unless this suite is being run already.

    Raises
    ------
    SuiteError
        The project has no such suite.
    """
    kept = suite_named(project, name)
    return work.begin(project, KIND, work.key_of(name), {"name": kept.name, "text": text, "table": table})


def text_of(project: Path, kept: Kept) -> str:
    """Return the file of a suite."""
    return (project / kept.file).read_text(encoding="utf-8")


def save_text(project: Path, name: str, text: str, *, before: str) -> None:
    """Write a suite's file, if nobody has changed it meanwhile.

    Parameters
    ----------
    before : the text that was edited.

    Raises
    ------
    SuiteError
        The project has no such suite.
    CheckError
        The file is another one by now, or cannot be written; it stays as it is.
    """
    from fairlead.project.checking.fixes import write_whole

    kept = suite_named(project, name)
    if _plain(text_of(project, kept)) != _plain(before):
        raise CheckError.changed_meanwhile(kept.file)
    write_whole(project / kept.file, _plain(text).encode())


def run_asked(folder: Path, given: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    """Check the table: the body of the work. A suite that runs as it stands in its file also goes into the history.

    Raises
    ------
    SuiteError, TableError
        See `run_suite_text`.
    """
    from fairlead.project.validation import find_suite

    kept = suite_named(folder, given["name"])
    tell({"what": f"Reading {kept.name}."})
    is_kept = _plain(given["text"]) == _plain(text_of(folder, kept))
    if is_kept:
        suite = find_suite(str(folder / kept.name))
    else:
        suite = suite_in_text(given["text"], kept.form, variable=kept.variable, place=folder / kept.file)
    project = Project.find(folder, needs_pipeline=False)
    tell({"what": f"Reading {given['table']}."})
    table = table_named(project, given["table"])
    tell({"what": f"Checking {len(suite)} rules."})
    found = _checked(suite, table, given["table"], project if is_kept else None)
    return {**found, "is_kept": is_kept, "table": given["table"]}


def _checked(suite: Suite, table: Any, name: str, project: Project | None) -> dict[str, Any]:
    from fairlead.project.validation import validate

    found = validate(table, suite, source=name.removeprefix(TASK), project=project)
    split = suite.split(table) if 0 < found.rows <= LARGEST_SPLIT else None
    columns = [column.name for column in found.schema.columns] if found.schema is not None else []
    return {
        **document_of(
            suite, found.results, found.findings, rows=found.rows, seconds=found.seconds, split=split,
            history=found.history, columns=columns,
        ),
        "trouble": found.trouble,
    }  # fmt: skip


def table_named(project: Project, name: str) -> Any:
    """Return a table of the project, by the name that `tables_for` gives it: a path, or what a task gave.

    Raises
    ------
    CheckError
        The project has no such file.
    """
    if name.startswith(TASK):
        from fairlead.project.testing import output_of

        return output_of(project, name.removeprefix(TASK))
    if name not in tables_in(project.folder):
        raise CheckError.no_such_file(name, tables_in(project.folder))
    return str(project.folder / name)


def _plain(text: str) -> str:
    """Return text as forms of a browser send it back: line ends of one kind, one of them at the end."""
    return text.replace("\r\n", "\n").rstrip("\n") + "\n"
