# %%
import os

import pandas as pd

table = pd.read_csv("table.csv")

# %%
print(len(os.listdir("data")))
n = len(list(set(table["site"])))
if "table.csv" in os.listdir("."):
    print("there")
known = set(os.listdir("data"))
for name in os.listdir("scratch"):
    os.remove(os.path.join("scratch", name))
os.listdir("data")
