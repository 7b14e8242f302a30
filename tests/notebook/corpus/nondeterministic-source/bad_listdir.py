# %%
import os

import pandas as pd

# %%
files = os.listdir("data")  # <- hit
table = pd.concat([pd.read_csv(os.path.join("data", file)) for file in files])
train, test = table[:1000], table[1000:]
