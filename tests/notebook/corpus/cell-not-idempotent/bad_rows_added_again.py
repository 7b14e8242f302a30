# %%
import numpy as np
import pandas as pd

train = pd.read_csv("january.csv")
february = pd.read_csv("february.csv")
# %%
train = pd.concat([train, february])  # <- hit
# %%
train["amount"] = np.log1p(train["amount"])  # <- hit
# %%
train = train[10:]  # <- hit
