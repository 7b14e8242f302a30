# %%
import pandas as pd

# %%
left = pd.read_csv("left.csv")
right = pd.read_csv("right.csv")
both = pd.merge(left, right, left_on="id", right_on="left_id", how="outer")  # <- hit
