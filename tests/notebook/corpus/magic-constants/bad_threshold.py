# %%
import pandas as pd

flights = pd.read_csv("flights.csv")

# %%
flights["far"] = flights["distance"] > 1847  # <- hit
flights = flights[flights.delay < 263.5]  # <- hit
