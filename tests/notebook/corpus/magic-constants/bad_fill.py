# %%
import pandas as pd

people = pd.read_csv("people.csv")

# %%
people["age"] = people["age"].fillna(29.7)  # <- hit
people["fare"].fillna(14.4542, inplace=True)  # <- hit
