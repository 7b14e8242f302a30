"""Pointblank on polars."""

from collections.abc import Callable

import pointblank as pb
import polars as pl
from report import arguments, report
from rules import CARRIERS, CUSTOMER, ORIGINS, airports, columns_of

path, rules, _ = arguments()


def plan_of(table: pl.DataFrame) -> pb.Validate:
    steps = {
        "id_there": lambda v: v.col_vals_not_null("id"),
        "customer_there": lambda v: v.col_vals_not_null("customer_id"),
        "dep_time_there": lambda v: v.col_vals_not_null("dep_time"),
        "age_between": lambda v: v.col_vals_between("age", 0, 120, na_pass=True),
        "month_between": lambda v: v.col_vals_between("month", 1, 12, na_pass=True),
        "distance_between": lambda v: v.col_vals_between("distance", 50, 6000, na_pass=True),
        "origin_in": lambda v: v.col_vals_in_set("origin", ORIGINS),
        "carrier_in": lambda v: v.col_vals_in_set("carrier", CARRIERS),
        "dest_in": lambda v: v.col_vals_in_set("dest", airports(path)),
        "customer_matches": lambda v: v.col_vals_regex("customer_id", CUSTOMER, na_pass=True),
        "tailnum_length": lambda v: v.col_vals_expr(
            pl.col("tailnum").is_null() | pl.col("tailnum").str.len_chars().is_between(6, 6)
        ),
        "fare_above_base": lambda v: v.col_vals_gt("fare", pb.col("base"), na_pass=True),
        "shares_sum": lambda v: v.col_vals_expr(pl.col("share_a") + pl.col("share_b") == 100),
        "id_unique": lambda v: v.rows_distinct("id"),
        "leg_unique": lambda v: v.rows_distinct(["customer_id", "leg"]),
    }
    plan = pb.Validate(table)
    for rule in rules:
        plan = steps[rule](plan)
    return plan


def one_row(row: dict[str, object]) -> Callable[[], bool]:
    return lambda: bool(plan_of(pl.DataFrame([row])).interrogate().all_passed())


def run() -> dict[str, object]:
    plan = plan_of(pl.read_parquet(path, columns=columns_of(rules))).interrogate()
    return {rule: int(plan.n_failed(i=place, scalar=True)) for place, rule in enumerate(rules, start=1)}


if __name__ == "__main__":
    report(run)
