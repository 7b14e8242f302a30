"""The expectations that come with Fairlead, one file a family. Each is an object of the table `KINDS`.

Under its alias an expectation is a name of this package: ``from fairlead.data import between``.
"""

from fairlead.data.expectations import (
    association,
    bounds,
    columns,
    counts,
    distinct,
    divergence,
    formats,
    freshness,
    kolmogorov,
    lengths,
    likes,
    membership,
    missing,
    order,
    pairs,
    patterns,
    quantiles,
    records,
    rows,
    spread,
    statistics,
    types,
    uniqueness,
)

__all__ = [
    "association", "bounds", "columns", "counts", "distinct", "divergence", "formats", "freshness", "kolmogorov",
    "lengths", "likes", "membership", "missing", "order", "pairs", "patterns", "quantiles", "records", "rows", "spread",
    "statistics", "types", "uniqueness",
]  # fmt: skip
