# %%
import pandas as pd

people = pd.read_csv("people.csv")

# %%
people.loc[people["age"] < 0, "age"] = None
people.loc[people["kind"] == "unkown", "kind"] = "unknown"
people.loc[people["rooms"] == 3, "size"] = "medium"
people = people.drop(people[people["age"] > 120].index)
