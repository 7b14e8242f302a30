"""Pandera on polars. What is no check of its own is written as a small expression."""

from collections.abc import Callable

import pandera.polars as pa
import polars as pl
from pandera.errors import SchemaErrors
from report import arguments, report
from rules import CARRIERS, CUSTOMER, ORIGINS, airports, columns_of

path, rules, _ = arguments()


def table_check(rule: str, condition: pl.Expr) -> pa.Check:
    return pa.Check(lambda data: data.lazyframe.select(condition), name=rule)


def column_checks() -> dict[str, tuple[str, pa.Check]]:
    return {
        "age_between": ("age", pa.Check.in_range(0, 120)),
        "month_between": ("month", pa.Check.in_range(1, 12)),
        "distance_between": ("distance", pa.Check.in_range(50, 6000)),
        "origin_in": ("origin", pa.Check.isin(ORIGINS)),
        "carrier_in": ("carrier", pa.Check.isin(CARRIERS)),
        "dest_in": ("dest", pa.Check.isin(airports(path))),
        "customer_matches": ("customer_id", pa.Check.str_matches(CUSTOMER)),
        "tailnum_length": ("tailnum", pa.Check.str_length(6, 6)),
    }


NOT_NULL = {"id_there": "id", "customer_there": "customer_id", "dep_time_there": "dep_time"}
ON_TABLE = {
    "fare_above_base": pl.col("fare") > pl.col("base"),
    "shares_sum": pl.col("share_a") + pl.col("share_b") == 100,
    "fare_mean": pl.col("fare").mean().is_between(100, 250),
    "fare_stdev": pl.col("fare").std().is_between(50, 120),
    "distance_least": pl.col("distance").min().is_between(50, 100),
}

AGGREGATES = {"fare_mean", "fare_stdev", "distance_least"}


def schema_of(table: pl.DataFrame) -> pa.DataFrameSchema:
    checks: dict[str, list[pa.Check]] = {column: [] for column in table.columns}
    for rule, (column, check) in column_checks().items():
        if rule in rules:
            checks[column].append(check)
    needed = {NOT_NULL[rule] for rule in rules if rule in NOT_NULL}
    columns = {
        column: pa.Column(
            checks=own, nullable=column not in needed, unique=column == "id" and "id_unique" in rules, required=True
        )
        for column, own in checks.items()
    }
    return pa.DataFrameSchema(
        columns,
        checks=[table_check(rule, condition) for rule, condition in ON_TABLE.items() if rule in rules],
        unique=["customer_id", "leg"] if "leg_unique" in rules else None,
    )


def one_row(row: dict[str, object]) -> Callable[[], bool]:
    table = pl.DataFrame([row])
    schema = schema_of(table)
    return lambda: schema.validate(pl.DataFrame([row]), lazy=True).height == 1


def run() -> dict[str, object]:
    table = pl.read_parquet(path, columns=columns_of(rules))
    schema = schema_of(table)
    try:
        schema.validate(table, lazy=True)
    except SchemaErrors as errors:
        return counted(errors.failure_cases)
    return counted(pl.DataFrame({"check": [], "column": []}))


def counted(cases: pl.DataFrame) -> dict[str, object]:
    rows = cases.group_by("check", "column").len().rows()
    by_check = {(str(check), column): count for check, column, count in rows}
    special = {"not_nullable", "field_uniqueness"}
    on_column = {column: count for (check, column), count in by_check.items() if check not in special}
    checked = column_checks()
    found: dict[str, object] = {}
    for rule in rules:
        if rule in NOT_NULL:
            found[rule] = by_check.get(("not_nullable", NOT_NULL[rule]), 0)
        elif rule == "id_unique":
            found[rule] = by_check.get(("field_uniqueness", "id"), 0)
        elif rule in checked:
            found[rule] = on_column.get(checked[rule][0], 0)
        else:
            found[rule] = by_check.get((rule, None), 0)
            if rule in AGGREGATES:  # there is one case if it is wrong, and no count of rows
                found[rule] = found[rule] == 0
    return found


if __name__ == "__main__":
    report(run)
