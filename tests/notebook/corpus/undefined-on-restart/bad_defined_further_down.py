# %%
import pandas as pd

orders = pd.read_csv("orders.csv")
# %%
late = orders[orders["days"] > limit]  # <- hit
print(len(late))
# %%
limit = 14
late_share = len(late) / len(orders)
