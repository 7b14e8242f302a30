"""Say what must be true of a table, find the rows that break it, and keep the good ones moving.

A `Suite` is a list of expectations; `suite.run(table)` says what it found, `suite.split(table, out)` puts the rows
that break a rule aside, `suite.row_checker()` checks one row in front of a model. Each expectation is a name of this
package: ``from fairlead.data import Suite, between, not_null``.

Read in this order: `expr` (a condition on a row), `kind` (what an expectation is), `expectations` (the table of
them), `line` (one in a suite), `suite`; then `plan`, `check`, and the ways to evaluate:
`with_polars`, `with_narwhals`, `row`. Folders beside them: `quarantine`, `gx`, `files`, `report`, `profile`.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fairlead.data.expectations.association import chisquare_above, cramers_phi_below
    from fairlead.data.expectations.bounds import between
    from fairlead.data.expectations.columns import (
        column_count_between,
        column_count_equals,
        column_exists,
        columns_in_order,
        columns_match_set,
    )
    from fairlead.data.expectations.counts import (
        non_null_proportion_between,
        unique_count_between,
        unique_proportion_between,
    )
    from fairlead.data.expectations.distinct import (
        distinct_contains_set,
        distinct_equals_set,
        distinct_in_set,
        most_common_in_set,
    )
    from fairlead.data.expectations.divergence import kl_divergence_below
    from fairlead.data.expectations.formats import dateutil_parseable, json_parseable, json_schema, strftime
    from fairlead.data.expectations.freshness import fresh
    from fairlead.data.expectations.kolmogorov import bootstrapped_ks_above, ks_above
    from fairlead.data.expectations.lengths import length_between, length_equals
    from fairlead.data.expectations.likes import like, like_list, not_like, not_like_list
    from fairlead.data.expectations.membership import in_set, in_table, not_in_set
    from fairlead.data.expectations.missing import not_null, null
    from fairlead.data.expectations.order import decreasing, increasing
    from fairlead.data.expectations.pairs import greater_than, pair_equal, pair_in_set
    from fairlead.data.expectations.patterns import (
        matches_regex,
        matches_regex_list,
        not_matches_regex,
        not_matches_regex_list,
    )
    from fairlead.data.expectations.quantiles import quantiles_between
    from fairlead.data.expectations.records import columns_equal, sum_equals
    from fairlead.data.expectations.rows import row_count_between, row_count_equals, row_count_equals_table
    from fairlead.data.expectations.spread import not_outliers, z_score_below
    from fairlead.data.expectations.statistics import (
        max_between,
        mean_between,
        median_between,
        min_between,
        stdev_between,
        sum_between,
    )
    from fairlead.data.expectations.types import column_type, in_type_list, of_type
    from fairlead.data.expectations.uniqueness import compound_unique, distinct_within_row, multicolumn_unique, unique
    from fairlead.data.expr import Expr, col, lit
    from fairlead.data.gx.fluent import from_pandas, from_polars, from_table
    from fairlead.data.kind import Kind, expectation, find_kind
    from fairlead.data.line import Expectation
    from fairlead.data.profile.proposal import suggest
    from fairlead.data.quarantine.folder import read_valid, scan_quarantine, scan_valid
    from fairlead.data.quarantine.split import SplitResult
    from fairlead.data.result import Result, SuiteResult
    from fairlead.data.row import RowChecker
    from fairlead.data.suite import Suite

__all__ = [
    "Expectation",
    "Expr",
    "Kind",
    "Result",
    "RowChecker",
    "SplitResult",
    "Suite",
    "SuiteResult",
    "between",
    "bootstrapped_ks_above",
    "chisquare_above",
    "col",
    "column_count_between",
    "column_count_equals",
    "column_exists",
    "column_type",
    "columns_equal",
    "columns_in_order",
    "columns_match_set",
    "compound_unique",
    "cramers_phi_below",
    "dateutil_parseable",
    "decreasing",
    "distinct_contains_set",
    "distinct_equals_set",
    "distinct_in_set",
    "distinct_within_row",
    "expectation",
    "find_kind",
    "fresh",
    "from_pandas",
    "from_polars",
    "from_table",
    "greater_than",
    "in_set",
    "in_table",
    "in_type_list",
    "increasing",
    "json_parseable",
    "json_schema",
    "kl_divergence_below",
    "ks_above",
    "length_between",
    "length_equals",
    "like",
    "like_list",
    "lit",
    "matches_regex",
    "matches_regex_list",
    "max_between",
    "mean_between",
    "median_between",
    "min_between",
    "most_common_in_set",
    "multicolumn_unique",
    "non_null_proportion_between",
    "not_in_set",
    "not_like",
    "not_like_list",
    "not_matches_regex",
    "not_matches_regex_list",
    "not_null",
    "not_outliers",
    "null",
    "of_type",
    "pair_equal",
    "pair_in_set",
    "quantiles_between",
    "read_valid",
    "row_count_between",
    "row_count_equals",
    "row_count_equals_table",
    "scan_quarantine",
    "scan_valid",
    "stdev_between",
    "strftime",
    "suggest",
    "sum_between",
    "sum_equals",
    "unique",
    "unique_count_between",
    "unique_proportion_between",
    "z_score_below",
]

_PLACES = {
    "Expectation": "line",
    "Expr": "expr",
    "Kind": "kind",
    "Result": "result",
    "RowChecker": "row",
    "SplitResult": "quarantine.split",
    "Suite": "suite",
    "SuiteResult": "result",
    "col": "expr",
    "expectation": "kind",
    "find_kind": "kind",
    "from_pandas": "gx.fluent",
    "from_polars": "gx.fluent",
    "from_table": "gx.fluent",
    "lit": "expr",
    "read_valid": "quarantine.folder",
    "scan_quarantine": "quarantine.folder",
    "scan_valid": "quarantine.folder",
    "suggest": "profile.proposal",
}
"""Where each name is defined; all others are expectations, by their alias."""


def __getattr__(name: str) -> object:
    """Load a public name, or an expectation by its alias, the first time it is asked for."""
    if name in _PLACES:
        value: object = getattr(import_module(f"fairlead.data.{_PLACES[name]}"), name)
    elif name in __all__ or name.startswith("expect_"):
        from fairlead.data.kind import find_kind

        value = find_kind(name)
    else:
        raise AttributeError(f"module 'fairlead.data' has no attribute {name!r}")
    globals()[name] = value  # the next look-up finds it without coming here
    return value


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return sorted({*globals(), *__all__})
