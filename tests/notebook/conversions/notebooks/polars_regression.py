# ---
# title = "Polars, eager and lazy, into a regression"
# tasks = 3
# kept = ["with_columns(", "group_by(", ".collect()", "LinearRegression("]
# packages = ["polars", "scikit-learn"]
# ---
# %%
import numpy as np
import polars as pl
from sklearn.linear_model import LinearRegression
from sklearn.metrics import r2_score
# %%
rng = np.random.default_rng(0)
rooms = pl.DataFrame({"size": rng.uniform(20, 120, 200), "town": rng.choice(["A", "B", "C"], 200)})
rooms = rooms.with_columns((pl.col("size") * 11 + pl.col("town").rank("dense") * 50).alias("rent"))
# %%
rooms.head(3)
# %%
lazy = rooms.lazy().filter(pl.col("size") > 30)
# %%
by_town = lazy.group_by("town").agg(pl.col("rent").mean().alias("mean_rent"), pl.len()).sort("town").collect()
print(by_town["mean_rent"].to_list())
# %%
joined = lazy.collect().join(by_town, on="town", how="left", maintain_order="left")
train, test = joined[:120], joined[120:]
# %%
columns = ["size", "mean_rent"]
model = LinearRegression().fit(train.select(columns).to_numpy(), train["rent"].to_numpy())
# %%
r2_score(test["rent"].to_numpy(), model.predict(test.select(columns).to_numpy()))
