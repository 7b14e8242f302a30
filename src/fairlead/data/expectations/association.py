"""Counts of categories, tested: against expected shares, and of two columns against each other."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from fairlead.data.expectations.divergence import PARTITION, TAIL_HOLDOUT, aligned
from fairlead.data.expectations.partition import categories_of, check_holdout
from fairlead.data.expr import col
from fairlead.data.kind import COLUMN, COLUMN_A, COLUMN_B, Example, Judgement, Kind, Measure, Parameter, measure_kind
from fairlead.data.metric import Metric
from fairlead.errors import MissingExtraError, SuiteError

P = Parameter("p", "number", "the p-value that must be exceeded, between 0 and 1", 0.05)
MISSING, OTHER = "(missing)", "(other)"
_DEFAULT_BINS = 10


def check_p(alias: str, name: str, p: Any) -> None:
    """Refuse what is no p-value.

    Raises
    ------
    SuiteError
        It is not a number above 0 and below 1.
    """
    if isinstance(p, bool) or not isinstance(p, (int, float)) or not 0 < p < 1:
        raise SuiteError.bad_argument(alias, name, p, "a number between 0 and 1")


@measure_kind(
    "expect_column_chisquare_test_p_value_to_be_greater_than",
    "chisquare_above",
    COLUMN,
    PARTITION,
    P,
    TAIL_HOLDOUT,
    sentence=lambda column, p, **_: (
        f"the shares of the values of {column} are as expected (chi-square test, p > {p:g})"
    ),
    example=Example(
        {"plan": ["basic"] * 5 + ["pro"] * 5},
        {"column": "plan", "partition_object": {"values": ["basic", "pro"], "weights": [0.5, 0.5]}},
        True,
        None,
        1.0,
    ),
)
def chisquare_above(column: str, partition_object: Any, p: float, tail_weight_holdout: float) -> Measure:
    """The values of a column occur as often as expected, by Pearson's chi-square test.

    The expected shares come as a partition of categories. The rule is kept if the p-value, with one degree of freedom
    less than there are categories, is greater than `p`. A category that was not expected makes it 0, unless
    `tail_weight_holdout` sets a share aside for all such. Missing values are left out; a column without any value
    breaks the rule. Of many rows the test finds the smallest difference: on large tables `kl_divergence_below`, which
    measures how great it is, is the better rule. Needs the package scipy.
    """
    expected = categories_of("chisquare_above", partition_object)
    tail = check_holdout("chisquare_above", "tail_weight_holdout", tail_weight_holdout)
    check_p("chisquare_above", "p", p)

    def judge(values: Mapping[str, Any]) -> Judgement:
        names, observed, weights = aligned(values["counts"], expected, tail)
        total = sum(n for _, n in values["counts"])
        found = _chi_square_p([share * total for share in observed], [weight * total for weight in weights])
        details = {
            "observed_partition": {"values": names, "weights": observed},
            "expected_partition": {"values": names, "weights": weights},
        }
        return Judgement(found is not None and found > p, found, details)

    return Measure({"counts": Metric("value_counts", col(column))}, judge)


def _chi_square_p(observed: Sequence[float], expected: Sequence[float]) -> float | None:
    """Give the p-value of Pearson's test; None if there is nothing to test."""
    if not sum(observed) or len(observed) < 2:
        return None
    if any(e == 0 and o > 0 for o, e in zip(observed, expected, strict=True)):
        return 0.0
    statistic = math.fsum((o - e) ** 2 / e for o, e in zip(observed, expected, strict=True) if e > 0)
    return float(scipy_stats("The chi-square test").chi2.sf(statistic, len(observed) - 1))


def scipy_stats(purpose: str) -> Any:
    """Load the statistics of scipy, an extra that takes a second to load.

    Raises
    ------
    MissingExtraError
        It is not installed.
    """
    try:
        from scipy import stats
    except ImportError as error:
        raise MissingExtraError.needs("scipy", "stats", purpose) from error
    return stats


