# %%
import pandas as pd

orders = pd.read_csv("orders.csv")
customers = pd.read_csv("customers.csv")

# %%
before = len(orders)
orders = orders.merge(customers, on="customer", how="left")
assert len(orders) == before
