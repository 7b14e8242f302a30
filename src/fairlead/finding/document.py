"""Findings for a program: one JSON document."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from fairlead.finding.finding import Finding, Severity, most_severe_first

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


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

    ordered = most_severe_first(findings)
    document = {"findings": [finite(finding.to_dict()) for finding in ordered], "counts": counts(ordered)}
    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False)


def counts(findings: Sequence[Finding]) -> dict[str, int]:
    """Return how many findings there are of each severity, the worst first."""
    found = [finding.severity for finding in findings]
    return {str(severity): found.count(severity) for severity in sorted(Severity, reverse=True)}


def finite(value: Any) -> Any:
    """Return the value with the floats that JSON cannot write turned into text."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, dict):
        return {name: finite(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [finite(item) for item in value]
    return value
