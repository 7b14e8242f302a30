# ---
# title = "Inputs are read from files beside, by name, by pattern and by a constant"
# tasks = 3
# kept = ["read_csv(", "glob(", "DATA / "]
# params = ["data/first.csv"]
# [files]
# "data/first.csv" = """
# id,value,group
# 1,2.5,a
# 2,3.5,b
# 3,9.0,a
# """
# "data/parts/one.csv" = """
# id,extra
# 1,10
# """
# "data/parts/two.csv" = """
# id,extra
# 2,20
# 3,30
# """
# ---
# %%
from glob import glob
from pathlib import Path

import pandas as pd

DATA = Path("data")
# %%
first = pd.read_csv("data/first.csv")
# %%
parts = pd.concat([pd.read_csv(name) for name in sorted(glob("data/parts/*.csv"))], ignore_index=True)
# %%
again = pd.read_csv(DATA / "first.csv", usecols=["id"])
# %%
merged = first.merge(parts, on="id").merge(again, on="id")
merged.groupby("group")["extra"].sum()
# %%
lines = (DATA / "first.csv").read_text().splitlines()
print(len(lines), merged["value"].sum())
# %%
merged.assign(ratio=lambda t: t["extra"] / t["value"])["ratio"].round(3).tolist()
