"""A proposed line of a suite, with the evidence for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from fairlead.data.kind import find_kind
from fairlead.data.line import Expectation

Confidence = Literal["high", "fair", "low"]
"""How likely it is that the rule is meant, and not only true of this table: words, as no number would be honest."""

FEWEST = 20
"""Rows below which a pattern is no evidence."""

MEMBERS = 60
"""A list of more different values is no list that a person checks."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Propose a line of a suite; a person decides.

    Parameters
    ----------
    expectation : the line.
    evidence : what was seen, in a sentence.
    confidence : how likely it is that the rule is meant.
    """

    expectation: Expectation
    evidence: str
    confidence: Confidence = "fair"


def suggestion(name: str, evidence: str, confidence: Confidence = "fair", /, **arguments: Any) -> Suggestion:
    """Propose a line by the Great Expectations name of its kind."""
    return Suggestion(find_kind(name)(**arguments), evidence, confidence)


def counted(number: int, noun: str) -> str:
    """Write a number with its noun.

    >>> counted(7043, "value"), counted(1, "row")
    ('7,043 values', '1 row')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def written(value: Any) -> str:
    """Write a value as part of a sentence."""
    if isinstance(value, float):
        return f"{value:,.6g}"
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return f"'{value}'" if isinstance(value, str) else str(value)
