"""The floor: read the columns that the rules read, and do nothing but count what is missing."""

import polars as pl
from report import arguments, report
from rules import columns_of

path, rules, _ = arguments()


def run() -> dict[str, object]:
    query = pl.scan_parquet(path).select(pl.col(columns_of(rules)).null_count())
    query.collect(engine="streaming")
    return {}


if __name__ == "__main__":
    report(run)
