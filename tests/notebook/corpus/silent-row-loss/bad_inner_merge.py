# %%
import pandas as pd

orders = pd.read_csv("orders.csv")
customers = pd.read_csv("customers.csv")

# %%
table = orders.merge(customers, on="customer", how="inner", validate="many_to_one")  # <- hit
table["amount"].mean()
