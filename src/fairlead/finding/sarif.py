"""Findings as SARIF 2.1.0, which GitHub code scanning and editors read.

The standard: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from fairlead.finding.document import finite
from fairlead.finding.finding import Finding, Severity, Where, most_severe_first

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVEL_OF = {"info": "note", "warning": "warning", "error": "error", "critical": "error"}


@dataclass(frozen=True, slots=True)
class Described:
    """Describe a kind of finding, as the viewers of SARIF show it.

    Parameters
    ----------
    code : of the findings.
    summary : str, one sentence.
    manual : str, the whole page.
    group : str, what it belongs to.
    """

    code: str
    summary: str
    manual: str
    severity: Severity
    group: str = ""


def render_sarif(
    findings: Iterable[Finding],
    rules: Iterable[Described] = (),
    *,
    version: str,
    suppressed: Iterable[Finding] = (),
) -> str:
    """Write the findings as one SARIF log: the most severe first, those that somebody has waived last.

    From the evidence it takes ``path`` (see `Finding.steps`), ``fingerprint``, ``source`` (the line of
    code), ``confidence``, and of a suppressed finding ``suppression`` (its reason).

    Parameters
    ----------
    rules : what is known about codes; a code that is not here is described by its name.
    version : of Fairlead.
    suppressed : findings that the person has waived.

    >>> '"ruleId": "seed"' in render_sarif([Finding("seed", Severity.ERROR, "No seed.")], version="1.0")
    True
    """
    import json  # most commands write no JSON

    shown = most_severe_first(findings)
    waived = list(suppressed)
    described = _described([*shown, *waived], rules)
    place_of = {one.code: n for n, one in enumerate(described)}
    run = {
        "tool": {
            "driver": {
                "name": "Fairlead",
                "semanticVersion": version,
                "rules": [_rule(one) for one in described],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [
            *(_result(finding, place_of[finding.code]) for finding in shown),
            *(_waived(finding, place_of[finding.code]) for finding in waived),
        ],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False)


def _described(findings: Sequence[Finding], rules: Iterable[Described]) -> list[Described]:
    """Return one description of each code, the known ones first."""
    known = {one.code: one for one in rules}
    for finding in findings:
        if finding.code not in known:
            known[finding.code] = Described(finding.code, finding.code, finding.why, finding.severity)
    return list(known.values())


def _rule(one: Described) -> dict[str, Any]:
    return {
        "id": one.code,
        "shortDescription": {"text": one.summary or one.code},
        "fullDescription": {"text": one.summary or one.code},
        "help": {"text": one.manual or one.summary or one.code},
        "defaultConfiguration": {"level": _LEVEL_OF[str(one.severity)]},
        "properties": {"tags": [one.group]} if one.group else {},
    }


def _result(finding: Finding, place: int) -> dict[str, Any]:
    evidence = finding.evidence
    words = [finding.message, f"Fix: {finding.fix}" if finding.fix else ""]
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": place,
        "level": _LEVEL_OF[str(finding.severity)],
        "message": {"text": "\n".join(word for word in words if word)},
        "locations": [_location(finding.where, evidence.get("source"))],
        "properties": finite({"severity": str(finding.severity), **_known(evidence, "confidence")}),
    }
    if evidence.get("fingerprint"):
        result["partialFingerprints"] = {"fairlead/v1": str(evidence["fingerprint"])}
    if finding.steps:
        result["codeFlows"] = [_flow(finding.where.file, finding.steps)]
    return result


def _waived(finding: Finding, place: int) -> dict[str, Any]:
    reason = str(finding.evidence.get("suppression") or "")
    suppression = {"kind": "inSource", **({"justification": reason} if reason else {})}
    return {**_result(finding, place), "suppressions": [suppression]}


def _known(evidence: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: evidence[name] for name in names if name in evidence}


def _flow(file: str | None, steps: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the way that led to a finding, such as from the fit over the split to the score."""
    locations = []
    for number, step in enumerate(steps):
        where = Where(
            file=file,
            **{name: step.get(name) for name in ("cell", "line", "column", "end_line", "end_column", "file_line")},
        )
        location = _location(where, step.get("source"))
        location["message"] = {"text": f"{step.get('step', '')}: {step.get('text', '')}".strip(": ")}
        locations.append({"executionOrder": number + 1, "location": location})
    return {"threadFlows": [{"locations": locations}]}


def _location(where: Where, source: str | None = None) -> dict[str, Any]:
    """Return a place: file and region as far as they are known, and the cell as a logical place."""
    location: dict[str, Any] = {}
    if where.file:
        physical: dict[str, Any] = {"artifactLocation": {"uri": quote(PurePath(where.file).as_posix())}}
        region = _region(where)
        if region:
            physical["region"] = {**region, **({"snippet": {"text": source}} if source else {})}
        location["physicalLocation"] = physical
    logical = _logical(where)
    if logical:
        location["logicalLocations"] = [logical]
    return location


def _region(where: Where) -> dict[str, int]:
    """Return lines and columns of the file; the columns of a cell are none of its file."""
    if where.cell is not None:
        return {} if where.file_line is None else {"startLine": where.file_line}
    numbers = {
        "startLine": where.line,
        "startColumn": where.column,
        "endLine": where.end_line,
        "endColumn": where.end_column,
    }
    return {name: number for name, number in numbers.items() if number} if where.line else {}


def _logical(where: Where) -> dict[str, str]:
    if where.cell is not None:
        line = f", line {where.line}" if where.line else ""
        return {"name": f"cell {where.cell}", "fullyQualifiedName": f"cell {where.cell}{line}", "kind": "cell"}
    if where.task:
        return {"name": where.task, "kind": "task"}
    return {"name": where.table_column, "kind": "column"} if where.table_column else {}
