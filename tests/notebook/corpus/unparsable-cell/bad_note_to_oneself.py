# %%
import pandas as pd

flights = pd.read_csv("flights.csv")
# %%
ask Maria which column is the real arrival time  # <- hit
# %%
flights["delay"] = flights["arrival"] - flights["planned"]
