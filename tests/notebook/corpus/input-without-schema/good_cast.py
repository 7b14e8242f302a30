# %%
import pandas as pd

# %%
orders = pd.read_json("orders.json")
orders = orders.astype({"customer": "string", "amount": "float64", "day": "datetime64[ns]"})
