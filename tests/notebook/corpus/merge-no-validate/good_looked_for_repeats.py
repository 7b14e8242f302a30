# %%
import pandas as pd

orders = pd.read_csv("orders.csv")
customers = pd.read_csv("customers.csv")
print(customers["customer"].duplicated().sum())

# %%
orders = orders.merge(customers, on="customer", how="left")
