# %%
import pandas as pd

orders = pd.read_csv("orders.csv")
# %%
for order in orders.itertuples():
    if order.price < 0:
        continue
else:
    break  # <- hit
# %%
for order in orders.itertuples():

    def check():
        break  # <- hit
