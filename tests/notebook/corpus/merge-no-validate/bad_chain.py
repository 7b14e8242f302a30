# %%
import pandas as pd

stores = pd.read_csv("stores.csv")
oil = pd.read_csv("oil.csv")

# %%
train = (
    pd.read_csv("train.csv").merge(stores, on="store").merge(oil, how="left", on="date")  # <- hit
)
