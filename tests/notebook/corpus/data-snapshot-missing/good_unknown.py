# %%
import sys

import pandas as pd

# %%
name = sys.argv[1]
table = pd.read_csv(f"data/{name}.csv")
parts = [pd.read_csv("data/%s.csv" % one) for one in ("a", "b")]
