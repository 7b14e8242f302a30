# %%
import pandas as pd

raw = pd.read_csv("clicks.csv")
sessions = raw.groupby("session").size()
# %%
del raw
# %%
print(sessions.mean())
print(raw["user"].nunique())  # <- hit
