"""Partitions: how much of a column lies in which part, as Great Expectations writes it.

A partition of categories is ``{"values": ["a", "b"], "weights": [0.7, 0.3]}``. One of numbers is
``{"bins": [0, 10, 20], "weights": [0.5, 0.5]}``, with one edge more than weights; each part holds its lower edge, and
the last one its upper edge too, if no part follows it. The first edge may be -inf and the last inf; or
``"tail_weights"`` says how much lies below and above.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fairlead.data.expr import Expr, col
from fairlead.data.metric import Metric
from fairlead.errors import SuiteError

PARTITION_TOLERANCE = 1e-5
"""How far weights may be from 1 in sum: those that were written with six digits still pass."""


@dataclass(frozen=True, slots=True)
class Categories:
    """Hold the share of each value.

    Parameters
    ----------
    values : tuple of plain values.
    weights : tuple of float, sum 1.
    """

    values: tuple[Any, ...]
    weights: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Bins:
    """Hold the share of each range of numbers.

    Parameters
    ----------
    edges : tuple of float, finite and rising.
    weights : tuple of float, one less than the edges.
    tails : (float, float), the shares below and above.
    is_open : (bool, bool), whether the first, the last edge was given as infinite: its tail is then a part like others.
    """

    edges: tuple[float, ...]
    weights: tuple[float, ...]
    tails: tuple[float, float] = (0.0, 0.0)
    is_open: tuple[bool, bool] = (False, False)

    def metrics(self, column: str) -> dict[str, Metric]:
        """Give the numbers to be computed: how many values lie in each part, below and above."""
        value, edges = col(column), self.edges
        inside = [(value >= low) & (value < high) for low, high in zip(edges, edges[1:], strict=False)]
        above = value >= edges[-1]
        if not self.is_open[1]:
            inside[-1], above = (value >= edges[-2]) & (value <= edges[-1]), value > edges[-1]
        parts: list[Expr] = [value < edges[0], *inside, above]
        counts = {str(place): Metric("hits", part) for place, part in enumerate(parts)}
        return {**counts, "present": Metric("count", value)}

    def observed(self, values: Mapping[str, Any]) -> tuple[list[int], int]:
        """Read off the counts: below, of each part, above; and of all."""
        return [int(values[str(place)] or 0) for place in range(len(self.weights) + 2)], int(values["present"] or 0)


def partition_of(alias: str, given: Any) -> Categories | Bins:
    """Read a partition.

    Raises
    ------
    SuiteError
        It is none: weights that do not add up to 1, edges that do not rise, a wrong number of them.

    >>> partition_of("kl_divergence_below", {"bins": [0, 1, float("inf")], "weights": [0.75, 0.25]})
    Bins(edges=(0.0, 1.0), weights=(0.75,), tails=(0.0, 0.25), is_open=(False, True))
    """
    problem = _problem(given)
    if problem is not None:
        raise SuiteError.bad_argument(alias, "partition_object", given, f"a partition: {problem}")
    weights = tuple(float(weight) for weight in given["weights"])
    if "values" in given:
        return Categories(tuple(given["values"]), weights)
    edges = tuple(float(edge) for edge in given["bins"])
    low, high = (float(weight) for weight in given.get("tail_weights") or (0.0, 0.0))
    below, above = edges[0] == -math.inf, edges[-1] == math.inf
    if below:
        edges, low, weights = edges[1:], weights[0], weights[1:]
    if above:
        edges, high, weights = edges[:-1], weights[-1], weights[:-1]
    return Bins(edges, weights, (low, high), (below, above))


def bins_of(alias: str, given: Any) -> Bins:
    """Read a partition of numbers.

    Raises
    ------
    SuiteError
        It is none, or one of categories.
    """
    found = partition_of(alias, given)
    if isinstance(found, Bins):
        return found
    raise SuiteError.bad_argument(alias, "partition_object", given, "a partition of numbers, with bins")


def categories_of(alias: str, given: Any) -> Categories:
    """Read a partition of categories.

    Raises
    ------
    SuiteError
        It is none, or one of numbers.
    """
    found = partition_of(alias, given)
    if isinstance(found, Categories):
        return found
    raise SuiteError.bad_argument(alias, "partition_object", given, "a partition of categories, with values")


def check_holdout(alias: str, name: str, value: Any) -> float:
    """Return a weight that is held out for what was not expected.

    Raises
    ------
    SuiteError
        It is not a share from 0 to 1.
    """
    value = 0 if value is None else value
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1:
        raise SuiteError.bad_argument(alias, name, value, "a share from 0 to 1")
    return float(value)


def _problem(given: Any) -> str | None:
    """Say what is wrong with a partition; None if nothing is."""
    if not isinstance(given, Mapping) or not ({"values", "bins"} & set(given)) or not given.get("weights"):
        return "it needs weights, and values or bins"
    weights, tails = given["weights"], given.get("tail_weights") or []
    if not _are_weights([*weights, *tails]) or len(tails) not in (0, 2):
        return "weights are numbers from 0 to 1, tail_weights two of them"
    if abs(math.fsum([*weights, *tails]) - 1) > PARTITION_TOLERANCE:
        return "the weights must add up to 1"
    if "values" in given:
        return None if len(given["values"]) == len(weights) else "it needs as many weights as values"
    return _problem_with_edges(given["bins"], weights, tails)


def _problem_with_edges(edges: Sequence[Any], weights: Sequence[Any], tails: Sequence[Any]) -> str | None:
    if len(edges) != len(weights) + 1:
        return "it needs one edge more than weights"
    if not all(isinstance(edge, (int, float)) and not isinstance(edge, bool) for edge in edges):
        return "bins are numbers"
    if not all(low < high for low, high in zip(edges, edges[1:], strict=False)):
        return "the bins must rise"
    is_open = edges[0] == -math.inf or edges[-1] == math.inf
    if is_open and tails:
        return "with an infinite edge there are no tail_weights"
    if sum(math.isfinite(edge) for edge in edges) < 2:
        return "two edges must be finite"
    return None


def _are_weights(weights: Sequence[Any]) -> bool:
    return all(isinstance(one, (int, float)) and not isinstance(one, bool) and 0 <= one <= 1 for one in weights)
