"""Tables to profile, and their profiles as plain values; run as a script, those of Spark are printed.

`test_far_profiles` runs it in an environment that has PySpark.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from typing import Any

import numpy
import polars as pl


def tables() -> dict[str, pl.DataFrame]:
    """Return tables of every kind of column, of few rows and of so many that a profile does not sort them."""
    noon = dt.datetime(2026, 1, 1, 12)
    kinds = {
        "n": [1, 2, 2, None, -5, 150, 0, 7] * 30,
        "x": [1.0, float("nan"), None, float("inf"), -2.5, 0.0, 3.5, 4.0] * 30,
        "s": ["Ada", "Alan", "", None, "é", "a\n", "12", "{}"] * 30,
        "b": [True, False, None, True, True, False, None, False] * 30,
        "d": [dt.date(2026, 1, day) for day in (1, 2, 3, 4, 5, 6, 7)] * 30 + [None] * 30,
        "t": [noon + dt.timedelta(seconds=n) for n in range(240)],
    }
    random = numpy.random.default_rng(7)
    many = {
        "amount": random.lognormal(3, 1, 120_000),
        "tenure": random.integers(0, 72, 120_000),
        "plan": random.choice(["a", "b", "c"], 120_000),
        "id": [f"customer {n % 5000}" for n in range(120_000)],
    }
    return {"kinds": pl.DataFrame(kinds), "many": pl.DataFrame(many)}


def documents(seen: Any) -> dict[str, Any]:
    """Return a profile as plain values, each number to the last bit."""
    found = {"rows": seen.rows, "unread": dict(seen.unread)}
    for name, one in seen.items():
        arrays = {part: array.tolist() for part, array in getattr(one, "to_arrays", dict)().items()}
        found[name] = [repr(one.to_document()), {part: [repr(value) for value in row] for part, row in arrays.items()}]
    return found


def main() -> None:
    from pyspark.sql import SparkSession

    from fairlead.monitor import profile

    spark = (
        SparkSession.builder.master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.driver.host", "127.0.0.1")
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("OFF")
    found = {name: documents(profile(spark.createDataFrame(table.to_arrow()))) for name, table in tables().items()}
    json.dump(found, sys.stdout)
    spark.stop()


if __name__ == "__main__":
    main()
