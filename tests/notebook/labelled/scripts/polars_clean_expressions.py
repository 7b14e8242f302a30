import numpy as np
import polars as pl
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.preprocessing import StandardScaler
from sklearn.linear_model import Ridge
from sklearn.metrics import mean_absolute_error

df = pl.scan_csv("houses.csv").with_columns(
    (pl.col("area") / (pl.col("rooms") + 1)).alias("m2_per_room"),
    pl.col("age").clip(0, 80),
    pl.when(pl.col("distance") < 5).then(1).otherwise(0).alias("centre"),
).collect()
df = df.with_row_index("row").fill_null(0)
train = df.filter(pl.col("row") % 5 != 0)
test = df.filter(pl.col("row") % 5 == 0)
features = ["area", "rooms", "age", "distance", "m2_per_room", "centre"]

hgb = HistGradientBoostingRegressor(random_state=0)
hgb.fit(train.select(features).to_numpy(), train["price"].to_numpy())
print("hgb", mean_absolute_error(test["price"].to_numpy(), hgb.predict(test.select(features).to_numpy())))

means = train.select(pl.col(features).mean()).row(0)
stds = train.select(pl.col(features).std()).row(0)
a = (train.select(features).to_numpy() - np.array(means)) / np.array(stds)
b = (test.select(features).to_numpy() - np.array(means)) / np.array(stds)
ridge = Ridge().fit(a, train["price"].to_numpy())
print("ridge", mean_absolute_error(test["price"].to_numpy(), ridge.predict(b)))
