# %%
import pandas as pd
from sklearn.linear_model import Ridge
from sklearn.model_selection import TimeSeriesSplit

# %%
load = pd.read_csv("load.csv").sort_values("timestamp")
load["change"] = load["power"].diff()
load = load.dropna()
X, y = load[["change"]].values, load["power"].values
for train, test in TimeSeriesSplit(5).split(X):
    print(Ridge().fit(X[train], y[train]).score(X[test], y[test]))
