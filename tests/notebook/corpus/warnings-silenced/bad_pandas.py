# %%
import pandas as pd

pd.options.mode.chained_assignment = None  # <- hit
pd.set_option("mode.chained_assignment", None)  # <- hit

# %%
table = pd.read_csv("table.csv")
table[table["a"] > 1]["b"] = 0
