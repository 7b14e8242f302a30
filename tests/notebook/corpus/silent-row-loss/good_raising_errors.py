# %%
import os

import pandas as pd

# %%
dates = pd.to_datetime(["2023-01-01"], errors="raise")
text = open("a.txt", errors="ignore").read()
os.makedirs("out", exist_ok=True)
table = pd.read_csv("a.csv", on_bad_lines="error")
