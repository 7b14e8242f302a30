# %%
import pandas as pd


def to_euro(column):
    return column * rate
# %%
prices = pd.Series([1.0, 2.5])
print(to_euro(prices))  # <- hit
# %%
rate = 0.92
