# %%
import pandas as pd

orders = pd.read_csv("orders.csv")
# %%
if orders.empty:
    return  # <- hit
# %%
for order in orders.itertuples():
    if order.price < 0:
        break
