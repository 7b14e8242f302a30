"""What is known of a flight one hour before it is to leave, and whether it came late."""

import polars as pl

from flights.sources import WEATHER

LATE = 15
"""A flight is late if it arrives so many minutes after its time, or more."""

CAPPED = 60
"""A delay counts as so many minutes at most: what is to leave two hours before is known to be that late by then."""

WORDS = ("carrier", "origin", "dest")
NUMBERS = (
    "hour", "minute", "weekday", "distance", "planned_minutes", *WEATHER, "plane_age", "seats",
    "leaving", "recent_delay", "recent_flights", "carrier_yesterday",
)  # fmt: skip
FEATURES = (*WORDS, *NUMBERS)


def transform(flights: pl.DataFrame, weather: pl.DataFrame, planes: pl.DataFrame) -> pl.DataFrame:
    """Return the flights that were flown, with `late` (1 or 0) and the features.

    Nothing is used that is known later than an hour before departure: of the weather, what was measured in the hour
    before; of other flights, how late those had left that were to leave two to four hours before.
    """
    table = (
        flights.with_columns(
            pl.col("day").dt.weekday().alias("weekday"),
            ((_minutes("sched_arr_time") - _minutes("sched_dep_time")) % 1440).alias("planned_minutes"),
            pl.len().over("origin", "day", "hour").alias("leaving"),
            pl.col("when").dt.truncate("1h").dt.offset_by("-1h").alias("measured"),
        )
        .join(weather.rename({"when": "measured"}), on=["origin", "measured"], how="left", maintain_order="left")
        .join(planes, on="tailnum", how="left", maintain_order="left")
        .with_columns((2013 - pl.col("year")).alias("plane_age"))
        .join(recent_delays(flights), on=["origin", "when"], how="left", maintain_order="left")
        .join(late_yesterday(flights), on=["carrier", "day"], how="left", maintain_order="left")
    )
    late = (pl.col("arr_delay") > LATE).cast(pl.Int8).alias("late")
    return table.filter(pl.col("arr_delay").is_not_null()).select("when", "day", late, *FEATURES)


def recent_delays(flights: pl.DataFrame) -> pl.DataFrame:
    """Return for each airport and moment how late the flights left that were to leave two to four hours before."""
    left = flights.filter(pl.col("dep_delay").is_not_null()).select(
        "origin", "when", pl.col("dep_delay").clip(upper_bound=CAPPED).alias("delay")
    )
    moments = flights.select("origin", "when").unique().with_columns(pl.lit(None, pl.Float64).alias("delay"))
    return (
        pl.concat([left, moments])
        .sort("when")
        .rolling("when", period="2h", offset="-4h", group_by="origin", closed="both")
        .agg(pl.col("delay").mean().alias("recent_delay"), pl.col("delay").count().alias("recent_flights"))
        .unique(["origin", "when"])
    )


def late_yesterday(flights: pl.DataFrame) -> pl.DataFrame:
    """Return for each carrier and day the share of its flights that came late on the day before."""
    return (
        flights.filter(pl.col("arr_delay").is_not_null())
        .group_by("carrier", "day")
        .agg((pl.col("arr_delay") > LATE).mean().alias("carrier_yesterday"))
        .with_columns(pl.col("day").dt.offset_by("1d"))
    )


def _minutes(clock: str) -> pl.Expr:
    """Return a time of day such as 1435 as minutes since midnight."""
    return pl.col(clock) // 100 * 60 + pl.col(clock) % 100
