# %%
import pandas as pd

clicks = pd.read_csv("clicks.csv")
# %%
summary = clicks.groupby("page").size()
print(summary.head())
# %%
summary = clicks.groupby("user").size()
print(summary.tail())
