# %%
import pandas as pd

# %%
load = pd.read_csv("load.csv", parse_dates=["hour"], index_col="hour")  # <- hit
load.isna().sum()
load["mw"].describe()
