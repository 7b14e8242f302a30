# %%
import pandas as pd
import polars as pl
from sklearn.datasets import load_iris

# %%
orders = pd.read_parquet("orders.parquet")
trips = pl.read_ipc("trips.arrow")
iris = load_iris(as_frame=True).frame
