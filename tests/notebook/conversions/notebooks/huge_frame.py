# ---
# title = "A table of two gigabytes goes from cell to cell"
# tasks = 2
# slow = true
# kept = ["np.ones("]
# ---
# %%
import numpy as np
import pandas as pd
# %%
df = pd.DataFrame(np.ones((4_000_000, 64)))
# %%
df[0] = 2.0
# %%
print(df[0].sum(), len(df))
