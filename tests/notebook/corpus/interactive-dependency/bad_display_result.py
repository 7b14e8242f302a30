# %%
import pandas as pd
from IPython.display import display

table = pd.read_csv("sales.csv")

# %%
shown = display(table.head())  # <- hit
%matplotlib widget  # <- hit
