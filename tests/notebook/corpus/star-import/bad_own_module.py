# %%
import pandas as pd

from helpers import *  # <- hit

# %%
table = clean(pd.read_csv("table.csv"))
