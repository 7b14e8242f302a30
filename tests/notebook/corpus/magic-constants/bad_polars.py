# %%
import polars as pl

trips = pl.read_csv("trips.csv")

# %%
trips = trips.with_columns(
    pl.col("fare").fill_null(17.35),  # <- hit
    long=pl.col("minutes") > 43,  # <- hit
)
