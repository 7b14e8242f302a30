# %%
import pandas as pd

table = pd.read_csv("table.csv")
table["ratio"] = table["a"] / table["b"]
table["log"] = table["ratio"] + 1
table.describe()
