# %%
import pandas as pd

days = pd.DataFrame({"day": pd.date_range("2023-01-01", periods=7)})
stores = pd.read_csv("stores.csv")

# %%
grid = days.merge(stores, how="cross")
