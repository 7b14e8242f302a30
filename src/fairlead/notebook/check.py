"""Run the rules over a notebook and turn what they hit into findings."""

from __future__ import annotations

import os
import traceback
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from fairlead.errors import nearest
from fairlead.finding import Finding, Severity, Where
from fairlead.notebook.facts import Facts, Surroundings
from fairlead.notebook.notebook import Notebook, Place
from fairlead.notebook.rules import all_rules, chosen_rules
from fairlead.notebook.rules.notes import NOTES
from fairlead.notebook.rules.rule import Confidence, Hit, Rule, sections
from fairlead.notebook.suppress import Suppression, covering, suppressions_of

_RANK: dict[Confidence, int] = {"low": 0, "medium": 1, "high": 2}
_SEVERITIES = {str(severity): severity for severity in Severity}


@dataclass
class _Outcome:
    """Collect what the rules say."""

    hits: list[tuple[Rule, Hit]] = field(default_factory=list)
    failures: list[tuple[Rule, Exception]] = field(default_factory=list)


def check_notebook(
    notebook: Notebook,
    *,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    confidence: Confidence = "medium",
    surroundings: Surroundings | None = None,
    suppressed: bool = False,
) -> list[Finding]:
    """Return what would break in production, in the order of the notebook.

    Parameters
    ----------
    select : names of rules or groups, or ``all``; without any, the rules that are on by default.
    ignore : names of rules or groups to leave out.
    confidence : the least that a finding must have to be reported.
    surroundings : what lies beside the notebook; without it, rules that need it say nothing.
    suppressed : whether to give also what the person has left out, with the reason as ``suppression`` in its evidence.

    Raises
    ------
    CheckError
        A name is neither a rule's nor a group's.
    """
    ignored = frozenset(ignore)
    rules = chosen_rules(select, ignored)
    notes = list(_troubles(notebook))
    if notebook.language != "python":
        notes.append(_not_python(notebook))
    elif notebook.cells:
        notes += _checked(notebook, rules, confidence, surroundings or Surroundings(), suppressed)
    return [finding for finding in notes if finding.code not in ignored]


def _checked(
    notebook: Notebook, rules: Sequence[Rule], confidence: Confidence, surroundings: Surroundings, suppressed: bool
) -> list[Finding]:
    """Return the findings of rules, then those about suppressions and rules themselves, by place."""
    facts = Facts(notebook, surroundings)
    outcome = _outcome(facts, rules)
    if any(cell.runs for cell in notebook.cells):
        outcome.hits = [one for one in outcome.hits if _is_of_notebook(one[1], facts.flow.brought)]
    suppressions = suppressions_of(notebook)
    used: set[Suppression] = set()
    found: list[tuple[Place, Finding]] = []
    for rule, hit in _without_repeats(outcome.hits):
        covered = covering(suppressions, rule.name, hit.place)
        used.update(covered)
        if (suppressed or not covered) and _RANK[hit.confidence] >= _RANK[confidence]:
            found.append((hit.place, _finding(notebook, rule, hit, covered)))
    names = {rule.name for rule in rules}
    found += _about_suppressions(notebook, suppressions, used, names)
    found += _not_followed(notebook)
    found.sort(key=lambda one: (one[0].cell, one[0].line, one[0].column))
    return [*(finding for _, finding in found), *_failed(notebook, outcome.failures)]


def _outcome(facts: Facts, rules: Sequence[Rule]) -> _Outcome:
    outcome = _Outcome()
    for rule in rules:
        try:
            outcome.hits += [(rule, hit) for hit in rule.hits(facts)]
        except Exception as error:  # a rule must not take the others down: it is an edge of its own, and is told of
            outcome.failures.append((rule, error))
    return outcome


def _is_of_notebook(hit: Hit, brought: frozenset[Place]) -> bool:
    """Tell whether a finding is about the notebook's own lines, not only about those of files behind ``%run``."""
    return hit.place not in brought or any(step.place not in brought for step in hit.path)


def _without_repeats(hits: Sequence[tuple[Rule, Hit]]) -> Iterator[tuple[Rule, Hit]]:
    seen: set[tuple[str, Place, str]] = set()
    for rule, hit in hits:
        key = (rule.name, hit.place, hit.message)
        if key not in seen:
            seen.add(key)
            yield rule, hit


def _finding(notebook: Notebook, rule: Rule, hit: Hit, covered: Sequence[Suppression] = ()) -> Finding:
    evidence: dict[str, Any] = {"group": rule.group, "confidence": hit.confidence, **hit.evidence}
    if covered:
        evidence["suppression"] = "; ".join(one.reason for one in covered if one.reason)
    if hit.path:
        evidence["path"] = [_step(notebook, step) for step in hit.path]
    return Finding(
        code=rule.name,
        severity=_SEVERITIES[hit.severity or rule.severity],
        message=hit.message,
        where=notebook.where(hit.place),
        why=hit.why or _section(rule.manual, "Why it hurts in production"),
        evidence=evidence,
        fix=hit.fix or _section(rule.manual, "Fix") or None,
    )


