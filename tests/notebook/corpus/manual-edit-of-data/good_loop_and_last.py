# %%
import pandas as pd

table = pd.read_csv("table.csv")

# %%
for i in table.index:
    table.loc[i, "ratio"] = table.loc[i, "a"] / table.loc[i, "b"]
table.loc["total", "a"] = table["a"].sum()
first = table.iloc[0, 3]
table = table.drop(outliers) if (outliers := list(table.index[table["a"] > 9])) else table