@measure_kind(
    "expect_column_pair_cramers_phi_value_to_be_less_than",
    "cramers_phi_below",
    COLUMN_A,
    COLUMN_B,
    Parameter("bins_A", "list", "edges of ranges, or lists of values that count as one, of the first column", None),
    Parameter("bins_B", "list", "the same of the second column", None),
    Parameter("n_bins_A", "number", "how many ranges, or most common values, of the first column; 10 if None", None),
    Parameter("n_bins_B", "number", "the same of the second column", None),
    Parameter("threshold", "number", "the greatest association that is allowed, from 0 to 1", 0.1),
    sentence=lambda column_A, column_B, threshold, **_: (
        f"{column_A} and {column_B} are independent (Cramer's V at most {threshold:g})"
    ),
    example=Example(
        {"seat": ["A", "A", "B", "B"], "meal": ["x", "y", "x", "y"]},
        {"column_A": "seat", "column_B": "meal"},
        True,
        None,
        0.0,
    ),
)
def cramers_phi_below(
    column_A: str, column_B: str, bins_A: Any, bins_B: Any, n_bins_A: Any, n_bins_B: Any, threshold: float
) -> Measure:
    """Two columns are not associated: Cramer's V, 0 of independent and 1 of equal columns, is small.

    V is the root of chi-square / n / (k - 1), with n rows and k the smaller number of categories of the two; for two
    times two categories chi-square has Yates' correction. Numbers are put in ranges first: between the edges `bins`, or
    in `n_bins` ranges of equal width. Of other values the `n_bins` most common are kept and the rest counts as one; or
    `bins` lists which count as one. Missing values are a category of their own. Columns with one category have a V
    of 0.

    Cramer, Mathematical Methods of Statistics (1946), chapter 21.
    """
    for name, bins in (("bins_A", bins_A), ("bins_B", bins_B)):
        if bins is not None and not isinstance(bins, (list, tuple)):
            raise SuiteError.bad_argument("cramers_phi_below", name, bins, "a list")
    for name, number in (("n_bins_A", n_bins_A), ("n_bins_B", n_bins_B)):
        if number is not None and (isinstance(number, bool) or not isinstance(number, int) or number < 1):
            raise SuiteError.bad_argument("cramers_phi_below", name, number, "a whole number of at least 1")
    if isinstance(threshold, bool) or not isinstance(threshold, (int, float)):
        raise SuiteError.bad_argument("cramers_phi_below", "threshold", threshold, "a number")
    a, b = col(column_A), col(column_B)
    metrics = {
        "rows": Metric("rows"),
        "pairs": Metric("pair_counts", a, options=(b,)),
        "a": Metric("value_counts", a, where=b.is_null()),
        "b": Metric("value_counts", b, where=a.is_null()),
        "neither": Metric("hits", a.is_null() & b.is_null()),
    }

    def judge(values: Mapping[str, Any]) -> Judgement:
        pairs = [*values["pairs"], *((x, None, n) for x, n in values["a"]), *((None, y, n) for y, n in values["b"])]
        pairs += [(None, None, values["neither"])] if values["neither"] else []
        table = _cross_table(pairs, _binning(pairs, 0, bins_A, n_bins_A), _binning(pairs, 1, bins_B, n_bins_B))
        found = cramers_v(table, values["rows"] or 0)
        crosstab = [{"A": x, "B": y, "count": n} for (x, y), n in sorted(table.items(), key=str)]
        return Judgement(found <= threshold, found, {"crosstab": crosstab})

    return Measure(metrics, judge)


def _cross_table(
    pairs: Iterable[Sequence[Any]], of_a: Callable[[Any], Any], of_b: Callable[[Any], Any]
) -> Counter[tuple[Any, Any]]:
    table: Counter[tuple[Any, Any]] = Counter()
    for x, y, n in pairs:
        a, b = of_a(x), of_b(y)
        if a is not None and b is not None:
            table[a, b] += n
    return table


def _binning(pairs: Sequence[Sequence[Any]], place: int, bins: Any, n_bins: int | None) -> Callable[[Any], Any]:
    """Return the function that puts a value of one of the two columns into a category."""
    counts: Counter[Any] = Counter()
    for pair in pairs:
        if pair[place] is not None:
            counts[pair[place]] += pair[2]
    are_numbers = all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in counts)
    if counts and are_numbers:
        return _ranges(min(counts), max(counts), bins, n_bins or _DEFAULT_BINS)
    return _groups(counts, bins, n_bins or _DEFAULT_BINS)


def _ranges(low: float, high: float, bins: Any, n_bins: int) -> Callable[[Any], Any]:
    if bins is not None:
        edges = sorted(set(bins))
        edges = [low] * (low < edges[0]) + edges + [high] * (high > edges[-1])
    else:
        width = (high - low) / n_bins
        edges = [low, *(low + width * place for place in range(1, n_bins)), high] if width else [low, high]
    # A range holds its upper edge, and the first one its lower edge too.
    return lambda value: MISSING if value is None else max(1, bisect_left(edges, value))


def _groups(counts: Mapping[Any, int], bins: Any, n_bins: int) -> Callable[[Any], Any]:
    if bins is not None:
        group_of = {value: ", ".join(map(str, group)) for group in bins for value in group}
        return lambda value: MISSING if value is None else group_of.get(value, value)
    if len(counts) <= n_bins:
        return lambda value: MISSING if value is None else value
    kept = set(sorted(counts, key=lambda value: (-counts[value], str(value)))[:n_bins])
    return lambda value: MISSING if value is None else value if value in kept else OTHER


def cramers_v(table: Mapping[tuple[Any, Any], int], rows: int) -> float:
    """Give Cramer's V of a table of counts.

    Parameters
    ----------
    table : counts by the two categories.
    rows : int, n in the formula.

    >>> round(cramers_v({("a", "x"): 5, ("b", "y"): 5, ("c", "z"): 5}, 15), 9)
    1.0
    """
    of_a: Counter[Any] = Counter()
    of_b: Counter[Any] = Counter()
    for (a, b), n in table.items():
        of_a[a] += n
        of_b[b] += n
    smaller = min(len(of_a), len(of_b))
    if smaller < 2 or not rows:
        return 0.0
    total = sum(of_a.values())
    correction = 0.5 if len(of_a) == len(of_b) == 2 else 0.0  # Yates'
    chi_square = 0.0
    for a, n_a in of_a.items():
        for b, n_b in of_b.items():
            expected = n_a * n_b / total
            distance = abs(table.get((a, b), 0) - expected)
            chi_square += (distance - min(correction, distance)) ** 2 / expected
    return min(1.0, math.sqrt(chi_square / rows / (smaller - 1)))


__all__ = ["Kind", "chisquare_above", "cramers_phi_below"]
