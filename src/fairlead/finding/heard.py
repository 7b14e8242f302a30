"""Findings that reach whoever listens, from inside a task of a pipeline."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fairlead.finding.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


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

    >>> from fairlead.finding import Severity
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
