# ---
# title = "Nothing is trained: tables are read and shown"
# tasks = 2
# kept = ["value_counts(", "groupby(", ".corr("]
# ---
# %%
import pandas as pd
from sklearn.datasets import load_wine
# %%
wine = load_wine(as_frame=True).frame
# %%
wine.head()
# %%
wine.info()
# %%
wine["target"].value_counts()
# %%
wine.groupby("target").mean().T
# %%
wine[["alcohol", "malic_acid"]].corr()
# %%
wine.isna().sum().sum()
