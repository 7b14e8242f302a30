# %%
import pandas as pd
# %%
orders = pd.read_csv("orders.csv")
orders["price"] = orders["price"] / 100
orders.drop(columns=["id"], inplace=True)
total = 0
for price in orders["price"]:
    total += price
names = []
for name in orders["name"]:
    names.append(name.strip())
