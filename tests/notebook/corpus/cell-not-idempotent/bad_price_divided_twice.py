# %%
import pandas as pd

orders = pd.read_csv("orders.csv")
# %%
orders["price"] = orders["price"] / 100  # <- hit
print(orders["price"].mean())
