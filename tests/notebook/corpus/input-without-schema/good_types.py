# %%
import pandas as pd

TYPES = {"customer": "string", "amount": "float64"}

# %%
orders = pd.read_csv("orders.csv", dtype=TYPES)
