"""Findings as notes beside the lines of a change on GitHub."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fairlead.finding.finding import Finding, most_severe_first

if TYPE_CHECKING:
    from collections.abc import Iterable

_COMMAND_OF = {"info": "notice", "warning": "warning", "error": "error", "critical": "error"}


def render_github(findings: Iterable[Finding]) -> str:
    """Write the findings as workflow commands, which GitHub shows as notes beside the lines of a change.

    The line of a notebook's cell is no line of its file, so it goes into the title; the line of the file is given
    where it is known.

    >>> from fairlead.finding import Severity, Where
    >>> print(render_github([Finding("FL9", Severity.INFO, "100% done.", Where("a.py", 3))]))
    ::notice file=a.py,line=3,title=FL9::100%25 done.
    """
    return "\n".join(_github_command(finding) for finding in most_severe_first(findings))


def _github_command(finding: Finding) -> str:
    """Return one workflow command."""
    where, in_cell = finding.where, finding.where.cell is not None
    properties = {
        "file": where.file,
        "line": where.file_line if in_cell else where.line,
        "col": None if in_cell else where.column,
        "title": f"{finding.code} ({where})" if str(where) and (in_cell or not where.file) else finding.code,
    }
    given = ",".join(f"{k}={_github_property(str(v))}" for k, v in properties.items() if v is not None)
    words = "\n".join(part for part in (finding.message, finding.why, finding.fix) if part)
    return f"::{_COMMAND_OF[str(finding.severity)]} {given}::{_github_text(words)}"


def _github_text(text: str) -> str:
    """Return the text as a workflow command can carry it, on one line."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _github_property(text: str) -> str:
    """Return the text as a property of a workflow command can carry it."""
    return _github_text(text).replace(":", "%3A").replace(",", "%2C")
