# %%
import pandas as pd  # <- hit

# %%
table = pd.read_csv("table.csv")
