# %%
import hashlib

import pandas as pd

AS_OF = pd.Timestamp("2024-01-01")
people = pd.read_csv("people.csv", parse_dates=["born"])

# %%
people["age"] = (AS_OF - people["born"]).dt.days // 365
people["key"] = people["name"].map(lambda name: hashlib.sha1(name.encode()).hexdigest())
people["day"] = pd.to_datetime(people["day"])
