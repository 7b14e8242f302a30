# %%
from datetime import datetime

import pandas as pd

people = pd.read_csv("people.csv", parse_dates=["born"])

# %%
people["age"] = (datetime.now() - people["born"]).dt.days // 365  # <- hit
