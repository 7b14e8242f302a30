# %%
import pandas as pd

orders = pd.read_csv("orders.csv")
# %%
by_region = orders.groupby("region")["price"].agg(  # <- hit
# %%
print(orders.head())
