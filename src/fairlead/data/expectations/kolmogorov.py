"""Whether numbers follow a distribution, by the test of Kolmogorov and Smirnov."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any

from fairlead.clock import derive_seed
from fairlead.data.expectations.association import P, check_p, scipy_stats
from fairlead.data.expectations.divergence import PARTITION
from fairlead.data.expectations.partition import Bins, bins_of
from fairlead.data.expr import col
from fairlead.data.kind import COLUMN, Example, Judgement, Kind, Measure, Parameter, measure_kind
from fairlead.data.metric import Metric
from fairlead.errors import SuiteError

_TEST = "The Kolmogorov-Smirnov test"
_SAMPLES = 1000
"""Samples that are drawn if none is said, as many as in Great Expectations."""
_SPREAD = [0.05, 0.15, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85, 0.95]


@measure_kind(
    "expect_column_bootstrapped_ks_test_p_value_to_be_greater_than",
    "bootstrapped_ks_above",
    COLUMN,
    PARTITION,
    P,
    Parameter("bootstrap_samples", "number", "how many samples are drawn; 1000 if not given", None),
    Parameter("bootstrap_sample_size", "number", "values in each; twice the number of bins if not given", None),
    sentence=lambda column, p, **_: f"{column} is distributed as expected (bootstrapped KS test, p > {p:g})",
    example=Example(
        {"score": _SPREAD},
        {"column": "score", "partition_object": {"bins": [0, 0.5, 1], "weights": [0.1, 0.9]}, "bootstrap_samples": 20},
        True,
        None,
        None,
    ),
)
def bootstrapped_ks_above(
    column: str, partition_object: Any, p: float, bootstrap_samples: int | None, bootstrap_sample_size: int | None
) -> Measure:
    """Numbers are distributed as a partition says, by Kolmogorov-Smirnov tests on many small samples.

    Within a bin the expected distribution is even. Samples are drawn from the column with replacement and tested; the
    observed value is the share of the samples with a p-value of at least `p`, with one added to both counts. The
    rule is kept if that share is greater than `p`. The bins must be finite and without tails. Missing values are left
    out; a column without any breaks the rule. The samples are drawn from a fixed seed, so the same column gives the
    same result every time. Needs the package scipy.
    """
    expected = bins_of("bootstrapped_ks_above", partition_object)
    if any(expected.is_open) or any(expected.tails):
        said = "a partition with finite bins and nothing in its tails"
        raise SuiteError.bad_argument("bootstrapped_ks_above", "partition_object", partition_object, said)
    check_p("bootstrapped_ks_above", "p", p)
    n_samples = _count("bootstrap_samples", bootstrap_samples, _SAMPLES)
    size = _count("bootstrap_sample_size", bootstrap_sample_size, 2 * len(expected.weights))

    def judge(values: Mapping[str, Any]) -> Judgement:
        if not values["all"]:
            return Judgement(False, None)
        found = _share_of_good_samples(values["all"], expected, p, n_samples, size, derive_seed(0, column))
        details = {
            "bootstrap_samples": n_samples,
            "bootstrap_sample_size": size,
            **_distributions(values["all"], expected),
        }
        return Judgement(found > p, found, details)

    return Measure({"all": Metric("values", col(column))}, judge)


def _count(name: str, value: Any, otherwise: int) -> int:
    if value is None:
        return otherwise
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise SuiteError.bad_argument("bootstrapped_ks_above", name, value, "a whole number of at least 1")
    return value


def _share_of_good_samples(
    values: Sequence[float], expected: Bins, p: float, n_samples: int, size: int, seed: int
) -> float:
    import numpy as np

    stats = scipy_stats(_TEST)
    cumulated = np.concatenate([[0.0], np.cumsum(expected.weights)])
    generator = np.random.default_rng(seed)
    # Of a sorted column the same values are drawn whatever the order of its rows.
    column = np.sort(np.asarray(values, dtype=float))
    good = 0
    for _ in range(n_samples):
        sample = generator.choice(column, size=size)
        good += stats.kstest(sample, lambda x: np.interp(x, expected.edges, cumulated)).pvalue >= p
    return float(1 + good) / (n_samples + 1)


def _distributions(values: Sequence[float], expected: Bins) -> dict[str, Any]:
    """Give the observed and the expected partition for the details of a result, with ends that hold every value."""
    edges = list(expected.edges)
    below, above = sum(value < edges[0] for value in values), sum(value > edges[-1] for value in values)
    inside = [0] * len(expected.weights)
    for value in values:
        if edges[0] <= value <= edges[-1]:
            inside[min(sum(edge <= value for edge in edges), len(inside)) - 1] += 1
    bins = [min(values)] * (below > 0) + edges + [max(values)] * (above > 0)
    weights = [count / len(values) for count in [below] * (below > 0) + inside + [above] * (above > 0)]
    return {
        "observed_partition": {"bins": bins, "weights": weights},
        "expected_partition": {"bins": edges, "weights": list(expected.weights)},
        "observed_cdf": {"x": bins, "cdf_values": [0.0, *accumulate(weights)]},
        "expected_cdf": {"x": edges, "cdf_values": [0.0, *accumulate(expected.weights)]},
    }


_SHAPES: Mapping[str, tuple[str, ...]] = {
    "norm": (), "uniform": (), "expon": (), "beta": ("alpha", "beta"), "gamma": ("alpha",), "chi2": ("df",),
}  # fmt: skip
"""Distributions with the positive numbers that give them their shape; each also takes loc and scale."""

_SAME_AS = {"mean": "loc", "std_dev": "scale"}


@measure_kind(
    "expect_column_parameterized_distribution_ks_test_p_value_to_be_greater_than",
    "ks_above",
    COLUMN,
    Parameter("distribution", "text", f"one of {', '.join(_SHAPES)}"),
    Parameter("p_value", "number", "the least p-value that is allowed, between 0 and 1", 0.05),
    Parameter("params", "table of values", "parameters by name, or in the order of scipy", None),
    sentence=lambda column, distribution, p_value, params: (
        f"{column} follows the distribution {distribution} (KS test, p of at least {p_value:g})"
    ),
    example=Example(
        {"score": _SPREAD},
        {"column": "score", "distribution": "uniform", "params": {"loc": 10, "scale": 1}},
        False,
        None,
        0.0,
    ),
)
def ks_above(column: str, distribution: str, p_value: float, params: Any) -> Measure:
    """Numbers follow a distribution with given parameters, by the Kolmogorov-Smirnov test.

    The distributions and the order of their parameters are those of scipy: norm (mean, std_dev), uniform (loc, scale;
    or min and max by name), expon (loc, scale), beta (alpha, beta, loc, scale), gamma (alpha, loc, scale) and chi2
    (df, loc, scale). The rule is kept if the p-value is at least `p_value`. Missing values are left out; a column
    without any breaks the rule. Of many rows the test finds the smallest difference. Needs the package scipy.
    """
    check_p("ks_above", "p_value", p_value)
    positional = distribution_arguments(distribution, params)

    def judge(values: Mapping[str, Any]) -> Judgement:
        if not values["all"]:
            return Judgement(False, None)
        found = scipy_stats(_TEST).kstest([float(value) for value in values["all"]], distribution, args=positional)
        details = {
            "expected_params": list(positional),
            "observed_ks_result": {"statistic": float(found.statistic), "pvalue": float(found.pvalue)},
        }
        return Judgement(bool(found.pvalue >= p_value), float(found.pvalue), details)

    return Measure({"all": Metric("values", col(column))}, judge)


def distribution_arguments(distribution: Any, params: Any) -> tuple[float, ...]:
    """Return the parameters of a distribution in the order of scipy.

    Raises
    ------
    SuiteError
        The distribution is not known, or the parameters are not its own.

    >>> distribution_arguments("norm", {"mean": 3, "std_dev": 2}), distribution_arguments("chi2", [4])
    ((3.0, 2.0), (4.0,))
    """
    if distribution not in _SHAPES:
        raise SuiteError.bad_argument("ks_above", "distribution", distribution, f"one of {', '.join(_SHAPES)}")
    shapes = _SHAPES[distribution]
    names = (*shapes, "loc", "scale")
    if isinstance(params, Mapping):
        found = _by_name(distribution, params, names)
    elif isinstance(params, (list, tuple)) and len(shapes) <= len(params) <= len(names):
        found = tuple(params)
    else:
        raise SuiteError.bad_argument("ks_above", "params", params, f"the parameters {', '.join(names)}")
    _check_numbers(names, found, shapes)
    return tuple(float(value) for value in found)


def _by_name(distribution: str, params: Mapping[str, Any], names: Sequence[str]) -> tuple[Any, ...]:
    given = {_SAME_AS.get(name, name) if distribution == "norm" else name: value for name, value in params.items()}
    if distribution == "uniform" and {"min", "max"} <= set(given):
        low, high = given.pop("min"), given.pop("max")
        given |= {"loc": low, "scale": high - low}
    defaults = {"loc": 0.0, "scale": 1.0}
    missing = [name for name in names if name not in given and name not in defaults]
    if missing or set(given) - set(names):
        raise SuiteError.bad_argument("ks_above", "params", dict(params), f"the parameters {', '.join(names)}")
    return tuple(given.get(name, defaults.get(name)) for name in names)


def _check_numbers(names: Sequence[str], values: Sequence[Any], shapes: Sequence[str]) -> None:
    for name, value in zip(names, values, strict=False):
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
        if not is_number or (name != "loc" and value <= 0):
            expected = "a number" if name == "loc" else "a number above 0"
            raise SuiteError.bad_argument("ks_above", name, value, expected)


__all__ = ["Kind", "bootstrapped_ks_above", "ks_above"]
