# %%
import pandas as pd

people = pd.read_csv("people.csv")
# %%
people = people.dropna()
people = people.drop_duplicates()
people["age"] = people["age"].fillna(0).clip(0, 120)
people.columns = [column.lower() for column in people.columns]
people = people.sort_values("age")
people["city"] = people["city"].str.strip()
people.drop(columns=["fax"], inplace=True, errors="ignore")
people = people.reset_index(drop=True)
