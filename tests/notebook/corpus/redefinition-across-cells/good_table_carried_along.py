# %%
import pandas as pd

orders = pd.read_csv("orders.csv")
# %%
orders = orders.dropna()
# %%
print(len(orders))
# %%
orders = orders[orders["price"] > 0]
# %%
print(orders["price"].mean())
