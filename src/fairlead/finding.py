"""Say that something is wrong or worth knowing, and show it to people, programs and GitHub.

A `Finding` is the one type of result of every check. An exception, by contrast, means that Fairlead
cannot go on: see `fairlead.errors`.
"""

from __future__ import annotations

import math
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

SAMPLES_SHOWN = 3
"""Values of a list that a text shows: enough to recognise them, too few to leak a table."""

_COLOR_OF = {"info": "36", "warning": "33", "error": "31", "critical": "1;31"}
_GITHUB_COMMAND_OF = {"info": "notice", "warning": "warning", "error": "error", "critical": "error"}


class Severity(IntEnum):
    """Say how bad a finding is; a worse one compares as greater.

    >>> Severity.WARNING < Severity.ERROR
    True
    >>> str(Severity.of("error"))
    'error'
    """

    INFO = 1
    WARNING = 2
    ERROR = 3
    CRITICAL = 4

    def __str__(self) -> str:
        return self.name.lower()

    @classmethod
    def of(cls, name: str) -> Severity:
        """Return the severity of this name.

        Raises
        ------
        KeyError
            There is none of this name.
        """
        return cls[name.upper()]


@dataclass(frozen=True, slots=True)
class Where:
    """Say where a finding was made, as closely as it is known.

    Parameters
    ----------
    file : str or None
    line, column : int or None
        In the file, or in the cell if there is one; both count from 1.
    cell : int or None
        Of a notebook, counted from 1.
    task, run : str or None
    table_column : str or None

    >>> str(Where(file="pipeline.py", line=12))
    'pipeline.py:12'
    >>> str(Where(file="churn.ipynb", cell=7, line=3))
    'churn.ipynb, cell 7, line 3'
    >>> str(Where(task="train", table_column="age"))
    "task train, column 'age'"
    """

    file: str | None = None
    line: int | None = None
    column: int | None = None
    cell: int | None = None
    task: str | None = None
    run: str | None = None
    table_column: str | None = None

    def __str__(self) -> str:
        parts = [
            self._source(),
            f"task {self.task}" if self.task else "",
            f"run {self.run}" if self.run else "",
            f"column '{self.table_column}'" if self.table_column else "",
        ]
        return ", ".join(part for part in parts if part)

    def _source(self) -> str:
        """Return the place in a file or cell; without a cell in the spelling that editors open."""
        numbers = [str(n) for n in (self.line, self.column) if n is not None]
        if self.file and self.cell is None:
            return ":".join([self.file, *numbers])
        cell = f"cell {self.cell}" if self.cell is not None else ""
        line = f"line {':'.join(numbers)}" if numbers else ""
        return ", ".join(part for part in (self.file, cell, line) if part)

    def to_dict(self) -> dict[str, str | int]:
        """Return what is known, ready for JSON."""
        return {name: value for name, value in asdict(self).items() if value is not None}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Build the place again that `to_dict` described."""
        return cls(**values)


@dataclass(frozen=True, slots=True)
class Finding:
    """Report one thing that is wrong or worth knowing.

    Parameters
    ----------
    code : str
        Which rule or check made it, the same in every release.
    severity : Severity
    message : str
        One sentence, with the values.
    where : Where
    why : str
        Why it matters, for somebody who meets it for the first time.
    evidence : mapping of str to JSON values
        The numbers behind the message. At most three sample values of user data, and none from a
        column that is marked private.
    fix : str or None
        One thing to do about it.
    action : str or None
        What Fairlead can do about it if asked, such as ``"retrain"``.

    >>> finding = Finding("nulls", Severity.ERROR, "3 of 10 ages are missing.", Where(table_column="age"))
    >>> Finding.from_dict(finding.to_dict()) == finding
    True
    """

    code: str
    severity: Severity
    message: str
    where: Where = Where()
    why: str = ""
    evidence: Mapping[str, Any] = field(default_factory=dict, hash=False)
    fix: str | None = None
    action: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the finding as plain values, ready for JSON."""
        return {
            "code": self.code,
            "severity": str(self.severity),
            "message": self.message,
            "where": self.where.to_dict(),
            "why": self.why,
            "evidence": dict(self.evidence),
            "fix": self.fix,
            "action": self.action,
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Build the finding again that `to_dict` described."""
        known = dict(values)
        return cls(severity=Severity.of(known.pop("severity")), where=Where.from_dict(known.pop("where")), **known)


@dataclass(frozen=True, slots=True)
class Heard:
    """Hold what checks have reported: their findings, and what they measured, as the history of the store keeps it."""

    findings: list[Finding] = field(default_factory=list)
    measured: list[Mapping[str, Any]] = field(default_factory=list)


_heard: ContextVar[Heard | None] = ContextVar("_heard", default=None)


def report(findings: Iterable[Finding], measured: Mapping[str, Any] | None = None) -> None:
    """Tell of findings to whoever listens with `collected`; without a listener nothing happens.

    A check that runs inside a task of a pipeline so reaches the record of the run, whatever the task returns.

    Parameters
    ----------
    measured : a validation with its `rules`, as `fairlead.store.validations` takes them, in values that JSON can hold.
    """
    heard = _heard.get()
    if heard is None:
        return
    heard.findings.extend(findings)
    if measured is not None:
        heard.measured.append(measured)


@contextmanager
def collected() -> Iterator[Heard]:
    """Listen to what is reported inside, in this thread.

    >>> with collected() as heard:
    ...     report([Finding("nulls", Severity.WARNING, "3 ages are missing.")])
    >>> [finding.code for finding in heard.findings]
    ['nulls']
    """
    heard = Heard()
    token = _heard.set(heard)
    try:
        yield heard
    finally:
        _heard.reset(token)


def worst(findings: Iterable[Finding]) -> Severity | None:
    """Return the greatest severity among the findings, or None if there are none.

    >>> str(worst([Finding("a", Severity.INFO, "Note."), Finding("b", Severity.ERROR, "Wrong.")]))
    'error'
    """
    return max((finding.severity for finding in findings), default=None)


def render_text(findings: Iterable[Finding], *, color: bool = False, width: int = 100) -> str:
    """Write the findings for a person: the most severe first, and a line that counts them.

    Findings of one severity stay in the order in which they come. Characters that would steer a
    terminal are written as escapes, as a message may quote user data.

    Parameters
    ----------
    findings : iterable of Finding
    color : bool
        Mark severities and codes for a terminal.
    width : int
        Characters of a line.

    >>> print(render_text([Finding("nulls", Severity.ERROR, "3 ages are missing.", fix="Impute them.")]))
    ERROR
      nulls  3 ages are missing.
        Fix: Impute them.
    <BLANKLINE>
    1 finding: 1 error.
    >>> print(render_text([]))
    No findings.
    """
    ordered = _most_severe_first(findings)
    if not ordered:
        return "No findings."
    blocks = []
    for severity in sorted({finding.severity for finding in ordered}, reverse=True):
        heading = _colored(str(severity).upper(), _COLOR_OF[str(severity)], color)
        texts = [_finding_text(f, color, width) for f in ordered if f.severity == severity]
        blocks.append("\n".join([heading, *texts]))
    return "\n\n".join([*blocks, _count_line(ordered)])


def render_json(findings: Iterable[Finding]) -> str:
    """Write the findings for a program: one JSON object, the most severe finding first.

    Numbers that JSON has no word for (NaN, infinity) are written as text.

    >>> print(render_json([]))
    {
      "findings": [],
      "counts": {
        "critical": 0,
        "error": 0,
        "warning": 0,
        "info": 0
      }
    }
    """
    import json  # most commands write no JSON

    ordered = _most_severe_first(findings)
    document = {"findings": [_finite(finding.to_dict()) for finding in ordered], "counts": _counts(ordered)}
    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False)


def render_github(findings: Iterable[Finding]) -> str:
    """Write the findings as workflow commands, which GitHub shows as notes beside the lines of a change.

    The line of a notebook's cell is no line of its file, so it goes into the title.

    >>> print(render_github([Finding("FL9", Severity.INFO, "100% done.", Where("a.py", 3))]))
    ::notice file=a.py,line=3,title=FL9::100%25 done.
    """
    return "\n".join(_github_command(finding) for finding in _most_severe_first(findings))


def _most_severe_first(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings by falling severity, those of one severity in their given order."""
    return sorted(findings, key=lambda finding: -finding.severity)


def _counts(findings: Sequence[Finding]) -> dict[str, int]:
    """Return how many findings there are of each severity, the worst first."""
    found = [finding.severity for finding in findings]
    return {str(severity): found.count(severity) for severity in sorted(Severity, reverse=True)}


def _count_line(findings: Sequence[Finding]) -> str:
    """Return the sentence that closes a report."""
    parts = [
        f"{n} {name}s" if n > 1 and name in ("error", "warning") else f"{n} {name}"
        for name, n in _counts(findings).items()
        if n
    ]
    return f"{len(findings)} finding{'' if len(findings) == 1 else 's'}: {', '.join(parts)}."


def _finding_text(finding: Finding, color: bool, width: int) -> str:
    """Return one finding, its first line with the code and the lines under it moved in."""
    code = _printable(finding.code)
    first, *rest = _wrapped(finding.message, width, " " * (len(code) + 4), " " * (len(code) + 4))
    lines = [f"  {_colored(code, _COLOR_OF[str(finding.severity)], color)}  {first.lstrip()}", *rest]
    seen = ", ".join(f"{name}={_sample(value)}" for name, value in finding.evidence.items())
    details = {
        "Where": str(finding.where),
        "Why": finding.why,
        "Seen": seen,
        "Fix": finding.fix,
        "Action": finding.action,
    }
    for label, text in details.items():
        if text:
            lines += _wrapped(text, width, f"    {label}: ", " " * (len(label) + 6))
    return "\n".join(lines)


def _wrapped(text: str, width: int, first_indent: str, indent: str) -> list[str]:
    """Return the text broken into lines; its own line breaks, as in a piece of code, are kept."""
    from textwrap import wrap  # most commands print no findings

    lines: list[str] = []
    for paragraph in text.splitlines() or [""]:
        lines += wrap(
            _printable(paragraph.expandtabs(4)),
            max(width, len(indent) + 20),
            initial_indent=indent if lines else first_indent,
            subsequent_indent=indent,
            break_long_words=False,  # a path or a name stays whole, to be copied
            break_on_hyphens=False,
        ) or [first_indent]
    return lines


def _sample(value: object) -> str:
    """Return a value of the evidence, short; of a list only its first values."""
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, (list, tuple)):
        shown = ", ".join(_sample(item) for item in value[:SAMPLES_SHOWN])
        return f"[{shown}]" if len(value) <= SAMPLES_SHOWN else f"[{shown}, … {len(value)} in all]"
    return repr(value)


