# %%
import pandas as pd

people = pd.read_csv("people.csv")

# %%
people["age"] = people["age"].fillna(-1)
people["score"] = people["score"].fillna(0)
people["code"] = people["code"].fillna(-999)
adults = people[people["age"] >= 18]
heavy = people[people["weight"] > 100]
likely = people["p"] > 0.5
