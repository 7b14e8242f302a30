# %%
import subprocess

import pandas as pd

# %%
subprocess.run(["git", "rev-parse", "HEAD"], check=True)
table = pd.read_csv("table.csv")
cheap = table["price"] != 3
