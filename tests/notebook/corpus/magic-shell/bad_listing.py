# %%
import pandas as pd

# %%
files = !ls data/*.csv  # <- hit
tables = [pd.read_csv(file) for file in files]