def _step(notebook: Notebook, step: Any) -> dict[str, Any]:
    return {"step": step.kind, **notebook.position(step.place), "text": step.text}


@cache
def _section(manual: str, title: str) -> str:
    """Return a section of a manual page without the line breaks and doubled marks of its source."""
    text = sections(manual).get(title, "").replace("``", "`")
    return "\n".join(" ".join(paragraph.split()) for paragraph in text.split("\n\n"))


def _troubles(notebook: Notebook) -> Iterator[Finding]:
    """Tell what the reader could not make sense of."""
    for message, cell in notebook.troubles:
        yield Finding(
            "unreadable-notebook",
            Severity.ERROR if cell is None else Severity.WARNING,
            message,
            Where(file=notebook.path, cell=cell),
            why="What cannot be read cannot be checked, and Jupyter may not open it either.",
            fix="Open the file in Jupyter and save it again, or take an earlier version of it.",
        )


def _not_python(notebook: Notebook) -> Finding:
    return Finding(
        "not-python",
        Severity.INFO,
        f"The notebook's language is {notebook.language}, not Python: nothing in it was checked.",
        Where(file=notebook.path),
        fix="Leave it out of the check, or correct the kernel in the notebook's metadata if it is Python after all.",
    )


def _failed(notebook: Notebook, failures: Sequence[tuple[Rule, Exception]]) -> Iterator[Finding]:
    """Tell once of each error that rules ran into; rules on one analysis fail together."""
    by_error: dict[str, list[tuple[Rule, Exception]]] = {}
    for rule, error in failures:
        by_error.setdefault(f"{type(error).__name__}: {error}", []).append((rule, error))
    for words, together in by_error.items():
        names = [rule.name for rule, _ in together]
        error = together[0][1]
        yield Finding(
            "rule-failed",
            Severity.WARNING,
            f"{_listed(names)} could not look at this notebook: {' '.join(words.split())[:200]}",
            Where(file=notebook.path),
            why="What these rules look for may be in the notebook all the same. The fault is Fairlead's.",
            evidence={"rules": names, "traceback": "".join(traceback.format_exception(error, limit=-8))},
            fix="Report it with the traceback, which `--format json` shows.",
        )


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(f"`{name}`" for name in names[:3])
    return shown if len(names) <= 3 else f"{shown} and {len(names) - 3} more rules"


def _not_followed(notebook: Notebook) -> Iterator[tuple[Place, Finding]]:
    """Tell of the files of ``%run`` that are not there."""
    for cell in notebook.cells:
        for path, place in cell.lost:
            name = os.path.basename(path)
            message = f"`%run` names {name!r}, which is not there or cannot be read: it was not followed."
            page = NOTES["run-not-followed"]
            why, fix = (_section(page.manual, title) for title in ("Why it hurts in production", "Fix"))
            evidence = {"confidence": "high", "path": path}
            yield place, Finding(page.name, Severity.INFO, message, notebook.where(place), why, evidence, fix)


def _about_suppressions(
    notebook: Notebook, suppressions: Sequence[Suppression], used: set[Suppression], ran: set[str]
) -> Iterator[tuple[Place, Finding]]:
    for one in suppressions:
        message = "" if one in used else _unused(one, ran)
        if message:
            yield one.place, _note(notebook, one.place, "unused-suppression", message, "Take it away.")
        elif not one.reason and not one.is_tag:
            text = "This suppression gives no reason."
            fix = "Write behind it why the finding does not matter here: `# fairlead: ignore[rule] the reason`."
            yield one.place, _note(notebook, one.place, "suppression-without-reason", text, fix)


def _unused(one: Suppression, ran: set[str]) -> str:
    """Return why a suppression is not needed, or "" if that cannot be known."""
    known = [rule.name for rule in all_rules()]
    for name in one.rules:
        if name not in known:
            near = nearest(name, known)
            return f"There is no rule `{name}` to ignore{f'; did you mean `{near}`?' if near else '.'}"
    if one.rules and not ran.issuperset(one.rules):
        return ""
    what = ", ".join(f"`{name}`" for name in one.rules) or "any rule"
    return f"Nothing is found here that this suppression of {what} would leave out."


def _note(notebook: Notebook, place: Place, code: str, message: str, fix: str) -> Finding:
    why = "A suppression that outlives its reason hides the next, real finding."
    return Finding(code, Severity.INFO, message, notebook.where(place), why, {"confidence": "high"}, fix)
