"""What to think of a notebook, in one sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from fairlead.cli.screen import count
from fairlead.finding import Finding, Severity, worst
from fairlead.project.checking.one import Checked

Tone = Literal["good", "warning", "bad"]

CONSEQUENCES: Mapping[str, str] = {
    "measured": "run again it does not do what the page says",
    "leakage": "its score cannot be trusted",
    "evaluation": "its score says less than it seems to",
    "state": "it does not run again from top to bottom",
    "portability": "it will not run on another machine",
    "serving": "its model will not work in production as it is",
    "safety": "it is not safe to share",
    "data": "bad data goes through it unnoticed",
    "randomness": "its result cannot be repeated",
    "tests": "nothing shows that it is right",
    "ruff": "its code has errors",
}
"""What follows for a person from an error in each group of rules, the heaviest first."""

MOST_CLAUSES = 3
NOUNS: Mapping[Severity, str] = {
    Severity.CRITICAL: "critical",
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "note",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """Hold what to think of a notebook.

    Parameters
    ----------
    sentence : str, without the notebook's name and without a full stop.
    """

    tone: Tone
    sentence: str

    @property
    def icon(self) -> str:
        """Return its sign."""
        return {"good": "✓", "warning": "⚠", "bad": "✗"}[self.tone]


def verdict_of(checked: Checked) -> Verdict:
    """Return what to think of a notebook."""
    if checked.trouble is not None:
        return Verdict("bad", f"cannot be checked: {checked.trouble}")
    if checked.is_unread:
        return Verdict("bad", "cannot be read as a notebook, so nothing in it was checked")
    severity = worst(checked.findings)
    if severity is None:
        return Verdict("good", f"is clean: {effort_of(checked)}, nothing found")
    if severity >= Severity.ERROR:
        return Verdict("bad", joined(consequences(checked.findings)))
    if severity == Severity.WARNING:
        warnings = sum(finding.severity == Severity.WARNING for finding in checked.findings)
        return Verdict("warning", f"nothing in it must fail, {count(warnings, 'thing')} may")
    return Verdict("good", f"nothing in it will hurt; {counted(checked.findings)}")


def effort_of(checked: Checked) -> str:
    """Return how much was looked at: "58 rules, 12 cells of code"."""
    return f"{count(checked.rules, 'rule')}, {count(checked.cells, 'cell')} of code"


def consequences(findings: Iterable[Finding]) -> list[str]:
    """Return what follows from the errors among findings, the heaviest first."""
    found = list(findings)
    costs = [finding for finding in found if finding.code == "leak-cost" and finding.severity >= Severity.ERROR]
    if costs:
        largest = max(costs, key=lambda one: abs(one.evidence["as_it_stands"] - one.evidence["honest"]))
        rest = consequences(one for one in found if one.evidence.get("group") not in ("leakage", "measured"))
        return [f"{largest.message.partition(' without')[0]} without its leaks", *rest][:MOST_CLAUSES]
    bad = [finding for finding in found if finding.severity >= Severity.ERROR]
    if not bad:
        return []
    groups = {str(finding.evidence.get("group")): finding.severity for finding in sorted(bad, key=lambda f: f.severity)}
    order = list(CONSEQUENCES)
    known = sorted(
        (group for group in groups if group in order), key=lambda group: (-groups[group], order.index(group))
    )
    return [CONSEQUENCES[group] for group in known[:MOST_CLAUSES]] or [f"{count(len(bad), 'error')} in it"]


def joined(clauses: Sequence[str]) -> str:
    """Return clauses as one sentence.

    >>> joined(["a", "b", "c"]), joined(["a"])
    ('a, b, and c', 'a')
    """
    if len(clauses) < 3:
        return ", and ".join(clauses)
    return f"{', '.join(clauses[:-1])}, and {clauses[-1]}"


def counted(findings: Iterable[Finding]) -> str:
    """Return how many there are of each severity, the worst first: "2 critical, 1 error, 4 notes"."""
    found = [finding.severity for finding in findings]
    parts = [(found.count(severity), noun) for severity, noun in NOUNS.items()]
    return ", ".join(f"{n} {noun}" if noun == "critical" else count(n, noun) for n, noun in parts if n)
