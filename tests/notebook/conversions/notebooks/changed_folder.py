# ---
# title = "The working folder is changed on the way; files are read and written by relative names"
# tasks = 1
# kept = ["os.chdir(", "read_csv(", "to_csv("]
# [files]
# "data/a.csv" = """
# x,y
# 1,2
# 3,7
# """
# ---
# %%
import os

import pandas as pd
# %%
before = pd.read_csv("data/a.csv")
os.chdir("data")
# %%
df = pd.read_csv("a.csv")
# %%
df["z"] = df["x"] + df["y"]
df.to_csv("b.csv", index=False)
# %%
os.chdir("..")
print(os.path.exists("data/b.csv"), pd.read_csv("data/b.csv")["z"].sum(), before.shape)
