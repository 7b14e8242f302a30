# %%
import pandas as pd

# %%
orders = pd.read_csv("orders.csv", sep=";", encoding="latin-1")  # <- hit
customers = pd.read_excel("customers.xlsx")
table = orders.merge(customers, on="customer", validate="many_to_one")
