# %%
get_ipython().run_line_magic("matplotlib", "inline")  # <- hit
import pandas as pd

# %%
get_ipython().system("pip install lightgbm")  # <- hit
table = pd.read_csv("table.csv")
