# %%
import os
import pickle

import pandas as pd
from sklearn.linear_model import Ridge

folder = "artifacts"
homes = pd.read_csv("homes.csv")
ridge = Ridge(0.1).fit(homes[["area"]], homes["price"])
# %%
with open(os.path.join(folder, "ridge.pkl"), "wb") as out:
    pickle.dump(ridge, out)  # <- hit
