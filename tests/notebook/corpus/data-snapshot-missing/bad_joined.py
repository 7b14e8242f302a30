# %%
import os

import pandas as pd

DATA = "lost"

# %%
train = pd.read_csv(os.path.join(DATA, "train.csv"))  # <- hit
test = pd.read_csv(os.path.join(DATA, "test.csv"))  # <- hit
