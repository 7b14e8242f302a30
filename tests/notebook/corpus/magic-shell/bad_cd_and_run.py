# %%
%cd ../project  # <- hit
%run helpers.py  # <- hit

# %%
import pandas as pd

table = pd.read_csv("data/table.csv")
