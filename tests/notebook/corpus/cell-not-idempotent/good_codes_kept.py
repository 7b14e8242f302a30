# %%
import pandas as pd

sales = pd.read_csv("sales.csv")
# %%
sales["region"] = sales["region"].replace({"N": "north", "S": "south"})
sales["size"] = sales["size"].map({"small": "small", "big": "small"})
sales["kind"] = sales["kind"].astype(str).str.upper()
# %%
print(sales["region"].value_counts())
