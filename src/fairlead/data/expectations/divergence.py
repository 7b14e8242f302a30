"""How far a column's distribution is from an expected one: the Kullback-Leibler divergence."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from fairlead.data.expectations.distinct import fitted_set, in_order
from fairlead.data.expectations.partition import Bins, Categories, check_holdout, partition_of
from fairlead.data.expr import col
from fairlead.data.kind import COLUMN, Example, Judgement, Kind, Measure, Parameter, measure_kind
from fairlead.data.metric import Metric
from fairlead.errors import SuiteError

PARTITION = Parameter("partition_object", "table of values", "the expected shares: values or bins, and weights")
TAIL_HOLDOUT = Parameter("tail_weight_holdout", "number", "share set aside for values that were not expected", 0)
_ALIAS = "kl_divergence_below"


def relative_entropy(observed: Sequence[float], expected: Sequence[float]) -> float:
    """Give the divergence sum p log(p / q), in nats, of two lists of weights that are scaled to the sum 1 first.

    It is infinite if something is observed that was given no weight, and NaN if nothing is observed.

    Kullback and Leibler, On Information and Sufficiency, Ann. Math. Statist. 22 (1951), 79-86.

    >>> round(relative_entropy([0.5, 0.5], [0.9, 0.1]), 4), relative_entropy([1, 1], [1, 0])
    (0.5108, inf)
    """
    p_sum, q_sum = math.fsum(observed), math.fsum(expected)
    if not p_sum or not q_sum:
        return math.nan
    pairs = [(p / p_sum, q / q_sum) for p, q in zip(observed, expected, strict=True) if p > 0]
    if any(q == 0 for _, q in pairs):
        return math.inf
    return max(0.0, math.fsum(p * math.log(p / q) for p, q in pairs))


@measure_kind(
    "expect_column_kl_divergence_to_be_less_than",
    "kl_divergence_below",
    COLUMN,
    PARTITION,
    Parameter("threshold", "number", "the greatest divergence that is allowed, in nats; any if not given", None),
    TAIL_HOLDOUT,
    Parameter("internal_weight_holdout", "number", "share set aside for parts that were expected to be empty", 0),
    Parameter("bucketize_data", "true or false", "must be true for numbers", True),
    Parameter("min_value", "number", "not used; Great Expectations writes it", None),
    Parameter("max_value", "number", "not used; Great Expectations writes it", None),
    sentence=lambda column, threshold, **_: (
        f"the divergence of {column} from its expected distribution is "
        f"{'any number' if threshold is None else f'at most {threshold:g}'}"
    ),
    example=Example(
        {"plan": ["basic", "basic", "pro", "pro"]},
        {
            "column": "plan",
            "partition_object": {"values": ["basic", "pro"], "weights": [0.5, 0.5]},
            "threshold": 0.1,
        },
        True,
        None,
        0.0,
    ),
)
def kl_divergence_below(
    column: str,
    partition_object: Any,
    threshold: float | None,
    tail_weight_holdout: float,
    internal_weight_holdout: float,
    bucketize_data: bool,
    min_value: Any,
    max_value: Any,
) -> Measure:
    """The distribution of a column is close to an expected one.

    The distance is the Kullback-Leibler divergence of the observed shares p from the expected ones q, the sum of
    p log(p / q), in nats. The expected shares come as a partition: ``{"values": [...], "weights": [...]}`` of
    categories, ``{"bins": [...], "weights": [...]}`` of numbers. Missing values are left out.

    If a value occurs where none was expected, the divergence is infinite: the observed value is then None, and the
    rule is broken. `tail_weight_holdout` sets a share aside for values outside the partition, half of it on each side
    of numbers; `internal_weight_holdout` sets one aside for bins of weight 0. A column without any value breaks the
    rule.
    """
    expected = partition_of(_ALIAS, partition_object)
    tail = check_holdout(_ALIAS, "tail_weight_holdout", tail_weight_holdout)
    internal = check_holdout(_ALIAS, "internal_weight_holdout", internal_weight_holdout)
    is_number = isinstance(threshold, (int, float)) and not isinstance(threshold, bool)
    if threshold is not None and not (is_number and threshold >= 0):
        raise SuiteError.bad_argument(_ALIAS, "threshold", threshold, "a number of at least 0")
    if isinstance(expected, Categories):
        return _of_categories(column, expected, threshold, tail, internal)
    if bucketize_data is False:
        raise SuiteError.bad_argument(_ALIAS, "bucketize_data", bucketize_data, "true, as the partition is of numbers")
    return _of_bins(column, expected, threshold, tail, internal)


def _of_categories(column: str, expected: Categories, threshold: float | None, tail: float, internal: float) -> Measure:
    if internal:
        raise SuiteError.bad_argument(_ALIAS, "internal_weight_holdout", internal, "0, as the partition is of values")

    def judge(values: Mapping[str, Any]) -> Judgement:
        names, observed, weights = aligned(values["counts"], expected, tail)
        return _judged(
            relative_entropy(observed, weights),
            threshold,
            {"values": names, "weights": observed},
            {"values": names, "weights": weights},
        )

    return Measure({"counts": Metric("value_counts", col(column))}, judge)


def aligned(
    counts: Sequence[Sequence[Any]], expected: Categories, tail: float
) -> tuple[list[Any], list[float], list[float]]:
    """Put observed and expected shares side by side.

    A value that was not expected gets its part of the share that is held out; the others make room for it.

    Returns
    -------
    values, observed shares, expected shares
    """
    counted: dict[Any, int] = dict(counts)  # type: ignore[arg-type]  # pairs
    total = sum(counted.values())
    fitted = fitted_set(expected.values, list(counted))
    weight_of = dict(zip(fitted, expected.weights, strict=False))
    new = [value for value in counted if value not in weight_of]
    if new:
        weight_of = {value: weight * (1 - tail) for value, weight in weight_of.items()}
        weight_of |= dict.fromkeys(new, tail / len(new))
    order = [value for value in weight_of if value not in new] + in_order(new)
    observed = [counted.get(value, 0) / total if total else 0.0 for value in order]
    return [fitted.get(value, value) for value in order], observed, [weight_of[value] for value in order]


def _of_bins(column: str, expected: Bins, threshold: float | None, tail: float, internal: float) -> Measure:
    if tail and (all(expected.is_open) or any(expected.tails) and not any(expected.is_open)):
        raise SuiteError.bad_argument(
            _ALIAS, "tail_weight_holdout", tail, "0, as the partition says what is in the tails"
        )
    held = held_out(expected, tail, internal)

    def judge(values: Mapping[str, Any]) -> Judgement:
        counts, present = expected.observed(values)
        shares = [count / present if present else math.nan for count in counts]
        divergence = relative_entropy(shares, [held.tails[0], *held.weights, held.tails[1]]) if present else math.nan
        bins = list(expected.edges)
        return _judged(
            divergence,
            threshold,
            {"bins": bins, "weights": shares[1:-1], "tail_weights": [shares[0], shares[-1]]},
            {"bins": bins, "weights": list(held.weights), "tail_weights": list(held.tails)},
        )

    return Measure(expected.metrics(column), judge)


def held_out(expected: Bins, tail: float, internal: float) -> Bins:
    """Set weight aside for the tails and for bins that were expected to be empty; the others are scaled down.

    A tail that was given as an infinite edge is a part like the others. All of `tail` goes to the other side then.
    """
    keep = 1 - tail - internal
    empty = expected.weights.count(0)
    weights = tuple(weight * keep if weight else (internal / empty) for weight in expected.weights)
    below, above = expected.is_open
    if below or above:
        low = expected.tails[0] * keep if below else tail
        high = expected.tails[1] * keep if above else tail
    else:
        low, high = (given + tail / 2 for given in expected.tails)
    return Bins(expected.edges, weights, (low, high), expected.is_open)


def _judged(
    divergence: float, threshold: float | None, observed: Mapping[str, Any], expected: Mapping[str, Any]
) -> Judgement:
    details = {"observed_partition": dict(observed), "expected_partition": dict(expected)}
    if not math.isfinite(divergence):
        return Judgement(False, None, details)
    return Judgement(threshold is None or divergence <= threshold, divergence, details)


__all__ = ["Kind", "kl_divergence_below"]
