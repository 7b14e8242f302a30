# ---
# title = "A table that is not there"
# tasks = 2
# stops = 2
# kept = ["read_csv("]
# ---
# %%
import pandas as pd
# %%
df = pd.read_csv("not_there.csv")
# %%
print(df.shape)
