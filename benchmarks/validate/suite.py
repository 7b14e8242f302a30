"""The rules as a suite of Fairlead."""

from __future__ import annotations

from collections.abc import Callable

from rules import CARRIERS, CUSTOMER, LATEST, ORIGINS

from fairlead import data
from fairlead.data import Expectation, Suite

COLUMNS = 27


def lines_of(airports: list[str]) -> dict[str, Callable[[], Expectation]]:
    """Give for every rule a function that writes it as a line of a suite."""
    return {
        "id_there": lambda: data.not_null("id"),
        "customer_there": lambda: data.not_null("customer_id"),
        "dep_time_there": lambda: data.not_null("dep_time"),
        "age_between": lambda: data.between("age", 0, 120),
        "month_between": lambda: data.between("month", 1, 12),
        "distance_between": lambda: data.between("distance", 50, 6000),
        "origin_in": lambda: data.in_set("origin", ORIGINS),
        "carrier_in": lambda: data.in_set("carrier", CARRIERS),
        "dest_in": lambda: data.in_set("dest", airports),
        "customer_matches": lambda: data.matches_regex("customer_id", CUSTOMER),
        "tailnum_length": lambda: data.length_between("tailnum", 6, 6),
        "fare_above_base": lambda: data.greater_than("fare", "base"),
        "shares_sum": lambda: data.sum_equals(["share_a", "share_b"], 100),
        "id_unique": lambda: data.unique("id"),
        "leg_unique": lambda: data.compound_unique(["customer_id", "leg"]),
        "fare_mean": lambda: data.mean_between("fare", 100, 250),
        "fare_stdev": lambda: data.stdev_between("fare", 50, 120),
        "distance_least": lambda: data.min_between("distance", 50, 100),
        "latest": lambda: data.max_between("time_hour", *LATEST),
        "destinations": lambda: data.unique_count_between("dest", 100, 110),
        "row_count": lambda: data.row_count_between(1000),
        "columns": lambda: data.column_count_equals(COLUMNS),
        "delay_median": lambda: data.median_between("dep_delay", -5, 5),
        "distance_quartiles": lambda: data.quantiles_between(
            "distance",
            {"quantiles": [0.25, 0.5, 0.75], "value_ranges": [[400, 600], [800, 950], [1300, 1500]]},
        ),
    }


def suite_of(rules: list[str], airports: list[str]) -> Suite:
    """Put some rules together."""
    lines = lines_of(airports)
    return Suite("flights", [lines[rule]() for rule in rules])
