# %%
import pandas as pd

orders = pd.read_csv("orders.csv")
# %%
orders["price_in_euro"] = orders["price"] / 100
cheap = orders[orders["price_in_euro"] < 5]
without_id = orders.drop(columns=["id"])
target = orders["returned"]
