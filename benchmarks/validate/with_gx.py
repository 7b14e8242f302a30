"""Great Expectations on pandas. The option is the result format; telemetry is off."""

import os
from collections.abc import Callable

os.environ["GX_ANALYTICS_ENABLED"] = "false"
import great_expectations as gx
import great_expectations.expectations as gxe
import pandas as pd
from report import arguments, report
from rules import CARRIERS, CUSTOMER, LATEST, ORIGINS, airports, columns_of

path, rules, option = arguments()
COLUMNS = 27
LINES = {
    "id_there": lambda: gxe.ExpectColumnValuesToNotBeNull(column="id"),
    "customer_there": lambda: gxe.ExpectColumnValuesToNotBeNull(column="customer_id"),
    "dep_time_there": lambda: gxe.ExpectColumnValuesToNotBeNull(column="dep_time"),
    "age_between": lambda: gxe.ExpectColumnValuesToBeBetween(column="age", min_value=0, max_value=120),
    "month_between": lambda: gxe.ExpectColumnValuesToBeBetween(column="month", min_value=1, max_value=12),
    "distance_between": lambda: gxe.ExpectColumnValuesToBeBetween(column="distance", min_value=50, max_value=6000),
    "origin_in": lambda: gxe.ExpectColumnValuesToBeInSet(column="origin", value_set=ORIGINS),
    "carrier_in": lambda: gxe.ExpectColumnValuesToBeInSet(column="carrier", value_set=CARRIERS),
    "dest_in": lambda: gxe.ExpectColumnValuesToBeInSet(column="dest", value_set=airports(path)),
    "customer_matches": lambda: gxe.ExpectColumnValuesToMatchRegex(column="customer_id", regex=CUSTOMER),
    "tailnum_length": lambda: gxe.ExpectColumnValueLengthsToBeBetween(column="tailnum", min_value=6, max_value=6),
    "fare_above_base": lambda: gxe.ExpectColumnPairValuesAToBeGreaterThanB(column_A="fare", column_B="base"),
    "shares_sum": lambda: gxe.ExpectMulticolumnSumToEqual(column_list=["share_a", "share_b"], sum_total=100),
    "id_unique": lambda: gxe.ExpectColumnValuesToBeUnique(column="id"),
    "leg_unique": lambda: gxe.ExpectCompoundColumnsToBeUnique(column_list=["customer_id", "leg"]),
    "fare_mean": lambda: gxe.ExpectColumnMeanToBeBetween(column="fare", min_value=100, max_value=250),
    "fare_stdev": lambda: gxe.ExpectColumnStdevToBeBetween(column="fare", min_value=50, max_value=120),
    "distance_least": lambda: gxe.ExpectColumnMinToBeBetween(column="distance", min_value=50, max_value=100),
    "latest": lambda: gxe.ExpectColumnMaxToBeBetween(
        column="time_hour", min_value=pd.Timestamp(LATEST[0]), max_value=pd.Timestamp(LATEST[1])
    ),
    "destinations": lambda: gxe.ExpectColumnUniqueValueCountToBeBetween(column="dest", min_value=100, max_value=110),
    "row_count": lambda: gxe.ExpectTableRowCountToBeBetween(min_value=1000),
    "columns": lambda: gxe.ExpectTableColumnCountToEqual(value=COLUMNS),
    "delay_median": lambda: gxe.ExpectColumnMedianToBeBetween(column="dep_delay", min_value=-5, max_value=5),
    "distance_quartiles": lambda: gxe.ExpectColumnQuantileValuesToBeBetween(
        column="distance",
        quantile_ranges={"quantiles": [0.25, 0.5, 0.75], "value_ranges": [[400, 600], [800, 950], [1300, 1500]]},
    ),
}


def prepared():
    """Return what gives a batch of a table, and the suite."""
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    asset = context.data_sources.add_pandas("pandas").add_dataframe_asset("flights")
    suite = gx.ExpectationSuite("flights", expectations=[LINES[rule]() for rule in rules])
    return asset.add_batch_definition_whole_dataframe("all"), suite


def one_row(row: dict[str, object]) -> Callable[[], bool]:
    definition, suite = prepared()

    def check() -> bool:
        batch = definition.get_batch(batch_parameters={"dataframe": pd.DataFrame([row])})
        return bool(batch.validate(suite, result_format="BOOLEAN_ONLY").success)

    return check


def run() -> dict[str, object]:
    # All columns only where a rule asks how many there are.
    table = pd.read_parquet(path, columns=None if "columns" in rules else columns_of(rules))
    definition, suite = prepared()
    batch = definition.get_batch(batch_parameters={"dataframe": table})
    results = batch.validate(suite, result_format=option or "SUMMARY").results
    by_line = {(one.expectation_config.type, str(one.expectation_config.kwargs.get("column"))): one for one in results}
    found: dict[str, object] = {}
    for rule in rules:
        line = LINES[rule]()
        one = by_line[(line.expectation_type, str(getattr(line, "column", None)))]
        if one.exception_info.get("raised_exception"):
            raise RuntimeError(f"{rule}: {one.exception_info['exception_message']}")
        counted = one.result.get("unexpected_count")
        found[rule] = bool(one.success) if counted is None else int(counted)
    return found


if __name__ == "__main__":
    report(run)
