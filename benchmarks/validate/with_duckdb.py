"""The judge: what the rules must find, by SQL, which shares no code with any tool that is measured."""

import duckdb
from report import arguments, report
from rules import CARRIERS, CUSTOMER, LATEST, ORIGINS, airports

path, rules, _ = arguments()


def quantile_within(column: str, q: float, low: float, high: float) -> str:
    """Say by shares that a quantile lies between two values; that needs no sorting."""
    return f"avg(({column} < {low})::int) < {q} and avg(({column} <= {high})::int) >= {q}"


BROKEN = {
    "id_there": "id is null",
    "customer_there": "customer_id is null",
    "dep_time_there": "dep_time is null",
    "age_between": "not (age between 0 and 120)",
    "month_between": "not (month between 1 and 12)",
    "distance_between": "not (distance between 50 and 6000)",
    "origin_in": f"origin not in {tuple(ORIGINS)}",
    "carrier_in": f"carrier not in {tuple(CARRIERS)}",
    "customer_matches": f"not regexp_matches(customer_id, '{CUSTOMER}')",
    "tailnum_length": "not (length(tailnum) between 6 and 6)",
    "fare_above_base": "not (fare > base)",
    "shares_sum": "share_a + share_b <> 100",
}
TRUE = {
    "fare_mean": "avg(fare) between 100 and 250",
    "fare_stdev": "stddev_samp(fare) between 50 and 120",
    "distance_least": "min(distance) between 50 and 100",
    "latest": f"max(time_hour) between '{LATEST[0]}' and '{LATEST[1]}'",
    "destinations": "count(distinct dest) between 100 and 110",
    "row_count": "count(*) >= 1000",
    "delay_median": quantile_within("dep_delay", 0.5, -5, 5),
    "distance_quartiles": " and ".join(
        [
            quantile_within("distance", 0.25, 400, 600),
            quantile_within("distance", 0.5, 800, 950),
            quantile_within("distance", 0.75, 1300, 1500),
        ]
    ),
}
KEYS = {"id_unique": "id", "leg_unique": "customer_id, leg"}


PARTS = 8


def repeated(table: str, keys: str, part: int) -> int:
    where = f"where hash({keys}) % {PARTS} = {part}"
    groups = f"select count(*) n from {table} {where} group by {keys} having n > 1"
    return int(duckdb.sql(f"select coalesce(sum(n), 0) from ({groups})").fetchall()[0][0])


def run() -> dict[str, object]:
    duckdb.sql("set memory_limit = '3GB'")  # it spills to the folder of this run
    found: dict[str, object] = {}
    table = f"'{path}'"
    counted = [rule for rule in rules if rule in BROKEN]
    asked = [rule for rule in rules if rule in TRUE]
    parts = [f"count(*) filter (where {BROKEN[rule]})" for rule in counted] + [TRUE[rule] for rule in asked]
    row = duckdb.sql(f"select {', '.join(parts)} from {table}").fetchall()[0] if parts else ()
    found |= dict(zip([*counted, *asked], row, strict=True))
    if "dest_in" in rules:
        duckdb.sql("create table airports (faa varchar)")
        duckdb.executemany("insert into airports values (?)", [[code] for code in airports(path)])
        query = f"select count(*) from {table} where dest is not null and dest not in (select faa from airports)"
        found["dest_in"] = duckdb.sql(query).fetchall()[0][0]
    for rule in KEYS.keys() & rules:
        # A part at a time: DuckDB groups a hundred million texts in ten gigabytes.
        found[rule] = sum(repeated(table, KEYS[rule], part) for part in range(PARTS))
    if "columns" in rules:
        found["columns"] = len(duckdb.sql(f"select * from {table} limit 1").columns) == 27
    return found


if __name__ == "__main__":
    report(run)
