# %%
import pandas as pd

flights = pd.read_csv("flights.csv")

# %%
flights[flights["distance"] > 1847].head()
(flights["distance"] > 1847).mean()
assert flights["delay"].max() < 2713
if flights.shape[0] > 12345:
    print("many")
