# %%
import pandas as pd

prices = pd.read_csv("prices.csv")
# %%
scaled = prices["price"] / top  # <- hit
# %%
top = scaled.max()
print(top)
