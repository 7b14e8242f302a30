"""Dataframely: its `filter`, which also gives the good rows."""

from collections.abc import Callable

import dataframely as dy
import polars as pl
from report import arguments, report
from rules import CARRIERS, CUSTOMER, ORIGINS, airports, columns_of

path, rules, _ = arguments()
PLACES = airports(path)
CONDITIONS = {
    "id_there": pl.col("id").is_not_null(),
    "customer_there": pl.col("customer_id").is_not_null(),
    "dep_time_there": pl.col("dep_time").is_not_null(),
    "age_between": pl.col("age").is_between(0, 120),
    "month_between": pl.col("month").is_between(1, 12),
    "distance_between": pl.col("distance").is_between(50, 6000),
    "origin_in": pl.col("origin").is_in(ORIGINS),
    "carrier_in": pl.col("carrier").is_in(CARRIERS),
    "dest_in": pl.col("dest").is_in(PLACES),
    "customer_matches": pl.col("customer_id").str.contains(CUSTOMER),
    "tailnum_length": pl.col("tailnum").str.len_chars().is_between(6, 6),
    "fare_above_base": pl.col("fare") > pl.col("base"),
    "shares_sum": pl.col("share_a") + pl.col("share_b") == 100,
    "id_unique": pl.col("id").is_unique(),
    "leg_unique": pl.struct("customer_id", "leg").is_unique(),
}


def rule_of(condition: pl.Expr) -> object:
    return dy.rule()(lambda cls: condition)


def schema_of() -> type[dy.Schema]:
    columns = {column: dy.Any() for column in columns_of(rules)}
    own = {rule: rule_of(CONDITIONS[rule]) for rule in rules}
    return type("Flights", (dy.Schema,), {**columns, **own})


def one_row(row: dict[str, object]) -> Callable[[], bool]:
    schema = schema_of()
    return lambda: bool(schema.is_valid(pl.DataFrame([row])))


def run() -> dict[str, object]:
    _, failure = schema_of().filter(pl.scan_parquet(path))
    counts = failure.counts()
    return {rule: counts.get(rule, 0) for rule in rules}


if __name__ == "__main__":
    report(run)
