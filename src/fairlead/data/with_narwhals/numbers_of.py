"""Statistics in conditions, such as the mean that a value is compared with: computed first, then put in as numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from fairlead.data.expr import Expr, lit
from fairlead.data.metric import Metric
from fairlead.data.table import statistic_metric


class Numbers:
    """Put numbers in the place of statistics, each computed once.

    Parameters
    ----------
    measure : computes metrics and returns them by their keys.
    """

    def __init__(self, measure: Callable[[Iterable[Metric]], dict[str, Any]]) -> None:
        self._measure = measure
        self._known: dict[str, Expr] = {}

    def in_metrics(self, metrics: dict[str, Metric]) -> dict[str, Metric]:
        """Return the metrics with numbers in them, by the keys that they had."""
        self._learn(part for metric in metrics.values() for part in metric.expressions)
        return {
            key: replace(metric, of=self._optional(metric.of), where=self._optional(metric.where))
            for key, metric in metrics.items()
        }

    def put_in(self, expr: Expr) -> Expr:
        """Return an expression with numbers in it."""
        self._learn([expr])
        return self._put_in(expr)

    def _optional(self, expr: Expr | None) -> Expr | None:
        return None if expr is None else self._put_in(expr)

    def _put_in(self, expr: Expr) -> Expr:
        return expr.rebuilt(lambda part: self._known.get(part.key, part) if part.op == "statistic" else part)

    def _learn(self, expressions: Iterable[Expr]) -> None:
        parts = {part.key: part for expr in expressions for part in expr.walk() if part.op == "statistic"}
        unknown = {text: statistic_metric(part) for text, part in parts.items() if text not in self._known}
        if not unknown:
            return
        values = self._measure(unknown.values())
        for text, metric in unknown.items():
            found = values[metric.key]
            self._known[text] = lit(found["value"] if isinstance(found, dict) else found)
