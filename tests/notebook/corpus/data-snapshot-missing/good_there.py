# %%
import pandas as pd

# %%
orders = pd.read_csv("orders.csv")
again = pd.read_csv("./orders.csv")
