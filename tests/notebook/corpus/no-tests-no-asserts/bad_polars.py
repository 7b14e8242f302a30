# %%
import polars as pl

trips = pl.read_parquet("trips.parquet")
zones = pl.read_parquet("zones.parquet")
trips = trips.join(zones, on="zone", validate="m:1")
trips.head()

# %%
trips = trips.with_columns(speed=pl.col("km") / pl.col("hours"))
trips = trips.filter(pl.col("speed") < 200)
by_zone = trips.group_by("zone").agg(pl.col("speed").mean())
by_hour = trips.group_by("hour").agg(pl.col("speed").mean())
by_day = trips.group_by("day").agg(pl.col("speed").mean())
by_zone.describe()
by_hour.describe()
print(by_zone.height)
by_zone.write_parquet("by_zone.parquet")  # <- hit
by_hour.write_parquet("by_hour.parquet")
