"""Say in a word, and in a sentence, how a table has done: the same in a terminal, in a report and in a notebook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from fairlead.data.policy import severity_of
from fairlead.data.result import Result
from fairlead.finding import Finding, Severity, worst

Tone = Literal["good", "note", "warning", "bad"]

_ICON_OF: dict[Severity, str] = {
    Severity.INFO: "ℹ", Severity.WARNING: "⚠", Severity.ERROR: "✗", Severity.CRITICAL: "✗",
}  # fmt: skip
_TONE_OF: dict[Severity, Tone] = {
    Severity.INFO: "note", Severity.WARNING: "warning", Severity.ERROR: "bad", Severity.CRITICAL: "bad",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Verdict:
    """Hold a verdict in a way that does not need colour: an icon, a word, and what it is like."""

    icon: str
    word: str
    tone: Tone

    def __str__(self) -> str:
        return f"{self.icon} {self.word}"


def verdict_of_rule(result: Result, *, is_split: bool = False) -> Verdict:
    """Say how a table has done by one rule.

    Parameters
    ----------
    is_split : whether rows that break it were taken out, so that fewer of them are less bad.

    >>> from fairlead.data import not_null
    >>> str(verdict_of_rule(Result(not_null("age"), True, 10, 0, 0)))
    '✓ holds'
    >>> str(verdict_of_rule(Result(not_null("age"), False, 10, 0, 2)))
    '✗ error'
    """
    if result.error is not None:
        return Verdict("?", "not checked", "warning")
    severity = severity_of(result, is_split=is_split)
    if severity is None:
        return Verdict("✓", "holds", "good")
    return Verdict(_ICON_OF[severity], str(severity), _TONE_OF[severity])


def verdict_of(findings: Iterable[Finding]) -> Verdict:
    """Say how a table has done in all: failed if a finding is an error or worse."""
    severity = worst(findings)
    if severity is None or severity == Severity.INFO:
        return Verdict("✓", "passed", "good")
    if severity == Severity.WARNING:
        return Verdict("⚠", "passed with warnings", "warning")
    return Verdict("✗", "failed", "bad")


def sentence_of(results: Sequence[Result], rows: int) -> str:
    """Say how many rules hold.

    >>> from fairlead.data import not_null
    >>> sentence_of([Result(not_null("age"), True, 10, 0, 0)], 10)
    'The one rule holds for 10 rows.'
    """
    broken, of = sum(not result.success for result in results), f"{rows:,} row{'' if rows == 1 else 's'}"
    if not results:
        return f"There are no rules to check the {of} by."
    if not broken:
        return f"{f'All {len(results)} rules hold' if len(results) > 1 else 'The one rule holds'} for {of}."
    rules = f"{broken} of {len(results)} rules" if len(results) > 1 else "The one rule"
    return f"{rules} {'is' if broken == 1 else 'are'} broken, in {of}."


def share_text(share: float) -> str:
    """Write a share as people read it; what is more than nothing never reads as nothing.

    >>> [share_text(share) for share in (0.0, 0.00001, 0.0304, 0.99999, 1.0)]
    ['0 %', '< 0.01 %', '3.04 %', '> 99.99 %', '100 %']
    """
    if share in (0.0, 1.0):
        return f"{share:.0%}".replace("%", " %")
    if share < 0.0001:
        return "< 0.01 %"
    return "> 99.99 %" if share > 0.9999 else f"{share * 100:.2f} %"


def observed_text(value: object, width: int = 60) -> str:
    """Write an observed value on one line, short.

    >>> observed_text({"quantiles": [0.5], "values": [74.69059833902845]})
    'quantiles: 0.5; values: 74.6906'
    """
    text = " ".join(_plain_text(value).split())
    return text if len(text) <= width else f"{text[: width - 1]}…"


def _plain_text(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {_plain_text(one)}" for name, one in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(map(_plain_text, value))
    return repr(value) if isinstance(value, str) else str(value)


def is_private(result: Result, private: Iterable[str]) -> bool:
    """Tell whether values of a result must not be shown, because a column that it is about is private."""
    line = result.expectation
    if line.kind.way == "schema":  # names and types say nothing of anybody
        return False
    return bool(set(private) & {*line.columns, *line.needed_columns()})
