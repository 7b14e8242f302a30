# %%
import pandas as pd

# %%
orders = pd.read_csv("orders.csv")
assert set(orders.columns) == {"customer", "amount"}
assert orders["amount"].between(0, 10_000).all()
