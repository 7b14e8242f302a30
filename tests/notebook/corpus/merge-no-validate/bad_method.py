# %%
import pandas as pd

orders = pd.read_csv("orders.csv")
customers = pd.read_csv("customers.csv")

# %%
table = orders.merge(customers, on="customer", how="left")  # <- hit
