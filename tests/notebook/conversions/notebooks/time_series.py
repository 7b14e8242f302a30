# ---
# title = "A series over time: lags, rolling means, a split by date, walking forward"
# tasks = 4
# kept = ["shift(", "rolling(", "TimeSeriesSplit(", "resample("]
# ---
# %%
import numpy as np
import pandas as pd
from sklearn.ensemble import GradientBoostingRegressor
from sklearn.metrics import mean_squared_error
from sklearn.model_selection import TimeSeriesSplit
# %%
days = pd.date_range("2024-01-01", periods=200, freq="D")
rng = np.random.default_rng(1)
series = pd.Series(10 + np.sin(np.arange(200) / 7) * 3 + rng.normal(scale=0.3, size=200), index=days, name="load")
# %%
df = series.to_frame()
# %%
for lag in (1, 2, 7):
    df[f"lag_{lag}"] = df["load"].shift(lag)
df["mean_7"] = df["load"].shift(1).rolling(7).mean()
# %%
df["weekday"] = df.index.dayofweek
df = df.dropna()
# %%
df.resample("MS")["load"].mean()
# %%
train = df[:"2024-05-31"]
test = df["2024-06-01":]
print(len(train), len(test))
# %%
features = [c for c in df.columns if c != "load"]
# %%
boosted = GradientBoostingRegressor(n_estimators=30, random_state=0)
boosted.fit(train[features], train["load"])
# %%
naive_error = mean_squared_error(test["load"], test["lag_1"])
error = mean_squared_error(test["load"], boosted.predict(test[features]))
print(f"naive {naive_error:.4f}, boosted {error:.4f}")
# %%
errors = []
for fold, (past, future) in enumerate(TimeSeriesSplit(3).split(df)):
    model = GradientBoostingRegressor(n_estimators=10, random_state=fold)
    model.fit(df[features].iloc[past], df["load"].iloc[past])
    errors.append(mean_squared_error(df["load"].iloc[future], model.predict(df[features].iloc[future])))
# %%
np.mean(errors)
