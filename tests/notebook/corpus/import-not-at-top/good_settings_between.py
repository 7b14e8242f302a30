# %%
import pandas as pd

pd.set_option("display.max_columns", None)
SEED = 42

# %%
import numpy as np

np.random.seed(SEED)

# %%
x = np.arange(3)
