"""What `fairlead check` has found, for programs: JSON, SARIF, and notes for GitHub."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from fairlead.cli.check_verdict import verdict_of
from fairlead.cli.documents import document_text
from fairlead.cli.screen import count
from fairlead.finding import Finding, Severity, Where, render_github
from fairlead.project.checking.check import Check
from fairlead.project.checking.one import Checked


def written(found: Check, form: str) -> str:
    """Return a check as json, sarif or github."""
    if form == "sarif":
        return _sarif(found)
    if form == "github":
        return _github(found)
    return document_text(document_of(found))


def document_of(found: Check) -> dict[str, Any]:
    """Return a check as plain values."""
    findings = [finding for one in found.notebooks for finding in one.findings]
    return {
        "notebooks": [_notebook_document(one) for one in found.notebooks],
        "counts": {
            str(severity): sum(finding.severity == severity for finding in findings)
            for severity in sorted(Severity, reverse=True)
        },
        "rules": found.rules,
        "seconds": round(found.seconds, 4),
        "remembered": found.remembered,
        "known": found.known,
        "gone": [{"file": one.file, "rule": one.rule, "message": one.message} for one in found.gone],
        "base": found.base,
    }


def _notebook_document(checked: Checked) -> dict[str, Any]:
    verdict = verdict_of(checked)
    return {
        "file": checked.file,
        "verdict": verdict.sentence,
        "cells": checked.cells,
        "trouble": checked.trouble,
        "findings": [finding.to_dict() for finding in checked.findings],
        "suppressed": [finding.to_dict() for finding in checked.suppressed],
    }


def _sarif(found: Check) -> str:
    from fairlead import __version__
    from fairlead.finding.sarif import Described, render_sarif
    from fairlead.notebook.rules import all_rules

    rules = [
        Described(rule.name, rule.summary, rule.manual, Severity.of(rule.severity), rule.group) for rule in all_rules()
    ]
    findings = [*_told(found), *_troubles(found)]
    waived = [_in_its_cell(_near(finding)) for one in found.notebooks for finding in one.suppressed]
    return render_sarif(findings, rules, version=__version__, suppressed=waived)


def _github(found: Check) -> str:
    told = [*_told(found), *_troubles(found)]
    if told:
        return render_github(told)
    cells = sum(one.cells for one in found.notebooks)
    message = f"{count(found.rules, 'rule')} found nothing in {count(cells, 'cell')} of code."
    return render_github([Finding("check", Severity.INFO, message)])


def _told(found: Check) -> list[Finding]:
    return [_in_its_cell(_near(finding)) for one in found.notebooks for finding in one.findings]


def _in_its_cell(finding: Finding) -> Finding:
    """Return a finding that says in words where in a notebook it is: its line of the file may be the only one."""
    where = finding.where
    if where.cell is None:
        return finding
    line = f", line {where.line}" if where.line is not None else ""
    return replace(finding, message=f"Cell {where.cell}{line}: {finding.message}")


def _troubles(found: Check) -> Iterator[Finding]:
    """Yield a finding for each file that could not be checked."""
    for one in found.notebooks:
        if one.trouble is not None:
            message = f"The file cannot be checked: {one.trouble}."
            yield _near(Finding("unreadable-notebook", Severity.ERROR, message, Where(file=one.file)))


def _near(finding: Finding) -> Finding:
    """Return a finding with its file as it is called from here, which is how GitHub and editors find it."""
    file = Path(os.path.abspath(finding.where.file or "."))
    here = Path.cwd()
    if here not in file.parents:
        return finding
    return replace(finding, where=replace(finding.where, file=file.relative_to(here).as_posix()))
