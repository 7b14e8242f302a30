# %%
import pandas as pd

# %%
trips = (
    pd.read_csv("trips.csv")
    .rename(columns=str.lower)
    .replace("?", float("nan"))
)
trips = trips.drop(columns=["note"]).dropna().reset_index(drop=True)  # <- hit
