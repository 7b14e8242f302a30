# %%
import pandas as pd

table = pd.read_csv("table.csv", header=None)

# %%
table = table.drop([0, 3], axis=1)
table = table.drop(columns=[5, 6])
table = table.drop("name", axis="columns")
