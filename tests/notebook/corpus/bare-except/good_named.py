# %%
import pandas as pd

try:
    prices = pd.read_csv("prices.csv")
except FileNotFoundError:
    prices = pd.DataFrame(columns=["day", "price"])
