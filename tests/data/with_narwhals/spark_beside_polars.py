"""Print what a suite finds in a table of Spark, and in the same one of Polars; `test_spark` runs this elsewhere."""

import datetime as dt
import json
import sys
from typing import Any

import polars as pl

from fairlead.data import Suite, col, expectation
from fairlead.data.kind import find_kind
from fairlead.errors import FairleadError


@expectation
def ratio_above(a: str, b: str, least: float) -> Any:
    return (col(a) / col(b)) > least


COLUMNS: dict[str, list[Any]] = {
    "n": [1, 2, 2, None, -5, 150, 0, 7] * 30,
    "x": [1.0, float("nan"), None, float("inf"), -2.5, 0.0, 3.5, 4.0] * 30,
    "s": ["Ada", "Alan", "", None, "é", "a\n", "12", "{}"] * 30,
    "b": [True, False, None, True, True, False, None, False] * 30,
    "d": [dt.date(2026, 1, day) for day in (1, 2, 3, 4, 5, 6, 7)] * 30 + [None] * 30,
    "id": [*range(238), 5, 5],
}
SCHEMA = "n long, x double, s string, b boolean, d date, id long"
TABLE = pl.DataFrame(COLUMNS)


def line(alias: str, **kwargs: Any) -> Any:
    return find_kind(alias)(**kwargs)


SUITE = Suite(
    "spark",
    [
        line("not_null", column="x"),
        line("between", column="n", min_value=0, max_value=120, mostly=0.8),
        line("between", column="d", min_value="2026-01-02", max_value="2026-01-06"),
        line("between", column="x", min_value=0, row_condition="n > 0"),
        line("in_set", column="s", value_set=["Ada", "Alan", ""]),
        line("in_set", column="n", value_set=list(range(100))),
        line("in_set", column="b", value_set=[True]),
        line("matches_regex", column="s", regex=r"^\w*$"),
        line("length_between", column="s", min_value=1, max_value=3),
        line("json_parseable", column="s"),
        line("unique", column="id"),
        line("unique", column="s"),
        line("compound_unique", column_list=["n", "s", "id"]),
        line("greater_than", column_A="n", column_B="x"),
        line("sum_equals", column_list=["n", "x"], sum_total=2),
        ratio_above("x", "n", 0.5),
        line("z_score_below", column="n", threshold=1.5),
        line("mean_between", column="n", min_value=0),
        line("median_between", column="n", min_value=0),
        line("stdev_between", column="n", min_value=0, max_value=10),
        line("sum_between", column="n", min_value=0),
        line("max_between", column="d", min_value="2026-01-02"),
        line("unique_count_between", column="x", min_value=1, max_value=3),
        line("distinct_in_set", column="n", value_set=[1, 2]),
        line("row_count_between", min_value=1),
    ],
)


def plain(value: Any) -> Any:
    if isinstance(value, dict):
        return [plain(one) for one in value.values()]
    if isinstance(value, (tuple, list)):
        return [plain(one) for one in value]
    if isinstance(value, float):
        return None if value != value else f"{value:.9g}"
    return f"{value:.9g}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def answers(table: Any) -> list[Any]:
    found = SUITE.run(table, samples=None)
    return [
        [
            one.expectation.label, one.success, one.elements, one.missing, one.unexpected, plain(one.observed_value),
            sorted(json.dumps(plain(value)) for value in one.values) if one.unexpected else [],
        ]
        for one in found
    ]  # fmt: skip


def refusal(table: Any) -> str:
    try:
        Suite("ordered", [line("increasing", column="n")]).run(table)
    except FairleadError as error:
        return error.message
    return "none"


def main() -> None:
    from pyspark.sql import SparkSession  # the suite and the answers are asked for where there is none

    spark = (
        SparkSession.builder.master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "1")
        .config("spark.sql.adaptive.enabled", "false")
        .config("spark.sql.codegen.wholeStage", "false")  # compiling takes longer than these rows
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.extraJavaOptions", "-XX:TieredStopAtLevel=1")  # nor is it worth compiling well
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("OFF")
    table = spark.createDataFrame(TABLE.to_arrow(), SCHEMA)
    json.dump({"spark": answers(table), "polars": answers(TABLE), "ordered": refusal(table)}, sys.stdout)
    spark.stop()


if __name__ == "__main__":
    main()
