"""Fairlead: both tables profiled, then eleven statistics of each column from the profiles."""

import polars as pl
from report import now, report, then

from fairlead.monitor import compare, profile

tables = [pl.read_parquet(path) for path in (then, now)]
compare(*(profile(table.head(10)) for table in tables))  # what is imported once is in the total


def compute() -> dict[str, dict[str, float]]:
    found = compare(*(profile(table) for table in tables))
    names = ("ks", "psi", "js", "wasserstein", "chi2")
    return {name: {one: getattr(drift, one) for one in names} for name, drift in found.items()}


report(compute)
