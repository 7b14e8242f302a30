"""The rules of the benchmark, by name, with the columns that each reads. Every tool states them in its own words."""

from __future__ import annotations

import json
from pathlib import Path

ORIGINS = ["EWR", "JFK", "LGA"]
CARRIERS = ["9E", "AA", "AS", "B6", "DL", "EV", "F9", "FL", "HA", "MQ", "OO", "UA", "US", "VX", "WN", "YV"]
CUSTOMER = "^C[0-9]{8}$"
LATEST = ("2013-06-01T00:00:00", "2014-01-02T00:00:00")

ON_ROWS = {
    "id_there": ["id"],
    "customer_there": ["customer_id"],
    "dep_time_there": ["dep_time"],
    "age_between": ["age"],  # 0 to 120
    "month_between": ["month"],  # 1 to 12
    "distance_between": ["distance"],  # 50 to 6000
    "origin_in": ["origin"],  # ORIGINS
    "carrier_in": ["carrier"],  # CARRIERS
    "dest_in": ["dest"],  # the 1,458 airports
    "customer_matches": ["customer_id"],  # CUSTOMER
    "tailnum_length": ["tailnum"],  # 6
    "fare_above_base": ["fare", "base"],
    "shares_sum": ["share_a", "share_b"],  # 100
}
UNIQUE = {"id_unique": ["id"], "leg_unique": ["customer_id", "leg"]}
QUANTILES = {"delay_median": ["dep_delay"], "distance_quartiles": ["distance"]}
ON_TABLE = {
    "fare_mean": ["fare"],  # 100 to 250
    "fare_stdev": ["fare"],  # 50 to 120
    "distance_least": ["distance"],  # 50 to 100: fails, the least is 17
    "latest": ["time_hour"],  # LATEST
    "destinations": ["dest"],  # 100 to 110 different ones
    "row_count": [],  # 1,000 at least
    "columns": [],  # the 27
    **QUANTILES,  # median from -5 to 5; quartiles 400 to 600, 800 to 950, 1300 to 1500
}
RULES = {**ON_ROWS, **UNIQUE, **ON_TABLE}


def columns_of(rules: list[str]) -> list[str]:
    """List the columns that some rules read."""
    return sorted({column for rule in rules for column in RULES[rule]})


def airports(path: str) -> list[str]:
    """Read the list of airports that stands beside the table."""
    found: list[str] = json.loads((Path(path).parent / "airports.json").read_text())
    return found
