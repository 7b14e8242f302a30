"""What a check is given, and what it gives back."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fairlead.clock import Clock, SystemClock
from fairlead.finding import Finding, Severity, Where
from fairlead.project.settings import Project


@dataclass(frozen=True, slots=True)
class Subject:
    """Hold what is examined.

    Attributes
    ----------
    project : None where there is none, or its settings cannot be used.
    folder : where `fairlead doctor` was asked.
    settings : what the settings file says.
    environment : variables of this process.
    patience : float, seconds to wait for an address that does not answer.
    """

    folder: Path
    project: Project | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    clock: Clock = field(default_factory=SystemClock)
    patience: float = 3.0


@dataclass(frozen=True, slots=True)
class Seen:
    """Say what a check has seen.

    Attributes
    ----------
    said : one line, without a full stop; "" if there was nothing to look at.
    findings : what is wrong, or worth knowing.
    """

    said: str
    findings: tuple[Finding, ...] = ()


def fault(code: str, message: str, fix: str, *, why: str = "", file: str | None = None, **evidence: Any) -> Finding:
    """Return a finding about what does not work."""
    return Finding(code, Severity.ERROR, message, Where(file=file), why, evidence, fix)


def doubt(code: str, message: str, fix: str, *, why: str = "", file: str | None = None, **evidence: Any) -> Finding:
    """Return a finding about what works today and will not always."""
    return Finding(code, Severity.WARNING, message, Where(file=file), why, evidence, fix)


def note(code: str, message: str, fix: str | None = None, *, file: str | None = None, **evidence: Any) -> Finding:
    """Return a finding that is only worth knowing."""
    return Finding(code, Severity.INFO, message, Where(file=file), "", evidence, fix)
