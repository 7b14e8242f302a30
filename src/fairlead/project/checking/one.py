"""Check one notebook: its bytes in, its findings out, as values that can be stored and sent between processes."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from fairlead.finding import Finding, Severity
from fairlead.notebook.notebook import Notebook
from fairlead.project.checking.excerpt import with_sources
from fairlead.project.checking.lines import file_lines

UNREADABLE = "unreadable-notebook"


@dataclass(frozen=True, slots=True)
class Options:
    """Say what is looked for.

    Parameters
    ----------
    select, ignore : names of rules and groups.
    confidence : the least that a finding must have.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    confidence: Literal["high", "medium", "low"] = "medium"


@dataclass(frozen=True, slots=True)
class Checked:
    """Hold what was found in one notebook.

    Parameters
    ----------
    file : as a person named it.
    suppressed : findings that the person has waived in the notebook itself.
    cells : int, of code.
    rules : int, that were looked for.
    trouble : str or None, why it could not be checked at all.
    """

    file: str
    findings: tuple[Finding, ...] = ()
    suppressed: tuple[Finding, ...] = ()
    cells: int = 0
    rules: int = 0
    trouble: str | None = None

    @property
    def is_unread(self) -> bool:
        """Tell whether the file could not be read, or not as a notebook: then nothing is known about it."""
        return self.trouble is not None or any(
            finding.code == UNREADABLE and finding.severity >= Severity.ERROR for finding in self.findings
        )

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain values, ready for JSON."""
        return {
            "findings": [finding.to_dict() for finding in self.findings],
            "suppressed": [finding.to_dict() for finding in self.suppressed],
            "cells": self.cells,
            "rules": self.rules,
        }

    @classmethod
    def from_dict(cls, file: str, values: Mapping[str, Any]) -> Checked:
        """Build it again from `to_dict`, for a file that may have another name by now."""
        found, waived = (
            tuple(_named(Finding.from_dict(one), file) for one in values[name]) for name in ("findings", "suppressed")
        )
        return cls(file, found, waived, values["cells"], values["rules"])


def _named(finding: Finding, file: str) -> Finding:
    return replace(finding, where=replace(finding.where, file=file))


@dataclass(frozen=True, slots=True)
class Examined:
    """Hold a result together with what else on the disk it rests on.

    Parameters
    ----------
    marks : by path, what it looked like, see `fairlead.project.checking.beside`.
    """

    checked: Checked
    marks: Mapping[str, str]


def examine(file: str, content: bytes, folder: Path, options: Options) -> Examined:
    """Read and check a notebook.

    Parameters
    ----------
    file : its name, for findings.
    folder : in which it lies, for what lies beside it.
    """
    with _garbage_left():
        return _examined(file, content, folder, options)


def _examined(file: str, content: bytes, folder: Path, options: Options) -> Examined:
    from fairlead.notebook.check import check_notebook  # not needed where everything is remembered
    from fairlead.notebook.read import notebook_of
    from fairlead.notebook.rules import chosen_rules
    from fairlead.notebook.surroundings import surroundings_of
    from fairlead.project.checking.beside import Beside

    notebook = notebook_of(content, file, beside=folder)
    surroundings = surroundings_of(notebook, folder)
    found = check_notebook(
        notebook,
        select=options.select,
        ignore=options.ignore,
        confidence=options.confidence,
        surroundings=surroundings,
        suppressed=True,
    )
    told = with_sources(found, notebook, lines_in_file(notebook, content) if found else ())
    checked = Checked(
        file,
        tuple(finding for finding in told if "suppression" not in finding.evidence),
        tuple(finding for finding in told if "suppression" in finding.evidence),
        len(notebook.code_cells),
        len(chosen_rules(options.select, options.ignore)),
    )
    return Examined(checked, Beside().marks_of(notebook, surroundings, folder))


@contextmanager
def _garbage_left() -> Iterator[None]:
    """Let nobody look for garbage: a check makes a hundred thousand objects, and all of them go at its end.

    Looking through them again and again takes a quarter of the time of a check (benchmarks/check.py).
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def lines_in_file(notebook: Notebook, content: bytes) -> list[list[int]]:
    """Return by cell and line the line of an .ipynb file; nothing of a file of Python, whose places are lines of it."""
    if notebook.kind != "ipynb":
        return []
    return file_lines(content.decode(errors="replace"), [cell.source for cell in notebook.cells])
