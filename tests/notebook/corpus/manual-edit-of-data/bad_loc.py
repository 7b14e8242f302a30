# %%
import pandas as pd

people = pd.read_csv("people.csv")

# %%
people.loc[37, "age"] = 42  # <- hit
people["age"].describe()
