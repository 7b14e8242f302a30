# %%
import pandas as pd

orders = pd.read_csv("orders.csv")
# %%
late = orders[orders["days"] > limit]
# %%
limit = 14
print(limit)
