# %%
import pandas as pd

table = pd.read_csv("table.csv")
wanted = {"a", "b"}

# %%
missing = wanted - set(table.columns)
table = table.drop(columns=list(set(table.columns) & {"id", "name"}))
rows = table[table["site"].isin(list(set(["x", "y"])))]
numbers = list(range(3))
print(list(set(table["site"])))
