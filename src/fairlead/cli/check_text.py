"""What `fairlead check` has found, as a person reads it: a verdict, each thing with its line, and a summary."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap
from typing import Any

from fairlead.cli.check_verdict import CONSEQUENCES, Tone, consequences, counted, effort_of, joined, verdict_of
from fairlead.cli.code_lines import pointed
from fairlead.cli.screen import Screen, count, one_line
from fairlead.clock import show_duration
from fairlead.finding import Finding, Severity, worst
from fairlead.project.checking.check import Check
from fairlead.project.checking.one import Checked

WIDEST = 100
PLACES_SHOWN = 3
"""Places of one rule in one notebook that are shown with their line; the others are listed."""

PLACES_LISTED = 8
WHY_LENGTH: Mapping[Severity, int] = {
    Severity.CRITICAL: 280, Severity.ERROR: 280, Severity.WARNING: 150, Severity.INFO: 150,
}  # fmt: skip
"""Characters of what a rule says about why it hurts; `fairlead rule` has all of it."""

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z`\"'])")
STATE_OF: Mapping[Tone, str] = {"good": "succeeded", "warning": "retrying", "bad": "failed"}
_COLOR_OF: Mapping[Severity, str] = {
    Severity.CRITICAL: "failed", Severity.ERROR: "failed", Severity.WARNING: "retrying", Severity.INFO: "cached",
}  # fmt: skip


class Report:
    """Write findings for a person.

    Parameters
    ----------
    screen : for colours and width; None for a file.
    in_full : whether every place is shown with its line.
    """

    def __init__(self, screen: Screen | None, *, in_full: bool = False) -> None:
        self._screen = screen
        self._width = WIDEST if screen is None else min(screen.width, WIDEST)
        self._in_full = in_full
        self._explained: set[str] = set()

    def lines(self, found: Check) -> list[str]:
        """Return all that a person should read, the most important first."""
        lines = [*self.verdict(found)]
        shown = [one for one in found.notebooks if one.findings or one.trouble]
        for checked in shown:
            if len(found.notebooks) > 1:
                lines += ["", *self._heading(checked)]
            lines += self._notebook(checked)
        return [*lines, *self._summary(found), *_remarks(found)]

    def verdict(self, found: Check) -> Iterator[str]:
        """Yield the lines that stand first."""
        if len(found.notebooks) != 1:
            yield from self._verdict_of_many(found)
            return
        (checked,) = found.notebooks
        verdict = verdict_of(checked)
        yield from self._said(f"{verdict.icon} {one_line(checked.file)}", _after(verdict.sentence), verdict.tone)
        if checked.findings and not checked.is_unread:
            about = f"{counted(checked.findings)}: {effort_of(checked)}, {show_duration(found.seconds)}"
            yield from self._wrapped(about, "  ", "  ")

    def _verdict_of_many(self, found: Check) -> Iterator[str]:
        findings = [finding for one in found.notebooks for finding in one.findings]
        bad = [one for one in found.notebooks if verdict_of(one).tone == "bad"]
        total = count(len(found.notebooks), "notebook")
        if bad:
            consequence = _plural(bad)
            yield from self._said(f"✗ {len(bad):,} of {total}", f" will not hold in production: {consequence}.", "bad")
        elif worst(findings) is None:
            yield from self._said(f"✓ {total}", ": nothing found.", "good")
        else:
            yield from self._said(f"⚠ {total}", ": nothing in them must fail, some things may.", "warning")
        rules, took = count(found.rules, "rule"), show_duration(found.seconds)
        about = f"{counted(findings) or 'nothing found'}: {rules}, {took}{_from_memory(found)}"
        yield from self._wrapped(about, "  ", "  ")

    def _heading(self, checked: Checked) -> Iterator[str]:
        verdict = verdict_of(checked)
        yield from self._said(f"{verdict.icon} {one_line(checked.file)}", _after(verdict.sentence), verdict.tone)

    def _said(self, subject: str, sentence: str, tone: Tone) -> Iterator[str]:
        """Yield a verdict as lines, its subject in the colour of its tone."""
        first, *rest = self._wrapped(subject + sentence, "", "  ")
        yield first.replace(subject, self._paint(subject, STATE_OF[tone]), 1)
        yield from rest

    def _notebook(self, checked: Checked) -> Iterator[str]:
        """Yield what was found in one notebook: by rule, the worst first; notes are kept short."""
        by_rule: dict[tuple[Severity, str], list[Finding]] = {}
        for finding in sorted(checked.findings, key=heaviest_first):
            by_rule.setdefault((finding.severity, finding.code), []).append(finding)
        notes = []
        for (severity, code), findings in by_rule.items():
            if severity > Severity.INFO or self._in_full:
                yield from ["", self._head(code, findings), *self._places(findings), *self._advice(findings)]
            else:
                notes += findings
        if notes:
            yield from ["", self._paint("NOTE", "cached"), *self._notes(notes)]

    def _head(self, code: str, findings: Sequence[Finding]) -> str:
        severity = findings[0].severity
        group = findings[0].evidence.get("group")
        many = f"{len(findings)} places" if len(findings) > 1 else ""
        word = self._paint(str(severity).upper(), _COLOR_OF[severity])
        return "  ".join(part for part in (word, self._strong(one_line(code)), str(group or ""), many) if part)

    def _places(self, findings: Sequence[Finding]) -> Iterator[str]:
        shown = len(findings) if self._in_full else PLACES_SHOWN
        for finding in findings[:shown]:
            place = "" if finding.steps else f"{place_of(finding.where.to_dict())}: "
            yield from self._wrapped(finding.message, f"  {place}", "    " if place else "  ")
            yield from self._code(finding)
        rest = [place_of(finding.where.to_dict()) for finding in findings[shown:]]
        if rest:
            more = f", … {len(rest) - PLACES_LISTED} more" if len(rest) > PLACES_LISTED else ""
            yield from self._wrapped(f"and {'; '.join(rest[:PLACES_LISTED])}{more}", "  ", "    ")

    def _code(self, finding: Finding) -> Iterator[str]:
        """Yield the line of a finding; of a leak, the lines of the whole way that led to it."""
        here = {**finding.where.to_dict(), "source": finding.evidence.get("source", "")}
        if not any(_same_line(step, here) for step in finding.steps):
            yield from self._excerpt(here, "^")
        for step in finding.steps:
            about = f"{step.get('step', '')}: {step.get('text', '')}".strip(": ")
            yield from self._wrapped(about, f"    {place_of(step)} · ", "      ")
            yield from self._excerpt(step, "^" if _same_line(step, here) else "-")

    def _excerpt(self, spot: Mapping[str, Any], mark: str) -> Iterator[str]:
        """Yield a line of source, and the marks below it."""
        source = str(spot.get("source") or "")
        if not source.strip():
            return
        end = spot.get("end_column") if spot.get("end_line") in (None, spot.get("line")) else None
        code, marks = pointed(source, spot.get("column"), end, self._width - 6, mark)
        bar = f"    {self._paint('│', 'skipped')} "
        painted = self._paint(marks.lstrip(), "failed" if mark == "^" else "running")
        yield bar + code
        yield bar + marks[: len(marks) - len(marks.lstrip())] + painted

    def _advice(self, findings: Sequence[Finding]) -> Iterator[str]:
        """Yield why it hurts, what to do, and where there is more; each rule is explained once."""
        first = findings[0]
        new = first.code not in self._explained
        self._explained.add(first.code)
        if new and first.why:
            yield from self._wrapped(shortened(first.why, WHY_LENGTH[first.severity]), "  Why: ", "       ")
        fixes = list(dict.fromkeys(finding.fix for finding in findings if finding.fix))
        if fixes and (new or len(fixes) > 1):
            yield from self._wrapped(shortened(fixes[0], WHY_LENGTH[Severity.ERROR]), "  Fix: ", "       ")
        if new and first.evidence.get("group") not in ("ruff", "measured"):
            yield f"  {self._paint('More:', 'skipped')} fairlead rule {one_line(first.code)}"
        elif new and first.evidence.get("url"):
            yield f"  {self._paint('More:', 'skipped')} {one_line(str(first.evidence['url']))}"

    def _notes(self, notes: Sequence[Finding]) -> Iterator[str]:
        for finding in notes:
            yield from self._wrapped(
                finding.message, f"  {one_line(finding.code)}  {place_of(finding.where.to_dict())}: ", "    "
            )

    def _summary(self, found: Check) -> Iterator[str]:
        """Yield a table of how many there are, by group and severity; of one group it would say nothing new."""
        findings = [finding for one in found.notebooks for finding in one.findings]
        groups: dict[str, list[Severity]] = {}
        for finding in findings:
            groups.setdefault(str(finding.evidence.get("group") or "notebook"), []).append(finding.severity)
        if len(groups) < 2:
            return
        scale = [one for one in sorted(Severity, reverse=True) if any(one in those for those in groups.values())]
        ordered = sorted(groups.items(), key=lambda item: (-max(item[1]), -len(item[1]), item[0]))
        rows = [(group, *(str(those.count(one) or "·") for one in scale)) for group, those in ordered]
        first = max(len(row[0]) for row in rows)
        heads = [str(one) for one in scale]
        yield ""
        yield self._strong(" " * (first + 2) + "  ".join(heads))
        for row in rows:
            numbers = "  ".join(cell.rjust(len(head)) for cell, head in zip(row[1:], heads, strict=True))
            yield f"{row[0].ljust(first)}  {numbers}"

    def _wrapped(self, text: str, first: str, rest: str) -> list[str]:
        """Return a text as lines of this width."""
        printable = one_line(" ".join(text.split()))
        return wrap(
            printable, self._width, initial_indent=first, subsequent_indent=rest, break_long_words=False,
            break_on_hyphens=False,
        )  # fmt: skip

    def _paint(self, text: str, state: str) -> str:
        return text if self._screen is None else self._screen.paint(text, state)

    def _strong(self, text: str) -> str:
        return text if self._screen is None else self._screen.strong(text)


def place_of(spot: Mapping[str, Any]) -> str:
    """Return where something stands, in words.

    >>> place_of({"cell": 7, "line": 3, "column": 5}), place_of({"line": 12}), place_of({})
    ('cell 7, line 3', 'line 12', 'notebook')
    """
    parts = [f"{name} {spot[name]}" for name in ("cell", "line") if spot.get(name)]
    return ", ".join(parts) or "notebook"


def heaviest_first(finding: Finding) -> tuple[int, int]:
    """Return by what findings are ordered: how bad they are, then what follows from their group."""
    group = str(finding.evidence.get("group"))
    order = list(CONSEQUENCES)
    return -finding.severity, order.index(group) if group in order else len(order)


def shortened(text: str, length: int) -> str:
    """Return the first sentences of a text, as many as fit into a length; the first one whatever its length.

    >>> shortened("One. Two. Three.", 10)
    'One. Two.'
    """
    sentences = _SENTENCE_END.split(" ".join(text.replace("``", "`").split()))
    kept = sentences[0]
    for sentence in sentences[1:]:
        if len(kept) + 1 + len(sentence) > length:
            break
        kept = f"{kept} {sentence}"
    return kept


def _after(sentence: str) -> str:
    """Return a verdict as it follows the name of a notebook."""
    return f" {sentence}." if sentence.startswith(("is ", "cannot ")) else f": {sentence}."


def _plural(notebooks: Sequence[Checked]) -> str:
    """Return what follows from the errors in several notebooks."""
    unread = sum(one.is_unread for one in notebooks)
    findings = [finding for one in notebooks if not one.is_unread for finding in one.findings]
    words = {"its": "their", "it": "they", "does": "do", "is": "are", "says": "say", "seems": "seem", "has": "have"}
    said = [" ".join(words.get(word, word) for word in one.split(" ")) for one in consequences(findings)]
    return joined([*(said if findings else []), *([f"{unread:,} cannot be read"] if unread else [])])


def _same_line(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return (one.get("cell"), one.get("line")) == (other.get("cell"), other.get("line"))


def _from_memory(found: Check) -> str:
    return f" ({found.remembered:,} unchanged, from memory)" if found.remembered else ""


def _remarks(found: Check) -> Iterator[str]:
    """Yield what else there is to know: what is left out, and what can be done."""
    said = []
    waived = sum(len(one.suppressed) for one in found.notebooks)
    if found.base is not None:
        same = f"; {count(found.unchanged, 'notebook')} unchanged" if found.unchanged else ""
        said.append(f"Only what is new since {one_line(found.base)} is shown{same}.")
    if found.known:
        said.append(f"{count(found.known, 'known finding')} of the baseline left out.")
    if found.gone:
        entries = "1 entry of the baseline no longer occurs" if len(found.gone) == 1 else (
            f"{len(found.gone):,} entries of the baseline no longer occur"
        )  # fmt: skip
        names = ", ".join(sorted({f"{entry.rule} in {shlex.quote(entry.file)}" for entry in found.gone})[:PLACES_SHOWN])
        said.append(f"{entries} ({names}): write it again with --write-baseline.")
    if waived:
        said.append(f"{count(waived, 'finding')} waived in the notebook{'s' if len(found.notebooks) > 1 else ''}.")
    if said:
        yield from ["", *said]
