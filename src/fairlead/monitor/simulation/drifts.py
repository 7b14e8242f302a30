"""What changes, and how it comes: a mechanism and a pattern."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal, get_args

from fairlead.errors import MonitorError

Pattern = Literal["none", "sudden", "gradual", "incremental", "seasonal", "recurring"]
Mechanism = Literal["covariate", "concept", "prior", "broken"]


@dataclass(frozen=True, slots=True)
class Drift:
    """Say how the world changes.

    Parameters
    ----------
    pattern : "none"; "sudden", at once; "gradual", in each month a larger share of the rows is of the new kind;
        "incremental", all rows change a little more each month; "seasonal", once around in a year; "recurring", on and
        off every half `period`.
    mechanism : "covariate", other rows come and the outcomes are as ever; "concept", some rows turn out otherwise;
        "prior", a class becomes more frequent; "broken", a column is written wrongly.
    start : the first month that is changed, from 1 on.
    months : how long a gradual or incremental change takes.
    period : months of a recurring one.
    column : of a covariate drift, which rows with high values of it come more often; of a broken one, which is broken.
    strength : of a covariate drift, by how many deviations the mean of the column moves, roughly; of a concept, which
        share of the rows under the rule turn out otherwise; of a prior, the new share of the second class; of a broken
        column, what its numbers are multiplied by.
    rule : of a concept, as ``column operator value``, such as ``"tenure < 12"`` or ``"contract == 'Two year'"``.

    Raises
    ------
    MonitorError
        A part is missing or makes no sense.

    >>> [round(Drift("gradual", "prior", start=3, months=4, strength=0.5).at(month), 2) for month in range(1, 9)]
    [0.0, 0.0, 0.25, 0.5, 0.75, 1.0, 1.0, 1.0]
    """

    pattern: Pattern = "none"
    mechanism: Mechanism = "covariate"
    start: int = 7
    months: int = 4
    period: int = 6
    column: str | None = None
    strength: float = 1.0
    rule: str | None = None

    def __post_init__(self) -> None:
        for name, value, known in (
            ("pattern", self.pattern, get_args(Pattern)),
            ("mechanism", self.mechanism, get_args(Mechanism)),
        ):
            if value not in known:
                raise MonitorError.bad_policy("Drift", name, value, f"one of {', '.join(known)}")
        for name, number in (("start", self.start), ("months", self.months), ("period", self.period)):
            if number < 1:
                raise MonitorError.bad_policy("Drift", name, number, "1 or more")
        if self.pattern == "none":
            return
        if self.mechanism in ("covariate", "broken") and self.column is None:
            raise MonitorError.bad_policy("Drift", "column", None, f"the column of a {self.mechanism} drift")
        if self.mechanism == "concept" and self.rule is None:
            raise MonitorError.bad_policy("Drift", "rule", None, 'a rule such as "tenure < 12"')
        if self.mechanism in ("concept", "prior") and not 0 <= self.strength <= 1:
            raise MonitorError.bad_policy("Drift", "strength", self.strength, "a share between 0 and 1")
        if not math.isfinite(self.strength):
            raise MonitorError.bad_policy("Drift", "strength", self.strength, "a number")

    def at(self, month: int) -> float:
        """Return how far the change has come in a month, in [0, 1]."""
        since = month - self.start
        if self.pattern == "none" or since < 0:
            return 0.0
        if self.pattern in ("gradual", "incremental"):
            return min((since + 1) / self.months, 1.0)
        if self.pattern == "seasonal":
            return (1 - math.cos(2 * math.pi * (since + 1) / 12)) / 2
        if self.pattern == "recurring":
            return float(since % self.period < self.period / 2)
        return 1.0

    def __str__(self) -> str:
        if self.pattern == "none":
            return "no drift"
        about = {"concept": self.rule, "prior": f"to {self.strength:.0%}"}.get(self.mechanism, self.column)
        return f"{self.pattern} {self.mechanism} drift ({about}) from month {self.start}"


OPERATORS = ("<=", ">=", "==", "!=", "<", ">")


def parsed(rule: str) -> tuple[str, str, Any]:
    """Return column, operator and value of a rule.

    Raises
    ------
    MonitorError
        It is no rule.

    >>> parsed("tenure < 12"), parsed("contract == 'Two year'")
    (('tenure', '<', 12), ('contract', '==', 'Two year'))
    """
    import ast

    for operator in OPERATORS:
        column, found, value = rule.partition(operator)
        if found and column.strip():
            try:
                return column.strip(), operator, ast.literal_eval(value.strip())
            except (ValueError, SyntaxError):
                break
    raise MonitorError.bad_policy("Drift", "rule", rule, 'a rule such as "tenure < 12"')
