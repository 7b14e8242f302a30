# %%
from datetime import date

import pandas as pd

# %%
orders = pd.read_csv(f"exports/orders_{date.today()}.csv")  # <- hit
orders.groupby("region").sum()
