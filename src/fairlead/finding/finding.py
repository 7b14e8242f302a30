"""What is wrong or worth knowing: one value, whoever found it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


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
    end_line, end_column : int or None
        Where it ends, counted like `line` and `column`; the end column is the first that is not part of it.
    file_line : int or None
        Of a place in a cell, the line of the file that holds it.

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
    end_line: int | None = None
    end_column: int | None = None
    file_line: int | None = None

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
        return {name: value for name in self.__slots__ if (value := getattr(self, name)) is not None}

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

    @property
    def steps(self) -> Sequence[Mapping[str, Any]]:
        """Return the way that led to it, such as fit, split and score; it is kept as ``path`` in the evidence.

        >>> way = {"path": [{"step": "fit", "cell": 4, "line": 2, "text": "StandardScaler learns from all rows"}]}
        >>> [step["step"] for step in Finding("leak", Severity.ERROR, "A leak.", evidence=way).steps]
        ['fit']
        >>> Finding("abs-path", Severity.ERROR, "A path.", evidence={"path": "/home/you/data.csv"}).steps
        ()
        """
        path = self.evidence.get("path")
        return path if isinstance(path, (list, tuple)) and all(isinstance(step, dict) for step in path) else ()

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


def worst(findings: Iterable[Finding]) -> Severity | None:
    """Return the greatest severity among the findings, or None if there are none.

    >>> str(worst([Finding("a", Severity.INFO, "Note."), Finding("b", Severity.ERROR, "Wrong.")]))
    'error'
    """
    return max((finding.severity for finding in findings), default=None)


def most_severe_first(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings by falling severity, those of one severity in their given order."""
    return sorted(findings, key=lambda finding: -finding.severity)