def _printable(text: str) -> str:
    """Return the text with every character that would steer a terminal written as an escape."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def _colored(text: str, color: str, wanted: bool) -> str:
    """Return the text between the codes that give it a color, if that is wanted."""
    return f"\x1b[{color}m{text}\x1b[0m" if wanted else text


def _finite(value: Any) -> Any:
    """Return the value with the floats that JSON cannot write turned into text."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, dict):
        return {name: _finite(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(item) for item in value]
    return value


def _github_command(finding: Finding) -> str:
    """Return one workflow command."""
    where, in_cell = finding.where, finding.where.cell is not None
    properties = {
        "file": where.file,
        "line": None if in_cell else where.line,
        "col": None if in_cell else where.column,
        "title": f"{finding.code} ({where})" if in_cell or not where.file else finding.code,
    }
    given = ",".join(f"{k}={_github_property(str(v))}" for k, v in properties.items() if v is not None)
    words = "\n".join(part for part in (finding.message, finding.why, finding.fix) if part)
    return f"::{_GITHUB_COMMAND_OF[str(finding.severity)]} {given}::{_github_text(words)}"


def _github_text(text: str) -> str:
    """Return the text as a workflow command can carry it, on one line."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _github_property(text: str) -> str:
    """Return the text as a property of a workflow command can carry it."""
    return _github_text(text).replace(":", "%3A").replace(",", "%2C")
