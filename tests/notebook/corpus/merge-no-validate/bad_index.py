# %%
import pandas as pd

a = pd.read_csv("a.csv", index_col="id")
b = pd.read_csv("b.csv", index_col="id")

# %%
table = pd.merge(a, b, left_index=True, right_index=True, indicator=True)  # <- hit
